#include <gtest/gtest.h>

#include <set>
#include <string>

#include "config/config.h"

namespace perpixel {
namespace {

TEST(Schema, EveryDefaultIsAValueOfItsOwnKey) {
  for (const auto& key : config_schema()) {
    Config config;
    EXPECT_NO_THROW(config.set(key.name, key.standard, "test")) << key.name;
    EXPECT_EQ(config, Config()) << key.name;
  }
}

TEST(Schema, NamesAreUniqueSectionsAreTogetherAndMeaningsAreSentences) {
  std::set<std::string> names, closed;
  std::string section;
  for (const auto& key : config_schema()) {
    const std::string name = key.name, meaning = key.meaning;
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_TRUE(meaning.ends_with(".")) << name;
    const auto dot = name.find('.');
    const std::string own = dot == std::string::npos ? name : name.substr(0, dot);
    if (own != section) {
      EXPECT_TRUE(closed.insert(own).second) << name;
    }
    section = own;
  }
}

}  // namespace
}  // namespace perpixel
