// What a surface is painted with.
#pragma once

#include <cstdint>

#include "scene/color.h"

namespace perpixel {

enum class Texture : std::uint8_t {
  plain,
  grain,  // mottled: soil, sand, plaster, cloth, fur
  grass,
  asphalt,  // scale = half width of a road whose markings lie along v; 0 = no markings
  tiles,
  brick,
  planks,
  corrugated,
  facade,  // windows in a grid
  foliage,
  crop,     // rows along v
  stripes,  // bands across v
  spots,
  water,
};

/// `scale` is the size of one cell in metres. `base` and `accent` are linear-light reflectances.
struct Material {
  Texture texture = Texture::plain;
  Color base{0.5f, 0.5f, 0.5f};
  Color accent{0.3f, 0.3f, 0.3f};
  float scale = 1;
  std::uint32_t seed = 0;
  float gloss = 0;  // 0 dull … 1 mirrors the sky
};

/// Reflectance at (u, v) metres on the surface, seen by a pixel about `footprint` metres wide: patterns finer
/// than that fade to their mean, so that far surfaces do not flicker.
Color reflectance(const Material& material, float u, float v, float footprint);

}  // namespace perpixel
