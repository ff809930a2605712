#include "decode/slic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "decode/connected_regions.h"
#include "decode/slic_pass.h"
#include "decode/team.h"
#include "error/error.h"

namespace perpixel {

namespace {

void check(const Image& image, const SlicOptions& options) {
  const auto require = [](bool holds, const char* field, const std::string& value, const std::string& bound) {
    if (!holds)
      throw Error(ErrorCode::bad_value,
                  std::string("superpixels: ") + field + " = " + value + " must be " + bound);
  };
  if (image.empty()) throw Error(ErrorCode::bad_value, "superpixels of a picture without pixels");
  const std::int64_t pixels = std::int64_t{image.height()} * image.width();
  require(options.count >= 1, "count", std::to_string(options.count), "at least 1");
  if (options.count > pixels)
    throw Error(ErrorCode::bad_value,
                "superpixels: count = " + std::to_string(options.count) + " exceeds the " +
                    std::to_string(pixels) + " pixels of a " + std::to_string(image.height()) + " x " +
                    std::to_string(image.width()) + " picture",
                "at most count = " + std::to_string(pixels));
  require(options.compactness > 0 && std::isfinite(options.compactness), "compactness",
          std::to_string(options.compactness), "above 0");
  require(options.iterations >= 1, "iterations", std::to_string(options.iterations), "at least 1");
  require(options.least >= 0 && options.least <= 1, "least", std::to_string(options.least), "in [0, 1]");
  require(options.most >= 1 && std::isfinite(options.most), "most", std::to_string(options.most),
          "at least 1");
}

template <class T>
std::pair<float, float> range_of(std::span<const T> samples) {
  for (const T sample : samples)
    if (!std::isfinite(static_cast<float>(sample)))
      throw Error(ErrorCode::bad_value, "superpixels of a picture with a sample that is no finite number");
  const auto [low, high] = std::ranges::minmax(samples);
  return {static_cast<float>(low), static_cast<float>(high)};
}

std::pair<float, float> sample_range(const Image& image) {
  switch (image.type()) {
    case SampleType::u8:
      return range_of(image.samples<std::uint8_t>());
    case SampleType::u16:
      return range_of(image.samples<std::uint16_t>());
    default:
      return range_of(image.samples<float>());
  }
}

/// Grey in the first plane, stretched to 0..1; the others stay 0.
template <class T>
void fill_grey(std::span<const T> samples, float low, float high, LabPlanes& planes) {
  const float range = high > low ? high - low : 1;
  for (std::size_t i = 0; i < samples.size(); ++i)
    planes.values[i] = (static_cast<float>(samples[i]) - low) / range;
}

LabPlanes planes_of(const Image& image) {
  if (image.channels() == 4) return planes_of(with_channels(image, 3));
  const auto [low, high] = sample_range(image);
  if (image.channels() == 3) return rgb_to_lab(image, low, high);
  if (image.channels() != 1)
    throw Error(
        ErrorCode::image_unsupported,
        "superpixels of a picture with " + std::to_string(image.channels()) + " channels; wanted 1, 3 or 4");
  LabPlanes planes{image.height(), image.width(), std::vector<float>(3 * image.offset(image.height(), 0, 0))};
  if (image.type() == SampleType::u8) fill_grey(image.samples<std::uint8_t>(), low, high, planes);
  if (image.type() == SampleType::u16) fill_grey(image.samples<std::uint16_t>(), low, high, planes);
  if (image.type() == SampleType::f32) fill_grey(image.samples<float>(), low, high, planes);
  return planes;
}

struct Axis {
  int start, step;
};

/// scikit-image's regular_grid in two dimensions: {rows, columns}.
std::array<Axis, 2> seed_grid(int height, int width, int count) {
  const double shorter = std::min(height, width), longer = std::max(height, width);
  if (shorter * longer <= count) return {Axis{0, 1}, Axis{0, 1}};
  double small = std::sqrt(shorter * longer / count), large = small;
  if (shorter < small) {  // one row of seeds
    small = shorter;
    large = longer / count;
  }
  // nearbyint: to even on a tie, as numpy.
  const auto axis = [](double step) {
    return Axis{static_cast<int>(std::floor(step / 2)), static_cast<int>(std::nearbyint(step))};
  };
  const Axis s = axis(small), l = axis(large);
  if (height <= width) return {s, l};
  return {l, s};
}

std::vector<SlicCentre> seeds(int height, int width, const std::array<Axis, 2>& grid) {
  std::vector<SlicCentre> centres;
  for (int y = grid[0].start; y < height; y += grid[0].step)
    for (int x = grid[1].start; x < width; x += grid[1].step)
      centres.push_back({static_cast<float>(y), static_cast<float>(x), {0, 0, 0}});
  return centres;
}

/// Sums over a cluster's pixels in whole numbers, so that their order does not matter.
struct Sums {
  static constexpr float kUnit = 1 << 20;  // of colour
  std::int64_t count = 0, y = 0, x = 0, color[3] = {0, 0, 0};

