#include "npy/npy_read.h"

#include <gtest/gtest.h>

#include <cstring>

#include "error/error.h"
#include "npy/npy_header.h"

namespace perpixel {
namespace {

std::vector<std::uint8_t> file_of(const std::string& descr, const Shape& shape, std::size_t element_bytes) {
  const std::string header = npy_header(descr, shape);
  std::vector<std::uint8_t> file(header.begin(), header.end());
  for (std::size_t i = 0; i < element_bytes; ++i) file.push_back(static_cast<std::uint8_t>(i));
  return file;
}

bool is_refused(std::span<const std::uint8_t> bytes) {
  try {
    read_npy({bytes, nullptr}, "a.npy").to_f32();
    return false;
  } catch (const Error&) {
    return true;
  }
}

TEST(ReadNpy, ElementsFollowTheHeader) {
  const Tensor array = read_npy({file_of("<i4", {1, 2}, 8), nullptr}, "a.npy");
  EXPECT_EQ(array.shape(), (Shape{1, 2}));
  EXPECT_EQ(array.as<std::int32_t>()[1], 0x07060504);
}

TEST(ReadNpy, AMappedFileIsShared) {
  const auto file = std::make_shared<const std::vector<std::uint8_t>>(file_of("<f4", {2}, 8));
  EXPECT_EQ(read_npy({*file, file}, "a.npy").data(), file->data() + file->size() - 8);
}

TEST(ReadNpy, TruncationAtAnyByteIsRefused) {
  const auto whole = file_of("<i4", {1, 2}, 8);
  EXPECT_FALSE(is_refused(whole));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_TRUE(is_refused(std::span(whole).first(size))) << size;
}

TEST(ReadNpy, EveryFlippedBitIsSurvived) {
  auto bytes = file_of("<i4", {1, 2}, 8);
  int refused = 0;
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    refused += is_refused(bytes);
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  }
  EXPECT_GT(refused, 8 * 60);  // magic, length and dictionary matter
}

}  // namespace
}  // namespace perpixel
