// perpixel weights, and foreign weights in front of other commands, driven as a user would.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "model/initial_weights.h"
#include "model/model.h"
#include "model/name_map/foreign_weights.h"
#include "program.h"
#include "runtime/session.h"
#include "weights/caffemodel_bytes.h"
#include "weights/safetensors.h"

namespace perpixel {
namespace {

using Json = nlohmann::json;

/// A small fcn_resnet50 of two classes: its graph and random weights.
struct Net {
  Model model;
  NamedTensors weights;
};
Net small_net() {
  ModelOptions options;
  options.classes = class_list_of({"a", "b"});
  options.width = 0.125f;
  options.backbone = "resnet18";
  Net net{zoo_entry("fcn_resnet50").build(options), {}};
  net.weights = initial_weights(net.model.graphs[0], 3);
  return net;
}

NamedTensors classifier_file() {
  ModelOptions options;
  options.classes = class_list_of({"a", "b", "c"});
  const Model model = zoo_entry("mobilenet_v3_small").build(options);
  NamedTensors weights = initial_weights(model.graphs[0], 3);
  weights["features.0.1.num_batches_tracked"] = Tensor::from_ints({}, {1});
  return weights;
}

TEST(WeightsCommand, VerifyListsWhatFits) {
  const Folder folder;
  NamedTensors weights = classifier_file();
  write_safetensors(folder / "good.safetensors", weights, {});
  const std::string verify = "weights verify --model mobilenet_v3_small --json " + folder.text();
  const Said good = perpixel_says(verify + "/good.safetensors");
  EXPECT_EQ(good.code, 0) << good.out << good.err;
  EXPECT_EQ(Json::parse(good.out)["match"]["matched"], weights.size() - 1);
  weights["features.0.1.wieght"] = weights.at("features.0.1.weight");
  weights.erase("features.0.1.weight");
  weights["classifier.3.bias"] = Tensor::from({3}, {0, std::numeric_limits<float>::quiet_NaN(), 0});
  write_safetensors(folder / "bad.safetensors", weights, {});
  const Said bad = perpixel_says(verify + "/bad.safetensors");
  EXPECT_EQ(bad.code, 1) << bad.err;
  const Json said = Json::parse(bad.out);
  EXPECT_EQ(said["match"]["missing"], Json::array({"features.0.1.weight"}));
  EXPECT_EQ(said["match"]["unexpected"], Json::array({"features.0.1.wieght"}));
  EXPECT_EQ(said["match"]["nearest"]["features.0.1.weight"], "features.0.1.wieght");
  EXPECT_EQ(said["not_finite"], Json::array({"classifier.3.bias"}));
}

TEST(WeightsCommand, ConvertsNamesAndTypes) {
  const Folder folder;
  const NamedTensors weights = classifier_file();
  write_safetensors(folder / "in.safetensors", weights, {{"format", "pt"}});
  const std::string from = (folder / "in.safetensors").string(), to = (folder / "out.safetensors").string();
  const Said half = perpixel_says("weights convert " + from + " -o " + to + " --dtype bf16");
  ASSERT_EQ(half.code, 0) << half.err;
  const WeightsFile written = read_safetensors(to);
  EXPECT_EQ(written.metadata.at("format"), "pt");
  EXPECT_EQ(written.tensors.size(), weights.size() - 1);  // all but the training's counter
  EXPECT_EQ(written.tensors.at("classifier.3.weight").dtype(), DType::bf16);
  EXPECT_FALSE(written.tensors.contains("features.0.1.num_batches_tracked"));
  const Tensor back = written.tensors.at("classifier.3.weight").to_f32();
  for (std::size_t i = 0; i < back.floats().size(); ++i) {
    const float value = weights.at("classifier.3.weight").floats()[i];
    EXPECT_NEAR(back.floats()[i], value, std::abs(value) / 256);  // 8 bits of mantissa
  }
  const Said named = perpixel_says("weights convert " + from + " -o " + to +
                                   " --model mobilenet_v3_small --names torchvision");
  ASSERT_EQ(named.code, 0) << named.err;
  EXPECT_EQ(read_safetensors(to).tensors.size(), weights.size() - 1);
  EXPECT_EQ(perpixel_says("weights convert " + from + " -o " + to + " --names torchvision").code, 2);
  EXPECT_EQ(perpixel_says("weights convert " + from + " -o " + to + " --dtype f8").code, 2);
}

TEST(WeightsCommand, ShowsChecksumsAndFamilies) {
  const Folder folder;
  // RFC 3720, B.4: 32 bytes of zeros have the CRC-32C 8a9136aa.
  write_safetensors(folder / "zeros.safetensors", {{"zeros", Tensor::zeros({8})}}, {});
  const Said shown = perpixel_says("weights show --checksums " + (folder / "zeros.safetensors").string());
  EXPECT_NE(shown.out.find("8a9136aa"), std::string::npos) << shown.out;
  EXPECT_NE(perpixel_says("weights names").out.find("torchvision_vgg16_bn"), std::string::npos);
}

// What our engine computes from the same tensors is what `check --expect` finds.
TEST(CheckCommand, ComparesWithStoredOutputs) {
  const Folder folder;
  const Net net = small_net();
  Tensor data({1, 3, 33, 40});
  for (std::size_t i = 0; i < data.floats().size(); ++i)
    data.floats()[i] = static_cast<float>(i % 17) / 8 - 1;
  NamedTensors outputs = Session(net.model.graphs[0], net.weights, {.threads = 1}).run({{"data", data}});
  write_safetensors(folder / "weights.safetensors", net.weights, {});
  write_safetensors(folder / "in.safetensors", {{"data", data}}, {});
  write_safetensors(folder / "out.safetensors", outputs, {});
  const std::string command = "check fcn_resnet50 " + folder.text() +
                              "/in.safetensors --json --classes 2 --weights " + folder.text() +
                              "/weights.safetensors --expect " + folder.text();
  const std::string pairs = " model.width=0.125 model.backbone=resnet18";
  const Said same = perpixel_says(command + "/out.safetensors" + pairs);
  ASSERT_EQ(same.code, 0) << same.out << same.err;
  EXPECT_EQ(Json::parse(same.out)["expected"][0]["labels_equal"], 1.0);
  outputs.at("score").floats()[5] += 100;
  write_safetensors(folder / "other.safetensors", outputs, {});
  const Said apart = perpixel_says(command + "/other.safetensors" + pairs);
  EXPECT_EQ(apart.code, 1) << apart.err;
  EXPECT_GT(Json::parse(apart.out)["expected"][0]["relative"], 0.1);
  write_safetensors(folder / "nameless.safetensors", {{"x", data}}, {});
  const Said nameless = perpixel_says(
      "check fcn_resnet50 " + folder.text() + "/nameless.safetensors --classes 2 --weights " + folder.text() +
      "/weights.safetensors --expect " + folder.text() + "/out.safetensors" + pairs);
  EXPECT_EQ(nameless.code, 1);
  EXPECT_NE(nameless.err.find("\"data\""), std::string::npos) << nameless.err;
}

/// A small FCN-8s as a .caffemodel under its authors' layer names: blob 0 is the weight, blob 1 the bias.
std::string caffemodel_of(const NamedTensors& weights, CaffeVersion version) {
  std::map<std::string, CaffeLayer> layers;  // ".bias" comes before ".weight"
  for (const auto& [name, tensor] : weights) {
    const std::string layer = name.substr(0, name.rfind('.'));
    CaffeLayer& entry = layers[layer];
    entry.name = layer;
    entry.type = layer.starts_with("upscore") ? "Deconvolution" : "Convolution";
    entry.blobs.insert(name.ends_with(".weight") ? entry.blobs.begin() : entry.blobs.end(), tensor);
  }
  std::vector<CaffeLayer> list;
  for (auto& [name, layer] : layers) list.push_back(std::move(layer));
  const std::vector<std::uint8_t> bytes = caffemodel_bytes("fcn8s", list, version);
  return {bytes.begin(), bytes.end()};
}

// Property: both of Caffe's forms come back bit by bit, and run to the numbers of the tensors themselves.
TEST(WeightsCommand, AnFcn8sOfCaffeRoundTrips) {
  const Folder folder;
  ModelOptions options;
  options.classes = class_list_of({"a", "b", "c"});
  options.width = 0.0625f;
  options.fc_channels = 16;
  const Model model = zoo_entry("fcn8s").build(options);
  const NamedTensors weights = initial_weights(model.graphs[0], 3);
  for (const char* layer : {"conv1_1", "fc6", "fc7", "score_fr", "score_pool4", "score_pool3"})
    ASSERT_TRUE(weights.contains(std::string(layer) + ".weight")) << layer;  // shelhamer/fcn's names
  const Tensor data = Tensor::filled({1, 3, 61, 70}, 0.5f);
  write_safetensors(folder / "in.safetensors", {{"data", data}}, {});
  write_safetensors(folder / "out.safetensors",
                    Session(model.graphs[0], weights, {.threads = 1}).run({{"data", data}}), {});
  for (const CaffeVersion version : {CaffeVersion::v1, CaffeVersion::v2}) {
    const std::string file = folder.write("fcn8s.caffemodel", caffemodel_of(weights, version)).string();
    const std::string to = (folder / "ours.safetensors").string();
    const Said converted = perpixel_says("weights convert " + file + " -o " + to);
    ASSERT_EQ(converted.code, 0) << converted.err;
    const NamedTensors back = read_safetensors(to).tensors;
    ASSERT_EQ(back.size(), weights.size());
    for (const auto& [name, tensor] : weights)
      EXPECT_TRUE(std::ranges::equal(back.at(name).floats(), tensor.floats())) << name;
    const Said run = perpixel_says("check fcn8s " + folder.text() + "/in.safetensors --classes 3 --weights " +
                                   file + " --expect " + folder.text() +
                                   "/out.safetensors model.width=0.0625 model.fc_channels=16");
    EXPECT_EQ(run.code, 0) << run.out << run.err;
  }
}

// Names of another program and its pixels: the recipe follows the weights.
TEST(CheckCommand, TakesForeignNames) {
  const Folder folder;
  ModelOptions options;
  options.classes = class_list_of({"a", "b"});
  options.width = 0.125f;
  options.fc_channels = 16;
  const Model model = zoo_entry("vgg16").build(options);
  const NamedTensors own = initial_weights(model.graphs[0], 3);
  write_safetensors(folder / "w.safetensors", named_as("torchvision", model.graphs, own), {});
  const Tensor data = Tensor::filled({1, 3, 224, 224}, 0.5f);
  write_safetensors(folder / "in.safetensors", {{"data", data}}, {});
  write_safetensors(folder / "out.safetensors",
                    Session(model.graphs[0], own, {.threads = 1}).run({{"data", data}}), {});
  const Said said = perpixel_says("check vgg16 " + folder.text() + "/in.safetensors --classes 2 --weights " +
                                  folder.text() + "/w.safetensors --expect " + folder.text() +
                                  "/out.safetensors model.width=0.125 model.fc_channels=16");
  EXPECT_EQ(said.code, 0) << said.out << said.err;
}

}  // namespace
}  // namespace perpixel
