// Which training picture comes when: pure functions of a seed and a position, so that a resumed training sees
// what it would have seen.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace perpixel {

struct PicturePlace {
  std::int64_t picture;
  /// With the picture, the key of its random changes: the epoch where a picture comes once in each, else the
  /// position itself, so that a picture drawn twice is changed twice.
  std::int64_t epoch;
};

/// May be called from several threads.
using PictureOrder = std::function<PicturePlace(std::int64_t position)>;

/// The endless shuffled sequence over `count` pictures: each epoch is a permutation keyed by (seed, epoch).
class ShuffledOrder {
 public:
  ShuffledOrder(std::uint64_t seed, std::int64_t count) : seed_(seed), count_(count) {}
  PicturePlace at(std::int64_t position);

 private:
  std::uint64_t seed_;
  std::int64_t count_;
  std::mutex mutex_;
  std::map<std::int64_t, std::vector<std::int64_t>> epochs_;  // the last few permutations
};

/// Every position draws anew among `count` pictures, with replacement, as FCN's data layers do.
class RandomOrder {
 public:
  RandomOrder(std::uint64_t seed, std::int64_t count) : seed_(seed), count_(count) {}
  PicturePlace at(std::int64_t position) const;

 private:
  std::uint64_t seed_;
  std::int64_t count_;
};

/// Rare classes as often as common ones. Of K classes that occur, every K positions hold one picture of each,
/// in an order keyed by the seed; the pictures of a class come in shuffled rounds, each once a round. So a
/// picture of a class with n pictures comes at least once in K n positions, and every picture with any label
/// in K times the largest n. Pictures in which no class occurs never come.
class BalancedOrder {
 public:
  /// pictures_of[c]: the pictures in which class c occurs. Throws dataset_empty when no class occurs.
  BalancedOrder(std::uint64_t seed, std::vector<std::vector<std::int64_t>> pictures_of);
  PicturePlace at(std::int64_t position);

 private:
  std::int64_t picture_in_round(std::size_t c, std::int64_t round, std::int64_t place);

  std::uint64_t seed_;
  std::vector<std::vector<std::int64_t>> pictures_of_;  // [K], none empty
  std::mutex mutex_;
  std::map<std::pair<std::size_t, std::int64_t>, std::vector<std::int64_t>> rounds_;  // a class's last few
};

}  // namespace perpixel
