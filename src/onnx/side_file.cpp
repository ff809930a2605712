#include "onnx/side_file.h"

#include <ostream>

#include "file/file.h"

namespace perpixel::onnx {

namespace {

constexpr std::size_t kLeastMovedBytes = 1024;

std::uint64_t aligned(std::uint64_t offset) {
  return (offset + kSideFileAlignment - 1) / kSideFileAlignment * kSideFileAlignment;
}

void move_out(TensorMessage& message, std::uint64_t offset, const std::string& location) {
  message.external_location = location;
  message.external_offset = offset;
  message.external_length = message.tensor.bytes();
  message.external_shape = message.tensor.shape();
  message.external_type = message.tensor.dtype();
  message.tensor = {};
}

}  // namespace

SideFile side_file_of(const ModelMessage& model, const std::string& location) {
  SideFile side{.model = model};
  std::uint64_t end = 0;
  for (TensorMessage& message : side.model.graph.initializers) {
    if (!message.tensor.defined() || message.tensor.bytes() < kLeastMovedBytes) continue;
    const std::uint64_t offset = aligned(end);
    side.pieces.push_back({offset, message.tensor});
    end = offset + message.tensor.bytes();
    move_out(message, offset, location);
  }
  return side;
}

std::uint64_t write_side_file(const std::filesystem::path& path, const SideFile& side) {
  std::uint64_t end = 0;
  write_file_atomically(path, [&](std::ostream& out) {
    end = 0;
    for (const SideFile::Piece& piece : side.pieces) {
      for (; end < piece.offset; ++end) out.put('\0');
      out.write(static_cast<const char*>(piece.tensor.data()),
                static_cast<std::streamsize>(piece.tensor.bytes()));
      end += piece.tensor.bytes();
    }
  });
  return end;
}

}  // namespace perpixel::onnx
