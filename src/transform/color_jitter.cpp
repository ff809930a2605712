#include "transform/color_jitter.h"

#include <algorithm>

namespace perpixel {

namespace {

template <class T>
float grey_of(const T* pixel, int channels) {
  if (channels == 3)
    return 0.299f * static_cast<float>(pixel[0]) + 0.587f * static_cast<float>(pixel[1]) +
           0.114f * static_cast<float>(pixel[2]);
  float sum = 0;
  for (int c = 0; c < channels; ++c) sum += static_cast<float>(pixel[c]);
  return sum / static_cast<float>(channels);
}

template <class T>
float mean_grey(const Image& image, const PictureRect& rect) {
  double total = 0;
  for (int y = 0; y < rect.height; ++y) {
    const T* pixel = image.samples<T>().data() + image.offset(rect.top + y, rect.left, 0);
    float row = 0;
    for (int x = 0; x < rect.width; ++x, pixel += image.channels()) row += grey_of(pixel, image.channels());
    total += static_cast<double>(row);
  }
  return static_cast<float>(total / (static_cast<double>(rect.height) * rect.width));
}

/// v' = of_sample * v + of_grey * grey + offset, on the 0..255 scale.
struct ColorMap {
  float of_sample, of_grey, offset;
};

template <class T>
ColorMap color_map(const Image& image, const PictureRect& rect, const AugmentPlan& plan) {
  const float unit = to_255(image.type()), gain = plan.contrast * plan.brightness;
  const float saturation = image.channels() == 3 ? plan.saturation : 1;
  return {gain * saturation * unit, gain * (1 - saturation) * unit,
          (1 - plan.contrast) * plan.brightness * mean_grey<T>(image, rect) * unit};
}

template <class T>
void write_rows(const Image& image, const PictureRect& rect, const InputRecipe& input, const ColorMap& map,
                const PlaneTarget& target) {
  const int channels = image.channels();
  const auto plane =
      static_cast<std::size_t>(target.plane_height) * static_cast<std::size_t>(target.plane_width);
  for (int y = 0; y < rect.height; ++y) {
    const T* pixel = image.samples<T>().data() + image.offset(rect.top + y, rect.left, 0);
    float* row = target.planes.data() +
                 static_cast<std::size_t>(target.top + y) * static_cast<std::size_t>(target.plane_width) +
                 target.left;
    for (int x = 0; x < rect.width; ++x, pixel += channels) {
      const float shared = map.of_grey * grey_of(pixel, channels) + map.offset;
      const std::size_t to = static_cast<std::size_t>(target.mirror ? rect.width - 1 - x : x);
      for (int c = 0; c < channels; ++c) {
        const float sample = map.of_sample * static_cast<float>(pixel[source_channel(input, c)]) + shared;
        row[static_cast<std::size_t>(c) * plane + to] = normalised(input, c, std::clamp(sample, 0.f, 255.f));
      }
    }
  }
}

template <class T>
void write_as(const Image& image, const PictureRect& rect, const InputRecipe& input, const AugmentPlan& plan,
              const PlaneTarget& target) {
  write_rows<T>(image, rect, input, color_map<T>(image, rect, plan), target);
}

}  // namespace

void write_jittered(const Image& image, const PictureRect& rect, const InputRecipe& input,
                    const AugmentPlan& plan, const PlaneTarget& target) {
  if (rect.height == 0 || rect.width == 0) return;
  switch (image.type()) {
    case SampleType::u8:
      return write_as<std::uint8_t>(image, rect, input, plan, target);
    case SampleType::u16:
      return write_as<std::uint16_t>(image, rect, input, plan, target);
    case SampleType::f32:
      return write_as<float>(image, rect, input, plan, target);
  }
}

}  // namespace perpixel
