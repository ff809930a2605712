#include "scene/camera.h"

#include "scene/turn.h"

namespace perpixel {

Camera random_camera(SceneRandom random) {
  Camera camera;
  const double kind = random.uniform();
  camera.height_m =
      kind < 0.6 ? random.range(1.4, 2.2) : (kind < 0.88 ? random.range(2.2, 5) : random.range(0.8, 1.4));
  camera.focal = random.range(0.75, 1.25);
  camera.tan_pitch = random.range(-0.06, 0.12) + 0.035 * camera.height_m;
  camera.roll_turns = random.range(-0.006, 0.006);
  return camera;
}

View view_of(const Camera& camera, int width, int height) {
  View view;
  view.position = {0, camera.height_m, 0};
  view.ahead = normalized({0, -camera.tan_pitch, 1});
  const Vec3 level{1, 0, 0}, below{0, -view.ahead.z, view.ahead.y};
  const double c = cos_turns(camera.roll_turns), s = sin_turns(camera.roll_turns);
  view.right = normalized(level * c + below * s);
  view.down = normalized(below * c - level * s);
  view.focal_px = camera.focal * (width > height ? width : height);
  view.per_px = 1 / view.focal_px;
  view.centre_x = width * 0.5;
  view.centre_y = height * 0.5;
  return view;
}

}  // namespace perpixel
