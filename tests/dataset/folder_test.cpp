#include <gtest/gtest.h>

#include <thread>

#include "dataset/folder_layout.h"
#include "dataset/small_set.h"

namespace perpixel {
namespace {

TEST(Folder, EveryLayoutIsFound) {
  struct Layout {
    const char* picture;
    const char* mask;
    bool divided;
  };
  for (const Layout& layout :
       {Layout{"images/train/a.jpg", "masks/train/a.png", true},
        Layout{"train/images/a.jpg", "train/masks/a.png", true}, Layout{"images/a.jpg", "masks/a.png", false},
        Layout{"image/a.png", "label/a.png", false},
        Layout{"img_dir/training/a.jpg", "ann_dir/training/a.png", true},
        Layout{"JPEGImages/a.jpg", "SegmentationClass/a.png", false},
        Layout{"train/a.jpg", "train_masks/a.png", true}, Layout{"a.jpg", "a.png", false},
        Layout{"a.png", "a_mask.png", false}}) {
    const SmallSet set;
    set.pair(layout.picture, layout.mask);
    EXPECT_EQ(open_dataset(set.spec("folder"), "train").names, (std::vector<std::string>{"a"}))
        << layout.picture;
    const FolderLayout found = find_folder_layout(parse_data_spec(set.spec("folder")));
    EXPECT_EQ(found.sides.contains("train"), layout.divided) << layout.picture;
  }
}

TEST(Folder, SplitsOfFolders) {
  const SmallSet set;
  set.pair("images/train/a.png", "masks/train/a.png");
  set.pair("images/valid/b.png", "masks/valid/b.png");
  set.pair("images/test/c.png", "masks/test/c.png");
  EXPECT_EQ(dataset_splits(set.spec("folder")), (std::vector<std::string>{"train", "val", "test"}));
  EXPECT_EQ(open_dataset(set.spec("folder"), "val").names, (std::vector<std::string>{"b"}));
  EXPECT_EQ(open_dataset(set.spec("folder"), "all").size(), 3u);
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("folder"), "vla"); }).code(), ErrorCode::bad_value);
}

TEST(Folder, WithoutAValFolderValIsCutFromTrain) {
  const SmallSet set;
  for (int i = 0; i < 6; ++i) {
    const std::string name = std::to_string(i) + ".png";
    set.pair("train/images/" + name, "train/masks/" + name);
  }
  set.pair("test/images/9.png", "test/masks/9.png");
  EXPECT_EQ(open_dataset(set.spec("folder"), "train").size(), 5u);
  EXPECT_EQ(open_dataset(set.spec("folder"), "val").names, (std::vector<std::string>{"5"}));
  EXPECT_EQ(open_dataset(set.spec("folder"), "test").names, (std::vector<std::string>{"9"}));
}

// A model trained on {0, 7} scores a folder in which 0 does not occur: 7 stays class 1.
TEST(Folder, TakesTheTableOfTheModelInsteadOfItsOwnValues) {
  const SmallSet taught, scored;
  taught.pair("images/a.png", "masks/a.png", {0, 7});
  scored.pair("images/b.png", "masks/b.png", {7});
  const ClassList classes = open_dataset(taught.spec("folder"), "all").classes;
  ASSERT_EQ(classes.size(), 2u);
  const Dataset dataset = open_dataset(scored.spec("folder"), "all", classes);
  EXPECT_EQ(dataset.classes, classes);
  EXPECT_EQ(dataset.load(0).labels->ids.front(), 1);
}

// train sees only 0, val only 255: both get the table of the whole set.
TEST(Folder, AllSplitsShareOneAutomaticTable) {
  const SmallSet set;
  set.pair("images/train/a.png", "masks/train/a.png", {0});
  set.pair("images/val/b.png", "masks/val/b.png", {255});
  const Dataset train = open_dataset(set.spec("folder"), "train"),
                val = open_dataset(set.spec("folder"), "val");
  EXPECT_EQ(train.classes, val.classes);
  EXPECT_EQ(train.classes.names(), (std::vector<std::string>{"class_0", "class_255"}));
  EXPECT_EQ(val.load(0).labels->ids[0], 1);
  ASSERT_EQ(train.notes.size(), 1u);
  EXPECT_TRUE(holds(train.notes[0], "made 2 classes from the values of all 2 masks")) << train.notes[0];
}

