#include "recipe/recipe.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "recipe/crf_normalisation.h"
#include "recipe/size_rule.h"

namespace perpixel {

namespace {

using Json = nlohmann::ordered_json;

/// The double with the fewest digits that is still this float, so that files say 0.485 and read back exactly.
double shortest(float value) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  double wide = value;
  std::from_chars(text, end, wide);
  return wide;
}

Json numbers(const std::vector<float>& values) {
  Json list = Json::array();
  for (const float value : values) list.push_back(shortest(value));
  return list;
}

Json color_json(const Rgb& color) { return Json::array({color.r, color.g, color.b}); }

const char* size_rule_name(SizeRule rule) {
  const auto found = std::ranges::find(kSizeRuleNames, rule, &std::pair<SizeRule, const char*>::first);
  return found->second;
}

Json input_json(const InputRecipe& input) {
  return {{"channels", input.channels},
          {"bgr", input.bgr},
          {"scale", shortest(input.scale)},
          {"mean", numbers(input.mean)},
          {"deviation", numbers(input.deviation)},
          {"size_rule", size_rule_name(input.size_rule)},
          {"size_factor", shortest(input.size_factor)},
          {"size", input.size},
          {"max_size", input.max_size},
          {"height", input.height},
          {"width", input.width},
          {"context", input.context},
          {"fill", input.fill},
          {"size_least", input.size_least},
          {"size_multiple", input.size_multiple},
          {"size_remainder", input.size_remainder}};
}

/// Potts is not written: programs from before compatibilities were learned read such a recipe too.
Json crf_json(const DenseCrfRecipe& crf) {
  Json json{{"bilateral_weight", shortest(crf.bilateral_weight)},
            {"bilateral_xy", shortest(crf.bilateral_xy)},
            {"bilateral_rgb", shortest(crf.bilateral_rgb)},
            {"smooth_weight", shortest(crf.smooth_weight)},
            {"smooth_xy", shortest(crf.smooth_xy)},
            {"iterations", crf.iterations},
            {"normalisation", normalisation_name(crf.normalisation)}};
  if (!crf.compatibility.empty()) json["compatibility"] = numbers(crf.compatibility);
  return json;
}

Json superpixels_json(const SuperpixelRecipe& superpixels) {
  return {{"count", superpixels.count},
          {"compactness", shortest(superpixels.compactness)},
          {"radius", superpixels.radius},
          {"scene_size", superpixels.scene_size},
          {"levels", superpixels.levels}};
}

Json class_json(const ClassInfo& info) {
  return {{"name", info.name},
          {"file_id", info.file_id},
          {"color", color_json(info.color)},
          {"is_thing", info.is_thing}};
}

Json classes_json(const ClassList& classes) {
  Json list = Json::array(), ignore_colors = Json::array(), color_aliases = Json::array(),
       value_aliases = Json::array();
  for (const ClassInfo& info : classes.classes) list.push_back(class_json(info));
  for (const Rgb& color : classes.ignore_colors) ignore_colors.push_back(color_json(color));
  for (const auto& [color, id] : classes.color_aliases)
    color_aliases.push_back(Json::array({color_json(color), id}));
  for (const auto& [value, id] : classes.value_aliases) value_aliases.push_back(Json::array({value, id}));
  return {{"classes", list},
          {"ignore_ids", classes.ignore_ids},
          {"ignore_colors", ignore_colors},
          {"void_id", classes.void_id},
          {"void_color", color_json(classes.void_color)},
          {"by_color", classes.by_color},
          {"color_aliases", color_aliases},
          {"value_aliases", value_aliases}};
}

}  // namespace

std::string recipe_to_json(const Recipe& recipe) {
  Json json{{"version", recipe.version},
            {"task", recipe.task},
            {"procedure", recipe.procedure},
            {"decoder", recipe.decoder},
            {"window", recipe.window},
            {"overlap", recipe.overlap},
            {"samples", recipe.samples},
            {"output_grid", recipe.output_grid},
            {"output_stride", recipe.output_stride},
            {"input", input_json(recipe.input)},
            {"crf", crf_json(recipe.crf)}};
  // As with Potts: only recipes that need it hold what older programs do not know.
  if (recipe.superpixels != SuperpixelRecipe{}) json["superpixels"] = superpixels_json(recipe.superpixels);
  json["classes"] = classes_json(recipe.classes);
  // Class names come from files of any encoding; a stray byte must not stop a model from being saved.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace perpixel
