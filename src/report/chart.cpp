#include "report/chart.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "report/html.h"

namespace perpixel {

namespace {

// The drawing area inside the SVG, in its own units.
constexpr double kWidth = 640, kHeight = 260, kLeft = 52, kRight = 12, kTop = 10, kBottom = 26;
constexpr std::size_t kMostPoints = 400;

bool ends_with_key(const std::string& name, const std::string& key) {
  return name == key || name.ends_with("/" + key) || name.ends_with("_" + key);
}

bool contains(const std::string& name, const std::string& part) {
  return name.find(part) != std::string::npos;
}

bool is_dull(const std::string& name) {
  return ends_with_key(name, "eta_seconds") || ends_with_key(name, "epoch") || contains(name, "ACC-");
}

bool is_time(const std::string& name) {
  return ends_with_key(name, "time") || contains(name, "per_second") || contains(name, "seconds");
}

/// Index into the charts of `charts_of`.
enum Group { kLoss, kRate, kScores, kClassIou, kTime, kOther, kGroups };

Group group_of(const std::string& name) {
  if (contains(name, "loss")) return kLoss;
  if (ends_with_key(name, "lr")) return kRate;
  if (contains(name, "IoU-")) return kClassIou;
  if (is_time(name)) return kTime;
  if (contains(name, "/") || contains(name, "IoU") || contains(name, "top")) return kScores;
  return kOther;
}

std::string without_part(const std::string& name, const std::string& part) {
  const auto at = name.find(part);
  return at == std::string::npos ? name : name.substr(at + part.size());
}

Curve averaged_down(const Curve& curve) {
  if (curve.points.size() <= kMostPoints) return curve;
  Curve shorter{curve.name, {}};
  for (std::size_t k = 0; k < kMostPoints; ++k) {
    const std::size_t begin = k * curve.points.size() / kMostPoints,
                      end = (k + 1) * curve.points.size() / kMostPoints;
    CurvePoint mean;
    for (std::size_t i = begin; i < end; ++i) {
      mean.x += curve.points[i].x / static_cast<double>(end - begin);
      mean.y += curve.points[i].y / static_cast<double>(end - begin);
    }
    shorter.points.push_back(mean);
  }
  return shorter;
}

struct Range {
  double low = 0, high = 1;
  double share(double value) const { return (value - low) / (high - low); }
};

Range widened_if_empty(Range range) {
  return range.high > range.low ? range : Range{range.low - 0.5, range.low + 0.5};
}

std::vector<double> all_y(const std::vector<Curve>& curves) {
  std::vector<double> values;
  for (const Curve& curve : curves)
    for (const CurvePoint& point : curve.points)
      if (std::isfinite(point.y)) values.push_back(point.y);
  std::sort(values.begin(), values.end());
  return values;
}

Range x_range(const std::vector<Curve>& curves) {
  Range range{curves[0].points[0].x, curves[0].points[0].x};
  for (const Curve& curve : curves)
    for (const CurvePoint& point : curve.points) {
      range.low = std::min(range.low, point.x);
      range.high = std::max(range.high, point.x);
    }
  return widened_if_empty(range);
}

/// From 0 (or below, for negative values) to a little above the greatest value.
Range y_range(const Chart& chart, const std::vector<Curve>& curves) {
  const std::vector<double> values = all_y(curves);
  if (values.empty()) return {};
  double high = values.back();
  if (chart.cut_spikes) high = std::min(high, 1.4 * values[(values.size() - 1) * 97 / 100]);
  const double low = std::min(0.0, values.front());
  return high > low ? Range{low, high + 0.05 * (high - low)} : widened_if_empty({low, low});
}

struct Frame {
  Range x, y;
  double px(double value) const { return kLeft + x.share(value) * (kWidth - kLeft - kRight); }
  double py(double value) const { return kHeight - kBottom - y.share(value) * (kHeight - kTop - kBottom); }
};

std::string coordinate(double value) { return fixed_text(value, 1); }

std::string tick_text(double value) {
  const double size = std::abs(value);
  if (size >= 1e6) return short_text(value / 1e6) + "M";
  if (size >= 1e4) return short_text(value / 1e3) + "k";
  return short_text(size < 1e-12 ? 0 : value);
}

std::string line(double x0, double y0, double x1, double y1) {
  return "<line x1=\"" + coordinate(x0) + "\" y1=\"" + coordinate(y0) + "\" x2=\"" + coordinate(x1) +
         "\" y2=\"" + coordinate(y1) + "\"/>";
}

std::string text_at(double x, double y, const char* anchor, const std::string& text) {
  return "<text x=\"" + coordinate(x) + "\" y=\"" + coordinate(y) + "\" text-anchor=\"" + anchor + "\">" +
         text + "</text>";
}

std::string axes(const Frame& frame) {
  std::string svg = "<g class=\"grid\">";
  for (const double tick : round_ticks(frame.y.low, frame.y.high, 4))
    svg += line(kLeft, frame.py(tick), kWidth - kRight, frame.py(tick));
  svg += "</g><g class=\"ticks\">";
  for (const double tick : round_ticks(frame.y.low, frame.y.high, 4))
    svg += text_at(kLeft - 6, frame.py(tick) + 4, "end", tick_text(tick));
  for (const double tick : round_ticks(frame.x.low, frame.x.high, 6))
    svg += text_at(frame.px(tick), kHeight - 8, "middle", tick_text(tick));
  return svg + "</g>";
}

/// A path through the points; points that are no numbers break it.
std::string path_through(const Curve& curve, const Frame& frame) {
  std::string path;
  bool pen_down = false;
  for (const CurvePoint& point : curve.points) {
    if (!std::isfinite(point.y)) {
      pen_down = false;
      continue;
    }
    path += (pen_down ? "L" : "M") + coordinate(frame.px(point.x)) + " " +
            coordinate(frame.py(std::min(point.y, frame.y.high)));
    pen_down = true;
  }
  return path;
}

/// Ten colours; the next ten curves are dashed.
std::string color_class(std::size_t index) {
  return "c" + std::to_string(index % 10) + (index / 10 % 2 ? " dash" : "");
}

/// The curve, and dots where there are so few points that each was one event (a validation).
std::string drawn_curve(const Curve& curve, const Frame& frame, std::size_t index) {
  constexpr std::size_t kMostDots = 40;
  std::string svg =
      "<g class=\"" + color_class(index) + "\"><path d=\"" + path_through(curve, frame) + "\"/>";
  if (curve.points.size() <= kMostDots)
    for (const CurvePoint& point : curve.points)
      if (std::isfinite(point.y) && point.y <= frame.y.high)
        svg += "<circle cx=\"" + coordinate(frame.px(point.x)) + "\" cy=\"" + coordinate(frame.py(point.y)) +
               "\" r=\"2.5\"/>";
  return svg + "</g>";
}

std::string best_text(const Curve& curve, int better) {
  if (better == 0 || curve.points.size() < 2) return "";
  const auto less = [&](const CurvePoint& a, const CurvePoint& b) { return better * a.y < better * b.y; };
  const auto best = std::max_element(curve.points.begin(), curve.points.end(), less);
  return " <span class=\"muted\">best " + short_text(best->y) + " at " + short_text(best->x) + "</span>";
}

std::string legend(const Chart& chart) {
  std::string html = "<ul class=\"legend\">";
  for (std::size_t i = 0; i < chart.curves.size(); ++i) {
    const Curve& curve = chart.curves[i];
    html += "<li><i class=\"" + color_class(i) + "\"></i>" + escape_html(curve.name) + " <b>" +
            short_text(curve.points.back().y) + "</b>" + best_text(curve, chart.better) + "</li>";
  }
  return html + "</ul>";
}

nlohmann::json rounded(double value) {
  return std::isfinite(value) ? nlohmann::json::parse(short_text(value)) : nlohmann::json(nullptr);
}

/// What the page's script needs to say the values under the mouse. "<" is escaped: a name must not end the
/// element.
std::string hover_data(const std::vector<Curve>& curves, const Frame& frame) {
  nlohmann::json data;
  data["frame"] = {frame.x.low, frame.x.high, kLeft / kWidth, 1 - kRight / kWidth};
  for (const Curve& curve : curves) {
    nlohmann::json points = nlohmann::json::array();
    for (const CurvePoint& point : curve.points) points.push_back({std::round(point.x), rounded(point.y)});
    data["curves"].push_back({{"name", curve.name}, {"points", points}});
  }
  std::string text = data.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string::npos;) text.replace(at, 1, "\\u003c");
  return "<script type=\"application/json\">" + text + "</script>";
}

}  // namespace

