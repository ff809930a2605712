// Receptive field, stride and offset of any value of a graph (Araujo et al. 2019 for the recurrences).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace perpixel {

/// Along one axis: position i of the value reads input positions [i * stride + first, i * stride + last],
/// the union over all paths. Units: positions of the graph's first input.
struct AxisField {
  double stride = 1;
  double first = 0;
  double last = 0;
  bool bounded = true;  // false behind global pooling or dense layers
  bool connected = false;
  double size() const { return last - first + 1; }
  /// Input coordinate at the centre of the field of position 0.
  double centre() const { return (first + last) / 2; }
};

struct ReceptiveField {
  AxisField y, x;
};

/// One per value (unconnected ones have connected = false). Sizes are needed because resizing follows them.
std::vector<ReceptiveField> receptive_fields(const Graph& graph,
                                             const std::map<std::string, Shape>& input_shapes);

}  // namespace perpixel
