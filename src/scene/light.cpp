#include "scene/light.h"

#include <algorithm>

#include "scene/noise.h"
#include "scene/paint.h"
#include "scene/turn.h"

namespace perpixel {
namespace {

void sunny(Light& l, SceneRandom& r) {
  const float strength = static_cast<float>(r.range(0.9, 1.3));
  l.sun = Color{1.f, 0.94f, 0.84f} * strength;
  l.ambient = random_tint(r, 0.6, 0.2, {0.55, 0.68});
  l.zenith = random_tint(r, {0.57, 0.63}, {0.45, 0.75}, {0.55, 0.9});
  l.horizon = random_tint(r, 0.58, {0.05, 0.25}, {0.85, 1});
  l.cloud_cover = static_cast<float>(r.range(0.1, 0.65));
  l.haze_m = static_cast<float>(r.range(400, 2500));
}

void hazy(Light& l, SceneRandom& r) {
  sunny(l, r);
  l.sun = l.sun * 0.7f;
  l.horizon = random_tint(r, {0.05, 0.15}, {0, 0.12}, {0.8, 0.95});
  l.zenith = mix(l.zenith, l.horizon, 0.5f);
  l.haze_m = static_cast<float>(r.range(70, 200));
}

void overcast(Light& l, SceneRandom& r) {
  const double value = r.range(0.6, 0.9);
  l.sun = grey(0.3);
  l.ambient = tint(0.6, 0.06, value);
  l.zenith = random_tint(r, 0.6, {0.02, 0.12}, value);
  l.horizon = tint(0.6, 0.04, value + 0.06);
  l.cloud_cover = static_cast<float>(r.range(0.5, 1));
  l.haze_m = static_cast<float>(r.range(150, 700));
}

void dusk(Light& l, SceneRandom& r) {
  l.sun = random_tint(r, {0.04, 0.09}, 0.6, {0.7, 0.95});
  l.ambient = random_tint(r, 0.68, 0.3, {0.35, 0.5});
  l.zenith = random_tint(r, {0.6, 0.7}, 0.6, {0.25, 0.5});
  l.horizon = random_tint(r, {0.02, 0.11}, {0.3, 0.6}, {0.7, 0.95});
  l.cloud_cover = static_cast<float>(r.range(0.2, 0.6));
  l.haze_m = static_cast<float>(r.range(200, 900));
}

double random_sun_height(SceneRandom& r, bool low) { return low ? r.range(0.16, 0.35) : r.range(0.35, 0.95); }

}  // namespace

Light random_light(SceneRandom r) {
  Light l;
  const double kind = r.uniform();
  if (kind < 0.55)
    sunny(l, r);
  else if (kind < 0.7)
    hazy(l, r);
  else if (kind < 0.88)
    overcast(l, r);
  else
    dusk(l, r);
  const double height = random_sun_height(r, kind >= 0.88), azimuth = r.uniform();
  const double flat = std::sqrt(1 - height * height);
  l.to_sun = {flat * cos_turns(azimuth), height, flat * sin_turns(azimuth)};
  l.exposure = static_cast<float>(r.range(0.95, 1.6));
  l.noise = static_cast<float>(r.range(0.004, 0.022));
  l.seed = r.seed32();
  return l;
}

Shader::Shader(const Light& light, const View& view)
    : light_(light),
      sun_(view.direction(light.to_sun)),
      up_(view.direction({0, 1, 0})),
      east_(view.direction({1, 0, 0})),
      north_(view.direction({0, 0, 1})),
      pixel_angle_(static_cast<float>(1 / view.focal_px)) {}

Color Shader::gradient(float height) const {
  return height <= 0 ? light_.horizon : mix(light_.horizon, light_.zenith, std::sqrt(clamp01(height)));
}

/// > 0 within clouds. Octaves of noise with weights that sum to 1; stops as soon as the rest cannot reach 0.
float Shader::cloudiness(Vec3 d, float height) const {
  const float spread = 2.2f / (height + 0.15f);
  const float x = static_cast<float>(dot(d, east_)) * spread, y = static_cast<float>(dot(d, north_)) * spread;
  float n = light_.cloud_cover - 1 + 0.6f * value_noise(x, y, light_.seed);
  if (n + 0.4f <= 0) return 0;
  n += 0.28f * value_noise(x * 2.7f, y * 2.7f, light_.seed + 1);
  if (n + 0.12f <= 0) return 0;
  return n + 0.12f * value_noise(x * 7, y * 7, light_.seed + 2);
}

Color Shader::sky(Vec3 ray) const {
  const Vec3 d = normalized(ray);
  const float height = static_cast<float>(dot(d, up_));
  Color color = gradient(height);
  if (height > 0) {
    const float n = cloudiness(d, height), cloud = clamp01(n * 3.5f) * clamp01(height * 8);
    const Color white = light_.horizon * 0.75f + light_.sun * 0.22f + light_.ambient * 0.1f;
    color = mix(color, white * (1.05f - 0.3f * cloud * (n + 1 - light_.cloud_cover)), cloud * 0.9f);
  }
  const float glow = static_cast<float>(dot(d, sun_));
  return glow > 0.8f ? color + light_.sun * ((glow - 0.8f) * (glow - 0.8f) * 9.f) : color;
}

Color Shader::mirrored(Vec3 normal, Vec3 to_eye) const {
  const double along = 2 * dot(normal, to_eye);
  return gradient(static_cast<float>(dot(normal * along - to_eye, up_)));
}

Color Shader::water(const Surface& s, Vec3 to_eye, float u, float v, float px) const {
  const Material& m = *s.material;
  const float calm = clamp01(m.scale / px * 0.5f), fine = clamp01(m.scale * 0.25f / px * 0.5f);
  const float a = calm * (value_noise(u / (2.5f * m.scale), v / m.scale, m.seed) - 0.5f);
  const float b = fine * (value_noise(u / m.scale, v / (0.3f * m.scale), m.seed + 1) - 0.5f);
  const Vec3 n = normalized(s.normal + east_ * static_cast<double>(0.10f * b) +
                            north_ * static_cast<double>(0.25f * a + 0.2f * b));
  const double facing = std::max(0.0, dot(n, to_eye));
  const double grazing = (1 - facing) * (1 - facing) * (1 - facing);
  const float mirror = static_cast<float>(0.06 + 0.8 * grazing);
  const Color body = m.base * (0.7f + 0.8f * (a + b)) * (light_.ambient + light_.sun * 0.5f);
  Color color = mix(body, mirrored(n, to_eye) * 0.85f, mirror);
  const double glitter = dot(n * (2 * dot(n, to_eye)) - to_eye, sun_);
  if (glitter > 0.97) color = color + light_.sun * static_cast<float>((glitter - 0.97) * 20);
  return color;
}

Color Shader::surface(const Surface& s, Vec3 point, float lit) const {
  const Vec3 n = s.normal_at(point);
  const Material& m = *s.material;
  const float depth = static_cast<float>(point.z), turned = static_cast<float>(-dot(n, point)) / depth;
  // A slanted surface is seen coarser along its slope only: the root is the middle way.
  const float px = depth * pixel_angle_ / std::sqrt(turned > 0.05f ? turned : 0.05f);
  const float u = static_cast<float>(dot(s.u_row, point) + s.u0),
              v = static_cast<float>(dot(s.v_row, point) + s.v0);
  Color color;
  if (m.texture == Texture::water) {
    color = water(s, normalized(point) * -1, u, v, px);
  } else {
    const double facing_sun = dot(n, sun_);
    const float open = 0.7f + 0.3f * static_cast<float>(dot(n, up_));
    const Color arriving = light_.ambient * open;
    color = reflectance(m, u, v, px) *
            (facing_sun > 0 ? arriving + light_.sun * (lit * static_cast<float>(facing_sun)) : arriving);
    if (m.gloss > 0) color = glossy(color, m.gloss, n, normalized(point) * -1);
  }
  return mix(color, light_.horizon, depth / (depth + light_.haze_m));
}

Color Shader::glossy(Color color, float gloss, Vec3 normal, Vec3 to_eye) const {
  const float away = 1 - static_cast<float>(std::max(0.0, dot(normal, to_eye)));
  return mix(color, mirrored(normal, to_eye), gloss * (0.12f + 0.6f * away * away));
}

namespace {

/// Draws of the sensor's noise with standard deviation 1: sums of eight uniform bytes, nearly normal.
struct NoiseTable {
  float draws[2048];
  constexpr NoiseTable() : draws{} {
    for (std::uint64_t i = 0; i < 2048; ++i) {
      int sum = 0;
      for (int byte = 0; byte < 8; ++byte) sum += static_cast<int>((mix_bits(i + 1) >> (8 * byte)) & 255);
      draws[i] = static_cast<float>(sum - 1020) / 209.f;  // sqrt(8 (256^2 - 1) / 12) = 209
    }
  }
};
constexpr NoiseTable kNoise;

/// Short arrays keep the arithmetic in vector registers and the first cache.
constexpr std::size_t kBatch = 64;

void develop(const float* light, const float* noise, float gain, float strength, std::size_t count,
             std::uint8_t* out) {
  for (std::size_t i = 0; i < count; ++i) {
    const float seen = std::sqrt(clamp01(light[i] * gain)) + noise[i] * strength;
    out[i] = static_cast<std::uint8_t>(static_cast<int>(clamp01(seen) * 255.f + 0.5f));
  }
}

}  // namespace

void expose_row(std::span<const Color> row, const Light& light, int y, std::uint8_t* rgb) {
  float value[3 * kBatch], noise[3 * kBatch];
  const std::uint64_t key =
      (static_cast<std::uint64_t>(light.seed) << 32) ^ (static_cast<std::uint64_t>(y) << 16);
  for (std::size_t first = 0; first < row.size(); first += kBatch) {
    const std::size_t n = std::min(kBatch, row.size() - first);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint64_t bits = mix_bits(key ^ (first + i));
      const Color& color = row[first + i];
      value[3 * i] = color.r;
      value[3 * i + 1] = color.g;
      value[3 * i + 2] = color.b;
      noise[3 * i] = kNoise.draws[bits & 2047];
      noise[3 * i + 1] = kNoise.draws[(bits >> 20) & 2047];
      noise[3 * i + 2] = kNoise.draws[(bits >> 40) & 2047];
    }
    develop(value, noise, light.exposure, light.noise, 3 * n, rgb + 3 * first);
  }
}

}  // namespace perpixel
