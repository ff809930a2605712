// predict and eval on a network with random weights: the files, the streaming and the errors, not the labels.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/config.h"
#include "image/codec.h"
#include "label/class_list.h"
#include "model/initial_weights.h"
#include "model/model.h"
#include "program.h"
#include "recipe/recipe.h"
#include "weights/safetensors.h"

namespace perpixel {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

std::string png_bytes(int height, int width, int channels) {
  Image image(height, width, channels);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < channels; ++c)
        image.at(y, x, c) = static_cast<std::uint8_t>(x * 7 + y * 3 + c * 50);
  const Bytes bytes = encode_png(image);
  return std::string(bytes.begin(), bytes.end());
}

/// Scores begin at 0, so that every class is as probable as the others; or with some numbers of a test's own.
enum class Speaks { uniformly, variously };

/// A weights file of ours: a very thin FCN-32s on 16 classes.
fs::path write_model(const Folder& folder, const std::string& name, int classes,
                     Speaks speaks = Speaks::uniformly) {
  Config config;
  config.set("model.name", "fcn32s", "test");
  config.set("model.width", "0.0625", "test");
  config.set("model.fc_channels", "8", "test");
  std::vector<std::string> names;
  for (int i = 0; i < classes; ++i) names.push_back("class " + std::to_string(i));
  ModelOptions options;
  options.classes = class_list_of(names);
  options.width = 0.0625f;
  options.fc_channels = 8;
  const Model model = zoo_entry("fcn32s").build(options);
  config.set("recipe", recipe_to_json(model.recipe), "test");
  NamedTensors weights = initial_weights(model.graphs.front(), 1);
  if (speaks == Speaks::variously)
    for (auto& [tensor_name, tensor] : weights)
      if (tensor_name.starts_with("score"))
        for (std::size_t i = 0; i < tensor.floats().size(); ++i)
          tensor.floats()[i] = static_cast<float>(i * 37 % 64) / 8 - 4;
  write_safetensors(folder / name, weights, {{"config", config.to_yaml()}});
  return folder / name;
}

class PredictCommand : public testing::Test {
 protected:
  void SetUp() override { model_ = write_model(folder_, "model.safetensors", 16).string(); }
  std::string out() const { return (folder_ / "out").string(); }

  Folder folder_;
  std::string model_;
};

TEST_F(PredictCommand, KeepsPathsBelowTheCommonRoot) {
  folder_.write("in/a.png", png_bytes(20, 30, 3));
  folder_.write("in/sub/b.png", png_bytes(33, 17, 3));
  const Said said = perpixel_says("predict " + model_ + " " + (folder_ / "in").string() + " -o " + out() +
                                  " --save png,overlay,npy");
  ASSERT_EQ(said.code, 0) << said.err;
  const ImageHeader a = read_header(folder_ / "out/pred/a.png");
  EXPECT_EQ(a.height, 20);
  EXPECT_EQ(a.width, 30);
  EXPECT_TRUE(a.has_palette);
  EXPECT_EQ(read_header(folder_ / "out/pred/sub/b.png").width, 17);
  EXPECT_TRUE(fs::exists(folder_ / "out/vis/sub/b_overlay.jpg"));
  EXPECT_TRUE(fs::exists(folder_ / "out/prob/a.npy"));
}

TEST_F(PredictCommand, DoesTheRestAndNamesTheBroken) {
  folder_.write("in/a.png", png_bytes(8, 8, 3));
  folder_.write("in/broken.png", png_bytes(8, 8, 3).substr(0, 40));
  folder_.write("in/c.png", png_bytes(8, 8, 1));  // grey: brought to colour
  const Said said =
      perpixel_says("predict " + model_ + " " + (folder_ / "in").string() + " -o " + out() + " --json");
  EXPECT_EQ(said.code, 1);
  const Json report = Json::parse(said.out);
  EXPECT_EQ(report["done"], 2);
  ASSERT_EQ(report["failed"].size(), 1u);
  EXPECT_EQ(report["failed"][0]["code"], "E0201");
  EXPECT_NE(said.err.find("broken.png"), std::string::npos);
  EXPECT_TRUE(fs::exists(folder_ / "out/pred/c.png"));
  EXPECT_FALSE(fs::exists(folder_ / "out/pred/broken.png"));
}

