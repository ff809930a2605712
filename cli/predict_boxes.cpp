#include "predict_boxes.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <optional>

#include "dataset/box_list.h"
#include "file/file.h"
#include "image/codec.h"
#include "output.h"
#include "predict/box_mask.h"
#include "progress_bar.h"
#include "stream_report.h"
#include "write/overlay.h"
#include "write/probability.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct SkippedBox {
  std::string where;
  Error error;
};

/// A box of one picture, its class known.
struct WantedBox {
  ListedBox listed;
  int class_id = 0;
  std::size_t number = 0;  // among the picture's boxes
};

/// By name, else by the data set's own number; without either only where the model has one class.
int class_of(const ListedBox& box, const ClassList& classes) {
  const std::vector<std::string> names = classes.names();
  if (box.class_name.empty()) {
    if (names.size() == 1) return 0;
    throw Error(ErrorCode::bad_value,
                box.where + ": no class, and the model has " + std::to_string(names.size()),
                "name it in the column class: " + did_you_mean("", names));
  }
  const auto found = std::ranges::find(names, box.class_name);
  if (found != names.end()) return static_cast<int>(found - names.begin());
  int id = 0;
  const char* end = box.class_name.data() + box.class_name.size();
  if (const auto read = std::from_chars(box.class_name.data(), end, id);
      read.ptr == end && read.ec == std::errc{})
    for (std::size_t c = 0; c < names.size(); ++c)
      if (classes.classes[c].file_id == id) return static_cast<int>(c);
  throw Error(ErrorCode::bad_value,
              box.where + ": class \"" + shortened(box.class_name, 40) + "\" is none of the model's",
              did_you_mean(box.class_name, names));
}

/// Which input a listed file is: the same path, the same stem below the common root, or the same name when
/// only one input has it.
class Pictures {
 public:
  explicit Pictures(const std::vector<InputFile>& files) {
    for (std::size_t i = 0; i < files.size(); ++i) {
      paths_[absolute_path(files[i].path).string()] = i;
      paths_[files[i].stem + files[i].path.extension().string()] = i;
      names_[files[i].path.filename().string()].push_back(i);
    }
  }

  std::size_t index_of(const ListedBox& box) const {
    for (const std::string& path : {absolute_path(box.file).string(), box.file})
      if (const auto found = paths_.find(path); found != paths_.end()) return found->second;
    const auto named = names_.find(box.file);
    if (named != names_.end() && named->second.size() == 1) return named->second.front();
    throw Error(
        ErrorCode::file_not_found,
        box.where + ": " + shortened(box.file) +
            (named == names_.end() ? " is none of the input pictures" : " names several input pictures"),
        "write the picture's path, or its name where only one picture has it");
  }

 private:
  std::map<std::string, std::size_t> paths_;
  std::map<std::string, std::vector<std::size_t>> names_;
};

/// Everything that the writer of one picture needs.
struct FoundMasks {
  std::vector<WantedBox> boxes;
  std::vector<BoxMask> masks;
  Image picture;  // empty when no overlay is wanted
};

class BoxFiles {
 public:
  BoxFiles(const OpenedModel& opened, const Forward& forward, const BoxRequest& request,
           const std::vector<InputFile>& all)
      : recipe_(opened.model.recipe), forward_(forward), request_(request) {
    share_out(read_boxes(request.boxes), all);
  }

  /// Those that have boxes.
  const std::vector<InputFile>& files() const { return files_; }
  const std::vector<SkippedBox>& skipped() const { return skipped_; }

  std::function<void()> operator()(std::size_t index, const Image& image) {
    auto found = std::make_shared<FoundMasks>();
    if (request_.overlay) found->picture = image;
    for (const WantedBox& box : boxes_[index]) {
      try {
        BoxMask mask =
            predict_box_mask(image, box.listed.box, box.class_id, recipe_, forward_, request_.threshold);
        if (!request_.npy) mask.probabilities = {};
        found->masks.push_back(std::move(mask));
        found->boxes.push_back(box);
        note(index, box, found->masks.back().mask);
      } catch (const Error& error) {
        if (error.code() != ErrorCode::bad_value) throw;
        skip(box.listed, {error.code(), box.listed.where + ": " + error.what(), error.hint()});
      }
    }
    return [this, index, found] { write(files_[index].stem, *found); };
  }

  /// What OUT/masks.json lists, by picture and box.
  Json json() const {
    Json list = Json::array();
    for (const auto& [place, item] : listed_) list.push_back(item);
    return list;
  }

 private:
  void share_out(const std::vector<ListedBox>& boxes, const std::vector<InputFile>& all) {
    const Pictures pictures(all);
    std::map<std::size_t, std::vector<WantedBox>> by_picture;
    std::map<std::size_t, std::size_t> counted;
    for (const ListedBox& box : boxes) {
      try {
        const std::size_t picture = pictures.index_of(box), number = counted[picture]++;
        by_picture[picture].push_back({box, class_of(box, recipe_.classes), number});
      } catch (const Error& error) {
        skip(box, error);
      }
    }
    for (auto& [picture, wanted] : by_picture) {
      if (wanted.empty()) continue;  // no class of its boxes is known
      files_.push_back(all[picture]);
      boxes_.push_back(std::move(wanted));
    }
  }

