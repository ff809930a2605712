// Trunk, decoder and skips of the upsampling architectures, read off their graphs.
#include <algorithm>
#include <cmath>
#include <set>

#include "figures.h"
#include "graph/shape_inference.h"
#include "model/model.h"
#include "output.h"

namespace perpixel {

namespace {

constexpr int kPicture = 224;  // px, side of the picture that is drawn

/// A stretch of the main path whose maps have one size.
struct Block {
  std::int64_t side = 0, channels = 0;
  int convolutions = 0;
};

/// What leaves the main path in one block and comes back in a later one.
struct Skip {
  int from = 0, to = 0;
  std::string joined_by;  // "sum", "concat", "positions"
};

struct Sketch {
  std::vector<Block> blocks;
  std::vector<Skip> skips;
};

/// Inputs that carry features: sizes, positions and parameters are none.
std::vector<int> feature_inputs(const Graph& graph, const Node& node) {
  const bool only_first =
      node.op == "ResizeLike" || node.op == "CropLike" || node.op == "PadLike" || node.op == "UnpoolLike";
  std::vector<int> features;
  for (const int input : node.inputs)
    if (input >= 0 && graph.values[static_cast<std::size_t>(input)].parameter < 0 &&
        !graph.values[static_cast<std::size_t>(input)].constant && (!only_first || features.empty()))
      features.push_back(input);
  return features;
}

class Reader {
 public:
  explicit Reader(const Graph& graph)
      : graph_(graph), depth_(graph.values.size()), block_(graph.values.size(), -1) {
    std::map<std::string, Shape> shapes;
    for (const GraphInput& in : graph.inputs) shapes[in.name] = in.shape;
    shapes.begin()->second = {1, graph.inputs[0].shape[1], kPicture, kPicture};
    shapes_ = infer_shapes(graph, shapes);
    for (const Node& node : graph.nodes)
      for (const int out : node.outputs)
        for (const int in : feature_inputs(graph, node))
          depth_[at(out)] = std::max(depth_[at(out)], depth_[at(in)] + 1);
  }

  Sketch read(int score) {
    std::vector<int> path = main_path(score);
    for (const int value : path) add_to_block(value);
    for (const int value : path) add_skips(value);
    return std::move(sketch_);
  }

 private:
  static std::size_t at(int value) { return static_cast<std::size_t>(value); }
  const Node* producer(int value) const {
    const int node = graph_.values[at(value)].producer;
    return node < 0 ? nullptr : &graph_.nodes[at(node)];
  }

  int deepest(const std::vector<int>& values) const {
    return *std::ranges::max_element(values, {}, [&](int v) { return depth_[at(v)]; });
  }

  /// From the picture to the score, at each join along the deeper branch.
  std::vector<int> main_path(int score) const {
    std::vector<int> path{score};
    while (const Node* node = producer(path.back())) {
      const std::vector<int> inputs = feature_inputs(graph_, *node);
      path.push_back(deepest(inputs));
    }
    std::ranges::reverse(path);
    return path;
  }

  void add_to_block(int value) {
    const Shape& shape = shapes_[at(value)];
    if (sketch_.blocks.empty() || sketch_.blocks.back().side != shape[2])
      sketch_.blocks.push_back({.side = shape[2]});
    Block& block = sketch_.blocks.back();
    const Node* node = producer(value);
    if (node && (node->op == "Conv" || node->op == "ConvTranspose")) ++block.convolutions;
    block.channels = std::max(block.channels, shape[1]);
    block_[at(value)] = static_cast<int>(sketch_.blocks.size()) - 1;
  }

  /// Before it shortcuts of residual blocks, after it skips of the decoder.
  int smallest_block() const {
    const auto smallest = std::ranges::min_element(sketch_.blocks, {}, &Block::side);
    return static_cast<int>(smallest - sketch_.blocks.begin());
  }

  /// The block of the main path from which a side branch comes.
  int origin(int value) const {
    while (block_[at(value)] < 0) {
      const Node* node = producer(value);
      if (!node) return -1;
      value = feature_inputs(graph_, *node).front();
    }
    return block_[at(value)];
  }

