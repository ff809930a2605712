#include "write/probability.h"

#include "error/error.h"
#include "npy/npy_write.h"

namespace perpixel {

void write_probabilities(const std::filesystem::path& path, const Tensor& probabilities,
                         ProbabilityType type) {
  if (probabilities.rank() != 3 || probabilities.dtype() != DType::f32)
    throw Error(ErrorCode::shape_mismatch, path.string() + ": probabilities must be f32 [C, H, W], got " +
                                               dtype_name(probabilities.dtype()) + " " +
                                               shape_text(probabilities.shape()));
  write_npy(path, probabilities, type == ProbabilityType::f16 ? NpyType::f16 : NpyType::same);
}

}  // namespace perpixel
