// Figures that are grids of numbers: copies of a filter, checkerboards, fields of dilated convolutions.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "figures.h"
#include "graph/layers.h"
#include "output.h"
#include "runtime/session.h"

namespace perpixel {

namespace {

constexpr const char* kInk = "#222";

NumberGrid grid_of(const Tensor& map) {
  const auto values = map.floats();
  return {static_cast<int>(map.size(2)), static_cast<int>(map.size(3)), {values.begin(), values.end()}};
}

double largest(const NumberGrid& grid) {
  return grid.values.empty() ? 1 : static_cast<double>(*std::ranges::max_element(grid.values));
}

std::string whole(float value) { return std::to_string(std::lround(value)); }

/// x through one transposed convolution with the given kernel [1, 1, k, k].
Tensor transposed(const Tensor& x, const Tensor& kernel, int stride) {
  Graph graph{.name = "figure"};
  output(conv_transpose(input(graph, "x", 1), 1, static_cast<int>(kernel.size(2)), "up", {.stride = stride}),
         "y");
  return Session(graph, {{"up.weight", kernel}}, {.threads = 1}).run({{"x", x}}).at("y");
}

Tensor ones(Shape shape) {
  Tensor tensor(std::move(shape));
  std::ranges::fill(tensor.floats(), 1.f);
  return tensor;
}

Tensor counting(Shape shape) {
  Tensor tensor(std::move(shape));
  std::iota(tensor.floats().begin(), tensor.floats().end(), 1.f);
  return tensor;
}

/// Only element i of z.
Tensor alone(const Tensor& z, std::size_t i) {
  Tensor one = Tensor::zeros(z.shape());
  one.floats()[i] = z.floats()[i];
  return one;
}

/// Number of paths from each input to the middle output of stacked all-ones 3 x 3 convolutions: by symmetry,
/// the response to one input alone.
NumberGrid paths(const std::vector<int>& dilations, int side) {
  Graph graph{.name = "figure"};
  Value x = input(graph, "x", 1);
  NamedTensors weights;
  for (std::size_t i = 0; i < dilations.size(); ++i) {
    const std::string name = "conv" + std::to_string(i + 1);
    x = conv(x, 1, 3, name, {.dilation = dilations[i], .bias = false});
    weights[name + ".weight"] = ones({1, 1, 3, 3});
  }
  output(x, "y");
  Tensor impulse = Tensor::zeros({1, 1, side, side});
  impulse.floats()[static_cast<std::size_t>(side * side / 2)] = 1;
  return grid_of(Session(graph, weights, {.threads = 1}).run({{"x", impulse}}).at("y"));
}

std::string joined(const std::vector<int>& numbers) {
  std::string text;
  for (const int number : numbers) text += (text.empty() ? "" : ", ") + std::to_string(number);
  return text;
}

double copies_row(Svg& svg, int stride, double top) {
  const Tensor z = counting({1, 1, 2, 2}), kernel = counting({1, 1, 3, 3});
  constexpr double kCell = 26, kGap = 28;
  double x = 20;
  svg.text(x, top, "stride " + std::to_string(stride), 14, Anchor::start);
  const NumberGrid sum = grid_of(transposed(z, kernel, stride));
  for (std::size_t i = 0; i < z.floats().size(); ++i) {
    draw_grid(svg, grid_of(transposed(alone(z, i), kernel, stride)), x, top + 26, kCell, largest(sum), true);
    svg.text(x, top + 20, whole(z.floats()[i]) + " x filter", 11, Anchor::start);
    x += sum.columns * kCell + kGap;
    svg.text(x - kGap / 2, top + 26 + sum.rows * kCell / 2, i + 1 < z.floats().size() ? "+" : "=", 18);
  }
  draw_grid(svg, sum, x, top + 26, kCell, largest(sum), true);
  svg.text(x, top + 20, "the output", 11, Anchor::start);
  return top + 26 + sum.rows * kCell + 34;
}

}  // namespace

void draw_grid(Svg& svg, const NumberGrid& grid, double x, double y, double cell, double most, bool digits) {
  for (int row = 0; row < grid.rows; ++row)
    for (int column = 0; column < grid.columns; ++column) {
      const float value = grid.values[static_cast<std::size_t>(row * grid.columns + column)];
      const double share = most > 0 ? static_cast<double>(value) / most : 0;
      svg.rect(x + column * cell, y + row * cell, cell, cell, tint(0.85 * share, 31, 97, 160), "#bbb");
      if (digits && value != 0)
        svg.text(x + (column + 0.5) * cell, y + (row + 0.5) * cell + 4, whole(value), cell * 0.42,
                 Anchor::middle, share > 0.6 ? "#fff" : kInk);
    }
}

std::string draw_copies() {
  Svg svg(860, 440);
  svg.text(
      20, 28,
      "Transposed convolution: a 2 x 2 input (1 2 / 3 4) places weighted copies of a 3 x 3 filter (1 ... 9)",
      15, Anchor::start);
  const double below = copies_row(svg, 1, 64);
  copies_row(svg, 2, below);
  return svg.finish();
}

std::string draw_checkerboards() {
  struct Case {
    int kernel, stride;
  };
  constexpr Case kCases[] = {{3, 2}, {4, 2}, {5, 2}, {5, 3}, {6, 3}, {2, 3}, {7, 4}, {8, 4}};
  constexpr double kPanel = 190;
  Svg svg(4 * kPanel + 40, 2 * (kPanel + 40) + 50);
  svg.text(20, 28,
           "How often each output is written: only kernels that are multiples of the stride write evenly", 15,
           Anchor::start);
  for (std::size_t i = 0; i < std::size(kCases); ++i) {
    const auto [kernel, stride] = kCases[i];
    const NumberGrid counts = grid_of(transposed(ones({1, 1, 5, 5}), ones({1, 1, kernel, kernel}), stride));
    const double x = 20 + static_cast<double>(i % 4) * kPanel,
                 y = 68 + static_cast<double>(i / 4) * (kPanel + 40);
    svg.text(x, y - 8, "kernel " + std::to_string(kernel) + ", stride " + std::to_string(stride), 12,
             Anchor::start);
    draw_grid(svg, counts, x, y, (kPanel - 20) / counts.columns, largest(counts), false);
  }
  return svg.finish();
}

std::string draw_dilations() {
  const std::vector<std::vector<int>> stacks{{1}, {1, 2}, {1, 2, 4}, {2, 2, 2}};
  constexpr int kSide = 17;
  constexpr double kCell = 11, kPanel = kSide * kCell + 24;
  Svg svg(static_cast<double>(stacks.size()) * kPanel + 30, kPanel + 76);
  svg.text(20, 28, "Stacked dilated 3 x 3 convolutions: what one output sees (darker: over more paths)", 15,
           Anchor::start);
  for (std::size_t i = 0; i < stacks.size(); ++i) {
    const NumberGrid seen = paths(stacks[i], kSide);
    const auto touched = std::ranges::count_if(seen.values, [](float v) { return v > 0; });
    const double x = 20 + static_cast<double>(i) * kPanel;
    draw_grid(svg, seen, x, 68, kCell, largest(seen), false);
    svg.text(x, 60, "dilation " + joined(stacks[i]), 12, Anchor::start);
    svg.text(x, 68 + kSide * kCell + 18, std::to_string(touched) + " positions seen", 11, Anchor::start);
  }
  return svg.finish();
}

}  // namespace perpixel
