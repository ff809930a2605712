#include <gtest/gtest.h>

#include <random>

#include "error/error.h"
#include "label/class_list.h"

namespace perpixel {
namespace {

ClassList three_classes() {
  ClassList list = class_list_of({"sky", "road", "car"});
  list.classes[1].file_id = 7;
  list.classes[2].file_id = 26;
  list.ignore_ids = {0xFF, 1};
  return list;
}

template <class T>
Image mask_of(int height, int width, int channels, const std::vector<T>& samples) {
  Image image(height, width, channels, sizeof(T) == 1 ? SampleType::u8 : SampleType::u16);
  std::copy(samples.begin(), samples.end(), image.samples<T>().begin());
  return image;
}

Error error_of(const Image& mask, const ClassList& classes) {
  try {
    labels_from_mask(mask, classes, "a.png");
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing thrown";
  return Error(ErrorCode::unsupported, "");
}

// By hand from three_classes().
TEST(ClassMask, ValuesBecomeTrainIds) {
  const LabelMap labels =
      labels_from_mask(mask_of<std::uint8_t>(2, 3, 1, {0, 7, 26, 255, 1, 7}), three_classes(), "");
  EXPECT_EQ(labels.height, 2);
  EXPECT_EQ(labels.width, 3);
  EXPECT_EQ(labels.ids, (std::vector<ClassId>{0, 1, 2, kIgnore, kIgnore, 1}));
}

TEST(ClassMask, SixteenBitValuesAndGreyRgbAndAlphaAreValuesToo) {
  const ClassList list = three_classes();
  EXPECT_EQ(labels_from_mask(mask_of<std::uint16_t>(1, 2, 1, {26, 0}), list, "").ids,
            (std::vector<ClassId>{2, 0}));
  EXPECT_EQ(labels_from_mask(mask_of<std::uint8_t>(1, 2, 3, {7, 7, 7, 0, 0, 0}), list, "").ids,
            (std::vector<ClassId>{1, 0}));
  EXPECT_EQ(labels_from_mask(mask_of<std::uint8_t>(1, 2, 4, {7, 7, 7, 9, 0, 0, 0, 9}), list, "").ids,
            (std::vector<ClassId>{1, 0}));
  EXPECT_EQ(labels_from_mask(mask_of<std::uint8_t>(1, 2, 2, {7, 9, 0, 9}), list, "").ids,
            (std::vector<ClassId>{1, 0}));
}

TEST(ClassMask, AValueOutsideTheTableNamesFilePixelAndValue) {
  const Error error = error_of(mask_of<std::uint8_t>(2, 3, 1, {0, 7, 26, 255, 1, 99}), three_classes());
  EXPECT_EQ(error.code(), ErrorCode::label_not_in_table);
  EXPECT_STREQ(error.what(), "a.png: pixel x=2, y=1 holds value 99, which is not in the label table");
  EXPECT_NE(error.hint().find("0 sky, 7 road, 26 car"), std::string::npos) << error.hint();
}

TEST(ClassMask, ColoursUnderATableOfValuesAreNamed) {
  const Error error = error_of(mask_of<std::uint8_t>(1, 2, 3, {7, 7, 7, 1, 2, 3}), three_classes());
  EXPECT_EQ(error.code(), ErrorCode::label_not_in_table);
  EXPECT_STREQ(error.what(),
               "a.png: pixel x=1, y=0 holds the colour (1, 2, 3), but the label table names values");
  EXPECT_NE(error.hint().find("by_color"), std::string::npos);
}

TEST(ClassMask, ColoursNameClassesWhenTheTableSaysSo) {
  ClassList list = class_list_of({"sky", "road"});
  list.by_color = true;
  list.classes[0].color = {1, 2, 3};
  list.classes[1].color = {5, 5, 5};
  list.color_aliases = {{Rgb{1, 2, 4}, ClassId{0}}};
  list.ignore_colors = {{0, 0, 0}};
  const Image mask = mask_of<std::uint8_t>(1, 4, 3, {1, 2, 3, 1, 2, 4, 0, 0, 0, 5, 5, 5});
  EXPECT_EQ(labels_from_mask(mask, list, "").ids, (std::vector<ClassId>{0, 0, kIgnore, 1}));
  EXPECT_EQ(labels_from_mask(mask_of<std::uint8_t>(1, 2, 1, {5, 0}), list, "").ids,
            (std::vector<ClassId>{1, kIgnore}));
  const Error error = error_of(mask_of<std::uint8_t>(1, 2, 3, {1, 2, 3, 9, 8, 7}), list);
  EXPECT_STREQ(error.what(), "a.png: pixel x=1, y=0 holds colour (9, 8, 7), which is not in the label table");
}

TEST(ClassMask, FloatMasksAreRefused) {
  EXPECT_EQ(error_of(Image(1, 1, 1, SampleType::f32), three_classes()).code(), ErrorCode::image_unsupported);
  EXPECT_EQ(error_of(Image(1, 1, 5), three_classes()).code(), ErrorCode::image_unsupported);
}

TEST(ClassMask, AnEmptyMaskIsAnEmptyLabelMap) {
  EXPECT_TRUE(labels_from_mask(Image(), three_classes(), "").ids.empty());
}

// Property: what is written reads as what it was; wide ids make a 16-bit file.
TEST(ClassMask, WritingAndReadingGivesTheSameLabels) {
  for (const int largest : {26, 300}) {
    ClassList list = three_classes();
    list.classes[2].file_id = largest;
    std::mt19937 random(1);
    LabelMap labels(13, 17);
    for (ClassId& id : labels.ids) id = random() % 4 == 3 ? kIgnore : static_cast<ClassId>(random() % 3);
    const Image mask = mask_from_labels(labels, list);
    EXPECT_EQ(mask.type(), largest > 255 ? SampleType::u16 : SampleType::u8);
    EXPECT_EQ(labels_from_mask(mask, list, ""), labels);
  }
}

TEST(ClassMask, TrainIdsBeyondTheTableAndNegativeIdsAreRefused) {
  LabelMap labels(1, 1, 3);
  EXPECT_THROW(mask_from_labels(labels, three_classes()), Error);
  ClassList list = three_classes();
  list.void_id = -1;
  EXPECT_THROW(mask_from_labels(LabelMap(1, 1), list), Error);
}

}  // namespace
}  // namespace perpixel
