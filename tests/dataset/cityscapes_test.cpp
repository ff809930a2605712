#include <gtest/gtest.h>

#include "dataset/kinds.h"
#include "dataset/small_set.h"

namespace perpixel {
namespace {

const std::string kFrame = "aachen_000000_000019";

void add_picture(const SmallSet& set, const std::string& split) {
  set.picture("leftImg8bit/" + split + "/aachen/" + kFrame + "_leftImg8bit.png");
}

// The authors' table: 19 train ids; 16 ids are void, -1 among them.
TEST(Cityscapes, TheTableIsTheAuthors) {
  const ClassList list = cityscapes_classes(false);
  EXPECT_EQ(list.size(), 19u);
  int ignored = 0;
  for (int id = -1; id <= 33; ++id) ignored += list.train_id_of(id) == kIgnore;
  EXPECT_EQ(ignored, 16);
  EXPECT_EQ(list.train_id_of(7), 0);
  EXPECT_EQ(list.train_id_of(33), 18);
  EXPECT_EQ(list.train_id_of(34), std::nullopt);
  EXPECT_EQ(cityscapes_classes(true).train_id_of(18), 18);
  EXPECT_EQ(cityscapes_classes(true).train_id_of(19), std::nullopt);
}

TEST(Cityscapes, LabelIdsAndTrainIds) {
  const SmallSet set;
  add_picture(set, "train");
  set.mask("gtFine/train/aachen/" + kFrame + "_gtFine_labelIds.png", {7, 3, 33});
  set.mask("gtFine/train/aachen/" + kFrame + "_gtFine_labelTrainIds.png", {0, 255, 18});
  set.mask("gtFine/train/aachen/" + kFrame + "_gtFine_instanceIds.png", {7});
  const Dataset ids = open_dataset(set.spec("cityscapes"), "train");
  EXPECT_EQ(ids.names, (std::vector<std::string>{kFrame}));
  const Dataset train_ids = open_dataset(set.spec("cityscapes", ",labels=trainIds"), "train");
  EXPECT_EQ(*ids.load(0).labels, *train_ids.load(0).labels);
  EXPECT_EQ(ids.load(0).labels->ids[2], 18);
  EXPECT_EQ(ids.classes.classes[18].file_id, 33);
  EXPECT_EQ(train_ids.classes.classes[18].file_id, 18);
  EXPECT_EQ(dataset_splits(set.spec("cityscapes")), (std::vector<std::string>{"train"}));
}

TEST(Cityscapes, MissingMatesBothWays) {
  const SmallSet set;
  add_picture(set, "val");
  set.mask("gtFine/val/aachen/aachen_000000_000020_gtFine_labelIds.png", {7});
  const Error error = error_of([&] { open_dataset(set.spec("cityscapes"), "val"); });
  EXPECT_EQ(error.code(), ErrorCode::missing_mate);
  EXPECT_TRUE(holds(error.what(), "1 picture has no mask")) << error.what();
  EXPECT_TRUE(holds(error.what(), "1 mask has no picture")) << error.what();
}

TEST(Cityscapes, MistakesInOptionsAndLayout) {
  const SmallSet set;
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("cityscapes"), "val"); }).code(), ErrorCode::dataset_layout);
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("cityscapes", ",labels=x"), "val"); }).code(),
            ErrorCode::bad_value);
  const Error unknown = error_of([&] { open_dataset(set.spec("cityscapes", ",lables=ids"), "val"); });
  EXPECT_EQ(unknown.code(), ErrorCode::unknown_key);
  EXPECT_TRUE(holds(unknown.hint(), "labels")) << unknown.hint();
}

}  // namespace
}  // namespace perpixel
