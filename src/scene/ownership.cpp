#include "scene/ownership.h"

namespace perpixel {
namespace {

struct Samples {
  std::uint16_t surface[4];
  float inverse_depth[4];
};

Samples samples_at(const SampleGrid& g, int y, int x) {
  const std::size_t a = g.at(2 * y, 2 * x), b = g.at(2 * y + 1, 2 * x);
  return {{g.surface[a], g.surface[a + 1], g.surface[b], g.surface[b + 1]},
          {g.inverse_depth[a], g.inverse_depth[a + 1], g.inverse_depth[b], g.inverse_depth[b + 1]}};
}

bool is_uniform(const Samples& s) {
  return s.surface[0] == s.surface[1] && s.surface[0] == s.surface[2] && s.surface[0] == s.surface[3];
}

/// The sample whose object holds most samples; among equals the nearest one.
int owning_sample(const Samples& s, const Drawing& d) {
  std::uint16_t object[4];
  for (int i = 0; i < 4; ++i) object[i] = d.surfaces[s.surface[i]].object;
  int best = 0, best_votes = 0;
  for (int i = 0; i < 4; ++i) {
    int votes = 0;
    for (int j = 0; j < 4; ++j) votes += object[i] == object[j];
    if (votes > best_votes || (votes == best_votes && s.inverse_depth[i] > s.inverse_depth[best])) best = i;
    if (votes > best_votes) best_votes = votes;
  }
  return best;
}

float mean_inverse_depth(const Samples& s, std::uint16_t surface) {
  if (is_uniform(s))
    return (s.inverse_depth[0] + s.inverse_depth[1] + s.inverse_depth[2] + s.inverse_depth[3]) * 0.25f;
  float sum = 0, count = 0;
  for (int i = 0; i < 4; ++i) {
    if (s.surface[i] != surface) continue;
    sum += s.inverse_depth[i];
    count += 1;
  }
  return sum / count;
}

}  // namespace

Drawing::Drawing(const Composition& c, int width_px, int height_px, SampleGrid& sheet)
    : composition(c),
      width(width_px),
      height(height_px),
      view(view_of(c.camera, width_px, height_px)),
      samples(view, width_px, height_px),
      surfaces(surfaces_of(c.world, view)),
      grid(sheet) {
  grid.clear(samples.width, samples.height);
  draw(surfaces, samples, grid);
}

Ownership owners_of(const Drawing& d) {
  Ownership owners;
  const std::size_t pixels = static_cast<std::size_t>(d.width) * static_cast<std::size_t>(d.height);
  owners.object.resize(pixels);
  owners.surface.resize(pixels);
  owners.inverse_depth.resize(pixels);
  for (int y = 0; y < d.height; ++y) {
    for (int x = 0; x < d.width; ++x) {
      const Samples s = samples_at(d.grid, y, x);
      const std::size_t pixel =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(d.width) + static_cast<std::size_t>(x);
      const std::uint16_t surface = s.surface[is_uniform(s) ? 0 : owning_sample(s, d)];
      owners.object[pixel] = d.surfaces[surface].object;
      owners.surface[pixel] = surface;
      owners.inverse_depth[pixel] = mean_inverse_depth(s, surface);
    }
  }
  return owners;
}

}  // namespace perpixel
