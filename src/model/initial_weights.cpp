#include "model/initial_weights.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace perpixel {

namespace {

/// splitmix64, keyed by text.
class NameStream {
 public:
  NameStream(std::uint64_t seed, const std::string& name) : state_(mix(seed + 0x9E3779B97F4A7C15u)) {
    for (const char letter : name) state_ = mix(state_ ^ static_cast<unsigned char>(letter));
  }
  /// In (0, 1), never an end.
  double uniform() { return (static_cast<double>(mix(state_ += 0x9E3779B97F4A7C15u) >> 12) + 0.5) * 0x1p-52; }

 private:
  static std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

/// Box & Muller 1958, both of each pair.
void fill_normal(std::span<float> to, double deviation, NameStream stream) {
  for (std::size_t i = 0; i < to.size(); i += 2) {
    const double radius = deviation * std::sqrt(-2 * std::log(stream.uniform()));
    const double angle = 2 * std::numbers::pi * stream.uniform();
    to[i] = static_cast<float>(radius * std::cos(angle));
    if (i + 1 < to.size()) to[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
}

void fill_uniform(std::span<float> to, double bound, NameStream stream) {
  std::ranges::generate(to, [&] { return static_cast<float>(bound * (2 * stream.uniform() - 1)); });
}

void fill_bilinear(Tensor& weight) {
  std::ranges::fill(weight.floats(), 0.f);
  const std::int64_t in = weight.size(0), out = weight.size(1), rows = weight.size(2),
                     columns = weight.size(3);
  const auto down = bilinear_taps(static_cast<int>(rows)), across = bilinear_taps(static_cast<int>(columns));
  for (std::int64_t c = 0; c < in; ++c) {
    if (out != 1 && c >= out) break;
    float* kernel = weight.floats().data() + (c * out + (out == 1 ? 0 : c)) * rows * columns;
    for (std::size_t y = 0; y < down.size(); ++y)
      for (std::size_t x = 0; x < across.size(); ++x) kernel[y * across.size() + x] = down[y] * across[x];
  }
}

/// Channels a of `in` and b of `out` belong together when floor(a C / in) = floor(b C / out).
void add_grouped_identity(Tensor& weight, int groups) {
  const std::int64_t out = weight.size(0), in = weight.size(1), taps = weight.size(2) * weight.size(3);
  const std::int64_t centre = (weight.size(2) / 2) * weight.size(3) + weight.size(3) / 2;
  const auto share = static_cast<float>(groups) / static_cast<float>(out);
  for (std::int64_t b = 0; b < out; ++b)
    for (std::int64_t a = 0; a < in; ++a)
      if (a * groups / in == b * groups / out)
        weight.floats()[static_cast<std::size_t>((b * in + a) * taps + centre)] = share;
}

/// Every run of `groups` output channels repeats its first one.
void repeat_outputs(Tensor& weight, int groups) {
  const std::span<float> all = weight.floats();
  const std::size_t each = all.size() / static_cast<std::size_t>(weight.size(0));
  for (std::size_t o = 0; o < static_cast<std::size_t>(weight.size(0)); ++o) {
    const std::size_t first = o / static_cast<std::size_t>(groups) * static_cast<std::size_t>(groups);
    if (o != first) std::ranges::copy(all.subspan(first * each, each), all.subspan(o * each, each).begin());
  }
}

double fan_in(const Shape& shape) {
  return static_cast<double>(element_count(shape)) / static_cast<double>(shape.empty() ? 1 : shape[0]);
}

}  // namespace

std::vector<float> bilinear_taps(int k) {
  const int f = (k + 1) / 2;
  const double centre = k % 2 == 1 ? f - 1 : f - 0.5;
  std::vector<float> taps(static_cast<std::size_t>(k));
  for (int i = 0; i < k; ++i)
    taps[static_cast<std::size_t>(i)] = static_cast<float>(1 - std::abs(i - centre) / f);
  return taps;
}

Tensor initial_value(const Parameter& parameter, std::uint64_t seed) {
  Tensor tensor(parameter.shape);
  const auto value = static_cast<double>(parameter.init.value);
  const NameStream stream(seed, parameter.name);
  switch (parameter.init.kind) {
    case InitKind::constant:
      std::ranges::fill(tensor.floats(), parameter.init.value);
      break;
    case InitKind::normal:
      fill_normal(tensor.floats(), value, stream);
      break;
    case InitKind::he:
      fill_normal(tensor.floats(), value * std::sqrt(2 / fan_in(parameter.shape)), stream);
      break;
    case InitKind::xavier:
      fill_uniform(tensor.floats(), std::sqrt(3 / fan_in(parameter.shape)), stream);
      break;
    case InitKind::bilinear:
      fill_bilinear(tensor);
      break;
    case InitKind::grouped_identity:
      fill_normal(tensor.floats(), value, stream);
      add_grouped_identity(tensor, parameter.init.groups);
      break;
    case InitKind::icnr:
      fill_normal(tensor.floats(), value * std::sqrt(2 / fan_in(parameter.shape)), stream);
      repeat_outputs(tensor, parameter.init.groups);
      break;
  }
  return tensor;
}

NamedTensors initial_weights(const Graph& graph, std::uint64_t seed) {
  NamedTensors weights;
  for (const Parameter& parameter : graph.parameters)
    weights.emplace(parameter.name, initial_value(parameter, seed));
  return weights;
}

}  // namespace perpixel
