// Convolutions and pools whose padding is given by a word.
#include <algorithm>

#include "error/error.h"
#include "onnx/rule/rules.h"

namespace perpixel::onnx::rule {

namespace {

/// Sides of the window: stated, or those of the weight [O, I, k ...]; none when the weight is computed.
std::vector<std::int64_t> kernel_of(const NodeMessage& node, const Rewriting& graph) {
  if (find_attribute(node, "kernel_shape")) return integers_of(node, "kernel_shape", {});
  const Tensor* weight = graph.constant(input_of(node, 1));
  if (!weight || weight->rank() < 3) return {};
  return {weight->shape().begin() + 2, weight->shape().end()};
}

/// Whether the pads depend on the window alone; else the word stays and each engine works them out by size.
bool are_fixed(const NodeMessage& node, const std::vector<std::int64_t>& kernel) {
  const auto strides = integers_of(node, "strides", {});
  return node.op != "ConvTranspose" && !kernel.empty() &&
         std::ranges::all_of(strides, [](std::int64_t stride) { return stride == 1; });
}

/// At stride 1 the size is kept by (kernel - 1) * dilation cells, the odd one at the end (or the beginning).
std::vector<std::int64_t> same_pads(const NodeMessage& node, const std::vector<std::int64_t>& kernel,
                                    bool odd_at_end) {
  const std::vector<std::int64_t> ones(kernel.size(), 1);
  const auto dilations = integers_of(node, "dilations", ones);
  if (dilations.size() != kernel.size())
    Rewriting::refuse(node, "dilations and kernel_shape differ in length");
  std::vector<std::int64_t> pads(2 * kernel.size());
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    std::int64_t all = 0;
    if (kernel[i] < 1 || __builtin_mul_overflow(kernel[i] - 1, dilations[i], &all) || all < 0)
      Rewriting::refuse(node, "has an absurd window");
    pads[i] = odd_at_end ? all / 2 : all - all / 2;
    pads[i + kernel.size()] = all - pads[i];
  }
  return pads;
}

}  // namespace

void pads_as_numbers(NodeMessage& node, Rewriting& graph) {
  const std::string word = text_of(node, "auto_pad", "NOTSET");
  erase_attribute(node, "auto_pad");
  if (word == "NOTSET" || word.empty()) return;
  erase_attribute(node, "pads");
  if (word == "VALID") return;
  if (word != "SAME_UPPER" && word != "SAME_LOWER")
    Rewriting::refuse(node, "auto_pad = " + shortened(word) + " is not known");
  const std::vector<std::int64_t> kernel = kernel_of(node, graph);
  if (are_fixed(node, kernel))
    set_attribute(node, integers_attribute("pads", same_pads(node, kernel, word == "SAME_UPPER")));
  else
    set_attribute(node, text_attribute("auto_pad", word));
}

}  // namespace perpixel::onnx::rule
