#include "report/class_bars.h"

#include <algorithm>

#include "error/error.h"
#include "report/html.h"

namespace perpixel {

namespace {

std::string percent(std::optional<double> share, int decimals) {
  return fixed_text(share ? std::optional(100 * *share) : std::nullopt, decimals);
}

std::string share_cell(const ConfusionMatrix* confusion, int id) {
  if (!confusion) return "";
  const auto all = static_cast<double>(std::max<std::uint64_t>(1, confusion->pixels()));
  return "<td>" + percent(static_cast<double>(confusion->truth_pixels(id)) / all, 2) + "</td>";
}

std::string bar(const ClassInfo& info, std::optional<double> iou) {
  return "<td class=\"bar\"><div><span style=\"width:" + fixed_text(100 * iou.value_or(0), 1) +
         "%;background:" + css_color(info.color) + "\"></span></div></td>";
}

std::string row(const SemanticScores& scores, const ClassList& classes, const ConfusionMatrix* confusion,
                int id) {
  const auto at = static_cast<std::size_t>(id);
  const ClassInfo& info = classes.classes[at];
  return "<tr><th scope=\"row\">" + escape_html(info.name) + "</th>" + bar(info, scores.iou[at]) + "<td>" +
         percent(scores.iou[at], 2) + "</td><td>" + percent(scores.accuracy[at], 2) + "</td>" +
         share_cell(confusion, id) + "</tr>\n";
}

}  // namespace

std::string render_class_bars(const SemanticScores& scores, const ClassList& classes,
                              const ConfusionMatrix* confusion) {
  if (scores.iou.size() != classes.size())
    throw Error(ErrorCode::class_count, "scores of " + std::to_string(scores.iou.size()) +
                                            " classes with a table of " + std::to_string(classes.size()));
  std::string html =
      "<div class=\"card scroll\"><table class=\"bars\"><thead><tr><th>Class</th><th></th><th>IU %</th>"
      "<th>Acc %</th>";
  if (confusion) html += "<th>Share of truth %</th>";
  html += "</tr></thead><tbody>\n";
  for (int id = 0; id < static_cast<int>(classes.size()); ++id) html += row(scores, classes, confusion, id);
  return html + "</tbody></table></div>\n";
}

}  // namespace perpixel
