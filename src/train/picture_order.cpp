#include "train/picture_order.h"

#include <numeric>

#include "error/error.h"
#include "transform/random.h"

namespace perpixel {

namespace {

// The operations that key the streams of numbers.
constexpr std::uint64_t kShuffle = 0x5348;
constexpr std::uint64_t kDraw = 0x4452;
constexpr std::uint64_t kClasses = 0x434C;
constexpr std::uint64_t kOfClass = 0x4F43;

constexpr std::size_t kKept = 3;  // batches in flight span few epochs

void shuffle(std::vector<std::int64_t>& values, KeyedRandom random) {
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
}

std::vector<std::int64_t> permutation(std::int64_t count, KeyedRandom random) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  shuffle(order, random);
  return order;
}

std::uint64_t key(std::int64_t value) { return static_cast<std::uint64_t>(value); }

}  // namespace

PicturePlace ShuffledOrder::at(std::int64_t position) {
  const std::int64_t epoch = position / count_;
  const std::lock_guard lock(mutex_);
  auto found = epochs_.find(epoch);
  if (found == epochs_.end()) {
    found = epochs_.emplace(epoch, permutation(count_, {seed_, key(epoch), 0, kShuffle})).first;
    while (epochs_.size() > kKept && epochs_.begin() != found) epochs_.erase(epochs_.begin());
  }
  return {found->second[static_cast<std::size_t>(position % count_)], epoch};
}

PicturePlace RandomOrder::at(std::int64_t position) const {
  KeyedRandom random(seed_, key(position), 0, kDraw);
  return {static_cast<std::int64_t>(random.below(key(count_))), position};
}

BalancedOrder::BalancedOrder(std::uint64_t seed, std::vector<std::vector<std::int64_t>> pictures_of)
    : seed_(seed), pictures_of_(std::move(pictures_of)) {
  std::erase_if(pictures_of_, [](const auto& pictures) { return pictures.empty(); });
  if (pictures_of_.empty())
    throw Error(ErrorCode::dataset_empty, "class-balanced sampling: no class occurs in the training pictures",
                "check the label table, or set train.sampling=uniform");
}

PicturePlace BalancedOrder::at(std::int64_t position) {
  const auto classes = static_cast<std::int64_t>(pictures_of_.size());
  const std::int64_t cycle = position / classes;
  const std::vector<std::int64_t> order = permutation(classes, {seed_, key(cycle), 0, kClasses});
  const auto c = static_cast<std::size_t>(order[static_cast<std::size_t>(position % classes)]);
  const auto count = static_cast<std::int64_t>(pictures_of_[c].size());
  return {picture_in_round(c, cycle / count, cycle % count), position};
}

std::int64_t BalancedOrder::picture_in_round(std::size_t c, std::int64_t round, std::int64_t place) {
  const std::lock_guard lock(mutex_);
  auto found = rounds_.find({c, round});
  if (found == rounds_.end()) {
    std::vector<std::int64_t> pictures = pictures_of_[c];
    shuffle(pictures, {seed_, key(round), c, kOfClass});
    found = rounds_.emplace(std::pair{c, round}, std::move(pictures)).first;
    // Batches in flight may span a round's end: its predecessor stays.
    for (auto at = rounds_.lower_bound({c, 0}); at != rounds_.end() && at->first.first == c;) {
      const bool old = at->first.second + static_cast<std::int64_t>(kKept) <= round;
      at = old ? rounds_.erase(at) : std::next(at);
    }
  }
  return found->second[static_cast<std::size_t>(place)];
}

}  // namespace perpixel
