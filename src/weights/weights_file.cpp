#include "weights/weights_file.h"

#include "error/error.h"

namespace perpixel {

WeightsFile read_weights(const std::filesystem::path& path) { return read_safetensors(path); }

void write_weights(const std::filesystem::path& path, const NamedTensors& tensors,
                   const std::map<std::string, std::string>& metadata) {
  if (path.extension() != ".safetensors")
    throw Error(ErrorCode::unsupported, path.string() + ": weights are written as .safetensors");
  write_safetensors(path, tensors, metadata);
}

}  // namespace perpixel
