#include "weights/pickled_weights.h"

#include <optional>

#include "error/error.h"
#include "weights/numpy_array.h"
#include "weights/state_dict.h"

namespace perpixel {

WeightsFile pickled_weights(const Pickle& pickle, StorageBytes storage, std::uint64_t file_bytes,
                            const std::string& file) {
  TorchTensors tensors(pickle, std::move(storage), CopyBudget(file_bytes), file);
  CopyBudget budget(file_bytes);
  const TensorOf tensor_of = [&](const PickleValue& value, const std::string& name) -> std::optional<Tensor> {
    if (tensors.is_tensor(value)) return tensors.read(value, name);
    if (is_numpy_array(pickle, value)) return numpy_array(pickle, value, budget, file, name);
    return {};
  };
  return state_dict(pickle, tensor_of, file);
}

WeightsFile read_pkl(const SharedBytes& bytes, const std::string& file) {
  const Pickle pickle = read_pickle(bytes, file);
  const StorageBytes no_storage = [&](const std::string&) -> SharedBytes {
    throw Error(ErrorCode::weights_corrupt, file + ": refers to storages outside the pickle",
                "save it with torch.save");
  };
  return pickled_weights(pickle, no_storage, bytes.bytes.size(), file);
}

}  // namespace perpixel
