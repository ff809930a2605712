#include "scene/scene.h"

#include "error/error.h"
#include "scene/picture.h"
#include "scene/truth.h"

namespace perpixel {
namespace {

constexpr int kMaxSide = 8192;
constexpr std::int64_t kMaxPixels = 1 << 24;
constexpr std::int64_t kMaxKeptPixels = 1 << 20;

struct ClassRow {
  const char* name;
  Rgb color;
  bool is_thing;
};

constexpr ClassRow kClassRows[] = {{"sky", {120, 180, 230}, false},       {"ground", {170, 150, 110}, false},
                                   {"road", {128, 64, 128}, false},       {"water", {30, 90, 200}, false},
                                   {"building", {90, 90, 90}, false},     {"wall", {150, 100, 100}, false},
                                   {"vegetation", {107, 142, 35}, false}, {"tree", {0, 100, 0}, true},
                                   {"vehicle", {0, 0, 142}, true},        {"figure", {220, 20, 60}, true},
                                   {"animal", {200, 120, 220}, true},     {"boat", {0, 220, 220}, true},
                                   {"crate", {250, 170, 30}, true},       {"pole", {255, 255, 0}, false},
                                   {"wire", {255, 255, 255}, false},      {"railing", {255, 110, 0}, false}};
static_assert(std::size(kClassRows) == scene_class::count);

void check_side(const char* name, int value) {
  if (value >= 1 && value <= kMaxSide) return;
  throw Error(ErrorCode::bad_value, std::string("scenes: ") + name + " = " + std::to_string(value) +
                                        " must be in [1, " + std::to_string(kMaxSide) + "]");
}

std::string scene_name(std::int64_t index) {
  const std::string digits = std::to_string(index);
  return "scene_" + std::string(digits.size() < 7 ? 7 - digits.size() : 0, '0') + digits;
}

}  // namespace

void check_scene_options(const SceneOptions& options) {
  if (options.version > kSceneVersion) {
    throw Error(ErrorCode::newer_version,
                "scenes: version = " + std::to_string(options.version) + ", this build knows 1",
                "use version=1 or a newer perpixel");
  }
  if (options.version < 1) {
    throw Error(ErrorCode::bad_value, "scenes: version = " + std::to_string(options.version) + " must be 1",
                "use version=1");
  }
  check_side("width", options.width);
  check_side("height", options.height);
  if (static_cast<std::int64_t>(options.width) * options.height > kMaxPixels) {
    throw Error(ErrorCode::bad_value, "scenes: " + std::to_string(options.width) + " x " +
                                          std::to_string(options.height) + " is more than 2^24 pixels");
  }
}

Example render_scene(const SceneOptions& options, std::int64_t index) {
  check_scene_options(options);
  if (index < 0)
    throw Error(ErrorCode::bad_value, "scenes: index = " + std::to_string(index) + " must be at least 0");
  const Composition composition = compose(options.seed, static_cast<std::uint64_t>(index));
  // Kept between pictures: the page faults of a fresh grid cost a tenth of the drawing.
  thread_local SampleGrid kept_grid;
  SampleGrid large_grid;
  const bool is_large = static_cast<std::int64_t>(options.width) * options.height > kMaxKeptPixels;
  Drawing drawing(composition, options.width, options.height, is_large ? large_grid : kept_grid);
  Example example;
  example.name = scene_name(index);
  fill_truths(drawing, owners_of(drawing), options.truths, example);
  example.image = shade_picture(drawing);
  return example;
}

ClassList scene_classes() {
  ClassList list;
  for (const ClassRow& row : kClassRows) {
    list.classes.push_back({row.name, static_cast<int>(list.classes.size()), row.color, row.is_thing});
  }
  return list;
}

std::vector<std::string> scene_image_classes() {
  return {"car", "bus", "figure", "dog", "cow", "tree", "conifer", "boat", "crate", "house"};
}

std::vector<std::string> scene_parts() {
  return {"none",
          "head",
          "torso",
          "left_upper_arm",
          "right_upper_arm",
          "left_lower_arm",
          "right_lower_arm",
          "left_upper_leg",
          "right_upper_leg",
          "left_lower_leg",
          "right_lower_leg"};
}

}  // namespace perpixel
