#include "label/distance_transform.h"

#include <algorithm>

namespace perpixel {

namespace {

/// Distance to the nearest inside pixel of the same column; `far` where the column has none.
std::vector<std::int64_t> along_columns(std::span<const std::uint8_t> inside, int width, std::int64_t far) {
  const auto row_length = static_cast<std::size_t>(width);
  std::vector<std::int64_t> distance(inside.size());
  for (std::size_t i = 0; i < distance.size(); ++i) {
    const std::int64_t above = i < row_length ? far : distance[i - row_length] + 1;
    distance[i] = inside[i] ? 0 : std::min(far, above);
  }
  for (std::size_t i = distance.size() - row_length; i-- > 0;)
    distance[i] = std::min(distance[i], distance[i + row_length] + 1);
  return distance;
}

std::int64_t floor_divided(std::int64_t a, std::int64_t b) {  // b > 0
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

/// The lower envelope of the parabolas (x - i)^2 + g(i)^2 of one row.
class RowEnvelope {
 public:
  explicit RowEnvelope(int width)
      : centre_(static_cast<std::size_t>(width)), from_(static_cast<std::size_t>(width)) {}

  /// g: column distances of the row; replaced by squared distances.
  void apply(std::span<std::int64_t> g) {
    build(g);
    std::size_t at = count_;
    result_.assign(g.size(), 0);
    for (std::int64_t x = static_cast<std::int64_t>(g.size()) - 1; x >= 0; --x) {
      while (from_[at - 1] > x) --at;
      result_[static_cast<std::size_t>(x)] = height_at(g, centre_[at - 1], x);
    }
    std::ranges::copy(result_, g.begin());
  }

 private:
  static std::int64_t height_at(std::span<const std::int64_t> g, std::int64_t i, std::int64_t x) {
    const std::int64_t column = g[static_cast<std::size_t>(i)];
    return (x - i) * (x - i) + column * column;
  }

  /// The first x from which parabola u lies below parabola i < u.
  static std::int64_t overtaken_at(std::span<const std::int64_t> g, std::int64_t i, std::int64_t u) {
    const std::int64_t gi = g[static_cast<std::size_t>(i)], gu = g[static_cast<std::size_t>(u)];
    return 1 + floor_divided(u * u - i * i + gu * gu - gi * gi, 2 * (u - i));
  }

  void build(std::span<const std::int64_t> g) {
    centre_[0] = from_[0] = 0;
    count_ = 1;
    for (std::int64_t u = 1; u < static_cast<std::int64_t>(g.size()); ++u) {
      while (count_ > 0 &&
             height_at(g, centre_[count_ - 1], from_[count_ - 1]) > height_at(g, u, from_[count_ - 1]))
        --count_;
      const std::int64_t from = count_ == 0 ? 0 : overtaken_at(g, centre_[count_ - 1], u);
      if (from >= static_cast<std::int64_t>(g.size())) continue;
      centre_[count_] = u;
      from_[count_++] = from;
    }
  }

  std::vector<std::int64_t> centre_, from_, result_;  // parabola k is the lowest from from_[k] on
  std::size_t count_ = 0;
};

}  // namespace

std::vector<std::int64_t> squared_distances(std::span<const std::uint8_t> inside, int height, int width) {
  const std::int64_t far = std::int64_t{height} + width;  // more than any distance in the picture
  if (std::ranges::none_of(inside, [](std::uint8_t v) { return v != 0; }))
    return std::vector<std::int64_t>(inside.size(), kNoDistance);
  std::vector<std::int64_t> distance = along_columns(inside, width, far);
  RowEnvelope envelope(width);
  const auto row_length = static_cast<std::size_t>(width);
  for (std::size_t row = 0; row < distance.size(); row += row_length)
    envelope.apply(std::span(distance).subspan(row, row_length));
  return distance;
}

}  // namespace perpixel
