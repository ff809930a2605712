// The label table: any text gives a table or an Error, and a table that was read is written and read again.
#include <cstdint>
#include <cstdlib>

#include "dataset/class_table.h"
#include "error/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const perpixel::ClassList list =
        perpixel::parse_class_table({reinterpret_cast<const char*>(data), size}, "classes.yaml");
    const perpixel::ClassList again =
        perpixel::parse_class_table(perpixel::class_table_text(list), "again.yaml");
    if (again.classes != list.classes || again.ignore_ids != list.ignore_ids) std::abort();
  } catch (const perpixel::Error&) {
  }
  return 0;
}
