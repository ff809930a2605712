#include "graph/exact_part.h"

#include <algorithm>
#include <cmath>

#include "error/error.h"
#include "graph/op_table.h"
#include "graph/receptive_field.h"

namespace perpixel {

namespace {

constexpr double kNear = 1e-6;  // positions are multiples of 1 / stride, far coarser

[[noreturn]] void refuse(const Node& node, const std::string& why) {
  throw Error(ErrorCode::unsupported,
              "tiles cannot be exact: node \"" + node.name + "\" (" + node.op + ") " + why,
              "use --window N instead: windows overlap and are blended, not exact");
}

/// How the walk sees one node: its footprint in the whole and in the tile.
struct Reading {
  const Node& node;
  Footprint whole, tile;

  void check() const {
    if (!whole.bounded || !tile.bounded) refuse(node, "reads the whole map for every position");
    if (std::abs(whole.step - tile.step) > 1e-12 * whole.step ||
        std::abs((whole.last - whole.first) - (tile.last - tile.first)) > kNear)
      refuse(node,
             "resizes the whole map in another ratio than a tile's: its size is no multiple of the stride");
  }

  std::int64_t shift(std::int64_t from) const {
    const double exact = (static_cast<double>(from) + tile.first - whole.first) / tile.step;
    const double rounded = std::round(exact);
    if (std::abs(exact - rounded) > kNear)
      throw Error(ErrorCode::bad_value, "a tile's origin must be a multiple of every stride; node \"" +
                                            node.name + "\" (" + node.op +
                                            ") would begin between two positions");
    return static_cast<std::int64_t>(rounded);
  }
};

struct Sizes {
  std::int64_t whole, tile;
};

/// What of the result is right when `from`, of these sizes, is what is read.
ExactPart through(const Reading& reading, const ExactPart& from, Sizes in, Sizes out) {
  ExactPart part{true, reading.shift(from.shift), 0, 0};
  const bool open_first = from.first == 0 && from.shift == 0;
  const bool open_last = from.last == in.tile && from.last + from.shift == in.whole;
  const auto right = [&](std::int64_t i) {
    const double at = static_cast<double>(i) * reading.tile.step;
    const double low = std::ceil(at + reading.tile.first - kNear),
                 high = std::floor(at + reading.tile.last + kNear);
    return (open_first || low >= static_cast<double>(from.first)) &&
           (open_last || high <= static_cast<double>(from.last - 1));
  };
  const std::int64_t begin = std::max<std::int64_t>(0, -part.shift);
  const std::int64_t end = std::min(out.tile, out.whole - part.shift);
  part.first = begin;
  while (part.first < end && !right(part.first)) ++part.first;
  part.last = std::max(part.first, end);
  while (part.last > part.first && !right(part.last - 1)) --part.last;
  return part;
}

void join(const Node& node, ExactPart& into, const ExactPart& other) {
  if (!into.connected) {
    into = other;
    return;
  }
  if (into.shift != other.shift)
    refuse(node, "joins branches that lie differently in a tile than in the whole");
  into.first = std::max(into.first, other.first);
  into.last = std::max(into.first, std::min(into.last, other.last));
}

/// Inputs that carry features; unpooling's positions count, they come from a tile as the map does.
std::size_t feature_count(const Node& node) {
  const int count = node.op == "UnpoolLike" ? 2 : op_rule(node).feature_inputs;
  return count < 0 ? node.inputs.size()
                   : std::min<std::size_t>(node.inputs.size(), static_cast<std::size_t>(count));
}

}  // namespace

std::vector<ExactPart> exact_parts(const Graph& graph, const ValueFacts& whole, const ValueFacts& tile,
                                   int axis, std::int64_t origin) {
  const auto a = static_cast<std::size_t>(axis);
  std::vector<ExactPart> parts(graph.values.size());
  for (const GraphInput& input : graph.inputs) {
    const auto value = static_cast<std::size_t>(input.value);
    if (tile.shapes[value].size() == 4) parts[value] = {true, origin, 0, tile.shapes[value][a]};
  }
  for (const int index : live_nodes(graph, false)) {
    const Node& node = graph.nodes[static_cast<std::size_t>(index)];
    const auto result = static_cast<std::size_t>(node.outputs.at(0));
    ExactPart joined;
    for (std::size_t i = 0; i < feature_count(node); ++i) {
      if (node.inputs[i] < 0) continue;
      const auto from = static_cast<std::size_t>(node.inputs[i]);
      if (!parts[from].connected) continue;
      const OpRule& rule = op_rule(node);
      const Reading reading{node, rule.footprint(node, whole.inputs_of(node), whole.shapes[result], axis),
                            rule.footprint(node, tile.inputs_of(node), tile.shapes[result], axis)};
      reading.check();
      join(node, joined,
           through(reading, parts[from], {whole.shapes[from][a], tile.shapes[from][a]},
                   {whole.shapes[result][a], tile.shapes[result][a]}));
    }
    for (const int output : node.outputs) parts[static_cast<std::size_t>(output)] = joined;
  }
  return parts;
}

int tile_step(const Graph& graph, const std::map<std::string, Shape>& whole_inputs) {
  constexpr int kMost = 256;
  const auto fields = receptive_fields(graph, whole_inputs);
  const auto divides = [](const AxisField& field, int step) {
    const double times = step / field.stride;
    return !field.connected || std::abs(times - std::round(times)) < kNear * times;
  };
  for (int step = 1; step <= kMost; ++step)
    if (std::ranges::all_of(fields, [&](const auto& f) { return divides(f.y, step) && divides(f.x, step); }))
      return step;
  const auto odd = std::ranges::find_if(
      fields, [&](const auto& f) { return !divides(f.y, kMost) || !divides(f.x, kMost); });
  const std::string name =
      odd == fields.end() ? "" : graph.values[static_cast<std::size_t>(odd - fields.begin())].name;
  throw Error(
      ErrorCode::unsupported,
      "tiles cannot be exact: \"" + name + "\" is resized in a ratio that depends on the picture's size (" +
          shape_text(whole_inputs.begin()->second) + ")",
      "use --window N instead: windows overlap and are blended, not exact; or make the picture's sides "
      "multiples of the network's stride, which helps where nothing is resized by its corners");
}

}  // namespace perpixel
