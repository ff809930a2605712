#include "dataset/statistics.h"

#include <gtest/gtest.h>

#include "dataset/small_set.h"

namespace perpixel {
namespace {

// By hand: freq = 10/20, 10/40, 5/50 = .5, .25, .1; median .25; weights .5, 1, 2.5. A class that never
// occurs: 0.
TEST(MedianFrequency, OddNumberOfClasses) {
  EXPECT_EQ(median_frequency_weights({10, 10, 5, 0}, {20, 40, 50, 0}), (std::vector<double>{0.5, 1, 2.5, 0}));
}

// By hand: freq = .5, .25; median .375; weights .75, 1.5.
TEST(MedianFrequency, EvenNumberTakesTheMiddle) {
  EXPECT_EQ(median_frequency_weights({10, 10}, {20, 40}), (std::vector<double>{0.75, 1.5}));
  EXPECT_EQ(median_frequency_weights({0, 0}, {0, 0}), (std::vector<double>{0, 0}));
}

// By hand: masks of 24 pixels; a: 12 x 0, 12 x 1; b: 12 x 1, 12 void. freq = 12/24 and 24/48: both weights
// are 1.
TEST(Statistics, PixelsPicturesSharesAndSizes) {
  const SmallSet set;
  set.pair("images/a.png", "masks/a.png", {0, 1});
  set.pair("images/b.png", "masks/b.png", {1, 255});
  set.text("classes.yaml", "classes: [x, y, z]\n");
  for (const int threads : {1, 3}) {
    const DataStatistics s = statistics_of(open_dataset(set.spec("folder"), "all"), {.threads = threads});
    EXPECT_EQ(s.pictures_of_class, (std::vector<std::vector<std::int64_t>>{{0}, {0, 1}, {}}));
    EXPECT_EQ(s.pictures, 2u);
    EXPECT_EQ(s.pixels, 48u);
    EXPECT_EQ(s.void_pixels, 12u);
    ASSERT_EQ(s.classes.size(), 3u);
    EXPECT_EQ(s.classes[0], (ClassStatistics{"x", 12, 1, 24, 12.0 / 36, 1}));
    EXPECT_EQ(s.classes[1].pixels, 24u);
    EXPECT_EQ(s.classes[1].pictures, 2u);
    EXPECT_EQ(s.classes[1].pixels_of_pictures, 48u);
    EXPECT_EQ(s.classes[2], (ClassStatistics{"z", 0, 0, 0, 0, 0}));
    EXPECT_EQ(s.sizes, (std::vector<std::pair<PictureSize, std::size_t>>{{{4, 6}, 2}}));
    EXPECT_EQ(s.mean.size(), 3u);
  }
}

// Property: the result does not depend on the number of threads, to the last bit.
TEST(Statistics, AreTheSameForAnyNumberOfThreads) {
  const Dataset data = open_dataset("scenes:count=12,size=32", "train");
  const DataStatistics one = statistics_of(data, {.threads = 1}), four = statistics_of(data, {.threads = 4});
  EXPECT_EQ(one.mean, four.mean);
  EXPECT_EQ(one.deviation, four.deviation);
  EXPECT_EQ(one.classes, four.classes);
  EXPECT_EQ(statistics_json(one), statistics_json(four));
}

TEST(Statistics, ClassificationCountsPictures) {
  const SmallSet set;
  for (const char* name : {"train/a/1.png", "train/a/2.png", "train/b/1.png", "val/a/9.png"})
    set.picture(name);
  const DataStatistics s = statistics_of(open_dataset(set.spec("imagenet"), "train"));
  EXPECT_EQ(s.classes[0].pictures, 2u);
  EXPECT_EQ(s.classes[1].pictures, 1u);
}

TEST(Statistics, TextNamesClassesAndWeights) {
  const SmallSet set;
  set.pair("images/a.png", "masks/a.png", {0, 1});
  const std::string text = statistics_text(statistics_of(open_dataset(set.spec("folder"), "all")));
  EXPECT_TRUE(holds(text, "class_1")) << text;
  EXPECT_TRUE(holds(text, "6x4: 1")) << text;
  EXPECT_TRUE(holds(text, "1.0000")) << text;
}

// By hand: two RGBA files and one grey: three channels and no alpha. Four channels of a TIFF are all real.
TEST(Statistics, ChannelsAreThoseOfMostPicturesWithoutAlpha) {
  const SmallSet set;
  const auto channels = [&] {
    const DataStatistics s = statistics_of(open_dataset(set.spec("folder"), "all"));
    EXPECT_TRUE(holds(statistics_json(s), "\"channels\": " + std::to_string(s.channels)));
    return s.channels;
  };
  for (const char* name : {"a", "b"}) {
    set.image(std::string("images/") + name + ".png", Image(4, 6, 4));
    set.mask(std::string("masks/") + name + ".png", {0, 1});
  }
  set.image("images/c.png", Image(4, 6, 1));
  set.mask("masks/c.png", {0, 1});
  EXPECT_EQ(channels(), 3);
  std::filesystem::remove_all(set.at("images"));
  for (const char* name : {"a", "b", "c"}) {
    const Bytes tiff = encode_tiff(Image(4, 6, 4));
    set.text(std::string("images/") + name + ".tif", std::string(tiff.begin(), tiff.end()));
  }
  EXPECT_EQ(channels(), 4);
  EXPECT_EQ(statistics_of(open_dataset("scenes:count=2,size=32", "train")).channels, 3);
}

}  // namespace
}  // namespace perpixel