TEST(Folder, ATableInTheFolderOrByOptionIsUsed) {
  const SmallSet set;
  set.pair("images/a.png", "masks/a.png", {0, 7});
  set.text("classes.yaml", "classes: [{name: ground, id: 0}, {name: tree, id: 7}]\n");
  const Dataset data = open_dataset(set.spec("folder"), "train");
  EXPECT_EQ(data.classes.names(), (std::vector<std::string>{"ground", "tree"}));
  EXPECT_TRUE(data.notes.empty());
  set.text("other.yaml", "classes: [{name: ground, id: 0}]\n");
  const Dataset other = open_dataset(set.spec("folder", ",table=" + set.at("other.yaml").string()), "train");
  const Error error = error_of([&] { other.load(0); });
  EXPECT_EQ(error.code(), ErrorCode::label_not_in_table);
  EXPECT_TRUE(holds(error.what(), set.at("masks/a.png").string() + ": pixel x=1, y=0 holds value 7"))
      << error.what();
}

TEST(Folder, OptionsNameFoldersAndSuffixes) {
  const SmallSet set;
  set.pair("p/a_im.png", "q/a_gt.png");
  EXPECT_EQ(
      open_dataset(set.spec("folder", ",images=p,masks=q,image_suffix=_im,mask_suffix=_gt"), "train").names,
      (std::vector<std::string>{"a_im"}));
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("folder", ",images=p"), "train"); }).code(),
            ErrorCode::bad_value);
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("folder", ",images=p,masks=z"), "train"); }).code(),
            ErrorCode::dataset_layout);
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("folder", ",imges=p,masks=q"), "train"); }).code(),
            ErrorCode::unknown_key);
}

TEST(Folder, MissingMatesStopOrAreSkipped) {
  const SmallSet set;
  set.pair("images/a.png", "masks/a.png");
  set.picture("images/b.png");
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("folder"), "train"); }).code(), ErrorCode::missing_mate);
  const Dataset data = open_dataset(set.spec("folder", ",missing=skip"), "train");
  EXPECT_EQ(data.size(), 1u);
  EXPECT_TRUE(holds(data.notes.at(0), "1 files without mate are left out")) << data.notes.at(0);
}

TEST(Folder, WithoutTheTwoFoldersItSaysWhatIsThere) {
  const SmallSet set;
  set.picture("photos_of_mine/a.png");
  const Error error = error_of([&] { open_dataset(set.spec("folder"), "train"); });
  EXPECT_EQ(error.code(), ErrorCode::dataset_layout);
  EXPECT_TRUE(holds(error.what(), "found the folders photos_of_mine")) << error.what();
  EXPECT_TRUE(holds(error.hint(), "images=DIR,masks=DIR")) << error.hint();
}

// Two loader threads at once see what one sees.
TEST(Folder, LoadingIsThreadSafe) {
  const SmallSet set;
  for (int i = 0; i < 8; ++i)
    set.pair("images/" + std::to_string(i) + ".png", "masks/" + std::to_string(i) + ".png");
  const Dataset data = open_dataset(set.spec("folder"), "all");
  std::vector<Example> alone;
  for (std::size_t i = 0; i < 8; ++i) alone.push_back(data.load(i));
  const auto check = [&] {
    for (std::size_t i = 0; i < 8; ++i) {
      const Example example = data.load(i);
      EXPECT_EQ(example.image, alone[i].image);
      EXPECT_EQ(example.labels, alone[i].labels);
    }
  };
  std::jthread other(check);
  check();
}

TEST(Folder, ATruncatedMaskIsNamedWhenTheTableIsMade) {
  const SmallSet set;
  set.pair("images/a.png", "masks/a.png");
  std::filesystem::resize_file(set.at("masks/a.png"), std::filesystem::file_size(set.at("masks/a.png")) - 20);
  const Error error = error_of([&] { open_dataset(set.spec("folder"), "train"); });
  EXPECT_EQ(error.code(), ErrorCode::image_corrupt);
  EXPECT_TRUE(holds(error.what(), "masks/a.png")) << error.what();
}

}  // namespace
}  // namespace perpixel
