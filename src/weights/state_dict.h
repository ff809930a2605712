// Which of a checkpoint's values are the weights.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "weights/pickle.h"
#include "weights/weights_file.h"

namespace perpixel {

/// What makes a tensor of a pickled value: nothing for values that are none, an Error for broken ones. `name`
/// is the tensor's, for messages.
using TensorOf = std::function<std::optional<Tensor>(const PickleValue& value, const std::string& name)>;

/// The tensors of the pickle's dictionary, or of the one inside it that is called "state_dict", "model",
/// "model_state", "model_state_dict", "module", "net", "network", "weights", "params" or "blobs" (in this
/// order, two levels deep at most). What else the checkpoint holds is listed in `skipped`: "optimizer", and
/// blobs that end in "_momentum". Throws weights_mismatch listing the keys when there is no tensor,
/// weights_corrupt for two tensors of one name.
WeightsFile state_dict(const Pickle& pickle, const TensorOf& tensor_of, const std::string& file);

/// What is not the model's own is taken off: prefixes that all names have because training wrapped the model
/// ("module.", "_orig_mod."), and batch normalisation's counters of training batches ("num_batches_tracked"),
/// which no prediction reads; those are listed in `skipped`.
WeightsFile without_wrapping(WeightsFile file);

}  // namespace perpixel
