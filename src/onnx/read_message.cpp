#include "onnx/read_message.h"

#include <array>

#include "error/error.h"
#include "file/file.h"
#include "onnx/message_fields.h"
#include "onnx/read_tensor.h"
#include "onnx/wire.h"

namespace perpixel::onnx {

namespace {

constexpr std::size_t kMostTextBytes = std::size_t{1} << 26;  // an attribute or a recipe in the metadata
constexpr std::size_t kMostListed = std::size_t{1} << 22;     // numbers of one attribute
constexpr std::uint64_t kMostFileBytes = (std::uint64_t{1} << 31) - 1;
constexpr int kMostDepth = 8;
constexpr std::size_t kRoomy = 4;  // an attribute or a tensor holds several times the memory of a name

using Kind = AttributeMessage::Kind;

/// AttributeProto::AttributeType -> Kind; `none` for those that perpixel reads no value of.
constexpr std::array<Kind, 15> kKinds{Kind::none,  Kind::real,  Kind::integer,  Kind::text,  Kind::tensor,
                                      Kind::graph, Kind::reals, Kind::integers, Kind::texts, Kind::none,
                                      Kind::none,  Kind::none,  Kind::none,     Kind::none,  Kind::none};

class MessageReader {
 public:
  explicit MessageReader(const std::string& file) : file_(file) {}

  ModelMessage model(FieldReader fields) {
    ModelMessage model;
    bool has_graph = false;
    while (fields.next()) {
      switch (fields.field()) {
        case field::model::ir_version:
          model.ir_version = fields.integer();
          break;
        case field::model::producer_name:
          model.producer_name = fields.text(kMostNameBytes);
          break;
        case field::model::producer_version:
          model.producer_version = fields.text(kMostNameBytes);
          break;
        case field::model::doc:
          model.doc = fields.text(kMostTextBytes);
          break;
        case field::model::graph:
          if (has_graph) fields.refuse("a second graph");
          has_graph = true;
          model.graph = graph(fields.message(), 0);
          break;
        case field::model::opset:
          fields.count_item();
          opset(fields.message(), model.opsets);
          break;
        case field::model::metadata:
          fields.count_item();
          entry(fields.message(), model.metadata);
          break;
        case field::model::function:
          fields.count_item();
          model.functions.push_back(function(fields.message()));
          break;
        default:
          fields.skip();
      }
    }
    if (!has_graph) fields.refuse("no graph");
    return model;
  }

 private:
  static std::string name(FieldReader& fields) { return fields.text(kMostNameBytes); }

  static void listed_name(FieldReader& fields, std::vector<std::string>& to) {
    fields.count_item();
    to.push_back(name(fields));
  }

  static void opset(FieldReader fields, std::map<std::string, std::int64_t>& opsets) {
    std::string domain;
    std::int64_t version = 0;
    while (fields.next()) {
      if (fields.field() == field::opset::domain)
        domain = name(fields);
      else if (fields.field() == field::opset::version)
        version = fields.integer();
      else
        fields.skip();
    }
    if (domain == "ai.onnx") domain.clear();
    opsets[domain] = version;
  }

  static void entry(FieldReader fields, std::map<std::string, std::string>& to) {
    std::string key, value;
    while (fields.next()) {
      if (fields.field() == field::entry::key)
        key = name(fields);
      else if (fields.field() == field::entry::value)
        value = fields.text(kMostTextBytes);
      else
        fields.skip();
    }
    to[key] = std::move(value);
  }

