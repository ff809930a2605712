// What this process may use of the machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace perpixel {

struct Machine {
  std::string cpu;                    // "Intel(R) Xeon(R) ..."
  std::vector<std::string> features;  // "avx2", "fma", "avx512f"
  int threads = 1;                    // processors this process may run on, within its cgroup's share
  std::int64_t memory_bytes = 0;      // total, or the cgroup's limit when that is smaller
  std::int64_t free_memory_bytes = 0;
};

Machine this_machine();

}  // namespace perpixel
