// Mask pictures <-> train ids, by the label table.
#include <algorithm>
#include <unordered_map>

#include "error/error.h"
#include "label/class_list.h"

namespace perpixel {
namespace {

constexpr std::uint32_t kUnknown = 0xFFFFFFFF;

std::string color_text(const Rgb& c) {
  return "colour (" + std::to_string(c.r) + ", " + std::to_string(c.g) + ", " + std::to_string(c.b) + ")";
}

std::string pixel_text(const std::string& file, std::size_t index, int width) {
  const auto w = static_cast<std::size_t>(width);
  return file + ": pixel x=" + std::to_string(index % w) + ", y=" + std::to_string(index / w);
}

/// "0 road, 1 tree, 2 sky (and 5 more)"
std::string known_values(const ClassList& classes) {
  std::string text;
  const std::size_t shown = std::min<std::size_t>(classes.size(), 12);
  for (std::size_t i = 0; i < shown; ++i) {
    const ClassInfo& c = classes.classes[i];
    if (i > 0) text += ", ";
    text += (classes.by_color ? color_text(c.color) : std::to_string(c.file_id)) + " " + c.name;
  }
  if (classes.size() > shown) text += " and " + std::to_string(classes.size() - shown) + " more";
  return text;
}

[[noreturn]] void throw_not_in_table(const std::string& where, const std::string& value,
                                     const ClassList& classes) {
  throw Error(ErrorCode::label_not_in_table, where + " holds " + value + ", which is not in the label table",
              "the table knows " + known_values(classes) +
                  "; add the value to `classes` or `ignore` of the table (classes.yaml), or mend the mask; "
                  "`perpixel data check` lists every value");
}

/// value -> train id for 0..count-1, kUnknown where the table is silent.
std::vector<std::uint32_t> value_table(const ClassList& classes, std::size_t count) {
  std::vector<std::uint32_t> table(count, kUnknown);
  const auto put = [&](int value, ClassId id) {
    if (value >= 0 && static_cast<std::size_t>(value) < count) table[static_cast<std::size_t>(value)] = id;
  };
  // Later entries win, so in reverse order of precedence (train_id_of's).
  for (const int value : classes.ignore_ids) put(value, kIgnore);
  for (auto it = classes.value_aliases.rbegin(); it != classes.value_aliases.rend(); ++it)
    put(it->first, it->second);
  for (std::size_t i = classes.size(); i-- > 0;) put(classes.classes[i].file_id, static_cast<ClassId>(i));
  return table;
}

LabelMap empty_labels(const Image& mask) { return LabelMap(mask.height(), mask.width()); }

/// The first of `channels` interleaved samples is the value.
template <class T>
LabelMap labels_from_values(const Image& mask, const ClassList& classes, const std::string& file) {
  const auto table = value_table(classes, sizeof(T) == 1 ? 256 : 65536);
  const std::span<const T> samples = mask.samples<T>();
  const auto channels = static_cast<std::size_t>(mask.channels());
  LabelMap labels = empty_labels(mask);
  for (std::size_t i = 0; i < labels.ids.size(); ++i) {
    const T value = samples[i * channels];
    const std::uint32_t id = table[value];
    if (id == kUnknown) {
      throw_not_in_table(pixel_text(file, i, mask.width()), "value " + std::to_string(value), classes);
    }
    labels.ids[i] = static_cast<ClassId>(id);
  }
  return labels;
}

/// Throws unless red = green = blue everywhere.
template <class T>
void require_grey(const Image& mask, const std::string& file) {
  const std::span<const T> samples = mask.samples<T>();
  const auto channels = static_cast<std::size_t>(mask.channels());
  for (std::size_t i = 0; i < samples.size() / channels; ++i) {
    const T* p = &samples[i * channels];
    if (p[0] == p[1] && p[1] == p[2]) continue;
    throw Error(ErrorCode::label_not_in_table,
                pixel_text(file, i, mask.width()) + " holds the colour (" + std::to_string(p[0]) + ", " +
                    std::to_string(p[1]) + ", " + std::to_string(p[2]) +
                    "), but the label table names values",
                "for masks whose colours name the classes set `by_color: true` in the table (classes.yaml)");
  }
}

template <class T>
LabelMap labels_from_value_mask(const Image& mask, const ClassList& classes, const std::string& file) {
  if (mask.channels() >= 3) require_grey<T>(mask, file);
  return labels_from_values<T>(mask, classes, file);
}

std::uint32_t packed(const Rgb& c) {
  return static_cast<std::uint32_t>(c.r) << 16 | static_cast<std::uint32_t>(c.g) << 8 | c.b;
}

std::unordered_map<std::uint32_t, std::uint32_t> color_table(const ClassList& classes) {
  std::unordered_map<std::uint32_t, std::uint32_t> table;
  // The first insertion wins: train_id_of's precedence.
  for (std::size_t i = 0; i < classes.size(); ++i) {
    table.emplace(packed(classes.classes[i].color), static_cast<std::uint32_t>(i));
  }
  for (const auto& [color, id] : classes.color_aliases) table.emplace(packed(color), id);
  for (const Rgb& color : classes.ignore_colors) table.emplace(packed(color), kIgnore);
  return table;
}

Rgb color_at(std::span<const std::uint8_t> samples, std::size_t index, int channels) {
  const std::uint8_t* p = &samples[index * static_cast<std::size_t>(channels)];
  return channels >= 3 ? Rgb{p[0], p[1], p[2]} : Rgb{p[0], p[0], p[0]};
}

LabelMap labels_from_colors(const Image& mask, const ClassList& classes, const std::string& file) {
  const auto table = color_table(classes);
  const std::span<const std::uint8_t> samples = mask.samples<std::uint8_t>();
  LabelMap labels = empty_labels(mask);
  // Neighbours mostly share their colour: one look-up a run.
  std::uint32_t last_color = kUnknown;
  ClassId last_id = kIgnore;
  for (std::size_t i = 0; i < labels.ids.size(); ++i) {
    const Rgb color = color_at(samples, i, mask.channels());
    if (packed(color) != last_color) {
      const auto found = table.find(packed(color));
      if (found == table.end()) {
        throw_not_in_table(pixel_text(file, i, mask.width()), color_text(color), classes);
      }
      last_color = packed(color);
      last_id = static_cast<ClassId>(found->second);
    }
    labels.ids[i] = last_id;
  }
  return labels;
}

/// The number written for each train id; the last entry is void's.
std::vector<int> written_values(const ClassList& classes) {
  std::vector<int> values;
  for (const ClassInfo& info : classes.classes) values.push_back(info.file_id);
  values.push_back(classes.void_id);
  for (const int value : values) {
    if (value >= 0 && value <= 65535) continue;
    throw Error(ErrorCode::label_table,
                "label table: id " + std::to_string(value) + " does not fit a mask file",
                "ids in files are 0..65535");
  }
  return values;
}

template <class T>
void write_values(const LabelMap& labels, const std::vector<int>& values, Image& mask) {
  const std::span<T> samples = mask.samples<T>();
  const std::size_t classes = values.size() - 1;
  for (std::size_t i = 0; i < labels.ids.size(); ++i) {
    const std::size_t id = labels.ids[i] == kIgnore ? classes : labels.ids[i];
    if (id > classes || (id == classes && labels.ids[i] != kIgnore)) {
      throw Error(ErrorCode::class_count, "train id " + std::to_string(id) +
                                              " in a label map, but the table has " +
                                              std::to_string(classes) + " classes");
    }
    samples[i] = static_cast<T>(values[id]);
  }
}

}  // namespace

LabelMap labels_from_mask(const Image& mask, const ClassList& classes, const std::string& file) {
  if (mask.empty() || mask.channels() < 1) return empty_labels(mask);
  if (mask.channels() > 4 || mask.type() == SampleType::f32 ||
      (classes.by_color && mask.type() != SampleType::u8)) {
    throw Error(ErrorCode::image_unsupported,
                file + ": a mask of " + std::to_string(mask.channels()) + " " +
                    sample_type_name(mask.type()) + " channels",
                "masks are 8- or 16-bit with one channel, or 8-bit RGB with a table of colours");
  }
  if (classes.by_color) return labels_from_colors(mask, classes, file);
  if (mask.type() == SampleType::u8) return labels_from_value_mask<std::uint8_t>(mask, classes, file);
  return labels_from_value_mask<std::uint16_t>(mask, classes, file);
}

Image mask_from_labels(const LabelMap& labels, const ClassList& classes) {
  const std::vector<int> values = written_values(classes);
  const bool wide = *std::max_element(values.begin(), values.end()) > 255;
  Image mask(labels.height, labels.width, 1, wide ? SampleType::u16 : SampleType::u8);
  if (wide) {
    write_values<std::uint16_t>(labels, values, mask);
  } else {
    write_values<std::uint8_t>(labels, values, mask);
  }
  return mask;
}

}  // namespace perpixel
