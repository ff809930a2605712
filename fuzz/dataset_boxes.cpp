// A table or list of boxes -> boxes, or Error.
#include "dataset/box_list.h"
#include "error/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const auto parse : {perpixel::boxes_from_table, perpixel::boxes_from_json}) {
    try {
      for (const perpixel::ListedBox& box : parse(text, "fuzz"))
        if (box.file.empty()) __builtin_trap();
    } catch (const perpixel::Error&) {
    }
  }
  return 0;
}
