#include "write/label_tiff.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "error/error.h"
#include "image/codec.h"
#include "pictures.h"
#include "write/label_png.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

class LabelTiff : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_ = fs::path(testing::TempDir()) / "perpixel_label_tiff";
  fs::path file_ = folder_ / "labels.tif";
};

// Oracle: the PNG form of the same labels.
TEST_F(LabelTiff, HoldsWhatThePngHolds) {
  ClassList classes = two_classes();
  classes.classes[0].file_id = 23;
  const LabelMap labels = labels_of(3, 2, {0, 1, kIgnore, 1, 0, 0});
  write_label_tiff(file_, 3, 2, classes, [&](const LabelRowsSink& sink) {
    sink(labels_of(1, 2, {0, 1}));
    sink(labels_of(2, 2, {kIgnore, 1, 0, 0}));
  });
  ReadOptions raw;
  raw.keep_palette_indices = true;
  EXPECT_EQ(read_image(file_, raw), decode(encode_label_png(labels, classes), "png", raw));
  EXPECT_EQ(read_image(file_), decode(encode_label_png(labels, classes), "png"));
}

TEST_F(LabelTiff, FailureLeavesTheOldFileAndNoOther) {
  write_file_atomically(file_, "old");
  const auto write = [&](const std::function<void(const LabelRowsSink&)>& produce) {
    write_label_tiff(file_, 300, 2, two_classes(), produce);
  };
  EXPECT_THROW(write([](const LabelRowsSink& sink) { sink(LabelMap(299, 2, 0)); }), Error);
  EXPECT_THROW(write([](const LabelRowsSink& sink) { sink(LabelMap(1, 2, 5)); }), Error);
  EXPECT_THROW(write([](const LabelRowsSink&) { throw 7; }), int);
  EXPECT_EQ(read_text_file(file_), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

}  // namespace
}  // namespace perpixel
