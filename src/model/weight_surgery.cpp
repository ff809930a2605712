#include "model/weight_surgery.h"

#include <algorithm>
#include <cmath>

namespace perpixel {

namespace {

std::string change(const std::string& name, const Tensor& from, const Shape& to, const char* how) {
  return name + ": " + shape_text(from.shape()) + " to " + shape_text(to) + ", " + how;
}

/// The convolution that reads the input of the graph.
const Parameter* first_convolution(const Graph& graph) {
  if (graph.inputs.empty()) return nullptr;
  for (const Node& node : graph.nodes) {
    if (node.op != "Conv" || node.inputs.at(0) != graph.inputs.front().value) continue;
    const int parameter = graph.values[static_cast<std::size_t>(node.inputs.at(1))].parameter;
    return parameter < 0 ? nullptr : &graph.parameters[static_cast<std::size_t>(parameter)];
  }
  return nullptr;
}

bool differ_in_channels_only(const Shape& a, const Shape& b) {
  return a.size() == 4 && b.size() == 4 && a[0] == b[0] && a[1] != b[1] && a[2] == b[2] && a[3] == b[3] &&
         a[1] > 0 && b[1] > 0;
}

/// [O, C, k, k] -> [O, D, k, k].
Tensor for_channels(const Tensor& stored, std::int64_t channels) {
  const Tensor weight = stored.to_f32();
  const std::int64_t outputs = weight.size(0), have = weight.size(1), taps = weight.size(2) * weight.size(3);
  Tensor made = Tensor::zeros({outputs, channels, weight.size(2), weight.size(3)});
  const float share = static_cast<float>(have) / static_cast<float>(channels);
  const auto from = weight.floats();
  auto to = made.floats();
  const std::int64_t passes = channels == 1 ? have : channels;  // the one channel takes the sum
  for (std::int64_t o = 0; o < outputs; ++o)
    for (std::int64_t pass = 0; pass < passes; ++pass)
      for (std::int64_t t = 0; t < taps; ++t) {
        const auto at = static_cast<std::size_t>((o * have + pass % have) * taps + t);
        const std::int64_t channel = channels == 1 ? 0 : pass;
        to[static_cast<std::size_t>((o * channels + channel) * taps + t)] +=
            channels == 1 ? from[at] : share * from[at];
      }
  return made;
}

void adapt_first(const Graph& graph, NamedTensors& tensors, std::vector<std::string>& done) {
  const Parameter* first = first_convolution(graph);
  const auto found = first ? tensors.find(first->name) : tensors.end();
  if (found == tensors.end() || !differ_in_channels_only(found->second.shape(), first->shape)) return;
  done.push_back(change(first->name, found->second, first->shape, "input channels repeated or summed"));
  found->second = for_channels(found->second, first->shape[1]);
}

/// [O, C * k * k] as [O, C, k, k], with the channels of `like`; a 1x1 reads all of them.
Shape as_window(const Shape& shape, const Shape& like) {
  if (shape.size() != 2 || like.size() != 4 || like[1] < 1) return shape;
  if (like[2] == 1) return {shape[0], shape[1], 1, 1};
  const auto side = std::llround(std::sqrt(static_cast<double>(shape[1]) / static_cast<double>(like[1])));
  return like[1] * side * side == shape[1] ? Shape{shape[0], like[1], side, side} : shape;
}

/// Every `step`-th of `have` gives `want`; 0 when none does.
std::int64_t step_of(std::int64_t have, std::int64_t want) {
  if (want < 1 || have < want) return 0;
  const std::int64_t step = (have + want - 1) / want;
  return (have + step - 1) / step == want ? step : 0;
}

std::vector<std::int64_t> steps_of(const Shape& have, const Shape& want) {
  if (have.size() != want.size()) return {};
  std::vector<std::int64_t> steps;
  for (std::size_t axis = 0; axis < have.size(); ++axis) {
    steps.push_back(step_of(have[axis], want[axis]));
    if (steps.back() == 0) return {};
  }
  return steps;
}

/// Every steps[axis]-th element along each axis.
Tensor decimated(const Tensor& stored, const Shape& have, const Shape& want,
                 const std::vector<std::int64_t>& steps) {
  const Tensor all = stored.to_f32();
  Tensor some(want);
  const auto from = all.floats();
  auto to = some.floats();
  Shape place(want.size(), 0);
  for (std::size_t i = 0; i < to.size(); ++i) {
    std::int64_t at = 0;
    for (std::size_t axis = 0; axis < want.size(); ++axis) at = at * have[axis] + place[axis] * steps[axis];
    to[i] = from[static_cast<std::size_t>(at)];
    for (std::size_t axis = want.size(); axis-- > 0;) {
      if (++place[axis] < want[axis]) break;
      place[axis] = 0;
    }
  }
  return some;
}

/// "fc6_2.weight" -> "fc6.weight"; nothing for others than fc6 and fc7.
std::string published_layer(const std::string& parameter) {
  if (!parameter.starts_with("fc6") && !parameter.starts_with("fc7")) return {};
  const std::size_t point = parameter.find('.');
  const bool branch = parameter.size() > 4 && parameter[3] == '_' && point == 5;
  if (point != 3 && !branch) return {};
  return parameter.substr(0, 3) + parameter.substr(point);
}

void decimate_dense(const Graph& graph, NamedTensors& tensors, std::vector<std::string>& done) {
  const NamedTensors stored = tensors;
  std::vector<std::string> used;
  for (const Parameter& parameter : graph.parameters) {
    const std::string layer = published_layer(parameter.name);
    const auto found = layer.empty() ? stored.end() : stored.find(layer);
    if (found == stored.end() || (stored.contains(parameter.name) && layer != parameter.name)) continue;
    const Shape have = as_window(found->second.shape(), parameter.shape);
    const auto steps = steps_of(have, parameter.shape);
    if (steps.empty()) continue;
    if (layer != parameter.name) used.push_back(layer);
    if (have == parameter.shape && layer == parameter.name) continue;  // fits as it is
    if (have != parameter.shape)
      done.push_back(change(parameter.name, found->second, parameter.shape, "every n-th taken"));
    tensors[parameter.name] = decimated(found->second, have, parameter.shape, steps);
  }
  for (const std::string& layer : used)
    if (!graph.find_parameter(layer)) tensors.erase(layer);
}

/// batch_norm(x + b) with mean m is batch_norm(x) with mean m - b.
void take_off_bias(const Graph& graph, NamedTensors& tensors, std::vector<std::string>& done) {
  const std::string ending = "_bn.running_mean";
  for (const Parameter& parameter : graph.parameters) {
    if (!parameter.name.ends_with(ending)) continue;
    const std::string bias = parameter.name.substr(0, parameter.name.size() - ending.size()) + ".bias";
    const auto shift = tensors.find(bias), mean = tensors.find(parameter.name);
    if (graph.find_parameter(bias) || shift == tensors.end() || mean == tensors.end()) continue;
    if (shift->second.count() != mean->second.count()) continue;
    const Tensor off = shift->second.to_f32();
    mean->second = mean->second.to_f32();
    for (std::size_t i = 0; i < off.floats().size(); ++i) mean->second.floats()[i] -= off.floats()[i];
    tensors.erase(shift);
    done.push_back(bias + ": taken off " + parameter.name);
  }
}

}  // namespace

NamedTensors fitted_to(const Graph& graph, const NamedTensors& tensors, std::vector<std::string>& done) {
  NamedTensors fitted = tensors;
  adapt_first(graph, fitted, done);
  decimate_dense(graph, fitted, done);
  take_off_bias(graph, fitted, done);
  return fitted;
}

}  // namespace perpixel
