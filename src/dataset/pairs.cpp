#include "dataset/pairs.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <unordered_set>

#include "dataset/class_table.h"
#include "dataset/mask_values.h"
#include "dataset/natural_order.h"
#include "error/error.h"
#include "file/file.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

constexpr int kMaxDepth = 8;  // symbolic links may form circles

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with("."); }

void sort_naturally(std::vector<fs::path>& paths) {
  std::sort(paths.begin(), paths.end(),
            [](const fs::path& a, const fs::path& b) { return natural_less(a.string(), b.string()); });
}

fs::recursive_directory_iterator walk(const fs::path& folder) {
  std::error_code error;
  fs::recursive_directory_iterator entries(folder, fs::directory_options::follow_directory_symlink, error);
  if (error) {
    throw Error(ErrorCode::dataset_layout, folder.string() + ": cannot list this folder: " + error.message());
  }
  return entries;
}

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
            counted(listing.listed_but_absent.size(), "listed picture is", "listed pictures are") + " not there (" +
            listing.listed_but_absent.front() + ")";
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
  listing.notes.push_back("no label table: made " + std::to_string(listing.classes.size()) + " classes from the " +
                          (scan.by_color ? "colours" : "values") + " of " + read +
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
  if (dropped > 0) listing.notes.push_back(counted(dropped, "name is", "names are") + " listed twice and used once");
}

[[noreturn]] void throw_sizes(const Pair& pair, int height, int width, const Image& mask) {
  const auto size = [](int h, int w) { return std::to_string(w) + "x" + std::to_string(h); };
  throw Error(ErrorCode::size_mismatch,
              pair.picture.string() + " is " + size(height, width) + ", but its mask " + pair.mask.string() + " is " +
                  size(mask.height(), mask.width()) + " (width x height)",
              "a mask has the size of its picture; resize the mask without interpolation (nearest)");
}

bool is_size(const ImageHeader& header, const Image& mask) {
  return header.height == mask.height() && header.width == mask.width();
}

Example load_with_mask(const Pair& pair, const ClassList& classes) {
  const Image mask = read_mask(pair.mask, classes.by_color);
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

constexpr std::array kMaskWords{"_mask", "_masks", "_label", "_labels", "_gt", "_seg", "_segmentation", "_L",
                                "_annotation", "_labelids", "_trainids"};
constexpr std::array kPictureWords{"_image", "_img", "_picture", "_photo", "_sat", "_leftimg8bit", "_0000"};
constexpr std::array kMaskStarts{"mask_", "mask", "masks_", "label_", "labels_", "label", "gt_", "seg_"};
constexpr std::array kPictureStarts{"image_", "image", "images_", "img_", "img", "picture_"};

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// The name without the first of the endings and the first of the beginnings (of its last component) that fit.
template <class Ends, class Starts>
std::string bare(std::string stem, const Ends& ends, const Starts& starts) {
  for (const char* end : ends) {
    const std::string word = lower(end);
    if (stem.size() > word.size() && lower(stem).ends_with(word)) {
      stem.resize(stem.size() - word.size());
      break;
    }
  }
  const std::size_t slash = stem.rfind('/') + 1;  // npos + 1 == 0
  for (const char* start : starts) {
    const std::string word = start;
    if (stem.size() - slash > word.size() && lower(stem.substr(slash)).starts_with(word)) {
      return stem.substr(0, slash) + stem.substr(slash + word.size());
    }
  }
  return stem;
}

struct Keyed {
  std::string key, stem;
  fs::path path;
};
using KeyOf = std::function<std::string(const std::string& stem)>;

std::vector<Keyed> keyed(const std::vector<fs::path>& paths, const fs::path& folder, const KeyOf& key_of) {
  std::vector<Keyed> result;
  for (const fs::path& path : paths) {
    const std::string stem = stem_below(path, folder);
    result.push_back({key_of(stem), stem, path});
  }
  return result;
}

std::map<std::string, const Keyed*> index_of(const std::vector<Keyed>& files) {
  std::map<std::string, const Keyed*> index;
  for (const Keyed& file : files) {
    const auto [at, fresh] = index.emplace(file.key, &file);
    if (fresh) continue;
    throw Error(ErrorCode::dataset_layout,
                at->second->path.string() + " and " + file.path.string() + " have the same name without extension",
                "rename or remove one of them");
  }
  return index;
}

std::size_t mates(const std::vector<Keyed>& pictures, const std::vector<Keyed>& masks) {
  std::unordered_set<std::string> keys;
  for (const Keyed& mask : masks) keys.insert(mask.key);
  return static_cast<std::size_t>(
      std::count_if(pictures.begin(), pictures.end(), [&](const Keyed& p) { return keys.contains(p.key); }));
}

bool all_different(const std::vector<Keyed>& files) {
  std::unordered_set<std::string> keys;
  return std::all_of(files.begin(), files.end(), [&](const Keyed& file) { return keys.insert(file.key).second; });
}

void join_by_key(PairListing& listing, const std::vector<Keyed>& pictures, const std::vector<Keyed>& masks) {
  const auto pictures_by_key = index_of(pictures), masks_by_key = index_of(masks);
  for (const Keyed& picture : pictures) {
    const auto mask = masks_by_key.find(picture.key);
    if (mask == masks_by_key.end()) {
      listing.pictures_without_mask.push_back(picture.path);
      if (listing.masks_required) continue;
    }
    listing.pairs.push_back({picture.stem, picture.path, mask == masks_by_key.end() ? "" : mask->second->path});
  }
  for (const Keyed& mask : masks) {
    if (!pictures_by_key.contains(mask.key)) listing.masks_without_picture.push_back(mask.path);
  }
}

KeyOf without_suffix(const std::string& suffix) {
  return [suffix](const std::string& stem) {
    return stem.ends_with(suffix) ? stem.substr(0, stem.size() - suffix.size()) : stem;
  };
}

fs::path own_table(const DataSpec& spec, const fs::path& root) {
  if (const std::string* table = spec.option("table")) return *table;
  std::error_code error;
  const fs::path beside = root / "classes.yaml";
  return fs::is_regular_file(beside, error) ? beside : fs::path();
}

}  // namespace