std::vector<double> round_ticks(double low, double high, int wanted) {
  std::vector<double> ticks;
  const double rough = (high - low) / wanted;
  if (!(rough > 0) || !std::isfinite(rough)) return ticks;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  const double factor = rough / power;
  const double step = power * (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10);
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k)
    ticks.push_back(k * step);
  return ticks;
}

std::vector<Chart> charts_of(const std::vector<Curve>& curves) {
  std::vector<Chart> charts(kGroups);
  charts[kLoss] = {"Loss", {}, 0, true};  // the best of a noisy batch loss says nothing
  charts[kRate] = {"Learning rate", {}, 0, false};
  charts[kScores] = {"Scores on the validation set", {}, 1, false};
  charts[kClassIou] = {"IU per class, %", {}, 0, false};
  charts[kTime] = {"Seconds", {}, 0, true};
  charts[kOther] = {"Other figures", {}, 0, true};
  for (const Curve& curve : curves) {
    if (curve.points.empty() || is_dull(curve.name)) continue;
    const Group group = group_of(curve.name);
    const std::string name = group == kClassIou ? without_part(curve.name, "IoU-") : curve.name;
    charts[group].curves.push_back({name, curve.points});
  }
  std::erase_if(charts, [](const Chart& chart) { return chart.curves.empty(); });
  return charts;
}

std::string render_chart(const Chart& chart) {
  if (chart.curves.empty()) return "";
  std::vector<Curve> curves;
  for (const Curve& curve : chart.curves) curves.push_back(averaged_down(curve));
  const Frame frame{x_range(curves), y_range(chart, curves)};
  std::string html = "<figure class=\"chart card\"><figcaption>" + escape_html(chart.title) +
                     "</figcaption>" + legend(chart) + "<div class=\"plot\"><svg viewBox=\"0 0 " +
                     coordinate(kWidth) + " " + coordinate(kHeight) + "\" role=\"img\" aria-label=\"" +
                     escape_html(chart.title) + "\">";
  html += axes(frame);
  for (std::size_t i = 0; i < curves.size(); ++i) html += drawn_curve(curves[i], frame, i);
  return html + "</svg></div>" + hover_data(curves, frame) + "</figure>\n";
}

}  // namespace perpixel
