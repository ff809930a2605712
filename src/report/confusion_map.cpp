#include "report/confusion_map.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "error/error.h"
#include "report/html.h"

namespace perpixel {

namespace {

constexpr int kMostInTable = 32;

struct Cell {
  int truth, prediction;  // prediction == classes: left without a label
  std::uint64_t pixels;
  double share;  // of the truth's pixels
};

Cell cell_at(const ConfusionMatrix& confusion, int truth, int prediction) {
  const std::uint64_t pixels = confusion.at(truth, prediction), all = confusion.truth_pixels(truth);
  return {truth, prediction, pixels, all ? static_cast<double>(pixels) / static_cast<double>(all) : 0};
}

std::string name_of(const ClassList& classes, int id) {
  return id < static_cast<int>(classes.size()) ? classes.classes[static_cast<std::size_t>(id)].name
                                               : "no label";
}

std::string description(const Cell& cell, const ClassList& classes) {
  return escape_html(name_of(classes, cell.truth) + " labelled " + name_of(classes, cell.prediction) + ": " +
                     fixed_text(100 * cell.share, 2) + " % (" + grouped_text(cell.pixels) + " px)");
}

/// Right answers and mistakes have a colour each; the square root lets small shares be seen.
std::string background(const Cell& cell) {
  return std::string(cell.truth == cell.prediction ? "rgba(var(--hit)," : "rgba(var(--miss),") +
         fixed_text(0.92 * std::sqrt(cell.share), 3) + ")";
}

std::string number_text(const Cell& cell, int classes) {
  const double percent = 100 * cell.share;
  if (percent < 0.05) return "";
  return fixed_text(percent, classes <= 12 ? 1 : 0);
}

std::string table_cell(const Cell& cell, const ClassList& classes) {
  const bool dark = std::sqrt(cell.share) > 0.6;
  return std::string("<td") + (dark ? " class=\"full\"" : "") + " style=\"background:" + background(cell) +
         "\" title=\"" + description(cell, classes) + "\">" +
         number_text(cell, static_cast<int>(classes.size())) + "</td>";
}

bool any_unlabelled(const ConfusionMatrix& confusion) {
  return confusion.predicted_pixels(confusion.classes()) > 0;
}

std::string table_map(const ConfusionMatrix& confusion, const ClassList& classes) {
  const int columns = confusion.classes() + (any_unlabelled(confusion) ? 1 : 0);
  std::string html =
      "<table class=\"confusion\"><thead><tr><th class=\"corner\">truth ↓ &nbsp; prediction →</th>";
  for (int p = 0; p < columns; ++p)
    html += "<th scope=\"col\"><span>" + escape_html(name_of(classes, p)) + "</span></th>";
  html += "</tr></thead><tbody>\n";
  for (int t = 0; t < confusion.classes(); ++t) {
    html += "<tr><th scope=\"row\">" + escape_html(name_of(classes, t)) + "</th>";
    for (int p = 0; p < columns; ++p) html += table_cell(cell_at(confusion, t, p), classes);
    html += "</tr>\n";
  }
  return html + "</tbody></table>";
}

std::string drawn_map(const ConfusionMatrix& confusion, const ClassList& classes) {
  const std::string size = std::to_string(confusion.classes());
  std::string svg = "<svg class=\"confusion\" viewBox=\"0 0 " + size + " " + size + "\" role=\"img\">";
  for (int t = 0; t < confusion.classes(); ++t)
    for (int p = 0; p < confusion.classes(); ++p) {
      const Cell cell = cell_at(confusion, t, p);
      if (cell.share < 0.005) continue;
      svg += "<rect x=\"" + std::to_string(p) + "\" y=\"" + std::to_string(t) +
             "\" width=\"1\" height=\"1\" style=\"fill:" + background(cell) + "\"><title>" +
             description(cell, classes) + "</title></rect>";
    }
  return svg +
         "</svg><p class=\"muted\">Rows are true classes from the top, columns predictions from the "
         "left.</p>";
}

std::vector<Cell> largest_confusions(const ConfusionMatrix& confusion, std::size_t most) {
  std::vector<Cell> cells;
  for (int t = 0; t < confusion.classes(); ++t)
    for (int p = 0; p <= confusion.classes(); ++p)
      if (t != p && confusion.at(t, p) > 0) cells.push_back(cell_at(confusion, t, p));
  std::stable_sort(cells.begin(), cells.end(),
                   [](const Cell& a, const Cell& b) { return a.pixels > b.pixels; });
  cells.resize(std::min(most, cells.size()));
  return cells;
}

std::string worst_list(const ConfusionMatrix& confusion, const ClassList& classes) {
  const std::vector<Cell> cells = largest_confusions(confusion, 8);
  if (cells.empty()) return "";
  const auto all = static_cast<double>(confusion.pixels());
  std::string html =
      "<div class=\"card scroll\"><h3>Largest confusions</h3><table "
      "class=\"worst\"><thead><tr><th>Truth</th><th>Labelled</th>"
      "<th>of that class</th><th>of all pixels</th></tr></thead><tbody>";
  for (const Cell& cell : cells)
    html += "<tr><td>" + escape_html(name_of(classes, cell.truth)) + "</td><td>" +
            escape_html(name_of(classes, cell.prediction)) + "</td><td>" + fixed_text(100 * cell.share, 1) +
            " %</td><td>" + fixed_text(100 * static_cast<double>(cell.pixels) / all, 2) + " %</td></tr>";
  return html + "</tbody></table></div>";
}

}  // namespace

std::string render_confusion(const ConfusionMatrix& confusion, const ClassList& classes) {
  if (confusion.classes() != static_cast<int>(classes.size()))
    throw Error(ErrorCode::class_count, "a confusion matrix of " + std::to_string(confusion.classes()) +
                                            " classes with a table of " + std::to_string(classes.size()));
  const bool fits = confusion.classes() <= kMostInTable;
  return "<div class=\"pair\"><div class=\"card scroll\">" +
         (fits ? table_map(confusion, classes) : drawn_map(confusion, classes)) + "</div>\n" +
         worst_list(confusion, classes) + "</div>\n";
}

}  // namespace perpixel
