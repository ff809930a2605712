#include "dataset/mask_values.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <unordered_map>

#include "error/error.h"

namespace perpixel {
namespace {

constexpr std::size_t kMaxColors = 65536;
constexpr std::size_t kMaxClasses = 64;
constexpr std::size_t kSample = 200;

template <class T>
bool is_grey(std::span<const T> samples, std::size_t channels) {
  for (std::size_t i = 0; i + 2 < samples.size(); i += channels) {
    if (samples[i] != samples[i + 1] || samples[i] != samples[i + 2]) return false;
  }
  return true;
}

template <class T>
MaskHistogram values_of(std::span<const T> samples, std::size_t channels) {
  std::vector<std::uint64_t> counts(sizeof(T) == 1 ? 256 : 65536);
  for (std::size_t i = 0; i < samples.size(); i += channels) ++counts[samples[i]];
  MaskHistogram histogram;
  for (std::size_t v = 0; v < counts.size(); ++v) {
    if (counts[v] > 0) histogram.counts.emplace_back(static_cast<std::uint32_t>(v), counts[v]);
  }
  return histogram;
}

template <class T>
MaskHistogram colors_of(std::span<const T> samples, std::size_t channels) {
  constexpr int kShift = sizeof(T) == 1 ? 0 : 8;
  std::unordered_map<std::uint32_t, std::uint64_t> counts;
  for (std::size_t i = 0; i + 2 < samples.size(); i += channels) {
    const std::uint32_t r = samples[i] >> kShift, g = samples[i + 1] >> kShift, b = samples[i + 2] >> kShift;
    const std::uint32_t color = r << 16 | g << 8 | b;
    if (counts.size() < kMaxColors || counts.contains(color)) ++counts[color];
  }
  MaskHistogram histogram{.is_color = true, .counts = {counts.begin(), counts.end()}};
  std::sort(histogram.counts.begin(), histogram.counts.end());
  return histogram;
}

template <class T>
MaskHistogram histogram_of_type(const Image& mask) {
  const std::span<const T> samples = mask.samples<T>();
  const auto channels = static_cast<std::size_t>(mask.channels());
  return channels >= 3 && !is_grey(samples, channels) ? colors_of(samples, channels)
                                                      : values_of(samples, channels);
}

std::uint32_t grey_color(std::uint32_t value) {
  const std::uint32_t v = std::min<std::uint32_t>(value, 255);
  return v << 16 | v << 8 | v;
}

/// Grey (v, v, v) keeps the order, so the list stays sorted; 16-bit values above 255 fold into white.
void turn_to_colors(MaskScan& scan) {
  std::map<std::uint32_t, ValueCount> colors;
  for (const ValueCount& v : scan.values) {
    ValueCount& c = colors[grey_color(v.value)];
    c.value = grey_color(v.value);
    c.pixels += v.pixels;
    c.masks = std::max(c.masks, v.masks);
  }
  scan.values.clear();
  for (const auto& [color, count] : colors) scan.values.push_back(count);
  scan.by_color = true;
}

void add_count(MaskScan& scan, std::uint32_t value, std::uint64_t pixels) {
  const auto at =
      std::lower_bound(scan.values.begin(), scan.values.end(), value,
                       [](const ValueCount& v, std::uint32_t wanted) { return v.value < wanted; });
  if (at != scan.values.end() && at->value == value) {
    at->pixels += pixels;
    ++at->masks;
  } else if (scan.values.size() < kMaxColors) {
    scan.values.insert(at, {.value = value, .pixels = pixels, .masks = 1});
  }
}

std::vector<std::filesystem::path> sample_of(const std::vector<std::filesystem::path>& masks) {
  if (masks.size() < kSample) return masks;
  std::vector<std::filesystem::path> sample;
  for (std::size_t i = 0; i < kSample; ++i) sample.push_back(masks[i * masks.size() / kSample]);
  return sample;
}

MaskScan scan_as(const std::vector<std::filesystem::path>& masks, bool by_color, int threads,
                 const Progress& progress) {
  MaskScan scan{.masks_read = masks.size()};
  std::mutex mutex;
  for_each_index(
      masks.size(), threads,
      [&](std::size_t i) {
        const MaskHistogram histogram = histogram_of(read_mask(masks[i], by_color), masks[i].string());
        const std::lock_guard lock(mutex);
        add_to_scan(scan, histogram);
      },
      progress);
  return scan;
}

[[noreturn]] void throw_no_table(const MaskScan& scan, const std::string& where) {
  const std::string kind = scan.by_color ? " colours" : " values";
  std::string hint = "masks hold one value or colour per class: ";
  hint += scan.by_color ? "photographs or JPEG-compressed masks do not"
                        : "instance ids, probabilities and JPEG-compressed masks do not";
  throw Error(ErrorCode::label_table,
              where + ": no label table given, and the masks hold " + std::to_string(scan.values.size()) +
                  kind + ", too many to guess one",
              hint + "; else write classes.yaml (`perpixel data check` drafts one)");
}

bool is_void_value(const MaskScan& scan, std::uint32_t value) {
  return value == 255 && scan.values.size() > 2;
}

/// The smallest unused number from 255 down: what predictions write for void.
int unused_value(const ClassList& list) {
  int value = 255;
  while (value > 0 && list.train_id_of(value).value_or(kIgnore) != kIgnore) --value;
  return value;
}

std::vector<std::uint32_t> class_values(const MaskScan& scan) {
  std::vector<std::uint32_t> values;
  for (const ValueCount& v : scan.values) {
    if (!is_void_value(scan, v.value)) values.push_back(v.value);
  }
  const bool sampled = scan.masks_read < scan.masks_total;
  if (!sampled || values.empty() || values.back() >= kMaxClasses) return values;
  const std::uint32_t largest = values.back();
  values.clear();
  for (std::uint32_t v = 0; v <= largest; ++v) values.push_back(v);
  return values;
}

ClassList table_of_values(const MaskScan& scan) {
  const std::vector<std::uint32_t> values = class_values(scan);
  std::vector<std::string> names;
  for (const std::uint32_t v : values) names.push_back("class_" + std::to_string(v));
  ClassList list = class_list_of(names);
  for (std::size_t i = 0; i < values.size(); ++i) list.classes[i].file_id = static_cast<int>(values[i]);
  list.ignore_ids.clear();
  list.void_id = unused_value(list);
  if (list.void_id == 255) list.ignore_ids = {255};
  return list;
}

ClassList table_of_colors(const MaskScan& scan) {
  std::vector<std::string> names;
  for (const ValueCount& v : scan.values) names.push_back("color_" + value_text(v.value, true).substr(1));
  ClassList list = class_list_of(names);
  list.by_color = true;
  for (std::size_t i = 0; i < names.size(); ++i) list.classes[i].color = color_of_value(scan.values[i].value);
  return list;
}

}  // namespace

MaskHistogram histogram_of(const Image& mask, const std::string& file) {
  if (mask.empty()) return {};
  if (mask.type() == SampleType::u8) return histogram_of_type<std::uint8_t>(mask);
  if (mask.type() == SampleType::u16) return histogram_of_type<std::uint16_t>(mask);
  throw Error(ErrorCode::image_unsupported, file + ": a mask of floating-point samples",
              "masks are 8- or 16-bit pictures");
}

Rgb color_of_value(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 8),
          static_cast<std::uint8_t>(value)};
}

