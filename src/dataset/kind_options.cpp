#include "dataset/kind_options.h"

#include <algorithm>

#include "dataset/class_table.h"
#include "dataset/mask_values.h"
#include "dataset/picture_files.h"
#include "error/error.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

fs::path own_table(const DataSpec& spec, const fs::path& root) {
  if (const std::string* table = spec.option("table")) return *table;
  const fs::path beside = root / "classes.yaml";
  return is_file(beside) ? beside : fs::path();
}

bool is_colored(const fs::path& mask) {
  const ImageHeader header = read_header(mask);
  if (header.channels < 3 || header.has_palette) return false;
  return histogram_of(read_mask(mask, true), mask.string()).is_color;
}

}  // namespace

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
    throw Error(ErrorCode::unknown_key,
                "data " + spec.kind + ":" + spec.path + ": unknown option `" + key + "`",
                did_you_mean(key, names));
  }
}

bool first_mask_is_colored(const std::vector<Pair>& pairs) {
  for (const Pair& pair : pairs) {
    if (pair.mask.empty() || !is_file(pair.mask)) continue;
    try {
      return is_colored(pair.mask);
    } catch (
        const Error&) {  // whoever reads this mask says what is wrong with it; the next one tells as much
    }
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
