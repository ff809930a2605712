#include "command_line.h"
#include "data.h"
#include "data_written.h"
#include "dataset/split.h"
#include "progress_bar.h"

namespace perpixel {

int run_data_split(Arguments arguments) {
  CommandLine line(
      "data split",
      "Divides DATA into train, val and test: writes OUT/data.yaml and lists, the same on every machine.");
  std::string data, output;
  SplitOptions options;
  line->add_option("DATA", data, "kind:path[,key=value...] or a YAML data file")->required();
  line->add_option("--output,-o", output, "Folder to write")->required();
  line->add_option("--val", options.val, "Share of the pictures for validation")->check(CLI::Range(0.0, 1.0));
  line->add_option("--test", options.test, "Share of the pictures for testing")->check(CLI::Range(0.0, 1.0));
  line->add_option("--seed", options.seed, "Another seed gives another division");
  line->add_flag("--copy", options.copy, "Copy the files instead of listing them");
  line->add_flag("--overwrite", options.overwrite, "Replace the lists of an earlier division");
  line->add_option("--workers,-j", options.threads, "Threads; 0 = one per core")->check(CLI::Range(0, 1024));
  line.parse(arguments);
  if (options.val + options.test >= 1)
    throw Error(ErrorCode::usage, "--val and --test together leave no picture to train on",
                "shares together below 1, for example --val 0.2 --test 0.1");
  if (options.copy && options.overwrite)
    throw Error(ErrorCode::usage, "--overwrite replaces lists; --copy wants a new or empty folder",
                "keep one of them");
  ProgressBar bar("written", 0);
  options.progress = bar.callback();
  const auto written = split_dataset(data, output, options);
  bar.finish();
  print_written(written, output, line.json());
  return 0;
}

}  // namespace perpixel
