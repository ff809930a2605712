#include "weights/format.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "error/error.h"
#include "file/file.h"
#include "weights/caffemodel.h"
#include "weights/legacy_pth.h"
#include "weights/little_endian.h"
#include "weights/npz.h"
#include "weights/pickled_weights.h"
#include "weights/pth.h"
#include "weights/pth_write.h"
#include "weights/safetensors.h"
#include "weights/state_dict.h"

namespace perpixel {

namespace {

constexpr const char* kReadable =
    "perpixel reads .safetensors, .pth, .pkl of detectron2 and Detectron, .npz and .caffemodel";

std::string_view text_of(const SharedBytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.bytes.data()), bytes.bytes.size()};
}

bool is_zip(std::string_view text) { return text.starts_with("PK\3\4") || text.starts_with("PK\5\6"); }

/// Protocols 2 to 5 state themselves; 0 and 1 begin with the opcodes of a dictionary.
bool is_pickle(std::string_view text) {
  if (text.size() >= 2 && text[0] == '\x80' && text[1] >= 2 && text[1] <= 5) return true;
  constexpr std::array<std::string_view, 4> kDictionaries{"(d", "}q", "}(", "ccollections\n"};
  return std::ranges::any_of(kDictionaries, [&](std::string_view begin) { return text.starts_with(begin); });
}

/// Eight bytes of length, then the opening bracket of the header.
bool is_safetensors(std::string_view text) {
  constexpr std::uint64_t kMostHeaderBytes = 100'000'000;
  return text.size() > 8 && text[8] == '{' &&
         little_endian<std::uint64_t>(reinterpret_cast<const std::uint8_t*>(text.data())) <= kMostHeaderBytes;
}

/// Known by the bytes at a place, and not taken.
struct Refusal {
  std::size_t at;
  std::string_view bytes;
  const char *what, *hint;
};
constexpr std::array<Refusal, 4> kRefusals{{
    {257, "ustar", "a tar file of PyTorch before 0.1.10", "load it with PyTorch and save it again"},
    {0, "\x89HDF\r\n\x1a\n", "an HDF5 file", "save its arrays with numpy.savez"},
    {0, "\x93NUMPY", "a single array", "name it: numpy.savez(file, name=array)"},
    {0, "\x1f\x8b", "a gzip file", "unpack it first"},
}};

WeightsFormat zip_format(const ZipArchive& archive) {
  if (is_pth(archive)) return WeightsFormat::pth;
  if (is_npz(archive)) return WeightsFormat::npz;
  throw Error(ErrorCode::unsupported,
              archive.file() + ": a zip archive with neither PyTorch's data.pkl nor NumPy's .npy entries",
              kReadable);
}

WeightsFile read_as(WeightsFormat format, const SharedBytes& bytes, const std::string& file) {
  switch (format) {
    case WeightsFormat::safetensors:
      return read_safetensors(bytes, file);
    case WeightsFormat::pth:
      return read_pth(ZipArchive(bytes, file));
    case WeightsFormat::npz:
      return read_npz(ZipArchive(bytes, file));
    case WeightsFormat::legacy_pth:
      return read_legacy_pth(bytes, file);
    case WeightsFormat::pkl:
      return read_pkl(bytes, file);
    case WeightsFormat::caffemodel:
      break;
  }
  return read_caffemodel(bytes, file);
}

}  // namespace

const char* format_name(WeightsFormat format) {
  switch (format) {
    case WeightsFormat::safetensors:
      return "safetensors";
    case WeightsFormat::pth:
      return ".pth of PyTorch";
    case WeightsFormat::legacy_pth:
      return ".pth of PyTorch before 1.6";
    case WeightsFormat::pkl:
      return ".pkl of NumPy arrays";
    case WeightsFormat::npz:
      return ".npz";
    case WeightsFormat::caffemodel:
      return ".caffemodel";
  }
  return "?";
}

WeightsFormat weights_format(const SharedBytes& bytes, const std::string& file) {
  const std::string_view text = text_of(bytes);
  if (is_zip(text)) return zip_format(ZipArchive(bytes, file));
  for (const Refusal& refusal : kRefusals)
    if (text.size() >= refusal.at && text.substr(refusal.at).starts_with(refusal.bytes))
      throw Error(ErrorCode::unsupported, file + ": " + refusal.what, refusal.hint);
  if (is_legacy_pth(bytes.bytes)) return WeightsFormat::legacy_pth;
  if (is_pickle(text)) return WeightsFormat::pkl;
  if (is_safetensors(text)) return WeightsFormat::safetensors;
  if (may_be_caffemodel(bytes.bytes)) return WeightsFormat::caffemodel;
  throw Error(ErrorCode::weights_corrupt,
              file + ": " + std::to_string(text.size()) + " bytes that begin like no weights file",
              kReadable);
}

WeightsFile read_weights(const std::filesystem::path& path) {
  const auto mapped = std::make_shared<const MappedFile>(path);
  return read_weights({mapped->bytes(), mapped}, path.string());
}

WeightsFile read_weights(const SharedBytes& bytes, const std::string& file) {
  return without_wrapping(read_as(weights_format(bytes, file), bytes, file));
}

void write_weights(const std::filesystem::path& path, const NamedTensors& tensors,
                   const std::map<std::string, std::string>& metadata) {
  const std::string extension = path.extension().string();
  if (extension == ".safetensors") return write_safetensors(path, tensors, metadata);
  if (extension == ".pth" || extension == ".pt") return write_pth(path, tensors, metadata);
  if (extension == ".npz") return write_npz(path, tensors, metadata);
  throw Error(ErrorCode::unsupported,
              path.string() + ": no format for the extension \"" + shortened(extension, 20) + "\"",
              "name it .safetensors, .pth, .pt or .npz");
}

}  // namespace perpixel