TEST_F(PredictCommand, TakesListsGlobsAndStdin) {
  folder_.write("in/a.png", png_bytes(1, 1, 3));
  folder_.write("in/b.png", png_bytes(2, 5, 3));
  const auto list = folder_.write("in/list.txt", "# two\na.png\n\nb.png\na.png\n");
  const auto count = [&](const std::string& input, const std::string& before = "") {
    fs::remove_all(folder_ / "out");
    const Said said = perpixel_says("predict " + model_ + " " + input + " -o " + out() + " --json", before);
    return said.code == 0 ? Json::parse(said.out)["done"].get<int>() : -1;
  };
  EXPECT_EQ(count(list.string()), 2);
  EXPECT_EQ(count("'" + (folder_ / "in/*.png").string() + "'"), 2);
  EXPECT_EQ(count("-", "echo " + (folder_ / "in/b.png").string() + " |"), 1);
  EXPECT_EQ(count("'" + (folder_ / "in/*.tif").string() + "'"), -1);
}

TEST_F(PredictCommand, ListsWithImpossibleLinesAndLinksInACircleAreDoneAllTheSame) {
  folder_.write("in/a.png", png_bytes(4, 4, 3));
  fs::create_symlink(folder_ / "in/circle.png", folder_ / "in/circle.png");
  const auto list =
      folder_.write("in/list.txt", "a.png\n" + std::string(5000, 'x') + "\ncircle.png\nabsent.png\n");
  const std::string base = "predict " + model_ + " -o " + out() + " --json ";
  const Said said = perpixel_says(base + list.string());
  EXPECT_EQ(said.code, 1);
  const Json report = Json::parse(said.out);
  EXPECT_EQ(report["done"], 1);
  ASSERT_EQ(report["failed"].size(), 3u);
  EXPECT_EQ(report["failed"][0]["code"], "E0102");
  EXPECT_EQ(report["failed"][1]["code"], "E0102");
  EXPECT_EQ(report["failed"][2]["code"], "E0101");
  std::istringstream lines(said.err);
  for (std::string line; std::getline(lines, line);) EXPECT_LT(line.size(), 500u) << line;
  // Of the folder, the link is named and the picture done.
  fs::remove_all(out());
  EXPECT_EQ(Json::parse(perpixel_says(base + (folder_ / "in").string()).out)["done"], 1);
  EXPECT_EQ(perpixel_says(base + (folder_ / "in/circle.png").string()).code, 1);
  EXPECT_EQ(perpixel_says("inspect " + (folder_ / "in/circle.png").string()).code, 1);
}

TEST_F(PredictCommand, WindowsScalesAndDoubtfulPixels) {
  folder_.write("in/a.png", png_bytes(70, 90, 3));
  const std::string base = "predict " + model_ + " " + (folder_ / "in").string() + " --save png -o ";
  EXPECT_EQ(perpixel_says(base + (folder_ / "w").string() + " --window 48 --overlap 16").code, 0);
  EXPECT_EQ(perpixel_says(base + (folder_ / "t").string() + " --tta --tta-scales 0.5,1").code, 0);
  ASSERT_EQ(perpixel_says(base + (folder_ / "c").string() + " --conf 1").code, 0);
  // No softmax over 16 classes of random weights reaches 1: everything is void.
  const Image labels = read_image(folder_ / "c/pred/a.png", {.keep_palette_indices = true});
  for (const auto id : labels.samples<std::uint8_t>()) ASSERT_EQ(id, 255);
}

TEST_F(PredictCommand, ReadOnlyOutputIsRefusedBeforeTheWork) {
  folder_.write("in/a.png", png_bytes(4, 4, 3));
  const Said said =
      perpixel_says("predict " + model_ + " " + (folder_ / "in").string() + " -o /proc/perpixel_out");
  EXPECT_EQ(said.code, 1);
  EXPECT_TRUE(said.err.starts_with("error[E0103]")) << said.err;
}

