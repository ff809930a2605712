#include "model/input_convention.h"

namespace perpixel {

namespace {

void repeat(InputRecipe& input, float mean, float deviation) {
  input.mean.assign(static_cast<std::size_t>(input.channels), mean);
  input.deviation.assign(static_cast<std::size_t>(input.channels), deviation);
}

}  // namespace

InputRecipe unit_deviation_input(int channels) {
  InputRecipe input;  // the defaults are the RGB figures
  input.channels = channels;
  if (channels == 1) repeat(input, 0.449f, 0.226f);
  if (channels != 1 && channels != 3) repeat(input, 0.5f, 0.25f);
  return input;
}

InputRecipe caffe_input(int channels) {
  InputRecipe input;
  input.channels = channels;
  input.bgr = channels == 3;
  input.scale = 1;
  repeat(input, 114.45158f, 1);
  if (channels == 3) input.mean = {104.00699f, 116.66877f, 122.67892f};
  return input;
}

InputRecipe at_fixed_size(InputRecipe input, int side) {
  input.size_rule = SizeRule::fixed;
  input.height = input.width = side;
  return input;
}

InputRecipe at_multiple_of(InputRecipe input, int side) {
  input.size_multiple = side;
  return input;
}

}  // namespace perpixel
