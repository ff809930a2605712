#include "file/beneath.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "error/error.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

/// What lies beside a model is tested in tests/onnx/external_data_test.cpp; here the call itself.
class Beneath : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("perpixel_beneath_" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "a");
    write_file_atomically(folder_ / "a" / "b", std::string_view("text"));
    write_file_atomically(folder_ / "empty", std::string_view(""));
  }
  void TearDown() override { fs::remove_all(folder_); }

  ErrorCode refusal(const fs::path& folder, const std::string& relative) {
    try {
      map_file_beneath(folder, relative);
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::internal;
  }

  fs::path folder_;
};

TEST_F(Beneath, MapsFilesOfTheFolder) {
  const MappedFile mapped = map_file_beneath(folder_, "a/b");
  EXPECT_EQ(std::string(mapped.bytes().begin(), mapped.bytes().end()), "text");
  EXPECT_TRUE(map_file_beneath(folder_, "empty").bytes().empty());
  EXPECT_EQ(map_file_beneath(folder_ / "a", "b").bytes().size(), 4u);
}

TEST_F(Beneath, RefusesWhatLeavesIt) {
  EXPECT_EQ(refusal(folder_ / "a", "../empty"), ErrorCode::file_unreadable);
  EXPECT_EQ(refusal(folder_, (folder_ / "empty").string()), ErrorCode::file_unreadable);
  EXPECT_EQ(refusal(folder_, "none"), ErrorCode::file_not_found);
  EXPECT_EQ(refusal(folder_ / "none", "b"), ErrorCode::file_not_found);
  EXPECT_EQ(refusal(folder_, ""), ErrorCode::file_not_found);
}

}  // namespace
}  // namespace perpixel
