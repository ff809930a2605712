// How a loop over the elements of an array is run: at once, or in pieces on several threads.
#pragma once

#include <cstdint>
#include <functional>

namespace perpixel::array {

/// Calls work(begin, end) on pieces of [0, count) in any order, on any thread; an item costs about `cost`
/// simple operations. An item writes only its own part of the result.
using Loop = std::function<void(std::int64_t count, std::int64_t cost,
                                const std::function<void(std::int64_t begin, std::int64_t end)>& work)>;

/// The caller's thread alone.
inline void at_once(std::int64_t count, std::int64_t,
                    const std::function<void(std::int64_t begin, std::int64_t end)>& work) {
  if (count > 0) work(0, count);
}

}  // namespace perpixel::array
