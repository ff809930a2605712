#include "dataset/mask_values.h"

#include <gtest/gtest.h>

#include "dataset/small_set.h"

namespace perpixel {
namespace {

MaskScan scan_of(const std::vector<std::uint32_t>& values, bool by_color = false) {
  MaskScan scan{.by_color = by_color, .masks_read = 1, .masks_total = 1};
  for (const std::uint32_t v : values) scan.values.push_back({v, 1, 1});
  return scan;
}

std::vector<int> ids_of(const ClassList& list) {
  std::vector<int> ids;
  for (const ClassInfo& info : list.classes) ids.push_back(info.file_id);
  return ids;
}

// The usual picture of two classes, drawn black and white: 255 must not become void.
TEST(AutomaticTable, BlackAndWhiteAreTwoClasses) {
  const ClassList list = automatic_table(scan_of({0, 255}), "x");
  EXPECT_EQ(list.names(), (std::vector<std::string>{"class_0", "class_255"}));
  EXPECT_EQ(ids_of(list), (std::vector<int>{0, 255}));
  EXPECT_TRUE(list.ignore_ids.empty());
  EXPECT_EQ(list.void_id, 254);
}

TEST(AutomaticTable, WithMoreValues255IsVoid) {
  const ClassList list = automatic_table(scan_of({0, 1, 2, 255}), "x");
  EXPECT_EQ(list.names(), (std::vector<std::string>{"class_0", "class_1", "class_2"}));
  EXPECT_EQ(list.train_id_of(255), kIgnore);
}

TEST(AutomaticTable, AnyTwoValuesAreTwoClasses) {
  EXPECT_EQ(automatic_table(scan_of({1, 128}), "x").names(),
            (std::vector<std::string>{"class_1", "class_128"}));
  EXPECT_EQ(ids_of(automatic_table(scan_of({3, 70}), "x")), (std::vector<int>{3, 70}));
}

TEST(AutomaticTable, ASampleFillsTheGaps) {
  MaskScan scan = scan_of({0, 2, 5, 255});
  scan.masks_total = 1000;
  EXPECT_EQ(ids_of(automatic_table(scan, "x")), (std::vector<int>{0, 1, 2, 3, 4, 5}));
}

TEST(AutomaticTable, ColoursBecomeAColourTable) {
  const ClassList list = automatic_table(scan_of({0x000000, 0x0080ff}, true), "x");
  EXPECT_TRUE(list.by_color);
  EXPECT_EQ(list.names(), (std::vector<std::string>{"color_000000", "color_0080ff"}));
  EXPECT_EQ(list.train_id_of(Rgb{0, 0x80, 0xff}), 1);
}

TEST(AutomaticTable, TooManyValuesAreNoTable) {
  std::vector<std::uint32_t> values;
  for (std::uint32_t v = 0; v < 65; ++v) values.push_back(v);
  const Error error = error_of([&] { automatic_table(scan_of(values), "DIR"); });
  EXPECT_EQ(error.code(), ErrorCode::label_table);
  EXPECT_TRUE(holds(error.what(), "DIR: no label table given, and the masks hold 65 values")) << error.what();
  values.pop_back();
  EXPECT_EQ(automatic_table(scan_of(values), "DIR").size(), 64u);
}

TEST(MaskHistogram, CountsValuesAndColours) {
  Image grey(1, 4, 3);
  for (int x = 0; x < 4; ++x) grey.at(0, x, 0) = grey.at(0, x, 1) = grey.at(0, x, 2) = x == 3 ? 9 : 5;
  const MaskHistogram values = histogram_of(grey, "");
  EXPECT_FALSE(values.is_color);
  EXPECT_EQ(values.counts, (std::vector<std::pair<std::uint32_t, std::uint64_t>>{{5, 3}, {9, 1}}));
  grey.at(0, 0, 2) = 6;
  const MaskHistogram colors = histogram_of(grey, "");
  EXPECT_TRUE(colors.is_color);
  EXPECT_EQ(colors.counts, (std::vector<std::pair<std::uint32_t, std::uint64_t>>{
                               {0x050505, 2}, {0x050506, 1}, {0x090909, 1}}));
  EXPECT_THROW(histogram_of(Image(1, 1, 1, SampleType::f32), ""), Error);
}

TEST(ScanMasks, CountsPixelsAndMasks) {
  const SmallSet set;
  set.mask("a.png", {0, 0, 7});
  set.mask("b.png", {0});
  const MaskScan scan = scan_masks({set.at("a.png"), set.at("b.png")});
  EXPECT_FALSE(scan.by_color);
  // By hand: 24 pixels each, a third of a is 7.
  EXPECT_EQ(scan.values, (std::vector<ValueCount>{{0, 40, 2}, {7, 8, 1}}));
}

TEST(ScanMasks, OneColourMaskMakesAllColours) {
  const SmallSet set;
  set.mask("a.png", {0, 7});
  set.color_mask("b.png", {{1, 2, 3}, {0, 0, 0}});
  for (const auto& order :
       {std::vector{set.at("a.png"), set.at("b.png")}, std::vector{set.at("b.png"), set.at("a.png")}}) {
    const MaskScan scan = scan_masks(order, 1);
    EXPECT_TRUE(scan.by_color);
    EXPECT_EQ(scan.values, (std::vector<ValueCount>{{0, 24, 2}, {0x010203, 12, 1}, {0x070707, 12, 1}}));
  }
}

TEST(ScanMasks, From200MasksOnASample) {
  const SmallSet set;
  std::vector<std::filesystem::path> paths;
  set.mask("a.png", {0});
  for (int i = 0; i < 400; ++i) paths.push_back(set.at("a.png"));
  const MaskScan scan = scan_masks(paths);
  EXPECT_EQ(scan.masks_read, 200u);
  EXPECT_EQ(scan.masks_total, 400u);
}

TEST(ValueText, IsDecimalOrHex) {
  EXPECT_EQ(value_text(17, false), "17");
  EXPECT_EQ(value_text(0x0080ff, true), "#0080ff");
}

}  // namespace
}  // namespace perpixel
