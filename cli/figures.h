// The lecture's pictures, drawn from the code itself: every number in them comes out of an engine or a graph.
#pragma once

#include <string>
#include <vector>

#include "report/svg.h"

namespace perpixel {

struct Figure {
  const char* name;  // file stem
  const char* title;
  std::string (*draw)();  // a whole SVG
};

/// In the order of the lecture.
const std::vector<Figure>& figures();

/// Transposed convolution of a 2 x 2 input with a 3 x 3 filter, strides 1 and 2: weighted copies of the
/// filter placed on the output, and their sum.
std::string draw_copies();
/// How often each output is written by an all-ones transposed convolution, for several kernels and strides.
std::string draw_checkerboards();
/// Which inputs one output of stacked 3 x 3 convolutions sees, and over how many paths: dilations 1, 2, 4,
/// and the holes that 2, 2, 2 leave.
std::string draw_dilations();
/// Trunk, decoder and skips of the upsampling architectures, read off their graphs.
std::string draw_architectures();

/// A grid of numbers, shaded by their share of `most`, at (x, y) with cells of `cell` px; `digits` writes
/// them.
struct NumberGrid {
  int rows = 0, columns = 0;
  std::vector<float> values;  // row-major
};
void draw_grid(Svg& svg, const NumberGrid& grid, double x, double y, double cell, double most, bool digits);

}  // namespace perpixel
