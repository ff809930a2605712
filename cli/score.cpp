// perpixel score KIND TRUTH PREDICTION: evaluators alone, on result files.
#include "class_argument.h"
#include "command_line.h"
#include "metric/score_semantic.h"
#include "metric/score_table.h"
#include "output.h"

namespace perpixel {
namespace {

int score_semantic_folders(Arguments arguments) {
  CommandLine line("score semantic",
                   "Scores a folder of label pictures against a folder of truths, paired by stem.");
  std::string truth, prediction, classes;
  int threads = 0;
  line->add_option("TRUTH", truth, "Folder of label pictures: the truth")->required();
  line->add_option("PREDICTION", prediction, "Folder of label pictures: the prediction")->required();
  line->add_option(
          "--classes", classes,
          "Number of classes (ids 0...), names separated by commas, or DATA whose label table is used")
      ->required();
  line->add_option("--workers,-j", threads, "Threads; 0 = one per core")->check(CLI::Range(0, 1024));
  line.parse(arguments);
  const ClassList list = class_list_argument(classes);
  const SemanticFolderScore score = score_semantic(truth, prediction, list, threads);
  if (!score.extra_predictions.empty()) {
    warn(std::to_string(score.extra_predictions.size()) +
         " predictions have no truth and are not scored, for example " + score.extra_predictions.front());
  }
  const SemanticScores scores = semantic_scores(score.confusion);
  log_line(std::to_string(score.pictures) + " pictures");
  print_result(line.json() ? semantic_json(scores, list.names(), &score.confusion)
                           : semantic_table(scores, list.names()));
  return 0;
}

[[noreturn]] int refuse_kind(const std::string& kind) {
  throw Error(ErrorCode::unsupported,
              "perpixel score " + kind + ": this version scores semantic label pictures only",
              program_name() + " score semantic TRUTH PREDICTION --classes N");
}

int score_coco(Arguments) { refuse_kind("coco"); }
int score_panoptic(Arguments) { refuse_kind("panoptic"); }
int score_boundary(Arguments) { refuse_kind("boundary"); }
int score_depth(Arguments) { refuse_kind("depth"); }
int score_normals(Arguments) { refuse_kind("normals"); }
int score_amodal(Arguments) { refuse_kind("amodal"); }
int score_voc(Arguments) { refuse_kind("voc"); }

}  // namespace

int run_score(Arguments arguments) {
  static const std::vector<Command> kinds{
      {"semantic", score_semantic_folders,
       "pixel accuracy, mean accuracy, mean IoU, f.w. IoU from label pictures"},
      {"coco", score_coco, "not in this version"},
      {"panoptic", score_panoptic, "not in this version"},
      {"boundary", score_boundary, "not in this version"},
      {"depth", score_depth, "not in this version"},
      {"normals", score_normals, "not in this version"},
      {"amodal", score_amodal, "not in this version"},
      {"voc", score_voc, "not in this version"}};
  return run_subcommand("score", kinds, arguments);
}

}  // namespace perpixel
