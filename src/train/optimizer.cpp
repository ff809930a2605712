#include "train/optimizer.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "error/error.h"

namespace perpixel {

namespace {

constexpr const char* kStepCount = "step_count";

/// The gradient in the parameter's own memory order: the fused updates walk both linearly.
at::Tensor aligned_gradient(const at::Tensor& parameter) {
  const at::Tensor gradient = parameter.grad();
  if (gradient.strides() == parameter.strides()) return gradient;
  return at::empty_like(parameter).copy_(gradient);
}

}  // namespace

Optimizer::Optimizer(Network& network, OptimizerOptions options)
    : network_(network),
      options_(options),
      first_(network.parameters().size()),
      second_(network.parameters().size()) {
  const c10::NoGradGuard no_grad;
  std::map<std::pair<double, double>, std::vector<std::size_t>> by_multiplier;
  const auto& declared = network.graph().parameters;
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (declared[i].frozen || declared[i].is_statistic) continue;
    by_multiplier[{declared[i].lr_mult, declared[i].decay_mult}].push_back(i);
    first_[i] = at::zeros_like(network.parameters()[i]);
    if (options_.kind != OptimizerKind::sgd) second_[i] = at::zeros_like(network.parameters()[i]);
  }
  for (auto& [multipliers, members] : by_multiplier)
    groups_.push_back({multipliers.first, multipliers.second, std::move(members)});
}

std::vector<std::size_t> Optimizer::trained() const {
  std::vector<std::size_t> all;
  for (const Group& group : groups_) all.insert(all.end(), group.members.begin(), group.members.end());
  std::ranges::sort(all);
  return all;
}

void Optimizer::reset() {
  const c10::NoGradGuard no_grad;
  steps_ = 0;
  for (const std::size_t i : trained()) {
    first_[i].zero_();
    if (second_[i].defined()) second_[i].zero_();
  }
}

void Optimizer::zero_grad() {
  for (at::Tensor& parameter : network_.parameters()) parameter.mutable_grad().reset();
}

double Optimizer::clip_gradients(double limit) {
  const c10::NoGradGuard no_grad;
  std::vector<at::Tensor> gradients;
  for (const std::size_t i : trained())
    if (const at::Tensor gradient = network_.parameters()[i].grad(); gradient.defined())
      gradients.push_back(gradient);
  if (gradients.empty()) return 0;
  const double norm = at::stack(at::_foreach_norm(gradients)).to(at::kDouble).norm().item<double>();
  if (norm > limit)
    for (at::Tensor& gradient : gradients) gradient.mul_(limit / norm);
  return norm;
}

void Optimizer::step(double lr) {
  const c10::NoGradGuard no_grad;
  ++steps_;
  for (const Group& group : groups_) update(group, lr);
}

void Optimizer::update(const Group& group, double lr) {
  std::vector<at::Tensor> parameters, gradients, first, second, unused, counts;
  for (const std::size_t i : group.members) {
    at::Tensor& parameter = network_.parameters()[i];
    if (!parameter.grad().defined()) continue;
    parameters.push_back(parameter);
    gradients.push_back(aligned_gradient(parameter));
    first.push_back(first_[i]);
    if (second_[i].defined()) second.push_back(second_[i]);
    counts.push_back(at::full({}, static_cast<double>(steps_), at::kFloat));
  }
  if (parameters.empty()) return;
  const double rate = lr * group.lr_mult;
  const double decay = options_.weight_decay * group.decay_mult;
  switch (options_.kind) {
    case OptimizerKind::sgd:
      at::_fused_sgd_(parameters, gradients, first, decay, options_.momentum, rate, 0.0, false, false, false);
      break;
    case OptimizerKind::adam:
      at::_fused_adam_(parameters, gradients, first, second, unused, counts, rate, options_.beta1,
                       options_.beta2, decay, options_.epsilon, false, false);
      break;
    case OptimizerKind::adamw:
      at::_fused_adamw_(parameters, gradients, first, second, unused, counts, rate, options_.beta1,
                        options_.beta2, decay, options_.epsilon, false, false);
      break;
  }
}

NamedTensors Optimizer::state() const {
  NamedTensors state;
  for (const std::size_t i : trained()) {
    const std::string& name = network_.graph().parameters[i].name;
    state["first/" + name] = from_torch(first_[i]).clone();
    if (second_[i].defined()) state["second/" + name] = from_torch(second_[i]).clone();
  }
  state[kStepCount] = Tensor::from_ints({1}, {steps_});
  return state;
}

void Optimizer::load_state(const NamedTensors& state) {
  const c10::NoGradGuard no_grad;
  const auto take = [&](const std::string& key, at::Tensor& into) {
    const auto found = state.find(key);
    const Shape wanted(into.sizes().begin(), into.sizes().end());
    if (found == state.end() || found->second.shape() != wanted)
      throw Error(ErrorCode::no_checkpoint,
                  "the training state has no " + key + " of shape " + shape_text(wanted),
                  "the optimizer or the model changed; start a new run with --weights");
    into.copy_(to_torch(found->second));
  };
  for (const std::size_t i : trained()) {
    const std::string& name = network_.graph().parameters[i].name;
    take("first/" + name, first_[i]);
    if (second_[i].defined()) take("second/" + name, second_[i]);
  }
  const auto count = state.find(kStepCount);
  if (count == state.end()) throw Error(ErrorCode::no_checkpoint, "the training state has no step count");
  steps_ = count->second.as<std::int64_t>()[0];
}

}  // namespace perpixel
