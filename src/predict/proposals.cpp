#include "predict/proposals.h"

#include <algorithm>

#include "decode/proposal_boxes.h"
#include "image/resize.h"
#include "predict/score.h"
#include "transform/to_tensor.h"

namespace perpixel {

namespace {

constexpr int kMostBoxes = 50;

template <class T>
void copy_inside(const Image& image, const PixelBox& box, Image& to) {
  const int top = std::max(0, -box.top), bottom = std::min(box.height, image.height() - box.top);
  const int left = std::max(0, -box.left), right = std::min(box.width, image.width() - box.left);
  const auto count = (right - left) * image.channels();
  for (int y = top; y < bottom; ++y)
    std::copy_n(image.samples<T>().data() + image.offset(box.top + y, box.left + left, 0), count,
                to.samples<T>().data() + to.offset(y, left, 0));
}

Image cut(const Image& image, const PixelBox& box) {
  Image out(box.height, box.width, image.channels(), image.type());
  if (image.type() == SampleType::u8) copy_inside<std::uint8_t>(image, box, out);
  if (image.type() == SampleType::u16) copy_inside<std::uint16_t>(image, box, out);
  if (image.type() == SampleType::f32) copy_inside<float>(image, box, out);
  return out;
}

/// The pixelwise maximum with scores of the box's size.
void join(const Tensor& scores, const PixelBox& box, Tensor& into) {
  const std::int64_t height = into.size(2), width = into.size(3);
  for (std::int64_t c = 0; c < into.size(1); ++c)
    for (int y = std::max(0, -box.top); y < box.height && box.top + y < height; ++y)
      for (int x = std::max(0, -box.left); x < box.width && box.left + x < width; ++x) {
        float& held =
            into.floats()[static_cast<std::size_t>((c * height + box.top + y) * width + box.left + x)];
        held =
            std::max(held, scores.floats()[static_cast<std::size_t>((c * box.height + y) * box.width + x)]);
      }
}

}  // namespace

Tensor proposal_scores(const Image& image, const Recipe& recipe, const Forward& forward) {
  Tensor best =
      Tensor::zeros({1, static_cast<std::int64_t>(recipe.classes.size()), image.height(), image.width()});
  const int least_side = std::min(recipe.input.height, recipe.input.width) / 2;  // 112 of the published 224
  for (const PixelBox& box : sliding_boxes(image.height(), image.width(), least_side, kMostBoxes)) {
    const Tensor scores = score(to_tensor(cut(image, box), recipe.input), recipe, forward);
    join(interpolate(scores, box.height, box.width), box, best);
  }
  return best;
}

}  // namespace perpixel
