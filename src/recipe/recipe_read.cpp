#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "error/error.h"
#include "recipe/crf_normalisation.h"
#include "recipe/recipe.h"
#include "recipe/size_rule.h"

namespace perpixel {

namespace {

using Json = nlohmann::json;

// Declared first: the templates below look these names up where they are written.
void read(const Json& json, const std::string& where, ClassInfo& to);
void read(const Json& json, const std::string& where, ClassList& to);
void read(const Json& json, const std::string& where, InputRecipe& to);
void read(const Json& json, const std::string& where, DenseCrfRecipe& to);
void read(const Json& json, const std::string& where, SuperpixelRecipe& to);

[[noreturn]] void wrong_type(const std::string& where, const Json& value, const char* wanted) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 60) + "...";
  throw Error(ErrorCode::bad_value, where + " = " + text + " must be " + wanted);
}

void read(const Json& json, const std::string& where, int& to) {
  if (!json.is_number_integer() && !json.is_number_unsigned()) wrong_type(where, json, "a whole number");
  const bool fits =
      json.is_number_unsigned()
          ? json.get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<int>::max())
          : json.get<std::int64_t>() >= std::numeric_limits<int>::min();
  if (!fits) wrong_type(where, json, "a whole number of 32 bits");
  to = json.get<int>();
}

void read(const Json& json, const std::string& where, float& to) {
  if (!json.is_number()) wrong_type(where, json, "a number");
  to = json.get<float>();
}

void read(const Json& json, const std::string& where, bool& to) {
  if (!json.is_boolean()) wrong_type(where, json, "true or false");
  to = json.get<bool>();
}

void read(const Json& json, const std::string& where, std::string& to) {
  if (!json.is_string()) wrong_type(where, json, "a text");
  to = json.get<std::string>();
}

void read(const Json& json, const std::string& where, std::uint8_t& to) {
  int value = 0;
  read(json, where, value);
  if (value < 0 || value > 255) wrong_type(where, json, "in [0, 255]");
  to = static_cast<std::uint8_t>(value);
}

void read(const Json& json, const std::string& where, ClassId& to) {
  int value = 0;
  read(json, where, value);
  if (value < 0 || value > kIgnore) wrong_type(where, json, "a train id");
  to = static_cast<ClassId>(value);
}

const Json& list_of(const Json& json, const std::string& where, std::size_t size, const char* wanted) {
  if (!json.is_array() || (size && json.size() != size)) wrong_type(where, json, wanted);
  return json;
}

void read(const Json& json, const std::string& where, Rgb& to) {
  list_of(json, where, 3, "a colour [R, G, B]");
  read(json[0], where, to.r);
  read(json[1], where, to.g);
  read(json[2], where, to.b);
}

/// An enumeration by the names in its table.
template <class Value, std::size_t N>
void read_name(const Json& json, const std::string& where,
               const std::array<std::pair<Value, const char*>, N>& names, Value& to) {
  std::string name;
  read(json, where, name);
  std::vector<std::string> known;
  for (const auto& [value, value_name] : names) {
    if (name == value_name) return void(to = value);
    known.emplace_back(value_name);
  }
  throw Error(ErrorCode::bad_value, where + " = \"" + name + "\" is not known", did_you_mean(name, known));
}

void read(const Json& json, const std::string& where, SizeRule& to) {
  read_name(json, where, kSizeRuleNames, to);
}

void read(const Json& json, const std::string& where, CrfNormalisation& to) {
  read_name(json, where, kCrfNormalisationNames, to);
}

template <class A, class B>
void read(const Json& json, const std::string& where, std::pair<A, B>& to) {
  list_of(json, where, 2, "a pair");
  read(json[0], where, to.first);
  read(json[1], where, to.second);
}

/// One table: every key with where its value goes. Keys outside the table are refused.
class Object {
 public:
  Object(const Json& json, std::string where) : json_(json), where_(std::move(where)) {
    if (!json.is_object()) wrong_type(where_, json, "a table of keys");
  }

  template <class T>
  Object& key(const char* name, T& to);

  void refuse_others() const {
    for (const auto& [name, value] : json_.items())
      if (std::ranges::find(known_, name) == known_.end())
        throw Error(ErrorCode::unknown_key, where_ + ": unknown key \"" + name + "\"",
                    did_you_mean(name, known_));
  }

 private:
  const Json& json_;
  std::string where_;
  std::vector<std::string> known_;
};

