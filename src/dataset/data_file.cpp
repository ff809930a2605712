// A data set described by a YAML file:
//
//   version: 1
//   path: .                                    # where relative paths start; default: this file's folder
//   train: {images: train/x, masks: train/y}   # or a list file of "picture mask" lines: train.txt
//   val: {images: val/x, masks: val/y}         # or a rule for an undivided set: 0.2, 20-23, a+b
//   images: x                                  # an undivided set, instead of train and val
//   masks: y
//   kind: camvid                               # or: `path` as that kind, with its options
//   options: {labels: trainIds}
//   classes: [...]                             # the label table (dataset/class_table.h)
#include <functional>

#include "dataset/folder_listing.h"
#include "dataset/kinds.h"
#include "dataset/yaml_keys.h"
#include "file/file.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

/// What a data file says.
struct DataFile {
  DataSpec spec;        // of `kind`, or "yaml" with the split rules as options
  FolderLayout layout;  // of "yaml"
};

fs::path root_of(const YamlFile& file, const fs::path& yaml) {
  const fs::path beside = yaml.parent_path();
  if (!file.root["path"].IsDefined()) return beside.empty() ? fs::path(".") : beside;
  return beside / yaml_text(file, file.root["path"], "path");
}

fs::path folder_at(const YamlFile& file, const YAML::Node& node, const fs::path& root,
                   const std::string& key) {
  const fs::path folder = root / yaml_text(file, node, key);
  std::error_code error;
  if (fs::is_directory(folder, error)) return folder;
  throw Error(ErrorCode::dataset_layout,
              yaml_place(file, node) + ": `" + key + "`: no folder " + folder.string());
}

FolderSide two_folders(const YamlFile& file, const YAML::Node& map, const fs::path& root) {
  require_known_keys(file, map, {"images", "masks"});
  return {folder_at(file, map["images"], root, "images"), folder_at(file, map["masks"], root, "masks"), {}};
}

/// `train:`, `val:` or `test:`: folders, a list, or a rule.
void read_split(const YamlFile& file, const std::string& split, const fs::path& root, DataFile& data) {
  const YAML::Node node = file.root[split];
  if (!node.IsDefined()) return;
  if (node.IsMap()) {
    data.layout.sides[split] = two_folders(file, node, root);
    return;
  }
  const std::string text = yaml_text(file, node, split);
  std::error_code error;
  if (text.ends_with(".txt")) {
    const fs::path list = root / text;
    if (!fs::is_regular_file(list, error)) {
      throw Error(ErrorCode::file_not_found, yaml_place(file, node) + ": no list " + list.string());
    }
    data.layout.sides[split] = {{}, {}, list};
  } else {
    data.spec.options.emplace_back(split, text);
  }
}

void read_options(const YamlFile& file, DataSpec& spec) {
  const YAML::Node node = file.root["options"];
  if (!node.IsDefined()) return;
  if (!node.IsMap()) throw Error(ErrorCode::bad_value, yaml_place(file, node) + ": `options` must be a map");
  for (const auto& entry : node) {
    const std::string key = yaml_text(file, entry.first, "options");
    spec.options.emplace_back(key, yaml_text(file, entry.second, key));
  }
}

/// `images:` and `masks:` at the top: one undivided pair of folders (or one that is divided inside).
void read_undivided(const YamlFile& file, const fs::path& root, DataFile& data) {
  const YAML::Node images = file.root["images"], masks = file.root["masks"];
  if (!images.IsDefined() && !masks.IsDefined()) return;
  data.layout =
      layout_of(root, folder_at(file, images, root, "images"), folder_at(file, masks, root, "masks"));
}

DataFile read_data_file(const DataSpec& given) {
  const fs::path yaml = given.path;
  const YamlFile file = parse_yaml_map(read_text_file(yaml, std::size_t{1} << 20), given.path);
  require_known_keys(file, file.root,
                     {"version", "by_color", "classes", "ignore", "void_id", "void_color", "path", "kind",
                      "options", "train", "val", "test", "images", "masks"});
  const fs::path root = root_of(file, yaml);
  DataFile data{.spec = {.kind = "yaml", .path = given.path, .options = given.options},
                .layout = {.root = root}};
  read_options(file, data.spec);
  if (file.root["classes"].IsDefined() && !data.spec.option("table"))
    data.spec.options.emplace_back("table", given.path);
  if (file.root["kind"].IsDefined()) {
    data.spec.kind = yaml_text(file, file.root["kind"], "kind");
    data.spec.path = root.string();
    return data;
  }
  read_undivided(file, root, data);
  for (const char* split : {"train", "val", "test"}) read_split(file, split, root, data);
  if (data.layout.sides.empty()) {
    // `path` and nothing else: its layout is found as for folder:.
    DataSpec folder{.kind = "folder", .path = root.string()};
    data.layout = find_folder_layout(folder);
  }
  return data;
}

/// `kind:` delegates; to itself it would never end.
const DatasetKind* delegate_of(const DataFile& data) {
  if (data.spec.kind == "yaml") return nullptr;
  const DatasetKind& kind = dataset_kind(data.spec.kind);
  if (kind.list && kind.list != list_data_file) return &kind;
  throw Error(ErrorCode::bad_value,
              data.spec.path + ": kind " + data.spec.kind + " cannot stand in a data file");
}

}  // namespace

PairListing list_data_file(const DataSpec& spec, const std::string& split) {
  const DataFile data = read_data_file(spec);
  if (const DatasetKind* kind = delegate_of(data)) return kind->list(data.spec, split);
  require_known_options(data.spec, {"image_suffix", "mask_suffix", "missing", "train", "val", "test", "by"});
  return list_layout(data.layout, data.spec, split);
}

std::vector<std::string> data_file_splits(const DataSpec& spec) {
  const DataFile data = read_data_file(spec);
  if (const DatasetKind* kind = delegate_of(data)) return kind->splits(data.spec);
  return splits_of_layout(data.layout, data.spec);
}

}  // namespace perpixel