  void skip(const ListedBox& box, const Error& error) { skipped_.push_back({box.where, error}); }

  static std::string name_of(const std::string& stem, const WantedBox& box) {
    return stem + "_" + std::to_string(box.number);
  }

  void note(std::size_t index, const WantedBox& box, const Mask& mask) {
    const Box& b = box.listed.box;
    listed_[{index, box.number}] = {
        {"mask", "masks/" + name_of(files_[index].stem, box) + ".png"},
        {"file", files_[index].path.string()},
        {"box", Json::array({b.x0, b.y0, b.x1, b.y1})},
        {"class", recipe_.classes.classes[static_cast<std::size_t>(box.class_id)].name},
        {"pixels", std::ranges::count(mask.inside, std::uint8_t{1})}};
  }

  void write(const std::string& stem, const FoundMasks& found) const {
    const fs::path out = request_.output;
    for (std::size_t i = 0; i < found.masks.size(); ++i) {
      const std::string name = name_of(stem, found.boxes[i]);
      if (request_.png) write_mask(out / "masks" / (name + ".png"), found.masks[i].mask);
      if (request_.npy) write_soft(out / "prob" / (name + ".npy"), found.masks[i].probabilities);
    }
    if (request_.overlay) write_overlay(out / "vis" / (stem + "_overlay.jpg"), found);
  }

  static void write_mask(const fs::path& to, const Mask& mask) {
    create_parent_folder(to);
    Image image(mask.height, mask.width, 1);
    std::ranges::transform(mask.inside, image.samples<std::uint8_t>().begin(),
                           [](std::uint8_t inside) { return static_cast<std::uint8_t>(inside ? 255 : 0); });
    write_image(to, image);
  }

  static void write_soft(const fs::path& to, const Tensor& probabilities) {
    create_parent_folder(to);
    write_probabilities(to, probabilities.reshaped({1, probabilities.size(0), probabilities.size(1)}));
  }

  /// Later boxes cover earlier ones.
  void write_overlay(const fs::path& to, const FoundMasks& found) const {
    create_parent_folder(to);
    LabelMap labels(found.picture.height(), found.picture.width());
    for (std::size_t i = 0; i < found.masks.size(); ++i)
      for (std::size_t p = 0; p < labels.ids.size(); ++p)
        if (found.masks[i].mask.inside[p]) labels.ids[p] = static_cast<ClassId>(found.boxes[i].class_id);
    write_image(to, overlay(found.picture, labels, recipe_.classes));
  }

  const Recipe& recipe_;
  Forward forward_;
  BoxRequest request_;
  std::vector<InputFile> files_;
  std::vector<std::vector<WantedBox>> boxes_;  // of files_
  std::vector<SkippedBox> skipped_;
  std::map<std::pair<std::size_t, std::size_t>, Json> listed_;  // by picture and box
};

Json skipped_json(const std::vector<SkippedBox>& skipped) {
  Json list = Json::array();
  for (const SkippedBox& box : skipped)
    list.push_back(
        {{"where", box.where}, {"code", error_code_text(box.error.code())}, {"message", box.error.what()}});
  return list;
}

void tell_skipped(const std::vector<SkippedBox>& skipped) {
  for (const SkippedBox& box : skipped) print_error(box.error);
  if (!skipped.empty()) log_line(std::to_string(skipped.size()) + " boxes were passed over");
}

}  // namespace

int predict_boxes(const OpenedModel& opened, const Forward& forward, const BoxRequest& request,
                  const std::vector<InputFile>& files, bool json) {
  BoxFiles boxes(opened, forward, request, files);
  if (boxes.files().size() < files.size())
    log_line(std::to_string(files.size() - boxes.files().size()) + " pictures have no box");
  ProgressBar bar("labelled", boxes.files().size());
  const StreamReport report = stream_pictures(
      boxes.files(), request.readers, [&](std::size_t i, const Image& image) { return boxes(i, image); },
      bar);
  bar.finish();
  tell_skipped(boxes.skipped());
  tell_failures(report);
  const Json masks = boxes.json();
  write_file_atomically(fs::path(request.output) / "masks.json", dumped(masks) + "\n");
  Json document = report_json(report, request.output);
  document["skipped"] = skipped_json(boxes.skipped());
  document["masks"] = masks;
  print_result(json ? dumped(document)
                    : std::to_string(masks.size()) + " boxes of " + std::to_string(report.done) +
                          " pictures labelled -> " + request.output);
  return report.interrupted || !report.failed.empty() ? exit_code(report) : boxes.skipped().empty() ? 0 : 1;
}

}  // namespace perpixel
