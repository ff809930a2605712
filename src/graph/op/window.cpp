#include "graph/op/window.h"

#include <algorithm>

#include "error/error.h"

namespace perpixel {

namespace {

constexpr std::int64_t kMost = 1 << 20;  // keeps every product of sizes far from overflow

std::array<std::int64_t, 2> pair_attribute(const Node& node, const std::string& key, std::int64_t fallback,
                                           std::int64_t least) {
  const auto list = ints_attribute(node, key, {fallback, fallback});
  if (list.size() != 2 || list[0] < least || list[1] < least || list[0] > kMost || list[1] > kMost)
    throw Error(ErrorCode::graph_invalid, "node \"" + node.name + "\" (" + node.op + "): " + key + " = " +
                                              shape_text(list) + " must be two numbers of at least " +
                                              std::to_string(least));
  return {list[0], list[1]};
}

}  // namespace

Window window_of(const Node& node, const Shape* weight) {
  if (const auto auto_pad = text_attribute(node, "auto_pad", "NOTSET"); auto_pad != "NOTSET")
    throw Error(ErrorCode::graph_invalid,
                "node \"" + node.name + "\" (" + node.op + "): auto_pad = " + auto_pad + " is not supported",
                "write the pads as numbers");
  Window window;
  if (weight && weight->size() == 4) {
    window.kernel = {(*weight)[2], (*weight)[3]};
    const auto stated = ints_attribute(node, "kernel_shape", {window.kernel[0], window.kernel[1]});
    if (stated != std::vector<std::int64_t>{window.kernel[0], window.kernel[1]})
      throw Error(ErrorCode::shape_mismatch, "node \"" + node.name + "\" (" + node.op +
                                                 "): kernel_shape = " + shape_text(stated) +
                                                 " with a weight " + shape_text(*weight));
  } else {
    window.kernel = pair_attribute(node, "kernel_shape", 1, 1);
  }
  window.stride = pair_attribute(node, "strides", 1, 1);
  window.dilation = pair_attribute(node, "dilations", 1, 1);
  window.output_padding = pair_attribute(node, "output_padding", 0, 0);
  const auto pads = ints_attribute(node, "pads", {0, 0, 0, 0});
  if (pads.size() != 4 || std::min({pads[0], pads[1], pads[2], pads[3]}) < 0 ||
      std::max({pads[0], pads[1], pads[2], pads[3]}) > kMost)
    throw Error(ErrorCode::graph_invalid, "node \"" + node.name + "\" (" + node.op + "): pads = " +
                                              shape_text(pads) + " must be four numbers of at least 0");
  window.pad_begin = {pads[0], pads[1]};
  window.pad_end = {pads[2], pads[3]};
  window.group = int_attribute(node, "group", 1);
  window.ceil_mode = int_attribute(node, "ceil_mode", 0) != 0;
  window.count_include_pad = int_attribute(node, "count_include_pad", 0) != 0;
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