  void add(const Sums& other) {
    count += other.count;
    y += other.y;
    x += other.x;
    for (int c = 0; c < 3; ++c) color[c] += other.color[c];
  }
  SlicCentre mean() const {
    if (count == 0) return {std::numeric_limits<float>::quiet_NaN(), 0, {0, 0, 0}};
    const auto of = [&](std::int64_t sum) { return static_cast<double>(sum) / static_cast<double>(count); };
    SlicCentre centre{static_cast<float>(of(y)), static_cast<float>(of(x)), {}};
    for (int c = 0; c < 3; ++c) centre.color[c] = static_cast<float>(of(color[c]) / kUnit);
    return centre;
  }
};

/// What one thread needs for itself.
struct Worker {
  std::vector<std::int32_t> candidates, row;
  std::vector<float> distance;
  std::vector<Sums> sums;
  bool changed = false;
};

/// The passes of one picture.
class Clustering {
 public:
  Clustering(const LabPlanes& planes, std::vector<SlicCentre> centres, float step, float spatial)
      : planes_(planes),
        centres_(std::move(centres)),
        pass_{planes_, centres_, step, spatial},
        ids_(planes.values.size() / 3, 0) {}

  std::vector<std::int32_t> run(int iterations, int threads);

 private:
  static constexpr std::size_t kBand = 8;  // rows that share a list of candidates
  void assign_band(std::size_t band, Worker& worker);
  void assign_row(int y, Worker& worker);
  void add_row(int y, std::vector<Sums>& sums) const;
  bool move_centres(std::vector<Worker>& workers);

  const LabPlanes& planes_;
  std::vector<SlicCentre> centres_;
  SlicPass pass_;
  std::vector<std::int32_t> ids_;
  bool first_ = true;
};

void Clustering::assign_band(std::size_t band, Worker& worker) {
  const int top = static_cast<int>(band * kBand);
  const int bottom = std::min(top + static_cast<int>(kBand), planes_.height);
  worker.candidates.clear();
  for (std::size_t k = 0; k < centres_.size(); ++k)
    if (slic_centre_sees(pass_, static_cast<std::int32_t>(k), top, bottom))
      worker.candidates.push_back(static_cast<std::int32_t>(k));
  for (int y = top; y < bottom; ++y) assign_row(y, worker);
}

void Clustering::assign_row(int y, Worker& worker) {
  std::int32_t* ids = ids_.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(planes_.width);
  std::copy_n(ids, planes_.width, worker.row.data());
  assign_slic_row(pass_, y, worker.candidates, worker.distance.data(), ids);
  worker.changed |= !std::equal(worker.row.begin(), worker.row.end(), ids);
  add_row(y, worker.sums);
}

/// Run by run: neighbours mostly share their centre.
void Clustering::add_row(int y, std::vector<Sums>& sums) const {
  const auto width = static_cast<std::size_t>(planes_.width);
  const std::size_t row = static_cast<std::size_t>(y) * width;
  for (std::size_t x = 0; x < width;) {
    const std::int32_t id = ids_[row + x];
    Sums run;
    for (; x < width && ids_[row + x] == id; ++x) {
      ++run.count;
      run.x += static_cast<std::int64_t>(x);
      for (int c = 0; c < 3; ++c)
        run.color[c] += static_cast<std::int32_t>(planes_.plane(c)[row + x] * Sums::kUnit);
    }
    run.y = run.count * y;
    sums[static_cast<std::size_t>(id)].add(run);
  }
}

/// Returns whether another pass could change anything.
bool Clustering::move_centres(std::vector<Worker>& workers) {
  bool changed = first_;  // the first pass did not see colours
  first_ = false;
  std::vector<Sums>& total = workers[0].sums;
  for (std::size_t w = 0; w < workers.size(); ++w) {
    changed |= workers[w].changed;
    workers[w].changed = false;
    if (w == 0) continue;
    for (std::size_t k = 0; k < total.size(); ++k) total[k].add(std::exchange(workers[w].sums[k], {}));
  }
  for (std::size_t k = 0; k < total.size(); ++k) centres_[k] = std::exchange(total[k], {}).mean();
  return changed;
}

std::vector<std::int32_t> Clustering::run(int iterations, int threads) {
  const auto width = static_cast<std::size_t>(planes_.width);
  const std::size_t bands = (static_cast<std::size_t>(planes_.height) + kBand - 1) / kBand;
  const std::size_t team = std::min(team_size(threads), bands);
  std::vector<Worker> workers(team);
  for (Worker& worker : workers) {
    worker.candidates.reserve(centres_.size());
    worker.row.resize(width);
    worker.distance.resize(width);
    worker.sums.resize(centres_.size());
  }
  bool go_on = true;
  run_team(team, [&](const TeamMember& member) {
    for (int pass = 0; pass < iterations && go_on; ++pass) {
      for (std::size_t band = member.begin(bands); band < member.end(bands); ++band)
        assign_band(band, workers[member.index()]);
      member.meet();
      if (member.index() == 0) go_on = move_centres(workers);
      member.meet();
    }
  });
  return std::move(ids_);
}

}  // namespace

Superpixels slic(const Image& image, const SlicOptions& options) {
  check(image, options);
  const LabPlanes planes = planes_of(image);
  const auto grid = seed_grid(planes.height, planes.width, options.count);
  auto centres = seeds(planes.height, planes.width, grid);
  const double mean_size =
      static_cast<double>(planes.values.size() / 3) / static_cast<double>(centres.size());
  const auto step = static_cast<float>(std::max(grid[0].step, grid[1].step));
  const float per_pixel = options.compactness / step;
  Clustering clustering(planes, std::move(centres), step, per_pixel * per_pixel);
  const auto ids = clustering.run(options.iterations, options.threads);
  return connected_regions(planes.height, planes.width, ids,
                           static_cast<std::size_t>(double{options.least} * mean_size),
                           static_cast<std::size_t>(double{options.most} * mean_size));
}

}  // namespace perpixel