Dataset dataset_of(PairListing listing) {
  require_mates(listing);
  require_some(listing);
  drop_repeated(listing);
  if (!listing.has_table) make_table(listing);
  Dataset dataset{.name = listing.name, .classes = listing.classes, .is_classification = listing.is_classification,
                  .notes = listing.notes};
  for (const Pair& pair : listing.pairs) dataset.names.push_back(pair.name);
  const auto shared = std::make_shared<const PairListing>(std::move(listing));
  dataset.load = [shared](std::size_t i) { return load_pair(shared->pairs.at(i), shared->classes); };
  dataset.files = [shared](std::size_t i) { return paths_of(shared->pairs.at(i)); };
  return dataset;
}

Example load_pair(const Pair& pair, const ClassList& classes) {
  Example example;
  if (pair.mask.empty()) {
    example = {.name = pair.name, .image = read_image(pair.picture)};
  } else {
    example = load_with_mask(pair, classes);
  }
  if (pair.image_class >= 0) example.image_class = pair.image_class;
  return example;
}

std::vector<fs::path> list_pictures(const fs::path& folder) {
  std::vector<fs::path> pictures;
  std::error_code error;
  for (auto entries = walk(folder); entries != fs::recursive_directory_iterator(); entries.increment(error)) {
    if (error) throw Error(ErrorCode::file_unreadable, folder.string() + ": " + error.message());
    const fs::path& path = entries->path();
    if (is_hidden(path) || entries.depth() >= kMaxDepth) {
      entries.disable_recursion_pending();
    } else if (has_image_extension(path) && entries->is_regular_file(error)) {
      pictures.push_back(path);
    }
  }
  sort_naturally(pictures);
  return pictures;
}

std::vector<fs::path> list_folders(const fs::path& folder) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (!is_hidden(entry.path()) && entry.is_directory(error)) folders.push_back(entry.path());
  }
  sort_naturally(folders);
  return folders;
}

std::string stem_below(const fs::path& path, const fs::path& folder) {
  fs::path relative = path.lexically_relative(folder);
  if (relative.empty()) relative = path.filename();
  return relative.replace_extension().generic_string();
}

void pair_files(PairListing& listing, const fs::path& picture_folder, const std::vector<fs::path>& pictures,
                const fs::path& mask_folder, const std::vector<fs::path>& masks, const MateRule& rule) {
  auto by_name = keyed(pictures, picture_folder, without_suffix(rule.picture_suffix));
  auto masks_by_name = keyed(masks, mask_folder, without_suffix(rule.mask_suffix));
  if (!rule.exact && mates(by_name, masks_by_name) < std::max(pictures.size(), masks.size())) {
    auto bare_pictures =
        keyed(pictures, picture_folder, [](const std::string& s) { return bare(s, kPictureWords, kPictureStarts); });
    auto bare_masks = keyed(masks, mask_folder, [](const std::string& s) { return bare(s, kMaskWords, kMaskStarts); });
    if (all_different(bare_pictures) && all_different(bare_masks) &&
        mates(bare_pictures, bare_masks) > mates(by_name, masks_by_name)) {
      by_name = std::move(bare_pictures);
      masks_by_name = std::move(bare_masks);
    }
  }
  join_by_key(listing, by_name, masks_by_name);
}

ClassList table_or(const DataSpec& spec, const fs::path& root, ClassList otherwise) {
  const fs::path table = own_table(spec, root);
  return table.empty() ? std::move(otherwise) : read_class_table(table);
}

bool has_own_table(const DataSpec& spec, const fs::path& root) { return !own_table(spec, root).empty(); }

void require_known_options(const DataSpec& spec, std::initializer_list<const char*> known) {
  std::vector<std::string> names(known.begin(), known.end());
  names.push_back("table");
  for (const auto& [key, value] : spec.options) {
    if (std::find(names.begin(), names.end(), key) != names.end()) continue;
    throw Error(ErrorCode::unknown_key, "data " + spec.kind + ":" + spec.path + ": unknown option `" + key + "`",
                did_you_mean(key, names));
  }
}

bool first_mask_is_colored(const std::vector<Pair>& pairs) {
  std::error_code error;
  for (const Pair& pair : pairs) {
    if (pair.mask.empty() || !fs::is_regular_file(pair.mask, error)) continue;
    const ImageHeader header = read_header(pair.mask);
    if (header.channels < 3 || header.has_palette) return false;
    return histogram_of(read_mask(pair.mask, true), pair.mask.string()).is_color;
  }
  return false;
}

std::string dataset_name(const DataSpec& spec, const std::string& split) {
  if (spec.kind != "folder" && spec.kind != "yaml") return spec.kind + " " + split;
  const fs::path path = fs::path(spec.path).lexically_normal();
  const fs::path last = path.has_filename() ? path.filename() : path.parent_path().filename();
  return last.string() + " " + split;
}

}  // namespace perpixel
