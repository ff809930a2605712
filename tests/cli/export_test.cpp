// perpixel export: files, refusals, and the proof that --verify gives.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "program.h"

namespace perpixel {
namespace {

const std::string kTiny = " --classes 3 --untrained model.width=0.125 model.fc_channels=16 -o ";

TEST(ExportCommand, TheFileGivesTheNetworksNumbers) {
  const Folder folder;
  const Said said = perpixel_says("export segnet_basic --verify --json --samples " + (folder / "s").string() +
                                  kTiny + (folder / "m.onnx").string());
  ASSERT_EQ(said.code, 0) << said.err;
  const auto document = nlohmann::json::parse(said.out);
  EXPECT_TRUE(document.at("agree").get<bool>());
  EXPECT_EQ(document.at("opset"), 17);
  EXPECT_EQ(document.at("files").at(0).at("bytes"), std::filesystem::file_size(folder / "m.onnx"));
  for (const char* name :
       {"main_1_in_data.npy", "main_1_out_score.npy", "main_2_in_data.npy", "main_2_out_score.npy"})
    EXPECT_TRUE(std::filesystem::exists(folder / "s" / name)) << name;
}

// 13 normalisations on (2 * 64 + 2 * 128 + 3 * 256 + 6 * 512) / 8 = 528 channels, with four numbers each; the
// convolutions of vgg16_bn have their biases already. The file is held against the network as it is.
TEST(ExportCommand, NormalisationsFoldIntoTheFile) {
  const Folder folder;
  const auto exported = [&](const std::string& flags) {
    const Said said =
        perpixel_says("export vgg16_bn --verify --json" + flags + kTiny + (folder / "m.onnx").string());
    EXPECT_EQ(said.code, 0) << said.err;
    return nlohmann::json::parse(said.out);
  };
  const auto plain = exported(""), folded = exported(" --fold-batch-norm");
  EXPECT_TRUE(folded.at("agree").get<bool>());
  const auto &before = plain.at("files").at(0), &after = folded.at("files").at(0);
  EXPECT_EQ(before.at("batch_norms_folded"), 0);
  EXPECT_EQ(after.at("batch_norms_folded"), 13);
  EXPECT_EQ(after.at("nodes").get<int>(), before.at("nodes").get<int>() - 13);
  EXPECT_EQ(after.at("parameters").get<int>(), before.at("parameters").get<int>() - 4 * 528);
}

TEST(ExportCommand, OneFileAGraph) {
  const Folder folder;
  const Said said = perpixel_says("export zoomout" + kTiny + (folder / "z.onnx").string());
  ASSERT_EQ(said.code, 0) << said.err;
  for (const char* name : {"z.onnx", "z_trunk.onnx", "z_scene.onnx"})
    EXPECT_TRUE(std::filesystem::exists(folder / name)) << name;
}

TEST(ExportCommand, WhatOnnxCannotSayIsRefusedByNameBeforeAnythingIsWritten) {
  const Folder folder;
  const Said said = perpixel_says("export bayesian_segnet" + kTiny + (folder / "b.onnx").string());
  EXPECT_EQ(said.code, 1);
  EXPECT_TRUE(said.err.starts_with("error[E0507]: bayesian_segnet -> ONNX is not supported")) << said.err;
  EXPECT_FALSE(std::filesystem::exists(folder / "b.onnx"));
}

TEST(ExportCommand, ABareNameIsAFileInTheCurrentFolder) {
  const Folder folder;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.text());
  const Said said = perpixel_says("export fcn32s" + kTiny + "m.onnx");
  std::filesystem::current_path(before);
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_TRUE(std::filesystem::exists(folder / "m.onnx"));
}

TEST(ExportCommand, UsageErrors) {
  EXPECT_EQ(perpixel_says("export fcn32s").code, 2);
  EXPECT_EQ(perpixel_says("export fcn32s -o /tmp/m.onnx").code, 2);  // no weights
  const Said name = perpixel_says("export fcn32s" + kTiny + "/tmp/m.pb");
  EXPECT_EQ(name.code, 2);
  EXPECT_NE(name.err.find("does not end in .onnx"), std::string::npos) << name.err;
}

}  // namespace
}  // namespace perpixel
