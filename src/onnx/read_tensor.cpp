#include "onnx/read_tensor.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>

#include "error/error.h"
#include "onnx/message_fields.h"

namespace perpixel::onnx {

namespace {

/// One byte of a varint becomes eight: numbers that are not stored as raw bytes are bounded by themselves.
constexpr std::size_t kMostTypedIntegers = std::size_t{1} << 26;
constexpr std::size_t kMostTypedReals = std::size_t{1} << 29;
constexpr std::size_t kMostPathBytes = 4096;

struct TypeRow {
  std::int64_t code;
  const char* name;
  std::optional<DType> type;
};
constexpr std::array<TypeRow, 23> kTypes{{{1, "float32", DType::f32},  {2, "uint8", DType::u8},
                                          {3, "int8", DType::i8},      {4, "uint16", DType::u16},
                                          {5, "int16", DType::i16},    {6, "int32", DType::i32},
                                          {7, "int64", DType::i64},    {8, "string", {}},
                                          {9, "bool", DType::boolean}, {10, "float16", DType::f16},
                                          {11, "float64", DType::f64}, {12, "uint32", {}},
                                          {13, "uint64", {}},          {14, "complex64", {}},
                                          {15, "complex128", {}},      {16, "bfloat16", DType::bf16},
                                          {17, "float8e4m3fn", {}},    {18, "float8e4m3fnuz", {}},
                                          {19, "float8e5m2", {}},      {20, "float8e5m2fnuz", {}},
                                          {21, "uint4", {}},           {22, "int4", {}},
                                          {23, "float4e2m1", {}}}};

const TypeRow* row_of(std::int64_t code) {
  const auto found = std::ranges::find(kTypes, code, &TypeRow::code);
  return found == kTypes.end() ? nullptr : &*found;
}

/// The fields as they come, before anything is known of the shape that they must fill.
struct TensorFields {
  std::string name;
  Shape dims;
  std::int64_t type = 0;
  std::optional<std::span<const std::uint8_t>> raw;
  std::vector<float> floats;
  std::vector<double> doubles;
  std::vector<std::int64_t> integers;    // int32_data: also of halves, small integers and truth values
  std::vector<std::int64_t> integers64;  // int64_data
  std::map<std::string, std::string> external;
  bool is_external = false;
  bool has_foreign_data = false;  // strings, uint64, segments
};

void read_external(FieldReader entry, std::map<std::string, std::string>& to) {
  std::string key, value;
  while (entry.next()) {
    switch (entry.field()) {
      case field::entry::key:
        key = entry.text(kMostNameBytes);
        break;
      case field::entry::value:
        value = entry.text(kMostPathBytes);
        break;
      default:
        entry.skip();
    }
  }
  to[key] = value;
}

void read_field(FieldReader& message, TensorFields& fields) {
  switch (message.field()) {
    case field::tensor::dims:
      return message.append_integers(fields.dims, kMostAxes);
    case field::tensor::data_type:
      fields.type = message.integer();
      return;
    case field::tensor::float_data:
      return message.append_reals(fields.floats, kMostTypedReals);
    case field::tensor::int32_data:
      return message.append_integers(fields.integers, kMostTypedIntegers);
    case field::tensor::int64_data:
      return message.append_integers(fields.integers64, kMostTypedIntegers);
    case field::tensor::name:
      fields.name = message.text(kMostNameBytes);
      return;
    case field::tensor::raw_data:
      fields.raw = message.bytes();
      return;
    case field::tensor::double_data:
      return message.append_reals(fields.doubles, kMostTypedReals);
    case field::tensor::external_data:
      message.count_item();
      return read_external(message.message(), fields.external);
    case field::tensor::data_location:
      fields.is_external = message.integer() == field::tensor::kExternal;
      return;
    case field::tensor::segment:
    case field::tensor::string_data:
    case field::tensor::uint64_data:
      fields.has_foreign_data = true;
      return message.skip();
    default:
      return message.skip();
  }
}

/// Knows who is wrong.
class TensorMaker {
 public:
  TensorMaker(const TensorFields& fields, const std::string& file)
      : fields_(fields), where_(file + ": tensor \"" + shortened(fields.name) + "\"") {}

  TensorMessage make() const {
    TensorMessage message{.name = fields_.name};
    const DType type = dtype_of_code(fields_.type, where_);
    const std::int64_t count = checked_count();
    if (fields_.is_external) {
      place_external(message);
      message.external_shape = fields_.dims;
      message.external_type = type;
      return message;
    }
    if (fields_.has_foreign_data) refuse("keeps its elements in a field that its type does not use");
    check_stored(type, count);
    message.tensor = Tensor(fields_.dims, type);
    if (fields_.raw)
      copy_raw(message.tensor);
    else
      copy_typed(message.tensor);
    return message;
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorCode::weights_corrupt, where_ + " " + what, "the file is damaged or not ONNX");
  }

