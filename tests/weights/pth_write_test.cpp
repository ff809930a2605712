#include "weights/pth_write.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>

#include "error/error.h"
#include "file/file.h"
#include "weights/pth.h"

namespace perpixel {
namespace {

class WritePth : public testing::Test {
 protected:
  ~WritePth() override { std::filesystem::remove(path_); }
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("perpixel_" + std::to_string(::getpid()) + ".pth");
};

/// One tensor of every type, its bytes 0, 1, 2, ...
NamedTensors every_type() {
  NamedTensors tensors{{"empty", Tensor::zeros({0, 4})}, {"scalar", Tensor::from({}, {1.5f})}};
  for (const DType type : {DType::f32, DType::f64, DType::f16, DType::bf16, DType::i8, DType::u8, DType::i16,
                           DType::u16, DType::i32, DType::i64}) {
    Tensor tensor({2, 3}, type);
    for (std::size_t i = 0; i < tensor.bytes(); ++i)
      static_cast<std::uint8_t*>(tensor.data())[i] = static_cast<std::uint8_t>(i);
    tensors[std::string("of ") + dtype_name(type)] = tensor;
  }
  tensors["flags"] = Tensor::zeros({3}, DType::boolean);
  return tensors;
}

TEST_F(WritePth, WhatWasWrittenReadsBack) {
  const NamedTensors tensors = every_type();
  write_pth(path_, tensors, {{"config", "x: 1\n"}});
  const Bytes bytes = read_file(path_);
  const WeightsFile file = read_pth(ZipArchive({bytes, nullptr}, "a.pth"));
  EXPECT_EQ(file.metadata.at("config"), "x: 1\n");
  ASSERT_EQ(file.tensors.size(), tensors.size());
  for (const auto& [name, tensor] : tensors) {
    const Tensor& read = file.tensors.at(name);
    EXPECT_EQ(read.shape(), tensor.shape()) << name;
    EXPECT_EQ(read.dtype(), tensor.dtype()) << name;
    EXPECT_EQ(std::memcmp(read.data(), tensor.data(), tensor.bytes()), 0) << name;
  }
  write_pth(path_, tensors, {{"config", "x: 1\n"}});
  EXPECT_EQ(read_file(path_), bytes);
}

TEST_F(WritePth, EmptyTensorsAreRefused) {
  EXPECT_THROW(write_pth(path_, {{"a", Tensor()}}, {}), Error);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace perpixel
