// Tensors that lie in files beside the model.
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "onnx/message.h"

namespace perpixel::onnx {

/// Fills every tensor that lies outside (also in attributes, subgraphs and functions) from files in `folder`,
/// which the kernel keeps inside it; the tensors share the mappings where their alignment allows, and must
/// not be written to. Throws what map_file_beneath throws, and weights_corrupt for a range that does not fit
/// the file or the shape, naming the tensor.
void load_external_data(ModelMessage& model, const std::filesystem::path& folder);

/// The files that tensors lie in, as the model names them, each once.
std::set<std::string> outside_files(const ModelMessage& model);

/// For models that have no folder: throws unsupported naming the first tensor that lies outside.
void require_no_external_data(const ModelMessage& model);

}  // namespace perpixel::onnx
