// Scores as people read them (tables, x100, two decimals) and as programs do (detectron2's keys).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "metric/boundary_f.h"
#include "metric/confusion.h"
#include "metric/mean_iou.h"
#include "metric/trimap.h"

namespace perpixel {

/// The table `| Class | IoU | Acc |`, then the four means under the lecture's names with their synonyms, then
/// one line to copy: "aAcc: 95.10  mIoU: 71.40  mAcc: 79.90  fwIoU: 90.20". Classes without a figure show
/// "-". Percent with two decimals. `names` has one entry per class.
std::string semantic_table(const SemanticScores& scores, const std::vector<std::string>& names);

/// detectron2's keys in its order and scale (x100): mIoU, fwIoU, IoU-<class>, mACC, pACC, ACC-<class>, each
/// with the prefix ("sem_seg/" by default). Figures that do not exist are nullopt.
std::vector<std::pair<std::string, std::optional<double>>> semantic_metrics(
    const SemanticScores& scores, const std::vector<std::string>& names,
    const std::string& prefix = "sem_seg/");

/// The same as one JSON object, missing figures as null. With a confusion matrix: "classes" (names) and
/// "confusion", rows = truth, columns = prediction, the last column = pixels left without a label. With a
/// trimap curve: "trimap", an object {"width", mIoU, ...} for each width.
std::string semantic_json(const SemanticScores& scores, const std::vector<std::string>& names,
                          const ConfusionMatrix* confusion = nullptr,
                          const std::vector<TrimapScore>& trimap = {});

/// `| Within (px) | mIoU | mAcc | aAcc |`, a row for each width.
std::string trimap_table(const std::vector<TrimapScore>& trimap);

/// `| Class | BF |`, and the mean over pictures.
std::string boundary_table(const BoundaryScores& scores, const std::vector<std::string>& names);
/// {"BF": ..., "BF-<class>": ...}, x100, missing figures as null.
std::string boundary_json(const BoundaryScores& scores, const std::vector<std::string>& names);

}  // namespace perpixel
