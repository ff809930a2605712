#include "class_argument.h"

#include <algorithm>
#include <charconv>

#include "dataset/dataset.h"
#include "error/error.h"
#include "metric/score_semantic.h"

namespace perpixel {
namespace {

bool is_whole_number(const std::string& text, int& number) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc{} && end == text.data() + text.size();
}

std::vector<std::string> split_names(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= text.size();) {
    const auto comma = std::min(text.find(',', at), text.size());
    names.push_back(text.substr(at, comma - at));
    at = comma + 1;
  }
  return names;
}

/// Above 255 they are classes of whole pictures, whose numbers no mask holds.
ClassList numbered(int count) {
  if (count <= kMostMaskClasses) return numbered_classes(count);
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(std::to_string(i));
  return class_list_of(names);
}

bool is_data(const std::string& text) {
  return text.find(':') != std::string::npos || text == "scenes" || text.ends_with(".yaml") ||
         text.ends_with(".yml");
}

}  // namespace

ClassList class_list_argument(const std::string& text, int most) {
  int number = 0;
  if (is_whole_number(text, number)) {
    if (number < 1 || number > most)
      throw Error(ErrorCode::usage, "--classes " + text + " is no number of classes",
                  "give 1 to " + std::to_string(most) + ", names separated by commas, or DATA");
    return numbered(number);
  }
  if (is_data(text)) return open_dataset(text, dataset_splits(text).front()).classes;
  const std::vector<std::string> names = split_names(text);
  if (std::find(names.begin(), names.end(), "") != names.end())
    throw Error(ErrorCode::usage, "--classes " + shortened(text) + " has an empty name",
                "names are separated by single commas: --classes sky,road");
  return class_list_of(names);
}

}  // namespace perpixel
