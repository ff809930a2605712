#include "runtime/session.h"

#include <algorithm>
#include <deque>
#include <mutex>
#include <new>
#include <optional>

#include "error/error.h"
#include "graph/shape_inference.h"
#include "runtime/kernel/cpu.h"
#include "runtime/plan/arena.h"
#include "runtime/plan/memory.h"
#include "runtime/plan/plan.h"
#include "runtime/workers.h"

namespace perpixel {

namespace {

std::size_t index(int value) { return static_cast<std::size_t>(value); }

std::map<std::string, Shape> checked_shapes(const Graph& graph, const NamedTensors& inputs) {
  std::map<std::string, Shape> shapes;
  std::vector<std::string> names;
  for (const GraphInput& input : graph.inputs) names.push_back(input.name);
  for (const auto& [name, tensor] : inputs) {
    const auto found = std::ranges::find(graph.inputs, name, &GraphInput::name);
    if (found == graph.inputs.end())
      throw Error(ErrorCode::shape_mismatch, "the graph has no input \"" + name + "\"",
                  did_you_mean(name, names));
    if (!tensor.defined() || tensor.dtype() != found->type)
      throw Error(ErrorCode::shape_mismatch, "input \"" + name + "\" must be " + dtype_name(found->type) +
                                                 ", got " +
                                                 (tensor.defined() ? dtype_name(tensor.dtype()) : "nothing"));
    shapes[name] = tensor.shape();
  }
  return shapes;
}

/// Inputs that may say sizes: integers, and numbers that a Resize takes as scales or a Range counts with.
std::vector<std::string> size_inputs(const Graph& graph) {
  std::vector<bool> says_size(graph.values.size());
  for (const Node& node : graph.nodes)
    for (std::size_t i = 0; i < node.inputs.size(); ++i)
      if (node.inputs[i] >= 0 && (node.op == "Range" || (node.op == "Resize" && i > 0)))
        says_size[index(node.inputs[i])] = true;
  std::vector<std::string> names;
  for (const GraphInput& input : graph.inputs)
    if (input.type != DType::f32 || says_size[index(input.value)]) names.push_back(input.name);
  return names;
}

/// What follows from the shapes of a run's inputs.
struct Layout {
  ValueFacts facts;
  MemoryPlan memory;
};

/// One pass over the plan. Without an observer the values lie in a borrowed arena; with one each has its own
/// memory until the last step that reads it.
class Pass {
 public:
  Pass(const Graph& graph, const Plan& plan, const Layout& layout, Workers& workers,
       const NamedTensors& inputs, bool observed)
      : graph_(graph),
        plan_(plan),
        layout_(layout),
        workers_(workers),
        values_(graph.values.size()),
        observed_(observed),
        arena_(arena_pool().borrow(observed ? 0 : layout.memory.arena_bytes)) {
    for (const GraphInput& input : graph.inputs) values_[index(input.value)] = inputs.at(input.name);
  }

  NamedTensors run(const ValueObserver& observe) {
    for (const PlannedStep& step : plan_.steps) {
      execute(step);
      if (observe) show(step, observe);
      for (const int value : step.release) values_[index(value)] = {};
    }
    NamedTensors outputs;
    for (const GraphOutput& output : graph_.outputs)
      if (!output.train_only) outputs[output.name] = *tensor(output.value);
    return outputs;
  }

 private:
  const Tensor* tensor(int value) const {
    if (value < 0) return nullptr;
    const Tensor& constant = plan_.constants[index(value)];
    if (constant.defined()) return &constant;
    const Tensor& known = layout_.facts.known[index(value)];
    return known.defined() ? &known : &values_[index(value)];
  }

  /// Its place in the arena, or its own memory.
  Tensor fresh(std::size_t value) const {
    const Shape& shape = layout_.facts.shapes[value];
    const DType type = layout_.facts.types[value];
    const int buffer = layout_.memory.buffer_of[value];
    if (observed_ || buffer < 0 || layout_.memory.buffers[index(buffer)].kept || !arena_.memory())
      return Tensor(shape, type);
    std::byte* place = arena_.memory().get() + layout_.memory.buffers[index(buffer)].offset;
    return Tensor(shape, type, std::shared_ptr<void>(arena_.memory(), place));
  }

  Tensor allocate(const PlannedStep& step, const Node& node, std::size_t i) const {
    const std::size_t output = index(node.outputs[i]);
    if (layout_.facts.known[output].defined()) return layout_.facts.known[output];
    const bool overwrites = step.may_overwrite && !observed_ && overwrites_first(node, layout_.facts);
    if (i == 0 && (step.storage == op::Storage::alias || overwrites))
      return tensor(node.inputs[0])->reshaped(layout_.facts.shapes[output]);
    return fresh(output);
  }

  /// There is something to do: elements that do not follow from sizes.
  bool computes(const Node& node) const {
    return std::ranges::any_of(node.outputs, [&](int output) {
      return !layout_.facts.known[index(output)].defined() &&
             element_count(layout_.facts.shapes[index(output)]) > 0;
    });
  }

