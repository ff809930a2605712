#include "weights/npz.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "error/error.h"
#include "npy/npy_header.h"
#include "weights/damage.h"
#include "weights/fixtures.h"
#include "weights/zip_bytes.h"

namespace perpixel {
namespace {

WeightsFile read(std::span<const std::uint8_t> bytes) {
  return read_npz(ZipArchive({bytes, nullptr}, "a.npz"));
}

class Npz : public testing::Test {
 protected:
  ~Npz() override { std::filesystem::remove(path_); }
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("perpixel_" + std::to_string(::getpid()) + ".npz");
};

TEST_F(Npz, WhatNumpyWrote) {
  expect_numpy_fixture(read(test_file("numpy.npz")));
  expect_numpy_fixture(read(test_file("numpy_compressed.npz")));
}

TEST_F(Npz, WhatWasWrittenReadsBack) {
  const NamedTensors tensors{{"a.weight", Tensor::from({2, 2}, {1, -2, 3.5f, 0})},
                             {"b", Tensor::from_ints({}, {42})},
                             {"c", Tensor::zeros({0, 3}, DType::f16)}};
  write_npz(path_, tensors, {{"config", "x: 1"}});
  const Bytes bytes = read_file(path_);
  const WeightsFile file = read(bytes);
  EXPECT_EQ(file.metadata.at("config"), "x: 1");
  ASSERT_EQ(file.tensors.size(), 3u);
  expect_tensor(file, "a.weight", {2, 2}, DType::f32, {1, -2, 3.5f, 0});
  expect_tensor(file, "b", {}, DType::i64, {42});
  expect_tensor(file, "c", {0, 3}, DType::f16, {});
  write_npz(path_, tensors, {{"config", "x: 1"}});
  EXPECT_EQ(read_file(path_), bytes);
}

TEST_F(Npz, NumpyLacksBf16) {
  EXPECT_THROW(write_npz(path_, {{"a", Tensor::zeros({1}, DType::bf16)}}, {}), Error);
  EXPECT_THROW(write_npz(path_, {{"a", Tensor()}}, {}), Error);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(Npz, EntriesAreNamedInErrors) {
  EXPECT_EQ(refusal(read, zip_bytes({{"a.npy", "x"}})), "a.npz: a.npy: does not begin like an .npy file");
  EXPECT_EQ(refusal(read, zip_bytes({{"a.npy", npy_header("|O", {1}) + "x"}})),
            "a.npz: a.npy: elements of NumPy's type \"|O\"");
  EXPECT_EQ(read(zip_bytes({{"a.npy", npy_header("|u1", {1}) + "x"}, {"notes", "y"}})).skipped,
            std::vector<std::string>{"notes"});
}

TEST_F(Npz, DamageIsRefused) {
  const auto bytes = zip_bytes({{"a.npy", npy_header("<f4", {2}) + std::string(8, '\0')}});
  expect_every_truncation_is_refused(read, bytes);
  EXPECT_GT(refused_bit_flips(read, bytes), static_cast<int>(bytes.size()) * 6);
  expect_every_truncation_is_refused(read, test_file("numpy_compressed.npz"));
}

}  // namespace
}  // namespace perpixel