  std::int64_t checked_count() const {
    std::int64_t count = 1;
    for (const std::int64_t size : fields_.dims)
      if (size < 0 || __builtin_mul_overflow(count, size, &count) || count > (std::int64_t{1} << 40))
        refuse("has the shape " + shape_text(fields_.dims));
    return count;
  }

  std::size_t typed_count(DType type) const {
    if (type == DType::f32) return fields_.floats.size();
    if (type == DType::f64) return fields_.doubles.size();
    return type == DType::i64 ? fields_.integers64.size() : fields_.integers.size();
  }

  /// What is stored fills the shape: so nothing is allocated that the file does not hold.
  void check_stored(DType type, std::int64_t count) const {
    const std::size_t unit = fields_.raw ? byte_size(type) : 1;
    const std::size_t stored = fields_.raw ? fields_.raw->size() : typed_count(type);
    if (stored != static_cast<std::size_t>(count) * unit)
      refuse("of shape " + shape_text(fields_.dims) + " and type " + dtype_name(type) + " stores " +
             std::to_string(stored) + (fields_.raw ? " bytes" : " elements"));
  }

  void copy_raw(Tensor& to) const {
    if (to.bytes() > 0) std::memcpy(to.data(), fields_.raw->data(), to.bytes());
    if (to.dtype() == DType::boolean) {  // any other byte would not be a truth value
      auto* octets = static_cast<std::uint8_t*>(to.data());
      std::transform(octets, octets + to.count(), octets, [](std::uint8_t b) { return b != 0; });
    }
  }

  template <class T>
  void copy_integers(Tensor& to) const {
    auto* elements = static_cast<T*>(to.data());
    std::ranges::transform(fields_.integers, elements, [](std::int64_t v) { return static_cast<T>(v); });
  }

  void copy_typed(Tensor& to) const {
    switch (to.dtype()) {
      case DType::f32:
        std::ranges::copy(fields_.floats, to.floats().begin());
        return;
      case DType::f64:
        std::ranges::copy(fields_.doubles, to.as<double>().begin());
        return;
      case DType::i64:
        std::ranges::copy(fields_.integers64, to.as<std::int64_t>().begin());
        return;
      case DType::boolean:
        std::ranges::transform(fields_.integers, to.as<bool>().begin(),
                               [](std::int64_t v) { return v != 0; });
        return;
      case DType::f16:
      case DType::bf16:
      case DType::u16:
      case DType::i16:
        return copy_integers<std::uint16_t>(to);
      case DType::i8:
      case DType::u8:
        return copy_integers<std::uint8_t>(to);
      case DType::i32:
        return copy_integers<std::int32_t>(to);
    }
  }

  std::uint64_t external_number(const char* key) const {
    const auto found = fields_.external.find(key);
    if (found == fields_.external.end()) return 0;
    const std::string& text = found->second;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
      refuse("lies outside with " + std::string(key) + " \"" + shortened(text) + "\"");
    return number;
  }

  void place_external(TensorMessage& message) const {
    const auto location = fields_.external.find("location");
    if (location == fields_.external.end() || location->second.empty())
      refuse("lies outside, but where is not said");
    message.external_location = location->second;
    message.external_offset = external_number("offset");
    message.external_length = external_number("length");
  }

  const TensorFields& fields_;
  std::string where_;
};

}  // namespace

bool is_known_type(std::int64_t code) {
  const TypeRow* row = row_of(code);
  return row && row->type;
}

std::string type_name_of_code(std::int64_t code) {
  const TypeRow* row = row_of(code);
  return row ? row->name : "type " + std::to_string(code);
}

DType dtype_of_code(std::int64_t code, const std::string& what) {
  const TypeRow* row = row_of(code);
  if (!row)
    throw Error(ErrorCode::weights_corrupt, what + " has elements of unknown type " + std::to_string(code),
                "the file is damaged or not ONNX");
  if (!row->type)
    throw Error(ErrorCode::unsupported, what + " has elements of type " + row->name,
                "export the model in float32, without strings and quantisation");
  return *row->type;
}

TensorMessage read_tensor(FieldReader message, const std::string& file) {
  TensorFields fields;
  while (message.next()) read_field(message, fields);
  return TensorMaker(fields, file).make();
}

}  // namespace perpixel::onnx
