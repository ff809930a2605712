// Curves as inline SVG.
#pragma once

#include <string>
#include <vector>

#include "report/curve.h"

namespace perpixel {

struct Chart {
  std::string title;
  std::vector<Curve> curves;
  /// Say the best value of each curve beside its last one: +1 greatest is best, -1 smallest, 0 say none.
  int better = 0;
  /// Cut rare high spikes off, so that the rest can be read.
  bool cut_spikes = false;
};

/// Curves sorted into charts a reader looks for: loss, learning rate, scores, IU per class, time, and the
/// rest. Keys that say nothing as a curve (eta_seconds, epoch, ACC-<class>) are left out, as are empty
/// curves.
std::vector<Chart> charts_of(const std::vector<Curve>& curves);

/// <figure> with title, legend and SVG; long curves are averaged down to 400 points. Readable without a
/// script; the page's script adds the values under the mouse.
std::string render_chart(const Chart& chart);

/// Evenly spaced round numbers (1, 2 or 5 times a power of ten apart) that lie within [low, high], about
/// `wanted`.
std::vector<double> round_ticks(double low, double high, int wanted);

}  // namespace perpixel
