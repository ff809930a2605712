#include "metric/picture_pairs.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "error/error.h"
#include "file/file.h"
#include "image/codec.h"

namespace perpixel {

namespace fs = std::filesystem;

namespace {

// Of truths, of pictures and of predictions; in small letters.
constexpr std::array kEndings{
    "_labelids", "_labeltrainids", "_gtfine",  "_gtcoarse", "_leftimg8bit",  "_label",      "_labels",
    "_mask",     "_masks",         "_gt",      "_seg",      "_segmentation", "_annotation", "_l",
    "_image",    "_img",           "_picture", "_photo",    "_sat",          "_pred",       "_prediction"};

using FilesByStem = std::map<std::string, fs::path>;

std::string stem_in(const fs::path& folder, const fs::path& file) {
  return file.lexically_relative(folder).replace_extension().generic_string();
}

FilesByStem pictures_in(const fs::path& folder) {
  if (!is_folder(folder))
    throw Error(ErrorCode::file_not_found, shortened(folder.string()) + ": no such folder", "check the path");
  FilesByStem files;
  for (const fs::path& file : files_below(folder)) {
    if (!has_image_extension(file)) continue;
    const auto [at, fresh] = files.emplace(stem_in(folder, file), file);
    if (!fresh)
      throw Error(ErrorCode::dataset_layout,
                  at->second.string() + " and " + file.string() + " have the same stem",
                  "keep one label picture per stem");
  }
  return files;
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

/// "x_gtFine_labelIds" -> "x". Something of the name stays.
std::string without_endings(std::string stem) {
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string ending : kEndings) {
      if (stem.size() <= ending.size() || !lower(stem).ends_with(ending)) continue;
      if (stem[stem.size() - ending.size() - 1] == '/') continue;
      stem.resize(stem.size() - ending.size());
      cut = true;
    }
  }
  return stem;
}

/// Nothing when two files would share a key.
std::optional<FilesByStem> by_bare_stem(const FilesByStem& files) {
  FilesByStem bare;
  for (const auto& [stem, file] : files)
    if (!bare.emplace(without_endings(stem), file).second) return std::nullopt;
  return bare;
}

/// A frame of Cityscapes has labelIds, labelTrainIds, instanceIds and color side by side: the first that is
/// there is the truth, as in the authors' own evaluation.
FilesByStem label_pictures(const FilesByStem& files) {
  for (const char* ending : {"_labelIds", "_labelTrainIds"}) {
    FilesByStem labels;
    for (const auto& [stem, file] : files)
      if (stem.ends_with(ending)) labels.emplace(stem, file);
    if (!labels.empty()) return labels;
  }
  return files;
}

struct Match {
  PairedPictures paired;
  std::vector<std::string> missing;  // stems of truths
};

Match match(const FilesByStem& truths, FilesByStem predictions, const fs::path& prediction_folder) {
  Match result;
  for (const auto& [stem, file] : truths) {
    const auto mate = predictions.extract(stem);
    if (mate.empty())
      result.missing.push_back(stem);
    else
      result.paired.pairs.push_back({file, mate.mapped()});
  }
  for (const auto& [stem, file] : predictions)
    result.paired.extra_predictions.push_back(file.lexically_relative(prediction_folder).generic_string());
  return result;
}

[[noreturn]] void throw_missing(const Match& match, const fs::path& prediction_folder) {
  std::string examples;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, match.missing.size()); ++i)
    examples += (i ? ", " : "") + match.missing[i];
  throw Error(ErrorCode::missing_mate,
              prediction_folder.string() + ": no prediction for " + std::to_string(match.missing.size()) +
                  " of " + std::to_string(match.missing.size() + match.paired.pairs.size()) +
                  " truths, for example " + examples,
              "predictions are paired by path without extension; predict the missing pictures first");
}

}  // namespace

PairedPictures pair_pictures(const fs::path& truth_folder, const fs::path& prediction_folder) {
  const FilesByStem truths = pictures_in(truth_folder);
  if (truths.empty())
    throw Error(ErrorCode::dataset_empty, truth_folder.string() + ": no label pictures",
                "give a folder of PNG label pictures");
  const FilesByStem predictions = pictures_in(prediction_folder);
  Match best = match(truths, predictions, prediction_folder);
  if (best.missing.empty()) return std::move(best.paired);
  const auto bare_truths = by_bare_stem(label_pictures(truths)), bare = by_bare_stem(predictions);
  if (bare_truths && bare) {
    Match other = match(*bare_truths, *bare, prediction_folder);
    if (other.paired.pairs.size() > best.paired.pairs.size()) best = std::move(other);
  }
  if (!best.missing.empty()) throw_missing(best, prediction_folder);
  return std::move(best.paired);
}

}  // namespace perpixel
