// The one type of user errors: what was wrong, where, and what to do about it.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace perpixel {

/// Stable numbers of user errors, printed as `error[E0203]`. A number is never reused for another meaning.
enum class ErrorCode : int {
  // 00xx: the command line
  usage = 1,     // the program ends with exit code 2
  internal = 2,  // a fault of the program itself
  // 01xx: files and folders
  file_not_found = 101,
  file_unreadable = 102,
  cannot_write = 103,  // read-only or missing output folder
  disk_full = 104,
  // 02xx: pictures and labels
  image_corrupt = 201,       // truncated or broken JPEG, PNG, TIFF
  image_too_large = 202,     // header claims more pixels than allowed
  label_not_in_table = 203,  // a mask holds a value outside the label table
  size_mismatch = 204,       // picture and mask differ in size
  image_unsupported = 205,
  // 03xx: data sets
  missing_mate = 301,  // picture without mask or mask without picture
  dataset_empty = 302,
  dataset_layout = 303,
  label_table = 304,
  // 04xx: configs and recipes
  unknown_key = 401,
  bad_value = 402,
  newer_version = 403,
  config_syntax = 404,
  // 05xx: graphs and weights
  graph_invalid = 501,
  shape_mismatch = 502,
  weights_corrupt = 503,
  weights_mismatch = 504,
  class_count = 505,
  unknown_model = 506,
  unsupported = 507,
  // 06xx: training
  non_finite_loss = 601,
  no_checkpoint = 602,
  out_of_memory = 603,
  // 07xx: this build or machine cannot
  not_built = 701,
  no_device = 702,
};

/// Thrown for everything a user can cause: bad files, bad flags, bad configs. `what()` holds what and where
/// (file, line, value); `hint()` says what to do and may be empty. Libraries throw it and never print.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& what_and_where, std::string hint = {})
      : std::runtime_error(what_and_where), code_(code), hint_(std::move(hint)) {}

  ErrorCode code() const { return code_; }
  const std::string& hint() const { return hint_; }

 private:
  ErrorCode code_;
  std::string hint_;
};

/// "E0203" for label_not_in_table.
std::string error_code_text(ErrorCode code);

/// What to do about an error that brings no hint of its own (docs/errors.md); never empty.
std::string default_hint(ErrorCode code);

/// A text of at most `most` bytes: of a longer one the beginning and the end, "..." between them; UTF-8
/// characters stay whole.
std::string shortened(std::string_view text, std::size_t most = 200);

/// The candidate with the smallest edit distance to `wanted`, or "" when none is near
/// (distance above two fifths of the longer length: a swap of neighbours counts two). Ties go to the earlier
/// candidate.
std::string nearest_name(std::string_view wanted, std::span<const std::string> candidates);

/// "did you mean `x`?" for the nearest candidate, else "known: a, b, c" (at most 12 names).
std::string did_you_mean(std::string_view wanted, std::span<const std::string> candidates);

}  // namespace perpixel
