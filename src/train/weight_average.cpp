#include "train/weight_average.h"

#include <algorithm>

#include "error/error.h"

namespace perpixel {

WeightAverage::WeightAverage(const Network& network, double decay) : decay_(decay) {
  for (const at::Tensor& parameter : network.parameters()) averages_.push_back(parameter.detach().clone());
}

void WeightAverage::update(const Network& network, std::int64_t updates_before) {
  const c10::NoGradGuard no_grad;
  const auto t = static_cast<double>(updates_before);
  const double decay = std::min(decay_, (1 + t) / (10 + t));
  for (std::size_t i = 0; i < averages_.size(); ++i)
    if (!network.graph().parameters[i].frozen) averages_[i].lerp_(network.parameters()[i], 1 - decay);
}

NamedTensors WeightAverage::weights(const Network& network) const {
  NamedTensors weights;
  for (std::size_t i = 0; i < averages_.size(); ++i)
    weights[network.graph().parameters[i].name] = from_torch(averages_[i]).clone();
  return weights;
}

void WeightAverage::load(const Network& network, const NamedTensors& weights) {
  const c10::NoGradGuard no_grad;
  for (std::size_t i = 0; i < averages_.size(); ++i) {
    const std::string& name = network.graph().parameters[i].name;
    const auto found = weights.find(name);
    if (found == weights.end())
      throw Error(ErrorCode::no_checkpoint, "the training state has no averaged " + name,
                  "train.ema was off when it was written; start a new run with --weights");
    averages_[i].copy_(to_torch(found->second));
  }
}

void WeightAverage::swap(Network& network) {
  const c10::NoGradGuard no_grad;
  for (std::size_t i = 0; i < averages_.size(); ++i) {
    const at::Tensor kept = network.parameters()[i].detach().clone();
    network.parameters()[i].copy_(averages_[i]);
    averages_[i].copy_(kept);
  }
}

}  // namespace perpixel
