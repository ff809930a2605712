// Other shapes, parts and arrangements of the same elements. Sizes come from shape inference, which both
// engines share.
#include <algorithm>
#include <array>

#include "autograd/cases.h"
#include "error/error.h"
#include "graph/op/resize_rule.h"

namespace perpixel {

namespace {

using Ints = std::vector<std::int64_t>;

[[noreturn]] void unsupported(const Call& call, const std::string& what) {
  throw Error(ErrorCode::unsupported,
              "node \"" + call.node.name + "\" (" + call.node.op + "): the LibTorch engine has no " + what);
}

Outputs reshape(const Call& call) { return {call.input(0).reshape(call.shape())}; }
Outputs expand(const Call& call) { return {call.input(0).expand(call.shape())}; }
Outputs tile(const Call& call) { return {call.input(0).repeat(call.integers(1))}; }

Outputs transpose(const Call& call) {
  Ints reversed(static_cast<std::size_t>(call.input(0).dim()));
  for (std::size_t i = 0; i < reversed.size(); ++i)
    reversed[i] = static_cast<std::int64_t>(reversed.size() - 1 - i);
  return {call.input(0).permute(ints_attribute(call.node, "perm", reversed))};
}

Outputs slice(const Call& call) {
  at::Tensor x = call.input(0);
  const Ints starts = call.integers(1), ends = call.integers(2);
  const Ints axes = call.has(3) ? call.integers(3) : Ints{};
  const Ints steps = call.has(4) ? call.integers(4) : Ints(starts.size(), 1);
  for (std::size_t i = 0; i < starts.size(); ++i) {
    if (steps[i] < 1) unsupported(call, "negative steps");
    x = x.slice(axes.empty() ? static_cast<std::int64_t>(i) : axes[i], starts[i], ends[i], steps[i]);
  }
  return {x};
}

Outputs split(const Call& call) {
  const std::int64_t axis = call.axis(0);
  Ints sizes;
  for (std::size_t i = 0; i < call.node.outputs.size(); ++i)
    sizes.push_back(call.shape(i)[static_cast<std::size_t>(axis)]);
  return call.input(0).split_with_sizes(sizes, axis);
}

/// Indices that count from the end as those that count from the beginning.
at::Tensor from_beginning(const at::Tensor& indices, std::int64_t size) {
  const at::Tensor whole = indices.to(at::kLong);
  return at::where(whole < 0, whole + size, whole);
}

Outputs gather(const Call& call) {
  const at::Tensor x = call.input(0);
  const std::int64_t axis = call.axis(0);
  const at::Tensor indices = from_beginning(call.input(1), x.size(axis)).reshape({-1});
  return {at::index_select(x, axis, indices).reshape(call.shape())};
}

Outputs gather_elements(const Call& call) {
  const at::Tensor x = call.input(0);
  const std::int64_t axis = call.axis(0);
  return {at::gather(x, axis, from_beginning(call.input(1), x.size(axis)))};
}

/// x as [batch, addressed positions, rest]: every tuple of indices is one position.
Outputs gather_nd(const Call& call) {
  const at::Tensor x = call.input(0), indices = call.input(1).to(at::kLong);
  const std::int64_t batch = int_attribute(call.node, "batch_dims", 0), depth = indices.size(-1);
  at::Tensor position = at::zeros_like(indices.select(-1, 0));
  for (std::int64_t i = 0; i < depth; ++i) {
    const std::int64_t size = x.size(batch + i);
    position = position * size + from_beginning(indices.select(-1, i), size);
  }
  Ints shape(indices.sizes().begin(), indices.sizes().end() - 1);
  shape.insert(shape.end(), x.sizes().begin() + batch + depth, x.sizes().end());
  const auto product = [](at::IntArrayRef sizes, std::int64_t first, std::int64_t count) {
    return c10::multiply_integers(sizes.begin() + first, sizes.begin() + first + count);
  };
  const std::int64_t pictures = product(x.sizes(), 0, batch), addressed = product(x.sizes(), batch, depth),
                     rest = product(x.sizes(), batch + depth, x.dim() - batch - depth),
                     tuples = product(indices.sizes(), batch, indices.dim() - 1 - batch);
  const at::Tensor flat = x.reshape({pictures, addressed, rest});
  const at::Tensor rows = position.reshape({pictures, tuples, 1});
  return {at::gather(flat, 1, rows.expand({-1, -1, rest})).reshape(shape)};
}

Outputs scatter_elements(const Call& call) {
  if (text_attribute(call.node, "reduction", "none") != "none") unsupported(call, "reduction");
  const at::Tensor x = call.input(0);
  const std::int64_t axis = call.axis(0);
  return {at::scatter(x, axis, from_beginning(call.input(1), x.size(axis)), call.input(2))};
}

/// LibTorch's order: the last axis first, its beginning and its end.
Outputs pad(const Call& call) {
  const at::Tensor x = call.input(0);
  const std::string mode = text_attribute(call.node, "mode", "constant");
  if (call.has(3)) unsupported(call, "axes of pads");
  const Ints pads = call.integers(1);
  const std::size_t rank = pads.size() / 2;
  Ints reversed;
  for (std::size_t i = rank; i-- > 0;) reversed.insert(reversed.end(), {pads[i], pads[rank + i]});
  const at::Scalar value = call.has(2) ? call.input(2).item() : at::Scalar(0);
  if (mode == "constant") return {at::constant_pad_nd(x, reversed, value)};
  if (mode != "reflect" && mode != "edge") unsupported(call, "mode " + mode);
  while (reversed.size() >= 2 && reversed.back() == 0 && reversed[reversed.size() - 2] == 0)
    reversed.resize(reversed.size() - 2);
  if (reversed.empty()) return {x};
  return {at::pad(x, reversed, mode == "reflect" ? "reflect" : "replicate")};
}

/// [N, r, r, C, H, W] or [N, C, r, r, H, W] -> [N, C, H, r, W, r].
Outputs depth_to_space(const Call& call) {
  const at::Tensor x = call.input(0);
  const std::int64_t r = int_attribute(call.node, "blocksize", 1);
  if (text_attribute(call.node, "mode", "DCR") == "CRD") return {at::pixel_shuffle(x, r)};
  const std::int64_t n = x.size(0), channels = x.size(1) / (r * r), rows = x.size(2), columns = x.size(3);
  const at::Tensor parts = x.reshape({n, r, r, channels, rows, columns}).permute({0, 3, 4, 1, 5, 2});
  return {parts.reshape({n, channels, rows * r, columns * r})};
}

/// [N, C, H, r, W, r] -> [N, r, r, C, H, W].
Outputs space_to_depth(const Call& call) {
  const at::Tensor x = call.input(0);
  const std::int64_t r = int_attribute(call.node, "blocksize", 1);
  const std::int64_t n = x.size(0), channels = x.size(1), rows = x.size(2) / r, columns = x.size(3) / r;
  const at::Tensor parts = x.reshape({n, channels, rows, r, columns, r}).permute({0, 3, 5, 1, 2, 4});
  return {parts.reshape({n, channels * r * r, rows, columns})};
}

/// The weighted sum of the positions that each output reads along one axis.
at::Tensor resized(const at::Tensor& x, std::int64_t axis, const ResizeTaps& taps) {
  const auto count = static_cast<std::int64_t>(taps.positions.size()) / taps.taps;
  const at::Tensor positions = at::empty({count, taps.taps}, at::kLong);
  const at::Tensor weights = at::empty({count, taps.taps}, at::kFloat);
  std::ranges::copy(taps.positions, positions.data_ptr<std::int64_t>());
  std::ranges::copy(taps.weights, weights.data_ptr<float>());
  Ints along(static_cast<std::size_t>(x.dim()), 1);
  along[static_cast<std::size_t>(axis)] = count;
  at::Tensor sum;
  for (std::int64_t k = 0; k < taps.taps; ++k) {
    const at::Tensor picked = at::index_select(x, axis, positions.select(1, k).contiguous().to(x.device()));
    const at::Tensor term = picked * weights.select(1, k).to(x.device()).reshape(along);
    sum = sum.defined() ? sum + term : term;
  }
  return sum;
}

Outputs resize(const Call& call) {
  at::Tensor x = call.input(0);
  const Shape from(x.sizes().begin(), x.sizes().end());
  const ResizeRule rule = resize_rule(call.node);
  const Tensor* scales = call.facts->inputs_of(call.node).value(2);
  const std::vector<ResizeAxis> axes = resize_axes(call.node, from, call.shape(), scales);
  for (std::size_t i = axes.size(); i-- > 0;)
    if (axes[i].in != axes[i].out || axes[i].scale != 1)
      x = resized(x, static_cast<std::int64_t>(i), resize_taps(rule, axes[i]));
  return {x};
}

constexpr std::array kCases{
    Case{"Reshape", reshape},
    Case{"Squeeze", reshape},
    Case{"Unsqueeze", reshape},
    Case{"Expand", expand},
    Case{"Tile", tile},
    Case{"Transpose", transpose},
    Case{"Slice", slice},
    Case{"Split", split},
    Case{"Gather", gather},
    Case{"GatherElements", gather_elements},
    Case{"GatherND", gather_nd},
    Case{"ScatterElements", scatter_elements},
    Case{"Pad", pad},
    Case{"DepthToSpace", depth_to_space},
    Case{"SpaceToDepth", space_to_depth},
    Case{"Resize", resize},
};

}  // namespace

std::span<const Case> layout_cases() { return kCases; }

}  // namespace perpixel
