#include "loss/lovasz.h"

#include <algorithm>
#include <array>
#include <vector>

#include "label/label_map.h"

namespace perpixel {

namespace {

constexpr int kSteps = 4096;

/// Pixels of one class and of all others at one step of the error.
struct Step {
  double inside = 0, outside = 0;
};

int step_of(float error) {
  return std::min(kSteps - 1, static_cast<int>(error * static_cast<float>(kSteps)));
}

/// What one pixel's error counts for at each step. Walking from the largest error down, a missed pixel of the
/// class takes one from the intersection I, a false one adds one to the union U: 1 - I / U grows by 1 / U or
/// I / (U (U + 1)). Pixels of one step share its middle.
struct StepWeights {
  std::array<float, kSteps> inside, outside;
};

StepWeights weights_of(const std::vector<Step>& steps, double pixels_of_class) {
  StepWeights weights{};
  double intersection = pixels_of_class, joined = pixels_of_class;
  for (int s = kSteps - 1; s >= 0; --s) {
    const Step& step = steps[static_cast<std::size_t>(s)];
    const double middle = joined + step.outside / 2, before = joined + (step.outside - 1) / 2;
    weights.inside[static_cast<std::size_t>(s)] = static_cast<float>(1 / std::max(middle, 1.0));
    weights.outside[static_cast<std::size_t>(s)] =
        step.outside > 0 ? static_cast<float>((intersection - step.inside / 2) / (before * (before + 1))) : 0;
    intersection -= step.inside;
    joined += step.outside;
  }
  return weights;
}

/// One class in one batch. Planes are strided by picture: element (n, i) of class c lies at (n K + c) P + i.
struct ClassPlanes {
  const float* probability;
  const std::int64_t* target;
  float* signed_weight;
  std::int64_t pictures, classes, pixels;

  template <class Visit>
  void each(std::int64_t c, const Visit& visit) const {
    for (std::int64_t n = 0; n < pictures; ++n)
      for (std::int64_t i = 0; i < pixels; ++i) {
        const std::int64_t truth = target[n * pixels + i];
        if (truth != kIgnoreTarget) visit((n * classes + c) * pixels + i, truth == c);
      }
  }
};

/// Fills the signed weights of class c; returns the weights of its own pixels summed, the constant of
/// sum w |1 - p|; -1 when the class does not occur.
double weigh_class(const ClassPlanes& planes, std::int64_t c) {
  std::vector<Step> steps(kSteps);
  double own = 0;
  planes.each(c, [&](std::int64_t at, bool inside) {
    const float p = planes.probability[at];
    Step& step = steps[static_cast<std::size_t>(step_of(inside ? 1 - p : p))];
    (inside ? step.inside : step.outside) += 1;
    own += inside;
  });
  if (own == 0) return -1;
  const StepWeights weights = weights_of(steps, own);
  double constant = 0;
  planes.each(c, [&](std::int64_t at, bool inside) {
    const float p = planes.probability[at];
    const auto s = static_cast<std::size_t>(step_of(inside ? 1 - p : p));
    planes.signed_weight[at] = inside ? -weights.inside[s] : weights.outside[s];
    if (inside) constant += static_cast<double>(weights.inside[s]);
  });
  return constant;
}

}  // namespace

at::Tensor lovasz_softmax(const at::Tensor& logits, const at::Tensor& target) {
  const at::Tensor probability = at::softmax(logits.to(at::kFloat), 1).contiguous();
  const at::Tensor on_cpu = probability.detach().to(at::kCPU).contiguous();
  const at::Tensor truth = target.to(at::kCPU).contiguous();
  at::Tensor weights = at::zeros_like(on_cpu);
  const std::int64_t classes = logits.size(1);
  const ClassPlanes planes{on_cpu.const_data_ptr<float>(),
                           truth.const_data_ptr<std::int64_t>(),
                           weights.mutable_data_ptr<float>(),
                           logits.size(0),
                           classes,
                           truth.numel() / std::max<std::int64_t>(1, logits.size(0))};
  std::vector<double> constants(static_cast<std::size_t>(classes), -1);
  at::parallel_for(0, classes, 1, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t c = first; c < last; ++c)
      constants[static_cast<std::size_t>(c)] = weigh_class(planes, c);
  });
  double constant = 0, present = 0;
  for (const double value : constants)
    if (value >= 0) {
      constant += value;
      present += 1;
    }
  if (present == 0) return (probability * 0).sum();
  // The weights are constants of the step: the extension is linear between changes of order.
  return ((probability * weights.to(probability.device())).sum() + constant) / present;
}

}  // namespace perpixel