  FunctionMessage function(FieldReader fields) {
    FunctionMessage function;
    while (fields.next()) {
      switch (fields.field()) {
        case field::function::name:
          function.name = name(fields);
          break;
        case field::function::input:
          listed_name(fields, function.inputs);
          break;
        case field::function::output:
          listed_name(fields, function.outputs);
          break;
        case field::function::attribute:
          listed_name(fields, function.attributes);
          break;
        case field::function::node:
          fields.count_item();
          function.nodes.push_back(node(fields.message(), 0));
          break;
        case field::function::opset:
          fields.count_item();
          opset(fields.message(), function.opsets);
          break;
        case field::function::domain:
          function.domain = name(fields);
          break;
        case field::function::default_attribute:
          fields.count_items(kRoomy);
          function.defaults.push_back(attribute(fields.message(), 0));
          break;
        case field::function::overload:
          function.overload = name(fields);
          break;
        default:
          fields.skip();
      }
    }
    if (function.domain == "ai.onnx") function.domain.clear();
    if (function.name.empty()) fields.refuse("a function without a name");
    return function;
  }

  GraphMessage graph(FieldReader fields, int depth) {
    if (depth > kMostDepth) fields.refuse("graphs within graphs, too deep");
    GraphMessage graph;
    while (fields.next()) {
      switch (fields.field()) {
        case field::graph::node:
          fields.count_item();
          graph.nodes.push_back(node(fields.message(), depth));
          break;
        case field::graph::name:
          graph.name = name(fields);
          break;
        case field::graph::initializer:
          fields.count_items(kRoomy);
          graph.initializers.push_back(read_tensor(fields.message(), file_));
          break;
        case field::graph::input:
          fields.count_item();
          graph.inputs.push_back(value(fields.message()));
          break;
        case field::graph::output:
          fields.count_item();
          graph.outputs.push_back(value(fields.message()));
          break;
        case field::graph::value:
          fields.count_item();
          graph.values.push_back(value(fields.message()));
          break;
        case field::graph::sparse_initializer:
          throw Error(ErrorCode::unsupported, file_ + ": has sparse initializers",
                      "export the model with dense weights");
        default:
          fields.skip();
      }
    }
    return graph;
  }

  NodeMessage node(FieldReader fields, int depth) {
    NodeMessage node;
    while (fields.next()) {
      switch (fields.field()) {
        case field::node::input:
          listed_name(fields, node.inputs);
          break;
        case field::node::output:
          listed_name(fields, node.outputs);
          break;
        case field::node::name:
          node.name = name(fields);
          break;
        case field::node::op:
          node.op = name(fields);
          break;
        case field::node::attribute:
          fields.count_items(kRoomy);
          node.attributes.push_back(attribute(fields.message(), depth));
          break;
        case field::node::domain:
          node.domain = name(fields);
          break;
        case field::node::overload:
          node.overload = name(fields);
          break;
        default:
          fields.skip();
      }
    }
    if (node.domain == "ai.onnx") node.domain.clear();
    if (node.op.empty()) fields.refuse("a node without an operation");
    return node;
  }

  AttributeMessage attribute(FieldReader fields, int depth) {
    AttributeMessage attribute;
    Kind seen = Kind::none;
    bool states_type = false;
    while (fields.next()) {
      switch (fields.field()) {
        case field::attribute::name:
          attribute.name = name(fields);
          break;
        case field::attribute::real:
          attribute.real = fields.real();
          seen = Kind::real;
          break;
        case field::attribute::integer:
          attribute.integer = fields.integer();
          seen = Kind::integer;
          break;
        case field::attribute::text:
          attribute.text = fields.text(kMostTextBytes);
          seen = Kind::text;
          break;
        case field::attribute::tensor:
          attribute.tensor = read_tensor(fields.message(), file_);
          seen = Kind::tensor;
          break;
        case field::attribute::graph:
          if (!attribute.graph.empty()) fields.refuse("an attribute with two graphs");
          attribute.graph.push_back(graph(fields.message(), depth + 1));
          seen = Kind::graph;
          break;
        case field::attribute::reals:
          fields.append_reals(attribute.reals, kMostListed);
          seen = Kind::reals;
          break;
        case field::attribute::integers:
          fields.append_integers(attribute.integers, kMostListed);
          seen = Kind::integers;
          break;
        case field::attribute::texts:
          fields.count_item();
          attribute.texts.push_back(fields.text(kMostTextBytes));
          seen = Kind::texts;
          break;
        case field::attribute::type: {
          const std::int64_t type = fields.integer();
          if (type < 0 || type >= static_cast<std::int64_t>(kKinds.size()))
            fields.refuse("an attribute of unknown type " + std::to_string(type));
          attribute.kind = kKinds[static_cast<std::size_t>(type)];
          states_type = true;
          break;
        }
        case field::attribute::reference:
          attribute.reference = name(fields);
          break;
        default:
          fields.skip();
      }
    }
    if (!states_type) attribute.kind = seen;  // files of IR version 1 do not say
    if (attribute.kind == Kind::tensor && seen != Kind::tensor) attribute.kind = Kind::none;
    return attribute;
  }

