// A trained model from disk, ready to run without LibTorch.
#pragma once

#include <filesystem>

#include "config/config.h"
#include "model/model.h"
#include "predict/forward.h"

namespace perpixel {

struct LoadedModel {
  Model model;
  NamedTensors weights;  // every parameter, f32
  Config config;         // effective
  std::filesystem::path weights_file;
};

/// `path` itself when it is a file. In a run folder: model_best.safetensors, else model_final.safetensors,
/// else the checkpoint named in last_checkpoint. Throws file_not_found or no_checkpoint.
std::filesystem::path weights_file_of(const std::filesystem::path& path);

/// A run folder, a .safetensors of ours, which carries its configuration in the metadata key "config" (in a
/// run folder config.yaml decides), or an .onnx file with a recipe inside. Throws weights_mismatch when it
/// has no configuration or other parameters, and for .onnx what read_onnx and onnx_model throw.
LoadedModel load_model(const std::filesystem::path& path);

/// Every graph of the model on the CPU engine, batch normalisations folded into the layers before them
/// (graph/batch_norm_folding.h): outputs are those of a Session on the graph itself but for rounding.
/// threads: 0 = all processors; memory_limit: bytes of (folded) weights and maps that each graph may hold, 0
/// = no limit. May be called from several threads.
Forward cpu_forward(const Model& model, const NamedTensors& weights, int threads = 0,
                    std::size_t memory_limit = 0);

}  // namespace perpixel
