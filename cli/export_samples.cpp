#include "export_samples.h"

#include <cctype>

#include "file/file.h"
#include "npy/npy_write.h"
#include "runtime/session.h"
#include "transform/surroundings.h"

namespace perpixel {
namespace {

struct SampleSize {
  int batch;
  PixelSize picture;
};
constexpr SampleSize kSizes[] = {{1, {64, 96}}, {2, {75, 97}}};

/// In [0, 1), different at every position (Numerical Recipes' linear congruential generator).
Tensor noise(const Shape& shape, std::uint32_t state) {
  Tensor tensor(shape);
  for (float& value : tensor.floats()) {
    state = state * 1664525u + 1013904223u;
    value = static_cast<float>(state >> 8) * 0x1p-24f;
  }
  return tensor;
}

/// 0..1 -> what a pixel of 0..255 becomes, channel by channel; other inputs than pictures go to [-1, 1).
void to_input_range(Tensor& tensor, const InputRecipe& recipe) {
  const auto channels = static_cast<std::size_t>(recipe.channels);
  const bool is_picture = tensor.rank() == 4 && tensor.size(1) == recipe.channels &&
                          recipe.mean.size() == channels && recipe.deviation.size() == channels;
  const auto values = tensor.floats();
  const auto plane = static_cast<std::size_t>(is_picture ? tensor.size(2) * tensor.size(3) : 1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t c = i / plane % channels;
    values[i] = is_picture ? (values[i] * 255 * recipe.scale - recipe.mean[c]) / recipe.deviation[c]
                           : 2 * values[i] - 1;
  }
}

Shape sized(const GraphInput& input, const SampleSize& size, const InputRecipe& recipe) {
  const PixelSize side = takes_any_picture(input) ? surrounded_size(recipe, size.picture) : size.picture;
  Shape shape = input.shape;
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    if (shape[axis] < 0) shape[axis] = axis == 0 ? size.batch : axis == 3 ? side.width : side.height;
  return shape;
}

NamedTensors sample_inputs(const Graph& graph, const SampleSize& size, const InputRecipe& recipe) {
  NamedTensors inputs;
  std::uint32_t seed = static_cast<std::uint32_t>(size.batch);
  for (const GraphInput& input : graph.inputs) {
    Tensor tensor = noise(sized(input, size, recipe), seed++);
    to_input_range(tensor, recipe);
    inputs[input.name] = std::move(tensor);
  }
  return inputs;
}

/// Names of tensors may hold anything, those of files not.
std::string file_word(std::string name) {
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '-') c = '_';
  return name;
}

}  // namespace

bool takes_any_picture(const GraphInput& input) {
  return input.shape.size() == 4 && input.shape[2] < 0 && input.shape[3] < 0;
}

std::vector<Sample> sample_answers(const Graph& graph, const NamedTensors& weights,
                                   const InputRecipe& recipe) {
  const Session session(graph, weights);
  std::vector<Sample> samples;
  for (const SampleSize& size : kSizes) {
    Sample sample{.inputs = sample_inputs(graph, size, recipe)};
    sample.outputs = session.run(sample.inputs);
    samples.push_back(std::move(sample));
  }
  return samples;
}

std::vector<std::filesystem::path> write_samples(const std::filesystem::path& folder,
                                                 const std::string& graph,
                                                 const std::vector<Sample>& samples) {
  make_writable_folder(folder);
  std::vector<std::filesystem::path> files;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto write_all = [&](const NamedTensors& tensors, const std::string& direction) {
      for (const auto& [name, tensor] : tensors) {
        files.push_back(
            folder / (file_word(graph) + "_" + std::to_string(i + 1) + direction + file_word(name) + ".npy"));
        write_npy(files.back(), tensor);
      }
    };
    write_all(samples[i].inputs, "_in_");
    write_all(samples[i].outputs, "_out_");
  }
  return files;
}

}  // namespace perpixel
