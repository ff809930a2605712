// Protobuf messages written by hand, byte by byte: what the reader is held against.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace perpixel {

/// One message. Fields are appended in the order of the calls.
class Wire {
 public:
  Wire& integer(int field, std::uint64_t value) {
    tag(field, 0);
    varint(value);
    return *this;
  }
  Wire& real(int field, float value) {
    tag(field, 5);
    return raw(&value, sizeof value);
  }
  Wire& text(int field, const std::string& text) {
    tag(field, 2);
    varint(text.size());
    bytes_ += text;
    return *this;
  }
  Wire& message(int field, const Wire& inner) { return text(field, inner.bytes_); }
  Wire& raw(const void* data, std::size_t size) {
    bytes_.append(static_cast<const char*>(data), size);
    return *this;
  }
  /// Packed varints.
  Wire& integers(int field, const std::vector<std::int64_t>& values) {
    Wire packed;
    for (const std::int64_t value : values) packed.varint(static_cast<std::uint64_t>(value));
    return message(field, packed);
  }
  /// Packed elements of a fixed size.
  template <class T>
  Wire& elements(int field, const std::vector<T>& values) {
    return message(field, Wire().raw(values.data(), values.size() * sizeof(T)));
  }
  void varint(std::uint64_t value) {
    for (; value > 0x7F; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
    bytes_ += static_cast<char>(value);
  }
  void tag(int field, int kind) {
    varint(static_cast<std::uint64_t>(field) << 3 | static_cast<unsigned>(kind));
  }

  const std::string& text() const { return bytes_; }
  std::span<const std::uint8_t> bytes() const {
    return {reinterpret_cast<const std::uint8_t*>(bytes_.data()), bytes_.size()};
  }

 private:
  std::string bytes_;
};

/// ValueInfoProto of a tensor of element type `type` (1 = float32); -1 is the symbolic axis "n".
inline Wire wire_value(const std::string& name, const std::vector<std::int64_t>& shape, int type = 1) {
  Wire axes;
  for (const std::int64_t size : shape) {
    Wire axis;
    if (size < 0)
      axis.text(2, "n");
    else
      axis.integer(1, static_cast<std::uint64_t>(size));
    axes.message(1, axis);
  }
  return Wire().text(1, name).message(2, Wire().message(1, Wire().integer(1, type).message(2, axes)));
}

/// TensorProto with raw_data.
template <class T>
Wire wire_tensor(const std::string& name, int type, const std::vector<std::int64_t>& dims,
                 const std::vector<T>& values) {
  return Wire()
      .integers(1, dims)
      .integer(2, static_cast<std::uint64_t>(type))
      .text(8, name)
      .elements(9, values);
}

/// A convolution 1 x 1 of one channel by `weight`, then Relu: x [n, 1, n, n] -> y. 180 bytes.
inline Wire wire_small_model(float weight = 2) {
  const Wire conv = Wire().text(1, "x").text(1, "w").text(2, "c").text(3, "conv").text(4, "Conv").message(
      5, Wire().text(1, "kernel_shape").integers(8, {1, 1}).integer(20, 7));
  const Wire relu = Wire().text(1, "c").text(2, "y").text(3, "relu").text(4, "Relu");
  const Wire graph = Wire()
                         .message(1, conv)
                         .message(1, relu)
                         .text(2, "small")
                         .message(5, wire_tensor<float>("w", 1, {1, 1, 1, 1}, {weight}))
                         .message(11, wire_value("x", {-1, 1, -1, -1}))
                         .message(12, wire_value("y", {-1, 1, -1, -1}));
  return Wire()
      .integer(1, 8)
      .text(2, "by hand")
      .message(7, graph)
      .message(8, Wire().integer(2, 17))
      .message(14, Wire().text(1, "key").text(2, "value"));
}

/// LeakyRelu as the function "d::bent" with its slope as attribute (0.25 by default), called out of the
/// branch that a constant decides: x [n, 1, n, n] -> y.
inline Wire wire_function_model() {
  const Wire slope = Wire().text(1, "alpha").integer(20, 1).text(21, "slope");
  const Wire bent = Wire()
                        .text(1, "bent")
                        .text(4, "a")
                        .text(5, "b")
                        .text(6, "unused")
                        .message(7, Wire().text(1, "a").text(2, "b").text(4, "LeakyRelu").message(5, slope))
                        .message(9, Wire().integer(2, 17))
                        .text(10, "d")
                        .message(11, Wire().text(1, "slope").real(2, 0.25f).integer(20, 1))
                        .text(13, "o");
  const Wire call = Wire()
                        .text(1, "x")
                        .text(2, "r")
                        .text(3, "call")
                        .text(4, "bent")
                        .message(5, Wire().text(1, "slope").real(2, 0.5f).integer(20, 1))
                        .text(7, "d")
                        .text(8, "o");
  const Wire neg = Wire().text(1, "x").text(2, "r").text(4, "Neg");
  const auto branch = [](const std::string& name, const Wire& node) {
    const Wire graph = Wire().message(1, node).text(2, name).message(12, wire_value("r", {-1, 1, -1, -1}));
    return Wire().text(1, name).message(6, graph).integer(20, 5);
  };
  const Wire chosen = Wire()
                          .text(1, "c")
                          .text(2, "y")
                          .text(3, "if")
                          .text(4, "If")
                          .message(5, branch("then_branch", call))
                          .message(5, branch("else_branch", neg));
  const Wire graph = Wire()
                         .message(1, chosen)
                         .text(2, "functions")
                         .message(5, wire_tensor<std::uint8_t>("c", 9, {}, {1}))
                         .message(11, wire_value("x", {-1, 1, -1, -1}))
                         .message(12, wire_value("y", {-1, 1, -1, -1}));
  return Wire()
      .integer(1, 10)
      .message(7, graph)
      .message(8, Wire().integer(2, 17))
      .message(8, Wire().text(1, "d").integer(2, 1))
      .message(25, bent)
      .message(14, Wire().text(1, "key").text(2, "value"));
}

}  // namespace perpixel
