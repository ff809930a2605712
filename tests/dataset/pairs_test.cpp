#include "dataset/pairs.h"

#include <gtest/gtest.h>

#include "dataset/small_set.h"

namespace perpixel {
namespace {

PairListing pair_up(const SmallSet& set, const MateRule& rule = {}) {
  PairListing listing{.name = "x train", .root = set.root()};
  pair_files(listing, set.at("i"), list_pictures(set.at("i")), set.at("m"), list_pictures(set.at("m")), rule);
  return listing;
}

TEST(Pairs, ListsPicturesOnlyInNaturalOrder) {
  const SmallSet set;
  for (const char* name : {"i/s10.png", "i/s9.png", "i/.hidden.png", "i/sub/a.jpg", "i/.git/x.png"})
    set.picture(name);
  set.text("i/notes.txt", "x");
  EXPECT_EQ(list_pictures(set.at("i")), (std::vector<std::filesystem::path>{
                                            set.at("i/s9.png"), set.at("i/s10.png"), set.at("i/sub/a.jpg")}));
  EXPECT_EQ(error_of([&] { list_pictures(set.at("none")); }).code(), ErrorCode::dataset_layout);
}

TEST(Pairs, MatesHaveTheSameStemBelowTheirFolders) {
  const SmallSet set;
  set.pair("i/a/1.jpg", "m/a/1.png");
  set.pair("i/b/1.jpg", "m/b/1.png");
  const PairListing listing = pair_up(set);
  ASSERT_EQ(listing.pairs.size(), 2u);
  EXPECT_EQ(listing.pairs[1].name, "b/1");
  EXPECT_EQ(listing.pairs[1].mask, set.at("m/b/1.png"));
}

TEST(Pairs, UsualEndingsAndBeginningsAreUnderstood) {
  for (const auto& [picture, mask] :
       std::vector<std::pair<std::string, std::string>>{{"x1.jpg", "x1_mask.png"},
                                                        {"x1.png", "x1_L.png"},
                                                        {"image_1.png", "mask_1.png"},
                                                        {"c_0000.png", "c.png"},
                                                        {"a_leftImg8bit.png", "a_labelIds.png"},
                                                        {"image1.png", "label1.png"}}) {
    const SmallSet set;
    set.pair("i/" + picture, "m/" + mask);
    EXPECT_EQ(pair_up(set).pairs.size(), 1u) << picture;
    EXPECT_EQ(dataset_of(pair_up(set)).load == nullptr, false);
  }
}

TEST(Pairs, GivenSuffixesAreExact) {
  const SmallSet set;
  set.pair("i/a_rgb.png", "m/a_truth.png");
  EXPECT_EQ(pair_up(set).pairs.size(), 0u);
  EXPECT_EQ(pair_up(set, {"_rgb", "_truth", true}).pairs.size(), 1u);
}

TEST(Pairs, MissingMatesAreNamedInBothDirections) {
  const SmallSet set;
  set.pair("i/ok.png", "m/ok.png");
  for (const char* name : {"i/p1.png", "i/p2.png", "i/p3.png", "i/p4.png"}) set.picture(name);
  set.mask("m/q.png", {0});
  const Error error = error_of([&] { dataset_of(pair_up(set)); });
  EXPECT_EQ(error.code(), ErrorCode::missing_mate);
  const std::string what = error.what();
  EXPECT_TRUE(holds(what, "4 pictures have no mask")) << what;
  for (const char* name : {"i/p1.png", "i/p2.png", "i/p3.png"})
    EXPECT_TRUE(holds(what, set.at(name).string())) << what;
  EXPECT_FALSE(holds(what, "p4.png"));
  EXPECT_TRUE(holds(what, "1 mask has no picture (" + set.at("m/q.png").string() + ")")) << what;
}

TEST(Pairs, TwoPicturesOfOneNameAreRefused) {
  const SmallSet set;
  set.pair("i/a.png", "m/a.png");
  set.picture("i/a.jpg");
  const Error error = error_of([&] { pair_up(set); });
  EXPECT_EQ(error.code(), ErrorCode::dataset_layout);
  EXPECT_TRUE(holds(error.what(), "have the same name without extension")) << error.what();
}

TEST(Pairs, NothingIsAnEmptyDataSet) {
  const SmallSet set;
  std::filesystem::create_directories(set.at("i"));
  std::filesystem::create_directories(set.at("m"));
  const Error error = error_of([&] { dataset_of(pair_up(set)); });
  EXPECT_EQ(error.code(), ErrorCode::dataset_empty);
  EXPECT_TRUE(holds(error.what(), "x train: no pictures in")) << error.what();
}

TEST(Pairs, LoadsPictureAndLabels) {
  const SmallSet set;
  set.pair("i/a.png", "m/a.png", {0, 1, 255});
  const ClassList classes = class_list_of({"x", "y"});
  const Example example = load_pair({"a", set.at("i/a.png"), set.at("m/a.png")}, classes);
  EXPECT_EQ(example.name, "a");
  EXPECT_EQ(example.image, read_image(set.at("i/a.png")));
  ASSERT_TRUE(example.labels);
  EXPECT_EQ(example.labels->at(0, 1), 1);
  EXPECT_EQ(example.labels->at(0, 2), kIgnore);
}

TEST(Pairs, DifferentSizesAreNamed) {
  const SmallSet set;
  set.picture("i/a.png", 4, 6);
  set.mask("m/a.png", {0}, 6, 6);
  const Error error =
      error_of([&] { load_pair({"a", set.at("i/a.png"), set.at("m/a.png")}, class_list_of({"x"})); });
  EXPECT_EQ(error.code(), ErrorCode::size_mismatch);
  EXPECT_EQ(error.what(), set.at("i/a.png").string() + " is 6x4, but its mask " + set.at("m/a.png").string() +
                              " is 6x6 (width x height)");
}

TEST(Pairs, IndexedMasksCountByIndexOrByColour) {
  const SmallSet set;
  set.picture("i/a.png", 1, 2);
  Image indices(1, 2, 1);
  indices.at(0, 1, 0) = 1;
  const std::vector<Rgb> palette{{10, 0, 0}, {0, 20, 0}};
  const Bytes png = encode_png(indices, palette);
  set.text("m/a.png", std::string(png.begin(), png.end()));
  const Pair pair{"a", set.at("i/a.png"), set.at("m/a.png")};
  EXPECT_EQ(load_pair(pair, class_list_of({"x", "y"})).labels->ids, (std::vector<ClassId>{0, 1}));
  ClassList colors = class_list_of({"x", "y"});
  colors.by_color = true;
  colors.classes[0].color = palette[1];
  colors.classes[1].color = palette[0];
  EXPECT_EQ(load_pair(pair, colors).labels->ids, (std::vector<ClassId>{1, 0}));
}

/// A JPEG with an EXIF segment that says: turn by 90 degrees (orientation 6).
Bytes turned_jpeg(const Image& image) {
  const Bytes plain = encode_jpeg(image, 95);
  const std::uint8_t exif[] = {0xFF, 0xE1, 0,    34,   'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
                               0,    1,    0x01, 0x12, 0,   3,   0,   0,   0, 1, 0,   6,   0, 0,  0, 0, 0, 0};
  Bytes bytes(plain.begin(), plain.begin() + 2);
  bytes.insert(bytes.end(), std::begin(exif), std::end(exif));
  bytes.insert(bytes.end(), plain.begin() + 2, plain.end());
  return bytes;
}

// The mask's size says whether it was drawn on the stored or on the upright picture.
TEST(Pairs, ExifTurnsThePictureUnlessTheMaskIsUnturned) {
  const SmallSet set;
  const Bytes jpeg = turned_jpeg(Image(8, 16, 3));
  set.text("i/a.jpg", std::string(jpeg.begin(), jpeg.end()));
  const ClassList classes = class_list_of({"x"});
  set.mask("m/stored.png", {0}, 8, 16);
  set.mask("m/upright.png", {0}, 16, 8);
  EXPECT_EQ(load_pair({"a", set.at("i/a.jpg"), set.at("m/stored.png")}, classes).image.height(), 8);
  EXPECT_EQ(load_pair({"a", set.at("i/a.jpg"), set.at("m/upright.png")}, classes).image.height(), 16);
  EXPECT_EQ(load_pair({"a", set.at("i/a.jpg"), ""}, classes).image.height(), 16);
}

}  // namespace
}  // namespace perpixel
