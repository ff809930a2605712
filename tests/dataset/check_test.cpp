#include "dataset/check.h"

#include <gtest/gtest.h>

#include "dataset/class_table.h"
#include "dataset/small_set.h"
#include "file/file.h"

namespace perpixel {
namespace {

const Finding* find(const DataReport& report, FindingCode code) {
  for (const Finding& finding : report.findings) {
    if (finding.code == code) return &finding;
  }
  return nullptr;
}

/// Four sound pairs of 40x40 with values 0 and 1, and a table.
void make_sound(const SmallSet& set) {
  for (int i = 0; i < 4; ++i) {
    set.picture("images/" + std::to_string(i) + ".png", 40, 40);
    set.mask("masks/" + std::to_string(i) + ".png", {0, 1, 1}, 40, 40);
  }
  set.text("classes.yaml", "classes: [sky, sea]\n");
}

TEST(Check, ASoundSetHasNoFindings) {
  const SmallSet set;
  make_sound(set);
  const DataReport report = check_dataset(set.spec("folder"));
  EXPECT_TRUE(report.ok());
  EXPECT_TRUE(report.findings.empty()) << report_text(report);
  ASSERT_EQ(report.values.size(), 2u);
  // By hand: 1600 pixels, every third is 0, beginning with the first: 534 a mask.
  EXPECT_EQ(report.values[0].pixels, 4u * 534);
  EXPECT_EQ(report.values[0].meaning, "sky");
  EXPECT_EQ(report.values[1].masks, 4u);
  ASSERT_EQ(report.splits.size(), 2u);
  EXPECT_EQ(report.splits[0].pictures, 3u);
}

TEST(Check, ValuesOutsideTheTableAreFoundWithTheirPixel) {
  const SmallSet set;
  make_sound(set);
  Image mask(40, 40, 1);
  mask.at(7, 5, 0) = 99;
  mask.at(8, 1, 0) = 99;
  set.image("masks/1.png", mask);
  const DataReport report = check_dataset(set.spec("folder"));
  EXPECT_FALSE(report.ok());
  const Finding* finding = find(report, FindingCode::value_outside_table);
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->count, 1u);
  EXPECT_EQ(finding->examples.at(0), (FindingExample{set.at("masks/1.png").string(), 5, 7, "99 (2 pixels)"}));
  const std::string text = report_text(report);
  EXPECT_TRUE(holds(text, "error[D05]")) << text;
  EXPECT_TRUE(holds(text, "x=5, y=7")) << text;
  EXPECT_TRUE(holds(text, "(not in the table)")) << text;
}

TEST(Check, FilesThatAreMissingBrokenOrOfAnotherSize) {
  const SmallSet set;
  make_sound(set);
  set.picture("images/alone.png", 40, 40);
  set.mask("masks/orphan.png", {0}, 40, 40);
  set.text("images/0.png", "this is no PNG");
  set.mask("masks/1.png", {0, 1}, 40, 41);
  const DataReport report = check_dataset(set.spec("folder"));
  ASSERT_NE(find(report, FindingCode::missing_mask), nullptr);
  EXPECT_TRUE(holds(find(report, FindingCode::missing_mask)->examples.at(0).file, "alone.png"));
  ASSERT_NE(find(report, FindingCode::missing_picture), nullptr);
  EXPECT_TRUE(holds(find(report, FindingCode::missing_picture)->examples.at(0).file, "orphan.png"));
  ASSERT_NE(find(report, FindingCode::unreadable), nullptr);
  EXPECT_TRUE(holds(find(report, FindingCode::unreadable)->examples.at(0).file, "images/0.png"));
  ASSERT_NE(find(report, FindingCode::size_mismatch), nullptr);
  EXPECT_EQ(find(report, FindingCode::size_mismatch)->examples.at(0).value,
            "41x40, but the picture is 40x40");
}

// By hand: an undivided set finds the same two files with train and with val.
TEST(Check, AFileWithoutMateCountsOnceHoweverManySplitsThereAre) {
  const SmallSet set;
  make_sound(set);
  set.picture("images/alone.png", 40, 40);
  set.mask("masks/orphan.png", {0}, 40, 40);
  const DataReport report = check_dataset(set.spec("folder"));
  ASSERT_EQ(report.splits.size(), 2u);
  EXPECT_EQ(find(report, FindingCode::missing_mask)->count, 1u);
  EXPECT_EQ(find(report, FindingCode::missing_picture)->count, 1u);
}

TEST(Check, AMaskCutOffAtAnyQuarterIsUnreadable) {
  for (const int quarter : {0, 1, 2, 3}) {
    const SmallSet set;
    make_sound(set);
    const auto size = std::filesystem::file_size(set.at("masks/2.png"));
    std::filesystem::resize_file(set.at("masks/2.png"), size * static_cast<unsigned>(quarter) / 4);
    const DataReport report = check_dataset(set.spec("folder"));
    ASSERT_NE(find(report, FindingCode::unreadable), nullptr) << quarter;
    EXPECT_TRUE(holds(find(report, FindingCode::unreadable)->examples.at(0).file, "masks/2.png"));
  }
}

TEST(Check, CopiesWithinAndAcrossSplits) {
  const SmallSet set;
  make_sound(set);
  std::filesystem::copy_file(set.at("images/0.png"), set.at("images/1.png"),
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::copy_file(set.at("images/2.png"), set.at("images/3.png"),
                             std::filesystem::copy_options::overwrite_existing);
  const DataReport report = check_dataset(set.spec("folder"));  // 3 is val
  ASSERT_NE(find(report, FindingCode::duplicate_picture), nullptr);
  EXPECT_TRUE(holds(find(report, FindingCode::duplicate_picture)->examples.at(0).file, "1.png"));
  ASSERT_NE(find(report, FindingCode::split_overlap), nullptr);
  EXPECT_TRUE(holds(find(report, FindingCode::split_overlap)->examples.at(0).value, "2.png"));
  EXPECT_TRUE(report.ok());
}

TEST(Check, ClassesThatNeverOccurVoidMasksAndTinyPictures) {
  const SmallSet set;
  make_sound(set);
  set.text("classes.yaml", "classes: [sky, sea, ship]\n");
  set.mask("masks/0.png", {255}, 40, 40);
  set.picture("images/1.png", 8, 40);
  set.mask("masks/1.png", {0, 1}, 8, 40);
  const DataReport report = check_dataset(set.spec("folder"));
  ASSERT_NE(find(report, FindingCode::class_never_occurs), nullptr);
  EXPECT_EQ(find(report, FindingCode::class_never_occurs)->examples.at(0).value, "ship");
  ASSERT_NE(find(report, FindingCode::all_void_mask), nullptr);
  EXPECT_TRUE(holds(find(report, FindingCode::all_void_mask)->examples.at(0).file, "0.png"));
  ASSERT_NE(find(report, FindingCode::tiny_picture), nullptr);
  EXPECT_EQ(find(report, FindingCode::tiny_picture)->examples.at(0).value, "40x8");
}

TEST(Check, JpegMasksAreSuspicious) {
  const SmallSet set;
  make_sound(set);
  std::filesystem::remove(set.at("masks/0.png"));
  set.mask("masks/0.jpg", {0}, 40, 40);
  EXPECT_NE(find(check_dataset(set.spec("folder")), FindingCode::lossy_mask), nullptr);
}

TEST(Check, WithoutATableOneIsDraftedAndAPictureMade) {
  const SmallSet set;
  make_sound(set);
  std::filesystem::remove(set.at("classes.yaml"));
  const CheckOptions options{.write_table = set.at("draft.yaml"), .write_preview = set.at("preview.png")};
  const DataReport report = check_dataset(set.spec("folder"), options);
  EXPECT_TRUE(report.ok());
  EXPECT_FALSE(report.table_given);
  ASSERT_NE(find(report, FindingCode::no_label_table), nullptr);
  EXPECT_TRUE(holds(find(report, FindingCode::no_label_table)->fix, set.at("draft.yaml").string()));
  EXPECT_TRUE(holds(find(report, FindingCode::no_label_table)->fix, set.at("classes.yaml").string()));
  EXPECT_EQ(report.table_file, set.at("draft.yaml"));
  const ClassList drafted = read_class_table(set.at("draft.yaml"));
  EXPECT_EQ(drafted, report.classes);
  EXPECT_EQ(drafted, open_dataset(set.spec("folder"), "train").classes);
  EXPECT_TRUE(holds(read_text_file(set.at("draft.yaml")), "% of pixels, in 4 of 4 masks"));
  EXPECT_EQ(read_image(set.at("preview.png")).width(), 84);
  // A table that a user has edited is never overwritten.
  set.text("draft.yaml", "mine");
  EXPECT_TRUE(check_dataset(set.spec("folder"), options).table_file.empty());
  EXPECT_EQ(read_text_file(set.at("draft.yaml")), "mine");
}

TEST(Check, MasksThatAreNoMasks) {
  const SmallSet set;
  make_sound(set);
  std::filesystem::remove(set.at("classes.yaml"));
  set.picture("masks/0.png", 40, 40);
  const DataReport report = check_dataset(set.spec("folder"));
  EXPECT_NE(find(report, FindingCode::no_table_possible), nullptr);
  EXPECT_FALSE(report.ok());
}

TEST(Check, AnEmptySplitIsAnError) {
  const SmallSet set;
  set.text("train.txt", "");
  set.pair("val/a.png", "valannot/a.png", {0, 1});
  set.text("val.txt", "a\n");
  const DataReport report = check_dataset(set.spec("camvid"));
  ASSERT_NE(find(report, FindingCode::empty_split), nullptr);
  EXPECT_EQ(find(report, FindingCode::empty_split)->examples.at(0).value, "train");
}

TEST(Check, AListedPictureThatIsMissingIsAFinding) {
  const SmallSet set;
  set.text("train.txt", "a\nb\n");
  set.pair("train/a.png", "trainannot/a.png", {0, 1});
  const DataReport report = check_dataset(set.spec("camvid"));
  ASSERT_NE(find(report, FindingCode::missing_picture), nullptr);
  EXPECT_TRUE(
      holds(find(report, FindingCode::missing_picture)->examples.at(0).file, "train.txt:2: no picture b"));
}

TEST(Check, ErrorsStandFirstAndExamplesAreThree) {
  const SmallSet set;
  make_sound(set);
  for (int i = 0; i < 4; ++i) set.mask("masks/" + std::to_string(i) + ".png", {5}, 40, 40);
  const DataReport report = check_dataset(set.spec("folder"));
  ASSERT_FALSE(report.findings.empty());
  EXPECT_EQ(report.findings[0].code, FindingCode::value_outside_table);
  EXPECT_EQ(report.findings[0].count, 4u);
  EXPECT_EQ(report.findings[0].examples.size(), 3u);
  EXPECT_TRUE(holds(report_text(report), "and 1 more"));
  EXPECT_TRUE(holds(report_json(report), "\"code\": \"D05\""));
}

TEST(Check, ProgressRunsToTheEnd) {
  const SmallSet set;
  make_sound(set);
  std::size_t last = 0, all = 0;
  check_dataset(set.spec("folder"),
                {.progress = [&](std::size_t done, std::size_t total) { last = done, all = total; }});
  EXPECT_EQ(last, 4u);
  EXPECT_EQ(all, 4u);
}

TEST(Check, ClassificationAndScenes) {
  const SmallSet set;
  for (const char* name : {"train/a/1.png", "train/b/2.png", "val/a/3.png"}) set.picture(name, 40, 40);
  std::filesystem::create_directories(set.at("train/c"));
  const DataReport report = check_dataset(set.spec("imagenet"));
  ASSERT_NE(find(report, FindingCode::class_never_occurs), nullptr);
  EXPECT_EQ(find(report, FindingCode::class_never_occurs)->examples.at(0).value, "c");
  const DataReport scenes = check_dataset("scenes:count=4,size=32");
  EXPECT_TRUE(scenes.ok());
  EXPECT_FALSE(scenes.values.empty());
}

TEST(Check, DataThatCannotBeFoundAtAllIsAnError) {
  EXPECT_EQ(error_of([] { check_dataset("folder:/no/such"); }).code(), ErrorCode::dataset_layout);
  EXPECT_EQ(error_of([] { check_dataset("fodler:/no/such"); }).code(), ErrorCode::bad_value);
}

TEST(Check, APreviewIsDrawnOnlyWithADraft) {
  const SmallSet set;
  make_sound(set);
  const CheckOptions options{.write_table = set.at("draft.yaml"), .write_preview = set.at("preview.png")};
  EXPECT_TRUE(check_dataset(set.spec("folder"), options).preview_file.empty());
  EXPECT_FALSE(std::filesystem::exists(set.at("preview.png")));
  EXPECT_FALSE(std::filesystem::exists(set.at("draft.yaml")));
}

TEST(Check, DraftsThatCannotBeWrittenDoNotCostTheReport) {
  const SmallSet set;
  make_sound(set);
  std::filesystem::remove(set.at("classes.yaml"));
  const DataReport report = check_dataset(
      set.spec("folder"), {.write_table = set.at("no/a.yaml"), .write_preview = set.at("no/a.png")});
  EXPECT_TRUE(report.ok());
  EXPECT_TRUE(report.table_file.empty());
  EXPECT_EQ(report.not_written.size(), 2u);
  set.text("labels.yaml", "mine");
  EXPECT_TRUE(check_dataset(set.spec("folder"), {.write_table = set.at("labels.yaml")}).table_kept);
}

// The first mask says whether masks are colours; a broken one has no say, and is a finding.
TEST(Check, ABrokenFirstMaskOfCamVidAndVocIsAFinding) {
  const SmallSet set;
  set.text("train.txt", "a\nb\n");
  set.picture("train/a.png", 40, 40);
  set.picture("train/b.png", 40, 40);
  set.color_mask("trainannot/a.png", {{128, 128, 128}, {128, 0, 0}}, 40, 40);
  set.color_mask("trainannot/b.png", {{128, 128, 128}, {128, 0, 0}}, 40, 40);
  std::filesystem::resize_file(set.at("trainannot/a.png"),
                               std::filesystem::file_size(set.at("trainannot/a.png")) / 2);
  const DataReport camvid = check_dataset(set.spec("camvid"));
  ASSERT_NE(find(camvid, FindingCode::unreadable), nullptr);
  EXPECT_TRUE(holds(find(camvid, FindingCode::unreadable)->examples.at(0).file, "trainannot/a.png"));
  EXPECT_EQ(find(camvid, FindingCode::value_outside_table), nullptr) << report_text(camvid);

  set.text("VOC2012/ImageSets/Segmentation/train.txt", "a\nb\n");
  set.picture("VOC2012/JPEGImages/a.jpg", 40, 40);
  set.picture("VOC2012/JPEGImages/b.jpg", 40, 40);
  set.text("VOC2012/SegmentationClass/a.png", "no picture");
  set.mask("VOC2012/SegmentationClass/b.png", {0, 1}, 40, 40);
  const DataReport voc = check_dataset("voc:" + set.root().string());
  ASSERT_NE(find(voc, FindingCode::unreadable), nullptr);
  EXPECT_EQ(find(voc, FindingCode::unreadable)->count, 1u);
}

}  // namespace
}  // namespace perpixel
