#include "transform/to_tensor.h"

#include "error/error.h"
#include "image/resize.h"
#include "transform/normalise.h"

namespace perpixel {

namespace {

Image resized(const Image& image, PixelSize size) {
  if (size == PixelSize{image.height(), image.width()}) return image;
  return resize_pillow(image, size.height, size.width);
}

}  // namespace

Tensor to_tensor(const Image& image, const InputRecipe& input, double extra_scale) {
  if (image.empty()) throw Error(ErrorCode::bad_value, "a picture of no pixels has nothing to label");
  const PixelSize wanted = scaled(input_size(input, {image.height(), image.width()}), extra_scale);
  const Image ready = with_channels(resized(image, wanted), input.channels);
  Tensor tensor({1, input.channels, wanted.height, wanted.width});
  write_normalised(ready, {0, 0, wanted.height, wanted.width}, input,
                   {tensor.floats(), wanted.height, wanted.width, 0, 0, false});
  return tensor;
}

}  // namespace perpixel
