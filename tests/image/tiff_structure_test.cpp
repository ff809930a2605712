#include "image/tiff_structure.h"

#include "image/pictures.h"

namespace perpixel {
namespace {

TEST(TiffStructure, ReadsEntriesInEitherByteOrder) {
  for (const bool big_endian : {false, true}) {
    const Bytes bytes = exif_block(7, big_endian);
    const auto tiff = TiffStructure::parse(bytes);
    ASSERT_TRUE(tiff);
    int entries = 0;
    const auto next = tiff->directory(tiff->first_directory(), [&](const TiffEntry& entry) {
      ++entries;
      EXPECT_EQ(entry.tag, 274);
      EXPECT_EQ(tiff->integer(entry), 7u);
      EXPECT_EQ(tiff->integer(entry, 1), std::nullopt);
    });
    EXPECT_EQ(entries, 1);
    EXPECT_EQ(next, 0u);
  }
}

TEST(TiffStructure, RefusesOtherBytes) {
  EXPECT_FALSE(TiffStructure::parse({}));
  EXPECT_FALSE(TiffStructure::parse(Bytes{'I', 'M', 42, 0, 8, 0, 0, 0}));
  EXPECT_FALSE(TiffStructure::parse(Bytes{'I', 'I', 41, 0, 8, 0, 0, 0}));
}

TEST(TiffStructure, ADirectoryOutsideTheFileIsNone) {
  Bytes bytes = exif_block(7, false);
  bytes[4] = 200;
  const auto tiff = TiffStructure::parse(bytes);
  ASSERT_TRUE(tiff);
  EXPECT_EQ(tiff->directory(tiff->first_directory(), [](const TiffEntry&) { ADD_FAILURE(); }), std::nullopt);
}

TEST(MissingFromTiff, NothingOfAWholeFileAndSomethingOfEveryPrefix) {
  const Bytes bytes = exif_block(1, true);
  EXPECT_EQ(missing_from_tiff(bytes, 1), "");
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_NE(missing_from_tiff(std::span(bytes).first(size), 1), "") << size;
}

TEST(MissingFromTiff, NamesTheTag) {
  Bytes bytes = exif_block(1, false);
  bytes[14] = 100;  // count: 100 SHORTs at offset 1, which end at byte 201
  EXPECT_EQ(missing_from_tiff(bytes, 1), "tag 274 ends at byte 201 of " + std::to_string(bytes.size()));
}

TEST(MissingFromTiff, ALostNextPageIsMissed) {
  Bytes bytes = exif_block(1, false);
  bytes[bytes.size() - 4] = 99;
  EXPECT_EQ(missing_from_tiff(bytes, 1), "the next page ends at byte 99 of " + std::to_string(bytes.size()));
}

}  // namespace
}  // namespace perpixel
