#include "semantic_result.h"

#include "metric/mean_iou.h"
#include "metric/score_table.h"

namespace perpixel {

std::string semantic_result(const ConfusionMatrix& confusion, const TrimapCurve& trimap,
                            const ClassList& classes, bool json) {
  const SemanticScores scores = semantic_scores(confusion);
  const std::vector<TrimapScore> near = trimap.scores();
  if (json) return semantic_json(scores, classes.names(), &confusion, near);
  const std::string table = semantic_table(scores, classes.names());
  return near.empty() ? table : table + "\n" + trimap_table(near);
}

}  // namespace perpixel
