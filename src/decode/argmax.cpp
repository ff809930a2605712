#include "decode/argmax.h"

#include <algorithm>
#include <limits>

#include "decode/bilinear_rows.h"
#include "error/error.h"

namespace perpixel {

namespace {

/// Keeps the best of the channels seen so far.
void challenge(const std::vector<float>& scores, ClassId id, std::vector<float>& best, ClassId* ids) {
  for (std::size_t x = 0; x < scores.size(); ++x) {
    const bool wins = scores[x] > best[x];
    best[x] = wins ? scores[x] : best[x];
    ids[x] = wins ? id : ids[x];
  }
}

}  // namespace

LabelMap argmax_labels(const Tensor& logits, int height, int width) {
  BilinearRows rows(logits, height, width);
  if (rows.channels() >= kIgnore)
    throw Error(ErrorCode::class_count,
                std::to_string(rows.channels()) + " classes; at most 65534 can be told apart");
  LabelMap labels(height, width, 0);
  std::vector<float> scores(static_cast<std::size_t>(width)), best(scores.size());
  for (int y = 0; y < height; ++y) {
    rows.move_to(y);
    ClassId* ids = &labels.at(y, 0);
    std::ranges::fill(best, -std::numeric_limits<float>::infinity());
    for (int c = 0; c < rows.channels(); ++c) {
      rows.row(c, scores.data());
      challenge(scores, static_cast<ClassId>(c), best, ids);
    }
  }
  return labels;
}

LabelMap argmax_labels(const Tensor& logits) {
  if (logits.rank() != 4)
    throw Error(ErrorCode::shape_mismatch, "scores " + shape_text(logits.shape()) + "; wanted [1, C, h, w]");
  return argmax_labels(logits, static_cast<int>(logits.size(2)), static_cast<int>(logits.size(3)));
}

}  // namespace perpixel
