#include "weights/format.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "error/error.h"
#include "npy/npy_header.h"
#include "weights/caffemodel_bytes.h"
#include "weights/damage.h"
#include "weights/fixtures.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

class Format : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  ~Format() override { fs::remove_all(folder_); }
  fs::path folder_ = fs::temp_directory_path() / ("perpixel_format_" + std::to_string(::getpid()));
};

WeightsFile read(std::span<const std::uint8_t> bytes) {
  return read_weights(SharedBytes{bytes, nullptr}, "f");
}

std::string refusal_of(const std::string& text) {
  return refusal(read, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

TEST_F(Format, IsToldByTheContent) {
  const std::pair<const char*, WeightsFormat> files[] = {{"torch_checkpoint.pth", WeightsFormat::pth},
                                                         {"torch_legacy.pth", WeightsFormat::legacy_pth},
                                                         {"detectron2.pkl", WeightsFormat::pkl},
                                                         {"detectron_protocol2.pkl", WeightsFormat::pkl},
                                                         {"arrays_protocol0.pkl", WeightsFormat::pkl},
                                                         {"arrays_protocol5.pkl", WeightsFormat::pkl},
                                                         {"numpy.npz", WeightsFormat::npz},
                                                         {"numpy_compressed.npz", WeightsFormat::npz}};
  for (const auto& [name, format] : files)
    EXPECT_EQ(weights_format({test_file(name), nullptr}, name), format) << name;
  const auto net =
      caffemodel_bytes("n", {{"c", "Convolution", {Tensor::zeros({1, 1, 1, 1})}}}, CaffeVersion::v1);
  EXPECT_EQ(weights_format({net, nullptr}, "net"), WeightsFormat::caffemodel);
}

TEST_F(Format, WrappingIsTakenOff) {
  for (const char* name : {"torch_checkpoint.pth", "torch_legacy.pth"}) {
    const WeightsFile file = read_weights(fs::path(PERPIXEL_TEST_DATA) / "weights" / name);
    expect_torch_fixture(file, "");
    EXPECT_FALSE(file.tensors.contains("bn.num_batches_tracked"));
    EXPECT_NE(std::ranges::find(file.skipped, "bn.num_batches_tracked"), file.skipped.end());
  }
}

// Property: whatever the extension, what was written is read; with a name that says something else, too.
TEST_F(Format, WritersFollowTheExtension) {
  const NamedTensors tensors{{"conv1.weight", Tensor::from({2}, {1, -2})}};
  for (const char* extension : {".safetensors", ".pth", ".pt", ".npz"}) {
    const fs::path path = folder_ / (std::string("w") + extension);
    write_weights(path, tensors, {{"config", "x: 1"}});
    fs::rename(path, folder_ / "w.other");
    const WeightsFile file = read_weights(folder_ / "w.other");
    expect_tensor(file, "conv1.weight", {2}, DType::f32, {1, -2});
    EXPECT_EQ(file.metadata.at("config"), "x: 1") << extension;
  }
  try {
    write_weights(folder_ / "w.h5", tensors, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_EQ(error.hint(), "name it .safetensors, .pth, .pt or .npz");
  }
}

TEST_F(Format, WhatIsKnownButNotTakenIsNamed) {
  EXPECT_EQ(refusal_of(std::string(257, '\0') + "ustar"), "f: a tar file of PyTorch before 0.1.10");
  EXPECT_EQ(refusal_of("\x89HDF\r\n\x1a\n"), "f: an HDF5 file");
  EXPECT_EQ(refusal_of(npy_header("<f4", {0})), "f: a single array");
  EXPECT_EQ(refusal_of(""), "f: 0 bytes that begin like no weights file");
  EXPECT_EQ(refusal_of("hello, world"), "f: 12 bytes that begin like no weights file");
  EXPECT_THROW(read_weights(folder_ / "absent"), Error);
}

}  // namespace
}  // namespace perpixel