  ValueMessage value(FieldReader fields) {
    ValueMessage value{.foreign_type = "something without a type"};
    while (fields.next()) {
      if (fields.field() == field::value_info::name)
        value.name = name(fields);
      else if (fields.field() == field::value_info::type)
        type(fields.message(), value);
      else
        fields.skip();
    }
    return value;
  }

  void type(FieldReader fields, ValueMessage& value) {
    while (fields.next()) {
      switch (fields.field()) {
        case field::type::tensor:
          tensor_type(fields.message(), value);
          break;
        case field::type::sequence:
        case field::type::map:
        case field::type::sparse_tensor:
        case field::type::optional:
          value.foreign_type = fields.field() == field::type::sequence        ? "a sequence"
                               : fields.field() == field::type::map           ? "a map"
                               : fields.field() == field::type::sparse_tensor ? "a sparse tensor"
                                                                              : "optional";
          fields.skip();
          break;
        default:
          fields.skip();
      }
    }
  }

  void tensor_type(FieldReader fields, ValueMessage& value) {
    while (fields.next()) {
      if (fields.field() == field::tensor_type::element) {
        const std::int64_t code = fields.integer();
        const bool known = is_known_type(code);
        value.foreign_type = known ? "" : "a tensor of " + type_name_of_code(code);
        if (known) value.type = dtype_of_code(code, file_);
      } else if (fields.field() == field::tensor_type::shape) {
        value.has_shape = true;
        shape(fields.message(), value);
      } else {
        fields.skip();
      }
    }
  }

  static void shape(FieldReader fields, ValueMessage& value) {
    while (fields.next()) {
      if (fields.field() == field::shape::dim) {
        fields.count_item();
        axis(fields.message(), value);
      } else {
        fields.skip();
      }
    }
  }

  static void axis(FieldReader fields, ValueMessage& value) {
    std::int64_t size = -1;
    std::string symbol;
    while (fields.next()) {
      if (fields.field() == field::dim::value)
        size = fields.integer();
      else if (fields.field() == field::dim::name)
        symbol = name(fields);
      else
        fields.skip();
    }
    if (value.shape.size() == kMostAxes) fields.refuse("a value with more than 64 axes");
    value.shape.push_back(size < 0 ? -1 : size);
    value.axis_names.push_back(std::move(symbol));
  }

  const std::string& file_;
};

}  // namespace

ModelMessage read_model_message(std::span<const std::uint8_t> bytes, const std::string& name) {
  WireSource source{name, reinterpret_cast<const char*>(bytes.data()), kMostItems};
  return MessageReader(name).model(FieldReader(source, bytes));
}

ModelMessage read_model_message(const std::filesystem::path& path) {
  const MappedFile mapped(path);
  if (mapped.bytes().size() > kMostFileBytes)
    throw Error(
        ErrorCode::weights_corrupt,
        path.string() + ": " + std::to_string(mapped.bytes().size()) +
            " bytes, but a protobuf message ends at 2 GiB",
        "larger models keep their weights beside the file: torch.onnx.export(..., external_data=True)");
  return read_model_message(mapped.bytes(), path.string());
}

TensorMessage read_tensor_message(std::span<const std::uint8_t> bytes, const std::string& name) {
  WireSource source{name, reinterpret_cast<const char*>(bytes.data()), kMostItems};
  return read_tensor(FieldReader(source, bytes), name);
}

}  // namespace perpixel::onnx
