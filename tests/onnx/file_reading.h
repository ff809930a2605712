// A second, plain reader of ONNX files for the tests: field numbers as onnx.proto has them, written out here.
#pragma once

#include <cstring>
#include <map>
#include <protozero/pbf_reader.hpp>
#include <string>
#include <vector>

namespace perpixel {

struct ReadTensor {
  std::string name, raw;
  std::vector<std::int64_t> dims;
  int type = 0;
  std::map<std::string, std::string> external;
  int location = 0;

  std::vector<std::int64_t> integers() const {
    std::vector<std::int64_t> list(raw.size() / 8);
    if (!list.empty()) std::memcpy(list.data(), raw.data(), list.size() * 8);
    return list;
  }
  std::vector<float> reals() const {
    std::vector<float> list(raw.size() / 4);
    if (!list.empty()) std::memcpy(list.data(), raw.data(), list.size() * 4);
    return list;
  }
};

struct ReadAttribute {
  int type = 0;
  float real = 0;
  std::int64_t integer = 0;
  std::string text;
  std::vector<std::int64_t> integers;
};

struct ReadNode {
  std::string op, name;
  std::vector<std::string> inputs, outputs;
  std::map<std::string, ReadAttribute> attributes;
};

struct ReadValue {
  std::string name;
  int type = 0;
  std::vector<std::string> dims;  // numbers as text
};

struct ReadModel {
  std::int64_t ir_version = 0;
  std::map<std::string, std::int64_t> opsets;
  std::string producer, graph_name;
  std::vector<ReadNode> nodes;
  std::vector<ReadTensor> tensors;
  std::vector<ReadValue> inputs, outputs;
  std::map<std::string, std::string> metadata;

  const ReadNode& node(const std::string& op) const {
    for (const auto& one : nodes)
      if (one.op == op) return one;
    static const ReadNode none;
    return none;
  }
  int count(const std::string& op) const {
    int found = 0;
    for (const auto& one : nodes) found += one.op == op;
    return found;
  }
  const ReadTensor& tensor(const std::string& name) const {
    for (const auto& one : tensors)
      if (one.name == name) return one;
    static const ReadTensor none;
    return none;
  }
  /// Who computes a value.
  const ReadNode& producer_of(const std::string& value) const {
    for (const auto& one : nodes)
      for (const auto& output : one.outputs)
        if (output == value) return one;
    static const ReadNode none;
    return none;
  }
};

inline std::pair<std::string, std::string> read_entry(protozero::pbf_reader reader) {
  std::pair<std::string, std::string> entry;
  while (reader.next()) {
    std::string& half = reader.tag() == 1 ? entry.first : entry.second;
    half = reader.get_string();
  }
  return entry;
}

inline ReadTensor read_tensor(protozero::pbf_reader reader) {
  ReadTensor tensor;
  while (reader.next()) switch (reader.tag()) {
      case 1:
        tensor.dims.push_back(reader.get_int64());
        break;
      case 2:
        tensor.type = reader.get_int32();
        break;
      case 8:
        tensor.name = reader.get_string();
        break;
      case 9:
        tensor.raw = reader.get_bytes();
        break;
      case 13:
        tensor.external.insert(read_entry(reader.get_message()));
        break;
      case 14:
        tensor.location = reader.get_enum();
        break;
      default:
        reader.skip();
    }
  return tensor;
}

inline ReadNode read_node(protozero::pbf_reader reader) {
  ReadNode node;
  while (reader.next()) switch (reader.tag()) {
      case 1:
        node.inputs.push_back(reader.get_string());
        break;
      case 2:
        node.outputs.push_back(reader.get_string());
        break;
      case 3:
        node.name = reader.get_string();
        break;
      case 4:
        node.op = reader.get_string();
        break;
      case 5: {
        std::string name;
        ReadAttribute attribute;
        auto inner = reader.get_message();
        while (inner.next()) switch (inner.tag()) {
            case 1:
              name = inner.get_string();
              break;
            case 2:
              attribute.real = inner.get_float();
              break;
            case 3:
              attribute.integer = inner.get_int64();
              break;
            case 4:
              attribute.text = inner.get_string();
              break;
            case 8:
              attribute.integers.push_back(inner.get_int64());
              break;
            case 20:
              attribute.type = inner.get_enum();
              break;
            default:
              inner.skip();
          }
        node.attributes[name] = attribute;
        break;
      }
      default:
        reader.skip();
    }
  return node;
}

inline ReadValue read_value(protozero::pbf_reader reader) {
  ReadValue value;
  while (reader.next()) {
    if (reader.tag() == 1) {
      value.name = reader.get_string();
      continue;
    }
    auto type = reader.get_message();
    type.next(1);
    auto tensor = type.get_message();
    while (tensor.next()) {
      if (tensor.tag() == 1) {
        value.type = tensor.get_int32();
        continue;
      }
      auto shape = tensor.get_message();
      while (shape.next()) {
        auto dim = shape.get_message();
        std::string text = "?";
        while (dim.next()) text = dim.tag() == 1 ? std::to_string(dim.get_int64()) : dim.get_string();
        value.dims.push_back(text);
      }
    }
  }
  return value;
}

inline ReadModel read_model(const std::string& bytes) {
  ReadModel model;
  protozero::pbf_reader reader(bytes);
  while (reader.next()) switch (reader.tag()) {
      case 1:
        model.ir_version = reader.get_int64();
        break;
      case 2:
        model.producer = reader.get_string();
        break;
      case 7: {
        auto graph = reader.get_message();
        while (graph.next()) switch (graph.tag()) {
            case 1:
              model.nodes.push_back(read_node(graph.get_message()));
              break;
            case 2:
              model.graph_name = graph.get_string();
              break;
            case 5:
              model.tensors.push_back(read_tensor(graph.get_message()));
              break;
            case 11:
              model.inputs.push_back(read_value(graph.get_message()));
              break;
            case 12:
              model.outputs.push_back(read_value(graph.get_message()));
              break;
            default:
              graph.skip();
          }
        break;
      }
      case 8: {
        auto opset = reader.get_message();
        std::string domain;
        while (opset.next())
          if (opset.tag() == 1)
            domain = opset.get_string();
          else
            model.opsets[domain] = opset.get_int64();
        break;
      }
      case 14:
        model.metadata.insert(read_entry(reader.get_message()));
        break;
      default:
        reader.skip();
    }
  return model;
}

}  // namespace perpixel