  void add_skips(int value) {
    const Node* node = producer(value);
    if (!node) return;
    const int to = block_[at(value)];
    const auto add = [&](int from, const char* how) {
      if (from >= 0 && from < to && to > smallest_block()) sketch_.skips.push_back({from, to, how});
    };
    if (node->op == "UnpoolLike") add(origin(producer(node->inputs[1])->inputs[0]), "positions");
    const std::vector<int> inputs = feature_inputs(graph_, *node);
    for (const int in : inputs)
      if (in != deepest(inputs)) add(origin(in), node->op == "Concat" ? "concat" : "sum");
  }

  const Graph& graph_;
  std::vector<Shape> shapes_;
  std::vector<int> depth_, block_;
  Sketch sketch_;
};

Sketch sketch_of(const std::string& name) {
  ModelOptions options;
  options.classes.classes.resize(21);
  const Model model = zoo_entry(name).build(options);
  const Graph& graph = model.graph(kMainGraph);
  for (const GraphOutput& out : graph.outputs)
    if (out.name == kScoreOutput) return Reader(graph).read(out.value);
  return {};
}

const char* skip_color(const std::string& joined_by) {
  if (joined_by == "positions") return "#b0413e";
  return joined_by == "concat" ? "#2f7d4f" : "#c98a1b";
}

double height_of(const Block& block) { return 10 + 14 * std::log2(static_cast<double>(block.side)); }
double width_of(const Block& block) { return 8 + 5 * block.convolutions; }

void draw_sketch(Svg& svg, const Sketch& sketch, const std::string& title, double middle) {
  svg.text(20, middle - 92, title, 14, Anchor::start);
  std::vector<double> centres;
  double x = 20;
  for (const Block& block : sketch.blocks) {
    const double width = width_of(block), height = height_of(block);
    svg.rect(x, middle - height / 2, width, height,
             tint(std::log2(static_cast<double>(block.channels)) / 13, 31, 97, 160), "#456");
    svg.text(x + width / 2, middle + height / 2 + 13, std::to_string(block.channels), 9);
    svg.text(x + width / 2, middle + height / 2 + 24, std::to_string(block.side), 9, Anchor::middle, "#777");
    centres.push_back(x + width / 2);
    x += width + 16;
  }
  std::set<std::pair<int, int>> drawn;
  for (const Skip& skip : sketch.skips) {
    if (!drawn.insert({skip.from, skip.to}).second) continue;
    const auto from = static_cast<std::size_t>(skip.from), to = static_cast<std::size_t>(skip.to);
    svg.arc(centres[from], middle - height_of(sketch.blocks[from]) / 2, centres[to],
            middle - height_of(sketch.blocks[to]) / 2, 26, skip_color(skip.joined_by));
  }
}

}  // namespace

std::string draw_architectures() {
  const std::pair<const char*, const char*> kNets[] = {
      {"fcn32s", "FCN-32s: one step up"},
      {"fcn8s", "FCN-8s: scores of finer stages are summed"},
      {"deconvnet", "DeconvNet: down to one vector, back up through the positions of the maxima"},
      {"segnet", "SegNet: the same without the vector"},
      {"unet", "U-Net: finer stages are concatenated"},
      {"residual_fpn", "a feature pyramid: finer stages are summed, the finest is concatenated"},
  };
  constexpr double kRow = 204;
  Svg svg(900, kRow * static_cast<double>(std::size(kNets)) + 70);
  svg.text(20, 28,
           "From scores back to pixels, read off the graphs (below a box: channels, side of the map in px)",
           15, Anchor::start);
  double legend = 20;
  for (const char* how : {"sum", "concat", "positions"}) {
    svg.line(legend, 46, legend + 24, 46, skip_color(how), 2);
    svg.text(legend + 30, 50, how, 11, Anchor::start);
    legend += 110;
  }
  double middle = 170;
  for (const auto& [name, title] : kNets) {
    draw_sketch(svg, sketch_of(name), title, middle);
    middle += kRow;
  }
  return svg.finish();
}

}  // namespace perpixel
