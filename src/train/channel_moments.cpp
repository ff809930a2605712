#include "train/channel_moments.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "error/error.h"

namespace perpixel {

namespace {

struct Moments {
  double mean = 0, squares = 0;
};

Moments moments_of(std::span<const float> values) {
  Moments moments;
  for (const float value : values) moments.mean += static_cast<double>(value);
  moments.mean /= static_cast<double>(values.size());
  for (const float value : values) {
    const double apart = static_cast<double>(value) - moments.mean;
    moments.squares += apart * apart;
  }
  return moments;
}

}  // namespace

void ChannelMoments::add(const Tensor& map) {
  if (map.rank() != 4 || map.size(0) != 1 || map.count() == 0 ||
      (count_ > 0 && static_cast<std::size_t>(map.size(1)) != mean_.size()))
    throw Error(ErrorCode::shape_mismatch,
                "moments of a map " + shape_text(map.shape()) + "; wanted [1, " +
                    (count_ > 0 ? std::to_string(mean_.size()) : std::string("C")) + ", h, w]");
  const auto channels = static_cast<std::size_t>(map.size(1));
  if (count_ == 0) mean_ = squares_ = std::vector<double>(channels);
  const auto plane = static_cast<std::size_t>(map.count()) / channels;
  const double before = static_cast<double>(count_), more = static_cast<double>(plane), all = before + more;
  for (std::size_t c = 0; c < channels; ++c) {
    // Two sets become one: Chan, Golub, LeVeque 1979.
    const Moments added = moments_of(std::as_const(map).floats().subspan(c * plane, plane));
    const double apart = added.mean - mean_[c];
    mean_[c] += apart * more / all;
    squares_[c] += added.squares + apart * apart * before * more / all;
  }
  count_ += static_cast<std::int64_t>(plane);
}

std::vector<double> ChannelMoments::deviation() const {
  std::vector<double> deviation;
  for (const double squares : squares_) {
    const double value = std::sqrt(squares / static_cast<double>(count_));
    deviation.push_back(value > 0 ? value : 1);
  }
  return deviation;
}

NamedTensors standardisation(const std::vector<double>& mean, const std::vector<double>& deviation) {
  const auto channels = static_cast<std::int64_t>(mean.size());
  Tensor weight({channels, 1, 1, 1}), bias({channels});
  for (std::size_t c = 0; c < mean.size(); ++c) {
    weight.floats()[c] = static_cast<float>(1 / deviation[c]);
    bias.floats()[c] = static_cast<float>(-mean[c] / deviation[c]);
  }
  return {{"norm.weight", weight}, {"norm.bias", bias}};
}

std::optional<Graph> graph_to_standardised_map(const Graph& graph) {
  const auto norm = std::ranges::find_if(
      graph.nodes, [](const Node& node) { return node.name == "norm" && node.op == "Conv"; });
  const Parameter* factors = graph.find_parameter("norm.weight");
  if (norm == graph.nodes.end() || !factors || !factors->frozen) return std::nullopt;
  if (graph.values[static_cast<std::size_t>(norm->inputs[0])].producer < 0) return std::nullopt;
  Graph to_map = graph;
  to_map.outputs = {{"columns", norm->inputs[0]}};
  return to_map;
}

}  // namespace perpixel
