#include "decode/connected_regions.h"

namespace perpixel {

namespace {

constexpr std::int32_t kNone = -1;

/// The walk over one picture.
class Walk {
 public:
  Walk(int height, int width, const std::vector<std::int32_t>& labels)
      : height_(height), width_(width), labels_(labels), regions_(labels.size(), kNone) {}

  /// The component of pixel `start` takes the number `region`, up to `most` pixels. Returns another region
  /// that touches it (the one met last) or kNone.
  std::int32_t grow(std::int32_t start, std::int32_t region, std::size_t most);
  const std::vector<std::int32_t>& grown() const { return grown_; }

  std::int32_t& region(std::int32_t pixel) { return regions_[static_cast<std::size_t>(pixel)]; }
  std::vector<std::int32_t> take() && { return std::move(regions_); }

 private:
  /// Looks at one neighbour of a pixel of the component `label`.
  void look(std::int32_t pixel, std::int32_t label, std::int32_t region, std::size_t most,
            std::int32_t& touched) {
    std::int32_t& there = this->region(pixel);
    if (there == kNone && labels_[static_cast<std::size_t>(pixel)] == label) {
      if (grown_.size() >= most) return;
      there = region;
      grown_.push_back(pixel);
    } else if (there != kNone && there != region) {
      touched = there;
    }
  }

  std::int32_t height_, width_;
  const std::vector<std::int32_t>& labels_;
  std::vector<std::int32_t> regions_;
  std::vector<std::int32_t> grown_;  // pixels in the order found
};

std::int32_t Walk::grow(std::int32_t start, std::int32_t region, std::size_t most) {
  const std::int32_t label = labels_[static_cast<std::size_t>(start)];
  std::int32_t touched = kNone;
  grown_.assign(1, start);
  this->region(start) = region;
  for (std::size_t visited = 0; visited < grown_.size() && grown_.size() < most; ++visited) {
    const std::int32_t pixel = grown_[visited], y = pixel / width_, x = pixel % width_;
    if (x + 1 < width_) look(pixel + 1, label, region, most, touched);
    if (x > 0) look(pixel - 1, label, region, most, touched);
    if (y + 1 < height_) look(pixel + width_, label, region, most, touched);
    if (y > 0) look(pixel - width_, label, region, most, touched);
  }
  return touched;
}

}  // namespace

Superpixels connected_regions(int height, int width, const std::vector<std::int32_t>& labels,
                              std::size_t least, std::size_t most) {
  Walk walk(height, width, labels);
  std::int32_t count = 0;
  const auto pixels = static_cast<std::int32_t>(labels.size());
  for (std::int32_t pixel = 0; pixel < pixels; ++pixel) {
    if (walk.region(pixel) != kNone) continue;
    const std::int32_t touched = walk.grow(pixel, count, most);
    if (walk.grown().size() >= least)
      ++count;
    else
      for (const std::int32_t member : walk.grown()) walk.region(member) = touched;
  }
  // What touches no region even when its last pixel asked.
  for (std::int32_t pixel = 0; pixel < pixels; ++pixel)
    if (walk.region(pixel) == kNone) walk.grow(pixel, count++, most);
  return {height, width, count, std::move(walk).take()};
}

}  // namespace perpixel
