// What tests/data/weights holds, as its origin (tests/data/README.md) says.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "file/file.h"
#include "weights/weights_file.h"

namespace perpixel {

inline Bytes test_file(const std::string& name) { return read_file(PERPIXEL_TEST_DATA "/weights/" + name); }

inline std::vector<float> values_of(const Tensor& tensor) {
  const Tensor floats = tensor.to_f32();
  return {floats.floats().begin(), floats.floats().end()};
}

inline void expect_tensor(const WeightsFile& file, const std::string& name, const Shape& shape, DType type,
                          const std::vector<float>& values) {
  const auto found = file.tensors.find(name);
  ASSERT_NE(found, file.tensors.end()) << name;
  EXPECT_EQ(found->second.shape(), shape) << name;
  EXPECT_EQ(found->second.dtype(), type) << name;
  EXPECT_EQ(values_of(found->second), values) << name;
}

/// `prefix` "module.": as the files have them; "": as read_weights gives them. By hand from the origin:
/// ranges begin at -2.
inline void expect_torch_fixture(const WeightsFile& file, const std::string& prefix) {
  const auto expect = [&](const std::string& name, const Shape& shape, DType type,
                          std::vector<float> values) {
    expect_tensor(file, prefix + name, shape, type, values);
  };
  expect("conv.weight", {2, 3, 1, 2}, DType::f32, {-2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  expect("conv.bias", {2}, DType::f32, {0.5f, -1.25f});
  expect("strided", {4, 3}, DType::f32, {-2, 2, 6, -1, 3, 7, 0, 4, 8, 1, 5, 9});
  expect("last", {1, 3, 2, 2}, DType::f32, {-2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  expect("half", {2}, DType::f16, {1.5f, -2});
  expect("brain", {2}, DType::bf16, {1.5f, -3});
  expect("bytes", {2}, DType::u8, {1, 255});
  expect("signed", {2}, DType::i8, {-1, 127});
  expect("short", {1}, DType::i16, {-300});
  expect("int", {1}, DType::i32, {-70000});
  expect("flag", {3}, DType::boolean, {1, 0, 1});
  expect("empty", {0, 4}, DType::f32, {});
  expect("first", {4}, DType::f32, {-2, -1, 0, 1});
  expect("rest", {6}, DType::f32, {2, 3, 4, 5, 6, 7});
  expect("parameter", {2}, DType::f32, {-2, -1});
  const auto& tensors = file.tensors;
  EXPECT_EQ(tensors.at(prefix + "double").as<double>()[0], 1e-300);
  EXPECT_EQ(tensors.at(prefix + "long").as<std::int64_t>()[0], 1234567890123);
  // Slices of one storage stay slices of one storage.
  EXPECT_EQ(tensors.at(prefix + "first").floats().data() + 4, tensors.at(prefix + "rest").floats().data());
  EXPECT_NE(std::ranges::find(file.skipped, "optimizer"), file.skipped.end());
  EXPECT_NE(std::ranges::find(file.skipped, "epoch"), file.skipped.end());
}

inline void expect_numpy_fixture(const WeightsFile& file) {
  expect_tensor(file, "conv1_w", {2, 1, 3, 1}, DType::f32, {-2, -1, 0, 1, 2, 3});
  expect_tensor(file, "conv1_b", {2}, DType::f32, {0.5f, -1.25f});
  expect_tensor(file, "fortran", {2, 3}, DType::f64, {0, 1, 2, 3, 4, 5});
  expect_tensor(file, "big", {2}, DType::i16, {1, -2});
  expect_tensor(file, "flag", {2}, DType::boolean, {1, 0});
  expect_tensor(file, "empty", {0, 3}, DType::f32, {});
  expect_tensor(file, "scalar", {}, DType::i64, {7});
}

}  // namespace perpixel
