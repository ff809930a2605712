#include "onnx/copy_model.h"

#include "file/beneath.h"
#include "file/file.h"
#include "onnx/external_data.h"
#include "onnx/read_message.h"

namespace perpixel::onnx {

namespace fs = std::filesystem;

void copy_model(const fs::path& from, const fs::path& to) {
  std::error_code ignored;
  if (fs::equivalent(from, to, ignored)) return;
  for (const std::string& location : outside_files(read_model_message(from))) {
    // Mapped first: what leaves the folder of `from` is refused, and would leave that of `to` too.
    const MappedFile file = map_file_beneath(from.parent_path(), location);
    const fs::path target = to.parent_path() / location;
    create_parent_folder(target);
    write_file_atomically(target, file.bytes());
  }
  create_parent_folder(to);
  write_file_atomically(to, MappedFile(from).bytes());
}

}  // namespace perpixel::onnx
