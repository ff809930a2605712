// Any names and small shapes fit a network, or give a perpixel::Error. A line is a name; the byte before it
// its shape.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "error/error.h"
#include "model/model.h"
#include "model/name_map/foreign_weights.h"
#include "model/weight_surgery.h"
#include "weights/match.h"

namespace {

perpixel::Model small_model(const char* name) {
  perpixel::ModelOptions options;
  options.classes = perpixel::class_list_of({"a", "b"});
  options.width = 0.125f;
  options.fc_channels = 4;
  return perpixel::zoo_entry(name).build(options);
}

/// Two bits for each of four axes: absent, 1, 3 or 16.
perpixel::Shape shape_of(std::uint8_t bits) {
  constexpr std::int64_t kSizes[]{-1, 1, 3, 16};
  perpixel::Shape shape;
  for (int axis = 0; axis < 4; ++axis)
    if (const std::int64_t size = kSizes[bits >> (2 * axis) & 3]; size > 0) shape.push_back(size);
  return shape;
}

perpixel::NamedTensors tensors_in(std::string_view text) {
  perpixel::NamedTensors tensors;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (!line.empty())
      tensors[std::string(line.substr(1))] =
          perpixel::Tensor::filled(shape_of(static_cast<std::uint8_t>(line[0])), 1);
  }
  return tensors;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const perpixel::Model models[]{small_model("deeplab_largefov"), small_model("deeplab_v2_resnet101"),
                                        small_model("segnet"), small_model("unet_resnet34")};
  if (size < 1) return 0;
  const perpixel::Model& model = models[data[0] % 4];
  try {
    const auto tensors = tensors_in({reinterpret_cast<const char*>(data) + 1, size - 1});
    const auto ours = perpixel::named_as_ours(model.graphs, tensors);
    std::vector<std::string> done;
    perpixel::match_weights(model.graphs[0], perpixel::fitted_to(model.graphs[0], ours.tensors, done));
  } catch (const perpixel::Error&) {
  }
  return 0;
}
