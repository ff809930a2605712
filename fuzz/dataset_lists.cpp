// The text files of published sets: lists, objectInfo150.txt of ADE20K, labels.txt of PASCAL-Context. Any
// bytes give lines and tables, or an Error.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "dataset/kinds.h"
#include "dataset/list_file.h"
#include "error/error.h"

namespace {

namespace fs = std::filesystem;

/// A folder with the one picture that PASCAL-Context's reader asks for.
fs::path make_folder() {
  std::string pattern = (fs::temp_directory_path() / "perpixel_fuzz_XXXXXX").string();
  const fs::path root = mkdtemp(pattern.data());
  fs::create_directories(root / "JPEGImages");
  fs::create_directories(root / "ImageSets" / "Main");
  return root;
}

template <class F>
void expect_error_or_nothing(const F& action) {
  try {
    action();
  } catch (const perpixel::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fs::path root = make_folder();
  const fs::path labels = root / "labels.txt", list = root / "ImageSets" / "Main" / "train.txt";
  for (const fs::path& file : {labels, list})
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  expect_error_or_nothing([&] { perpixel::read_list(list); });
  expect_error_or_nothing([&] {
    if (perpixel::ade20k_classes(labels).size() != 150) std::abort();
  });
  expect_error_or_nothing(
      [&] { perpixel::list_pascal_context({.kind = "context", .path = root.string()}, "train"); });
  return 0;
}
