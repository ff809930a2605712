#include "tensor/tensor.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

#include "error/error.h"

namespace perpixel {

namespace {

constexpr std::size_t kAlignment = 64;  // a cache line, and the widest vector register

std::shared_ptr<void> allocate(std::size_t bytes) {
  void* memory = ::operator new(std::max<std::size_t>(bytes, 1), std::align_val_t{kAlignment});
  return {memory, [](void* p) { ::operator delete(p, std::align_val_t{kAlignment}); }};
}

float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16;
  const std::uint32_t exponent = (half >> 10) & 0x1Fu;
  const std::uint32_t mantissa = half & 0x3FFu;
  if (exponent == 0) {  // zero or subnormal: value = mantissa * 2^-24
    const float magnitude = static_cast<float>(mantissa) * 0x1p-24f;
    return sign ? -magnitude : magnitude;
  }
  const std::uint32_t bits =
      exponent == 31 ? sign | 0x7F800000u | mantissa << 13 : sign | (exponent + 112) << 23 | mantissa << 13;
  return std::bit_cast<float>(bits);
}

template <class T>
void convert(const Tensor& from, float* to) {
  std::ranges::transform(from.as<T>(), to, [](T value) { return static_cast<float>(value); });
}

}  // namespace

std::string shape_text(const Shape& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

std::int64_t element_count(const Shape& shape) {
  constexpr std::int64_t kMost = std::int64_t{1} << 62;
  std::int64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 0 || (size > 0 && count > kMost / size))
      throw Error(ErrorCode::shape_mismatch, "shape " + shape_text(shape) + " has a negative or absurd size");
    count *= size;
  }
  return count;
}

std::size_t byte_size(DType type) {
  switch (type) {
    case DType::i8:
    case DType::u8:
    case DType::boolean:
      return 1;
    case DType::f16:
    case DType::bf16:
    case DType::i16:
    case DType::u16:
      return 2;
    case DType::f32:
    case DType::i32:
      return 4;
    case DType::f64:
    case DType::i64:
      return 8;
  }
  return 0;
}

const char* dtype_name(DType type) {
  switch (type) {
    case DType::f32:
      return "f32";
    case DType::f64:
      return "f64";
    case DType::f16:
      return "f16";
    case DType::bf16:
      return "bf16";
    case DType::i8:
      return "i8";
    case DType::u8:
      return "u8";
    case DType::i16:
      return "i16";
    case DType::u16:
      return "u16";
    case DType::i32:
      return "i32";
    case DType::i64:
      return "i64";
    case DType::boolean:
      return "bool";
  }
  return "?";
}

Tensor::Tensor(Shape shape, DType type)
    : shape_(std::move(shape)), type_(type), count_(element_count(shape_)) {
  elements_ = allocate(bytes());
}

Tensor::Tensor(Shape shape, DType type, std::shared_ptr<void> elements)
    : shape_(std::move(shape)), type_(type), count_(element_count(shape_)), elements_(std::move(elements)) {}

Tensor Tensor::zeros(Shape shape, DType type) {
  Tensor tensor(std::move(shape), type);
  std::memset(tensor.data(), 0, tensor.bytes());
  return tensor;
}

Tensor Tensor::filled(Shape shape, float value) {
  Tensor tensor(std::move(shape));
  std::ranges::fill(tensor.floats(), value);
  return tensor;
}

namespace {

template <class T>
Tensor from_values(Shape shape, const std::vector<T>& values) {
  Tensor tensor(std::move(shape), dtype_of<T>());
  if (tensor.count() != static_cast<std::int64_t>(values.size()))
    throw Error(ErrorCode::shape_mismatch,
                std::to_string(values.size()) + " values do not fill shape " + shape_text(tensor.shape()));
  std::ranges::copy(values, tensor.as<T>().begin());
  return tensor;
}

}  // namespace

Tensor Tensor::from(Shape shape, std::vector<float> values) { return from_values(std::move(shape), values); }

Tensor Tensor::from_ints(Shape shape, std::vector<std::int64_t> values) {
  return from_values(std::move(shape), values);
}

std::int64_t Tensor::size(int axis) const {
  const int index = axis < 0 ? axis + rank() : axis;
  if (index < 0 || index >= rank())
    throw Error(ErrorCode::shape_mismatch,
                "axis " + std::to_string(axis) + " of a tensor of shape " + shape_text(shape_));
  return shape_[static_cast<std::size_t>(index)];
}

Tensor Tensor::clone() const {
  if (!defined()) return {};
  Tensor copy(shape_, type_);
  std::memcpy(copy.data(), data(), bytes());
  return copy;
}

Tensor Tensor::reshaped(Shape shape) const {
  Tensor view = *this;
  if (element_count(shape) != count_)
    throw Error(ErrorCode::shape_mismatch,
                "cannot reshape " + shape_text(shape_) + " to " + shape_text(shape));
  view.shape_ = std::move(shape);
  return view;
}

Tensor Tensor::to_f32() const {
  if (type_ == DType::f32) return clone();
  Tensor out(shape_);
  float* to = out.floats().data();
  const auto* words = static_cast<const std::uint16_t*>(data());
  const auto* octets = static_cast<const std::uint8_t*>(data());
  switch (type_) {
    case DType::f16:
      std::transform(words, words + count_, to, half_to_float);
      break;
    case DType::bf16:
      std::transform(words, words + count_, to, [](std::uint16_t bits) {
        return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
      });
      break;
    case DType::boolean:
      std::transform(octets, octets + count_, to, [](std::uint8_t b) { return b ? 1.f : 0.f; });
      break;
    case DType::f64:
      convert<double>(*this, to);
      break;
    case DType::i8:
      convert<std::int8_t>(*this, to);
      break;
    case DType::u8:
      convert<std::uint8_t>(*this, to);
      break;
    case DType::i16:
      convert<std::int16_t>(*this, to);
      break;
    case DType::u16:
      convert<std::uint16_t>(*this, to);
      break;
    case DType::i32:
      convert<std::int32_t>(*this, to);
      break;
    case DType::i64:
      convert<std::int64_t>(*this, to);
      break;
    case DType::f32:
      break;
  }
  return out;
}

void Tensor::require_type(DType wanted) const {
  if (wanted != type_)
    throw Error(ErrorCode::shape_mismatch,
                std::string("a tensor of ") + dtype_name(type_) + " was read as " + dtype_name(wanted));
}

}  // namespace perpixel