  void execute(const PlannedStep& step) {
    const Node& node = graph_.nodes[index(step.node)];
    std::vector<Tensor> outputs;
    for (std::size_t i = 0; i < node.outputs.size(); ++i) outputs.push_back(allocate(step, node, i));
    if (computes(node)) {
      op::Run run{.outputs = outputs, .workers = workers_};
      for (const int input : node.inputs) run.inputs.push_back(tensor(input));
      step.run(run);
    }
    for (std::size_t i = 0; i < outputs.size(); ++i) values_[index(node.outputs[i])] = std::move(outputs[i]);
  }

  void show(const PlannedStep& step, const ValueObserver& observe) const {
    for (const int output : graph_.nodes[index(step.node)].outputs)
      observe(graph_.values[index(output)].name, values_[index(output)]);
  }

  const Graph& graph_;
  const Plan& plan_;
  const Layout& layout_;
  Workers& workers_;
  std::vector<Tensor> values_;
  bool observed_;
  ArenaPool::Piece arena_;
};

std::string mebibytes(std::size_t bytes) { return std::to_string((bytes + (1 << 20) - 1) >> 20) + " MiB"; }

std::string shapes_text(const std::map<std::string, Shape>& shapes) {
  std::string text;
  for (const auto& [name, shape] : shapes)
    text += (text.empty() ? "" : ", ") + name + " " + shape_text(shape);
  return text;
}

}  // namespace

struct Session::State {
  State(Graph g, const NamedTensors& tensors, const SessionOptions& options)
      : graph(std::move(g)),
        plan(make_plan(graph, tensors)),
        weights(weight_bytes(graph, plan.steps)),
        sizes(size_inputs(graph)),
        memory_limit(options.memory_limit),
        workers(options.threads) {}

  NamedTensors known(const NamedTensors& inputs) const {
    NamedTensors known;
    for (const std::string& name : sizes)
      if (const auto found = inputs.find(name); found != inputs.end()) known.insert(*found);
    return known;
  }

  std::shared_ptr<const Layout> make_layout(const std::map<std::string, Shape>& shapes,
                                            const NamedTensors& known) const {
    ValueFacts facts = infer_values(graph, shapes, known);
    MemoryPlan memory = plan_memory(graph, plan.steps, facts);
    return std::make_shared<const Layout>(Layout{std::move(facts), std::move(memory)});
  }

  /// The layouts of the last few input shapes are kept: tiles and pictures of one data set repeat theirs.
  std::shared_ptr<const Layout> layout(const std::map<std::string, Shape>& shapes,
                                       const NamedTensors& known) {
    constexpr std::size_t kKept = 8;
    if (!known.empty()) return make_layout(shapes, known);
    {
      const std::lock_guard lock(mutex);
      for (const auto& [kept_shapes, kept] : layouts)
        if (kept_shapes == shapes) return kept;
    }
    auto made = make_layout(shapes, known);
    const std::lock_guard lock(mutex);
    layouts.emplace_front(shapes, made);
    if (layouts.size() > kKept) layouts.pop_back();
    return made;
  }

  void require_memory(const std::map<std::string, Shape>& shapes, const MemoryPlan& memory) const {
    const std::size_t needed = weights + memory.bytes();
    if (memory_limit == 0 || needed <= memory_limit) return;
    throw Error(ErrorCode::out_of_memory,
                "graph \"" + graph.name + "\" with " + shapes_text(shapes) + " needs " + mebibytes(needed) +
                    " (" + mebibytes(memory.bytes()) + " of maps, " + mebibytes(weights) + " of weights); " +
                    mebibytes(memory_limit) + " are allowed",
                "give a smaller picture, a smaller --tile, or a larger --mem-limit");
  }

  Graph graph;
  Plan plan;
  std::size_t weights;             // bytes
  std::vector<std::string> sizes;  // inputs that may say sizes
  std::size_t memory_limit;
  std::mutex mutex;
  std::deque<std::pair<std::map<std::string, Shape>, std::shared_ptr<const Layout>>> layouts;
  Workers workers;
};

Session::Session(Graph graph, NamedTensors weights, SessionOptions options) {
  apply_cpu_environment();
  state_ = std::make_unique<State>(std::move(graph), weights, options);
}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;

NamedTensors Session::run(const NamedTensors& inputs) const { return run(inputs, {}); }

NamedTensors Session::run(const NamedTensors& inputs, const ValueObserver& observe) const {
  const auto shapes = checked_shapes(state_->graph, inputs);
  const auto layout = state_->layout(shapes, state_->known(inputs));
  state_->require_memory(shapes, layout->memory);
  try {
    return Pass(state_->graph, state_->plan, *layout, state_->workers, inputs, static_cast<bool>(observe))
        .run(observe);
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::out_of_memory,
                "graph \"" + state_->graph.name + "\" with " + shapes_text(shapes) +
                    ": this machine does not give " + mebibytes(layout->memory.bytes()) + " for its maps",
                "give a smaller picture, or --tile");
  }
}

std::size_t Session::peak_bytes(const std::map<std::string, Shape>& input_shapes) const {
  return state_->weights + state_->layout(input_shapes, {})->memory.bytes();
}

PeakMemory peak_memory(const Graph& graph, const std::map<std::string, Shape>& input_shapes) {
  const std::vector<PlannedStep> steps = plan_steps(graph);
  const MemoryPlan memory = plan_memory(graph, steps, infer_values(graph, input_shapes));
  return {.weights = weight_bytes(graph, steps), .maps = memory.bytes()};
}

const Graph& Session::graph() const { return state_->graph; }

}  // namespace perpixel
