#include "onnx/write_message.h"

#include <algorithm>
#include <bit>

#include "error/protozero.h"
#include "file/file.h"
#include "onnx/message_fields.h"
#include "onnx/side_file.h"

namespace perpixel::onnx {

namespace {

using protozero::pbf_writer;

static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");

/// TensorProto.DataType.
std::int32_t data_type_number(DType type) {
  switch (type) {
    case DType::f32:
      return 1;
    case DType::u8:
      return 2;
    case DType::i8:
      return 3;
    case DType::u16:
      return 4;
    case DType::i16:
      return 5;
    case DType::i32:
      return 6;
    case DType::i64:
      return 7;
    case DType::boolean:
      return 9;
    case DType::f16:
      return 10;
    case DType::f64:
      return 11;
    case DType::bf16:
      return 16;
  }
  return 0;
}

/// AttributeProto.AttributeType.
std::int32_t attribute_type_number(AttributeMessage::Kind kind) {
  using Kind = AttributeMessage::Kind;
  switch (kind) {
    case Kind::none:
      return 0;
    case Kind::real:
      return 1;
    case Kind::integer:
      return 2;
    case Kind::text:
      return 3;
    case Kind::tensor:
      return 4;
    case Kind::graph:
      return 5;
    case Kind::reals:
      return 6;
    case Kind::integers:
      return 7;
    case Kind::texts:
      return 8;
  }
  return 0;
}

void add_entry(pbf_writer& parent, protozero::pbf_tag_type tag, const std::string& key,
               const std::string& value) {
  pbf_writer entry(parent, tag);
  entry.add_string(field::entry::key, key);
  entry.add_string(field::entry::value, value);
}

void write_reference(pbf_writer& writer, const TensorMessage& tensor) {
  const auto tag = field::tensor::external_data;
  add_entry(writer, tag, "location", tensor.external_location);
  add_entry(writer, tag, "offset", std::to_string(tensor.external_offset));
  if (tensor.external_length > 0) add_entry(writer, tag, "length", std::to_string(tensor.external_length));
  writer.add_enum(field::tensor::data_location, field::tensor::kExternal);
}

void write_tensor(pbf_writer writer, const TensorMessage& message) {
  const bool elsewhere = !message.external_location.empty();
  if (!elsewhere && !message.tensor.defined())
    throw Error(ErrorCode::graph_invalid, "tensor \"" + message.name + "\" has no elements to write");
  for (const std::int64_t size : elsewhere ? message.external_shape : message.tensor.shape())
    writer.add_int64(field::tensor::dims, size);
  writer.add_int32(field::tensor::data_type,
                   data_type_number(elsewhere ? message.external_type : message.tensor.dtype()));
  writer.add_string(field::tensor::name, message.name);
  if (elsewhere)
    write_reference(writer, message);
  else
    writer.add_bytes(field::tensor::raw_data, static_cast<const char*>(message.tensor.data()),
                     message.tensor.bytes());
}

void write_graph(pbf_writer writer, const GraphMessage& graph);

void write_attribute(pbf_writer writer, const AttributeMessage& attribute) {
  using Kind = AttributeMessage::Kind;
  writer.add_string(field::attribute::name, attribute.name);
  switch (attribute.kind) {
    case Kind::none:
      break;
    case Kind::real:
      writer.add_float(field::attribute::real, attribute.real);
      break;
    case Kind::integer:
      writer.add_int64(field::attribute::integer, attribute.integer);
      break;
    case Kind::text:
      writer.add_string(field::attribute::text, attribute.text);
      break;
    case Kind::tensor:
      write_tensor({writer, field::attribute::tensor}, attribute.tensor);
      break;
    case Kind::graph:
      for (const GraphMessage& body : attribute.graph) write_graph({writer, field::attribute::graph}, body);
      break;
    case Kind::reals:
      for (const float value : attribute.reals) writer.add_float(field::attribute::reals, value);
      break;
    case Kind::integers:
      for (const auto value : attribute.integers) writer.add_int64(field::attribute::integers, value);
      break;
    case Kind::texts:
      for (const auto& value : attribute.texts) writer.add_string(field::attribute::texts, value);
      break;
  }
  writer.add_enum(field::attribute::type, attribute_type_number(attribute.kind));
}

void write_node(pbf_writer writer, const NodeMessage& node) {
  for (const auto& input : node.inputs) writer.add_string(field::node::input, input);
  for (const auto& output : node.outputs) writer.add_string(field::node::output, output);
  writer.add_string(field::node::name, node.name);
  writer.add_string(field::node::op, node.op);
  for (const auto& attribute : node.attributes) write_attribute({writer, field::node::attribute}, attribute);
  if (!node.domain.empty()) writer.add_string(field::node::domain, node.domain);
}

void write_shape(pbf_writer writer, const ValueMessage& value) {
  for (std::size_t axis = 0; axis < value.shape.size(); ++axis) {
    pbf_writer dim(writer, field::shape::dim);
    if (value.shape[axis] >= 0)
      dim.add_int64(field::dim::value, value.shape[axis]);
    else if (axis < value.axis_names.size() && !value.axis_names[axis].empty())
      dim.add_string(field::dim::name, value.axis_names[axis]);
  }
}

void write_value(pbf_writer writer, const ValueMessage& value) {
  writer.add_string(field::value_info::name, value.name);
  pbf_writer type(writer, field::value_info::type);
  pbf_writer tensor(type, field::type::tensor);
  tensor.add_int32(field::tensor_type::element, data_type_number(value.type));
  if (value.has_shape) write_shape({tensor, field::tensor_type::shape}, value);
}

void write_graph(pbf_writer writer, const GraphMessage& graph) {
  for (const auto& node : graph.nodes) write_node({writer, field::graph::node}, node);
  writer.add_string(field::graph::name, graph.name);
  for (const auto& tensor : graph.initializers) write_tensor({writer, field::graph::initializer}, tensor);
  for (const auto& value : graph.inputs) write_value({writer, field::graph::input}, value);
  for (const auto& value : graph.outputs) write_value({writer, field::graph::output}, value);
  for (const auto& value : graph.values) write_value({writer, field::graph::value}, value);
}

void write_opset(pbf_writer writer, const std::string& domain, std::int64_t version) {
  writer.add_string(field::opset::domain, domain);
  writer.add_int64(field::opset::version, version);
}

std::uint64_t bytes_of(const TensorMessage& message) {
  return message.external_location.empty() && message.tensor.defined() ? message.tensor.bytes() : 0;
}

std::uint64_t bytes_of(const GraphMessage& graph) {
  std::uint64_t bytes = 0;
  for (const auto& tensor : graph.initializers) bytes += bytes_of(tensor);
  for (const auto& node : graph.nodes)
    for (const auto& attribute : node.attributes) {
      bytes += bytes_of(attribute.tensor);
      for (const auto& body : attribute.graph) bytes += bytes_of(body);
    }
  return bytes;
}

[[noreturn]] void refuse_size(std::uint64_t bytes) {
  throw Error(ErrorCode::unsupported,
              "an ONNX message of " + std::to_string(bytes) + " bytes is longer than protobuf's limit of " +
                  std::to_string(kMostMessageBytes),
              "keep the tensors in a side file");
}

}  // namespace

std::uint64_t tensor_bytes(const ModelMessage& model) { return bytes_of(model.graph); }

std::string model_bytes(const ModelMessage& model) {
  const std::uint64_t bytes = tensor_bytes(model);
  if (bytes > kMostMessageBytes) refuse_size(bytes);
  std::string data;
  data.reserve(bytes + (bytes >> 4) + 4096);
  pbf_writer writer(data);
  writer.add_int64(field::model::ir_version, model.ir_version);
  writer.add_string(field::model::producer_name, model.producer_name);
  writer.add_string(field::model::producer_version, model.producer_version);
  if (!model.doc.empty()) writer.add_string(field::model::doc, model.doc);
  write_graph({writer, field::model::graph}, model.graph);
  for (const auto& [domain, version] : model.opsets)
    write_opset({writer, field::model::opset}, domain, version);
  for (const auto& [key, value] : model.metadata) add_entry(writer, field::model::metadata, key, value);
  if (data.size() > kMostMessageBytes) refuse_size(data.size());
  return data;
}

WrittenModel write_model(const std::filesystem::path& path, const ModelMessage& model,
                         std::uint64_t most_bytes) {
  if (tensor_bytes(model) <= most_bytes) {
    const std::string bytes = model_bytes(model);
    if (bytes.size() <= most_bytes) {
      write_file_atomically(path, bytes);
      return {.bytes = bytes.size()};
    }
  }
  WrittenModel written{.data = std::filesystem::path(path) += ".data"};
  const SideFile side = side_file_of(model, written.data.filename().string());
  const std::string bytes = model_bytes(side.model);
  written.bytes = bytes.size();
  written.data_bytes = write_side_file(written.data, side);
  write_file_atomically(path, bytes);
  return written;
}

}  // namespace perpixel::onnx
