#include "command_line.h"
#include "data.h"
#include "dataset/check.h"
#include "output.h"
#include "progress_bar.h"

namespace perpixel {

int run_data_check(Arguments arguments) {
  CommandLine line("data check",
                   "Reads every picture and mask of DATA. Without a label table it lists the values it found "
                   "and drafts one.");
  std::string data, table = "labels.yaml", preview = "labels_preview.png";
  std::vector<std::string> splits;
  int workers = 0;
  line->add_option("DATA", data, "kind:path[,key=value...], a YAML data file, or scenes")->required();
  line->add_option("--split", splits, "Only these splits")->delimiter(',')->allow_extra_args(false);
  line->add_option("--table", table,
                   "Where to draft a label table when none is given; an existing file is kept");
  const auto* preview_option =
      line->add_option("--preview", preview, "Where to draw the masks beside their pictures then");
  line->add_option("--workers,-j", workers, "Threads; 0 = one per core")->check(CLI::Range(0, 1024));
  line.parse(arguments);
  require_picture_name(preview, "--preview");
  ProgressBar bar("checked", 0);
  CheckOptions options{splits, table, preview, workers, bar.callback()};
  const DataReport report = check_dataset(data, options);
  bar.finish();
  print_result(line.json() ? report_json(report) : report_text(report));
  if (report.table_kept) log_line(table + " exists, kept");
  if (report.table_given && preview_option->count() > 0)
    log_line("--preview: the label table is given, so nothing is drawn; " + program_name() +
             " data show draws labels");
  for (const auto& draft : report.not_written) warn(draft);
  return report.ok() ? 0 : 1;
}

}  // namespace perpixel
