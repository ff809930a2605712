#include "predict/mirror.h"

#include <algorithm>

namespace perpixel {

Tensor mirrored(const Tensor& map) {
  Tensor out = map.clone();
  const auto width = static_cast<std::ptrdiff_t>(out.size(-1));
  const auto values = out.floats();
  for (auto row = values.begin(); row != values.end(); row += width) std::reverse(row, row + width);
  return out;
}

}  // namespace perpixel
