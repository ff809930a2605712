#include "weights/zip_writer.h"

#include <gtest/gtest.h>

#include <sstream>

#include "weights/zip_archive.h"

namespace perpixel {
namespace {

// Property: what was written reads back, every entry on a multiple of 64 bytes.
TEST(ZipWriter, EntriesAreAlignedAndReadBack) {
  std::ostringstream out;
  ZipWriter zip(out);
  zip.add("a", {"12", "345"});
  zip.add("folder/empty", {});
  zip.add("folder/long name", {std::string(1000, 'x')});
  zip.finish();
  const std::string text = out.str();
  const ZipArchive archive({{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, nullptr},
                           "a.zip");
  ASSERT_EQ(archive.entries().size(), 3u);
  for (const ZipEntry& entry : archive.entries()) EXPECT_EQ(entry.begin % 64, 0u) << entry.name;
  const SharedBytes first = archive.read(*archive.find("a"));
  EXPECT_EQ(std::string(first.bytes.begin(), first.bytes.end()), "12345");
  EXPECT_EQ(archive.read(*archive.find("folder/long name")).bytes.size(), 1000u);
}

// More entries than 16 bits count: the end record is zip64's.
TEST(ZipWriter, ManyEntriesNeedZip64) {
  std::ostringstream out;
  ZipWriter zip(out);
  for (int i = 0; i < 65536; ++i) zip.add(std::to_string(i), {"x"});
  zip.finish();
  const std::string text = out.str();
  const ZipArchive archive({{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, nullptr},
                           "a.zip");
  EXPECT_EQ(archive.entries().size(), 65536u);
  EXPECT_NE(archive.find("65535"), nullptr);
}

}  // namespace
}  // namespace perpixel
