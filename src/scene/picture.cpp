#include "scene/picture.h"

#include "scene/shadow.h"

namespace perpixel {
namespace {

struct Pixel {
  std::size_t samples[4];
};

/// One surface's share of a pixel: where it is looked at, how far it is, how much sun it gets.
Color shade_share(const Drawing& d, const Shader& shader, const Pixel& pixel, int x, int y, std::uint16_t surface, float& share) {
  static constexpr double kX[4] = {0.25, 0.75, 0.25, 0.75}, kY[4] = {0.25, 0.25, 0.75, 0.75};
  double px = 0, py = 0, near = 0, dark = 0, count = 0;
  for (int i = 0; i < 4; ++i) {
    const std::size_t at = pixel.samples[i];
    if (d.grid.surface[at] != surface) continue;
    px += kX[i];
    py += kY[i];
    near += static_cast<double>(d.grid.inverse_depth[at]);
    dark += d.grid.shadow[at];
    count += 1;
  }
  share = static_cast<float>(count * 0.25);
  const Vec3 ray = d.view.ray(x + px / count, y + py / count);
  if (surface == 0) return shader.sky(ray);
  return shader.surface(d.surfaces[surface], ray * (count / near), static_cast<float>(1 - dark / count));
}

Color shade_pixel(const Drawing& d, const Shader& shader, int x, int y) {
  const std::size_t a = d.grid.at(2 * y, 2 * x), b = d.grid.at(2 * y + 1, 2 * x);
  const Pixel pixel{{a, a + 1, b, b + 1}};
  Color sum;
  for (int i = 0; i < 4; ++i) {
    const std::uint16_t surface = d.grid.surface[pixel.samples[i]];
    bool seen = false;
    for (int j = 0; j < i; ++j) seen = seen || d.grid.surface[pixel.samples[j]] == surface;
    if (seen) continue;
    float share = 0;
    const Color color = shade_share(d, shader, pixel, x, y, surface, share);
    if (share == 1) return color;
    sum = sum + color * share;
  }
  return sum;
}

}  // namespace

Image shade_picture(Drawing& d) {
  const Light& light = d.composition.light;
  cast_shadows(d.composition.world, d.surfaces, light.to_sun, d.view, d.samples, d.grid);
  const Shader shader(light, d.view);
  Image image(d.height, d.width, 3);
  std::uint8_t* out = image.samples<std::uint8_t>().data();
  for (int y = 0; y < d.height; ++y) {
    for (int x = 0; x < d.width; ++x, out += 3) expose(shade_pixel(d, shader, x, y), light, x, y, out);
  }
  return image;
}

}  // namespace perpixel
