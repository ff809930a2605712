#include "decode/superpixels.h"

#include <algorithm>
#include <map>

#include "error/error.h"

namespace perpixel {

namespace {

std::string size_text(int height, int width) {
  return std::to_string(height) + " x " + std::to_string(width) + " pixels";
}

void sort_unique(std::vector<std::int32_t>& list) {
  std::ranges::sort(list);
  list.erase(std::ranges::unique(list).begin(), list.end());
}

/// The smallest box around both.
PixelBox around(const PixelBox& a, const PixelBox& b) {
  const int top = std::min(a.top, b.top), left = std::min(a.left, b.left);
  return {top, left, std::max(a.top + a.height, b.top + b.height) - top,
          std::max(a.left + a.width, b.left + b.width) - left};
}

/// The most frequent class; a map is in ascending order, so ties keep the lower.
ClassId most_frequent(const std::map<ClassId, int>& counts) {
  ClassId best = kIgnore;
  int most = 0;
  for (const auto& [id, count] : counts)
    if (count > most) {
      best = id;
      most = count;
    }
  return best;
}

}  // namespace

std::vector<int> superpixel_sizes(const Superpixels& superpixels) {
  std::vector<int> sizes(static_cast<std::size_t>(superpixels.count), 0);
  for (const std::int32_t id : superpixels.ids) ++sizes[static_cast<std::size_t>(id)];
  return sizes;
}

std::vector<std::vector<std::int32_t>> superpixel_neighbours(const Superpixels& superpixels) {
  std::vector<std::vector<std::int32_t>> neighbours(static_cast<std::size_t>(superpixels.count));
  const auto meet = [&](std::int32_t a, std::int32_t b) {
    if (a == b) return;
    neighbours[static_cast<std::size_t>(a)].push_back(b);
    neighbours[static_cast<std::size_t>(b)].push_back(a);
  };
  for (int y = 0; y < superpixels.height; ++y)
    for (int x = 0; x < superpixels.width; ++x) {
      if (x + 1 < superpixels.width) meet(superpixels.at(y, x), superpixels.at(y, x + 1));
      if (y + 1 < superpixels.height) meet(superpixels.at(y, x), superpixels.at(y + 1, x));
    }
  for (auto& list : neighbours) sort_unique(list);
  return neighbours;
}

std::vector<PixelBox> superpixel_boxes(const Superpixels& superpixels) {
  std::vector<PixelBox> boxes(static_cast<std::size_t>(superpixels.count));
  for (int y = 0; y < superpixels.height; ++y)
    for (int x = 0; x < superpixels.width; ++x) {
      PixelBox& box = boxes[static_cast<std::size_t>(superpixels.at(y, x))];
      const PixelBox pixel{y, x, 1, 1};
      box = box.height == 0 ? pixel : around(box, pixel);
    }
  return boxes;
}

std::vector<PixelBox> neighbourhood_boxes(const Superpixels& superpixels, int radius) {
  std::vector<PixelBox> boxes = superpixel_boxes(superpixels);
  const auto neighbours = superpixel_neighbours(superpixels);
  // What is radius away is radius - 1 away from a neighbour.
  for (int reached = 0; reached < radius; ++reached) {
    std::vector<PixelBox> larger = boxes;
    for (std::size_t s = 0; s < boxes.size(); ++s)
      for (const std::int32_t n : neighbours[s])
        larger[s] = around(larger[s], boxes[static_cast<std::size_t>(n)]);
    if (larger == boxes) break;
    boxes = std::move(larger);
  }
  return boxes;
}

std::vector<ClassId> majority_labels(const Superpixels& superpixels, const LabelMap& labels) {
  if (labels.height != superpixels.height || labels.width != superpixels.width)
    throw Error(ErrorCode::size_mismatch, "labels of " + size_text(labels.height, labels.width) +
                                              " for superpixels of " +
                                              size_text(superpixels.height, superpixels.width));
  std::vector<std::map<ClassId, int>> counts(static_cast<std::size_t>(superpixels.count));
  for (std::size_t i = 0; i < labels.ids.size(); ++i)
    if (labels.ids[i] != kIgnore) ++counts[static_cast<std::size_t>(superpixels.ids[i])][labels.ids[i]];
  std::vector<ClassId> majority;
  for (const auto& count : counts) majority.push_back(most_frequent(count));
  return majority;
}

Tensor mean_features(const Superpixels& superpixels, const Tensor& features) {
  if (features.rank() != 4 || features.size(0) != 1 || features.size(2) != superpixels.height ||
      features.size(3) != superpixels.width)
    throw Error(ErrorCode::shape_mismatch,
                "features " + shape_text(features.shape()) + " for superpixels of " +
                    size_text(superpixels.height, superpixels.width) + "; wanted [1, C, H, W] of that size");
  const std::vector<int> sizes = superpixel_sizes(superpixels);
  const auto channels = static_cast<std::size_t>(features.size(1));
  const std::size_t pixels = superpixels.ids.size();
  Tensor mean({superpixels.count, features.size(1)});
  std::vector<double> sums(sizes.size());
  for (std::size_t c = 0; c < channels; ++c) {
    std::ranges::fill(sums, 0);
    const float* plane = features.floats().data() + c * pixels;
    for (std::size_t i = 0; i < pixels; ++i) sums[static_cast<std::size_t>(superpixels.ids[i])] += plane[i];
    for (std::size_t s = 0; s < sums.size(); ++s)
      mean.floats()[s * channels + c] = static_cast<float>(sums[s] / sizes[s]);
  }
  return mean;
}

LabelMap paint_superpixels(const Superpixels& superpixels, const std::vector<ClassId>& labels) {
  if (labels.size() != static_cast<std::size_t>(superpixels.count))
    throw Error(ErrorCode::size_mismatch, std::to_string(labels.size()) + " labels for " +
                                              std::to_string(superpixels.count) + " superpixels");
  LabelMap painted(superpixels.height, superpixels.width);
  for (std::size_t i = 0; i < painted.ids.size(); ++i)
    painted.ids[i] = labels[static_cast<std::size_t>(superpixels.ids[i])];
  return painted;
}

}  // namespace perpixel
