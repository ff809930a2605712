// perpixel weights: foreign weights in and out.
#include "weights.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "command_line.h"
#include "output.h"

namespace perpixel {

namespace {

Model with_classes(const ZooEntry& entry, std::int64_t count) {
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < count; ++i) names.push_back("class" + std::to_string(i));
  ModelOptions options;
  options.classes = class_list_of(names);
  return entry.build(options);
}

/// What a file claims is bounded before a model of that many classes is built.
bool is_class_count(std::int64_t count) { return count >= 1 && count <= 65536; }

}  // namespace

std::int64_t not_finite(const Tensor& tensor) {
  const Tensor numbers = tensor.dtype() == DType::f32 ? tensor : tensor.to_f32();
  std::int64_t count = 0;
  for (const float value : numbers.floats()) count += !std::isfinite(value);
  return count;
}

ModelOfWeights model_of_weights(const std::string& name, const NamedTensors& tensors,
                                const std::string& family) {
  const ZooEntry& entry = zoo_entry(name);
  Model model = with_classes(entry, std::string(entry.task) == "classify" ? 1000 : 21);
  FittedWeights fitted = fit_weights(model, tensors, family);
  if (const auto& counts = fitted.match.class_counts; counts && is_class_count(counts->file)) {
    model = with_classes(entry, counts->file);
    fitted = fit_weights(model, tensors, family);
  }
  return {std::move(model), std::move(fitted)};
}

int list_weight_names(Arguments arguments) {
  CommandLine line("weights names", "The families of layer names that --names knows.");
  line.parse(arguments);
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::vector<std::vector<std::string>> rows{{"names", "of", "pixels"}};
  for (const NameMap& map : name_maps()) {
    rows.push_back({map.name, map.what, pixel_text(map.pixels)});
    list.push_back({{"name", map.name}, {"of", map.what}, {"pixels", pixel_text(map.pixels)}});
  }
  print_result(line.json() ? list.dump(2) : aligned_table(rows));
  return 0;
}

int run_weights(Arguments arguments) {
  static const std::vector<Command> table{
      {"show", show_weights, "tensors, shapes, ranges, checksums and metadata of a file"},
      {"convert", convert_weights, "to another format, number type or family of names"},
      {"verify", verify_weights, "reads every tensor and says how the file fits a model"},
      {"names", list_weight_names, "the families of layer names"}};
  return run_subcommand("weights", table, arguments);
}

}  // namespace perpixel
