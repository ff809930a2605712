// report.html: what a run did and how good it is, in one file that opens anywhere.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "label/class_list.h"
#include "metric/confusion.h"
#include "metric/mean_iou.h"
#include "report/curve.h"
#include "report/sample_row.h"

namespace perpixel {

/// Everything but the title may be empty; an empty part has no section.
struct ReportInput {
  std::string title;
  std::string subtitle;  // one line: model, data, date
  std::vector<std::pair<std::string, std::string>>
      headline;  // further large figures: {"61.8", "mean IU on test"}
  std::optional<SemanticScores> scores;
  ClassList classes;  // of scores, confusion and samples
  std::optional<ConfusionMatrix> confusion;
  std::vector<SamplePicture> samples;
  std::vector<Curve> curves;
  std::vector<std::pair<std::string, std::string>> facts;  // {"training time", "4 min 12 s"}
  std::vector<std::pair<std::string, std::string>>
      next_steps;                // {"Label your own pictures", "perpixel predict ..."}
  std::string effective_config;  // YAML
};

/// One UTF-8 HTML page that needs no other file, no network and no script. All texts are escaped.
/// Throws class_count when scores or confusion do not fit the classes, and as render_sample does.
std::string render_report(const ReportInput& input);

}  // namespace perpixel
