#include "transform/surroundings.h"

#include <algorithm>

namespace perpixel {

namespace {

int surrounded_side(const InputRecipe& input, int side) {
  const int least = std::max(side + 2 * input.context, input.size_least);
  const int beyond = (least - input.size_remainder) % input.size_multiple;
  if (beyond == 0) return least;
  return least + (beyond > 0 ? input.size_multiple - beyond : -beyond);
}

}  // namespace

bool takes_bare_pictures(const InputRecipe& input) {
  return input.context == 0 && input.size_multiple == 1 && input.size_least == 1;
}

PixelSize surrounded_size(const InputRecipe& input, PixelSize core) {
  return {surrounded_side(input, core.height), surrounded_side(input, core.width)};
}

int mirrored_position(int i, int size) {
  if (size <= 1) return 0;
  const int period = 2 * (size - 1);
  const int within = ((i % period) + period) % period;
  return within < size ? within : period - within;
}

std::vector<int> surrounding_sources(const InputRecipe& input, int side, int origin, int count) {
  const bool mirror = input.fill == "mirror";
  std::vector<int> from(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const int position = origin + i - input.context;
    const bool inside = position >= 0 && position < side;
    from[static_cast<std::size_t>(i)] = inside || mirror ? mirrored_position(position, side) : -1;
  }
  return from;
}

Tensor with_surroundings(const Tensor& data, const InputRecipe& input) {
  if (takes_bare_pictures(input)) return data;
  const int height = static_cast<int>(data.size(2)), width = static_cast<int>(data.size(3));
  const PixelSize size = surrounded_size(input, {height, width});
  const std::vector<int> rows = surrounding_sources(input, height, 0, size.height);
  const std::vector<int> columns = surrounding_sources(input, width, 0, size.width);
  Tensor out({1, data.size(1), size.height, size.width});
  float* to = out.floats().data();
  for (std::int64_t c = 0; c < data.size(1); ++c)
    for (const int row : rows) {
      const float* from = data.floats().data() + (c * height + (row < 0 ? 0 : row)) * width;
      for (const int column : columns) *to++ = row < 0 || column < 0 ? 0.f : from[column];
    }
  return out;
}

}  // namespace perpixel
