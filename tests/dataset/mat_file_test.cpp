#include "dataset/mat_file.h"

#include <gtest/gtest.h>

#include "dataset/small_mat.h"
#include "dataset/small_set.h"

namespace perpixel {
namespace {

std::vector<int> values_of(const Image& image) {
  std::vector<int> values;
  for (const std::uint16_t value : image.samples<std::uint16_t>()) values.push_back(value);
  return values;
}

// By hand: two rows of three, which MATLAB stores as three columns of two.
TEST(MatFile, AMatrixIsReadRowByRowWhateverItsType) {
  PERPIXEL_NEED_MATIO();
  const SmallSet set;
  write_mat<std::uint8_t>(set.at("a.mat"), "S", {1, 2, 3, 4, 5, 255}, 2, 3);
  write_mat<double>(set.at("b.mat"), "S", {1, 2, 3, 4, 5, 459}, 2, 3);
  const Image bytes = read_mat_labels(set.at("a.mat"), "S");
  EXPECT_EQ(bytes.height(), 2);
  EXPECT_EQ(bytes.width(), 3);
  EXPECT_EQ(values_of(bytes), (std::vector<int>{1, 2, 3, 4, 5, 255}));
  EXPECT_EQ(values_of(read_mat_labels(set.at("b.mat"), "S")), (std::vector<int>{1, 2, 3, 4, 5, 459}));
}

TEST(MatFile, AFieldOfAStructAndMinusOne) {
  PERPIXEL_NEED_MATIO();
  const SmallSet set;
  write_mat<std::uint8_t>(set.at("s.mat"), "GTcls.Segmentation", {7, 0}, 1, 2);
  EXPECT_EQ(values_of(read_mat_labels(set.at("s.mat"), "GTcls.Segmentation")), (std::vector<int>{7, 0}));
  write_mat<std::int16_t>(set.at("g.mat"), "S", {-1, 3}, 1, 2);
  EXPECT_EQ(values_of(read_mat_labels(set.at("g.mat"), "S")), (std::vector<int>{0xFFFF, 3}));
}

TEST(MatFile, Version73WhereLibmatioHasHdf5) {
  PERPIXEL_NEED_MATIO();
  const SmallSet set;
  write_mat<std::uint8_t>(set.at("h.mat"), "GTcls.Segmentation", {1, 2, 3, 4, 5, 6}, 2, 3, true);
  if (!std::filesystem::exists(set.at("h.mat"))) GTEST_SKIP() << "libmatio was built without HDF5";
  EXPECT_EQ(values_of(read_mat_labels(set.at("h.mat"), "GTcls.Segmentation")),
            (std::vector<int>{1, 2, 3, 4, 5, 6}));
}

TEST(MatFile, WhatIsNoLabelMatrixIsRefused) {
  PERPIXEL_NEED_MATIO();
  const SmallSet set;
  set.text("text.mat", "not a MATLAB file");
  write_mat<double>(set.at("half.mat"), "S", {0.5});
  write_mat<std::uint8_t>(set.at("s.mat"), "GTcls.Segmentation", {1});
  const auto code = [&](const char* file, const char* variable) {
    return error_of([&] { read_mat_labels(set.at(file), variable); }).code();
  };
  EXPECT_EQ(code("text.mat", "S"), ErrorCode::image_corrupt);
  EXPECT_EQ(code("half.mat", "S"), ErrorCode::image_corrupt);
  EXPECT_EQ(code("half.mat", "LabelMap"), ErrorCode::image_corrupt);
  EXPECT_EQ(code("half.mat", "S.Field"), ErrorCode::image_corrupt);
  EXPECT_EQ(code("s.mat", "GTcls"), ErrorCode::image_corrupt);
  EXPECT_EQ(code("s.mat", "GTcls.Boundaries"), ErrorCode::image_corrupt);
  EXPECT_EQ(code("absent.mat", "S"), ErrorCode::file_not_found);
}

}  // namespace
}  // namespace perpixel
