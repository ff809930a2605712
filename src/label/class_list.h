// The label table: what each class is called, which number or colour it has in files, which train id it gets.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "image/codec.h"
#include "label/label_map.h"

namespace perpixel {

struct ClassInfo {
  std::string name;
  int file_id = 0;  // the data set's own id, written to files
  Rgb color;
  bool is_thing = false;
  friend bool operator==(const ClassInfo&, const ClassInfo&) = default;
};

/// Index = train id. Also says which mask values are void.
struct ClassList {
  std::vector<ClassInfo> classes;
  std::vector<int> ignore_ids{255};  // file values that become kIgnore
  std::vector<Rgb> ignore_colors;    // the same for colour-coded masks
  int void_id = 255;                 // written for kIgnore
  Rgb void_color{224, 224, 192};
  /// Masks are RGB pictures whose colours (not values) name the classes.
  bool by_color = false;
  /// Colour masks: further colours of a class ("aliases"), colour -> train id (CamVid's 32 -> 11).
  std::vector<std::pair<Rgb, ClassId>> color_aliases;
  /// The same for values: further file values of a class, value -> train id (merging 34 values into 8
  /// classes).
  std::vector<std::pair<int, ClassId>> value_aliases;

  std::size_t size() const { return classes.size(); }
  std::vector<std::string> names() const;
  std::optional<ClassId> train_id_of(int file_id) const;  // kIgnore for ignore_ids, nullopt when unknown
  std::optional<ClassId> train_id_of(const Rgb& color) const;
  friend bool operator==(const ClassList&, const ClassList&) = default;
};

/// A decoded mask -> train ids. `mask` is u8/u16 with one channel (values), or RGB when `by_color`.
/// A grey mask stored as RGB with three equal channels is accepted as values.
/// Throws label_not_in_table naming file, x, y, value and the hint to edit the table.
LabelMap labels_from_mask(const Image& mask, const ClassList& classes, const std::string& file);

/// Train ids -> the data set's own ids (u8, or u16 when an id exceeds 255); kIgnore -> void_id.
Image mask_from_labels(const LabelMap& labels, const ClassList& classes);

/// 256 entries for an indexed PNG: entry file_id = colour of that class; others VOC's.
std::vector<Rgb> png_palette(const ClassList& classes);

/// The VOC palette: bit-interleaved index (R, G, B get bits 0, 1, 2 of each triple from the top bit down).
Rgb voc_color(int index);

/// n distinct colours from a fixed seed: the VOC palette's first (from index 1) for n <= 21, then
/// well-separated hues.
std::vector<Rgb> distinct_colors(int n);

/// {"sky", "road", ...} -> a table with ids 0.. and distinct colours.
ClassList class_list_of(const std::vector<std::string>& names);

/// The same, with 1, 2, ... in files; 0 (black) and 255 are void.
ClassList class_list_from_one(const std::vector<std::string>& names);

}  // namespace perpixel
