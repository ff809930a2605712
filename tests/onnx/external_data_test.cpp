#include "onnx/external_data.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <filesystem>

#include "file/file.h"
#include "onnx/messages.h"

namespace perpixel::onnx {
namespace {

namespace fs = std::filesystem;

/// A folder with w.data (the floats 1, 2, 3, 4) in it, and secret.data beside the folder.
class ExternalData : public testing::Test {
 protected:
  void SetUp() override {
    outer_ = fs::temp_directory_path() / ("perpixel_external_" + std::to_string(::getpid()));
    folder_ = outer_ / "model";
    fs::create_directories(folder_ / "sub");
    write(folder_ / "w.data");
    write(folder_ / "sub" / "v.data");
    write(outer_ / "secret.data");
  }
  void TearDown() override { fs::remove_all(outer_); }

  static void write(const fs::path& path) {
    const std::vector<float> values{1, 2, 3, 4};
    write_file_atomically(path, {reinterpret_cast<const std::uint8_t*>(values.data()), 16});
  }

  static ModelMessage outside(const std::string& location, std::uint64_t offset, std::uint64_t length,
                              Shape shape) {
    ModelMessage message = model(17, {});
    message.graph.initializers = {{.name = "w",
                                   .external_location = location,
                                   .external_offset = offset,
                                   .external_length = length,
                                   .external_shape = std::move(shape)}};
    return message;
  }

  std::vector<float> loaded(const std::string& location, std::uint64_t offset, std::uint64_t length,
                            Shape shape) {
    ModelMessage message = outside(location, offset, length, std::move(shape));
    load_external_data(message, folder_);
    const auto values = message.graph.initializers[0].tensor.floats();
    return {values.begin(), values.end()};
  }

  std::string refusal(const std::string& location, std::uint64_t offset = 0, std::uint64_t length = 0,
                      Shape shape = {1}) {
    return refused([&] { loaded(location, offset, length, shape); });
  }

  fs::path outer_, folder_;
};

TEST_F(ExternalData, RangesOfFilesInTheFolder) {
  EXPECT_EQ(loaded("w.data", 0, 16, {2, 2}), (std::vector<float>{1, 2, 3, 4}));
  EXPECT_EQ(loaded("w.data", 4, 8, {2}), (std::vector<float>{2, 3}));
  EXPECT_EQ(loaded("w.data", 8, 0, {2}), (std::vector<float>{3, 4}));
  EXPECT_EQ(loaded("sub/v.data", 0, 4, {1}), (std::vector<float>{1}));
  EXPECT_EQ(loaded("w.data", 16, 0, {0}), std::vector<float>{});
}

// Bytes 1..4 of 1.0f, 2.0f = 00 00 80 3F | 00 00 00 40 are 00 80 3F 00: 0x003F8000.
TEST_F(ExternalData, UnalignedRangesAreCopied) {
  ModelMessage message = outside("w.data", 1, 4, {1});
  load_external_data(message, folder_);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(message.graph.initializers[0].tensor.floats()[0]), 0x003F8000u);
}

TEST_F(ExternalData, RangesThatDoNotFit) {
  EXPECT_NE(refusal("w.data", 0, 8, {1}).find("has 8 bytes for shape [1]"), std::string::npos);
  EXPECT_NE(refusal("w.data", 0, 0, {5}).find("claims 20 bytes from 0 on, the file has 16"),
            std::string::npos);
  EXPECT_NE(refusal("w.data", UINT64_MAX, 4, {1}).find("the file has 16"), std::string::npos);
  EXPECT_EQ(refusal("w.data", 13, 0, {1}).substr(0, 5), "E0503");
}

// 100 tensors over one file of 4 MB, under different spellings of its name: at first 16 MiB, then four times
// it.
TEST_F(ExternalData, OneFileForManyTensorsIsBounded) {
  const std::vector<std::uint8_t> large(4 << 20, 0);
  write_file_atomically(folder_ / "large.data", large);
  const auto shared_by = [&](int count) {
    ModelMessage message = model(17, {});
    std::string location = "large.data";
    for (int i = 0; i < count; ++i, location = "./" + location)
      message.graph.initializers.push_back({.name = "w" + std::to_string(i),
                                            .external_location = location,
                                            .external_offset = 1,
                                            .external_shape = {(1 << 20) - 1}});
    return refused([&] { load_external_data(message, folder_); });
  };
  EXPECT_EQ(shared_by(8), "");
  EXPECT_EQ(shared_by(100).substr(0, 5), "E0503");
  EXPECT_NE(shared_by(100).find("tensor \"w8\" in ././././././././large.data and those before it"),
            std::string::npos);
}

TEST_F(ExternalData, NothingOutsideOfTheFolder) {
  fs::create_symlink(outer_ / "secret.data", folder_ / "link.data");
  fs::create_symlink("w.data", folder_ / "near.data");
  fs::create_directory_symlink(outer_, folder_ / "up");
  for (const std::string& location : {std::string("../secret.data"), std::string("sub/../../secret.data"),
                                      (outer_ / "secret.data").string(), std::string("link.data"),
                                      std::string("up/secret.data"), std::string("near.data")}) {
    const std::string said = refusal(location);
    EXPECT_EQ(said.substr(0, 5), "E0102") << location << ": " << said;
  }
  EXPECT_EQ(refusal("missing.data").substr(0, 5), "E0101");
  EXPECT_EQ(refusal("sub").substr(0, 5), "E0102");  // a folder
  EXPECT_EQ(refusal(std::string("w.data\0x", 8)).substr(0, 5), "E0101");
}

TEST_F(ExternalData, APipeDoesNotBlock) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(refusal("pipe").substr(0, 5), "E0102");
}

TEST_F(ExternalData, TensorsOfFunctions) {
  const TensorMessage outer = outside("w.data", 4, 8, {2}).graph.initializers[0];
  AttributeMessage held{.name = "value", .kind = AttributeMessage::Kind::tensor};
  held.tensor = outer;
  ModelMessage message = model(17, {});
  message.functions = {function("f", {}, {"b"}, {node("Constant", {}, {"b"}, {held})})};
  message.functions[0].defaults = {held};
  EXPECT_NE(refused([&] { require_no_external_data(message); }).find("without its folder"),
            std::string::npos);
  load_external_data(message, folder_);
  EXPECT_EQ(message.functions[0].nodes[0].attributes[0].tensor.tensor.floats()[1], 3);
  EXPECT_EQ(message.functions[0].defaults[0].tensor.tensor.floats()[0], 2);
}

TEST_F(ExternalData, ModelsGivenAsBytesHaveNoFolder) {
  EXPECT_NE(
      refused([] { require_no_external_data(outside("w.data", 0, 0, {1})); }).find("without its folder"),
      std::string::npos);
}

}  // namespace
}  // namespace perpixel::onnx
