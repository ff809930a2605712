#include "metric/mask_iou.h"

#include <cmath>
#include <cstdio>
#include <limits>

#include "error/error.h"

namespace perpixel {

namespace {

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", 100 * share);
  return text;
}

std::string row(const std::string& name, const ObjectScores& scores) {
  return "| " + name + " | " + std::to_string(scores.objects) + " | " + percent(scores.mean_iou) + " | " +
         percent(scores.above_half) + " | " + percent(scores.above_seven_tenths) + " |\n";
}

}  // namespace

double mask_iou(const Mask& a, const Mask& b) {
  if (a.height != b.height || a.width != b.width)
    throw Error(ErrorCode::size_mismatch, "masks of " + std::to_string(a.width) + "x" +
                                              std::to_string(a.height) + " and " + std::to_string(b.width) +
                                              "x" + std::to_string(b.height) + " (width x height)");
  std::size_t both = 0, either = 0;
  for (std::size_t i = 0; i < a.inside.size(); ++i) {
    both += a.inside[i] && b.inside[i];
    either += a.inside[i] || b.inside[i];
  }
  return either == 0 ? 1 : static_cast<double>(both) / static_cast<double>(either);
}

void MaskIou::add(int class_id, double iou) {
  Sums& sums = sums_.at(static_cast<std::size_t>(class_id));
  ++sums.objects;
  sums.above_half += iou > 0.5;
  sums.above_seven_tenths += iou > 0.7;
  sums.iou += iou;
}

ObjectScores MaskIou::scores(const Sums& sums) {
  const auto count = static_cast<double>(sums.objects);
  return {sums.objects, sums.iou / count, static_cast<double>(sums.above_half) / count,
          static_cast<double>(sums.above_seven_tenths) / count};
}

std::vector<std::optional<ObjectScores>> MaskIou::of_classes() const {
  std::vector<std::optional<ObjectScores>> all;
  for (const Sums& sums : sums_) all.push_back(sums.objects > 0 ? std::optional(scores(sums)) : std::nullopt);
  return all;
}

ObjectScores MaskIou::all() const {
  Sums total;
  for (const Sums& sums : sums_) {
    total.objects += sums.objects;
    total.above_half += sums.above_half;
    total.above_seven_tenths += sums.above_seven_tenths;
    total.iou += sums.iou;
  }
  return total.objects > 0 ? scores(total) : ObjectScores{};
}

double MaskIou::mean_over_classes() const {
  double sum = 0;
  std::size_t present = 0;
  for (const auto& one : of_classes())
    if (one) sum += one->mean_iou, ++present;
  return present > 0 ? sum / static_cast<double>(present) : std::numeric_limits<double>::quiet_NaN();
}

std::string mask_iou_table(const MaskIou& scores, const std::vector<std::string>& names) {
  std::string text = "| Class | Objects | IoU | > 0.5 | > 0.7 |\n| --- | ---: | ---: | ---: | ---: |\n";
  const auto classes = scores.of_classes();
  for (std::size_t c = 0; c < classes.size(); ++c)
    text += classes[c] ? row(names.at(c), *classes[c]) : "| " + names.at(c) + " | 0 | - | - | - |\n";
  text += row("all objects", scores.all());
  return text + "\nmIoU (mean over classes): " + percent(scores.mean_over_classes());
}

std::vector<std::pair<std::string, double>> mask_iou_metrics(const MaskIou& scores,
                                                             const std::vector<std::string>& names) {
  std::vector<std::pair<std::string, double>> metrics;
  const ObjectScores all = scores.all();
  if (all.objects == 0) return metrics;
  metrics = {{"box_mask/mIoU", 100 * scores.mean_over_classes()},
             {"box_mask/oIoU", 100 * all.mean_iou},
             {"box_mask/above50", 100 * all.above_half},
             {"box_mask/above70", 100 * all.above_seven_tenths}};
  const auto classes = scores.of_classes();
  for (std::size_t c = 0; c < classes.size(); ++c)
    if (classes[c]) metrics.emplace_back("box_mask/IoU-" + names.at(c), 100 * classes[c]->mean_iou);
  return metrics;
}

}  // namespace perpixel
