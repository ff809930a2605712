// Several threads over the pairs of pictures of a set.
#pragma once

#include <cstddef>
#include <functional>

namespace perpixel {

/// How many threads work on so many pictures; `wanted` 0 = one per core.
std::size_t scoring_threads(int wanted, std::size_t pictures);

/// Calls work(thread, index) for every index in [0, pictures); a thread's calls come one after another. Pairs
/// are handed out in order and those before a failure are still finished, so that the failure which is
/// rethrown, the one with the lowest index, is the same for any number of threads.
void for_each_pair(std::size_t pictures, std::size_t threads,
                   const std::function<void(std::size_t thread, std::size_t index)>& work);

}  // namespace perpixel
