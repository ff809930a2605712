#include "npy/npy_array.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

#include "error/error.h"
#include "tensor/strided.h"

namespace perpixel {

static_assert(std::endian::native == std::endian::little, "elements are taken as they lie in memory");

namespace {

struct Row {
  std::string_view code;
  DType type;
};
constexpr std::array<Row, 11> kTypes{{{"f4", DType::f32},
                                      {"f8", DType::f64},
                                      {"f2", DType::f16},
                                      {"i1", DType::i8},
                                      {"u1", DType::u8},
                                      {"i2", DType::i16},
                                      {"u2", DType::u16},
                                      {"i4", DType::i32},
                                      {"i8", DType::i64},
                                      {"b1", DType::boolean},
                                      {"V2", DType::bf16}}};

void swap_bytes(Tensor& tensor) {
  const std::size_t element = byte_size(tensor.dtype());
  auto* bytes = static_cast<std::uint8_t*>(tensor.data());
  for (std::size_t i = 0; i < tensor.bytes(); i += element) std::reverse(bytes + i, bytes + i + element);
}

}  // namespace

NpyElement npy_element(const std::string& descr, const std::string& where) {
  std::string_view code = descr;
  const bool has_order = !code.empty() && std::string_view("<>|=").find(code[0]) != std::string_view::npos;
  if (has_order) code.remove_prefix(1);
  const auto row = std::ranges::find(kTypes, code, &Row::code);
  if (row == kTypes.end())
    throw Error(ErrorCode::unsupported, where + ": elements of NumPy's type \"" + shortened(descr, 40) + "\"",
                "convert the array to float32 and save it again");
  return {row->type, descr[0] == '>' && byte_size(row->type) > 1};
}

std::string npy_descr(DType type) {
  const auto row = std::ranges::find(kTypes, type, &Row::type);
  if (type == DType::bf16)
    throw Error(ErrorCode::unsupported, "an .npy file cannot hold bf16", "convert the array to f32 first");
  return (byte_size(type) > 1 ? "<" : "|") + std::string(row->code);
}

Tensor npy_array(const Shape& shape, const NpyElement& type, bool fortran_order, const SharedBytes& from,
                 const std::string& where) {
  if (byte_count(shape, type.type) != from.bytes.size())
    throw Error(ErrorCode::weights_corrupt,
                where + ": " + std::to_string(from.bytes.size()) + " bytes of elements for " +
                    dtype_name(type.type) + " " + shape_text(shape),
                "the file is damaged");
  if (from.bytes.empty()) return Tensor(shape, type.type);
  const Strides strides = fortran_order ? column_major_strides(shape) : row_major_strides(shape);
  Tensor tensor = tensor_from_strides(shape, strides, type.type, from);
  if (!type.swapped) return tensor;
  tensor = tensor.clone();  // the elements may be a mapped file's
  swap_bytes(tensor);
  return tensor;
}

}  // namespace perpixel
