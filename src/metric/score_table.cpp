#include "metric/score_table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "error/error.h"

namespace perpixel {

namespace {

std::string percent(std::optional<double> share) {
  if (!share || std::isnan(*share)) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", 100 * *share);
  return text;
}

/// Columns a terminal needs for UTF-8 text: one per code point.
std::size_t shown_width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char byte) { return (byte & 0xC0) != 0x80; }));
}

using Row = std::vector<std::string>;

std::string padded(const std::string& text, std::size_t width, bool left) {
  const std::string space(width - std::min(width, shown_width(text)), ' ');
  return left ? text + space : space + text;
}

std::vector<std::size_t> column_widths(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const Row& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], shown_width(row[c]));
  return widths;
}

/// A pipe table: first row = header, first column left-aligned, the others right-aligned.
std::string pipe_table(const std::vector<Row>& rows) {
  const std::vector<std::size_t> widths = column_widths(rows);
  std::string text;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < widths.size(); ++c)
      text += "| " + padded(rows[r][c], widths[c], c == 0) + " ";
    text += "|\n";
    if (r != 0) continue;
    for (std::size_t c = 0; c < widths.size(); ++c)
      text += c == 0 ? "|:" + std::string(widths[c] + 1, '-') : "|" + std::string(widths[c] + 1, '-') + ":";
    text += "|\n";
  }
  return text;
}

void require_names(const SemanticScores& scores, const std::vector<std::string>& names) {
  if (names.size() != scores.iou.size())
    throw Error(ErrorCode::class_count, std::to_string(names.size()) + " class names for scores of " +
                                            std::to_string(scores.iou.size()) + " classes");
}

std::string copy_line(const SemanticScores& scores) {
  return "aAcc: " + percent(scores.pixel_accuracy) + "  mIoU: " + percent(scores.mean_iou) +
         "  mAcc: " + percent(scores.mean_accuracy) + "  fwIoU: " + percent(scores.frequency_weighted_iou) +
         "\n";
}

std::optional<double> times_100(std::optional<double> share) {
  if (!share || std::isnan(*share)) return std::nullopt;
  return 100 * *share;
}

nlohmann::ordered_json confusion_rows(const ConfusionMatrix& confusion) {
  auto rows = nlohmann::ordered_json::array();
  for (int i = 0; i < confusion.classes(); ++i) {
    auto row = nlohmann::ordered_json::array();
    for (int j = 0; j <= confusion.classes(); ++j) row.push_back(confusion.at(i, j));
    rows.push_back(std::move(row));
  }
  return rows;
}

using Json = nlohmann::ordered_json;
using Metrics = std::vector<std::pair<std::string, std::optional<double>>>;

void put(Json& json, const Metrics& metrics) {
  for (const auto& [key, value] : metrics) json[key] = value ? Json(*value) : Json(nullptr);
}

/// Class names come from files: bytes that are not UTF-8 are replaced rather than refused.
std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json trimap_json(const std::vector<TrimapScore>& trimap, const std::vector<std::string>& names) {
  auto rows = Json::array();
  for (const TrimapScore& score : trimap) {
    Json row{{"width", score.width}};
    put(row, semantic_metrics(score.scores, names));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::string semantic_table(const SemanticScores& scores, const std::vector<std::string>& names) {
  require_names(scores, names);
  std::vector<Row> classes{{"Class", "IoU", "Acc"}};
  for (std::size_t c = 0; c < names.size(); ++c)
    classes.push_back({names[c], percent(scores.iou[c]), percent(scores.accuracy[c])});
  const std::vector<Row> means{{"Over all classes", "Value"},
                               {"pixel acc. (pACC, aAcc)", percent(scores.pixel_accuracy)},
                               {"mean acc.  (mACC)", percent(scores.mean_accuracy)},
                               {"mean IU    (mIoU)", percent(scores.mean_iou)},
                               {"f.w. IU    (fwIoU)", percent(scores.frequency_weighted_iou)}};
  return pipe_table(classes) + "\n" + pipe_table(means) + "\n" + copy_line(scores);
}

std::vector<std::pair<std::string, std::optional<double>>> semantic_metrics(
    const SemanticScores& scores, const std::vector<std::string>& names, const std::string& prefix) {
  require_names(scores, names);
  std::vector<std::pair<std::string, std::optional<double>>> metrics;
  const auto add = [&](const std::string& key, std::optional<double> share) {
    metrics.emplace_back(prefix + key, times_100(share));
  };
  add("mIoU", scores.mean_iou);
  add("fwIoU", scores.frequency_weighted_iou);
  for (std::size_t c = 0; c < names.size(); ++c) add("IoU-" + names[c], scores.iou[c]);
  add("mACC", scores.mean_accuracy);
  add("pACC", scores.pixel_accuracy);
  for (std::size_t c = 0; c < names.size(); ++c) add("ACC-" + names[c], scores.accuracy[c]);
  return metrics;
}

std::string semantic_json(const SemanticScores& scores, const std::vector<std::string>& names,
                          const ConfusionMatrix* confusion, const std::vector<TrimapScore>& trimap) {
  Json json;
  put(json, semantic_metrics(scores, names));
  if (confusion) {
    json["classes"] = names;
    json["confusion"] = confusion_rows(*confusion);
  }
  if (!trimap.empty()) json["trimap"] = trimap_json(trimap, names);
  return text_of(json);
}

std::string trimap_table(const std::vector<TrimapScore>& trimap) {
  std::vector<Row> rows{{"Within (px)", "mIoU", "mAcc", "aAcc"}};
  for (const auto& [width, scores] : trimap)
    rows.push_back({std::to_string(width), percent(scores.mean_iou), percent(scores.mean_accuracy),
                    percent(scores.pixel_accuracy)});
  return pipe_table(rows);
}

std::string boundary_table(const BoundaryScores& scores, const std::vector<std::string>& names) {
  std::vector<Row> rows{{"Class", "BF"}};
  for (std::size_t c = 0; c < names.size(); ++c) rows.push_back({names[c], percent(scores.f.at(c))});
  return pipe_table(rows) + "\nBF: " + percent(scores.mean_f) + "\n";
}

std::string boundary_json(const BoundaryScores& scores, const std::vector<std::string>& names) {
  Metrics metrics{{"BF", times_100(scores.mean_f)}};
  for (std::size_t c = 0; c < names.size(); ++c)
    metrics.emplace_back("BF-" + names[c], times_100(scores.f.at(c)));
  Json json;
  put(json, metrics);
  return text_of(json);
}

}  // namespace perpixel
