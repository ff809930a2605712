#include "dataset/pairs.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_set>

#include "dataset/mask_values.h"
#include "dataset/object_masks.h"
#include "error/error.h"
#include "file/file.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

/// "a.png, b.png, c.png"
std::string three_of(const std::vector<fs::path>& paths) {
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(paths.size(), 3); ++i) {
    text += (i > 0 ? ", " : "") + paths[i].string();
  }
  return text + (paths.size() > 3 ? ", ..." : "");
}

std::string counted(std::size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

void require_mates(const PairListing& listing) {
  std::string what;
  if (!listing.pictures_without_mask.empty() && listing.masks_required) {
    what = counted(listing.pictures_without_mask.size(), "picture has", "pictures have") + " no mask (" +
           three_of(listing.pictures_without_mask) + ")";
  }
  if (!listing.masks_without_picture.empty()) {
    what += (what.empty() ? "" : "; ") +
            counted(listing.masks_without_picture.size(), "mask has", "masks have") + " no picture (" +
            three_of(listing.masks_without_picture) + ")";
  }
  if (!listing.listed_but_absent.empty()) {
    what += (what.empty() ? "" : "; ") +
            counted(listing.listed_but_absent.size(), "listed picture is", "listed pictures are") +
            " not there (" + listing.listed_but_absent.front() + ")";
  }
  if (what.empty()) return;
  throw Error(ErrorCode::missing_mate, listing.name + ": " + what,
              "a picture and its mask have the same name without extension; add or remove the files named");
}

void require_some(const PairListing& listing) {
  if (!listing.pairs.empty()) return;
  throw Error(ErrorCode::dataset_empty, listing.name + ": no pictures in " + listing.root.string(),
              "pictures end in .jpg, .jpeg, .png, .tif or .tiff");
}

/// Reading masks twice, for train and for val, would double the wait: the last scan is kept.
MaskScan scan_once(const std::vector<fs::path>& masks) {
  static std::mutex mutex;
  static std::vector<std::pair<std::string, fs::file_time_type>> last_files;
  static MaskScan last_scan;
  std::vector<std::pair<std::string, fs::file_time_type>> files;
  for (const fs::path& mask : masks) {
    std::error_code error;
    files.emplace_back(mask.string() + ":" + std::to_string(fs::file_size(mask, error)),
                       fs::last_write_time(mask, error));
  }
  const std::lock_guard lock(mutex);
  if (files.empty() || files != last_files) {
    last_files.clear();
    last_scan = scan_masks(masks);
    last_files = std::move(files);
  }
  return last_scan;
}

void make_table(PairListing& listing) {
  const MaskScan scan = scan_once(listing.all_masks);
  listing.classes = automatic_table(scan, listing.root.string());
  listing.has_table = true;
  const std::string read = scan.masks_read == scan.masks_total
                               ? "all " + std::to_string(scan.masks_total) + " masks"
                               : "a sample of " + std::to_string(scan.masks_read) + " of " +
                                     std::to_string(scan.masks_total) + " masks";
  listing.notes.push_back("no label table: made " + std::to_string(listing.classes.size()) +
                          " classes from the " + (scan.by_color ? "colours" : "values") + " of " + read +
                          "; `perpixel data check` writes a table to edit");
}

std::vector<std::string> paths_of(const Pair& pair) {
  std::vector<std::string> paths{pair.picture.string()};
  if (!pair.mask.empty()) paths.push_back(pair.mask.string());
  return paths;
}

void drop_repeated(PairListing& listing) {
  std::unordered_set<std::string> seen;
  const std::size_t before = listing.pairs.size();
  std::erase_if(listing.pairs, [&](const Pair& pair) { return !seen.insert(pair.name).second; });
  const std::size_t dropped = before - listing.pairs.size();
  if (dropped > 0)
    listing.notes.push_back(counted(dropped, "name is", "names are") + " listed twice and used once");
}

[[noreturn]] void throw_sizes(const Pair& pair, int height, int width, const Image& mask) {
  const auto size = [](int h, int w) { return std::to_string(w) + "x" + std::to_string(h); };
  throw Error(ErrorCode::size_mismatch,
              pair.picture.string() + " is " + size(height, width) + ", but its mask " + pair.mask.string() +
                  " is " + size(mask.height(), mask.width()) + " (width x height)",
              "a mask has the size of its picture; resize the mask without interpolation (nearest)");
}

bool is_size(const ImageHeader& header, const Image& mask) {
  return header.height == mask.height() && header.width == mask.width();
}

bool is_matlab(const fs::path& mask) { return mask.extension() == ".mat"; }

Example load_with_mask(const Pair& pair, const Image& mask, const ClassList& classes) {
  const Bytes bytes = read_file(pair.picture);
  const std::string file = pair.picture.string();
  const bool upright = !is_size(read_header(bytes, file), mask);
  Example example{.name = pair.name, .image = decode(bytes, file, {.apply_exif_orientation = upright})};
  if (example.image.height() != mask.height() || example.image.width() != mask.width()) {
    throw_sizes(pair, example.image.height(), example.image.width(), mask);
  }
  example.labels = labels_from_mask(mask, classes, pair.mask.string());
  return example;
}

Example load_from(const PairListing& listing, std::size_t index, ReadMat read_mat) {
  const Pair& pair = listing.pairs.at(index);
  if (!is_matlab(pair.mask)) return load_pair(pair, listing.classes);
  Example example = load_with_mask(pair, read_mat(pair.mask, listing.mat.variable), listing.mat.values);
  if (!pair.objects.empty())
    example.instances = objects_from_indices(read_mat(pair.objects, listing.mat.objects), *example.labels,
                                             pair.objects.string());
  return example;
}

}  // namespace

void require_pictures(const PairListing& listing) {
  for (const Pair& pair : listing.pairs) {
    if (!is_matlab(pair.mask)) continue;
    const std::string kind = listing.name.substr(0, listing.name.find(' '));
    throw Error(ErrorCode::unsupported,
                listing.name + ": the labels are MATLAB files (" + pair.mask.string() + ")",
                "convert the set once: perpixel data convert " + kind + ":PATH -o OUT");
  }
}

Dataset dataset_of(PairListing listing, ReadMat read_mat) {
  if (!read_mat) require_pictures(listing);
  require_mates(listing);
  require_some(listing);
  drop_repeated(listing);
  if (!listing.has_table) make_table(listing);
  Dataset dataset{.name = listing.name,
                  .classes = listing.classes,
                  .is_classification = listing.is_classification,
                  .notes = listing.notes};
  for (const Pair& pair : listing.pairs) dataset.names.push_back(pair.name);
  const auto shared = std::make_shared<const PairListing>(std::move(listing));
  dataset.load = [shared, read_mat](std::size_t i) { return load_from(*shared, i, read_mat); };
  dataset.files = [shared](std::size_t i) { return paths_of(shared->pairs.at(i)); };
  return dataset;
}

Example load_pair(const Pair& pair, const ClassList& classes) {
  Example example;
  if (pair.mask.empty()) {
    example = {.name = pair.name, .image = read_image(pair.picture)};
  } else {
    example = load_with_mask(pair, read_mask(pair.mask, classes.by_color), classes);
    if (!pair.objects.empty())
      example.instances =
          objects_from_indices(read_mask(pair.objects, false), *example.labels, pair.objects.string());
  }
  if (pair.image_class >= 0) example.image_class = pair.image_class;
  return example;
}

}  // namespace perpixel
