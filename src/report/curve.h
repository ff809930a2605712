// A logged quantity over the iterations.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace perpixel {

struct CurvePoint {
  double x = 0, y = 0;  // iteration, value
  friend bool operator==(const CurvePoint&, const CurvePoint&) = default;
};

struct Curve {
  std::string name;  // the key in metrics.json: "total_loss", "sem_seg/mIoU"
  std::vector<CurvePoint> points;
};

/// Every numeric key of a metrics.json (one object a line) over "iteration", in order of first appearance;
/// null and non-numbers leave no point. An unfinished last line is passed over (the run may be writing it);
/// any other line that is not an object with an iteration throws config_syntax with its number. Missing file:
/// file_not_found.
std::vector<Curve> curves_from_metrics(const std::filesystem::path& metrics_json);

}  // namespace perpixel
