#include "runtime/kernel/cpu.h"

#include <hwy/highway.h>

#include <cstdlib>

#include "error/error.h"

namespace perpixel {

namespace {

struct Level {
  const char* name;
  std::int64_t required;  // bit of the target that makes the level worth its name; 0 = always there
  std::int64_t allowed;   // targets that may be chosen
};

// A lower bit of Highway is a better target.
constexpr std::int64_t at_most(std::int64_t target) { return ~(target - 1); }

const std::vector<Level> kLevels{
    {"scalar", 0, HWY_STATIC_TARGET},
#if HWY_ARCH_X86
    {"avx2", HWY_AVX2, at_most(HWY_AVX2)},
    {"avx512", HWY_AVX3, at_most(1)},
#endif
};

std::int64_t processor_targets() {
  static const std::int64_t targets = hwy::SupportedTargets();
  return targets;
}

bool runs_here(const Level& level) {
  return level.required == 0 || (processor_targets() & level.required) != 0;
}

void allow(std::int64_t targets) {
  hwy::SetSupportedTargetsForTest(targets);  // 0 = no restriction
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace

std::vector<std::string> cpu_levels() {
  std::vector<std::string> names;
  for (const Level& level : kLevels)
    if (runs_here(level)) names.emplace_back(level.name);
  return names;
}

void use_cpu_level(const std::string& wanted) {
  const std::int64_t targets = processor_targets();
  if (wanted.empty()) return allow(0);
  std::vector<std::string> known;
  for (const Level& level : kLevels) {
    known.emplace_back(level.name);
    if (wanted != level.name) continue;
    if (!runs_here(level))
      throw Error(ErrorCode::no_device, "this processor has no " + wanted, "unset PERPIXEL_CPU");
    return allow(targets & level.allowed);
  }
  throw Error(ErrorCode::bad_value, "PERPIXEL_CPU = " + wanted + " is no instruction set",
              did_you_mean(wanted, known));
}

void apply_cpu_environment() {
  static const bool applied = [] {
    if (const char* wanted = std::getenv("PERPIXEL_CPU")) use_cpu_level(wanted);
    return true;
  }();
  (void)applied;
}

}  // namespace perpixel
