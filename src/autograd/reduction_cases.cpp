// Many elements to one, products of matrices, and the normalisations that are made of them.
#include <array>

#include "autograd/cases.h"

namespace perpixel {

namespace {

using Ints = std::vector<std::int64_t>;

bool keeps_axes(const Call& call) { return int_attribute(call.node, "keepdims", 1) != 0; }

/// The axes that go: from input 1 or the attribute; all without either.
Ints axes_of(const Call& call) {
  Ints axes = call.has(1) ? call.integers(1) : ints_attribute(call.node, "axes", {});
  if (axes.empty() && int_attribute(call.node, "noop_with_empty_axes", 0) == 0)
    for (std::int64_t i = 0; i < call.input(0).dim(); ++i) axes.push_back(i);
  return axes;
}

template <class Reduce>
Outputs reduced(const Call& call, const Reduce& reduce) {
  const Ints axes = axes_of(call);
  return {axes.empty() ? call.input(0) : reduce(call.input(0), axes, keeps_axes(call))};
}

Outputs reduce_sum(const Call& call) {
  return reduced(call, [](const at::Tensor& x, const Ints& axes, bool keep) { return x.sum(axes, keep); });
}
Outputs reduce_mean(const Call& call) {
  return reduced(call, [](const at::Tensor& x, const Ints& axes, bool keep) { return x.mean(axes, keep); });
}
Outputs reduce_max(const Call& call) {
  return reduced(call, [](const at::Tensor& x, const Ints& axes, bool keep) { return x.amax(axes, keep); });
}
Outputs reduce_min(const Call& call) {
  return reduced(call, [](const at::Tensor& x, const Ints& axes, bool keep) { return x.amin(axes, keep); });
}
Outputs reduce_l1(const Call& call) {
  return reduced(call,
                 [](const at::Tensor& x, const Ints& axes, bool keep) { return x.abs().sum(axes, keep); });
}
Outputs reduce_l2(const Call& call) {
  return reduced(
      call, [](const at::Tensor& x, const Ints& axes, bool keep) { return (x * x).sum(axes, keep).sqrt(); });
}
Outputs reduce_sum_square(const Call& call) {
  return reduced(call,
                 [](const at::Tensor& x, const Ints& axes, bool keep) { return (x * x).sum(axes, keep); });
}
Outputs reduce_log_sum_exp(const Call& call) {
  return reduced(
      call, [](const at::Tensor& x, const Ints& axes, bool keep) { return at::logsumexp(x, axes, keep); });
}

Outputs arg_max(const Call& call) { return {at::argmax(call.input(0), call.axis(0), keeps_axes(call))}; }
Outputs arg_min(const Call& call) { return {at::argmin(call.input(0), call.axis(0), keeps_axes(call))}; }

Outputs matmul(const Call& call) { return {at::matmul(call.input(0), call.input(1))}; }

Outputs global_max_pool(const Call& call) {
  Ints axes;
  for (std::int64_t i = 2; i < call.input(0).dim(); ++i) axes.push_back(i);
  return {call.input(0).amax(axes, true)};
}

Outputs log_softmax(const Call& call) {
  return {at::log_softmax(call.input(0), int_attribute(call.node, "axis", -1))};
}

double epsilon_of(const Call& call) {
  return static_cast<double>(float_attribute(call.node, "epsilon", 1e-5f));
}

Outputs instance_normalization(const Call& call) {
  return {at::instance_norm(call.input(0), call.input(1), call.input(2), {}, {}, true, 0, epsilon_of(call),
                            false)};
}

Outputs layer_normalization(const Call& call) {
  const at::Tensor x = call.input(0);
  const Ints normalised(x.sizes().begin() + call.axis(-1), x.sizes().end());
  return {at::layer_norm(x, normalised, call.input(1), call.input(2), epsilon_of(call), false)};
}

constexpr std::array kCases{
    Case{"ReduceSum", reduce_sum},
    Case{"ReduceMean", reduce_mean},
    Case{"ReduceMax", reduce_max},
    Case{"ReduceMin", reduce_min},
    Case{"ReduceL1", reduce_l1},
    Case{"ReduceL2", reduce_l2},
    Case{"ReduceSumSquare", reduce_sum_square},
    Case{"ReduceLogSumExp", reduce_log_sum_exp},
    Case{"ArgMax", arg_max},
    Case{"ArgMin", arg_min},
    Case{"MatMul", matmul},
    Case{"GlobalMaxPool", global_max_pool},
    Case{"LogSoftmax", log_softmax},
    Case{"InstanceNormalization", instance_normalization},
    Case{"LayerNormalization", layer_normalization},
};

}  // namespace

std::span<const Case> reduction_cases() { return kCases; }

}  // namespace perpixel
