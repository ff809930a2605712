#include "report/report.h"

#include "report/chart.h"
#include "report/class_bars.h"
#include "report/confusion_map.h"
#include "report/html.h"
#include "report/page_style.h"

namespace perpixel {

namespace {

std::string section(const std::string& heading, const std::string& content) {
  return content.empty() ? "" : "<section><h2>" + heading + "</h2>\n" + content + "</section>\n";
}

std::string tile(const std::string& figure, const std::string& meaning) {
  return "<div class=\"card\"><b>" + figure + "</b><span class=\"muted\">" + meaning + "</span></div>";
}

std::string score_tiles(const SemanticScores& scores) {
  const auto percent = [](double share) { return fixed_text(100 * share, 2) + " <small>%</small>"; };
  return tile(percent(scores.mean_iou), "mean IU (mIoU)") +
         tile(percent(scores.mean_accuracy), "mean acc. (mACC)") +
         tile(percent(scores.pixel_accuracy), "pixel acc. (pACC)") +
         tile(percent(scores.frequency_weighted_iou), "f.w. IU (fwIoU)");
}

std::string tiles(const ReportInput& input) {
  std::string html;
  for (const auto& [figure, meaning] : input.headline)
    html += tile(escape_html(figure), escape_html(meaning));
  if (input.scores) html += score_tiles(*input.scores);
  return html.empty() ? "" : "<div class=\"tiles\">" + html + "</div>\n";
}

std::string header(const ReportInput& input) {
  std::string html = "<header><h1>" + escape_html(input.title) + "</h1>";
  if (!input.subtitle.empty()) html += "<p class=\"muted\">" + escape_html(input.subtitle) + "</p>";
  return html + tiles(input) + "</header>\n";
}

std::string samples(const ReportInput& input) {
  if (input.samples.empty()) return "";
  std::string html = render_sample_legend(input.samples, input.classes);
  for (const SamplePicture& sample : input.samples) html += render_sample(sample, input.classes);
  return html;
}

std::string charts(const ReportInput& input) {
  std::string html;
  for (const Chart& chart : charts_of(input.curves)) html += render_chart(chart);
  return html.empty() ? "" : "<div class=\"charts\">" + html + "</div>\n";
}

std::string class_scores(const ReportInput& input) {
  if (!input.scores) return "";
  return render_class_bars(*input.scores, input.classes, input.confusion ? &*input.confusion : nullptr);
}

std::string confusion(const ReportInput& input) {
  return input.confusion ? render_confusion(*input.confusion, input.classes) : "";
}

std::string facts(const ReportInput& input) {
  if (input.facts.empty()) return "";
  std::string html = "<div class=\"card scroll\"><table class=\"facts\">";
  for (const auto& [name, value] : input.facts)
    html += "<tr><th scope=\"row\">" + escape_html(name) + "</th><td>" + escape_html(value) + "</td></tr>\n";
  return html + "</table></div>\n";
}

std::string next_steps(const ReportInput& input) {
  if (input.next_steps.empty()) return "";
  std::string html = "<div class=\"card\"><ul class=\"steps\">";
  for (const auto& [purpose, command] : input.next_steps)
    html += "<li>" + escape_html(purpose) + "<pre>" + escape_html(command) + "</pre></li>\n";
  return html + "</ul></div>\n";
}

std::string config(const ReportInput& input) {
  if (input.effective_config.empty()) return "";
  return "<details class=\"card\"><summary>Effective configuration</summary><pre>" +
         escape_html(input.effective_config) + "</pre></details>\n";
}

std::string sections(const ReportInput& input) {
  return section("Pictures", samples(input)) + section("Curves", charts(input)) +
         section("Scores per class", class_scores(input)) +
         section("Confusion matrix, % of each true class", confusion(input)) +
         section("The run", facts(input) + config(input)) + section("What to do next", next_steps(input));
}

}  // namespace

std::string render_report(const ReportInput& input) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         escape_html(input.title) + "</title>\n<style>" + kPageStyle + "</style>\n</head>\n<body>\n<main>\n" +
         header(input) + sections(input) + "<footer>Written by perpixel.</footer>\n</main>\n<script>" +
         kPageScript + "</script>\n</body>\n</html>\n";
}

}  // namespace perpixel
