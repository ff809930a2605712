#include "weights/npz.h"

#include <algorithm>
#include <string_view>

#include "error/error.h"
#include "file/file.h"
#include "npy/npy_array.h"
#include "npy/npy_header.h"
#include "npy/npy_read.h"
#include "weights/metadata_record.h"
#include "weights/zip_writer.h"

namespace perpixel {

namespace {

constexpr std::string_view kSuffix = ".npy";

bool is_array(const ZipEntry& entry) { return entry.name.ends_with(kSuffix); }

std::string_view elements_of(const Tensor& tensor) {
  return {static_cast<const char*>(tensor.data()), tensor.bytes()};
}

}  // namespace

bool is_npz(const ZipArchive& archive) { return std::ranges::any_of(archive.entries(), is_array); }

WeightsFile read_npz(const ZipArchive& archive) {
  WeightsFile weights{.metadata = read_metadata_record(archive, "")};
  for (const ZipEntry& entry : archive.entries()) {
    if (is_array(entry))
      weights.tensors[entry.name.substr(0, entry.name.size() - kSuffix.size())] =
          read_npy(archive.read(entry), archive.file() + ": " + entry.name);
    else
      weights.skipped.push_back(entry.name);
  }
  return weights;
}

void write_npz(const std::filesystem::path& path, const NamedTensors& tensors,
               const std::map<std::string, std::string>& metadata) {
  std::vector<std::string> headers;
  for (const auto& [name, tensor] : tensors) {
    if (!tensor.defined())
      throw Error(ErrorCode::bad_value, path.string() + ": tensor \"" + name + "\" is empty");
    if (tensor.dtype() == DType::bf16)
      throw Error(ErrorCode::unsupported,
                  path.string() + ": tensor \"" + name + "\" is bf16, which NumPy lacks",
                  "write .safetensors or .pth");
    headers.push_back(npy_header(npy_descr(tensor.dtype()), tensor.shape()));
  }
  write_file_atomically(path, [&](std::ostream& out) {
    ZipWriter zip(out);
    auto header = headers.begin();
    for (const auto& [name, tensor] : tensors)
      zip.add(name + std::string(kSuffix), {*header++, elements_of(tensor)});
    write_metadata_record(zip, "", metadata);
    zip.finish();
  });
}

}  // namespace perpixel
