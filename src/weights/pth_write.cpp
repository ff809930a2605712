#include "weights/pth_write.h"

#include <algorithm>
#include <array>
#include <limits>

#include "error/error.h"
#include "file/file.h"
#include "tensor/strided.h"
#include "weights/little_endian.h"
#include "weights/metadata_record.h"
#include "weights/zip_writer.h"

namespace perpixel {

namespace {

constexpr const char* kFolder = "archive/";

struct StorageRow {
  DType type;
  const char* storage;  // module and name, a line each
  const char* dtype;    // for the types that have no storage class of their own
};
constexpr std::array<StorageRow, 11> kStorages{
    {{DType::f32, "torch\nFloatStorage\n", nullptr},
     {DType::f64, "torch\nDoubleStorage\n", nullptr},
     {DType::f16, "torch\nHalfStorage\n", nullptr},
     {DType::bf16, "torch\nBFloat16Storage\n", nullptr},
     {DType::i8, "torch\nCharStorage\n", nullptr},
     {DType::u8, "torch\nByteStorage\n", nullptr},
     {DType::i16, "torch\nShortStorage\n", nullptr},
     {DType::i32, "torch\nIntStorage\n", nullptr},
     {DType::i64, "torch\nLongStorage\n", nullptr},
     {DType::boolean, "torch\nBoolStorage\n", nullptr},
     {DType::u16, "torch.storage\nUntypedStorage\n", "torch\nuint16\n"}}};

/// The opcodes of protocol 2 that torch.load(weights_only=True) knows. No memo: nothing is referred to twice.
class PickleWriter {
 public:
  std::string write(const NamedTensors& tensors) {
    text_ = "\x80\x02";
    ordered_dict();
    text_ += '(';
    std::size_t key = 0;
    for (const auto& [name, tensor] : tensors) {
      text(name);
      this->tensor(tensor, std::to_string(key++));
    }
    text_ += "u.";
    return std::move(text_);
  }

 private:
  void ordered_dict() { text_ += "ccollections\nOrderedDict\n)R"; }

  void text(const std::string& value) {
    text_ += 'X';
    append_little_endian(text_, static_cast<std::uint32_t>(value.size()));
    text_ += value;
  }

  void integer(std::int64_t value) {
    if (value >= 0 && value <= std::numeric_limits<std::int32_t>::max()) {
      text_ += 'J';
      append_little_endian(text_, static_cast<std::int32_t>(value));
    } else {
      text_ += "\x8a\x08";
      append_little_endian(text_, value);
    }
  }

  void integers(const std::vector<std::int64_t>& values) {
    text_ += '(';
    for (const std::int64_t value : values) integer(value);
    text_ += 't';
  }

  /// _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks), _v3 with the element type.
  void tensor(const Tensor& tensor, const std::string& key) {
    const StorageRow& row = *std::ranges::find(kStorages, tensor.dtype(), &StorageRow::type);
    text_ += row.dtype ? "ctorch._utils\n_rebuild_tensor_v3\n(" : "ctorch._utils\n_rebuild_tensor_v2\n(";
    storage(row, tensor, key);
    integer(0);
    integers(tensor.shape());
    integers(row_major_strides(tensor.shape()));
    text_ += '\x89';
    ordered_dict();
    if (row.dtype) text_.append("c").append(row.dtype);
    text_ += "tR";
  }

  void storage(const StorageRow& row, const Tensor& tensor, const std::string& key) {
    text_ += '(';
    text("storage");
    text_.append("c").append(row.storage);
    text(key);
    text("cpu");
    integer(row.dtype ? static_cast<std::int64_t>(tensor.bytes()) : tensor.count());
    text_ += "tQ";
  }

  std::string text_;
};

std::string_view elements_of(const Tensor& tensor) {
  return {static_cast<const char*>(tensor.data()), tensor.bytes()};
}

}  // namespace

void write_pth(const std::filesystem::path& path, const NamedTensors& tensors,
               const std::map<std::string, std::string>& metadata) {
  for (const auto& [name, tensor] : tensors)
    if (!tensor.defined())
      throw Error(ErrorCode::bad_value, path.string() + ": tensor \"" + name + "\" is empty");
  const std::string pickle = PickleWriter().write(tensors), folder = kFolder;
  write_file_atomically(path, [&](std::ostream& out) {
    ZipWriter zip(out);
    zip.add(folder + "data.pkl", {pickle});
    zip.add(folder + "byteorder", {"little"});
    std::size_t key = 0;
    for (const auto& [name, tensor] : tensors)
      zip.add(folder + "data/" + std::to_string(key++), {elements_of(tensor)});
    zip.add(folder + "version", {"3\n"});
    write_metadata_record(zip, folder, metadata);
    zip.finish();
  });
}

}  // namespace perpixel
