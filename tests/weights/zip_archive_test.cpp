#include "weights/zip_archive.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "weights/zip_bytes.h"

namespace perpixel {
namespace {

std::string content_of(const ZipArchive& archive, const char* name) {
  const SharedBytes bytes = archive.read(*archive.find(name));
  return {bytes.bytes.begin(), bytes.bytes.end()};
}

std::string refusal(const std::vector<std::uint8_t>& bytes) {
  try {
    const ZipArchive archive({bytes, nullptr}, "a.zip");
    for (const ZipEntry& entry : archive.entries()) archive.read(entry);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

ZipRecord squeezed(const std::string& text) {
  return {.name = "z",
          .content = deflated(text),
          .method = 8,
          .bytes = static_cast<std::uint32_t>(text.size()),
          .crc = crc_of(text)};
}

TEST(ZipArchive, StoredEntriesAreSharedDeflatedOnesInflated) {
  const std::string text(5000, 'x');
  const auto bytes =
      std::make_shared<const std::vector<std::uint8_t>>(zip_bytes({{"s", "123"}, squeezed(text)}));
  const ZipArchive archive({*bytes, bytes}, "a.zip");
  EXPECT_EQ(archive.read(*archive.find("s")).bytes.data(), bytes->data() + 31);
  EXPECT_EQ(content_of(archive, "s"), "123");
  EXPECT_EQ(content_of(archive, "z"), text);
  EXPECT_EQ(archive.find("y"), nullptr);
}

TEST(ZipArchive, ChecksumsAndLengthsAreChecked) {
  ZipRecord record{"a", "123"};
  record.crc = 7;
  EXPECT_EQ(refusal(zip_bytes({record})),
            "a.zip: \"a\" at byte 31 has another CRC-32 than the directory says");
  for (const std::uint32_t claimed : {4999, 5001}) {
    ZipRecord wrong = squeezed(std::string(5000, 'x'));
    wrong.bytes = claimed;
    EXPECT_EQ(refusal(zip_bytes({wrong})), "a.zip: \"z\" at byte 31 cannot be inflated") << claimed;
  }
  ZipRecord trailing = squeezed("abc");
  trailing.content += "more";
  EXPECT_EQ(refusal(zip_bytes({trailing})), "a.zip: \"z\" at byte 31 cannot be inflated");
}

// PyTorch's set_crc32_options(False) writes 0 throughout.
TEST(ZipArchive, ArchivesWithoutChecksumsAreTaken) {
  auto bytes = zip_bytes({{"a", "123"}});
  for (const std::size_t at : {14u, 34u + 16u})
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), 4, 0);
  EXPECT_EQ(refusal(bytes), "accepted");
}

}  // namespace
}  // namespace perpixel
