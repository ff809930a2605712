#include "onnx/copy_model.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "file/file.h"
#include "onnx/import.h"
#include "onnx/messages.h"
#include "onnx/write_message.h"

namespace perpixel::onnx {
namespace {

namespace fs = std::filesystem;

class CopyModel : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("perpixel_copy_" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "from" / "sub");
    const std::vector<float> values(16, 2.f);
    write_file_atomically(folder_ / "from" / "sub" / "w.data",
                          {reinterpret_cast<const std::uint8_t*>(values.data()), 64});
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// Conv 1x1 whose weight lies in the file `location`.
  fs::path written(const std::string& location) {
    ModelMessage message = model(17, {node("Conv", {"x", "w"}, {"y"})});
    message.graph.initializers = {
        {.name = "w", .external_location = location, .external_shape = {4, 4, 1, 1}}};
    const fs::path file = folder_ / "from" / "m.onnx";
    write_file_atomically(file, model_bytes(message));
    return file;
  }

  fs::path folder_;
};

TEST_F(CopyModel, TheFilesBesideItComeAlong) {
  const fs::path from = written("sub/w.data"), to = folder_ / "to" / "n.onnx";
  copy_model(from, to);
  EXPECT_EQ(read_file(to), read_file(from));
  fs::remove_all(folder_ / "from");
  EXPECT_EQ(read_onnx(to).weights.at("w").floats()[15], 2);
  EXPECT_NO_THROW(copy_model(to, to));
  EXPECT_EQ(read_onnx(to).weights.at("w").floats()[15], 2);
}

TEST_F(CopyModel, NothingIsWrittenOutsideTheFolder) {
  write_file_atomically(folder_ / "secret", std::string_view("mine"));
  EXPECT_NE(refused([&] { copy_model(written("../secret"), folder_ / "to" / "deep" / "n.onnx"); }), "");
  EXPECT_FALSE(fs::exists(folder_ / "to" / "secret"));
  EXPECT_FALSE(fs::exists(folder_ / "to" / "deep" / "n.onnx"));
}

}  // namespace
}  // namespace perpixel::onnx
