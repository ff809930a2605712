// A drawing as SVG text: what the figures of the documents are made of.
#pragma once

#include <string>

namespace perpixel {

enum class Anchor { start, middle, end };

/// Coordinates in px, y downwards. Elements lie in the order in which they are added.
class Svg {
 public:
  Svg(double width, double height);

  /// Colours as CSS ("#336699", "none").
  void rect(double x, double y, double width, double height, const std::string& fill,
            const std::string& stroke = "none");
  void circle(double x, double y, double radius, const std::string& fill);
  void line(double x0, double y0, double x1, double y1, const std::string& stroke, double width = 1);
  /// From one point to the other by way of a curve whose control point is `lift` px above the higher one.
  void arc(double x0, double y0, double x1, double y1, double lift, const std::string& stroke);
  /// y is the base line.
  void text(double x, double y, const std::string& words, double size = 12, Anchor anchor = Anchor::middle,
            const std::string& fill = "#222");

  /// A whole file, on white.
  std::string finish() const;

 private:
  double width_, height_;
  std::string body_;
};

/// From white (0) to the colour (1) in steps of one part in 256; `share` is clamped.
std::string tint(double share, int red, int green, int blue);

}  // namespace perpixel
