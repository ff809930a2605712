#include "scene/paint.h"

namespace perpixel {
namespace {

Material made(SceneRandom& r, Texture texture, Color base, Color accent, Range scale, double gloss = 0) {
  return {texture, base, accent, static_cast<float>(r.range(scale)), r.seed32(), static_cast<float>(gloss)};
}

Color any_bright(SceneRandom& r) { return random_tint(r, {0, 1}, {0.3, 0.9}, {0.3, 0.9}); }

}  // namespace

Color random_tint(SceneRandom& r, Range hue, Range saturation, Range value) {
  const double h = r.range(hue), s = r.range(saturation), v = r.range(value);
  return tint(h, s, v);
}

Material leaves(SceneRandom& r) {
  const double hue = r.chance(0.82) ? r.range(0.2, 0.38) : r.range(0.03, 0.16), s = r.range(0.35, 0.75);
  const double v = r.range(0.3, 0.62);
  return made(r, Texture::foliage, tint(hue, s, v * 0.5), tint(hue - 0.02, s * 0.9, v * 1.25), {0.25, 0.5});
}

Material bark(SceneRandom& r) {
  const double v = r.range(0.2, 0.5), hue = r.range(0.04, 0.12), s = r.range(0.1, 0.5);
  return made(r, Texture::grain, tint(hue, s, v * 0.7), tint(hue, s, v * 1.2), 0.12);
}

Material lawn(SceneRandom& r) {
  const double hue = r.range(0.15, 0.34), s = r.range(0.35, 0.7), v = r.range(0.32, 0.58);
  const Color other = random_tint(r, {hue - 0.05, hue + 0.03}, s * 0.8, {v * 0.75, v * 1.25});
  return made(r, Texture::grass, tint(hue, s, v), other, {1.5, 5});
}

Material soil(SceneRandom& r) {
  const double hue = r.range(0.04, 0.11), s = r.range(0.2, 0.55), v = r.range(0.3, 0.6);
  return made(r, Texture::grain, tint(hue, s, v), tint(hue, s, v * 0.7), {0.3, 1});
}

Material sand(SceneRandom& r) {
  const double hue = r.range(0.09, 0.13), s = r.range(0.15, 0.4), v = r.range(0.65, 0.88);
  return made(r, Texture::grain, tint(hue, s, v), tint(hue, s, v * 0.85), {0.5, 2});
}

Material paving(SceneRandom& r) {
  const double v = r.range(0.42, 0.75), hue = r.range(0.03, 0.13), s = r.range(0, 0.22);
  const Texture texture = r.chance(0.7) ? Texture::tiles : Texture::brick;
  return made(r, texture, tint(hue, s, v), tint(hue, s, v * 0.7), {0.35, 0.9});
}

Material tarmac(SceneRandom& r, double half_width_m) {
  const double v = r.range(0.26, 0.55), s = r.range(0, 0.1), hue = r.chance(0.5) ? 0.6 : 0.08;
  const Color paint = grey(r.range(0.75, 0.95));
  return made(r, Texture::asphalt, tint(hue, s, v), paint, half_width_m);
}

Material open_water(SceneRandom& r) {
  const double hue = r.chance(0.7) ? r.range(0.48, 0.62) : r.range(0.1, 0.4);
  const Color body = random_tint(r, hue, {0.15, 0.7}, {0.2, 0.55});
  return made(r, Texture::water, body, {}, {0.4, 1.6});
}

Material field(SceneRandom& r) {
  const double hue = r.range(0.1, 0.33), s = r.range(0.35, 0.65), v = r.range(0.35, 0.7);
  return made(r, Texture::crop, tint(hue, s, v), tint(hue - 0.04, s, v * 0.7), {0.5, 1.4});
}

Material wall_stone(SceneRandom& r) {
  if (r.chance(0.55)) {
    const double v = r.range(0.35, 0.7);
    const Color bricks = random_tint(r, {0, 0.1}, {0.1, 0.6}, v);
    return made(r, Texture::brick, bricks, grey(v * 0.9), {0.4, 0.7});
  }
  const double v = r.range(0.45, 0.85), hue = r.range(0.05, 0.6), s = r.range(0, 0.2);
  return made(r, Texture::grain, tint(hue, s, v), tint(hue, s, v * 0.8), {0.6, 2});
}

Material house_front(SceneRandom& r) {
  const double hue = r.chance(0.75) ? r.range(0, 0.15) : r.uniform();
  const Color base = random_tint(r, hue, {0.02, 0.5}, {0.4, 0.9}),
              frame = r.chance(0.5) ? grey(0.85) : base * 0.6f;
  return made(r, Texture::facade, base, frame, {1.8, 3.4});
}

Material roof(SceneRandom& r) {
  const double hue = r.chance(0.7) ? r.range(0.0, 0.06) : r.range(0.5, 0.65), v = r.range(0.28, 0.6);
  const Color tiles = random_tint(r, hue, {0.1, 0.6}, v);
  return made(r, Texture::brick, tiles, tint(hue, 0.2, v * 0.6), 0.6);
}

Material car_paint(SceneRandom& r) {
  const Color paint = r.chance(0.5) ? grey(r.range(0.08, 0.95)) : any_bright(r);
  return made(r, Texture::plain, paint, paint, 1, 0.45);
}

Material glass() { return {Texture::plain, grey(0.16), grey(0.16), 1, 0, 0.9f}; }
Material rubber() { return {Texture::plain, grey(0.12), grey(0.12), 1, 0, 0}; }

Material cloth(SceneRandom& r) {
  const Color a = r.chance(0.35) ? grey(r.range(0.08, 0.9)) : any_bright(r);
  if (r.chance(0.2)) {
    const Color band = any_bright(r);
    return made(r, Texture::stripes, a, band, {0.08, 0.2});
  }
  return made(r, Texture::grain, a, a * 0.7f, 0.2);
}

Material skin(SceneRandom& r) {
  const double v = r.range(0.35, 0.9);
  const Color c = random_tint(r, {0.04, 0.07}, 0.62 - 0.38 * v, v);
  return made(r, Texture::plain, c, c, 1);
}

Material fur(SceneRandom& r) {
  const double kind = r.uniform(), hue = r.range(0.04, 0.11);
  if (kind < 0.4) {
    const Color pale = random_tint(r, 0, 0, {0.75, 0.95}), patch = random_tint(r, hue, 0.4, {0.08, 0.4});
    return made(r, Texture::spots, pale, patch, {0.2, 0.5});
  }
  const Color c = kind < 0.8 ? random_tint(r, hue, {0.3, 0.65}, {0.25, 0.7}) : grey(r.range(0.1, 0.9));
  return made(r, Texture::grain, c, c * 0.6f, 0.15);
}

Material metal(SceneRandom& r) {
  const Color c = r.chance(0.65) ? grey(r.range(0.15, 0.75)) : random_tint(r, {0, 1}, {0.2, 0.7}, {0.2, 0.7});
  return made(r, Texture::plain, c, c, 1, 0.1);
}

Material slab_paint(SceneRandom& r) {
  const Color base = r.chance(0.7) ? any_bright(r) : grey(r.range(0.2, 0.85));
  if (r.chance(0.5)) return made(r, Texture::corrugated, base, tint(0.06, 0.6, 0.35), {0.2, 0.4});
  const double v = r.range(0.35, 0.75), hue = r.range(0.05, 0.12);
  const Color wood = r.chance(0.6) ? tint(hue, r.range(0.25, 0.6), v) : base;
  return made(r, Texture::planks, wood, wood * 0.35f, {0.15, 0.35});
}

}  // namespace perpixel
