#include <gtest/gtest.h>

#include "runtime/error_of.h"
#include "runtime/one_graph.h"
#include "runtime/one_node.h"

namespace perpixel {
namespace {

std::vector<float> resized_row(const std::vector<float>& row, std::int64_t width, ResizeMode mode,
                               bool align_corners) {
  Graph graph{.name = "test"};
  const Value x = input(graph, "x", 1), like = input(graph, "like", 1);
  output(resize_like(x, like, "resize", mode, align_corners), "y");
  const Tensor picture = Tensor::from({1, 1, 1, static_cast<std::int64_t>(row.size())}, row);
  return values(Session(graph, {}).run({{"x", picture}, {"like", Tensor::zeros({1, 1, 1, width})}}).at("y"));
}

// By hand. Pixel centres at +0.5: sources -0.25 0.25 0.75 1.25, the first taken as 0, the last between 2nd
// and (no) 3rd.
TEST(Resize, BilinearPixelCentres) {
  EXPECT_EQ(resized_row({0, 4}, 4, ResizeMode::bilinear, false), (std::vector<float>{0, 1, 3, 4}));
  EXPECT_EQ(resized_row({0, 4, 8, 12}, 2, ResizeMode::bilinear, false),
            (std::vector<float>{2, 10}));  // not antialiased
  EXPECT_EQ(resized_row({5}, 3, ResizeMode::bilinear, false), (std::vector<float>{5, 5, 5}));
}

// By hand: corner pixels stay, sources 0 2/3 4/3 2.
TEST(Resize, BilinearAlignedCorners) {
  const auto y = resized_row({0, 3, 6}, 4, ResizeMode::bilinear, true);
  const float expected[] = {0, 2, 4, 6};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(y[i], expected[i], 1e-6f);
  EXPECT_EQ(resized_row({7, 8, 9}, 1, ResizeMode::bilinear, true), (std::vector<float>{7}));
}

// By hand: floor(i * in / out), PyTorch's "nearest".
TEST(Resize, Nearest) {
  EXPECT_EQ(resized_row({1, 2}, 4, ResizeMode::nearest, false), (std::vector<float>{1, 1, 2, 2}));
  EXPECT_EQ(resized_row({1, 2, 3, 4, 5}, 2, ResizeMode::nearest, false), (std::vector<float>{1, 3}));
  EXPECT_EQ(resized_row({1, 2, 3}, 5, ResizeMode::nearest, false), (std::vector<float>{1, 1, 2, 2, 3}));
}

// Property: bilinear resizing by a factor keeps a plane a * y + b * x exact away from the border, on both
// axes at once.
TEST(Resize, ByAFactorKeepsPlanes) {
  Tensor x({1, 1, 5, 6});
  for (int i = 0; i < 30; ++i)
    at(x, 0, 0, i / 6, i % 6) = 10.f * static_cast<float>(i / 6) + static_cast<float>(i % 6);
  const Tensor y = run_layer(x, [](Value v) { return resize(v, 2, "up"); });
  ASSERT_EQ(y.shape(), (Shape{1, 1, 10, 12}));
  for (int oy = 1; oy < 9; ++oy)
    for (int ox = 1; ox < 11; ++ox)
      EXPECT_NEAR(at(y, 0, 0, oy, ox), 10 * ((oy + 0.5) / 2 - 0.5) + (ox + 0.5) / 2 - 0.5, 1e-5);
}

TEST(Resize, SizesAreRoundedDown) {
  EXPECT_EQ(run_layer(Tensor::zeros({1, 1, 5, 7}), [](Value v) { return resize(v, 0.5f, "half"); }).shape(),
            (Shape{1, 1, 2, 3}));
}

// ONNX's own example resize_upsample_scales_linear: 1 2 / 3 4 doubled, half-pixel centres.
TEST(Resize, ByOnnxsScalesAndSizes) {
  const Tensor x = Tensor::from({1, 1, 2, 2}, {1, 2, 3, 4});
  const std::vector<float> doubled{1,    1.25f, 1.75f, 2,    1.5f, 1.75f, 2.25f, 2.5f,
                                   2.5f, 2.75f, 3.25f, 3.5f, 3,    3.25f, 3.75f, 4};
  const std::map<std::string, Attribute> linear{{"mode", std::string("linear")}};
  EXPECT_EQ(values(run_node("Resize", linear, {x, {}, Tensor::from({4}, {1, 1, 2, 2})})[0]), doubled);
  EXPECT_EQ(values(run_node("Resize", linear, {x, {}, {}, ints({1, 1, 4, 4})})[0]), doubled);
  // The same along the axes 0 and 1: the general way.
  const Tensor turned = run_node("Resize", linear, {x.reshaped({2, 2, 1, 1}), {}, {}, ints({4, 4, 1, 1})})[0];
  EXPECT_EQ(values(turned), doubled);
}

// Property (Keys 1981): with a = -1/2 cubic interpolation reproduces a straight line away from the ends.
TEST(Resize, CubicKeepsALine) {
  Tensor x({1, 1, 1, 20});
  for (std::size_t i = 0; i < 20; ++i) x.floats()[i] = static_cast<float>(i);
  const Tensor y = run_node("Resize", {{"mode", std::string("cubic")}, {"cubic_coeff_a", -0.5f}},
                            {x, {}, Tensor::from({4}, {1, 1, 1, 2})})[0];
  for (int i = 6; i < 34; ++i)
    EXPECT_NEAR(y.floats()[static_cast<std::size_t>(i)], (i + 0.5) / 2 - 0.5, 1e-4);
}

TEST(Resize, SizesThatDependOnThePictureAreRefused) {
  Graph graph = graph_of(1, [](Value v) { return relu(v, "r"); });
  const int sizes = graph.add_node("Cast", "cast", {graph.inputs[0].value}, {{"to", std::int64_t{7}}}, 0);
  const int empty = graph.add_constant("none", Tensor::from({0}, {}));
  graph.outputs.push_back(
      {"z", graph.add_node("Resize", "up", {graph.inputs[0].value, empty, empty, sizes}, {}, 1)});
  EXPECT_TRUE(mentions(error_of([&] { Session(graph, {}).run({{"x", Tensor::zeros({1, 1, 1, 4})}}); }),
                       "node \"up\" (Resize): input 3 must follow from sizes and constants"));
}

TEST(Resize, FaultsAreFoundWhenTheSessionIsBuilt) {
  Graph graph = graph_of(1, [](Value v) { return resize(v, 2, "up"); });
  graph.nodes[0].attributes["mode"] = std::string("cubic");
  EXPECT_TRUE(mentions(error_of([&] { Session(graph, {}); }), "node \"up\" (Resize): mode = cubic"));
  const Graph aligned = graph_of(1, [](Value v) { return resize(v, 2, "up", ResizeMode::nearest, true); });
  EXPECT_TRUE(mentions(error_of([&] { Session(aligned, {}); }), "align_corners means nothing"));
}

}  // namespace
}  // namespace perpixel
