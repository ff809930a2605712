#include "onnx/function_inlining.h"

#include <map>
#include <utility>

#include "error/error.h"
#include "onnx/fresh_names.h"
#include "onnx/function_growth.h"
#include "onnx/function_table.h"
#include "onnx/node_message.h"

namespace perpixel::onnx {

namespace {

using Kind = AttributeMessage::Kind;

/// Bytes of names and of lists in attributes that may still be written: few items can have long names.
class TextAllowance {
 public:
  void spend(std::size_t bytes) {
    if (bytes > left_)
      throw Error(ErrorCode::unsupported,
                  "the functions of the model come to more than " + std::to_string(kMostBytes) +
                      " bytes of names and attributes",
                  "export without functions for modules");
    left_ -= bytes;
  }

 private:
  static constexpr std::size_t kMostBytes = std::size_t{1} << 26;
  std::size_t left_ = kMostBytes;
};

std::size_t text_bytes(const AttributeMessage& attribute) {
  std::size_t bytes = attribute.name.size() + attribute.text.size() + attribute.reals.size() * sizeof(float) +
                      attribute.integers.size() * sizeof(std::int64_t);
  for (const std::string& text : attribute.texts) bytes += text.size() + sizeof text;
  return bytes;
}

/// What the values of one function, or of a graph within it, are called where they go.
class Scope {
 public:
  explicit Scope(const Scope* outer = nullptr) : outer_(outer) {}

  /// False when the name is taken in this scope.
  bool declare(const std::string& name, std::string called) {
    return names_.emplace(name, std::move(called)).second;
  }
  bool has_own(const std::string& name) const { return names_.contains(name); }
  const std::string* find(const std::string& name) const {
    const auto found = names_.find(name);
    if (found != names_.end()) return &found->second;
    return outer_ ? outer_->find(name) : nullptr;
  }

 private:
  const Scope* outer_;
  std::map<std::string, std::string> names_;
};

/// The nodes of a function for one call.
class Instance {
 public:
  Instance(const NodeMessage& call, const FunctionMessage& function, FreshNames& names, TextAllowance& text)
      : call_(call),
        function_(function),
        names_(names),
        text_(text),
        prefix_((call.name.empty() ? function.name : call.name) + "/") {
    const auto own = function.opsets.find("");
    opset_ = own == function.opsets.end() ? call.opset : own->second;
    text_.spend(prefix_.size());
  }

  std::vector<NodeMessage> nodes() {
    check_call();
    gather_attributes();
    Scope scope;
    for (std::size_t i = 0; i < function_.inputs.size(); ++i)
      declare(scope, function_.inputs[i], input_of(call_, i));
    declare_results(scope);
    std::vector<NodeMessage> nodes;
    for (const NodeMessage& node : function_.nodes) nodes.push_back(instance_of(node, scope));
    add_identities(scope, nodes);
    return nodes;
  }

 private:
  void check_call() const {
    if (call_.inputs.size() > function_.inputs.size() || call_.outputs.size() > function_.outputs.size())
      throw Error(ErrorCode::graph_invalid, node_text(call_) + ": has more inputs or outputs than " +
                                                function_text(function_) + ", which it calls");
    for (const AttributeMessage& attribute : call_.attributes)
      if (!attribute.graph.empty())
        throw Error(ErrorCode::unsupported,
                    node_text(call_) + ": gives a graph to " + function_text(function_),
                    "export without functions for modules");
  }

  void gather_attributes() {
    const auto gather = [&](const std::string& name, const AttributeMessage* value) {
      text_.spend(1 + name.size());
      attributes_.emplace(name, value);
    };
    for (const AttributeMessage& attribute : call_.attributes) gather(attribute.name, &attribute);
    for (const AttributeMessage& attribute : function_.defaults) gather(attribute.name, &attribute);
    for (const std::string& name : function_.attributes) gather(name, nullptr);
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorCode::graph_invalid, function_text(function_) + ": " + what);
  }

  void declare(Scope& scope, const std::string& name, std::string called) {
    text_.spend(name.size() + called.size());
    if (!scope.declare(name, std::move(called))) refuse("two values are called \"" + shortened(name) + "\"");
  }

  void declare_fresh(Scope& scope, const std::string& name) {
    text_.spend(prefix_.size() + name.size());
    declare(scope, name, names_.fresh(prefix_ + name));
  }

  /// What a node computes for the caller gets the caller's name at once.
  void declare_results(Scope& scope) {
    std::map<std::string, std::string> asked;
    for (std::size_t i = 0; i < call_.outputs.size(); ++i)
      if (!call_.outputs[i].empty()) asked.emplace(function_.outputs[i], call_.outputs[i]);
    for (const NodeMessage& node : function_.nodes)
      for (const std::string& output : node.outputs) {
        if (output.empty()) continue;
        if (const auto found = asked.find(output); found != asked.end())
          declare(scope, output, found->second);
        else
          declare_fresh(scope, output);
      }
  }

  /// A function may also give one value twice, or an input back.
  void add_identities(const Scope& scope, std::vector<NodeMessage>& nodes) {
    for (std::size_t i = 0; i < call_.outputs.size(); ++i) {
      if (call_.outputs[i].empty()) continue;
      const std::string& value = called(scope, function_.outputs[i]);
      if (value == call_.outputs[i]) continue;
      text_.spend(value.size() + 2 * call_.outputs[i].size());
      nodes.push_back({.op = "Identity",
                       .name = call_.outputs[i],
                       .inputs = {value},
                       .outputs = {call_.outputs[i]},
                       .opset = opset_});
    }
  }