TEST_F(PredictCommand, BrokenModelsAreNamed) {
  const auto picture = folder_.write("a.png", png_bytes(4, 4, 3)).string();
  const auto cut = folder_.write("cut.safetensors", file_text(model_).substr(0, 2000)).string();
  const auto refused = [&](const std::string& model) {
    return perpixel_says("predict " + model + " " + picture + " -o " + out()).err.substr(0, 12);
  };
  EXPECT_EQ(refused(cut), "error[E0503]");
  EXPECT_EQ(refused(folder_.write("net.onnx", "x").string()), "error[E0503]");
  EXPECT_EQ(refused(folder_.write("net.pth", "x").string()), "error[E0503]");
  EXPECT_EQ(refused("fcn32s"), "error[E0001]");  // a zoo name without weights
}

std::size_t different_samples(const fs::path& a, const fs::path& b) {
  const Image left = read_image(a), right = read_image(b);
  EXPECT_EQ(left.height(), right.height());
  EXPECT_EQ(left.width(), right.width());
  std::size_t count = 0;
  for (std::size_t i = 0; i < left.samples<std::uint8_t>().size(); ++i)
    count += left.samples<std::uint8_t>()[i] != right.samples<std::uint8_t>()[i];
  return count;
}

// Property: tiles change the memory, not the answer (but for ties that rounding breaks).
TEST_F(PredictCommand, TilesGiveTheSameLabels) {
  const std::string model = write_model(folder_, "various.safetensors", 4, Speaks::variously).string();
  const std::string picture = folder_.write("a.png", png_bytes(600, 560, 3)).string();
  const std::string base = "predict " + model + " " + picture + " --save png -o ";
  ASSERT_EQ(perpixel_says(base + out() + "/whole").code, 0);
  const Said tiled = perpixel_says(base + out() + "/tiled --tile 544");
  ASSERT_EQ(tiled.code, 0) << tiled.err;
  EXPECT_LE(different_samples(folder_ / "out/whole/pred/a.png", folder_ / "out/tiled/pred/a.png"), 300u);
  const Said small = perpixel_says(base + out() + "/small --tile 64");
  EXPECT_EQ(small.code, 1);
  EXPECT_NE(small.err.find("--tile "), std::string::npos) << small.err;
  EXPECT_EQ(perpixel_says(base + out() + "/both --tile 544 --window 100").code, 2);
}

// A TIFF above 2^24 pixels is read and written in bands; beside it, a small picture as always.
TEST_F(PredictCommand, LargeTiffsAreLabelledInBands) {
  Image large(4200, 4000, 1);
  for (int y = 0; y < 4200; ++y)
    for (int x = 0; x < 4000; ++x) large.at(y, x, 0) = static_cast<std::uint8_t>((x / 40 + y / 30) * 16);
  const Bytes bytes = encode_tiff(large);
  folder_.write("in/large.tif", std::string(bytes.begin(), bytes.end()));
  folder_.write("in/small.png", png_bytes(20, 30, 3));
  const std::string model = write_model(folder_, "various.safetensors", 4, Speaks::variously).string();
  const std::string base = "predict " + model + " " + (folder_ / "in").string() + " -o " + out();
  const Said said = perpixel_says(base + " --tile 2048 --json");
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(Json::parse(said.out)["done"], 2);
  EXPECT_TRUE(fs::exists(folder_ / "out/pred/small.png"));
  EXPECT_FALSE(fs::exists(folder_ / "out/vis/large_overlay.jpg"));
  ASSERT_EQ(perpixel_says("predict " + model + " " + (folder_ / "in/large.tif").string() + " --save png -o " +
                          out() + "/whole")
                .code,
            0);
  EXPECT_LE(different_samples(folder_ / "out/pred/large.tif", folder_ / "out/whole/pred/large.png"), 3000u);
  EXPECT_EQ(perpixel_says(base + " --tile 2048 --save npy").code, 2);
  // Cut short: refused before the work, no half file, the other picture is done.
  fs::remove_all(folder_ / "out");
  folder_.write("in/large.tif", std::string(bytes.begin(), bytes.end() - 1000));
  const Said cut = perpixel_says(base + " --tile 2048");
  EXPECT_EQ(cut.code, 1);
  EXPECT_FALSE(fs::exists(folder_ / "out/pred/large.tif"));
  EXPECT_TRUE(fs::exists(folder_ / "out/pred/small.png"));
}

