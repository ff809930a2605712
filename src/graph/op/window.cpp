#include "graph/op/window.h"

#include <algorithm>

#include "error/error.h"

namespace perpixel {

namespace {

constexpr std::int64_t kMost = 1 << 20;  // keeps every product of sizes far from overflow

std::string numbers(std::size_t count) {
  constexpr std::array kWords{"no", "one", "two", "three", "four"};
  return std::string(kWords[count]) + (count == 1 ? " number" : " numbers");
}

/// One number for each spatial axis; a single axis is the width.
std::array<std::int64_t, 2> pair_attribute(const Node& node, const std::string& key, std::size_t axes,
                                           std::int64_t fallback, std::int64_t least) {
  const auto list = ints_attribute(node, key, std::vector<std::int64_t>(axes, fallback));
  if (list.size() != axes || std::ranges::min(list) < least || std::ranges::max(list) > kMost)
    throw Error(ErrorCode::graph_invalid, "node \"" + node.name + "\" (" + node.op + "): " + key + " = " +
                                              shape_text(list) + " must be " + numbers(axes) +
                                              " of at least " + std::to_string(least));
  return axes == 1 ? std::array{fallback, list[0]} : std::array{list[0], list[1]};
}

std::size_t spatial_axes(const Node& node, const Shape* weight) {
  std::size_t axes = 2;
  if (weight && weight->size() >= 3)
    axes = weight->size() - 2;
  else if (!weight)
    axes = ints_attribute(node, "kernel_shape", {1, 1}).size();
  if (axes == 1 || axes == 2) return axes;
  throw Error(ErrorCode::unsupported,
              "node \"" + node.name + "\" (" + node.op + "): a window of " + std::to_string(axes) + " axes",
              "one axis [N, C, W] and two [N, C, H, W] are supported");
}

void read_kernel(const Node& node, const Shape* weight, std::size_t axes, Window& window) {
  if (!weight || weight->size() < 3) {
    window.kernel = pair_attribute(node, "kernel_shape", axes, 1, 1);
    return;
  }
  const Shape kernel(weight->begin() + 2, weight->end());
  const auto stated = ints_attribute(node, "kernel_shape", kernel);
  if (stated != kernel)
    throw Error(ErrorCode::shape_mismatch, "node \"" + node.name + "\" (" + node.op + "): kernel_shape = " +
                                               shape_text(stated) + " with a weight " + shape_text(*weight));
  if (std::ranges::min(kernel) < 1 || std::ranges::max(kernel) > kMost)
    throw Error(ErrorCode::graph_invalid,
                "node \"" + node.name + "\" (" + node.op + "): a kernel of " + shape_text(kernel));
  window.kernel = {axes == 1 ? 1 : kernel[0], kernel.back()};
}

void read_pads(const Node& node, std::size_t axes, Window& window) {
  const auto auto_pad = text_attribute(node, "auto_pad", "NOTSET");
  if (auto_pad == "SAME_UPPER") window.auto_pad = AutoPad::same_upper;
  if (auto_pad == "SAME_LOWER") window.auto_pad = AutoPad::same_lower;
  if (auto_pad == "SAME_UPPER" || auto_pad == "SAME_LOWER" || auto_pad == "VALID") return;
  if (auto_pad != "NOTSET")
    throw Error(ErrorCode::graph_invalid,
                "node \"" + node.name + "\" (" + node.op + "): auto_pad = " + auto_pad + " is not known",
                "write the pads as numbers");
  const auto pads = ints_attribute(node, "pads", std::vector<std::int64_t>(2 * axes, 0));
  if (pads.size() != 2 * axes || std::ranges::min(pads) < 0 || std::ranges::max(pads) > kMost)
    throw Error(ErrorCode::graph_invalid, "node \"" + node.name + "\" (" + node.op +
                                              "): pads = " + shape_text(pads) + " must be " +
                                              numbers(2 * axes) + " of at least 0");
  window.pad_begin = {axes == 1 ? 0 : pads[0], pads[axes - 1]};
  window.pad_end = {axes == 1 ? 0 : pads[2], pads.back()};
}

/// `total` split into a beginning and an end; the larger half of an odd one where `lower` says.
std::array<std::int64_t, 2> halves(std::int64_t total, bool lower) {
  const std::int64_t small = total >= 0 ? total / 2 : (total - 1) / 2;  // rounded down
  return lower ? std::array{total - small, small} : std::array{small, total - small};
}

}  // namespace

Window window_of(const Node& node, const Shape* weight) {
  const std::size_t axes = spatial_axes(node, weight);
  Window window;
  read_kernel(node, weight, axes, window);
  window.stride = pair_attribute(node, "strides", axes, 1, 1);
  window.dilation = pair_attribute(node, "dilations", axes, 1, 1);
  window.output_padding = pair_attribute(node, "output_padding", axes, 0, 0);
  read_pads(node, axes, window);
  window.group = int_attribute(node, "group", 1);
  window.ceil_mode = int_attribute(node, "ceil_mode", 0) != 0;
  window.count_include_pad = int_attribute(node, "count_include_pad", 0) != 0;
  return window;
}

std::array<std::int64_t, 2> plane_of(const Shape& x) {
  return {x.size() < 4 ? 1 : x[x.size() - 2], x.back()};
}

Shape as_planes(const Shape& x) { return x.size() == 3 ? Shape{x[0], x[1], 1, x[2]} : x; }

Window fitted(Window window, const Shape& x) {
  if (window.auto_pad == AutoPad::none) return window;
  const std::array<std::int64_t, 2> plane = plane_of(x);
  for (const std::size_t a : {0, 1}) {
    const std::int64_t out = (plane[a] + window.stride[a] - 1) / window.stride[a];
    const std::int64_t total = std::max<std::int64_t>(
        0, (out - 1) * window.stride[a] + window.reach(static_cast<int>(a)) - plane[a]);
    const auto [begin, end] = halves(total, window.auto_pad == AutoPad::same_lower);
    window.pad_begin[a] = begin;
    window.pad_end[a] = end;
  }
  window.auto_pad = AutoPad::none;
  return window;
}

Window fitted_transposed(Window window, const Node& node, const Shape& x) {
  const bool stated = node.attributes.contains("output_shape");
  if (!stated && window.auto_pad == AutoPad::none) return window;
  const std::array<std::int64_t, 2> plane = plane_of(x);
  std::array<std::int64_t, 2> out{plane[0] * window.stride[0], plane[1] * window.stride[1]};
  if (stated) out = pair_attribute(node, "output_shape", x.size() == 3 ? 1 : 2, 1, 1);
  for (const std::size_t a : {0, 1}) {
    Window open = window;
    open.pad_begin[a] = open.pad_end[a] = 0;
    // SAME_UPPER gives the odd one to the end; everything else to the beginning (ONNX ConvTranspose).
    const std::int64_t total = transposed_output_size(open, static_cast<int>(a), plane[a]) - out[a];
    const auto [begin, end] = halves(total, window.auto_pad != AutoPad::same_upper);
    window.pad_begin[a] = begin;
    window.pad_end[a] = end;
  }
  window.auto_pad = AutoPad::none;
  return window;
}

std::int64_t window_output_size(const Window& window, int axis, std::int64_t input_size) {
  const auto a = static_cast<std::size_t>(axis);
  const std::int64_t span = input_size + window.pad_begin[a] + window.pad_end[a] - window.reach(axis);
  if (span < 0) {
    // A ceil-mode pool still covers an input smaller than its window with one partial window.
    return window.ceil_mode && input_size > 0 ? 1 : 0;
  }
  std::int64_t size = (span + (window.ceil_mode ? window.stride[a] - 1 : 0)) / window.stride[a] + 1;
  if (window.ceil_mode && (size - 1) * window.stride[a] >= input_size + window.pad_begin[a]) --size;
  return size;
}

std::int64_t transposed_output_size(const Window& window, int axis, std::int64_t input_size) {
  const auto a = static_cast<std::size_t>(axis);
  return (input_size - 1) * window.stride[a] - window.pad_begin[a] - window.pad_end[a] + window.reach(axis) +
         window.output_padding[a];
}

}  // namespace perpixel
