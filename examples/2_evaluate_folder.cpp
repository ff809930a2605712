// 2_evaluate_folder RUN DATA
// Scores a trained run on the val split of DATA: folder:PATH for pictures with masks, or any other kind of
// data set.
#include <perpixel/deploy/deploy.h>
#include <perpixel/error/error.h>
#include <perpixel/evaluate/semantic.h>
#include <perpixel/metric/score_table.h>

#include <cstdio>

namespace {

void run(const char* run_folder, const char* data) {
  const perpixel::Labeller labeller(run_folder);
  const perpixel::Dataset dataset = perpixel::open_dataset(data, "val");
  const auto label = [&](const perpixel::Image& picture) { return labeller.label(picture); };
  const perpixel::SemanticEvaluation result = perpixel::evaluate_semantic(dataset, label);
  const perpixel::SemanticScores scores = perpixel::semantic_scores(result.confusion);
  std::printf("%zu pictures\n%s\n", result.timing.pictures,
              perpixel::semantic_table(scores, dataset.classes.names()).c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s RUN DATA\n", argv[0]);
    return 2;
  }
  try {
    run(argv[1], argv[2]);
  } catch (const perpixel::Error& error) {
    std::fprintf(stderr, "%s\n%s\n", error.what(), error.hint().c_str());
    return 1;
  }
  return 0;
}
