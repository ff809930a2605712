// The one numeric type at borders: a dense, contiguous, row-major array.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace perpixel {

/// Sizes per axis, outermost first: [N, C, H, W] for feature maps. Empty = scalar.
using Shape = std::vector<std::int64_t>;

/// "[1, 3, 224, 224]".
std::string shape_text(const Shape& shape);

/// Number of elements; 1 for a scalar. Throws shape_mismatch on a negative size or a product above 2^62.
std::int64_t element_count(const Shape& shape);

enum class DType { f32, f64, f16, bf16, i8, u8, i16, u16, i32, i64, boolean };

std::size_t byte_size(DType type);
const char* dtype_name(DType type);  // "f32", "i64", ...

template <class T>
constexpr DType dtype_of();
template <>
constexpr DType dtype_of<float>() {
  return DType::f32;
}
template <>
constexpr DType dtype_of<double>() {
  return DType::f64;
}
template <>
constexpr DType dtype_of<std::int8_t>() {
  return DType::i8;
}
template <>
constexpr DType dtype_of<std::uint8_t>() {
  return DType::u8;
}
template <>
constexpr DType dtype_of<std::int16_t>() {
  return DType::i16;
}
template <>
constexpr DType dtype_of<std::uint16_t>() {
  return DType::u16;
}
template <>
constexpr DType dtype_of<std::int32_t>() {
  return DType::i32;
}
template <>
constexpr DType dtype_of<std::int64_t>() {
  return DType::i64;
}
template <>
constexpr DType dtype_of<bool>() {
  return DType::boolean;
}

/// A contiguous array. Copies share the elements (like a shared_ptr); `clone()` makes an independent one.
/// The elements may belong to somebody else (a mapped file, another library): the owner is kept alive.
class Tensor {
 public:
  Tensor() = default;
  /// Uninitialised elements for f32 of the given shape; use `zeros` for zeroed ones.
  explicit Tensor(Shape shape, DType type = DType::f32);
  Tensor(Shape shape, DType type, std::shared_ptr<void> elements);

  static Tensor zeros(Shape shape, DType type = DType::f32);
  static Tensor filled(Shape shape, float value);
  static Tensor from(Shape shape, std::vector<float> values);
  static Tensor from_ints(Shape shape, std::vector<std::int64_t> values);

  bool defined() const { return elements_ != nullptr; }
  const Shape& shape() const { return shape_; }
  /// Size of one axis; negative axes count from the end.
  std::int64_t size(int axis) const;
  int rank() const { return static_cast<int>(shape_.size()); }
  std::int64_t count() const { return count_; }
  DType dtype() const { return type_; }
  std::size_t bytes() const { return static_cast<std::size_t>(count_) * byte_size(type_); }

  void* data() { return elements_.get(); }
  const void* data() const { return elements_.get(); }

  /// The elements as T. Throws shape_mismatch when T is not the tensor's type.
  template <class T>
  std::span<T> as() {
    require_type(dtype_of<T>());
    return {static_cast<T*>(elements_.get()), static_cast<std::size_t>(count_)};
  }
  template <class T>
  std::span<const T> as() const {
    require_type(dtype_of<T>());
    return {static_cast<const T*>(elements_.get()), static_cast<std::size_t>(count_)};
  }
  std::span<float> floats() { return as<float>(); }
  std::span<const float> floats() const { return as<float>(); }

  Tensor clone() const;
  /// The same elements under another shape of equal count.
  Tensor reshaped(Shape shape) const;
  /// A copy converted to f32 from any type.
  Tensor to_f32() const;

 private:
  void require_type(DType wanted) const;

  Shape shape_;
  DType type_ = DType::f32;
  std::int64_t count_ = 0;
  std::shared_ptr<void> elements_;
};

/// Tensors by name: weights ("conv1_1.weight"), or the inputs and outputs of a graph.
using NamedTensors = std::map<std::string, Tensor>;

}  // namespace perpixel
