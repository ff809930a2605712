#include "weights/safetensors_header.h"

#include <gtest/gtest.h>

#include "error/error.h"

namespace perpixel {
namespace {

SafetensorsHeader parse(const std::string& json, std::uint64_t data_bytes) {
  return parse_safetensors_header(json, data_bytes, "w");
}

std::string refusal(const std::string& json, std::uint64_t data_bytes) {
  try {
    parse(json, data_bytes);
  } catch (const Error& error) {
    EXPECT_TRUE(error.code() == ErrorCode::weights_corrupt || error.code() == ErrorCode::unsupported);
    return error.what();
  }
  return "accepted";
}

TEST(SafetensorsHeader, EntriesComeInTheOrderOfTheirBytes) {
  const auto header =
      parse(R"({"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]},"__metadata__":{"format":"pt"},
    "a":{"data_offsets":[0,4],"shape":[],"dtype":"I32"},"c":{"dtype":"U8","shape":[0,3],"data_offsets":[12,12]}}  )",
            12);
  ASSERT_EQ(header.entries.size(), 3u);
  EXPECT_EQ(header.entries[0].name, "a");
  EXPECT_EQ(header.entries[1].shape, Shape{2});
  EXPECT_EQ(header.entries[2].type, DType::u8);
  EXPECT_EQ(header.metadata.at("format"), "pt");
}

// The rules of the format, one by one. The text names the tensor.
TEST(SafetensorsHeader, RefusesWhatTheFormatForbids) {
  const auto entry = [](const char* shape, const char* offsets, const char* type = "F32") {
    return std::string(R"({"dtype":")") + type + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets +
           "}";
  };
  const auto one = [&](const std::string& text) { return R"({"a":)" + text + "}"; };
  const std::string good = entry("[1]", "[0,4]");
  EXPECT_EQ(refusal(one(good), 4), "accepted");
  EXPECT_EQ(refusal(R"({"a":)" + good + R"(,"a":)" + good + "}", 4), "w: two tensors are called \"a\"");
  EXPECT_EQ(refusal(R"({"a":)" + good + R"(,"b":)" + entry("[1]", "[2,6]") + "}", 6),
            "w: tensor \"b\" claims bytes [2, 6) of 6, expected them to begin at 4");  // overlap
  EXPECT_EQ(refusal(R"({"a":)" + good + R"(,"b":)" + entry("[1]", "[5,9]") + "}", 9),
            "w: tensor \"b\" claims bytes [5, 9) of 9, expected them to begin at 4");  // hole
  EXPECT_EQ(refusal(one(good), 5), "w: 1 bytes after the last tensor belong to nothing");
  EXPECT_EQ(refusal(one(entry("[2]", "[0,4]")), 4),
            "w: tensor \"a\" of shape [2] and type f32 does not fill its bytes [0, 4)");
  EXPECT_EQ(refusal(one(entry("[1]", "[4,0]")), 4),
            "w: tensor \"a\" claims bytes [4, 0) of 4, expected them to begin at 0");
  EXPECT_EQ(refusal(one(entry("[1]", "[0,8]")), 4),
            "w: tensor \"a\" claims bytes [0, 8) of 4, expected them to begin at 0");
  EXPECT_EQ(refusal(one(entry("[4611686018427387904,4611686018427387904,0]", "[0,0]")), 0),
            "w: tensor \"a\" of shape [4611686018427387904, 4611686018427387904, 0] and type f32 does not "
            "fill its bytes [0, 0)");
  EXPECT_EQ(refusal(one(entry("[9223372036854775808]", "[0,4]")), 4),
            "w: \"a\" holds the number 9223372036854775808");
  EXPECT_EQ(refusal(one(entry("[-1]", "[0,4]")), 4), "w: \"a\" holds the number -1");
  EXPECT_EQ(refusal(one(entry("[1.0]", "[0,4]")), 4), "w: \"a\" holds the number 1.0");
  EXPECT_EQ(refusal(one(entry("[1]", "[0]")), 4), "w: \"a\" needs two data_offsets");
  EXPECT_EQ(refusal(one(entry("[[1]]", "[0,4]")), 4), "w: \"a\" holds a list where the format has none");
  EXPECT_EQ(refusal(one(entry("1", "[0,4]")), 4), "w: \"a\" holds the number 1");
  EXPECT_EQ(refusal(one(entry("null", "[0,4]")), 4), "w: \"a\" holds null");
  EXPECT_EQ(refusal(one(entry("[1]", "[0,4]", "F8_E4M3")), 4),
            "w: tensor \"a\" has elements of type F8_E4M3");
  EXPECT_EQ(refusal(one(R"({"dtype":"F32","shape":[1]})"), 4),
            "w: \"a\" needs dtype, shape and data_offsets");
  EXPECT_EQ(refusal(one(R"({"dtype":"F32","dtype":"F32"})"), 4), "w: \"a\" has \"dtype\" twice");
  EXPECT_EQ(refusal(one(R"({"more":1})"), 4), "w: \"a\" has an unknown field \"more\"");
  EXPECT_EQ(refusal(one("[1]"), 4), "w: \"a\" holds a list where the format has none");
  EXPECT_EQ(refusal(one("7"), 4), "w: \"a\" holds the number 7");
  EXPECT_EQ(refusal(R"({"__metadata__":{"n":1}})", 0), "w: \"__metadata__\" holds the number 1");
  EXPECT_EQ(refusal("[]", 0), "w: the header does not begin with {");
  EXPECT_EQ(refusal("", 0), "w: the header does not begin with {");
  EXPECT_EQ(refusal("{} x", 0), "w: the header is no JSON at byte 12");
}

