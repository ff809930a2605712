#include <gtest/gtest.h>

#include "dataset/convert.h"
#include "dataset/kinds.h"
#include "dataset/small_mat.h"
#include "dataset/small_set.h"

namespace perpixel {
namespace {

const std::string kRoot = "sbd/benchmark_RELEASE/dataset/";
const std::string kVoc = "voc/VOCdevkit/VOC2012/";

void add_sbd(const SmallSet& set, const std::string& id, std::uint8_t value) {
  set.picture(kRoot + "img/" + id + ".jpg");
  write_mat<std::uint8_t>(set.at(kRoot + "cls/" + id + ".mat"), "GTcls.Segmentation", {0, value});
}

/// SBD: train a, b, c; val d, e. VOC: train c, f; val e, b.
void make_both(const SmallSet& set) {
  for (const char* id : {"a", "b", "c", "d", "e"}) add_sbd(set, id, 15);
  set.text(kRoot + "train.txt", "a\nb\nc\n");
  set.text(kRoot + "val.txt", "d\ne\n");
  for (const std::string id : {"c", "f", "e", "b"})
    set.pair(kVoc + "JPEGImages/" + id + ".jpg", kVoc + "SegmentationClass/" + id + ".png", {20, 255});
  set.text(kVoc + "ImageSets/Segmentation/train.txt", "c\nf\n");
  set.text(kVoc + "ImageSets/Segmentation/val.txt", "e\nb\n");
}

std::string spec_of(const SmallSet& set, const std::string& options = "") {
  return "sbd:" + set.at("sbd").string() + options;
}

TEST(Sbd, MatlabLabelsAreReadByConvertOnly) {
  PERPIXEL_NEED_MATIO();
  const SmallSet set;
  make_both(set);
  const Error error = error_of([&] { open_dataset(spec_of(set), "train"); });
  EXPECT_EQ(error.code(), ErrorCode::unsupported);
  EXPECT_NE(error.hint().find("data convert sbd:"), std::string::npos) << error.hint();
  EXPECT_EQ(dataset_splits(spec_of(set)), (std::vector<std::string>{"train", "val"}));
  convert_dataset(spec_of(set), set.at("out"));
  const Dataset train = open_dataset("voc:" + set.at("out").string(), "train");
  EXPECT_EQ(train.names, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(train.classes.names(), voc_classes().names());
  EXPECT_EQ(train.load(0).labels->ids[0], 0);
  EXPECT_EQ(train.load(0).labels->ids[1], 15);
}

// By hand from the rule (VOC train + SBD) - VOC val: {c, f} + {a, b, c, d, e} - {e, b} = {a, c, d, f}.
TEST(Sbd, TrainAugIsVocTrainAndSbdWithoutVocVal) {
  PERPIXEL_NEED_MATIO();
  const SmallSet set;
  make_both(set);
  const std::string spec = spec_of(set, ",voc=" + set.at("voc").string());
  convert_dataset(spec, set.at("out"), {.splits = {"train_aug"}});
  const Dataset augmented = open_dataset("voc:" + set.at("out").string(), "train_aug");
  EXPECT_EQ(augmented.names, (std::vector<std::string>{"a", "c", "d", "f"}));
  EXPECT_EQ(augmented.load(0).labels->ids[1], 15);
  EXPECT_EQ(augmented.load(1).labels->ids[0], 20);  // VOC's own mask, with its void
  EXPECT_EQ(augmented.load(1).labels->ids[1], kIgnore);
  EXPECT_EQ(error_of([&] { open_dataset(spec_of(set), "train_aug"); }).code(), ErrorCode::bad_value);
}

// By hand: VOC val {e, b} without SBD train {a, b, c}.
TEST(Sbd, Seg11ValidIsVocValOutsideSbdTrain) {
  PERPIXEL_NEED_MATIO();
  const SmallSet set;
  make_both(set);
  const Dataset valid = open_dataset(spec_of(set, ",voc=" + set.at("voc").string()), "seg11valid");
  EXPECT_EQ(valid.names, (std::vector<std::string>{"e"}));
}

}  // namespace
}  // namespace perpixel
