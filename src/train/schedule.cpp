#include "train/schedule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "error/error.h"

namespace perpixel {

ScheduleKind schedule_kind_of(const std::string& name) {
  const std::array<std::string, 4> known{"constant", "step", "poly", "cosine"};
  const auto found = std::ranges::find(known, name);
  if (found == known.end())
    throw Error(ErrorCode::bad_value, "train.schedule = " + name, did_you_mean(name, known));
  return static_cast<ScheduleKind>(found - known.begin());
}

double learning_rate(const Schedule& schedule, std::int64_t iteration) {
  const double progress =
      static_cast<double>(iteration) / static_cast<double>(std::max<std::int64_t>(1, schedule.iterations));
  double factor = 1;
  switch (schedule.kind) {
    case ScheduleKind::constant:
      break;
    case ScheduleKind::step:
      for (const std::int64_t step : schedule.steps)
        if (iteration >= step) factor *= schedule.gamma;
      break;
    case ScheduleKind::poly:
      factor = std::pow(std::max(0.0, 1 - progress), schedule.power);
      break;
    case ScheduleKind::cosine:
      factor = 0.5 * (1 + std::cos(std::numbers::pi * std::min(1.0, progress)));
      break;
  }
  if (iteration < schedule.warmup) {
    const double ramp = static_cast<double>(iteration) / static_cast<double>(schedule.warmup);
    factor *= 1e-3 + (1 - 1e-3) * ramp;
  }
  return schedule.base_lr * factor;
}

}  // namespace perpixel
