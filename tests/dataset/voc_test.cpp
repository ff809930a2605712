#include <gtest/gtest.h>

#include "dataset/kinds.h"
#include "dataset/small_set.h"

namespace perpixel {
namespace {

void add(const SmallSet& set, const std::string& year, const std::string& id,
         const std::vector<std::uint8_t>& values, const std::string& masks = "SegmentationClass") {
  const std::string root = "VOCdevkit/VOC" + year + "/";
  set.picture(root + "JPEGImages/" + id + ".jpg");
  Image mask(4, 6, 1);
  std::size_t i = 0;
  for (auto& sample : mask.samples<std::uint8_t>()) sample = values[i++ % values.size()];
  const Bytes png = encode_png(mask, png_palette(voc_classes()));
  set.text(root + masks + "/" + id + ".png", std::string(png.begin(), png.end()));
}

TEST(Voc, TheTableHas21ClassesInThePublishedColours) {
  const ClassList list = voc_classes();
  EXPECT_EQ(list.size(), 21u);
  EXPECT_EQ(list.classes[15].name, "person");
  EXPECT_EQ(list.classes[20].color, (Rgb{0, 64, 128}));
  EXPECT_EQ(list.train_id_of(255), kIgnore);
  EXPECT_EQ(list.train_id_of(Rgb{224, 224, 192}), kIgnore);
}

TEST(Voc, YearsListsAndIndexedMasks) {
  const SmallSet set;
  add(set, "2012", "2007_000032", {0, 1, 255});
  add(set, "2011", "2007_000033", {20});
  set.text("VOCdevkit/VOC2012/ImageSets/Segmentation/train.txt", "2007_000032\n");
  set.text("VOCdevkit/VOC2011/ImageSets/Segmentation/val.txt", "2007_000033\n");
  const Dataset train = open_dataset(set.spec("voc"), "train");
  EXPECT_EQ(train.names, (std::vector<std::string>{"2007_000032"}));
  EXPECT_EQ(train.load(0).labels->ids[2], kIgnore);
  EXPECT_EQ(train.load(0).labels->ids[1], 1);
  EXPECT_EQ(open_dataset(set.spec("voc", ",year=2011"), "val").load(0).labels->ids[0], 20);
  EXPECT_EQ(open_dataset("voc:" + set.at("VOCdevkit/VOC2011").string(), "val").size(), 1u);
  EXPECT_EQ(dataset_splits(set.spec("voc", ",year=2011")), (std::vector<std::string>{"val"}));
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("voc"), "vla"); }).code(), ErrorCode::dataset_layout);
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("voc", ",year=1999"), "val"); }).code(),
            ErrorCode::bad_value);
}

TEST(Voc, TrainAugTakesTheAugmentedMasksFromEitherListForm) {
  for (const char* line :
       {"2008_000002\n", "/JPEGImages/2008_000002.jpg /SegmentationClassAug/2008_000002.png\n"}) {
    const SmallSet set;
    add(set, "2012", "2008_000002", {0});
    add(set, "2012", "2008_000002", {5}, "SegmentationClassAug");
    set.text("VOCdevkit/VOC2012/ImageSets/Segmentation/trainaug.txt", line);
    EXPECT_EQ(open_dataset(set.spec("voc"), "train_aug").load(0).labels->ids[0], 5) << line;
  }
}

// Objects are read only when asked for; their classes come from the other mask, void and background are none.
TEST(Voc, ObjectsApartWhenAskedFor) {
  const SmallSet set;
  add(set, "2012", "2008_000002", {0, 5, 255});
  add(set, "2012", "2008_000002", {0, 2, 255}, "SegmentationObject");
  set.text("VOCdevkit/VOC2012/ImageSets/Segmentation/train.txt", "2008_000002\n");
  EXPECT_TRUE(open_dataset(set.spec("voc"), "train").load(0).instances.empty());
  const Dataset apart = open_dataset(set.spec("voc", ",objects=SegmentationObject"), "train");
  const Example example = apart.load(0);
  ASSERT_EQ(example.instances.size(), 1u);
  EXPECT_EQ(example.instances[0].class_id, 5);
  EXPECT_EQ(area(example.instances[0].mask), 8);  // a third of 4 x 6 px
  EXPECT_EQ(example.instances[0].box, (Box{1, 0, 5, 4}));
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("voc", ",objects=Nowhere"), "train"); }).code(),
            ErrorCode::dataset_layout);
}

TEST(Voc, TestHasNoMasksAndTrainMustHaveThem) {
  const SmallSet set;
  set.picture("JPEGImages/a.jpg");
  set.text("ImageSets/Segmentation/test.txt", "a\n");
  set.text("ImageSets/Segmentation/train.txt", "a\n");
  const Dataset test = open_dataset(set.spec("voc"), "test");
  EXPECT_EQ(test.size(), 1u);
  EXPECT_FALSE(test.load(0).labels);
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("voc"), "train"); }).code(), ErrorCode::missing_mate);
}

TEST(Voc, ColourMasksAreReadByColour) {
  const SmallSet set;
  set.picture("JPEGImages/a.jpg");
  set.color_mask("SegmentationClass/a.png", {{128, 0, 0}, {224, 224, 192}});
  set.text("ImageSets/Segmentation/train.txt", "a\n");
  const LabelMap labels = *open_dataset(set.spec("voc"), "train").load(0).labels;
  EXPECT_EQ(labels.ids[0], 1);
  EXPECT_EQ(labels.ids[1], kIgnore);
}

}  // namespace
}  // namespace perpixel
