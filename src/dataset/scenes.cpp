// Generated scenes as a data set: no files, every truth.
#include <algorithm>
#include <charconv>

#include "dataset/kinds.h"
#include "error/error.h"
#include "scene/scene.h"

namespace perpixel {
namespace {

// The splits' indices never meet, whatever the count.
constexpr std::int64_t kSplitStride = 1'000'000;

struct Scenes {
  SceneOptions options;
  std::int64_t first = 0, count = 0;
  bool is_classification = false;
};

[[noreturn]] void throw_option(const std::string& key, const std::string& value, const std::string& wanted) {
  throw Error(ErrorCode::bad_value, "scenes: " + key + "=" + value + " must be " + wanted);
}

template <class Number>
Number number(const std::string& key, std::string_view text, Number least, Number most) {
  Number value{};
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || code != std::errc{} || end != text.data() + text.size() || value < least ||
      value > most) {
    throw_option(key, std::string(text),
                 "a whole number in " + std::to_string(least) + ".." + std::to_string(most));
  }
  return value;
}

template <class Number>
Number option_number(const DataSpec& spec, const std::string& key, Number otherwise, Number least,
                     Number most) {
  const std::string* text = spec.option(key);
  return text ? number(key, *text, least, most) : otherwise;
}

/// "256", or "HxW" as everywhere on the command line.
void read_size(const DataSpec& spec, SceneOptions& options) {
  const std::string* text = spec.option("size");
  if (!text) return;
  const std::string_view size = *text;
  const auto cross = size.find('x');
  options.height = number("size", size.substr(0, cross), 1, 8192);
  options.width =
      cross == std::string::npos ? options.height : number("size", size.substr(cross + 1), 1, 8192);
}

void read_task(const DataSpec& spec, Scenes& scenes) {
  const std::string* task = spec.option("task");
  if (!task || *task == "segment") {
    scenes.options.truths = SceneTruths::semantic();
    scenes.options.truths.image_class = true;
  } else if (*task == "instances") {
    scenes.options.truths = SceneTruths::semantic();
    scenes.options.truths.image_class = scenes.options.truths.instances = true;
  } else if (*task == "classify") {
    scenes.options.truths = SceneTruths::classification();
    scenes.is_classification = true;
  } else if (*task != "everything") {
    throw_option("task", *task, "segment, instances, classify or everything");
  }
}

std::int64_t split_number(const std::string& split) {
  const std::vector<std::string> known{"train", "val", "test"};
  const auto at = std::find(known.begin(), known.end(), split);
  if (at != known.end()) return at - known.begin();
  throw Error(ErrorCode::bad_value, "scenes: no split \"" + split + "\"", did_you_mean(split, known));
}

/// `count` pictures to train on; `val_count` (or `val`) in val and in test, by default a fifth as many, at
/// most 200.
std::int64_t count_of(const DataSpec& spec, std::int64_t split) {
  const auto count = option_number<std::int64_t>(spec, "count", 2000, 1, kSplitStride);
  if (split == 0) return count;
  const auto usual = std::clamp<std::int64_t>(count / 5, 1, 200);
  const char* key = spec.option("val") ? "val" : "val_count";
  return option_number<std::int64_t>(spec, key, usual, 1, kSplitStride);
}

Scenes read_scenes(const DataSpec& spec, const std::string& split) {
  require_known_options(spec, {"seed", "count", "val_count", "val", "size", "version", "task"});
  if (spec.option("table"))
    throw Error(ErrorCode::unknown_key, "scenes: their label table is fixed; leave table= out");
  Scenes scenes;
  scenes.options.seed = option_number<std::uint64_t>(spec, "seed", 0, 0, UINT64_MAX);
  scenes.options.version = option_number(spec, "version", kSceneVersion, 1, 1'000'000);
  read_size(spec, scenes.options);
  read_task(spec, scenes);
  check_scene_options(scenes.options);
  scenes.first = split_number(split) * kSplitStride;
  scenes.count = count_of(spec, split_number(split));
  return scenes;
}

/// Zero-padded, so that names sort as they are numbered.
std::string scene_name(std::int64_t index) {
  const std::string digits = std::to_string(index);
  return "scene_" + std::string(digits.size() < 7 ? 7 - digits.size() : 0, '0') + digits;
}

Example load_scene(const Scenes& scenes, std::size_t i) {
  const std::int64_t index = scenes.first + static_cast<std::int64_t>(i);
  Example example = render_scene(scenes.options, index);
  example.name = scene_name(index);
  return example;
}

}  // namespace

Dataset open_scenes(const DataSpec& spec, const std::string& split) {
  const Scenes scenes = read_scenes(spec, split);
  Dataset dataset{
      .name = "scenes " + split,
      .classes = scenes.is_classification ? class_list_of(scene_image_classes()) : scene_classes(),
      .is_classification = scenes.is_classification};
  for (std::int64_t i = 0; i < scenes.count; ++i) dataset.names.push_back(scene_name(scenes.first + i));
  dataset.load = [scenes](std::size_t i) { return load_scene(scenes, i); };
  dataset.files = [](std::size_t) { return std::vector<std::string>(); };
  return dataset;
}

std::vector<std::string> scenes_splits(const DataSpec&) { return {"train", "val", "test"}; }

}  // namespace perpixel
