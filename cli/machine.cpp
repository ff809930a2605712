#include "machine.h"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

namespace perpixel {
namespace {

std::string line_value(const char* file, const std::string& key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(key)) continue;
    const auto colon = line.find(':');
    const auto first = line.find_first_not_of(" \t", colon + 1);
    return first == std::string::npos ? "" : line.substr(first);
  }
  return {};
}

std::int64_t meminfo_bytes(const char* key) {
  const std::string text = line_value("/proc/meminfo", key);
  return text.empty() ? 0 : std::atoll(text.c_str()) * 1024;
}

/// The first number of a cgroup file; "max" or no such file: none.
double cgroup_number(const char* file, double& second) {
  std::ifstream in(file);
  double first = 0;
  if (!(in >> first)) return std::numeric_limits<double>::infinity();
  in >> second;
  return first;
}

int allowed_threads() {
  cpu_set_t set;
  CPU_ZERO(&set);
  int threads = ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  double period = 100000;
  const double quota = cgroup_number("/sys/fs/cgroup/cpu.max", period);
  if (std::isfinite(quota) && period > 0)
    threads = std::min(threads, static_cast<int>(std::ceil(quota / period)));
  return std::max(1, threads);
}

std::int64_t limited(std::int64_t bytes) {
  double unused = 0;
  const double limit = cgroup_number("/sys/fs/cgroup/memory.max", unused);
  return limit < static_cast<double>(bytes) ? static_cast<std::int64_t>(limit) : bytes;
}

std::vector<std::string> cpu_features() {
  std::vector<std::string> found;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("sse4.2")) found.emplace_back("sse4.2");
  if (__builtin_cpu_supports("avx")) found.emplace_back("avx");
  if (__builtin_cpu_supports("avx2")) found.emplace_back("avx2");
  if (__builtin_cpu_supports("fma")) found.emplace_back("fma");
  if (__builtin_cpu_supports("avx512f")) found.emplace_back("avx512f");
  if (__builtin_cpu_supports("avx512bw")) found.emplace_back("avx512bw");
  if (__builtin_cpu_supports("avx512vnni")) found.emplace_back("avx512vnni");
  if (__builtin_cpu_supports("avx512bf16")) found.emplace_back("avx512bf16");
#endif
  return found;
}

}  // namespace

Machine this_machine() {
  Machine machine;
  machine.cpu = line_value("/proc/cpuinfo", "model name");
  machine.features = cpu_features();
  machine.threads = allowed_threads();
  machine.memory_bytes = limited(meminfo_bytes("MemTotal"));
  machine.free_memory_bytes = limited(meminfo_bytes("MemAvailable"));
  return machine;
}

}  // namespace perpixel
