#include "transform/normalise.h"

#include <array>

namespace perpixel {

namespace {

float* target_row(const PlaneTarget& target, int c, int y) {
  const std::size_t row = static_cast<std::size_t>(c) * static_cast<std::size_t>(target.plane_height) +
                          static_cast<std::size_t>(target.top + y);
  return target.planes.data() + row * static_cast<std::size_t>(target.plane_width) + target.left;
}

/// from: samples `step` apart; to: `width` neighbours, from the right end when mirrored.
template <class T, class Map>
void map_row(const T* from, int step, float* to, int width, bool mirror, const Map& map) {
  if (mirror)
    for (int x = 0; x < width; ++x, from += step) to[width - 1 - x] = map(*from);
  else
    for (int x = 0; x < width; ++x, from += step) to[x] = map(*from);
}

template <class T, class Map>
void map_plane(const Image& image, const PictureRect& rect, int from_channel, const PlaneTarget& target,
               int c, const Map& map) {
  const auto samples = image.samples<T>();
  for (int y = 0; y < rect.height; ++y)
    map_row(samples.data() + image.offset(rect.top + y, rect.left, from_channel), image.channels(),
            target_row(target, c, y), rect.width, target.mirror, map);
}

/// A byte has 256 answers.
std::array<float, 256> byte_table(const InputRecipe& input, int c) {
  std::array<float, 256> table;
  for (std::size_t v = 0; v < table.size(); ++v) table[v] = normalised(input, c, static_cast<float>(v));
  return table;
}

}  // namespace

float normalised(const InputRecipe& input, int channel, float sample_255) {
  const auto c = static_cast<std::size_t>(channel);
  return (sample_255 * input.scale - input.mean[c]) / input.deviation[c];
}

float to_255(SampleType type) { return 255 / full_scale(type); }

void write_normalised(const Image& image, const PictureRect& rect, const InputRecipe& input,
                      const PlaneTarget& target) {
  const float factor = to_255(image.type());
  const auto any = [&](int c) {
    return [&input, c, factor](auto sample) {
      return normalised(input, c, static_cast<float>(sample) * factor);
    };
  };
  for (int c = 0; c < input.channels; ++c) {
    const int from = source_channel(input, c);
    switch (image.type()) {
      case SampleType::u8:
        map_plane<std::uint8_t>(image, rect, from, target, c,
                                [table = byte_table(input, c)](std::uint8_t v) { return table[v]; });
        break;
      case SampleType::u16:
        map_plane<std::uint16_t>(image, rect, from, target, c, any(c));
        break;
      case SampleType::f32:
        map_plane<float>(image, rect, from, target, c, any(c));
        break;
    }
  }
}

}  // namespace perpixel
