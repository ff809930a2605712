// Threads that walk through the same steps side by side.
#pragma once

#include <barrier>
#include <cstddef>
#include <functional>

namespace perpixel {

/// One thread's view of its team.
class TeamMember {
 public:
  TeamMember(std::size_t index, std::size_t size, std::barrier<>& barrier)
      : index_(index), size_(size), barrier_(barrier) {}

  std::size_t index() const { return index_; }
  std::size_t size() const { return size_; }
  /// This member's part of [0, count): [begin(count), end(count)). All parts together are the whole.
  std::size_t begin(std::size_t count) const { return count * index_ / size_; }
  std::size_t end(std::size_t count) const { return count * (index_ + 1) / size_; }
  /// Returns when every member has come here: what the others wrote before may now be read.
  void meet() const { barrier_.arrive_and_wait(); }

 private:
  std::size_t index_, size_;
  std::barrier<>& barrier_;
};

/// The number of threads for `asked`: 0 = one per core, at most 16. Throws bad_value outside [0, 1024].
std::size_t team_size(int asked);

/// Calls steps(member) on `size` threads, the caller's included. `steps` must not throw and every member must
/// call meet() equally often; then what a step computes does not depend on the size when each item is
/// computed from finished steps alone.
void run_team(std::size_t size, const std::function<void(const TeamMember&)>& steps);

}  // namespace perpixel
