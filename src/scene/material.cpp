#include "scene/material.h"

#include "scene/noise.h"

namespace perpixel {
namespace {

float absolute(float x) { return x < 0 ? -x : x; }
float fraction(float x) { return x - static_cast<float>(floor_int(x)); }

/// 1 where a pattern of `cell` metres is well resolved, 0 where a pixel swallows a whole cell.
float detail(float cell, float footprint) { return clamp01((cell / footprint - 1) * 0.5f); }

/// Noise in [-1, 1) with cells of `cell` metres, faded with distance.
float ripple(float u, float v, float cell, float footprint, std::uint32_t seed) {
  const float amount = detail(cell, footprint);
  if (amount <= 0) return 0;
  return amount * (2 * value_noise(u / cell, v / cell, seed) - 1);
}

/// How much of a pixel lies within `half` of a line `distance` away.
float line_cover(float distance, float half, float footprint) {
  return clamp01((half - distance) / footprint + 0.5f) * clamp01(2 * half / footprint);
}

Color grain(const Material& m, float u, float v, float px) {
  const float t =
      0.5f + 0.4f * ripple(u, v, m.scale, px, m.seed) + 0.2f * ripple(u, v, m.scale / 5, px, m.seed + 1);
  return mix(m.base, m.accent, clamp01(t));
}

Color grass(const Material& m, float u, float v, float px) {
  const float patch = 0.5f + 0.5f * ripple(u, v, m.scale, px, m.seed);
  const float blades =
      ripple(u, v * 0.5f, 0.07f, px, m.seed + 1) + 0.6f * ripple(u, v, 0.35f, px, m.seed + 2);
  return mix(m.base, m.accent, clamp01(patch)) * (1 + 0.35f * blades);
}

float road_markings(float u, float v, float half_width, float px) {
  const float dash = fraction(v / 6) < 0.5f ? 1.f : 0.f;
  const float resolved = detail(3, px);
  const float middle = line_cover(absolute(u), 0.08f, px) * (resolved * dash + (1 - resolved) * 0.5f);
  const float edge = line_cover(absolute(absolute(u) - half_width + 0.3f), 0.07f, px);
  return middle > edge ? middle : edge;
}

Color asphalt(const Material& m, float u, float v, float px) {
  const float worn =
      1 + 0.16f * ripple(u, v * 0.3f, 1.7f, px, m.seed) + 0.22f * ripple(u, v, 0.06f, px, m.seed + 1);
  const Color tar = m.base * worn;
  return m.scale > 0 ? mix(tar, m.accent, 0.8f * road_markings(u, v, m.scale, px)) : tar;
}

/// Joints of a grid with cells of size (cu, cv), every second row shifted by `shift` cells.
Color masonry(const Material& m, float u, float v, float cu, float cv, float shift, float px) {
  const float seen = detail(cv, px);
  const int row = floor_int(v / cv);
  const float along = u / cu + ((row & 1) ? shift : 0.f);
  const float du = fraction(along) * cu, dv = fraction(v / cv) * cv;
  const float near_u = du < cu - du ? du : cu - du, near_v = dv < cv - dv ? dv : cv - dv;
  const float joint = line_cover(near_u < near_v ? near_u : near_v, cv * 0.07f, px);
  const float shade = 1 + seen * 0.5f * (cell_noise(floor_int(along), row, m.seed) - 0.5f);
  return mix(m.base * shade, m.accent, seen * joint) * (1 + 0.12f * ripple(u, v, 0.9f, px, m.seed + 1));
}

Color planks(const Material& m, float u, float v, float px) {
  const int board = floor_int(v / m.scale);
  const float seen = detail(m.scale, px);
  const float gap = line_cover(absolute(fraction(v / m.scale) - 0.5f) * -m.scale + 0.5f * m.scale, 0.02f, px);
  const float shade = 1 + seen * 0.5f * (cell_noise(board, 7, m.seed) - 0.5f);
  const float vein = ripple(u * 0.15f, v, 0.05f, px, m.seed + 1);
  return mix(m.base * (shade * (1 + 0.2f * vein)), m.accent, 0.7f * seen * gap);
}

Color corrugated(const Material& m, float u, float v, float px) {
  const float wave = absolute(2 * fraction(u / m.scale) - 1);
  const float shade = 1 + detail(m.scale, px) * 0.5f * (wave - 0.5f);
  const float rust = clamp01(2 * value_noise(u * 0.7f, v * 0.7f, m.seed) - 1.15f);
  return mix(m.base * shade, m.accent, rust);
}

Color window_pane(int column, int floor, std::uint32_t seed) {
  const float h = cell_noise(column, floor, seed);
  if (h > 0.9f) return {0.75f, 0.6f, 0.3f};
  return Color{0.03f, 0.045f, 0.06f} + Color{0.25f, 0.32f, 0.4f} * (h * h);
}

/// Storeys of 3 m; `scale` is the spacing of the windows.
Color facade(const Material& m, float u, float v, float px) {
  const float floor_height = 3.f;
  const int column = floor_int(u / m.scale), floor = floor_int(v / floor_height);
  const float du = absolute(fraction(u / m.scale) - 0.5f) * m.scale;
  const float dv = absolute(fraction(v / floor_height) - 0.55f) * floor_height;
  const float half_u = m.scale * (0.2f + 0.15f * cell_noise(1, 2, m.seed)), half_v = 0.8f;
  const float pane = line_cover(du, half_u, px) * line_cover(dv, half_v, px);
  const float frame = line_cover(du, half_u + 0.1f, px) * line_cover(dv, half_v + 0.1f, px);
  const Color plaster = m.base * (1 + 0.14f * ripple(u, v, 1.1f, px, m.seed + 1));
  return mix(mix(plaster, m.accent, frame), window_pane(column, floor, m.seed), pane);
}

Color foliage(const Material& m, float u, float v, float px) {
  const float t =
      0.5f + 0.45f * ripple(u, v, m.scale, px, m.seed) + 0.4f * ripple(u, v, m.scale * 0.3f, px, m.seed + 1);
  return mix(m.base, m.accent, clamp01(t));
}

Color crop(const Material& m, float u, float v, float px) {
  const float row = absolute(2 * fraction(u / m.scale) - 1);
  const float t = 0.5f + detail(m.scale, px) * (row - 0.5f) + 0.3f * ripple(u, v, 2.5f, px, m.seed);
  return mix(m.base, m.accent, clamp01(t)) * (1 + 0.2f * ripple(u, v, 0.12f, px, m.seed + 1));
}

Color stripes(const Material& m, float v, float px) {
  const float band = fraction(v / m.scale) < 0.5f ? 1.f : 0.f;
  return mix(m.base, m.accent, 0.5f + detail(m.scale, px) * (band - 0.5f));
}

Color spots(const Material& m, float u, float v) {
  return mix(m.base, m.accent, clamp01((value_noise(u / m.scale, v / m.scale, m.seed) - 0.52f) * 14));
}

}  // namespace

Color reflectance(const Material& m, float u, float v, float px) {
  switch (m.texture) {
    case Texture::plain:
      return m.base;
    case Texture::grain:
      return grain(m, u, v, px);
    case Texture::grass:
      return grass(m, u, v, px);
    case Texture::asphalt:
      return asphalt(m, u, v, px);
    case Texture::tiles:
      return masonry(m, u, v, m.scale, m.scale, 0, px);
    case Texture::brick:
      return masonry(m, u, v, m.scale, m.scale * 0.4f, 0.5f, px);
    case Texture::planks:
      return planks(m, u, v, px);
    case Texture::corrugated:
      return corrugated(m, u, v, px);
    case Texture::facade:
      return facade(m, u, v, px);
    case Texture::foliage:
      return foliage(m, u, v, px);
    case Texture::crop:
      return crop(m, u, v, px);
    case Texture::stripes:
      return stripes(m, v, px);
    case Texture::spots:
      return spots(m, u, v);
    case Texture::water:
      return m.base;
  }
  return m.base;
}

}  // namespace perpixel
