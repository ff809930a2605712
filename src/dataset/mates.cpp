// Which mask belongs to which picture.
#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <unordered_set>

#include "dataset/pairs.h"
#include "error/error.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

constexpr std::array kMaskWords{"_mask",         "_masks", "_label",      "_labels",   "_gt",      "_seg",
                                "_segmentation", "_L",     "_annotation", "_labelids", "_trainids"};
constexpr std::array kPictureWords{"_image", "_img", "_picture", "_photo", "_sat", "_leftimg8bit", "_0000"};
constexpr std::array kMaskStarts{"mask_", "mask", "masks_", "label_", "labels_", "label", "gt_", "seg_"};
constexpr std::array kPictureStarts{"image_", "image", "images_", "img_", "img", "picture_"};

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// The name without the first of the endings and the first of the beginnings (of its last component) that
/// fit.
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
    throw Error(
        ErrorCode::dataset_layout,
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
  return std::all_of(files.begin(), files.end(),
                     [&](const Keyed& file) { return keys.insert(file.key).second; });
}

void join_by_key(PairListing& listing, const std::vector<Keyed>& pictures, const std::vector<Keyed>& masks) {
  const auto pictures_by_key = index_of(pictures), masks_by_key = index_of(masks);
  for (const Keyed& picture : pictures) {
    const auto mask = masks_by_key.find(picture.key);
    if (mask == masks_by_key.end()) {
      listing.pictures_without_mask.push_back(picture.path);
      if (listing.masks_required) continue;
    }
    listing.pairs.push_back(
        {picture.stem, picture.path, mask == masks_by_key.end() ? "" : mask->second->path});
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

}  // namespace

void pair_files(PairListing& listing, const fs::path& picture_folder, const std::vector<fs::path>& pictures,
                const fs::path& mask_folder, const std::vector<fs::path>& masks, const MateRule& rule) {
  auto by_name = keyed(pictures, picture_folder, without_suffix(rule.picture_suffix));
  auto masks_by_name = keyed(masks, mask_folder, without_suffix(rule.mask_suffix));
  if (!rule.exact && mates(by_name, masks_by_name) < std::max(pictures.size(), masks.size())) {
    auto bare_pictures = keyed(pictures, picture_folder,
                               [](const std::string& s) { return bare(s, kPictureWords, kPictureStarts); });
    auto bare_masks =
        keyed(masks, mask_folder, [](const std::string& s) { return bare(s, kMaskWords, kMaskStarts); });
    if (all_different(bare_pictures) && all_different(bare_masks) &&
        mates(bare_pictures, bare_masks) > mates(by_name, masks_by_name)) {
      by_name = std::move(bare_pictures);
      masks_by_name = std::move(bare_masks);
    }
  }
  join_by_key(listing, by_name, masks_by_name);
}

}  // namespace perpixel
