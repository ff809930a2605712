// Tensors in the pickles that PyTorch writes: a shape and strides over a storage outside the pickle.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "weights/copy_budget.h"
#include "weights/pickle.h"

namespace perpixel {

/// The bytes of a storage by its key; throws weights_corrupt for a key that the file lacks.
using StorageBytes = std::function<SharedBytes(const std::string& key)>;

/// Bytes of an element of a storage type ("torch.FloatStorage"); 1 for an untyped storage, 0 for types that
/// perpixel lacks.
std::size_t storage_element_bytes(std::string_view storage_type);

/// Rebuilds tensors, each storage being fetched once, so that what shares a storage in the file shares it
/// here.
class TorchTensors {
 public:
  /// `pickle` must outlive this.
  TorchTensors(const Pickle& pickle, StorageBytes storage, CopyBudget budget, std::string file);

  /// Whether the value is a tensor or a parameter.
  bool is_tensor(const PickleValue& value) const;

  /// The tensor in row-major order: contiguous ones share their storage, others are gathered. Throws
  /// weights_corrupt, or unsupported for element types that perpixel lacks (complex, quantised, f8, u32,
  /// u64), naming the file and `name`.
  Tensor read(const PickleValue& value, const std::string& name);

 private:
  struct Storage {
    DType type = DType::f32;
    bool untyped = false;  // elements are bytes; the type stands with the tensor
    SharedBytes bytes;
  };
  struct Call {
    std::string_view callable;
    const std::vector<PickleId>* arguments = nullptr;
  };
  Call tensor_of(const PickleValue& value, const std::string& name) const;
  Storage storage_of(const PickleValue& value, const std::string& name);
  SharedBytes fetch(const std::string& key);

  const Pickle& pickle_;
  StorageBytes storage_;
  CopyBudget budget_;
  std::string file_;
  std::map<std::string, SharedBytes> fetched_;
};

}  // namespace perpixel
