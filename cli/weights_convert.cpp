// perpixel weights convert FILE -o OUT: another format, number type or family of names.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "command_line.h"
#include "npy/half.h"
#include "output.h"
#include "weights.h"
#include "weights/format.h"

namespace perpixel {
namespace {

struct Request {
  std::string file, out, model, from, names, dtype;
};

/// Everything that the model knows under our names; what the model lacks stays behind, said aloud.
NamedTensors under_our_names(const Request& request, const NamedTensors& tensors, Model& model) {
  ModelOfWeights found = model_of_weights(request.model, tensors, request.from);
  const WeightMatch& match = found.fitted.match;
  if (!match.wrong_shape.empty() || !match.missing.empty()) require_complete(match, request.file);
  for (const std::string& name : match.unexpected)
    warn(request.file + ": " + name + " is not in " + request.model + " and left out");
  log_line("read as " + found.fitted.map->name + ": " + std::to_string(match.matched.size()) + " tensors");
  model = std::move(found.model);
  return std::move(found.fitted.match.matched);
}

NamedTensors renamed(const Request& request, const NamedTensors& tensors) {
  if (request.model.empty()) {
    if (request.names.empty() && request.from.empty()) return tensors;
    throw Error(ErrorCode::usage, "weights convert: names belong to a network",
                "say which with --model ZOO_NAME");
  }
  Model model;
  NamedTensors ours = under_our_names(request, tensors, model);
  if (request.names.empty() || request.names == "ours") return ours;
  return named_as(request.names, model.graphs, ours);
}

bool has_fractions(DType type) {
  return type == DType::f32 || type == DType::f64 || type == DType::f16 || type == DType::bf16;
}

Tensor as_type(const Tensor& tensor, DType type) {
  const Tensor numbers = tensor.to_f32();
  if (type == DType::f32) return numbers;
  Tensor narrow(tensor.shape(), type);
  std::ranges::transform(numbers.floats(), static_cast<std::uint16_t*>(narrow.data()),
                         type == DType::f16 ? half_from_float : bfloat_from_float);
  return narrow;
}

/// Whole numbers stay as they are.
NamedTensors as_type(NamedTensors tensors, const std::string& dtype) {
  if (dtype.empty()) return tensors;
  const DType type = dtype == "f16" ? DType::f16 : dtype == "bf16" ? DType::bf16 : DType::f32;
  for (auto& [name, tensor] : tensors)
    if (tensor.dtype() != type && has_fractions(tensor.dtype())) tensor = as_type(tensor, type);
  return tensors;
}

}  // namespace

int convert_weights(Arguments arguments) {
  CommandLine line("weights convert",
                   "Writes a weights file in another format, number type or family of names.");
  Request request;
  line->add_option("FILE", request.file, "Weights in any format")->required();
  line->add_option("-o,--out", request.out, "File to write; its ending says the format")->required();
  line->add_option("--model", request.model, "Zoo name of the network, for other names");
  line->add_option("--from", request.from, "Family of names in FILE; recognised by default");
  line->add_option("--names", request.names,
                   "Family of names to write: ours (default with --model), torchvision, ...");
  line->add_option("--dtype", request.dtype, "f32, f16 or bf16; as stored by default");
  line.parse(arguments);
  if (!request.dtype.empty()) require_choice(request.dtype, {"f32", "f16", "bf16"}, "--dtype");
  const WeightsFile file = read_weights(request.file);
  const NamedTensors tensors = as_type(renamed(request, file.tensors), request.dtype);
  write_weights(request.out, tensors, file.metadata);
  const nlohmann::ordered_json document{{"file", request.out}, {"tensors", tensors.size()}};
  print_result(line.json() ? document.dump(2)
                           : request.out + ": " + std::to_string(tensors.size()) + " tensors written");
  return 0;
}

}  // namespace perpixel
