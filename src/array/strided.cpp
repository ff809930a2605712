#include "array/strided.h"

#include <cstring>

namespace perpixel::array {

namespace {

struct Axis {
  std::int64_t size = 1, from = 0, to = 0;
};

/// Innermost first; axes that both sides walk evenly are joined.
std::vector<Axis> walk_of(const Shape& sizes, const Shape& from, const Shape& to) {
  std::vector<Axis> axes;
  for (std::size_t i = sizes.size(); i-- > 0;) {
    const Axis axis{sizes[i], from[i], to[i]};
    if (axis.size == 1) continue;
    if (!axes.empty() && axis.from == axes.back().from * axes.back().size &&
        axis.to == axes.back().to * axes.back().size)
      axes.back().size *= axis.size;
    else
      axes.push_back(axis);
  }
  if (axes.empty()) axes.push_back({});
  return axes;
}

template <class Word>
void copy_words(const std::vector<Axis>& axes, const Word* from, Word* to, std::int64_t begin,
                std::int64_t end) {
  const Axis& inner = axes[0];
  for (std::int64_t row = begin; row < end; ++row) {
    const Word* source = from;
    Word* target = to;
    std::int64_t rest = row;
    for (std::size_t i = 1; i < axes.size(); ++i) {
      source += rest % axes[i].size * axes[i].from;
      target += rest % axes[i].size * axes[i].to;
      rest /= axes[i].size;
    }
    if (inner.from == 1 && inner.to == 1)
      std::memcpy(target, source, static_cast<std::size_t>(inner.size) * sizeof(Word));
    else
      for (std::int64_t i = 0; i < inner.size; ++i) target[i * inner.to] = source[i * inner.from];
  }
}

template <class Word>
void copy_all(const Shape& sizes, const Tensor& from, const View& from_view, Tensor& to, const View& to_view,
              const Loop& loop) {
  const std::int64_t count = element_count(sizes);
  if (count == 0) return;
  const std::vector<Axis> axes = walk_of(sizes, from_view.steps, to_view.steps);
  const Word* source = static_cast<const Word*>(from.data()) + from_view.offset;
  Word* target = static_cast<Word*>(to.data()) + to_view.offset;
  loop(count / axes[0].size, axes[0].size,
       [&](std::int64_t begin, std::int64_t end) { copy_words(axes, source, target, begin, end); });
}

}  // namespace

Shape dense_steps(const Shape& shape) {
  Shape steps(shape.size(), 1);
  for (std::size_t i = shape.size(); i-- > 1;) steps[i - 1] = steps[i] * shape[i];
  return steps;
}

void copy(const Shape& sizes, const Tensor& from, const View& from_view, Tensor& to, const View& to_view,
          const Loop& loop) {
  switch (byte_size(to.dtype())) {
    case 1:
      return copy_all<std::uint8_t>(sizes, from, from_view, to, to_view, loop);
    case 2:
      return copy_all<std::uint16_t>(sizes, from, from_view, to, to_view, loop);
    case 4:
      return copy_all<std::uint32_t>(sizes, from, from_view, to, to_view, loop);
    default:
      return copy_all<std::uint64_t>(sizes, from, from_view, to, to_view, loop);
  }
}

void copy(const Shape& sizes, const Tensor& from, const View& from_view, Tensor& to, const Loop& loop) {
  copy(sizes, from, from_view, to, {0, dense_steps(sizes)}, loop);
}

void fill(const Tensor& value, Tensor& y, const Loop& loop) {
  copy(y.shape(), value, {0, Shape(y.shape().size(), 0)}, y, loop);
}

}  // namespace perpixel::array
