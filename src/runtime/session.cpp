#include "runtime/session.h"

#include <algorithm>

#include "error/error.h"
#include "graph/shape_inference.h"
#include "runtime/kernel/cpu.h"
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
    if (std::ranges::find(names, name) == names.end())
      throw Error(ErrorCode::shape_mismatch, "the graph has no input \"" + name + "\"",
                  did_you_mean(name, names));
    if (!tensor.defined() || tensor.dtype() != DType::f32)
      throw Error(ErrorCode::shape_mismatch, "input \"" + name + "\" must be f32, got " +
                                                 (tensor.defined() ? dtype_name(tensor.dtype()) : "nothing"));
    shapes[name] = tensor.shape();
  }
  return shapes;
}

/// One pass over the plan. Values hold their memory until the last step that reads them.
class Pass {
 public:
  Pass(const Graph& graph, const Plan& plan, Workers& workers, const NamedTensors& inputs)
      : graph_(graph),
        plan_(plan),
        workers_(workers),
        shapes_(infer_shapes(graph, checked_shapes(graph, inputs))),
        values_(graph.values.size()) {
    for (const GraphInput& input : graph.inputs) values_[index(input.value)] = inputs.at(input.name);
  }

  NamedTensors run(const ValueObserver& observe) {
    for (const PlannedStep& step : plan_.steps) {
      execute(step, !observe);  // an observer may keep what it sees: nothing is written over then
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
    return constant.defined() ? &constant : &values_[index(value)];
  }

  Tensor allocate(const PlannedStep& step, const Node& node, std::size_t i, bool may_overwrite) const {
    const Shape& shape = shapes_[index(node.outputs[i])];
    const Tensor* first = tensor(node.inputs[0]);
    const bool fits = step.may_overwrite && may_overwrite && first->shape() == shape;
    if (i == 0 && (step.storage == op::Storage::alias || fits)) return first->reshaped(shape);
    return Tensor(shape, step.output_types[i]);
  }

  void execute(const PlannedStep& step, bool may_overwrite) {
    const Node& node = graph_.nodes[index(step.node)];
    std::vector<Tensor> outputs;
    for (std::size_t i = 0; i < node.outputs.size(); ++i)
      outputs.push_back(allocate(step, node, i, may_overwrite));
    op::Run run{.outputs = outputs, .workers = workers_};
    for (const int input : node.inputs) run.inputs.push_back(tensor(input));
    step.run(run);
    for (std::size_t i = 0; i < outputs.size(); ++i) values_[index(node.outputs[i])] = std::move(outputs[i]);
  }

  void show(const PlannedStep& step, const ValueObserver& observe) const {
    for (const int output : graph_.nodes[index(step.node)].outputs)
      observe(graph_.values[index(output)].name, values_[index(output)]);
  }

  const Graph& graph_;
  const Plan& plan_;
  Workers& workers_;
  const std::vector<Shape> shapes_;
  std::vector<Tensor> values_;
};

}  // namespace

struct Session::State {
  State(Graph g, const NamedTensors& weights, const SessionOptions& options)
      : graph(std::move(g)), plan(make_plan(graph, weights)), workers(options.threads) {}
  Graph graph;
  Plan plan;
  mutable Workers workers;
};

Session::Session(Graph graph, NamedTensors weights, SessionOptions options) {
  apply_cpu_environment();
  state_ = std::make_unique<State>(std::move(graph), weights, options);
}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;

NamedTensors Session::run(const NamedTensors& inputs) const { return run(inputs, {}); }

NamedTensors Session::run(const NamedTensors& inputs, const ValueObserver& observe) const {
  return Pass(state_->graph, state_->plan, state_->workers, inputs).run(observe);
}

const Graph& Session::graph() const { return state_->graph; }

}  // namespace perpixel
