#include "weights/safetensors.h"

#include <memory>

#include "error/error.h"
#include "file/file.h"
#include "weights/safetensors_header.h"

namespace perpixel {

namespace {

constexpr std::uint64_t kLengthBytes = 8;
constexpr std::uint64_t kMostHeaderBytes = 100'000'000;  // the reference implementation's limit

std::uint64_t header_length(std::span<const std::uint8_t> bytes, const std::string& file) {
  const char* hint = "the file is damaged or not safetensors";
  if (bytes.size() < kLengthBytes)
    throw Error(ErrorCode::weights_corrupt, file + ": only " + std::to_string(bytes.size()) + " bytes", hint);
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) length |= static_cast<std::uint64_t>(bytes[i]) << (8 * i);
  if (length > kMostHeaderBytes || length > bytes.size() - kLengthBytes)
    throw Error(ErrorCode::weights_corrupt,
                file + ": a header of " + std::to_string(length) + " bytes in a file of " +
                    std::to_string(bytes.size()),
                hint);
  return length;
}

SafetensorsHeader header_of(const NamedTensors& tensors, const std::map<std::string, std::string>& metadata) {
  SafetensorsHeader header{.metadata = metadata};
  std::uint64_t end = 0;
  for (const auto& [name, tensor] : tensors) {
    const std::uint64_t begin = end;
    end += tensor.bytes();
    header.entries.push_back({name, tensor.dtype(), tensor.shape(), begin, end});
  }
  return header;
}

void write_length(std::ostream& out, std::uint64_t length) {
  for (std::size_t i = 0; i < kLengthBytes; ++i) out.put(static_cast<char>(length >> (8 * i) & 0xFF));
}

}  // namespace

WeightsFile read_safetensors(const std::filesystem::path& path) {
  const auto mapped = std::make_shared<const MappedFile>(path);
  return read_safetensors({mapped->bytes(), mapped}, path.string());
}

WeightsFile read_safetensors(std::span<const std::uint8_t> bytes, const std::string& name) {
  return read_safetensors({bytes, nullptr}, name);
}

WeightsFile read_safetensors(const SharedBytes& bytes, const std::string& name) {
  const std::uint64_t length = header_length(bytes.bytes, name);
  const std::string_view json(reinterpret_cast<const char*>(bytes.bytes.data()) + kLengthBytes, length);
  const std::uint64_t begin = kLengthBytes + length, data_bytes = bytes.bytes.size() - begin;
  SafetensorsHeader header = parse_safetensors_header(json, data_bytes, name);
  WeightsFile weights{.metadata = std::move(header.metadata)};
  for (const SafetensorsEntry& entry : header.entries)
    weights.tensors[entry.name] =
        tensor_over(entry.shape, entry.type, bytes.part(begin + entry.begin, entry.end - entry.begin));
  return weights;
}

void write_safetensors(const std::filesystem::path& path, const NamedTensors& tensors,
                       const std::map<std::string, std::string>& metadata) {
  for (const auto& [name, tensor] : tensors)
    if (!tensor.defined())
      throw Error(ErrorCode::bad_value, path.string() + ": tensor \"" + name + "\" is empty");
  const std::string header = safetensors_header_text(header_of(tensors, metadata));
  if (header.size() > kMostHeaderBytes)
    throw Error(ErrorCode::bad_value,
                path.string() + ": a header of " + std::to_string(header.size()) + " bytes");
  write_file_atomically(path, [&](std::ostream& out) {
    write_length(out, header.size());
    out.write(header.data(), static_cast<std::streamsize>(header.size()));
    for (const auto& [name, tensor] : tensors)
      out.write(static_cast<const char*>(tensor.data()), static_cast<std::streamsize>(tensor.bytes()));
  });
}

}  // namespace perpixel
