#include "weights/zip_directory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "error/error.h"
#include "weights/zip_bytes.h"

namespace perpixel {
namespace {

std::string refusal(const std::vector<std::uint8_t>& bytes) {
  try {
    read_zip_directory(bytes, "a.zip");
  } catch (const Error& error) {
    EXPECT_TRUE(error.code() == ErrorCode::weights_corrupt || error.code() == ErrorCode::unsupported);
    return error.what();
  }
  return "accepted";
}

template <class T>
void patch(std::vector<std::uint8_t>& bytes, std::size_t at, T number) {
  std::memcpy(bytes.data() + at, &number, sizeof number);
}

// By hand: each local header is 30 bytes and the name long.
TEST(ZipDirectory, EntriesByOffset) {
  const auto entries = read_zip_directory(zip_bytes({{"a/x", "123"}, {"b", ""}, {"a/", ""}}), "a.zip");
  ASSERT_EQ(entries.size(), 2u);  // the folder is no entry
  EXPECT_EQ(entries[0].name, "a/x");
  EXPECT_EQ(entries[0].begin, 33u);
  EXPECT_EQ(entries[0].bytes, 3u);
  EXPECT_EQ(entries[1].header, 36u);
  EXPECT_FALSE(entries[1].deflated);
}

TEST(ZipDirectory, NamesStayBelowTheirFolder) {
  for (const char* name : {"/a", "../a", "a/../b", "a/..", "..", "a\\b", "c:a", ""})
    EXPECT_NE(refusal(zip_bytes({{name, "1"}})).find("is no name of an entry"), std::string::npos) << name;
  EXPECT_NE(refusal(zip_bytes({{std::string("a\0b", 3), "1"}})), "accepted");
  EXPECT_EQ(refusal(zip_bytes({{"a..b/..c", "1"}})), "accepted");
  EXPECT_NE(refusal(zip_bytes({{std::string(2000, 'a'), "1"}})), "accepted");
}

TEST(ZipDirectory, DuplicatesAndDisagreements) {
  EXPECT_EQ(refusal(zip_bytes({{"a", "1"}, {"a", "2"}})), "a.zip: two entries are called \"a\"");
  EXPECT_EQ(refusal(zip_bytes({{.name = "a", .content = "1", .local_name = "b"}})),
            "a.zip: \"a\": the entry at byte 0 is not what the directory says");
  EXPECT_EQ(refusal(zip_bytes({{.name = "a", .content = "1", .bytes = 2}})),
            "a.zip: \"a\" is stored in 1 bytes but is 2 long");
  EXPECT_EQ(refusal(zip_bytes({{.name = "a", .content = "1", .method = 12}})),
            "a.zip: \"a\" is compressed by method 12");
}

// The second row of the directory is sent to the first entry: same bytes twice, or bytes inside it.
TEST(ZipDirectory, OverlapsAreRefused) {
  auto bytes = zip_bytes({{"a", "11"}, {"a", "11"}});  // entries of 33 bytes, rows of 47 bytes from 66 on
  patch(bytes, 66 + 47 + 42, std::uint32_t{0});
  EXPECT_EQ(refusal(bytes), "a.zip: \"a\" overlaps \"a\" at byte 0");
  const std::string inner(reinterpret_cast<const char*>(zip_bytes({{"b", "2"}}).data()), 32);
  bytes = zip_bytes({{"a", inner}, {"b", "2"}});  // an entry inside the bytes of another
  patch(bytes, bytes.size() - 22 - 47 + 42, std::uint32_t{31});
  EXPECT_EQ(refusal(bytes), "a.zip: \"b\" overlaps \"a\" at byte 31");
}

// 20,000 rows that all name one entry with 64 kB of extra fields: 1 MB that was 320 million fields to read.
TEST(ZipDirectory, ManyRowsOfOneEntryEndAtOnce) {
  std::string extra;
  for (int i = 0; i < 16'000; ++i) extra += std::string("\2\0\0\0", 4);
  const std::vector<std::uint8_t> one = zip_bytes({{"a", ""}});
  std::string archive(one.begin(), one.begin() + 31), row(one.begin() + 31, one.end() - 22);
  archive.replace(28, 2, std::string("\x00\xfa", 2));  // 64,000
  archive += extra;
  const auto begin = static_cast<std::uint32_t>(archive.size());
  for (int i = 0; i < 20'000; ++i) archive += row;
  std::vector<std::uint8_t> bytes(archive.begin(), archive.end());
  bytes.insert(bytes.end(), one.end() - 22, one.end());
  const std::size_t end = bytes.size() - 22;
  patch(bytes, end + 8, std::uint16_t{20'000});
  patch(bytes, end + 10, std::uint16_t{20'000});
  patch(bytes, end + 12, static_cast<std::uint32_t>(end - begin));
  patch(bytes, end + 16, begin);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(refusal(bytes), "a.zip: \"a\" overlaps \"a\" at byte 0");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(300));  // 10 ms unsanitized
}

TEST(ZipDirectory, TheEndRecordIsChecked) {
  const auto good = zip_bytes({{"a", "1"}});  // end record at 32 + 47
  auto bytes = good;
  patch(bytes, 79 + 10, std::uint16_t{0xFFFF});
  patch(bytes, 79 + 8, std::uint16_t{0xFFFF});
  EXPECT_EQ(refusal(bytes), "a.zip: 65535 entries in a directory of 47 bytes");
  bytes = good;
  patch(bytes, 79 + 12, std::uint32_t{0xFFFFFFFF});
  EXPECT_EQ(refusal(bytes),
            "a.zip: a directory of 4294967295 bytes at byte 32, but it should end at byte 79");
  bytes = good;
  patch(bytes, 79 + 4, std::uint16_t{1});
  EXPECT_EQ(refusal(bytes), "a.zip: a zip archive in several parts");
  bytes = good;
  bytes.push_back(0);
  EXPECT_EQ(refusal(bytes), "a.zip: a zip archive without its directory at the end");
  EXPECT_EQ(refusal({}), "a.zip: a zip archive without its directory at the end");
}

/// One entry "a" of three bytes whose sizes stand behind it: local header 31 bytes, row of 47, end record
/// of 22.
std::vector<std::uint8_t> with_descriptor(const std::string& descriptor) {
  auto bytes = zip_bytes({{"a", "123"}});
  patch(bytes, 6, zip::kDescriptorFlag);
  patch(bytes, 34 + 8, zip::kDescriptorFlag);
  std::fill_n(bytes.begin() + 14, 12, 0);
  patch(bytes, 34 + 47 + 16, static_cast<std::uint32_t>(34 + descriptor.size()));
  bytes.insert(bytes.begin() + 34, descriptor.begin(), descriptor.end());
  return bytes;
}

// With and without a signature, with sizes of 32 and of 64 bits.
TEST(ZipDirectory, SizesMayStandBehindTheEntry) {
  for (const bool has_signature : {false, true})
    for (const bool wide : {false, true})
      for (const std::uint32_t size : {3, 4}) {
        std::string descriptor;
        if (has_signature) append_little_endian(descriptor, zip::kDescriptorSignature);
        append_little_endian(descriptor, crc_of("123"));
        for (int i = 0; i < 2; ++i) {
          append_little_endian(descriptor, size);
          if (wide) append_little_endian(descriptor, std::uint32_t{0});
        }
        EXPECT_EQ(
            refusal(with_descriptor(descriptor)),
            size == 3 ? "accepted" : "a.zip: \"a\": sizes behind the entry disagree with the directory");
      }
}

TEST(ZipDirectory, CommentsAreTakenBytesInFrontAreNot) {
  auto bytes = zip_bytes({{"a", "1"}});
  bytes.insert(bytes.begin(), 'x');
  EXPECT_EQ(refusal(bytes), "a.zip: a directory of 47 bytes at byte 32, but it should end at byte 80");
  bytes = zip_bytes({{"a", "1"}});
  patch(bytes, bytes.size() - 2, std::uint16_t{4});
  EXPECT_NE(refusal(bytes), "accepted");  // a comment that is not there
  bytes.insert(bytes.end(), {'n', 'o', 't', 'e'});
  EXPECT_EQ(refusal(bytes), "accepted");
}

// 0xFFFFFFFF sends the reader to a zip64 field, which the row lacks: the number is then taken as it is.
TEST(ZipDirectory, Zip64FieldsAreChecked) {
  auto bytes = zip_bytes({{"a", "1"}});  // its row from byte 32 on
  patch(bytes, 32 + 42, std::uint32_t{0xFFFFFFFF});
  EXPECT_EQ(refusal(bytes), "a.zip: no zip entry at byte 4294967295");
  const std::string field("\1\0\2\0zz", 6);  // of two bytes, eight are needed
  bytes.insert(bytes.begin() + 32 + 47, field.begin(), field.end());
  patch(bytes, 32 + 30, std::uint16_t{6});
  patch(bytes, 32 + 47 + 6 + 12, std::uint32_t{47 + 6});
  EXPECT_EQ(refusal(bytes), "a.zip: \"a\" has a short zip64 field");
}

TEST(ZipDirectory, BombsEndAtOnce) {
  const std::string zeros = deflated(std::string(1 << 20, '\0'));  // about 1 kB
  std::vector<ZipRecord> many;
  for (int i = 0; i < 1000; ++i)
    many.push_back({.name = std::to_string(i), .content = zeros, .method = 8, .bytes = 1 << 20});
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_NE(refusal(zip_bytes({{.name = "a", .content = zeros, .method = 8, .bytes = 0xFFFFFFF0}}))
                .find("claims to inflate to more than"),
            std::string::npos);
  EXPECT_NE(refusal(zip_bytes(many)).find("claims to inflate to more than"), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));  // 0.1 s without sanitizers
}

}  // namespace
}  // namespace perpixel
