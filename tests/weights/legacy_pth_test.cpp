#include "weights/legacy_pth.h"

#include <gtest/gtest.h>

#include "weights/damage.h"
#include "weights/fixtures.h"

namespace perpixel {
namespace {

WeightsFile read(std::span<const std::uint8_t> bytes) { return read_legacy_pth({bytes, nullptr}, "a.pth"); }

TEST(ReadLegacyPth, WhatPyTorchWrote) {
  const Bytes bytes = test_file("torch_legacy.pth");
  EXPECT_TRUE(is_legacy_pth(bytes));
  expect_torch_fixture(read(bytes), "module.");
}

TEST(ReadLegacyPth, EveryTruncationIsRefused) {
  expect_every_truncation_is_refused(read, test_file("torch_legacy.pth"));
}

// There are no checksums in this form: a flipped bit of an element, or of a text that nobody reads, goes
// unseen.
TEST(ReadLegacyPth, EveryFlippedBitIsSurvived) {
  const Bytes bytes = test_file("torch_legacy_small.pth");
  EXPECT_GT(refused_bit_flips(read, bytes), static_cast<int>(bytes.size()));
}

TEST(ReadLegacyPth, TheMagicNumberIsChecked) {
  EXPECT_FALSE(is_legacy_pth(test_file("detectron2.pkl")));
  EXPECT_EQ(refusal(read, test_file("detectron2.pkl")), "a.pth: does not begin with PyTorch's magic number");
}

/// The file's beginning, then these two pickles: content and keys of the storages.
std::vector<std::uint8_t> legacy_of(const std::string& content, const std::string& keys) {
  std::string text = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
  for (const std::string& pickle :
       {std::string("\x80\x02M\xe9\x03."), std::string("\x80\x02}."), content, keys})
    text += pickle;
  return {text.begin(), text.end()};
}

TEST(ReadLegacyPth, StoragesAreChecked) {
  const std::string id =
      "(U\x07storagectorch\nFloatStorage\nU\x01"
      "0U\x03"
      "cpuK\x01tQ";
  const std::string content = "\x80\x02}" + id + "0.";
  const auto of = [&](const std::string& keys) { return refusal(read, legacy_of(content, keys)); };
  EXPECT_EQ(of("}."), "a.pth: has no list of storages");
  EXPECT_NE(of("]U\x01"
               "1a.")
                .find("has elements of an unknown type"),
            std::string::npos);
  EXPECT_NE(of("]U\x01"
               "0a.")
                .find("is cut off"),
            std::string::npos);
  EXPECT_NE(of("]U\x01"
               "0a." +
               std::string(8, '\xff'))
                .find("of 18446744073709551615 elements is cut off"),
            std::string::npos);
  EXPECT_NE(of("](U\x01"
               "0U\x01"
               "0e." +
               std::string(16, '\0'))
                .find("comes twice"),
            std::string::npos);
  EXPECT_EQ(of("]U\x01"
               "0a." +
               std::string("\1\0\0\0\0\0\0\0", 8) + "1234"),
            "a.pth: holds no tensors, only: ");
}

// One key of 1 MB that 100,000 ids refer to: 100 GB if each copied it.
TEST(ReadLegacyPth, LongStorageKeysAreRefused) {
  std::string content = "\x80\x02(U\x07storagectorch\nFloatStorage\nX" + std::string("\0\0\x10\0", 4) +
                        std::string(1 << 20, 'k') +
                        "U\x03"
                        "cpuK\x01tq\x01"
                        "0";
  for (int i = 0; i < 100'000; ++i) content += "h\x01Q0";
  EXPECT_NE(refusal(read, legacy_of(content + "}.", "].")).find("of 1048576 bytes is none of PyTorch's"),
            std::string::npos);
}

}  // namespace
}  // namespace perpixel
