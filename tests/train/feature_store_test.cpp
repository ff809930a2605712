#include "train/feature_store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "error/error.h"
#include "file/file.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

class FeatureStoreTest : public testing::Test {
 protected:
  FeatureStoreTest() { fs::create_directories(folder_); }
  ~FeatureStoreTest() override { fs::remove_all(folder_); }

  /// Superpixel s of picture p has features p * 100 + s * 10 + d, but for the last one, which is always 5.
  void write(std::size_t picture, std::vector<ClassId> labels, std::int64_t dimensions = 3) {
    const auto count = static_cast<std::int64_t>(labels.size());
    Tensor features({count, dimensions});
    for (std::int64_t s = 0; s < count; ++s)
      for (std::int64_t d = 0; d < dimensions; ++d)
        features.floats()[static_cast<std::size_t>(s * dimensions + d)] =
            d == dimensions - 1 ? 5.f
                                : static_cast<float>(static_cast<std::int64_t>(picture) * 100 + s * 10 + d);
    write_features(feature_file(folder_, picture), {features, std::move(labels)}, origin(picture));
    files_.push_back(feature_file(folder_, picture));
    names_.push_back("picture" + std::to_string(picture));
  }
  static FeatureOrigin origin(std::size_t picture) {
    return {{"picture", "picture" + std::to_string(picture)}, {"made_from", "test"}};
  }

  fs::path folder_ = fs::temp_directory_path() / ("perpixel_features_" + std::to_string(::getpid()));
  std::vector<fs::path> files_;
  std::vector<std::string> names_;
};

TEST_F(FeatureStoreTest, OnlyLabelledSuperpixelsHaveNumbers) {
  write(0, {1, kIgnore, 0});
  write(1, {kIgnore, 1});
  const FeatureStore store(files_, names_, 3);
  EXPECT_EQ(store.size(), 3);
  EXPECT_EQ(store.dimensions(), 3);
  EXPECT_EQ(store.superpixels_of_class(), (std::vector<std::vector<std::int64_t>>{{1}, {0, 2}, {}}));
  EXPECT_EQ(store.superpixels_of_pictures(), (std::vector<std::uint64_t>{2, 3, 0}));
  const std::int64_t numbers[] = {2, 1, 2};
  const Batch batch = store.batch(numbers);
  ASSERT_EQ(batch.images.shape(), (Shape{3, 3, 1, 1}));
  ASSERT_EQ(batch.targets.shape(), (Shape{3, 1, 1}));
  const auto values = batch.images.floats();
  EXPECT_EQ(std::vector<float>(values.begin(), values.end()),
            (std::vector<float>{110, 111, 5, 20, 21, 5, 110, 111, 5}));
  const auto targets = batch.targets.as<std::int64_t>();
  EXPECT_EQ(std::vector<std::int64_t>(targets.begin(), targets.end()), (std::vector<std::int64_t>{1, 0, 1}));
  EXPECT_EQ(batch.names, (std::vector<std::string>{"picture1", "picture0", "picture1"}));
}

// By hand: the first feature is 0, 10, 20, 100, 110; a constant one has deviation 0, given as 1.
TEST_F(FeatureStoreTest, MomentsOfAllSuperpixels) {
  write(0, {0, kIgnore, 0});
  write(1, {0, kIgnore});
  const FeatureStore store(files_, names_, 1);
  EXPECT_DOUBLE_EQ(store.mean()[0], 48);
  EXPECT_DOUBLE_EQ(store.mean()[2], 5);
  const double squares = 48 * 48 + 38 * 38 + 28 * 28 + 52 * 52 + 62 * 62;
  EXPECT_NEAR(store.deviation()[0], std::sqrt(squares / 5), 1e-9);
  EXPECT_EQ(store.deviation()[2], 1);
}

TEST_F(FeatureStoreTest, AFileCountsOnlyWholeAndOfItsOrigin) {
  const fs::path file = feature_file(folder_, 0);
  EXPECT_FALSE(has_features(file, origin(0)));
  write(0, {1, 2});
  EXPECT_TRUE(has_features(file, origin(0)));
  EXPECT_FALSE(has_features(file, origin(1)));
  fs::resize_file(file, fs::file_size(file) - 1);
  EXPECT_FALSE(has_features(file, origin(0)));
}

TEST_F(FeatureStoreTest, RefusesWhatDoesNotFit) {
  EXPECT_THROW(write_features(folder_ / "x", {Tensor::zeros({2, 3}), {0}}, {}), Error);
  write(0, {4});
  EXPECT_THROW(FeatureStore(files_, names_, 4), Error);  // label 4 of 4 classes
  write(1, {0}, 2);
  EXPECT_THROW(FeatureStore(files_, names_, 5), Error);  // 2 numbers where the first has 3
  files_.clear();
  write(2, {kIgnore});
  EXPECT_THROW(FeatureStore(files_, names_, 5), Error);  // nothing labelled
}

}  // namespace
}  // namespace perpixel
