// perpixel score KIND TRUTH PREDICTION: evaluators alone, on result files.
#include "class_argument.h"
#include "command_line.h"
#include "metric/score_boundary.h"
#include "metric/score_semantic.h"
#include "metric/score_table.h"
#include "output.h"
#include "semantic_result.h"

namespace perpixel {
namespace {

/// What scoring two folders of label pictures asks for.
struct FolderArguments {
  std::string truth, prediction, classes;
  int threads = 0;

  void declare(CommandLine& line) {
    line->add_option("TRUTH", truth, "Folder of label pictures: the truth")->required();
    line->add_option("PREDICTION", prediction, "Folder of label pictures: the prediction")->required();
    line->add_option(
            "--classes", classes,
            "Number of classes (ids 0...), names separated by commas, or DATA whose label table is used")
        ->required();
    line->add_option("--workers,-j", threads, "Threads; 0 = one per core")->check(CLI::Range(0, 1024));
  }
};

void say_what_was_scored(std::size_t pictures, const std::vector<std::string>& extra_predictions) {
  if (!extra_predictions.empty()) {
    warn(std::to_string(extra_predictions.size()) +
         " predictions have no truth and are not scored, for example " + extra_predictions.front());
  }
  log_line(std::to_string(pictures) + " pictures");
}

int score_semantic_folders(Arguments arguments) {
  CommandLine line("score semantic",
                   "Scores a folder of label pictures against a folder of truths, paired by stem.");
  FolderArguments folders;
  std::vector<int> trimap;
  folders.declare(line);
  line->add_option("--trimap", trimap, kTrimapHelp)
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::Range(1, 10000));
  line.parse(arguments);
  const ClassList list = class_list_argument(folders.classes, kMostMaskClasses);
  const SemanticFolderScore score =
      score_semantic(folders.truth, folders.prediction, list, folders.threads, trimap);
  say_what_was_scored(score.pictures, score.extra_predictions);
  print_result(semantic_result(score.confusion, score.trimap, list, line.json()));
  return 0;
}

int score_boundary_folders(Arguments arguments) {
  CommandLine line("score boundary",
                   "Boundary F of a folder of label pictures: per class and picture, then averaged.");
  FolderArguments folders;
  double tolerance = kBoundaryTolerance;
  folders.declare(line);
  line->add_option("--tolerance", tolerance, "Distance that still counts as met, a share of the diagonal");
  line.parse(arguments);
  const ClassList list = class_list_argument(folders.classes, kMostMaskClasses);
  const BoundaryFolderScore score =
      score_boundary(folders.truth, folders.prediction, list, tolerance, folders.threads);
  say_what_was_scored(score.pictures, score.extra_predictions);
  print_result(line.json() ? boundary_json(score.scores, list.names())
                           : boundary_table(score.scores, list.names()));
  return 0;
}

[[noreturn]] int refuse_kind(const std::string& kind) {
  throw Error(
      ErrorCode::unsupported,
      "perpixel score " + kind + ": this version scores semantic label pictures only (semantic, boundary)",
      program_name() + " score semantic TRUTH PREDICTION --classes N");
}

int score_coco(Arguments) { refuse_kind("coco"); }
int score_panoptic(Arguments) { refuse_kind("panoptic"); }
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
      {"boundary", score_boundary_folders, "boundary F of the contours of each class"},
      {"depth", score_depth, "not in this version"},
      {"normals", score_normals, "not in this version"},
      {"amodal", score_amodal, "not in this version"},
      {"voc", score_voc, "not in this version"}};
  return run_subcommand("score", kinds, arguments);
}

}  // namespace perpixel
