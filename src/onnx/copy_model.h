// A model and the files beside it, in another folder.
#pragma once

#include <filesystem>

namespace perpixel::onnx {

/// Copies the file `from` to `to`, and before it the files that its tensors lie in to the same places beside
/// `to`, each byte by byte and completely or not at all. Nothing happens when both are the same file. Throws
/// what read_onnx throws for such files, and cannot_write.
void copy_model(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace perpixel::onnx