TEST_F(PredictCommand, Ensembles) {
  const std::string one = write_model(folder_, "one.safetensors", 4, Speaks::variously).string();
  const std::string other = write_model(folder_, "other.safetensors", 4).string();  // says nothing
  const std::string few = write_model(folder_, "few.safetensors", 3).string();
  const std::string picture = folder_.write("a.png", png_bytes(40, 50, 3)).string();
  const std::string base = "predict " + one + " " + picture + " --save png -o " + out();
  ASSERT_EQ(perpixel_says(base + "/alone").code, 0);
  const Said mean = perpixel_says(base + "/mean --ensemble " + other);
  ASSERT_EQ(mean.code, 0) << mean.err;
  EXPECT_EQ(different_samples(folder_ / "out/alone/pred/a.png", folder_ / "out/mean/pred/a.png"), 0u);
  EXPECT_EQ(perpixel_says(base + "/product --ensemble " + one + ",product").code, 0);
  EXPECT_TRUE(perpixel_says(base + "/few --ensemble " + few).err.starts_with("error[E0505]"));
}

TEST_F(PredictCommand, EngineAndDeviceAreChecked) {
  const auto picture = folder_.write("a.png", png_bytes(4, 4, 3)).string();
  const std::string base = "predict " + model_ + " " + picture + " -o " + out();
  EXPECT_EQ(perpixel_says(base + " --engine gpu").code, 2);
  EXPECT_EQ(perpixel_says(base + " --device tpu").code, 2);
#ifndef PERPIXEL_WITH_TRAIN
  const Said torch = perpixel_says(base + " --engine torch");
  EXPECT_EQ(torch.code, 1);
  EXPECT_TRUE(torch.err.starts_with("error[E0701]")) << torch.err;
  EXPECT_TRUE(perpixel_says("check " + model_ + " " + picture).err.starts_with("error[E0701]"));
  EXPECT_TRUE(perpixel_says("train fcn8s --data scenes -o x").err.starts_with("error[E0701]"));
#endif
}

TEST_F(PredictCommand, EvalScoresTheSameModel) {
  const Said said =
      perpixel_says("eval " + model_ + " --data scenes:count=5,val_count=3,size=48 --save png,overlay -o " +
                    out() + " --json");
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_TRUE(Json::parse(said.out).contains("sem_seg/mIoU"));
  // Property: scoring the written labels against the same truth as files gives the same figures.
  EXPECT_EQ(Json::parse(file_text(folder_ / "out/scores.json"))["sem_seg/mIoU"],
            Json::parse(said.out)["sem_seg/mIoU"]);
  const std::string truth = (folder_ / "truth").string();
  ASSERT_EQ(perpixel_says("data make scenes:count=5,val_count=3,size=48 --split val -o " + truth).code, 0);
  const Said score =
      perpixel_says("score semantic " + truth + "/masks/val " + out() + "/pred --classes scenes --json");
  ASSERT_EQ(score.code, 0) << score.err;
  EXPECT_EQ(Json::parse(score.out)["sem_seg/mIoU"], Json::parse(said.out)["sem_seg/mIoU"]);
}

TEST_F(PredictCommand, EvalRefusesAnotherNumberOfClasses) {
  const auto other = write_model(folder_, "other.safetensors", 5).string();
  const Said said = perpixel_says("eval " + other + " --data scenes:val_count=2,size=32");
  EXPECT_EQ(said.code, 1);
  EXPECT_TRUE(said.err.starts_with("error[E0505]")) << said.err;
}

/// Small scenes, which the random network knows the 16 classes of.
constexpr const char* kScenes = "scenes:val_count=2,size=40";

