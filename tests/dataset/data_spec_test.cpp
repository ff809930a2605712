#include <gtest/gtest.h>

#include "dataset/dataset.h"
#include "dataset/small_set.h"

namespace perpixel {
namespace {

using Options = std::vector<std::pair<std::string, std::string>>;

TEST(DataSpec, KindPathAndOptions) {
  const DataSpec spec = parse_data_spec("folder:/a/b,val=20-23,images=x");
  EXPECT_EQ(spec.kind, "folder");
  EXPECT_EQ(spec.path, "/a/b");
  EXPECT_EQ(spec.options, (Options{{"val", "20-23"}, {"images", "x"}}));
  EXPECT_EQ(*spec.option("val"), "20-23");
  EXPECT_EQ(spec.option("none"), nullptr);
}

TEST(DataSpec, PathsMayHoldCommasEqualsAndColons) {
  EXPECT_EQ(parse_data_spec("voc:/a,b/c=d").path, "/a,b/c=d");
  EXPECT_EQ(parse_data_spec("voc:/a:b,year=2011").path, "/a:b");
}

TEST(DataSpec, ScenesNeedNoPath) {
  EXPECT_EQ(parse_data_spec("scenes").kind, "scenes");
  EXPECT_EQ(parse_data_spec("scenes:").options, Options{});
  EXPECT_EQ(parse_data_spec("scenes:seed=3,count=5").options, (Options{{"seed", "3"}, {"count", "5"}}));
  EXPECT_THROW(parse_data_spec("scenes:seed"), Error);
}

TEST(DataSpec, YamlFiles) {
  const DataSpec spec = parse_data_spec("dir/my.yaml,missing=skip");
  EXPECT_EQ(spec.kind, "yaml");
  EXPECT_EQ(spec.path, "dir/my.yaml");
  EXPECT_EQ(spec.options, (Options{{"missing", "skip"}}));
  EXPECT_EQ(parse_data_spec("x.yml").kind, "yaml");
}

TEST(DataSpec, MistakesAreNamed) {
  const auto refused = [](const std::string& text) { return error_of([&] { parse_data_spec(text); }); };
  const Error kind = refused("camvd:/x");
  EXPECT_EQ(kind.code(), ErrorCode::bad_value);
  EXPECT_STREQ(kind.what(), "unknown kind of data \"camvd\"");
  EXPECT_TRUE(holds(kind.hint(), "did you mean `camvid`?")) << kind.hint();
  EXPECT_TRUE(holds(refused("/tmp").hint(), "folder:/tmp")) << refused("/tmp").hint();
  EXPECT_TRUE(holds(refused("voc:").what(), "no path"));
  EXPECT_TRUE(holds(refused("voc:/x,year=1,year=2").what(), "`year` given twice"));
  EXPECT_TRUE(holds(refused("voc:/x,year=1,oops").what(), "\"oops\" is no key=value"));
  EXPECT_TRUE(holds(refused("voc:/x,=1").what(), "an option without name"));
}

}  // namespace
}  // namespace perpixel
