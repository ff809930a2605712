// Sun, sky and air of one picture, and the colour they give to a surface.
#pragma once

#include <span>

#include "scene/color.h"
#include "scene/random.h"
#include "scene/surface.h"

namespace perpixel {

struct Light {
  Vec3 to_sun{0, 1, 0};  // world, unit, y > 0
  Color sun, ambient, horizon, zenith;
  float cloud_cover = 0;  // 0 clear … 1 closed
  float haze_m = 1000;    // at this distance half of the light is the air's
  float exposure = 1;
  float noise = 0.01f;  // standard deviation of the sensor's noise, 1 = full scale
  std::uint32_t seed = 0;
};

Light random_light(SceneRandom random);

/// Shades points given in camera coordinates. Colours are linear light, before exposure.
class Shader {
 public:
  Shader(const Light& light, const View& view);
  /// ray: z = 1.
  Color sky(Vec3 ray) const;
  /// `lit` is the share of direct sun that arrives, in [0, 1].
  Color surface(const Surface& s, Vec3 point, float lit) const;

 private:
  float cloudiness(Vec3 direction, float height) const;
  Color gradient(float height) const;
  Color water(const Surface& s, Vec3 to_eye, float u, float v, float footprint) const;
  Color glossy(Color color, float gloss, Vec3 normal, Vec3 to_eye) const;
  Color mirrored(Vec3 normal, Vec3 to_eye) const;

  Light light_;
  Vec3 sun_, up_, east_, north_;  // in camera coordinates
  float pixel_angle_;
};

/// Exposure, the screen's gamma and the sensor's noise (keyed by seed, x, y): row y -> [W, 3] of 0 … 255.
void expose_row(std::span<const Color> row, const Light& light, int y, std::uint8_t* rgb);

}  // namespace perpixel
