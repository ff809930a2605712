// Tiled = whole for the zoo's own networks: the scores of every pixel, put together from tiles.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "error/error.h"
#include "model/net_facts.h"
#include "predict/score.h"
#include "predict/tiled_scores.h"

namespace perpixel {
namespace {

/// A network with weights that let every layer matter.
struct Network {
  Model model;
  Forward forward;

  Network(const std::string& name, const ModelOptions& options) : model(zoo_entry(name).build(options)) {
    const Graph& graph = model.graph(kMainGraph);
    NamedTensors weights = initial_weights(graph, 3);
    for (auto& [parameter, tensor] : weights) {  // some start at zero, which would compare nothing
      if (std::ranges::all_of(tensor.floats(), [](float v) { return v == 0; })) {
        tensor = noise(tensor.shape(), 9);
        for (float& value : tensor.floats()) value *= 0.1f;
      }
    }
    auto session = std::make_shared<Session>(graph, weights, SessionOptions{.threads = 1});
    forward = [session](const std::string&, const NamedTensors& inputs) { return session->run(inputs); };
  }

  Tiling tiling(int height, int width, int tile) const {
    return plan_tiling(model.graph(kMainGraph), model.recipe, {height, width}, tile);
  }
};

/// The smallest tile that this network can use, as the refusal of a smaller one names it.
int smallest_tile(const Network& network, int height, int width) {
  try {
    network.tiling(height, width, 1);
  } catch (const Error& error) {
    const auto at = error.hint().find("--tile ");
    if (at != std::string::npos) return std::stoi(error.hint().substr(at + 7));
    throw;
  }
  return 1;
}

struct Case {
  std::string model;
  int height, width;
  bool pad100 = false;
};

void expect_tiles_equal_whole(const Case& test) {
  SCOPED_TRACE(test.model + (test.pad100 ? " pad100" : "") + " " + std::to_string(test.height) + "x" +
               std::to_string(test.width));
  ModelOptions options = tiny();
  if (test.pad100) options.padding = "pad100";
  const Network network(test.model, options);
  const Tensor data = noise({1, network.model.recipe.input.channels, test.height, test.width}, 4);
  const Tensor whole =
      score(data, network.model.recipe, network.forward);  // at the picture's size, or coarser
  const int smallest = smallest_tile(network, test.height, test.width);
  const Tiling tiling = network.tiling(test.height, test.width, smallest + 40);
  EXPECT_GE(tiling.count(), 3u) << smallest;
  std::vector<int> seen(static_cast<std::size_t>(test.height * test.width));
  float largest = 0, difference = 0;
  tiled_scores(parts_of(data), tiling, network.model.recipe, network.forward, [&](const ScoreTile& tile) {
    for (std::int64_t k = 0; k < tile.scores.size(1); ++k)
      for (std::int64_t y = 0; y < tile.scores.size(2); ++y)
        for (std::int64_t x = 0; x < tile.scores.size(3); ++x) {
          const float ours = tile.scores.floats()[static_cast<std::size_t>(
              (k * tile.scores.size(2) + y) * tile.scores.size(3) + x)];
          if (k == 0) ++seen[static_cast<std::size_t>((tile.top + y) * test.width + tile.left + x)];
          // The whole's scores are sampled where the tiling says, in double.
          const auto& down = tiling.y.taps[static_cast<std::size_t>(tile.top + y)];
          const auto& across = tiling.x.taps[static_cast<std::size_t>(tile.left + x)];
          const bool full = whole.size(2) == test.height && whole.size(3) == test.width;
          const auto at = [&](std::int64_t row, std::int64_t column) {
            return static_cast<double>(
                whole.floats()[static_cast<std::size_t>((k * whole.size(2) + row) * whole.size(3) + column)]);
          };
          const double a = across.high_share, d = down.high_share;
          const double expected =
              full ? at(tile.top + y, tile.left + x)
                   : (1 - d) * ((1 - a) * at(down.low, across.low) + a * at(down.low, across.high)) +
                         d * ((1 - a) * at(down.high, across.low) + a * at(down.high, across.high));
          largest = std::max(largest, std::abs(static_cast<float>(expected)));
          difference = std::max(difference, std::abs(ours - static_cast<float>(expected)));
        }
  });
  for (const int count : seen) ASSERT_EQ(count, 1);
  EXPECT_GT(largest, 0);
  EXPECT_LE(difference, 1e-5f * std::max(1.f, largest));
}

TEST(ExactTiles, FcnInBothForms) {
  expect_tiles_equal_whole({"fcn8s", 700, 811});
  expect_tiles_equal_whole({"fcn8s", 700, 655, true});
  expect_tiles_equal_whole({"fcn16s", 630, 750});
  expect_tiles_equal_whole({"fcn32s", 730, 650});
  expect_tiles_equal_whole({"fcn_alexnet", 700, 650});
}

TEST(ExactTiles, Unpooling) {
  expect_tiles_equal_whole({"segnet", 700, 600});
  expect_tiles_equal_whole({"segnet_basic", 500, 333});
}

// With 92 px of mirrored context: the paper's own overlap-tile.
TEST(ExactTiles, UNetWithoutPadding) { expect_tiles_equal_whole({"unet_valid", 400, 460}); }

TEST(ExactTiles, DilatedNetworksAndCornerGrids) {
  expect_tiles_equal_whole({"deeplab_largefov", 720, 800});
  expect_tiles_equal_whole({"dilated_frontend", 620, 700});
  expect_tiles_equal_whole({"fcn_fullres", 90, 71});
}

// Maps that are resized to one another's size keep a tile's ratio where the sides are multiples of the
// stride.
TEST(ExactTiles, ResizingNetworksAtMultiplesOfTheirStride) {
  expect_tiles_equal_whole({"residual_fpn", 1280, 640});
  expect_tiles_equal_whole({"hypercolumn", 800, 640});
}

void expect_refused(const std::string& model, int height, int width, int tile, ErrorCode code,
                    const char* word) {
  try {
    Network(model, tiny()).tiling(height, width, tile);
    FAIL() << model;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    EXPECT_NE((std::string(error.what()) + error.hint()).find(word), std::string::npos)
        << error.what() << " / " << error.hint();
  }
}

TEST(ExactTiles, RefusedByName) {
  expect_refused("deeplabv3_resnet50", 640, 640, 512, ErrorCode::unsupported, "--window");
  expect_refused("semantic_fpn", 640, 640, 512, ErrorCode::unsupported, "--window");
  expect_refused("residual_fpn", 801, 704, 640, ErrorCode::unsupported, "multiple");
  expect_refused("unet", 640, 640, 512, ErrorCode::unsupported, "ratio");
  expect_refused("bayesian_segnet_basic", 640, 640, 512, ErrorCode::unsupported, "mc_dropout");
  expect_refused("fcn8s", 4000, 4000, 100, ErrorCode::bad_value, "--tile");
}

// The size that the message names works, and one step less does not.
TEST(ExactTiles, TheNearestValidSizeIsTheSmallest) {
  const Network network("fcn8s", tiny());
  try {
    network.tiling(4000, 4000, 100);
    FAIL();
  } catch (const Error& error) {
    const int enough = std::stoi(error.hint().substr(error.hint().find("--tile ") + 7));
    EXPECT_GT(network.tiling(4000, 4000, enough).count(), 1u);
    EXPECT_THROW(network.tiling(4000, 4000, enough - 32), Error);
  }
}

// A picture that fits is one tile.
TEST(ExactTiles, SmallPicturesAreWhole) {
  const Tiling tiling = Network("fcn8s", tiny()).tiling(33, 61, 512);
  EXPECT_EQ(tiling.count(), 1u);
  EXPECT_EQ(tiling.x.spans[0].end, 61);
}

}  // namespace
}  // namespace perpixel
