// How many label pictures a second are scored? Two folders of PNG: truth and prediction, 11 classes, 11 =
// void. Peer: peers/score.py.
#include <string>

#include "metric/mean_iou.h"
#include "metric/score_semantic.h"
#include "rates.h"

namespace perpixel {
namespace {

constexpr int kClasses = 11, kVoid = 11;

void measure(const std::string& truth, const std::string& prediction, int threads, int repeats) {
  ClassList classes = numbered_classes(kClasses);
  classes.ignore_ids = {kVoid};
  const auto score = [&] { return score_semantic(truth, prediction, classes, threads); };
  const SemanticFolderScore first = score();
  std::cout << "# pictures " << first.pictures << "\n";
  std::printf("# mean IoU %.9f\n", semantic_scores(first.confusion).mean_iou);
  std::fflush(stdout);
  print_rates(static_cast<double>(first.pictures), repeats, [&] { score(); });
}

}  // namespace
}  // namespace perpixel

int main(int count, char** arguments) {
  return perpixel::run_benchmark(count, 5, "score TRUTH_FOLDER PREDICTION_FOLDER THREADS REPEATS", [&] {
    perpixel::measure(arguments[1], arguments[2], std::atoi(arguments[3]), std::atoi(arguments[4]));
  });
}
