// NumPy's element types and orders: what an .npy file and a pickled ndarray have in common.
#pragma once

#include <cstdint>
#include <string>

#include "tensor/shared_bytes.h"

namespace perpixel {

struct NpyElement {  // how one element lies in the file
  DType type = DType::f32;
  bool swapped = false;  // big-endian
};

/// "<f4", ">f8", "|b1", "f4"; two bytes without a kind ("|V2") are what NumPy makes of bfloat16. Throws
/// unsupported naming `where` for complex numbers, texts, Python objects, dates, 32- and 64-bit unsigned
/// integers and the rest.
NpyElement npy_element(const std::string& descr, const std::string& where);

/// "<f4" for f32. Throws unsupported for bf16, which NumPy lacks.
std::string npy_descr(DType type);

/// The array of row-major or column-major (`fortran_order`) elements. `from` must hold exactly its elements
/// (else weights_corrupt naming `where`). Shared with the owner of `from` where nothing has to be reordered.
Tensor npy_array(const Shape& shape, const NpyElement& type, bool fortran_order, const SharedBytes& from,
                 const std::string& where);

}  // namespace perpixel
