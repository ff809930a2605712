#include "scene/composition.h"

#include <algorithm>

#include "scene/animal.h"
#include "scene/building.h"
#include "scene/figure.h"
#include "scene/layout.h"
#include "scene/plant.h"
#include "scene/slab.h"
#include "scene/vehicle.h"

namespace perpixel {
namespace {

/// Independent streams: what one draws does not shift the others.
enum Purpose : std::uint64_t { kCamera = 1, kLight, kLayout, kTerrain, kSubject, kFurniture };

struct SubjectRow {
  Footing footing;
  double extent_m;  // about how large it looks
  double radius_m;  // of the ground it takes
  void (*build)(World&, SceneRandom, const Placement&);
};

constexpr SubjectRow kSubjectRows[kSubjects] = {
    {kOnLand, 3.2, 2.3, add_car},
    {kOnLand, 5.5, 4.5, add_bus},
    {kOnLand, 1.8, 0.5, add_figure},
    {kOnLand, 0.9, 0.6, add_dog},
    {kOnGround, 1.9, 1.2, add_cow},
    {kOnGround, 6, 1.8, [](World& w, SceneRandom r, const Placement& p) { add_tree(w, r, p, {4, 8}); }},
    {kOnGround, 6, 1.8, [](World& w, SceneRandom r, const Placement& p) { add_conifer(w, r, p, {4, 8}); }},
    {kOnWater, 2.6, 2.4,
     [](World& w, SceneRandom r, const Placement& p) { add_slab(w, r, p, scene_class::boat); }},
    {kOnLand, 2.6, 2.4,
     [](World& w, SceneRandom r, const Placement& p) { add_slab(w, r, p, scene_class::crate); }},
    {kOnGround, 8, 5.5,
     [](World& w, SceneRandom r, const Placement& p) { add_house(w, r, p, {6, 9}, {5, 7}, {2.6, 4}); }},
};

const SubjectRow& row_of(Subject s) { return kSubjectRows[static_cast<std::size_t>(s)]; }

/// The foot of a thing at (x, 0, z) lies within a square picture.
bool foot_in_picture(const Camera& camera, Vec3 foot) {
  const View view = view_of(camera, 1, 1);
  const Vec3 p = view.point(foot);
  return p.z > 0.5 && view.pixel_y(p) < 1.03 && view.pixel_y(p) > 0.3;
}

bool try_subject(Composition& c, Stage& stage, SceneRandom& r, Subject subject) {
  const SubjectRow& row = row_of(subject);
  for (int attempt = 0; attempt < 40; ++attempt) {
    const double share = r.range(attempt < 25 ? 0.24 : 0.14, 0.75),
                 z = std::max(row.radius_m + 1.5, c.camera.focal * row.extent_m / share);
    const double x = r.range(-0.25, 0.25) * z / c.camera.focal;
    if (!stage.carries(row.footing, x, z)) continue;
    const Vec3 foot{x, stage.terrain_at(x, z)->level_m, z};
    if (!foot_in_picture(c.camera, foot)) continue;
    stage.claim_subject(foot, row.radius_m);
    const Placement place(foot, r.uniform());
    row.build(c.world, r.fork(), place);
    c.subject = subject;
    c.subject_object = static_cast<std::uint16_t>(c.world.objects().size() - 1);
    return true;
  }
  return false;
}

/// A place where the wanted subject can stand, else (no room) a figure or a crate takes its part.
void place_subject(Composition& c, Stage& stage, SceneRandom r, Subject wanted) {
  for (const Subject s : {wanted, Subject::figure, Subject::crate, Subject::boat, Subject::dog}) {
    if (try_subject(c, stage, r, s)) return;
  }
}

const Layout& choose_layout(SceneRandom& r, Subject subject) {
  std::vector<const Layout*> fitting;
  for (const Layout& layout : layouts()) {
    if (layout.subjects >> static_cast<int>(subject) & 1u) fitting.push_back(&layout);
  }
  return *fitting[static_cast<std::size_t>(r.below(static_cast<int>(fitting.size())))];
}

}  // namespace

Composition compose(std::uint64_t seed, std::uint64_t index) {
  Composition c;
  c.camera = random_camera(SceneRandom(seed, index, kCamera));
  c.light = random_light(SceneRandom(seed, index, kLight));
  SceneRandom choice(seed, index, kLayout), terrain(seed, index, kTerrain),
      furniture(seed, index, kFurniture);
  const Subject wanted = static_cast<Subject>(choice.below(kSubjects));
  const Layout& layout = choose_layout(choice, wanted);
  Stage stage(c.world, c.camera, choice.range(-0.05, 0.05));
  layout.terrain(stage, terrain);
  place_subject(c, stage, SceneRandom(seed, index, kSubject), wanted);
  layout.furnish(stage, furniture);
  return c;
}

}  // namespace perpixel
