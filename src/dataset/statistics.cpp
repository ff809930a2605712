#include "dataset/statistics.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "dataset/pixel_moments.h"

namespace perpixel {
namespace {

/// One example's part.
struct Counted {
  PictureSize size;
  int channels = 0;
  PixelMoments moments;
  std::vector<std::uint64_t> pixels;  // [K] and, last, void
  int image_class = -1;
};

std::vector<std::uint64_t> count_pixels(const LabelMap& labels, std::size_t classes) {
  std::vector<std::uint64_t> pixels(classes + 1);
  for (const ClassId id : labels.ids) ++pixels[std::min<std::size_t>(id, classes)];
  return pixels;
}

/// Two and four channels of a PNG file end with alpha, which no network sees.
int channels_without_alpha(const Image& image, const std::vector<std::string>& files) {
  const int channels = image.channels();
  if (files.empty() || channels % 2 != 0) return channels;
  const std::string& file = files.front();
  const bool is_png = file.ends_with(".png") || file.ends_with(".PNG");
  return is_png ? channels - 1 : channels;
}

Counted count(const Example& example, const std::vector<std::string>& files, std::size_t classes) {
  Counted counted{.size = {example.image.height(), example.image.width()},
                  .channels = channels_without_alpha(example.image, files),
                  .moments = moments_of(example.image)};
  if (example.labels) counted.pixels = count_pixels(*example.labels, classes);
  counted.image_class = example.image_class.value_or(-1);
  return counted;
}

std::uint64_t sum_of(const std::vector<std::uint64_t>& values) {
  std::uint64_t sum = 0;
  for (const std::uint64_t value : values) sum += value;
  return sum;
}

void add_pixels(const std::vector<std::uint64_t>& pixels, DataStatistics& statistics) {
  if (pixels.empty()) return;
  const std::uint64_t all = sum_of(pixels);
  statistics.pixels += all;
  statistics.void_pixels += pixels.back();
  for (std::size_t c = 0; c < statistics.classes.size(); ++c) {
    if (pixels[c] == 0) continue;
    statistics.classes[c].pixels += pixels[c];
    statistics.classes[c].pixels_of_pictures += all;
    ++statistics.classes[c].pictures;
  }
}

void add_image_class(int image_class, DataStatistics& statistics) {
  if (image_class < 0 || static_cast<std::size_t>(image_class) >= statistics.classes.size()) return;
  ++statistics.classes[static_cast<std::size_t>(image_class)].pictures;
}

std::vector<std::pair<PictureSize, std::size_t>> sizes_of(const std::vector<Counted>& all) {
  std::map<PictureSize, std::size_t> counts;
  for (const Counted& counted : all) ++counts[counted.size];
  std::vector<std::pair<PictureSize, std::size_t>> sizes(counts.begin(), counts.end());
  std::stable_sort(sizes.begin(), sizes.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return sizes;
}

int most_common_channels(const std::vector<Counted>& all) {
  std::map<int, std::size_t> counts;
  for (const Counted& counted : all) ++counts[counted.channels];
  int channels = 0;
  std::size_t most = 0;
  for (const auto& [number, count] : counts) {
    if (count >= most) channels = number, most = count;
  }
  return channels;
}

void add_shares(DataStatistics& statistics) {
  const auto labelled = static_cast<double>(statistics.pixels - statistics.void_pixels);
  std::vector<std::uint64_t> pixels, pixels_of_pictures;
  for (ClassStatistics& c : statistics.classes) {
    c.share = labelled > 0 ? static_cast<double>(c.pixels) / labelled : 0;
    pixels.push_back(c.pixels);
    pixels_of_pictures.push_back(c.pixels_of_pictures);
  }
  const std::vector<double> weights = median_frequency_weights(pixels, pixels_of_pictures);
  for (std::size_t i = 0; i < weights.size(); ++i) statistics.classes[i].weight = weights[i];
}

/// Which classes occur in a picture, or the one that it is.
void note_presence(const Counted& counted, std::size_t index, DataStatistics& statistics) {
  for (std::size_t c = 0; c < statistics.classes.size(); ++c) {
    const bool labelled = !counted.pixels.empty() && counted.pixels[c] > 0;
    if (labelled || counted.image_class == static_cast<int>(c))
      statistics.pictures_of_class[c].push_back(static_cast<std::int64_t>(index));
  }
}

DataStatistics summed(const std::vector<Counted>& all, const Dataset& dataset) {
  DataStatistics statistics{.pictures = all.size()};
  for (const std::string& name : dataset.classes.names()) statistics.classes.push_back({.name = name});
  statistics.pictures_of_class.resize(statistics.classes.size());
  std::vector<PixelMoments> moments;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Counted& counted = all[i];
    note_presence(counted, i, statistics);
    add_pixels(counted.pixels, statistics);
    if (dataset.is_classification) add_image_class(counted.image_class, statistics);
    moments.push_back(counted.moments);
  }
  statistics.sizes = sizes_of(all);
  statistics.channels = most_common_channels(all);
  MeanAndDeviation pixels = mean_and_deviation(moments);
  statistics.mean = std::move(pixels.mean);
  statistics.deviation = std::move(pixels.deviation);
  add_shares(statistics);
  return statistics;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

std::string fixed(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string padded(std::string text, std::size_t width, bool left = false) {
  const std::string space(text.size() < width ? width - text.size() : 0, ' ');
  return left ? text + space : space + text;
}

std::string list_text(const std::vector<double>& values) {
  std::string text;
  for (const double value : values) text += (text.empty() ? "" : ", ") + fixed(value, 4);
  return text;
}

std::string class_text(const ClassStatistics& c, std::size_t name_width) {
  return "  " + padded(c.name, name_width, true) + padded(std::to_string(c.pictures), 10) +
         padded(std::to_string(c.pixels), 14) + padded(fixed(100 * c.share, 2), 9) +
         padded(fixed(c.weight, 4), 10) + "\n";
}

}  // namespace

DataStatistics statistics_of(const Dataset& dataset, const StatisticsOptions& options) {
  std::vector<Counted> all(dataset.size());
  for_each_index(
      dataset.size(), options.threads,
      [&](std::size_t i) {
        const auto files = dataset.files ? dataset.files(i) : std::vector<std::string>();
        all[i] = count(dataset.load(i), files, dataset.classes.size());
      },
      options.progress);
  return summed(all, dataset);
}

std::vector<double> median_frequency_weights(const std::vector<std::uint64_t>& pixels,
                                             const std::vector<std::uint64_t>& pixels_of_pictures) {
  std::vector<double> frequencies(pixels.size()), occurring;
  for (std::size_t c = 0; c < pixels.size(); ++c) {
    if (pixels[c] == 0) continue;
    frequencies[c] = static_cast<double>(pixels[c]) / static_cast<double>(pixels_of_pictures[c]);
    occurring.push_back(frequencies[c]);
  }
  std::vector<double> weights(pixels.size());
  if (occurring.empty()) return weights;
  const double middle = median(std::move(occurring));
  for (std::size_t c = 0; c < pixels.size(); ++c) {
    if (pixels[c] > 0) weights[c] = middle / frequencies[c];
  }
  return weights;
}

std::string statistics_text(const DataStatistics& statistics) {
  std::string text = std::to_string(statistics.pictures) + " pictures\nsizes (width x height):\n";
  const std::size_t shown = std::min<std::size_t>(statistics.sizes.size(), 5);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& [size, count] = statistics.sizes[i];
    text += "  " + std::to_string(size.width) + "x" + std::to_string(size.height) + ": " +
            std::to_string(count) + "\n";
  }
  if (statistics.sizes.size() > shown) {
    text += "  and " + std::to_string(statistics.sizes.size() - shown) + " more sizes\n";
  }
  text += std::to_string(statistics.channels) + " channels (alpha not counted)\n";
  text += "pixels, full intensity = 1: mean " + list_text(statistics.mean) + "; deviation " +
          list_text(statistics.deviation) + "\n";
  std::size_t width = 5;
  for (const ClassStatistics& c : statistics.classes) width = std::max(width, c.name.size());
  text += "  " + padded("class", width, true) + padded("pictures", 10) + padded("pixels", 14) +
          padded("share %", 9) + padded("weight", 10) + "\n";
  for (const ClassStatistics& c : statistics.classes) text += class_text(c, width);
  if (statistics.pixels == 0) return text;
  const double void_share =
      static_cast<double>(statistics.void_pixels) / static_cast<double>(statistics.pixels);
  return text + "void: " + fixed(100 * void_share, 2) + " % of pixels; weight = median frequency\n";
}

std::string statistics_json(const DataStatistics& statistics) {
  nlohmann::ordered_json json{{"pictures", statistics.pictures},
                              {"pixels", statistics.pixels},
                              {"void_pixels", statistics.void_pixels},
                              {"channels", statistics.channels},
                              {"mean", statistics.mean},
                              {"deviation", statistics.deviation}};
  json["sizes"] = nlohmann::ordered_json::array();
  for (const auto& [size, count] : statistics.sizes) {
    json["sizes"].push_back({{"width", size.width}, {"height", size.height}, {"pictures", count}});
  }
  json["classes"] = nlohmann::ordered_json::array();
  for (const ClassStatistics& c : statistics.classes) {
    json["classes"].push_back({{"name", c.name},
                               {"pictures", c.pictures},
                               {"pixels", c.pixels},
                               {"share", c.share},
                               {"weight", c.weight}});
  }
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace perpixel
