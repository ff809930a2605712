#include <nlohmann/json.hpp>

#include "command_line.h"
#include "data.h"
#include "data_written.h"
#include "output.h"
#include "progress_bar.h"

namespace perpixel {

std::string layout_names() {
  std::string text;
  for (const auto& layout : data_layouts()) text += (text.empty() ? "" : ", ") + std::string(layout.name);
  return text;
}

void require_layout(const std::string& layout) {
  std::vector<std::string> names;
  for (const auto& row : data_layouts()) names.emplace_back(row.name);
  require_choice(layout, names, "--layout");
}

void print_written(const std::vector<ConvertedSplit>& splits, const std::string& output, bool json) {
  std::string text;
  auto list = nlohmann::ordered_json::array();
  for (const auto& split : splits) {
    text += split.name + ": " + std::to_string(split.pictures) + " pictures\n";
    list.push_back({{"split", split.name}, {"pictures", split.pictures}});
  }
  const nlohmann::ordered_json document{{"folder", output}, {"splits", list}};
  print_result(json ? document.dump(2) : text + output);
}

int run_data_convert(Arguments arguments) {
  CommandLine line("data convert",
                   "Writes DATA in another layout: pictures, masks and every truth that the layout holds.");
  std::string data, output, layout;
  std::vector<std::string> splits;
  int workers = 0;
  line->add_option("DATA", data, "kind:path[,key=value...], a YAML data file, or scenes")->required();
  line->add_option("--output,-o", output, "Folder to write; must be empty")->required();
  line->add_option("--layout", layout, "One of " + layout_names() + " (default: folder; voc for sbd)");
  line->add_option("--split", splits, "Only these splits")->delimiter(',')->allow_extra_args(false);
  line->add_option("--workers,-j", workers, "Threads; 0 = one per core")->check(CLI::Range(0, 1024));
  line.parse(arguments);
  if (!layout.empty()) require_layout(layout);
  ProgressBar bar("written", 0);
  const auto written = convert_dataset(data, output, {layout, splits, workers, bar.callback()});
  bar.finish();
  print_written(written, output, line.json());
  return 0;
}

}  // namespace perpixel
