// perpixel datasets: what DATA can be.
#include <nlohmann/json.hpp>

#include "command_line.h"
#include "dataset/dataset.h"
#include "output.h"

namespace perpixel {

int run_datasets(Arguments arguments) {
  CommandLine line("datasets",
                   "Lists the kinds of data sets: DATA is kind:path[,key=value...], a YAML file, or scenes.");
  line.parse(arguments);
  std::vector<std::vector<std::string>> rows{{"kind", "layout", "source"}};
  auto list = nlohmann::ordered_json::array();
  for (const auto& kind : dataset_kinds()) {
    rows.push_back({kind.kind, kind.layout, kind.source});
    list.push_back({{"kind", kind.kind}, {"layout", kind.layout}, {"source", kind.source}});
  }
  print_result(line.json() ? list.dump(2) : aligned_table(rows));
  return 0;
}

}  // namespace perpixel
