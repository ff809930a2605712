#include "onnx/external_data.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>

#include "error/error.h"
#include "file/beneath.h"

namespace perpixel::onnx {

namespace {

/// Visits the tensors that lie outside. The reader bounds how deep graphs nest.
template <class Visit>
class OutsideTensors {
 public:
  explicit OutsideTensors(Visit visit) : visit_(std::move(visit)) {}

  template <class MaybeConstModel>
  void of_model(MaybeConstModel& model) const {
    of_graph(model.graph);
    for (auto& function : model.functions) {
      of_attributes(function.defaults);
      of_nodes(function.nodes);
    }
  }

 private:
  template <class MaybeConstGraph>
  void of_graph(MaybeConstGraph& graph) const {
    for (auto& tensor : graph.initializers) look(tensor);
    of_nodes(graph.nodes);
  }

  template <class MaybeConstNodes>
  void of_nodes(MaybeConstNodes& nodes) const {
    for (auto& node : nodes) of_attributes(node.attributes);
  }

  template <class MaybeConstAttributes>
  void of_attributes(MaybeConstAttributes& attributes) const {
    for (auto& attribute : attributes) {
      look(attribute.tensor);
      for (auto& body : attribute.graph) of_graph(body);
    }
  }

  template <class MaybeConstTensor>
  void look(MaybeConstTensor& tensor) const {
    if (!tensor.external_location.empty()) visit_(tensor);
  }

  Visit visit_;
};

/// Opens each file once, and bounds what all tensors together take from them: any number of tensors can name
/// the same bytes, and most become copies (of other alignment, of halves as f32).
class OutsideFiles {
 public:
  explicit OutsideFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::shared_ptr<const MappedFile>& file(const std::string& location) {
    auto& mapped = files_[std::filesystem::path(location).lexically_normal()];
    if (!mapped) {
      mapped = std::make_shared<const MappedFile>(map_file_beneath(folder_, location));
      left_ += kUsesOfAByte * mapped->bytes().size();
    }
    return mapped;
  }

  /// Whether so many bytes more may be taken.
  bool take(std::uint64_t bytes) {
    if (bytes > left_) return false;
    left_ -= bytes;
    return true;
  }

 private:
  static constexpr std::uint64_t kUsesOfAByte = 4, kSmall = std::uint64_t{16} << 20;

  std::filesystem::path folder_;
  std::map<std::filesystem::path, std::shared_ptr<const MappedFile>> files_;
  std::uint64_t left_ = kSmall;
};

[[noreturn]] void refuse(const TensorMessage& tensor, const std::string& what) {
  throw Error(
      ErrorCode::weights_corrupt,
      "tensor \"" + shortened(tensor.name) + "\" in " + shortened(tensor.external_location) + " " + what,
      "copy the model together with the files beside it");
}

void check_range(const TensorMessage& tensor, std::uint64_t bytes, std::uint64_t file_bytes) {
  if (tensor.external_length != 0 && tensor.external_length != bytes)
    refuse(tensor, "has " + std::to_string(tensor.external_length) + " bytes for shape " +
                       shape_text(tensor.external_shape));
  if (tensor.external_offset > file_bytes || bytes > file_bytes - tensor.external_offset)
    refuse(tensor, "claims " + std::to_string(bytes) + " bytes from " +
                       std::to_string(tensor.external_offset) + " on, the file has " +
                       std::to_string(file_bytes));
}

void fill(TensorMessage& tensor, OutsideFiles& files) {
  const std::shared_ptr<const MappedFile>& file = files.file(tensor.external_location);
  const DType type = tensor.external_type;
  // The reader has bounded the shape.
  const std::uint64_t bytes =
      static_cast<std::uint64_t>(element_count(tensor.external_shape)) * byte_size(type);
  check_range(tensor, bytes, file->bytes().size());
  if (!files.take(bytes)) refuse(tensor, "and those before it take the files' bytes more than four times");
  const std::uint8_t* from = file->bytes().data() + tensor.external_offset;
  const bool aligned = reinterpret_cast<std::uintptr_t>(from) % byte_size(type) == 0;
  if (aligned && bytes > 0 && type != DType::boolean) {
    tensor.tensor =
        Tensor(tensor.external_shape, type, std::shared_ptr<void>(file, const_cast<std::uint8_t*>(from)));
    return;
  }
  Tensor copy(tensor.external_shape, type);
  auto* to = static_cast<std::uint8_t*>(copy.data());
  if (type == DType::boolean)  // any other byte would not be a truth value
    std::transform(from, from + bytes, to, [](std::uint8_t b) { return b != 0; });
  else if (bytes > 0)
    std::memcpy(to, from, bytes);
  tensor.tensor = std::move(copy);
}

}  // namespace

void load_external_data(ModelMessage& model, const std::filesystem::path& folder) {
  OutsideFiles files(folder);
  OutsideTensors([&](TensorMessage& tensor) { fill(tensor, files); }).of_model(model);
}

std::set<std::string> outside_files(const ModelMessage& model) {
  std::set<std::string> files;
  OutsideTensors([&](const TensorMessage& tensor) {
    files.insert(tensor.external_location);
  }).of_model(model);
  return files;
}

void require_no_external_data(const ModelMessage& model) {
  OutsideTensors([](const TensorMessage& tensor) {
    throw Error(ErrorCode::unsupported,
                "tensor \"" + shortened(tensor.name) + "\" lies in the file " +
                    shortened(tensor.external_location) + ", but the model was given without its folder",
                "read the model by its path");
  }).of_model(model);
}

}  // namespace perpixel::onnx
