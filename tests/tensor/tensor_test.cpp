#include "tensor/tensor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "error/error.h"

namespace perpixel {
namespace {

template <class Call>
void expect_shape_mismatch(const std::string& part, Call call) {
  try {
    call();
    ADD_FAILURE() << "no error, wanted \"" << part << '"';
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::shape_mismatch);
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

TEST(Shape, TextAndCount) {
  EXPECT_EQ(shape_text({1, 3, 224, 224}), "[1, 3, 224, 224]");
  EXPECT_EQ(shape_text({}), "[]");
  EXPECT_EQ(element_count({}), 1);
  EXPECT_EQ(element_count({2, 3, 4}), 24);
  EXPECT_EQ(element_count({5, 0, 7}), 0);
}

TEST(Shape, NegativeAndAbsurdSizesAreRefused) {
  expect_shape_mismatch("[2, -1]", [] { element_count({2, -1}); });
  expect_shape_mismatch("absurd", [] { element_count({std::int64_t{1} << 40, std::int64_t{1} << 40}); });
}

TEST(DType, SizesAndNames) {
  const std::pair<DType, std::size_t> sizes[] = {
      {DType::f32, 4}, {DType::f64, 8}, {DType::f16, 2}, {DType::bf16, 2}, {DType::i8, 1},     {DType::u8, 1},
      {DType::i16, 2}, {DType::u16, 2}, {DType::i32, 4}, {DType::i64, 8},  {DType::boolean, 1}};
  for (const auto& [type, size] : sizes) EXPECT_EQ(byte_size(type), size) << dtype_name(type);
  EXPECT_STREQ(dtype_name(DType::f32), "f32");
  EXPECT_STREQ(dtype_name(DType::i64), "i64");
}

TEST(Tensor, StartsUndefined) {
  EXPECT_FALSE(Tensor().defined());
  EXPECT_FALSE(Tensor().clone().defined());
}

TEST(Tensor, MakesZerosFillsAndValues) {
  const Tensor zeros = Tensor::zeros({2, 3}, DType::i32);
  for (const std::int32_t v : zeros.as<std::int32_t>()) EXPECT_EQ(v, 0);
  const Tensor filled = Tensor::filled({4}, 2.5f);
  for (const float v : filled.floats()) EXPECT_EQ(v, 2.5f);
  EXPECT_EQ(Tensor::from({2, 2}, {1, 2, 3, 4}).floats()[3], 4);
  EXPECT_EQ(Tensor::from_ints({2}, {7, -8}).as<std::int64_t>()[1], -8);
  expect_shape_mismatch("3 values do not fill shape [2, 2]", [] { Tensor::from({2, 2}, {1, 2, 3}); });
}

TEST(Tensor, SizesCountFromEitherEnd) {
  const Tensor tensor({1, 3, 5, 7});
  EXPECT_EQ(tensor.size(1), 3);
  EXPECT_EQ(tensor.size(-1), 7);
  EXPECT_EQ(tensor.rank(), 4);
  EXPECT_EQ(tensor.count(), 105);
  EXPECT_EQ(tensor.bytes(), 420u);
  expect_shape_mismatch("axis 4", [&] { tensor.size(4); });
  expect_shape_mismatch("axis -5", [&] { tensor.size(-5); });
}

TEST(Tensor, IsAlignedToACacheLine) {
  for (const std::int64_t size : {0, 1, 3, 1000})
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(Tensor({size}).data()) % 64, 0u);
}

TEST(Tensor, CopiesShareAndClonesDoNot) {
  Tensor a = Tensor::from({2}, {1, 2});
  Tensor shared = a, cloned = a.clone();
  a.floats()[0] = 9;
  EXPECT_EQ(shared.floats()[0], 9);
  EXPECT_EQ(cloned.floats()[0], 1);
}

TEST(Tensor, ReshapedIsAViewOfEqualCount) {
  Tensor a = Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6});
  Tensor view = a.reshaped({3, 2});
  view.floats()[5] = -1;
  EXPECT_EQ(a.floats()[5], -1);
  EXPECT_EQ(view.size(0), 3);
  expect_shape_mismatch("cannot reshape [2, 3] to [4, 2]", [&] { a.reshaped({4, 2}); });
}

TEST(Tensor, AnotherTypeIsRefused) {
  Tensor ints({2}, DType::i64);
  expect_shape_mismatch("a tensor of i64 was read as f32", [&] { ints.floats(); });
}

TEST(Tensor, KeepsForeignElementsAlive) {
  auto owner = std::make_shared<std::vector<float>>(std::vector<float>{1, 2, 3});
  const std::weak_ptr<std::vector<float>> watch = owner;
  {
    Tensor tensor({3}, DType::f32, std::shared_ptr<void>(owner, owner->data()));
    owner.reset();
    EXPECT_EQ(tensor.floats()[2], 3);
    EXPECT_FALSE(watch.expired());
  }
  EXPECT_TRUE(watch.expired());
}

template <class T>
void expect_converted(std::vector<T> values) {
  Tensor tensor({static_cast<std::int64_t>(values.size())}, dtype_of<T>());
  std::copy(values.begin(), values.end(), tensor.as<T>().begin());
  const Tensor floats = tensor.to_f32();
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_EQ(floats.floats()[i], static_cast<float>(values[i]));
}

TEST(ToF32, ConvertsEveryNumberType) {
  expect_converted<double>({-1.5, 0.1});
  expect_converted<std::int8_t>({-128, 127});
  expect_converted<std::uint8_t>({0, 255});
  expect_converted<std::int16_t>({-32768, 32767});
  expect_converted<std::uint16_t>({0, 65535});
  expect_converted<std::int32_t>({-7, 1 << 30});
  expect_converted<std::int64_t>({-7, std::int64_t{1} << 40});
  const Tensor floats = Tensor::from({1}, {2});
  EXPECT_NE(floats.to_f32().data(), floats.data());  // a copy, even of f32
}

Tensor of_bits(DType type, const std::vector<std::uint16_t>& bits) {
  Tensor tensor({static_cast<std::int64_t>(bits.size())}, type);
  std::memcpy(tensor.data(), bits.data(), bits.size() * 2);
  return tensor.to_f32();
}

TEST(ToF32, HalfFloats) {
  // IEEE 754 binary16 by hand: 1, -2, the largest, the smallest normal, the smallest subnormal, -0, infinity.
  const Tensor floats = of_bits(DType::f16, {0x3C00, 0xC000, 0x7BFF, 0x0400, 0x0001, 0x8000, 0x7C00, 0x7E00});
  const float expected[] = {1, -2, 65504, 0x1p-14f, 0x1p-24f, 0, std::numeric_limits<float>::infinity()};
  for (std::size_t i = 0; i < std::size(expected); ++i) EXPECT_EQ(floats.floats()[i], expected[i]) << i;
  EXPECT_TRUE(std::signbit(floats.floats()[5]));
  EXPECT_TRUE(std::isnan(floats.floats()[7]));
}

TEST(ToF32, BrainFloats) {  // the upper half of a binary32: 1 = 3F80, -2.5 = C020
  const Tensor floats = of_bits(DType::bf16, {0x3F80, 0xC020});
  EXPECT_EQ(floats.floats()[0], 1);
  EXPECT_EQ(floats.floats()[1], -2.5f);
}

}  // namespace
}  // namespace perpixel
