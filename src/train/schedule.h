// The learning rate as a function of the iteration, and of nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace perpixel {

enum class ScheduleKind { constant, step, poly, cosine };

/// "constant", "step", "poly", "cosine"; throws bad_value.
ScheduleKind schedule_kind_of(const std::string& name);

struct Schedule {
  ScheduleKind kind = ScheduleKind::poly;
  double base_lr = 1e-3;
  std::int64_t iterations = 1000;
  double power = 0.9;               // poly: lr0 * (1 - it / iterations)^power (DeepLab v2)
  std::vector<std::int64_t> steps;  // step: times gamma at each
  double gamma = 0.1;
  std::int64_t warmup = 0;  // iterations of linear warm-up from base_lr / 1000
};

/// Learning rate of iteration `iteration` (0-based).
double learning_rate(const Schedule& schedule, std::int64_t iteration);

}  // namespace perpixel
