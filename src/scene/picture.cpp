#include "scene/picture.h"

#include "scene/shadow.h"

namespace perpixel {
namespace {

/// The four samples of a pixel: left to right, top to bottom.
struct Pixel {
  int x, y;
  std::size_t samples[4];
};

bool is_uniform(const SampleGrid& g, const Pixel& p) {
  const std::uint16_t surface = g.surface[p.samples[0]];
  return surface == g.surface[p.samples[1]] && surface == g.surface[p.samples[2]] &&
         surface == g.surface[p.samples[3]];
}

Color shade(const Drawing& d, const Shader& shader, std::uint16_t surface, double x, double y,
            double inverse_depth, double dark) {
  const Vec3 ray = d.view.ray(x, y);
  if (surface == 0) return shader.sky(ray);
  return shader.surface(d.surfaces[surface], ray * (1 / inverse_depth), static_cast<float>(1 - dark));
}

Color shade_uniform(const Drawing& d, const Shader& shader, const Pixel& p) {
  const SampleGrid& g = d.grid;
  float near = 0;
  int dark = 0;
  for (const std::size_t i : p.samples) {
    near += g.inverse_depth[i];
    dark += g.shadow[i];
  }
  return shade(d, shader, g.surface[p.samples[0]], p.x + 0.5, p.y + 0.5, static_cast<double>(near * 0.25f),
               dark * 0.25);
}

/// One surface's share of a pixel, looked at in the middle of its samples.
Color shade_share(const Drawing& d, const Shader& shader, const Pixel& p, std::uint16_t surface) {
  const SampleGrid& g = d.grid;
  double x = 0, y = 0, near = 0, dark = 0, count = 0;
  for (int i = 0; i < 4; ++i) {
    const std::size_t at = p.samples[i];
    if (g.surface[at] != surface) continue;
    x += 0.25 + 0.5 * (i & 1);
    y += 0.25 + 0.5 * (i >> 1);
    near += static_cast<double>(g.inverse_depth[at]);
    dark += g.shadow[at];
    count += 1;
  }
  const double k = 1 / count;
  return shade(d, shader, surface, p.x + x * k, p.y + y * k, near * k, dark * k) *
         static_cast<float>(count * 0.25);
}

Color shade_mixed(const Drawing& d, const Shader& shader, const Pixel& p) {
  Color sum;
  for (int i = 0; i < 4; ++i) {
    const std::uint16_t surface = d.grid.surface[p.samples[i]];
    bool counted = false;
    for (int j = 0; j < i; ++j) counted = counted || d.grid.surface[p.samples[j]] == surface;
    if (!counted) sum = sum + shade_share(d, shader, p, surface);
  }
  return sum;
}

Color shade_pixel(const Drawing& d, const Shader& shader, int x, int y) {
  const std::size_t a = d.grid.at(2 * y, 2 * x), b = d.grid.at(2 * y + 1, 2 * x);
  const Pixel pixel{x, y, {a, a + 1, b, b + 1}};
  return is_uniform(d.grid, pixel) ? shade_uniform(d, shader, pixel) : shade_mixed(d, shader, pixel);
}

}  // namespace

Image shade_picture(Drawing& d) {
  const Light& light = d.composition.light;
  cast_shadows(d.composition.world, d.surfaces, light.to_sun, d.view, d.samples, d.grid);
  const Shader shader(light, d.view);
  Image image(d.height, d.width, 3);
  std::uint8_t* out = image.samples<std::uint8_t>().data();
  std::vector<Color> row(static_cast<std::size_t>(d.width));
  for (int y = 0; y < d.height; ++y, out += 3 * d.width) {
    for (int x = 0; x < d.width; ++x) row[static_cast<std::size_t>(x)] = shade_pixel(d, shader, x, y);
    expose_row(row, light, y, out);
  }
  return image;
}

}  // namespace perpixel
