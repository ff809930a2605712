// The ground of a scene and the book of what stands where.
#pragma once

#include <functional>
#include <vector>

#include "scene/camera.h"
#include "scene/random.h"
#include "scene/world.h"

namespace perpixel {

/// A convex piece of level ground.
struct Terrain {
  ClassId class_id = scene_class::ground;
  double level_m = 0;
  std::vector<Vec3> corners;  // world; y = level
};

/// Which terrains an object may stand on.
struct Footing {
  bool ground = false, road = false, water = false;
};
inline constexpr Footing kOnGround{true, false, false}, kOnRoad{false, true, false},
    kOnLand{true, true, false}, kOnWater{false, false, true};

class Stage {
 public:
  /// The layout's own axes are turned by `yaw_turns` about the camera's foot.
  Stage(World& world, const Camera& camera, double yaw_turns)
      : world(world), camera(camera), frame({}, yaw_turns), yaw_turns(yaw_turns) {}

  World& world;
  const Camera& camera;
  const Placement frame;
  const double yaw_turns;
  // Measures that a layout's terrain shares with its furniture, metres in the layout's axes.
  double road_half_m = 0, walk_m = 0, near_edge_m = 0, far_edge_m = 0;

  /// Paints convex ground over what was there; corners (x, z) in the layout's axes.
  Primitive& pave(ClassId class_id, const Material& material, std::initializer_list<Vec3> corners,
                  double level_m = 0);
  /// A rectangle; its texture is centred across x, so that a road's markings follow its middle.
  void pave(ClassId class_id, const Material& material, double x0, double z0, double x1, double z1,
            double level_m = 0);
  /// Endless ground, to be painted first.
  void pave_everything(ClassId class_id, const Material& material, double level_m = 0);

  /// The terrain painted last under a point, or none.
  const Terrain* terrain_at(double x, double z) const;
  bool carries(const Footing& footing, double x, double z) const;

  /// Takes a circle of ground (world coordinates) unless it touches one taken before or hides the subject.
  bool claim(Vec3 at, double radius);
  /// The same for a row `length_m` long, all of it or nothing.
  bool claim_row(Vec3 middle, Vec3 along, double length_m, double half_depth);
  void claim_subject(Vec3 at, double radius);

  /// In the layout's axes; `turn` is relative to them.
  Placement place(double x, double z, double turn = 0) const {
    return {frame.at({x, 0, z}), yaw_turns + turn};
  }

  using Build = std::function<void(SceneRandom, const Placement&)>;
  /// Up to `count` objects at random places of the picture between two depths, facing anywhere.
  void scatter(SceneRandom& random, int count, double near_m, double far_m, const Footing& footing,
               double radius, const Build& build);

 private:
  struct Circle {
    double x, z, radius;
  };
  bool is_free(const Circle& c) const;
  bool hides_subject(const Circle& c) const;

  std::vector<Terrain> terrains_;
  std::vector<Circle> taken_;
  bool has_subject_ = false;
  Circle subject_{};
};

}  // namespace perpixel