  const std::string& called(const Scope& scope, const std::string& name) const {
    const std::string* found = scope.find(name);
    if (!found) refuse("reads \"" + shortened(name) + "\", which nothing in it computes");
    return *found;
  }

  std::string renamed(const std::string& name, const Scope& scope) {
    if (name.empty()) return name;
    const std::string& to = called(scope, name);
    text_.spend(to.size());
    return to;
  }

  std::string prefixed(const std::string& name) {
    if (name.empty()) return name;
    text_.spend(prefix_.size() + name.size());
    return prefix_ + name;
  }

  NodeMessage instance_of(const NodeMessage& node, const Scope& scope) {
    text_.spend(node.op.size() + node.domain.size() + node.overload.size());
    NodeMessage copy{.op = node.op, .name = prefixed(node.name), .domain = node.domain};
    for (const std::string& input : node.inputs) copy.inputs.push_back(renamed(input, scope));
    for (const std::string& output : node.outputs) copy.outputs.push_back(renamed(output, scope));
    for (const AttributeMessage& attribute : node.attributes)
      if (const AttributeMessage* value = value_of(attribute))
        copy.attributes.push_back(instance_of(*value, attribute.name, scope));
    copy.overload = node.overload;
    copy.opset = opset_;
    return copy;
  }

  /// What the attribute of a node in the function is in this call; nullptr = absent.
  const AttributeMessage* value_of(const AttributeMessage& attribute) const {
    if (attribute.reference.empty()) return &attribute;
    const auto found = attributes_.find(attribute.reference);
    if (found == attributes_.end())
      refuse("a node refers to attribute " + shortened(attribute.reference) +
             ", which neither the function nor the call has");
    return found->second;
  }

  AttributeMessage instance_of(const AttributeMessage& attribute, const std::string& name,
                               const Scope& scope) {
    text_.spend(text_bytes(attribute));
    AttributeMessage copy{.name = name,
                          .kind = attribute.kind,
                          .real = attribute.real,
                          .integer = attribute.integer,
                          .text = attribute.text,
                          .reals = attribute.reals,
                          .integers = attribute.integers,
                          .texts = attribute.texts,
                          .tensor = attribute.tensor};
    for (const GraphMessage& body : attribute.graph) copy.graph.push_back(instance_of(body, scope));
    return copy;
  }

  GraphMessage instance_of(const GraphMessage& body, const Scope& outer) {
    Scope scope(&outer);
    for (const ValueMessage& input : body.inputs) declare_fresh(scope, input.name);
    for (const TensorMessage& tensor : body.initializers)
      if (!scope.has_own(tensor.name)) declare_fresh(scope, tensor.name);  // else it is listed as input too
    for (const NodeMessage& node : body.nodes)
      for (const std::string& output : node.outputs)
        if (!output.empty()) declare_fresh(scope, output);
    GraphMessage copy{.name = body.name};
    for (const NodeMessage& node : body.nodes) copy.nodes.push_back(instance_of(node, scope));
    copy.initializers = body.initializers;
    for (TensorMessage& tensor : copy.initializers) tensor.name = renamed(tensor.name, scope);
    copy.inputs = body.inputs;
    copy.outputs = body.outputs;
    for (auto* list : {&copy.inputs, &copy.outputs})
      for (ValueMessage& value : *list) value.name = renamed(value.name, scope);
    return copy;
  }

  const NodeMessage& call_;
  const FunctionMessage& function_;
  FreshNames& names_;
  TextAllowance& text_;
  std::string prefix_;
  std::map<std::string, const AttributeMessage*> attributes_;  // nullptr = may be absent, and is
  std::int64_t opset_ = 0;
};

class Inlining {
 public:
  explicit Inlining(ModelMessage& model) : functions_(model.functions) {
    require_bounded_growth(model.graph, functions_);
    names_.take_all(model.graph);
  }

  void inline_calls(std::vector<NodeMessage>& nodes) {
    std::vector<NodeMessage> all;
    for (NodeMessage& node : nodes) place(std::move(node), all);
    nodes = std::move(all);
  }

 private:
  void place(NodeMessage node, std::vector<NodeMessage>& to) {
    check_references(node);
    if (const FunctionMessage* function = functions_.called_by(node)) {
      for (NodeMessage& inner : Instance(node, *function, names_, text_).nodes()) place(std::move(inner), to);
      return;
    }
    for (AttributeMessage& attribute : node.attributes)
      for (GraphMessage& body : attribute.graph) inline_calls(body.nodes);
    to.push_back(std::move(node));
  }

  static void check_references(const NodeMessage& node) {
    for (const AttributeMessage& attribute : node.attributes)
      if (!attribute.reference.empty())
        throw Error(ErrorCode::graph_invalid, node_text(node) + ": attribute " + shortened(attribute.name) +
                                                  " refers to one of a function, but is in none");
  }

  FunctionTable functions_;
  FreshNames names_;
  TextAllowance text_;
};

}  // namespace

void inline_functions(ModelMessage& model) {
  Inlining(model).inline_calls(model.graph.nodes);
  model.functions.clear();
}

}  // namespace perpixel::onnx
