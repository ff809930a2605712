#include "write/label_colors.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "pictures.h"

namespace perpixel {
namespace {

TEST(LabelColors, ClassesHaveTheirColourAndIgnoredPixelsTheVoidOne) {
  ClassList classes = two_classes();
  classes.void_color = {224, 224, 192};
  const Image image = label_colors(labels_of(1, 3, {1, 0, kIgnore}), classes);
  EXPECT_EQ(rgb_at(image, 0, 0), (std::array{100, 50, 0}));
  EXPECT_EQ(rgb_at(image, 0, 1), (std::array{0, 0, 200}));
  EXPECT_EQ(rgb_at(image, 0, 2), (std::array{224, 224, 192}));
}

TEST(ClassesPresent, AreAscendingWithoutIgnored) {
  const ClassList classes = class_list_of({"a", "b", "c", "d"});
  EXPECT_EQ(classes_present(labels_of(1, 4, {3, 1, kIgnore, 3}), classes), (std::vector<ClassId>{1, 3}));
  EXPECT_TRUE(classes_present(LabelMap(), classes).empty());
}

TEST(LabelColors, UnknownLabelsAreNamedByPixel) {
  try {
    label_colors(labels_of(2, 2, {0, 1, 5, 0}), two_classes());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::label_not_in_table);
    EXPECT_STREQ(error.what(), "label 5 at x=0, y=1 is not one of the 2 classes");
  }
}

}  // namespace
}  // namespace perpixel
