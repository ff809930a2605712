#include "scene/slab.h"

#include "scene/paint.h"

namespace perpixel {

void add_slab(World& world, SceneRandom r, const Placement& place, ClassId class_id) {
  world.begin(class_id, true, place.origin());
  const double half_length = r.range(0.9, 2.4), half_width = r.range(0.6, 1.1), height = r.range(0.7, 1.7);
  const Material paint = slab_paint(r), lid = r.chance(0.6) ? paint : slab_paint(r);
  world.box(place, {-half_length, 0, -half_width}, {half_length, height, half_width}, paint, lid);
  if (!r.chance(0.45)) return;
  const double x = r.range(-0.4, 0.4) * half_length, half = r.range(0.3, 0.5) * half_width;
  const Material second = slab_paint(r);
  world.box(place, {x - half, height, -half}, {x + half, height + r.range(0.3, 0.8), half}, second, second);
}

}  // namespace perpixel
