#include "error/error.h"

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace perpixel {

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

const char* cure(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage:
      return "perpixel COMMAND --help";
    case ErrorCode::internal:
      return "this is a fault of perpixel; please report the command and what `perpixel doctor` says";
    case ErrorCode::file_not_found:
      return "check the path";
    case ErrorCode::file_unreadable:
      return "check its permissions, and that it is the file that is meant";
    case ErrorCode::cannot_write:
      return "choose another output folder with -o, or change its permissions";
    case ErrorCode::disk_full:
      return "free some space, then run the same command again (training: with --resume)";
    case ErrorCode::image_corrupt:
      return "the file is cut off or broken: copy or export it again";
    case ErrorCode::image_too_large:
      return "a TIFF: predict --tile 1024 reads it in bands; others: cut the picture into pieces";
    case ErrorCode::label_not_in_table:
      return "add the value to `classes` or `ignore` of the label table, or mend the mask";
    case ErrorCode::size_mismatch:
      return "resize masks without interpolation (nearest)";
    case ErrorCode::image_unsupported:
      return "convert it to an 8- or 16-bit JPEG, PNG or TIFF";
    case ErrorCode::missing_mate:
      return "`perpixel data check` lists all pictures without mask and masks without picture";
    case ErrorCode::dataset_empty:
      return "check the path, the lists and the file types (.jpg, .png, .tif)";
    case ErrorCode::dataset_layout:
      return "`perpixel datasets` lists the folders that each kind expects";
    case ErrorCode::label_table:
      return "`perpixel data check` drafts a label table from the masks";
    case ErrorCode::unknown_key:
      return "`perpixel config` lists every key";
    case ErrorCode::bad_value:
      return "`perpixel config --explain KEY` says what a key takes";
    case ErrorCode::newer_version:
      return "use the perpixel that wrote it, or a newer one";
    case ErrorCode::config_syntax:
      return "YAML wants `key: value`, sections indented by spaces";
    case ErrorCode::graph_invalid:
      return "a fault of the model's definition; please report the command";
    case ErrorCode::shape_mismatch:
      return "build the model as it was trained, or give pictures of the size that it takes";
    case ErrorCode::weights_corrupt:
      return "copy the file again, or take an older checkpoint";
    case ErrorCode::weights_mismatch:
      return "give the run folder, so that the model is built as it was trained";
    case ErrorCode::class_count:
      return "score a model on the classes that it was trained for";
    case ErrorCode::unknown_model:
      return "`perpixel models` lists the zoo";
    case ErrorCode::unsupported:
      return "`perpixel --help` lists what this version does";
    case ErrorCode::non_finite_loss:
      return "lower train.lr; `perpixel data check` looks for broken pictures";
    case ErrorCode::no_checkpoint:
      return "train it first";
    case ErrorCode::out_of_memory:
      return "use smaller pictures, a smaller batch, or --window to predict";
    case ErrorCode::not_built:
      return "./build.sh makes the full build";
    case ErrorCode::no_device:
      return "`perpixel doctor` says what this machine has";
  }
  return "see docs/errors.md";
}

}  // namespace

std::string default_hint(ErrorCode code) { return cure(code); }

std::string shortened(std::string_view text, std::size_t most) {
  constexpr std::string_view kGap = "...";
  if (text.size() <= most) return std::string(text);
  const std::size_t kept = most > kGap.size() ? most - kGap.size() : 0;
  std::size_t head = kept * 2 / 3, tail = text.size() - (kept - head);
  while (head > 0 && continues_character(text[head])) --head;
  while (tail < text.size() && continues_character(text[tail])) ++tail;
  return std::string(text.substr(0, head)).append(kGap).append(text.substr(tail));
}

std::string error_code_text(ErrorCode code) {
  char text[16];
  std::snprintf(text, sizeof text, "E%04d", static_cast<int>(code));
  return text;
}

std::string nearest_name(std::string_view wanted, std::span<const std::string> candidates) {
  std::string best;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(wanted, candidate);
    const std::size_t limit = std::max<std::size_t>(1, std::max(wanted.size(), candidate.size()) * 2 / 5);
    if (distance <= limit && (best.empty() || distance < best_distance)) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view wanted, std::span<const std::string> candidates) {
  if (const std::string near = nearest_name(wanted, candidates); !near.empty())
    return "did you mean `" + near + "`?";
  std::string list = "known: ";
  constexpr std::size_t kMost = 12;
  for (std::size_t i = 0; i < std::min(kMost, candidates.size()); ++i)
    list += (i ? ", " : "") + candidates[i];
  if (candidates.size() > kMost) list += ", ...";
  return list;
}

}  // namespace perpixel
