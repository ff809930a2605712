#include "dataset/convert.h"

#include "dataset/class_table.h"
#include "dataset/layout_writer.h"
#include "dataset/mat_file.h"
#include "dataset/new_folder.h"
#include "dataset/pairs.h"
#include "error/error.h"
#include "file/file.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

struct Writer {
  DataLayout layout;
  bool of_image_classes;
  void (*write)(const SplitToWrite& to);
};

constexpr Writer kWriters[] = {
    {{"folder", "images/SPLIT, masks/SPLIT, classes.yaml; further truths in folders of their own"},
     false,
     write_folder_split},
    {{"voc", "JPEGImages, SegmentationClass, SegmentationObject, ImageSets/Segmentation, classes.yaml"},
     false,
     write_voc_split},
    {{"coco", "SPLIT, annotations/instances_SPLIT.json"}, false, write_coco_split},
    {{"imagenet", "SPLIT/CLASS"}, true, write_imagenet_split},
};

const Writer& writer_of(const std::string& asked, const std::string& data) {
  const std::string layout = !asked.empty() ? asked : parse_data_spec(data).kind == "sbd" ? "voc" : "folder";
  std::vector<std::string> names;
  for (const Writer& writer : kWriters) {
    if (layout == writer.layout.name) return writer;
    names.push_back(writer.layout.name);
  }
  throw Error(ErrorCode::bad_value, "unknown layout \"" + layout + "\"", did_you_mean(layout, names));
}

void require_fitting(const Dataset& dataset, const Writer& writer) {
  if (dataset.is_classification == writer.of_image_classes) return;
  throw Error(ErrorCode::unsupported,
              dataset.name + " has " + (dataset.is_classification ? "image-level classes" : "masks") +
                  ", which the " + writer.layout.name + " layout cannot hold",
              dataset.is_classification ? "use layout imagenet" : "use layout folder, voc or coco");
}

/// Scenes are made with every truth unless the user asks for less.
std::string with_every_truth(const std::string& data, const Writer& writer) {
  const DataSpec spec = parse_data_spec(data);
  if (spec.kind != "scenes" || spec.option("task")) return data;
  const std::string task = writer.of_image_classes ? "task=classify" : "task=everything";
  return data + (spec.options.empty() ? (data == "scenes" ? ":" : "") : ",") + task;
}

/// As open_dataset, but for labels in MATLAB files.
Dataset open_to_convert(const std::string& data, const std::string& split) {
  const DataSpec spec = parse_data_spec(data);
  const DatasetKind& kind = dataset_kind(spec.kind);
  return kind.list ? dataset_of(kind.list(spec, split), read_mat_labels) : kind.open(spec, split);
}

/// What is written for void must read as void again; colour masks become index masks.
ClassList table_as_written(ClassList classes) {
  classes.by_color = false;
  classes.value_aliases.clear();
  const auto id = classes.train_id_of(classes.void_id);
  if (!id) classes.ignore_ids.push_back(classes.void_id);
  return classes;
}

void write_table(const ClassList& classes, const fs::path& out) {
  write_file_atomically(out / "classes.yaml", class_table_text(table_as_written(classes)));
}

}  // namespace

const std::vector<DataLayout>& data_layouts() {
  static const std::vector<DataLayout> layouts = [] {
    std::vector<DataLayout> all;
    for (const Writer& writer : kWriters) all.push_back(writer.layout);
    return all;
  }();
  return layouts;
}

std::vector<ConvertedSplit> convert_dataset(const std::string& given, const fs::path& out,
                                            const ConvertOptions& options) {
  const Writer& writer = writer_of(options.layout, given);
  const std::string data = with_every_truth(given, writer);
  const std::vector<std::string> splits = options.splits.empty() ? dataset_splits(data) : options.splits;
  std::vector<Dataset> sets;
  for (const std::string& split : splits) sets.push_back(open_to_convert(data, split));
  for (const Dataset& set : sets) require_fitting(set, writer);
  NewFolder folder(out);
  std::vector<ConvertedSplit> written;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    writer.write({sets[i], splits[i], folder.path(), options.threads, options.progress});
    written.push_back({splits[i], sets[i].size()});
  }
  if (!sets.empty() && !writer.of_image_classes) write_table(sets.front().classes, folder.path());
  folder.finish();
  return written;
}

}  // namespace perpixel
