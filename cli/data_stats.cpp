#include "command_line.h"
#include "data.h"
#include "dataset/dataset.h"
#include "dataset/statistics.h"
#include "output.h"
#include "progress_bar.h"

namespace perpixel {

int run_data_stats(Arguments arguments) {
  CommandLine line("data stats", "Classes, sizes, intensities and class weights of one split.");
  std::string data, split = "train";
  int workers = 0;
  line->add_option("DATA", data, "kind:path[,key=value...], a YAML data file, or scenes")->required();
  line->add_option("--split", split, "Which split");
  line->add_option("--workers,-j", workers, "Threads; 0 = one per core")->check(CLI::Range(0, 1024));
  line.parse(arguments);
  const Dataset dataset = open_dataset(data, split);
  ProgressBar bar("read", dataset.size());
  const DataStatistics statistics = statistics_of(dataset, {workers, bar.callback()});
  bar.finish();
  print_result(line.json() ? statistics_json(statistics) : statistics_text(statistics));
  return 0;
}

}  // namespace perpixel
