// The threads of one session.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace perpixel {

/// A fixed set of threads that share the items of a job. Several threads may call `for_each` at once.
/// Which thread gets which item is open, so an item must write only its own part of the result; then the
/// result does not depend on the number of threads.
class Workers {
 public:
  /// 0 = all processors of this process. Throws bad_value outside [0, 1024].
  explicit Workers(int threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  int threads() const;

  /// Calls work(i) for i in [0, count), the caller's thread included; returns when all are done and rethrows
  /// the first exception. `work` must not call for_each.
  void for_each(std::int64_t count, const std::function<void(std::int64_t)>& work);

  /// The same with `scratch_floats` floats of uninitialised memory on a 64-byte border that no other thread
  /// uses.
  void for_each(std::int64_t count, std::size_t scratch_floats,
                const std::function<void(std::int64_t, float* scratch)>& work);

  /// Calls work(begin, end) on pieces of [0, count) that are worth a thread's while; an item costs about
  /// `cost` simple operations.
  void for_ranges(std::int64_t count, std::int64_t cost,
                  const std::function<void(std::int64_t begin, std::int64_t end)>& work);

 private:
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace perpixel
