// perpixel weights verify FILE: every tensor read, and how the file fits a model.
#include <nlohmann/json.hpp>

#include "command_line.h"
#include "output.h"
#include "weights.h"
#include "weights/format.h"

namespace perpixel {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> names_not_finite(const NamedTensors& tensors) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : tensors)
    if (not_finite(tensor) > 0) names.push_back(name);
  return names;
}

/// "missing: 2" and the names, one a line; nothing for an empty list.
std::string list_text(const char* kind, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  std::string text = std::string(kind) + ": " + std::to_string(names.size()) + "\n";
  for (const std::string& name : names) text += "  " + name + "\n";
  return text;
}

/// Each missing parameter with the nearest unexpected name, where there is one.
std::vector<std::string> with_nearest(const WeightMatch& match) {
  constexpr std::size_t kMostSearched = 100;  // each is compared with every unexpected name
  std::vector<std::string> lines;
  for (const std::string& name : match.missing) {
    const std::string near = lines.size() < kMostSearched ? nearest_unexpected(match, name) : "";
    lines.push_back(near.empty() ? name : name + " (may be the file's " + near + ")");
  }
  return lines;
}

std::string match_text(const FittedWeights& fitted) {
  const WeightMatch& match = fitted.match;
  return "names: " + fitted.map->name + "\nmatched: " + std::to_string(match.matched.size()) + "\n" +
         list_text("in another shape", match.reshaped) + list_text("missing", with_nearest(match)) +
         list_text("not in the model", match.unexpected) + list_text("of another shape", match.wrong_shape) +
         (fitted.unneeded.empty() ? "" : "not needed: " + std::to_string(fitted.unneeded.size()) + "\n");
}

Json match_json(const FittedWeights& fitted) {
  const WeightMatch& match = fitted.match;
  Json nearest = Json::object();
  for (const std::string& name : match.missing) {
    const std::string near = nearest.size() < 100 ? nearest_unexpected(match, name) : "";
    if (!near.empty()) nearest[name] = near;
  }
  return {{"names", fitted.map->name},
          {"matched", match.matched.size()},
          {"reshaped", match.reshaped},
          {"missing", match.missing},
          {"nearest", nearest},
          {"unexpected", match.unexpected},
          {"wrong_shape", match.wrong_shape},
          {"not_needed", fitted.unneeded.size()}};
}

}  // namespace

int verify_weights(Arguments arguments) {
  CommandLine line(
      "weights verify",
      "Reads every tensor of a weights file, looks for numbers that are not finite, and lists what of a "
      "model it matches, lacks and has too much. Ends with 1 unless all is well.");
  std::string path, name, family;
  line->add_option("FILE", path, "Weights in any format")->required();
  line->add_option("--model", name, "Zoo name of the network");
  line->add_option("--names", family, "Family of names in FILE; recognised by default");
  line.parse(arguments);
  const WeightsFile file = read_weights(path);
  const std::vector<std::string> broken = names_not_finite(file.tensors);
  bool good = broken.empty();
  std::string text =
      std::to_string(file.tensors.size()) + " tensors read\n" + list_text("not finite", broken);
  Json document{{"file", path}, {"tensors", file.tensors.size()}, {"not_finite", broken}};
  if (!name.empty()) {
    const FittedWeights fitted = model_of_weights(name, file.tensors, family).fitted;
    good &= fitted.match.complete();
    text += match_text(fitted);
    document["model"] = name;
    document["match"] = match_json(fitted);
  }
  document["good"] = good;
  print_result(line.json() ? document.dump(2, ' ', false, Json::error_handler_t::replace)
                           : text + (good ? "good" : "not good"));
  return good ? 0 : 1;
}

}  // namespace perpixel
