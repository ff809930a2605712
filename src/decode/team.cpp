#include "decode/team.h"

#include <algorithm>
#include <thread>
#include <vector>

#include "error/error.h"

namespace perpixel {

std::size_t team_size(int asked) {
  if (asked < 0 || asked > 1024)
    throw Error(ErrorCode::bad_value, "threads = " + std::to_string(asked) + " must be in [0, 1024]");
  if (asked > 0) return static_cast<std::size_t>(asked);
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16);
}

void run_team(std::size_t size, const std::function<void(const TeamMember&)>& steps) {
  std::barrier<> barrier(static_cast<std::ptrdiff_t>(size));
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < size; ++i) others.emplace_back([&, i] { steps(TeamMember(i, size, barrier)); });
  steps(TeamMember(0, size, barrier));
}

}  // namespace perpixel
