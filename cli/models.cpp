// perpixel models: the zoo.
#include <nlohmann/json.hpp>
#include <set>

#include "command_line.h"
#include "graph/graph.h"
#include "label/class_list.h"
#include "model/model.h"
#include "output.h"

namespace perpixel {
namespace {

constexpr int kShownClasses = 21;         // PASCAL VOC with background, as the papers count
constexpr int kShownImageClasses = 1000;  // ImageNet

ClassList numbered(int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back("class " + std::to_string(i));
  return class_list_of(names);
}

std::int64_t parameters_of(const ZooEntry& entry) {
  ModelOptions options;
  options.classes = numbered(std::string(entry.task) == "classify" ? kShownImageClasses : kShownClasses);
  std::int64_t count = 0;
  std::set<std::string> seen;  // graphs of one model share parameters by name
  for (const auto& graph : entry.build(options).graphs)
    for (const auto& parameter : graph.parameters)
      if (!parameter.is_statistic && seen.insert(parameter.name).second)
        count += element_count(parameter.shape);
  return count;
}

}  // namespace

int run_models(Arguments arguments) {
  CommandLine line("models",
                   "Lists the zoo. Parameters are for width 1 and 21 classes (1000 for classifiers).");
  line.parse(arguments);
  std::vector<std::vector<std::string>> rows{{"name", "task", "parameters", "paper", "what"}};
  auto list = nlohmann::ordered_json::array();
  for (const auto& entry : zoo()) {
    const auto parameters = parameters_of(entry);
    rows.push_back({entry.name, entry.task, grouped(parameters), entry.paper, entry.summary});
    list.push_back({{"name", entry.name},
                    {"task", entry.task},
                    {"parameters", parameters},
                    {"paper", entry.paper},
                    {"summary", entry.summary}});
  }
  print_result(line.json() ? list.dump(2) : aligned_table(rows, {false, false, true}));
  return 0;
}

}  // namespace perpixel
