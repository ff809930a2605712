#include "weights/safetensors.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>

#include "error/error.h"
#include "file/file.h"
#include "weights/bytes.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

class Safetensors : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() /
              ("perpixel_safetensors_" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
               "_" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
};

NamedTensors one_of_each() {
  NamedTensors tensors{{"a.weight", Tensor::from({2, 3}, {1, -2, 3.5f, 0, 5, 1e-30f})},
                       {"b.empty", Tensor::zeros({0, 4})},
                       {"c.step", Tensor::from_ints({}, {1234567890123})},
                       {"d.flag", Tensor::zeros({3}, DType::boolean)},
                       {"e.half", Tensor::zeros({2, 2}, DType::f16)},
                       {"f.bytes", Tensor::filled({5}, 7).to_f32()}};
  tensors["d.flag"].as<bool>()[1] = true;
  return tensors;
}

TEST_F(Safetensors, WhatWasWrittenReadsBack) {
  const NamedTensors tensors = one_of_each();
  write_safetensors(folder_ / "w.safetensors", tensors, {{"config", "x: 1\ny: \"2\""}});
  const WeightsFile back = read_safetensors(folder_ / "w.safetensors");
  EXPECT_EQ(back.metadata.at("config"), "x: 1\ny: \"2\"");
  ASSERT_EQ(back.tensors.size(), tensors.size());
  for (const auto& [name, tensor] : tensors) {
    const Tensor& read = back.tensors.at(name);
    EXPECT_EQ(read.shape(), tensor.shape()) << name;
    EXPECT_EQ(read.dtype(), tensor.dtype()) << name;
    EXPECT_EQ(std::memcmp(read.data(), tensor.data(), tensor.bytes()), 0) << name;
  }
}

TEST_F(Safetensors, EqualInputGivesEqualBytes) {
  write_safetensors(folder_ / "1", one_of_each(), {{"k", "v"}});
  write_safetensors(folder_ / "2", one_of_each(), {{"k", "v"}});
  const Bytes bytes = read_file(folder_ / "1");
  EXPECT_EQ(bytes, read_file(folder_ / "2"));
  EXPECT_EQ(bytes[0] % 8, 0);  // the data begins on an 8-byte border
}

// The layout by hand: length 64 = the header with its padding, then the elements, little-endian.
TEST_F(Safetensors, BytesOnDisk) {
  write_safetensors(folder_ / "w", {{"a", Tensor::from({1}, {1})}}, {});
  const Bytes bytes = read_file(folder_ / "w");
  const std::string header = R"({"a":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}})";
  ASSERT_EQ(bytes.size(), 8 + 56 + 4u);
  EXPECT_EQ(bytes[0], 56);
  EXPECT_EQ(std::string(bytes.begin() + 8, bytes.begin() + 64),
            header + std::string(56 - header.size(), ' '));
  EXPECT_EQ((std::vector<std::uint8_t>(bytes.end() - 4, bytes.end())),
            (std::vector<std::uint8_t>{0, 0, 0x80, 0x3F}));
}

TEST_F(Safetensors, TensorsOutliveTheFileObjectAndTheFile) {
  write_safetensors(folder_ / "w", {{"a", Tensor::filled({100}, 3)}}, {});
  const Tensor a = read_safetensors(folder_ / "w").tensors.at("a");
  fs::remove(folder_ / "w");
  EXPECT_EQ(a.floats()[99], 3);
}

// Other writers do not pad: an odd header leaves the elements unaligned, and they are copied.
TEST_F(Safetensors, UnalignedElements) {
  const std::string header =
      R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"I32","shape":[1],"data_offsets":[1,5]}})";
  const auto bytes = file_bytes(header, 5);
  write_file_atomically(folder_ / "w", bytes);
  for (const WeightsFile& file : {read_safetensors(folder_ / "w"), read_safetensors(bytes, "w")})
    EXPECT_EQ(file.tensors.at("b").as<std::int32_t>()[0], 0x04030201);
}

TEST_F(Safetensors, HeaderLengthIsCheckedBeforeAllocation) {
  const auto refused = [](std::vector<std::uint8_t> bytes) -> std::string {
    try {
      read_safetensors(bytes, "w");
    } catch (const Error& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(refused({}), "w: only 0 bytes");
  EXPECT_EQ(refused(std::vector<std::uint8_t>(7)), "w: only 7 bytes");
  EXPECT_EQ(refused(std::vector<std::uint8_t>(16, 0xFF)),
            "w: a header of 18446744073709551615 bytes in a file of 16");
  EXPECT_EQ(refused({9, 0, 0, 0, 0, 0, 0, 0, '{', '}'}), "w: a header of 9 bytes in a file of 10");
  EXPECT_EQ(refused({2, 0, 0, 0, 0, 0, 0, 0, '{', '}'}), "accepted");
}

std::vector<std::uint8_t> small_file() {
  return file_bytes(R"({"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)"
                    R"("b":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}})",
                    11);
}

bool is_refused(const std::vector<std::uint8_t>& bytes) {
  try {
    for (const auto& [name, tensor] : read_safetensors(bytes, "w").tensors) tensor.to_f32();
    return false;
  } catch (const Error&) {
    return true;
  }
}

TEST_F(Safetensors, TruncationAtAnyByteIsRefused) {
  const auto whole = small_file();
  EXPECT_FALSE(is_refused(whole));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_TRUE(is_refused({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)})) << size;
}

// A flipped bit gives an Error or readable tensors; nothing else may be thrown. In the data it always stays
// readable.
TEST_F(Safetensors, EveryFlippedBitIsSurvived) {
  auto bytes = small_file();
  int refused = 0;
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    refused += is_refused(bytes);
    if (bit / 8 >= bytes.size() - 11) {
      EXPECT_FALSE(is_refused(bytes)) << bit;
    }
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  }
  EXPECT_GT(refused, static_cast<int>(bytes.size()) * 3);  // most of the header's bits matter
}

TEST_F(Safetensors, MissingFileAndForbiddenName) {
  EXPECT_THROW(read_safetensors(folder_ / "absent"), Error);
  EXPECT_THROW(write_safetensors(folder_ / "w", {{"__metadata__", Tensor::zeros({1})}}, {}), Error);
  EXPECT_THROW(write_safetensors(folder_ / "w", {{"a", Tensor()}}, {}), Error);
  EXPECT_FALSE(fs::exists(folder_ / "w"));
}

}  // namespace
}  // namespace perpixel