TEST_F(PredictCommand, CrfFlagsChooseTheDecoder) {
  folder_.write("a.png", png_bytes(20, 30, 3));
  const auto model = write_model(folder_, "speaking.safetensors", 16, Speaks::variously).string();
  const std::string command = "predict " + model + " " + (folder_ / "a.png").string() + " --save npy -o ";
  ASSERT_EQ(perpixel_says(command + (folder_ / "plain").string()).code, 0);
  const Said with = perpixel_says(command + (folder_ / "crf").string() + " --crf");
  ASSERT_EQ(with.code, 0) << with.err;
  ASSERT_EQ(perpixel_says(command + (folder_ / "asked").string() + " recipe.decoder=dense_crf").code, 0);
  ASSERT_EQ(perpixel_says(command + (folder_ / "not").string() + " recipe.decoder=dense_crf --no-crf").code,
            0);
  const auto probabilities = [&](const char* run) { return file_text(folder_ / run / "prob/a.npy"); };
  EXPECT_TRUE(probabilities("crf") != probabilities("plain"));
  EXPECT_TRUE(probabilities("asked") == probabilities("crf"));
  EXPECT_TRUE(probabilities("not") == probabilities("plain"));
  EXPECT_EQ(perpixel_says(command + out() + " --crf --no-crf").code, 2);
}

TEST_F(PredictCommand, TuneCrfWritesARecipeThatEvalTakes) {
  const std::string yaml = (folder_ / "crf.yaml").string();
  const Said said =
      perpixel_says("tune crf " + model_ + " --data " + kScenes +
                    " --weight 3:3:1 --xy 20:40:20 --rgb 5:5:1 --iterations 2 --json -o " + yaml);
  ASSERT_EQ(said.code, 0) << said.err;
  const Json found = Json::parse(said.out);
  ASSERT_EQ(found["trials"].size(), 2u);
  const Recipe recipe = recipe_from_json(Config::load(yaml).text("recipe"), "crf.yaml");
  EXPECT_EQ(recipe.decoder, "dense_crf");
  EXPECT_EQ(recipe.crf.bilateral_weight, 3);
  EXPECT_EQ(recipe.crf.iterations, 2);
  const Said scores = perpixel_says("eval " + model_ + " --data " + kScenes + " --json --config " + yaml);
  ASSERT_EQ(scores.code, 0) << scores.err;
  EXPECT_NEAR(Json::parse(scores.out)["sem_seg/mIoU"].get<double>(), found["best"]["mean_iou"].get<double>(),
              0.05);
}

// Written where the held-out half gains, Potts where it does not; eval takes the file either way.
TEST_F(PredictCommand, TuneCrfLearnsACompatibility) {
  const auto model = write_model(folder_, "speaking.safetensors", 16, Speaks::variously).string();
  const std::string yaml = (folder_ / "learned.yaml").string();
  const Said said = perpixel_says("tune crf " + model + " --data " + kScenes +
                                  " --weight 2:2:1 --xy 20:20:1 --rgb 9:9:1 --iterations 2 "
                                  "--learn-compatibility --compatibility-steps 4 --json -o " +
                                  yaml);
  ASSERT_EQ(said.code, 0) << said.err;
  const Json fit = Json::parse(said.out)["compatibility"];
  EXPECT_EQ(fit["matrix"].size(), 256u);
  EXPECT_GE(fit["fitted"]["after"].get<double>(), fit["fitted"]["before"].get<double>());
  const Recipe recipe = recipe_from_json(Config::load(yaml).text("recipe"), "learned.yaml");
  EXPECT_EQ(recipe.crf.compatibility.size(), fit["kept"].get<bool>() ? 256u : 0u);
  const Said scores = perpixel_says("eval " + model + " --data " + kScenes + " --json --config " + yaml);
  EXPECT_EQ(scores.code, 0) << scores.err;
  const Said alone =
      perpixel_says("tune crf " + model + " --data " + kScenes + " --pictures 1 " + "--learn-compatibility");
  EXPECT_EQ(alone.code, 2);
  EXPECT_NE(alone.err.find("--learn-compatibility with 1 pictures: at least 2 are needed"), std::string::npos)
      << alone.err;
}

TEST_F(PredictCommand, TuneCrfRefusesWhatItCannotSearch) {
  const std::string command = "tune crf " + model_ + " --data " + kScenes;
  const Said axis = perpixel_says(command + " --xy 20-40");
  EXPECT_EQ(axis.code, 2);
  EXPECT_TRUE(axis.err.starts_with("error[E0001]: --xy = 20-40 must be LOW:HIGH:STEP\nhint: ")) << axis.err;
  EXPECT_EQ(perpixel_says(command + " --weight 5:3:1").code, 1);
}

}  // namespace
}  // namespace perpixel
