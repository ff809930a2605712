#include "write/label_png.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "image/codec.h"
#include "pictures.h"

namespace perpixel {
namespace {

ClassList sparse_ids() {
  ClassList classes = two_classes();
  classes.classes[0].file_id = 23;
  classes.classes[1].file_id = 7;
  return classes;
}

Image read_back(const Bytes& png, bool indices) {
  ReadOptions options;
  options.keep_palette_indices = indices;
  return decode(png, "label.png", options);
}

TEST(LabelPng, HoldsTheDataSetsIdsUnderItsColours) {
  const Bytes png = encode_label_png(labels_of(1, 3, {0, 1, kIgnore}), sparse_ids());
  EXPECT_TRUE(read_header(png, "label.png").has_palette);
  const Image ids = read_back(png, true);
  EXPECT_EQ(ids.channels(), 1);
  EXPECT_EQ(ids.at(0, 0, 0), 23);
  EXPECT_EQ(ids.at(0, 1, 0), 7);
  EXPECT_EQ(ids.at(0, 2, 0), 255);
  EXPECT_EQ(rgb_at(read_back(png, false), 0, 0), (std::array{0, 0, 200}));
}

// Property: what is written reads back as the same labels.
TEST(LabelPng, ReadsBackAsTheSameLabels) {
  const LabelMap labels = labels_of(2, 3, {0, 1, kIgnore, 1, 1, 0});
  const Image mask = read_back(encode_label_png(labels, sparse_ids()), true);
  EXPECT_EQ(labels_from_mask(mask, sparse_ids(), "label.png"), labels);
}

TEST(LabelPng, LargeIdsTakeSixteenBits) {
  ClassList classes = two_classes();
  classes.classes[1].file_id = 1000;
  const Image ids = read_back(encode_label_png(labels_of(1, 2, {0, 1}), classes), true);
  EXPECT_EQ(ids.type(), SampleType::u16);
  EXPECT_EQ(ids.samples<std::uint16_t>()[1], 1000);
}

TEST(LabelPng, RefusesUnknownLabels) {
  EXPECT_THROW(encode_label_png(labels_of(1, 1, {2}), two_classes()), Error);
}

}  // namespace
}  // namespace perpixel
