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

}  // namespace
}  // namespace perpixel
