// Examples that are listed by name, with pictures in one folder and labels in another.
#pragma once

#include <filesystem>
#include <string>

#include "dataset/pairs.h"

namespace perpixel {

struct NamePlaces {
  std::filesystem::path pictures, masks;
  std::string prefix;  // before the name in both: "img_"
};

/// FOLDER/NAME as a picture, else FOLDER/NAME.mat; empty when there is neither.
std::filesystem::path find_mask(const std::filesystem::path& folder, const std::string& name);

/// Adds the pair of one name; what is not there goes to the listing's lists, with `place` for messages.
void add_named(PairListing& listing, const std::string& name, const std::string& place,
               const NamePlaces& places);

/// The same for the first word of each line of a list.
void add_list(PairListing& listing, const std::filesystem::path& list, const NamePlaces& places);

/// ROOT/SPLIT.txt. Throws dataset_layout naming the lists that exist.
std::filesystem::path list_for_split(const std::filesystem::path& folder, const std::string& split);

/// Those of `wanted` for which FOLDER holds a list.
std::vector<std::string> listed_splits(const std::filesystem::path& folder,
                                       std::initializer_list<const char*> wanted);

}  // namespace perpixel