template <class T>
void read(const Json& json, const std::string& where, std::vector<T>& to) {
  list_of(json, where, 0, "a list");
  to.assign(json.size(), T{});
  for (std::size_t i = 0; i < to.size(); ++i) read(json[i], where + "[" + std::to_string(i) + "]", to[i]);
}

void read(const Json& json, const std::string& where, ClassInfo& to) {
  Object(json, where)
      .key("name", to.name)
      .key("file_id", to.file_id)
      .key("color", to.color)
      .key("is_thing", to.is_thing)
      .refuse_others();
}

void read(const Json& json, const std::string& where, ClassList& to) {
  Object(json, where)
      .key("classes", to.classes)
      .key("ignore_ids", to.ignore_ids)
      .key("ignore_colors", to.ignore_colors)
      .key("void_id", to.void_id)
      .key("void_color", to.void_color)
      .key("by_color", to.by_color)
      .key("color_aliases", to.color_aliases)
      .key("value_aliases", to.value_aliases)
      .refuse_others();
}

void read(const Json& json, const std::string& where, InputRecipe& to) {
  Object(json, where)
      .key("channels", to.channels)
      .key("bgr", to.bgr)
      .key("scale", to.scale)
      .key("mean", to.mean)
      .key("deviation", to.deviation)
      .key("size_rule", to.size_rule)
      .key("size_factor", to.size_factor)
      .key("size", to.size)
      .key("max_size", to.max_size)
      .key("height", to.height)
      .key("width", to.width)
      .key("context", to.context)
      .key("fill", to.fill)
      .key("size_least", to.size_least)
      .key("size_multiple", to.size_multiple)
      .key("size_remainder", to.size_remainder)
      .refuse_others();
}

void read(const Json& json, const std::string& where, DenseCrfRecipe& to) {
  Object(json, where)
      .key("bilateral_weight", to.bilateral_weight)
      .key("bilateral_xy", to.bilateral_xy)
      .key("bilateral_rgb", to.bilateral_rgb)
      .key("smooth_weight", to.smooth_weight)
      .key("smooth_xy", to.smooth_xy)
      .key("iterations", to.iterations)
      .key("normalisation", to.normalisation)
      .key("compatibility", to.compatibility)
      .refuse_others();
}

void read(const Json& json, const std::string& where, SuperpixelRecipe& to) {
  Object(json, where)
      .key("count", to.count)
      .key("compactness", to.compactness)
      .key("radius", to.radius)
      .key("scene_size", to.scene_size)
      .key("levels", to.levels)
      .refuse_others();
}

template <class T>
Object& Object::key(const char* name, T& to) {
  known_.emplace_back(name);
  if (const auto found = json_.find(name); found != json_.end()) read(*found, where_ + ": " + name, to);
  return *this;
}

Json parse(const std::string& json, const std::string& where) {
  try {
    return Json::parse(json);
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::config_syntax, where + ": the recipe is not JSON: " + error.what());
  }
}

/// Before anything else: a newer file may hold keys that this program cannot know.
int version_of(const Json& json, const std::string& where) {
  int version = Recipe::kVersion;
  if (json.is_object() && json.contains("version")) read(json["version"], where + ": version", version);
  if (version > Recipe::kVersion)
    throw Error(ErrorCode::newer_version,
                where + ": the recipe has version " + std::to_string(version) +
                    ", this program reads up to " + std::to_string(Recipe::kVersion),
                "use a newer perpixel");
  if (version < 1)
    throw Error(ErrorCode::bad_value, where + ": version = " + std::to_string(version) + " must be 1");
  return version;
}

}  // namespace

Recipe recipe_from_json(const std::string& text, const std::string& where) {
  const Json json = parse(text, where);
  Recipe recipe;
  recipe.version = version_of(json, where);
  Object(json, where)
      .key("version", recipe.version)
      .key("task", recipe.task)
      .key("procedure", recipe.procedure)
      .key("decoder", recipe.decoder)
      .key("window", recipe.window)
      .key("overlap", recipe.overlap)
      .key("samples", recipe.samples)
      .key("output_grid", recipe.output_grid)
      .key("output_stride", recipe.output_stride)
      .key("crf", recipe.crf)
      .key("superpixels", recipe.superpixels)
      .key("input", recipe.input)
      .key("classes", recipe.classes)
      .refuse_others();
  check_recipe(recipe, where);
  return recipe;
}

}  // namespace perpixel
