#include "transform/box_cut.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "error/error.h"
#include "image/resize.h"
#include "transform/color_jitter.h"
#include "transform/normalise.h"

namespace perpixel {

namespace {

constexpr float kContext = 1.f / 12;  // of the box's side, on each of its sides

Image warped_box(const Image& image, const Box& box, const InputRecipe& input) {
  const SourceBox source{box.x0, box.y0, box.x1, box.y1};
  return with_channels(resize_pillow(image, source, input.height, input.width), input.channels);
}

PlaneTarget whole_planes(std::span<float> to, const InputRecipe& input, bool mirror) {
  return {to, input.height, input.width, 0, 0, mirror};
}

/// The pixel of the picture that each cell of one axis lies on.
std::vector<int> pixels_of_cells(float low, float high, int side, int pixels) {
  std::vector<int> places;
  for (int i = 0; i < side; ++i) {
    const float at = low + (static_cast<float>(i) + 0.5f) * (high - low) / static_cast<float>(side);
    places.push_back(std::clamp(static_cast<int>(std::floor(at)), 0, pixels - 1));
  }
  return places;
}

}  // namespace

Box box_with_context(const Box& box, PixelSize picture) {
  const auto finite = [](float edge) { return std::isfinite(edge); };
  if (!(finite(box.x0) && finite(box.y0) && finite(box.x1) && finite(box.y1))) return {};
  const float right = box.width() * kContext, down = box.height() * kContext;
  const auto width = static_cast<float>(picture.width), height = static_cast<float>(picture.height);
  const Box inside{std::max(0.f, box.x0), std::max(0.f, box.y0), std::min(width, box.x1),
                   std::min(height, box.y1)};
  if (!(inside.area() > 0)) return {};
  return {std::max(0.f, box.x0 - right), std::max(0.f, box.y0 - down), std::min(width, box.x1 + right),
          std::min(height, box.y1 + down)};
}

Tensor box_tensor(const Image& image, const Box& box, const InputRecipe& input) {
  Tensor tensor({1, input.channels, input.height, input.width});
  write_normalised(warped_box(image, box, input), {0, 0, input.height, input.width}, input,
                   whole_planes(tensor.floats(), input, false));
  return tensor;
}

void fill_box_image(const Image& image, const Box& box, const InputRecipe& input, const AugmentPlan& plan,
                    std::span<float> to) {
  if (to.size() != static_cast<std::size_t>(element_count({input.channels, input.height, input.width})))
    throw Error(ErrorCode::shape_mismatch, "a box of " +
                                               shape_text({input.channels, input.height, input.width}) +
                                               " does not fit " + std::to_string(to.size()) + " values");
  const Image warped = warped_box(image, box, input);
  const PictureRect whole{0, 0, input.height, input.width};
  const bool jittered = plan.brightness != 1 || plan.contrast != 1 || plan.saturation != 1;
  if (jittered)
    write_jittered(warped, whole, input, plan, whole_planes(to, input, plan.mirror));
  else
    write_normalised(warped, whole, input, whole_planes(to, input, plan.mirror));
}

void fill_box_target(const Mask& mask, const Box& box, int side, bool mirror, std::span<std::int64_t> to) {
  if (to.size() != static_cast<std::size_t>(side) * static_cast<std::size_t>(side) || mask.inside.empty())
    throw Error(ErrorCode::shape_mismatch, "a mask of " + std::to_string(mask.height) + " x " +
                                               std::to_string(mask.width) + " does not give " +
                                               std::to_string(to.size()) + " targets of side " +
                                               std::to_string(side));
  const std::vector<int> rows = pixels_of_cells(box.y0, box.y1, side, mask.height);
  std::vector<int> columns = pixels_of_cells(box.x0, box.x1, side, mask.width);
  if (mirror) std::ranges::reverse(columns);
  auto target = to.begin();
  for (const int y : rows)
    for (const int x : columns)
      *target++ = mask.inside[static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width) +
                              static_cast<std::size_t>(x)] != 0;
}

}  // namespace perpixel
