#include "report/svg.h"

#include <algorithm>
#include <cstdio>

#include "report/html.h"

namespace perpixel {

namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  std::string trimmed = text;
  trimmed.erase(trimmed.find_last_not_of('0') + 1);
  if (trimmed.back() == '.') trimmed.pop_back();
  return trimmed == "-0" ? "0" : trimmed;
}

std::string attribute(const char* name, double value) {
  return std::string(" ") + name + "=\"" + number(value) + "\"";
}

std::string attribute(const char* name, const std::string& value) {
  return std::string(" ") + name + "=\"" + value + "\"";
}

const char* anchor_name(Anchor anchor) {
  switch (anchor) {
    case Anchor::start:
      return "start";
    case Anchor::middle:
      return "middle";
    case Anchor::end:
      return "end";
  }
  return "start";
}

}  // namespace

Svg::Svg(double width, double height) : width_(width), height_(height) { rect(0, 0, width, height, "#fff"); }

void Svg::rect(double x, double y, double width, double height, const std::string& fill,
               const std::string& stroke) {
  body_ += "<rect" + attribute("x", x) + attribute("y", y) + attribute("width", width) +
           attribute("height", height) + attribute("fill", fill);
  if (stroke != "none") body_ += attribute("stroke", stroke);
  body_ += "/>\n";
}

void Svg::circle(double x, double y, double radius, const std::string& fill) {
  body_ += "<circle" + attribute("cx", x) + attribute("cy", y) + attribute("r", radius) +
           attribute("fill", fill) + "/>\n";
}

void Svg::line(double x0, double y0, double x1, double y1, const std::string& stroke, double width) {
  body_ += "<line" + attribute("x1", x0) + attribute("y1", y0) + attribute("x2", x1) + attribute("y2", y1) +
           attribute("stroke", stroke) + attribute("stroke-width", width) + "/>\n";
}

void Svg::arc(double x0, double y0, double x1, double y1, double lift, const std::string& stroke) {
  const std::string path = "M " + number(x0) + " " + number(y0) + " Q " + number((x0 + x1) / 2) + " " +
                           number(std::min(y0, y1) - lift) + " " + number(x1) + " " + number(y1);
  body_ += "<path" + attribute("d", path) + attribute("fill", std::string("none")) +
           attribute("stroke", stroke) + attribute("stroke-width", 1.5) + "/>\n";
}

void Svg::text(double x, double y, const std::string& words, double size, Anchor anchor,
               const std::string& fill) {
  body_ += "<text" + attribute("x", x) + attribute("y", y) + attribute("font-size", size) +
           attribute("text-anchor", std::string(anchor_name(anchor))) + attribute("fill", fill) + ">" +
           escape_html(words) + "</text>\n";
}

std::string Svg::finish() const {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\"" + attribute("width", width_) +
         attribute("height", height_) +
         attribute("viewBox", "0 0 " + number(width_) + " " + number(height_)) +
         " font-family=\"sans-serif\">\n" + body_ + "</svg>\n";
}

std::string tint(double share, int red, int green, int blue) {
  const double s = std::clamp(share, 0.0, 1.0);
  const auto mixed = [s](int channel) { return static_cast<int>(255 + s * (channel - 255) + 0.5); };
  char text[8];
  std::snprintf(text, sizeof text, "#%02x%02x%02x", mixed(red), mixed(green), mixed(blue));
  return text;
}

}  // namespace perpixel
