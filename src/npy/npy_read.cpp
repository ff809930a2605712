#include "npy/npy_read.h"

#include "npy/npy_array.h"
#include "npy/npy_header.h"

namespace perpixel {

Tensor read_npy(const SharedBytes& file, const std::string& name) {
  const NpyHeader header = parse_npy_header(file.bytes, name);
  return npy_array(header.shape, npy_element(header.descr, name), header.fortran_order,
                   file.part(header.bytes, file.bytes.size() - header.bytes), name);
}

}  // namespace perpixel
