#include "graph/op/resize_rule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "error/error.h"

namespace perpixel {

namespace {

template <class Kind>
using Names = std::vector<std::pair<const char*, Kind>>;

template <class Kind>
Kind choice(const Node& node, const char* key, const char* fallback, const Names<Kind>& names,
            ErrorCode code = ErrorCode::graph_invalid) {
  const std::string text = text_attribute(node, key, fallback);
  for (const auto& [name, kind] : names)
    if (text == name) return kind;
  std::string known;
  for (const auto& [name, kind] : names) known += (known.empty() ? "" : ", ") + std::string(name);
  throw Error(code, "node \"" + node.name + "\" (" + node.op + "): " + key + " = " + text, "known: " + known);
}

/// Our models' two conventions, which are PyTorch's.
ResizeRule own_rule(const Node& node) {
  ResizeRule rule{.as_pytorch = true};
  rule.interpolation = choice<Interpolation>(
      node, "mode", "nearest", {{"nearest", Interpolation::nearest}, {"linear", Interpolation::linear}});
  const bool align_corners = int_attribute(node, "align_corners", 0) != 0;
  if (rule.interpolation == Interpolation::nearest) {
    if (align_corners)
      throw Error(ErrorCode::graph_invalid,
                  "node \"" + node.name + "\" (" + node.op + "): align_corners means nothing for nearest");
    rule.coordinates = ResizeCoordinates::asymmetric;
    rule.nearest = NearestMode::floor;
  } else {
    rule.coordinates = align_corners ? ResizeCoordinates::align_corners : ResizeCoordinates::half_pixel;
  }
  return rule;
}

bool has_onnx_inputs(const Node& node) { return node.op == "Resize" && !node.attributes.contains("scales"); }

/// Keys' convolution kernel (1981) with parameter a, at distance 1 + t, t, 1 - t, 2 - t.
std::array<double, 4> cubic_weights(double t, double a) {
  const auto near = [a](double d) { return ((a + 2) * d - (a + 3)) * d * d + 1; };
  const auto far = [a](double d) { return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a; };
  return {far(1 + t), near(t), near(1 - t), far(2 - t)};
}

std::int64_t nearest_position(NearestMode mode, double source) {
  switch (mode) {
    case NearestMode::round_prefer_floor:
      return static_cast<std::int64_t>(std::ceil(source - 0.5));
    case NearestMode::round_prefer_ceil:
      return static_cast<std::int64_t>(std::floor(source + 0.5));
    case NearestMode::floor:
      return static_cast<std::int64_t>(std::floor(source));
    case NearestMode::ceil:
      return static_cast<std::int64_t>(std::ceil(source));
  }
  return 0;
}

/// Weights of the taps from floor(source) - taps / 2 + 1 on.
std::array<double, 4> tap_weights(const ResizeRule& rule, double source) {
  const double t = source - std::floor(source);
  if (rule.interpolation == Interpolation::cubic) return cubic_weights(t, rule.cubic_a);
  return {1 - t, t, 0, 0};
}

/// The arithmetic of PyTorch's `interpolate`: a position on the border of two pixels must fall as it falls
/// there.
double pytorch_source(ResizeCoordinates coordinates, std::int64_t in, std::int64_t out, std::int64_t i) {
  const auto at = static_cast<float>(i);
  if (coordinates == ResizeCoordinates::align_corners) {
    const float step = out > 1 ? static_cast<float>(in - 1) / static_cast<float>(out - 1) : 0.f;
    return static_cast<double>(at * step);
  }
  const float step = static_cast<float>(in) / static_cast<float>(out);
  const float shift = coordinates == ResizeCoordinates::asymmetric ? 0.f : 0.5f;
  return static_cast<double>(step * (at + shift) - shift);
}

}  // namespace

ResizeRule resize_rule(const Node& node) {
  if (!has_onnx_inputs(node)) return own_rule(node);
  ResizeRule rule;
  rule.interpolation = choice<Interpolation>(node, "mode", "nearest",
                                             {{"nearest", Interpolation::nearest},
                                              {"linear", Interpolation::linear},
                                              {"cubic", Interpolation::cubic}});
  rule.coordinates =
      choice<ResizeCoordinates>(node, "coordinate_transformation_mode", "half_pixel",
                                {{"half_pixel", ResizeCoordinates::half_pixel},
                                 {"half_pixel_symmetric", ResizeCoordinates::half_pixel_symmetric},
                                 {"pytorch_half_pixel", ResizeCoordinates::pytorch_half_pixel},
                                 {"align_corners", ResizeCoordinates::align_corners},
                                 {"asymmetric", ResizeCoordinates::asymmetric}},
                                ErrorCode::unsupported);
  rule.nearest = choice<NearestMode>(node, "nearest_mode", "round_prefer_floor",
                                     {{"round_prefer_floor", NearestMode::round_prefer_floor},
                                      {"round_prefer_ceil", NearestMode::round_prefer_ceil},
                                      {"floor", NearestMode::floor},
                                      {"ceil", NearestMode::ceil}});
  rule.cubic_a = static_cast<double>(float_attribute(node, "cubic_coeff_a", -0.75f));
  rule.exclude_outside = int_attribute(node, "exclude_outside", 0) != 0;
  if (int_attribute(node, "antialias", 0) != 0)
    throw Error(ErrorCode::unsupported, "node \"" + node.name + "\" (Resize): antialias = 1",
                "export the model without antialiasing");
  return rule;
}

double ResizeAxis::source(const ResizeRule& rule, std::int64_t i) const {
  if (rule.as_pytorch) return pytorch_source(rule.coordinates, in, out, i);
  const auto at = static_cast<double>(i);
  const double step = 1 / scale;
  // in / out is divided last: whole positions stay whole.
  const bool exact = scale == static_cast<double>(out) / static_cast<double>(in);
  const auto scaled = [&](double position) {
    return exact ? position * static_cast<double>(in) / static_cast<double>(out) : position * step;
  };
  switch (rule.coordinates) {
    case ResizeCoordinates::asymmetric:
      return scaled(at);
    case ResizeCoordinates::align_corners:
      return out > 1 ? at * static_cast<double>(in - 1) / static_cast<double>(out - 1) : 0;
    case ResizeCoordinates::pytorch_half_pixel:
      return out > 1 ? scaled(at + 0.5) - 0.5 : 0;
    case ResizeCoordinates::half_pixel_symmetric: {
      // The output is centred on the input when its size is not scale times the input's.
      const double wanted = scale * static_cast<double>(in);
      const double centre = static_cast<double>(in) / 2;
      return centre * (1 - static_cast<double>(out) / wanted) + (at + 0.5) * step - 0.5;
    }
    case ResizeCoordinates::half_pixel:
      return scaled(at + 0.5) - 0.5;
  }
  return 0;
}

ResizeTaps resize_taps(const ResizeRule& rule, const ResizeAxis& axis) {
  ResizeTaps result;
  result.taps = rule.interpolation == Interpolation::nearest  ? 1
                : rule.interpolation == Interpolation::linear ? 2
                                                              : 4;
  for (std::int64_t i = 0; i < axis.out; ++i) {
    const double source = axis.source(rule, i);
    if (rule.interpolation == Interpolation::nearest) {
      result.positions.push_back(
          std::clamp<std::int64_t>(nearest_position(rule.nearest, source), 0, axis.in - 1));
      result.weights.push_back(1);
      continue;
    }
    std::array<double, 4> weights = tap_weights(rule, source);
    const auto first = static_cast<std::int64_t>(std::floor(source)) - result.taps / 2 + 1;
    const auto outside = [&](std::int64_t k) { return first + k < 0 || first + k >= axis.in; };
    double sum = 1;
    if (rule.exclude_outside) {
      sum = 0;
      for (std::int64_t k = 0; k < result.taps; ++k) {
        if (outside(k)) weights[static_cast<std::size_t>(k)] = 0;
        sum += weights[static_cast<std::size_t>(k)];
      }
    }
    for (std::int64_t k = 0; k < result.taps; ++k) {
      result.positions.push_back(std::clamp<std::int64_t>(first + k, 0, axis.in - 1));
      result.weights.push_back(static_cast<float>(weights[static_cast<std::size_t>(k)] / sum));
    }
  }
  return result;
}

std::vector<ResizeAxis> resize_axes(const Node& node, const Shape& x, const Shape& y, const Tensor* scales) {
  std::vector<ResizeAxis> axes;
  for (std::size_t i = 0; i < x.size(); ++i)
    axes.push_back({x[i], y[i], static_cast<double>(y[i]) / static_cast<double>(x[i])});
  if (!scales || scales->count() == 0) return axes;
  // Stated scales count even where scale * size is no whole number.
  const std::vector<std::int64_t> which = ints_attribute(node, "axes", {});
  for (std::size_t i = 0; i < scales->floats().size(); ++i) {
    const std::int64_t axis = which.empty() ? static_cast<std::int64_t>(i) : which[i];
    axes[static_cast<std::size_t>(axis < 0 ? axis + static_cast<std::int64_t>(x.size()) : axis)].scale =
        static_cast<double>(scales->floats()[i]);
  }
  return axes;
}

}  // namespace perpixel
