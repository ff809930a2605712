#include "metric/score_semantic.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <functional>

#include "error/error.h"
#include "image/codec.h"
#include "metric/mean_iou.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

class ScoreSemantic : public testing::Test {
 protected:
  ScoreSemantic() : root_(fs::temp_directory_path() / ("perpixel_score_" + std::to_string(::getpid()))) {
    fs::remove_all(root_);
    fs::create_directories(truth());
    fs::create_directories(prediction());
  }
  ~ScoreSemantic() override { fs::remove_all(root_); }

  fs::path truth() const { return root_ / "truth"; }
  fs::path prediction() const { return root_ / "prediction"; }

  static Image grey(int height, int width, const std::vector<int>& values) {
    Image image(height, width, 1);
    std::copy(values.begin(), values.end(), image.samples<std::uint8_t>().begin());
    return image;
  }

  static void save(const fs::path& file, const Image& image, std::span<const Rgb> palette = {}) {
    fs::create_directories(file.parent_path());
    const Bytes png = encode_png(image, palette);
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(png.data()), static_cast<std::streamsize>(png.size()));
  }

  static std::string message_of(const std::function<void()>& action, ErrorCode code) {
    try {
      action();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code);
      return error.what();
    }
    return "no error";
  }

  fs::path root_;
};

// By hand: classes {0, 1}; 255 in the truth never counts, 255 in the prediction is a miss.
TEST_F(ScoreSemantic, PairsByStemInSubfoldersAndCounts) {
  save(truth() / "a.png", grey(1, 4, {0, 1, 255, 1}));
  save(truth() / "city/b.png", grey(1, 3, {0, 0, 1}));
  save(prediction() / "a.png", grey(1, 4, {0, 1, 0, 0}));
  save(prediction() / "city/b.png", grey(1, 3, {0, 255, 1}));
  const SemanticFolderScore score = score_semantic(truth(), prediction(), numbered_classes(2));
  EXPECT_EQ(score.pictures, 2u);
  EXPECT_TRUE(score.extra_predictions.empty());
  EXPECT_EQ(score.confusion.at(0, 0), 2u);
  EXPECT_EQ(score.confusion.at(0, 2), 1u);
  EXPECT_EQ(score.confusion.at(1, 0), 1u);
  EXPECT_EQ(score.confusion.at(1, 1), 2u);
  EXPECT_EQ(score.confusion.pixels(), 6u);
}

TEST_F(ScoreSemantic, IndexedPicturesCountByTheirIndices) {
  const std::vector<Rgb> palette{{9, 9, 9}, {200, 0, 0}, {0, 200, 0}};
  save(truth() / "a.png", grey(1, 3, {0, 1, 2}), palette);
  save(prediction() / "a.png", grey(1, 3, {0, 1, 1}));
  const SemanticFolderScore score = score_semantic(truth(), prediction(), numbered_classes(3));
  EXPECT_EQ(score.confusion.at(1, 1), 1u);
  EXPECT_EQ(score.confusion.at(2, 1), 1u);
}

TEST_F(ScoreSemantic, IdsOfTheTableNotTrainIds) {
  ClassList classes = class_list_of({"road", "sky"});
  classes.classes[0].file_id = 7;
  classes.classes[1].file_id = 23;
  classes.ignore_ids = {0};
  save(truth() / "a.png", grey(1, 3, {7, 23, 0}));
  save(prediction() / "a.png", grey(1, 3, {7, 7, 7}));
  const ConfusionMatrix confusion = score_semantic(truth(), prediction(), classes).confusion;
  EXPECT_EQ(confusion.at(0, 0), 1u);
  EXPECT_EQ(confusion.at(1, 0), 1u);
  EXPECT_EQ(confusion.pixels(), 2u);
}

TEST_F(ScoreSemantic, SixteenBitPicturesTakeTheGeneralWay) {
  ClassList classes = class_list_of({"road", "sky"});
  classes.classes[1].file_id = 1000;
  Image wide(1, 2, 1, SampleType::u16);
  wide.samples<std::uint16_t>()[1] = 1000;
  save(truth() / "a.png", wide);
  save(prediction() / "a.png", wide);
  const ConfusionMatrix confusion = score_semantic(truth(), prediction(), classes).confusion;
  EXPECT_EQ(confusion.at(0, 0), 1u);
  EXPECT_EQ(confusion.at(1, 1), 1u);
}

// Property: any number of threads gives the same counts.
TEST_F(ScoreSemantic, ThreadsDoNotChangeTheCounts) {
  for (int i = 0; i < 12; ++i) {
    std::vector<int> t(20 * 30), p(20 * 30);
    for (int& v : t) v = std::rand() % 5 == 4 ? 255 : std::rand() % 4;
    for (int& v : p) v = std::rand() % 4;
    save(truth() / (std::to_string(i) + ".png"), grey(20, 30, t));
    save(prediction() / (std::to_string(i) + ".png"), grey(20, 30, p));
  }
  const auto one = score_semantic(truth(), prediction(), numbered_classes(4), 1);
  const auto five = score_semantic(truth(), prediction(), numbered_classes(4), 5);
  EXPECT_EQ(one.confusion, five.confusion);
  EXPECT_GT(one.confusion.pixels(), 5000u);
}

TEST_F(ScoreSemantic, ExtraPredictionsAreReported) {
  save(truth() / "a.png", grey(1, 1, {0}));
  save(prediction() / "a.png", grey(1, 1, {0}));
  save(prediction() / "sub/z.png", grey(1, 1, {0}));
  EXPECT_EQ(score_semantic(truth(), prediction(), numbered_classes(1)).extra_predictions,
            std::vector<std::string>{"sub/z.png"});
}

