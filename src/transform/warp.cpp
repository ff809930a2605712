#include "transform/warp.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <type_traits>

#include "transform/surroundings.h"

namespace perpixel {

namespace {

/// Shares of the four neighbours at -1, 0, 1, 2 for a place `t` in [0, 1) after neighbour 0.
std::array<double, 4> cubic_shares(double t) {
  const double t2 = t * t, t3 = t2 * t;
  return {-0.5 * t3 + t2 - 0.5 * t, 1.5 * t3 - 2.5 * t2 + 1, -1.5 * t3 + 2 * t2 + 0.5 * t,
          0.5 * t3 - 0.5 * t2};
}

/// Shares of the three nodes of one axis at pixel `i` of `size`.
std::array<double, 3> node_shares(int i, int size) {
  const double u = size > 1 ? std::clamp(2. * i / (size - 1), 0., 2.) : 1;
  const double first = std::floor(u);
  const std::array<double, 4> cubic = cubic_shares(u - first);
  std::array<double, 3> shares{};
  for (int k = 0; k < 4; ++k)
    shares[static_cast<std::size_t>(std::clamp(static_cast<int>(first) - 1 + k, 0, 2))] +=
        cubic[static_cast<std::size_t>(k)];
  return shares;
}

double field_at(const std::array<double, 9>& nodes, const std::array<double, 3>& y,
                const std::array<double, 3>& x) {
  double sum = 0;
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t column = 0; column < 3; ++column) sum += y[row] * x[column] * nodes[row * 3 + column];
  return sum;
}

/// One axis of a bicubic sample: four positions inside the picture and their shares.
struct Taps {
  std::array<int, 4> at;
  std::array<double, 4> share;
};

Taps taps(double position, int size) {
  const double first = std::floor(position);
  Taps taps{{}, cubic_shares(position - first)};
  for (int k = 0; k < 4; ++k)
    taps.at[static_cast<std::size_t>(k)] = mirrored_position(static_cast<int>(first) - 1 + k, size);
  return taps;
}

template <class T>
T stored(double value) {
  if constexpr (std::is_floating_point_v<T>)
    return static_cast<T>(value);
  else
    return static_cast<T>(
        std::clamp(std::round(value), 0., static_cast<double>(std::numeric_limits<T>::max())));
}

template <class T>
void sample(const Image& image, const Position& position, T* to) {
  const Taps y = taps(position.y, image.height()), x = taps(position.x, image.width());
  const T* samples = image.samples<T>().data();
  for (int c = 0; c < image.channels(); ++c) {
    double sum = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      double row = 0;
      for (std::size_t k = 0; k < 4; ++k)
        row += x.share[k] * static_cast<double>(samples[image.offset(y.at[i], x.at[k], c)]);
      sum += y.share[i] * row;
    }
    to[c] = stored<T>(sum);
  }
}

template <class T>
Image warped_as(const Image& scaled, const AugmentPlan& plan) {
  const WarpField field(plan);
  Image out(plan.window.height, plan.window.width, scaled.channels(), scaled.type());
  T* to = out.samples<T>().data();
  for (int y = 0; y < out.height(); ++y)
    for (int x = 0; x < out.width(); ++x, to += out.channels()) sample(scaled, field.at(y, x), to);
  return out;
}

}  // namespace

WarpField::WarpField(const AugmentPlan& plan)
    : window_(plan.window),
      top_(plan.top),
      left_(plan.left),
      mirror_(plan.mirror),
      warp_(plan.warp.value()),
      cosine_(std::cos(warp_.angle)),
      sine_(std::sin(warp_.angle)) {}

Position WarpField::at(int y, int x) const {
  if (warp_.mirror_vertical) y = window_.height - 1 - y;
  if (mirror_) x = window_.width - 1 - x;
  const std::array<double, 3> rows = node_shares(y, window_.height), columns = node_shares(x, window_.width);
  const double centre_y = (window_.height - 1) / 2., centre_x = (window_.width - 1) / 2.;
  const double down = y + field_at(warp_.down, rows, columns) - centre_y;
  const double right = x + field_at(warp_.right, rows, columns) - centre_x;
  return {top_ + centre_y + cosine_ * down + sine_ * right,
          left_ + centre_x - sine_ * down + cosine_ * right};
}

Image warped(const Image& scaled, const AugmentPlan& plan) {
  switch (scaled.type()) {
    case SampleType::u8:
      return warped_as<std::uint8_t>(scaled, plan);
    case SampleType::u16:
      return warped_as<std::uint16_t>(scaled, plan);
    case SampleType::f32:
      return warped_as<float>(scaled, plan);
  }
  return {};
}

}  // namespace perpixel
