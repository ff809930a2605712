#include "error/error.h"

#include <gtest/gtest.h>

#include <fstream>

namespace perpixel {
namespace {

const std::vector<std::string> kModels{"fcn32s", "fcn16s", "fcn8s", "segnet", "unet", "deeplab"};

TEST(Error, CarriesCodeTextAndHint) {
  const Error error(ErrorCode::label_not_in_table, "a.png: value 42 at (3, 7)", "add 42 to the label table");
  EXPECT_EQ(error.code(), ErrorCode::label_not_in_table);
  EXPECT_STREQ(error.what(), "a.png: value 42 at (3, 7)");
  EXPECT_EQ(error.hint(), "add 42 to the label table");
  EXPECT_EQ(Error(ErrorCode::disk_full, "x").hint(), "");
}

TEST(Error, CodesHaveFourDigits) {
  EXPECT_EQ(error_code_text(ErrorCode::file_not_found), "E0101");
  EXPECT_EQ(error_code_text(ErrorCode::label_not_in_table), "E0203");
  EXPECT_EQ(error_code_text(ErrorCode::no_device), "E0702");
}

TEST(NearestName,
     FindsTypos) {  // by hand: one substitution, one insertion, one deletion, a swap (two edits of six)
  EXPECT_EQ(nearest_name("fcn32x", kModels), "fcn32s");
  EXPECT_EQ(nearest_name("unnet", kModels), "unet");
  EXPECT_EQ(nearest_name("segnt", kModels), "segnet");
  EXPECT_EQ(nearest_name("sgenet", kModels), "segnet");
}

TEST(NearestName, AnExactNameWins) {
  for (const std::string& model : kModels) EXPECT_EQ(nearest_name(model, kModels), model);
}

TEST(NearestName, FarNamesAreNone) {
  EXPECT_EQ(nearest_name("transformer", kModels), "");
  EXPECT_EQ(nearest_name("", kModels), "");
  EXPECT_EQ(nearest_name("fcn8s", {}), "");
}

TEST(NearestName, TiesGoToTheEarlier) {  // "abe" is one edit from both
  const std::vector<std::string> names{"abc", "abd"};
  EXPECT_EQ(nearest_name("abe", names), "abc");
}

TEST(DidYouMean, NamesTheNearestOrListsTheKnown) {
  EXPECT_EQ(did_you_mean("fcn8", kModels), "did you mean `fcn8s`?");
  EXPECT_EQ(did_you_mean("transformer", kModels), "known: fcn32s, fcn16s, fcn8s, segnet, unet, deeplab");
}

TEST(DidYouMean, ListsAtMostTwelve) {
  std::vector<std::string> names;
  for (char c = 'a'; c <= 'z'; ++c) names.emplace_back(8, c);
  const std::string text = did_you_mean("0123456789", names);
  EXPECT_NE(text.find("llllllll, ..."), std::string::npos) << text;
  EXPECT_EQ(text.find("mmmmmmmm"), std::string::npos) << text;
}

// The table of docs/errors.md is the list of codes.
TEST(DefaultHint, EveryDocumentedCodeHasOne) {
  std::ifstream table(PERPIXEL_SOURCE_DIR "/docs/errors.md");
  int codes = 0;
  for (std::string line; std::getline(table, line);) {
    if (!line.starts_with("| E0")) continue;
    const auto code = static_cast<ErrorCode>(std::stoi(line.substr(3, 4)));
    EXPECT_FALSE(default_hint(code).empty()) << line;
    EXPECT_NE(default_hint(code), default_hint(static_cast<ErrorCode>(9999))) << line;
    ++codes;
  }
  EXPECT_GE(codes, 31);
}

TEST(Shortened, KeepsBothEndsAndWholeCharacters) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("0123456789", 9), "0123...89");  // by hand: six bytes stay, two thirds of them in front
  const std::string cut = shortened(std::string(5000, 'x'));
  EXPECT_EQ(cut.size(), 200u);
  std::string umlauts;
  for (int i = 0; i < 100; ++i) umlauts += "\xC3\xBC";
  for (std::size_t most = 4; most < 40; ++most) {
    const std::string text = shortened(umlauts, most);
    EXPECT_LE(text.size(), most);
    EXPECT_EQ(text.find("\xBC\xBC"), std::string::npos) << text;
    EXPECT_EQ(text.find("\xC3."), std::string::npos) << text;
    EXPECT_EQ(text.find(".\xBC"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace perpixel