TEST_F(ScoreSemantic, MissingPredictionsAreNamed) {
  for (const char* stem : {"a", "b", "c", "d", "e"})
    save(truth() / (std::string(stem) + ".png"), grey(1, 1, {0}));
  save(prediction() / "a.png", grey(1, 1, {0}));
  const std::string message = message_of([&] { score_semantic(truth(), prediction(), numbered_classes(1)); },
                                         ErrorCode::missing_mate);
  EXPECT_EQ(message, prediction().string() + ": no prediction for 4 of 5 truths, for example b, c, d");
}

TEST_F(ScoreSemantic, ValuesOutsideTheTableAreNamedByPixel) {
  save(truth() / "a.png", grey(2, 2, {0, 1, 1, 9}));
  save(prediction() / "a.png", grey(2, 2, {0, 1, 1, 0}));
  const auto score = [&] { score_semantic(truth(), prediction(), numbered_classes(2)); };
  EXPECT_EQ(message_of(score, ErrorCode::label_not_in_table),
            (truth() / "a.png").string() + ": value 9 at x=1, y=1 is not one of the 2 classes");
  save(truth() / "a.png", grey(2, 2, {0, 1, 1, 255}));
  save(prediction() / "a.png", grey(2, 2, {0, 2, 1, 0}));
  EXPECT_EQ(message_of(score, ErrorCode::label_not_in_table),
            (prediction() / "a.png").string() + ": value 2 at x=1, y=0 is not one of the 2 classes");
}

TEST_F(ScoreSemantic, TheFirstFailureInNameOrderIsReported) {
  for (int i = 10; i < 40; ++i) {
    save(truth() / (std::to_string(i) + ".png"), grey(1, 1, {i >= 13 ? 5 : 0}));
    save(prediction() / (std::to_string(i) + ".png"), grey(1, 1, {0}));
  }
  for (int threads : {1, 4})
    EXPECT_NE(message_of([&] { score_semantic(truth(), prediction(), numbered_classes(1), threads); },
                         ErrorCode::label_not_in_table)
                  .find("13.png"),
              std::string::npos);
}

TEST_F(ScoreSemantic, SizesAndFoldersAreChecked) {
  save(truth() / "a.png", grey(2, 1, {0, 0}));
  save(prediction() / "a.png", grey(1, 2, {0, 0}));
  const auto score = [&] { score_semantic(truth(), prediction(), numbered_classes(1)); };
  EXPECT_EQ(message_of(score, ErrorCode::size_mismatch), (prediction() / "a.png").string() + " is 2x1, but " +
                                                             (truth() / "a.png").string() +
                                                             " is 1x2 (width x height)");
  fs::remove(truth() / "a.png");
  message_of(score, ErrorCode::dataset_empty);
  fs::remove(truth());
  EXPECT_EQ(message_of(score, ErrorCode::file_not_found), truth().string() + ": no such folder");
  message_of([] { numbered_classes(256); }, ErrorCode::bad_value);
}

TEST_F(ScoreSemantic, CityscapesNamesPairWithThoseOfThePictures) {
  save(truth() / "city/x_000001_gtFine_labelIds.png", grey(1, 2, {0, 1}));
  save(truth() / "city/x_000001_gtFine_labelTrainIds.png", grey(1, 2, {255, 255}));
  save(truth() / "city/x_000001_gtFine_instanceIds.png", grey(1, 2, {9, 9}));
  save(truth() / "city/x_000001_gtFine_color.png", grey(1, 2, {9, 9}));
  save(prediction() / "city/x_000001_leftImg8bit.png", grey(1, 2, {0, 0}));
  save(prediction() / "city/y_000001_leftImg8bit.png", grey(1, 2, {0, 0}));
  const SemanticFolderScore score = score_semantic(truth(), prediction(), numbered_classes(2));
  EXPECT_EQ(score.pictures, 1u);
  EXPECT_EQ(score.confusion.at(1, 0), 1u);
  EXPECT_EQ(score.extra_predictions, std::vector<std::string>{"city/y_000001_leftImg8bit.png"});
}

TEST_F(ScoreSemantic, EndingsCountOnlyWhereNamesDiffer) {
  for (const char* name : {"a.png", "a_mask.png"}) {  // both pair by their own names
    save(truth() / name, grey(1, 1, {0}));
    save(prediction() / name, grey(1, 1, {0}));
  }
  EXPECT_EQ(score_semantic(truth(), prediction(), numbered_classes(1)).pictures, 2u);
  fs::remove(prediction() / "a_mask.png");
  message_of([&] { score_semantic(truth(), prediction(), numbered_classes(1)); }, ErrorCode::missing_mate);
  fs::remove(truth() / "a.png");
  EXPECT_EQ(score_semantic(truth(), prediction(), numbered_classes(1)).pictures, 1u);
}

TEST_F(ScoreSemantic, LinksInACircleAreNamed) {
  fs::create_symlink(truth() / "a.png", truth() / "a.png");
  save(prediction() / "a.png", grey(1, 1, {0}));
  EXPECT_NE(message_of([&] { score_semantic(truth(), prediction(), numbered_classes(1)); },
                       ErrorCode::file_unreadable)
                .find("a.png"),
            std::string::npos);
}

}  // namespace
}  // namespace perpixel