std::string value_text(std::uint32_t value, bool by_color) {
  if (!by_color) return std::to_string(value);
  static const char* digits = "0123456789abcdef";
  std::string text = "#";
  for (int shift = 20; shift >= 0; shift -= 4) text += digits[value >> shift & 15];
  return text;
}

void add_to_scan(MaskScan& scan, const MaskHistogram& histogram) {
  if (histogram.is_color && !scan.by_color) turn_to_colors(scan);
  for (const auto& [value, pixels] : histogram.counts) {
    add_count(scan, scan.by_color && !histogram.is_color ? grey_color(value) : value, pixels);
  }
}

MaskScan scan_masks(const std::vector<std::filesystem::path>& masks, int threads, const Progress& progress) {
  const auto sample = sample_of(masks);
  MaskScan scan = scan_as(sample, false, threads, progress);
  // Colours win: then the palettes of indexed PNGs count as well.
  if (scan.by_color) scan = scan_as(sample, true, threads, progress);
  scan.masks_total = masks.size();
  return scan;
}

ClassList automatic_table(const MaskScan& scan, const std::string& where) {
  if (scan.values.size() > kMaxClasses) throw_no_table(scan, where);
  if (scan.values.empty()) throw Error(ErrorCode::dataset_empty, where + ": no mask holds a pixel");
  return scan.by_color ? table_of_colors(scan) : table_of_values(scan);
}

Image read_mask(const std::filesystem::path& path, bool by_color) {
  return read_image(path, {.apply_exif_orientation = false, .keep_palette_indices = !by_color});
}

}  // namespace perpixel
