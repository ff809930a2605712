#include "decode/superpixel_means.h"

#include "decode/score_taps.h"
#include "error/error.h"

namespace perpixel {

namespace {

struct Pixel {
  int y, x;
};

/// The pixels of each superpixel, one after the other.
std::vector<Pixel> pixels_by_superpixel(const Superpixels& superpixels, const std::vector<int>& sizes) {
  std::vector<std::size_t> next(sizes.size());
  for (std::size_t s = 1; s < sizes.size(); ++s)
    next[s] = next[s - 1] + static_cast<std::size_t>(sizes[s - 1]);
  std::vector<Pixel> pixels(superpixels.ids.size());
  for (int y = 0; y < superpixels.height; ++y)
    for (int x = 0; x < superpixels.width; ++x)
      pixels[next[static_cast<std::size_t>(superpixels.at(y, x))]++] = {y, x};
  return pixels;
}

/// Weights of the cells that one superpixel touches: rows [top, ...) and columns [left, ...) of the map.
class Window {
 public:
  Window(int top, int left, int height, int width)
      : top_(top),
        left_(left),
        width_(width),
        weights_(static_cast<std::size_t>(height) * static_cast<std::size_t>(width)) {}

  void add(int y, int x, double weight) {
    weights_[static_cast<std::size_t>(y - top_) * static_cast<std::size_t>(width_) +
             static_cast<std::size_t>(x - left_)] += weight;
  }

  /// add_share(cell, weight) for each cell with a weight.
  template <class AddShare>
  void each(int cell_width, const AddShare& add_share) const {
    for (std::size_t i = 0; i < weights_.size(); ++i)
      if (weights_[i] != 0)
        add_share((top_ + static_cast<std::int64_t>(i) / width_) * cell_width + left_ +
                      static_cast<std::int64_t>(i) % width_,
                  weights_[i]);
  }

 private:
  int top_, left_, width_;
  std::vector<double> weights_;
};

void add_pixel(const ScoreTap& line, const ScoreTap& column, Window& window) {
  const double down = static_cast<double>(line.high_share), across = static_cast<double>(column.high_share);
  window.add(line.low, column.low, (1 - down) * (1 - across));
  window.add(line.low, column.high, (1 - down) * across);
  window.add(line.high, column.low, down * (1 - across));
  window.add(line.high, column.high, down * across);
}

}  // namespace

SuperpixelMeans::SuperpixelMeans(const Superpixels& superpixels, int cell_height, int cell_width)
    : cell_height_(cell_height), cell_width_(cell_width), begins_{0} {
  if (cell_height < 1 || cell_width < 1)
    throw Error(ErrorCode::shape_mismatch, "a map of " + std::to_string(cell_height) + " x " +
                                               std::to_string(cell_width) + " cells has no means");
  const std::vector<ScoreTap> lines = cover_taps(cell_height, superpixels.height);
  const std::vector<ScoreTap> columns = cover_taps(cell_width, superpixels.width);
  const auto line = [&](int y) { return lines[static_cast<std::size_t>(y)]; };
  const auto column = [&](int x) { return columns[static_cast<std::size_t>(x)]; };
  const std::vector<int> sizes = superpixel_sizes(superpixels);
  const std::vector<PixelBox> boxes = superpixel_boxes(superpixels);
  const std::vector<Pixel> pixels = pixels_by_superpixel(superpixels, sizes);
  auto pixel = pixels.begin();
  for (std::size_t s = 0; s < sizes.size(); ++s) {
    const PixelBox& box = boxes[s];
    const int top = line(box.top).low, bottom = line(box.top + box.height - 1).high;
    const int left = column(box.left).low, right = column(box.left + box.width - 1).high;
    Window window(top, left, bottom - top + 1, right - left + 1);
    for (const auto end = pixel + sizes[s]; pixel != end; ++pixel)
      add_pixel(line(pixel->y), column(pixel->x), window);
    window.each(cell_width,
                [&](std::int64_t cell, double weight) { shares_.push_back({cell, weight / sizes[s]}); });
    begins_.push_back(shares_.size());
  }
}

Tensor SuperpixelMeans::of(const Tensor& map) const {
  if (map.rank() != 4 || map.size(0) != 1 || map.size(2) != cell_height_ || map.size(3) != cell_width_)
    throw Error(ErrorCode::shape_mismatch, "a map " + shape_text(map.shape()) + "; wanted [1, C, " +
                                               std::to_string(cell_height_) + ", " +
                                               std::to_string(cell_width_) + "]");
  const std::size_t count = begins_.size() - 1;
  const auto channels = static_cast<std::size_t>(map.size(1));
  const std::size_t cells = static_cast<std::size_t>(cell_height_) * static_cast<std::size_t>(cell_width_);
  Tensor means({static_cast<std::int64_t>(count), map.size(1)});
  float* to = means.floats().data();
  for (std::size_t c = 0; c < channels; ++c) {
    const float* plane = map.floats().data() + c * cells;
    for (std::size_t s = 0; s < count; ++s) {
      double sum = 0;
      for (std::size_t i = begins_[s]; i < begins_[s + 1]; ++i)
        sum += shares_[i].weight * static_cast<double>(plane[shares_[i].cell]);
      to[s * channels + c] = static_cast<float>(sum);
    }
  }
  return means;
}

}  // namespace perpixel
