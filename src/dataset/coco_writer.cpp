// The COCO layout: Lin et al. 2014; semantic sets as in COCO-stuff.
#include <nlohmann/json.hpp>

#include "dataset/picture_writer.h"
#include "error/error.h"
#include "file/file.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json segmentation(const Rle& rle) {
  return {{"size", {rle.height, rle.width}}, {"counts", rle_to_text(rle)}};
}

int category_of(int class_id, const ClassList& classes, const std::string& name) {
  if (class_id >= 0 && static_cast<std::size_t>(class_id) < classes.size()) {
    return classes.classes[static_cast<std::size_t>(class_id)].file_id;
  }
  throw Error(ErrorCode::class_count, name + ": an instance of class " + std::to_string(class_id) +
                                          ", but the table has " + std::to_string(classes.size()) +
                                          " classes");
}

/// Everything but the id, which the writer counts.
Json annotation(std::size_t image_id, int category, const Rle& rle, bool is_crowd) {
  const Box box = bounding_box(rle);
  return {{"image_id", image_id},
          {"category_id", category},
          {"segmentation", segmentation(rle)},
          {"area", area(rle)},
          {"bbox", {box.x0, box.y0, box.width(), box.height()}},
          {"iscrowd", is_crowd ? 1 : 0}};
}

void add_keypoints(const std::vector<Keypoint>& keypoints, Json& json) {
  if (keypoints.empty()) return;
  int labelled = 0;
  Json& flat = json["keypoints"] = Json::array();
  for (const Keypoint& k : keypoints) {
    flat.push_back(k.x);
    flat.push_back(k.y);
    flat.push_back(k.visibility);
    labelled += k.visibility > 0;
  }
  json["num_keypoints"] = labelled;
}

std::vector<Json> instance_annotations(const Example& example, std::size_t image_id,
                                       const ClassList& classes) {
  std::vector<Json> all;
  for (const Instance& instance : example.instances) {
    Json json = annotation(image_id, category_of(instance.class_id, classes, example.name), instance.mask,
                           instance.is_crowd);
    if (instance.amodal) json["amodal_segmentation"] = segmentation(*instance.amodal);
    add_keypoints(instance.keypoints, json);
    all.push_back(std::move(json));
  }
  return all;
}

std::vector<Json> class_annotations(const Example& example, std::size_t image_id, const ClassList& classes) {
  std::vector<Json> all;
  if (!example.labels) return all;
  const LabelMap& labels = *example.labels;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    Mask mask(labels.height, labels.width);
    bool any = false;
    for (std::size_t i = 0; i < labels.ids.size(); ++i) {
      mask.inside[i] = labels.ids[i] == c;
      any |= labels.ids[i] == c;
    }
    if (any) all.push_back(annotation(image_id, classes.classes[c].file_id, encode_rle(mask), false));
  }
  return all;
}

/// The image's entry, then its annotations without id and without the opening brace.
std::vector<std::string> records(const SplitToWrite& to, std::size_t i, const Example& example) {
  const std::size_t image_id = i + 1;
  const std::string file = write_picture(example, to.dataset.files(i), to.out / to.split,
                                         safe_name(example.name), PictureForm::lossless);
  std::vector<std::string> lines{dump({{"id", image_id},
                                       {"file_name", file},
                                       {"width", example.image.width()},
                                       {"height", example.image.height()}})};
  const ClassList& classes = to.dataset.classes;
  const std::vector<Json> all = example.instances.empty() ? class_annotations(example, image_id, classes)
                                                          : instance_annotations(example, image_id, classes);
  for (const Json& json : all) lines.push_back(dump(json).substr(1));
  return lines;
}

Json categories(const ClassList& classes, bool with_keypoints) {
  Json all = Json::array();
  for (const ClassInfo& info : classes.classes) {
    Json json{{"id", info.file_id},
              {"name", info.name},
              {"supercategory", info.is_thing ? "thing" : "stuff"},
              {"isthing", info.is_thing ? 1 : 0},
              {"color", {info.color.r, info.color.g, info.color.b}}};
    if (with_keypoints && info.is_thing) json["keypoints"] = kCocoKeypoints;
    all.push_back(std::move(json));
  }
  return all;
}

bool has_keypoints(const std::vector<std::string>& lines) {
  return std::any_of(lines.begin() + 1, lines.end(), [](const std::string& line) {
    return line.find("\"num_keypoints\"") != std::string::npos;
  });
}

/// Annotations stream out as they come; the images' entries, a line each, wait in memory.
void write_json(const SplitToWrite& to, std::ostream& out) {
  std::string images;
  std::size_t annotations = 0;
  bool keypoints = false;
  out << "{\"info\":{\"description\":" << dump(to.dataset.name) << "},\"licenses\":[],\"annotations\":[";
  write_in_order(
      to, [&](std::size_t i, const Example& example) { return records(to, i, example); },
      [&](const std::vector<std::string>& lines) {
        images += (images.empty() ? "" : ",\n") + lines.at(0);
        keypoints = keypoints || has_keypoints(lines);
        for (std::size_t k = 1; k < lines.size(); ++k) {
          out << (annotations > 0 ? ",\n" : "\n");
          out << "{\"id\":" << ++annotations << "," << lines[k];
        }
      });
  out << "],\n\"images\":[" << images
      << "],\n\"categories\":" << dump(categories(to.dataset.classes, keypoints)) << "}\n";
}

}  // namespace

void write_coco_split(const SplitToWrite& to) {
  const fs::path folder = to.out / "annotations";
  std::error_code error;
  fs::create_directories(folder, error);
  write_file_atomically(folder / ("instances_" + to.split + ".json"),
                        [&](std::ostream& out) { write_json(to, out); });
}

}  // namespace perpixel
