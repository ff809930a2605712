#include "npy/npy_write.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>

#include "error/error.h"
#include "file/file.h"
#include "npy/npy_header.h"

namespace perpixel {
namespace {

class Npy : public testing::Test {
 protected:
  ~Npy() override { std::filesystem::remove(path_); }
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("perpixel_" + std::to_string(::getpid()) + ".npy");
};

TEST_F(Npy, WritesFloatsAsTheyAre) {
  write_npy(path_, Tensor::from({2}, {1.5f, -2.f}));
  const Bytes bytes = read_file(path_);
  const std::size_t start = npy_header("<f4", {2}).size();
  ASSERT_EQ(bytes.size(), start + 8);
  float second;
  std::memcpy(&second, bytes.data() + start + 4, 4);
  EXPECT_EQ(second, -2.f);
}

TEST_F(Npy, WritesHalvesOverSeveralPieces) {
  std::vector<float> values(70000, 1.f);
  values.back() = -2.f;
  write_npy(path_, Tensor::from({70000}, values), NpyType::f16);
  const Bytes bytes = read_file(path_);
  ASSERT_EQ(bytes.size(), npy_header("<f2", {70000}).size() + 140000);
  EXPECT_EQ(bytes[bytes.size() - 3], 0x3C);  // 1 = 0x3C00
  EXPECT_EQ(bytes[bytes.size() - 1], 0xC0);  // -2 = 0xC000
}

TEST_F(Npy, WritesWholeNumbers) {
  write_npy(path_, Tensor::from_ints({3}, {1, 2, 3}));
  EXPECT_NE(read_text_file(path_).find("'<i8'"), std::string::npos);
}

TEST_F(Npy, RefusesTypesThatNumpyLacks) {
  EXPECT_THROW(write_npy(path_, Tensor::zeros({1}, DType::bf16)), Error);
  EXPECT_THROW(write_npy(path_, Tensor::from_ints({1}, {1}), NpyType::f16), Error);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace perpixel
