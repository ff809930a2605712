#include "dataset/listed_names.h"

#include <algorithm>

#include "dataset/list_file.h"
#include "error/error.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

std::vector<std::string> lists_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

fs::path find_mask(const fs::path& folder, const std::string& name) {
  const fs::path picture = find_picture(folder, name);
  if (!picture.empty()) return picture;
  const fs::path matlab = folder / (name + ".mat");
  return is_file(matlab) ? matlab : fs::path();
}

void add_named(PairListing& listing, const std::string& name, const std::string& place,
               const NamePlaces& places) {
  const std::string file = places.prefix + name;
  const fs::path picture = find_picture(places.pictures, file);
  if (picture.empty()) {
    listing.listed_but_absent.push_back(place + ": no picture " + (places.pictures / file).string());
    return;
  }
  const fs::path mask = find_mask(places.masks, file);
  if (mask.empty()) listing.pictures_without_mask.push_back(picture);
  if (!mask.empty() || !listing.masks_required) listing.pairs.push_back({name, picture, mask});
}

void add_list(PairListing& listing, const fs::path& list, const NamePlaces& places) {
  for (const ListLine& line : read_list(list))
    add_named(listing, line.words[0], place_of(list, line), places);
}

fs::path list_for_split(const fs::path& folder, const std::string& split) {
  fs::path list = folder / (split + ".txt");
  if (is_file(list)) return list;
  throw Error(ErrorCode::dataset_layout, folder.string() + ": no list " + split + ".txt",
              did_you_mean(split, lists_in(folder)));
}

std::vector<std::string> listed_splits(const fs::path& folder, std::initializer_list<const char*> wanted) {
  std::vector<std::string> splits;
  for (const char* split : wanted) {
    if (is_file(folder / (std::string(split) + ".txt"))) splits.push_back(split);
  }
  return splits;
}

}  // namespace perpixel