// What the parser would not see, and what would only be repeated in the message.
TEST(SafetensorsHeader, HiddenBytesAndAbsurdLists) {
  EXPECT_EQ(refusal(std::string("{}\0\0", 4), 0), "w: the header is no JSON at byte 10");
  EXPECT_EQ(refusal(std::string("{}\0{\"hidden\":1}", 15), 0), "w: the header is no JSON at byte 10");
  const auto of_shape = [](const std::string& shape, const std::string& name = "a") {
    return R"({")" + name + R"(":{"dtype":"U8","shape":[)" + shape + R"(],"data_offsets":[0,1]}})";
  };
  std::string ones = "1";
  for (int axis = 1; axis < 64; ++axis) ones += ",1";
  EXPECT_EQ(refusal(of_shape(ones), 1), "accepted");
  EXPECT_EQ(refusal(of_shape(ones + ",1"), 1), "w: \"a\" lists more than 64 numbers");
  EXPECT_LT(refusal(of_shape("2", std::string(1'000'000, 'n')), 1).size(), 500u);
  // An empty tensor whose other axis does not fit in 62 bits.
  EXPECT_EQ(refusal(R"({"a":{"dtype":"U8","shape":[9223372036854775807,0],"data_offsets":[0,0]}})", 0),
            "w: tensor \"a\" of shape [9223372036854775807, 0] and type u8 does not fill its bytes [0, 0)");
}

// Ten million opening brackets must neither exhaust the stack nor be read to the end.
TEST(SafetensorsHeader, DeepNestingEndsAtOnce) {
  EXPECT_EQ(refusal(R"({"a":)" + std::string(10'000'000, '['), 0),
            "w: \"a\" holds a list where the format has none");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += R"({"a":)";
  EXPECT_NE(refusal(objects, 0), "accepted");
}

TEST(SafetensorsHeader, TextIsPaddedAndReadsBack) {
  const SafetensorsHeader header{.entries = {{"weight \"1\"\n", DType::bf16, {2, 3}, 0, 12}},
                                 .metadata = {{"k", "v"}}};
  const std::string text = safetensors_header_text(header);
  EXPECT_EQ(text.size() % 8, 0u);
  const SafetensorsHeader back = parse(text, 12);
  EXPECT_EQ(back.entries.at(0).name, header.entries[0].name);
  EXPECT_EQ(back.entries.at(0).type, DType::bf16);
  EXPECT_EQ(back.metadata, header.metadata);
}

TEST(SafetensorsHeader, NamesMustBeUtf8) {
  EXPECT_THROW(safetensors_header_text({.entries = {{"\xff", DType::u8, {0}, 0, 0}}}), Error);
}

}  // namespace
}  // namespace perpixel
