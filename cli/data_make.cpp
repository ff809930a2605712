#include <algorithm>

#include "command_line.h"
#include "data.h"
#include "data_written.h"
#include "output.h"
#include "progress_bar.h"

namespace perpixel {
namespace {

/// "HxW" for the data's own option.
std::string scene_size(const std::string& text) {
  constexpr int kMostSide = 8192;
  const auto [height, width] = parse_size(text, "--size");
  if (std::max(height, width) > kMostSide)
    throw Error(ErrorCode::usage, "--size " + text + " is too large",
                "a scene has at most 8192 pixels a side");
  return std::to_string(height) + "x" + std::to_string(width);
}

}  // namespace

int run_data_make(Arguments arguments) {
  CommandLine line("data make", "Writes generated scenes with every truth that the layout holds.");
  std::string data = "scenes", output, layout = "folder", size;
  std::vector<std::string> splits{"train", "val"};
  int workers = 0, count = 0, seed = 0;
  line->add_option("DATA", data, "scenes[:key=value,...] with keys seed, count, size, version");
  line->add_option("--output,-o", output, "Folder to write; must be empty")->required();
  line->add_option("--layout", layout, "One of " + layout_names());
  auto* count_option =
      line->add_option("--count,-n", count, "Pictures of the train split")->check(CLI::Range(1, 100000000));
  auto* seed_option =
      line->add_option("--seed", seed, "Another seed gives other scenes")->check(CLI::NonNegativeNumber);
  line->add_option("--size", size, "HxW or one side, pixels");
  line->add_option("--split", splits, "Which splits")->delimiter(',')->allow_extra_args(false);
  line->add_option("--workers,-j", workers, "Threads; 0 = one per core")->check(CLI::Range(0, 1024));
  line.parse(arguments);
  require_layout(layout);
  if (data != "scenes" && !data.starts_with("scenes:")) {
    throw Error(ErrorCode::usage, "data make writes scenes, not " + data,
                "`" + program_name() + " data convert` writes other data sets");
  }
  const auto add = [&](const std::string& pair) { data += (data == "scenes" ? ":" : ",") + pair; };
  if (count_option->count() > 0) add("count=" + std::to_string(count));
  if (seed_option->count() > 0) add("seed=" + std::to_string(seed));
  if (!size.empty()) add("size=" + scene_size(size));
  ProgressBar bar("rendered", 0);
  const auto written = convert_dataset(data, output, {layout, splits, workers, bar.callback()});
  bar.finish();
  print_written(written, output, line.json());
  return 0;
}

}  // namespace perpixel
