// Heavier pixels between objects that nearly touch (Ronneberger, Fischer, Brox 2015, equation 2).
#pragma once

#include "transform/cells.h"

namespace perpixel {

struct BorderWeight {
  double weight = 0;       // w0; 0 = off
  double sigma = 5;        // px
  ClassId background = 0;  // the class between the cells, where cells are found as connected components
};

/// Throws bad_value naming the option, its value and the bound.
void check_border_weight(const BorderWeight& options);

/// Pixels up to this distance from a cell are looked at: 6 sigma, rounded up. Beyond it the term is below
/// 2e-8 w0.
int border_reach(const BorderWeight& options);

/// w0 exp(-(d1 + d2)^2 / (2 sigma^2)) for every pixel that belongs to no cell: d1, d2 are the distances in px
/// between its centre and the nearest pixel centre of the nearest and the second nearest cell. 0 inside
/// cells, where fewer than two are within reach, and everywhere when off. [H, W]
std::vector<float> border_weights(const CellMap& cells, const BorderWeight& options);

}  // namespace perpixel
