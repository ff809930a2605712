// ops.md 21, row 16: the fields of whole networks by what really reaches a cell. Kernels are positive and
// biases zero, so one bright column of a black picture shows in exactly the cells that see it.
#include <gtest/gtest.h>

#include <algorithm>

#include "model/deeplab.h"
#include "model/dilation.h"
#include "model/fcn.h"
#include "model/net_facts.h"
#include "model/resnet.h"

namespace perpixel {
namespace {

/// Kernels that take the mean of their channels and columns. A picture of one row keeps them from fading.
NamedTensors averaging_weights(const Graph& graph) {
  NamedTensors weights = initial_weights(graph, 1);  // norms start as the identity
  for (auto& [name, tensor] : weights) {
    if (name.ends_with(".bias")) std::ranges::fill(tensor.floats(), 0.f);
    if (tensor.rank() == 4)
      std::ranges::fill(tensor.floats(), 1 / static_cast<float>(tensor.size(1) * tensor.size(3)));
  }
  return weights;
}

struct Row {
  std::string layer;
  double size;
};

void expect_measured(const Model& model, std::int64_t width, const std::vector<Row>& rows) {
  const Graph& graph = model.graph(kMainGraph);
  const auto fields = receptive_fields(graph, {{kDataInput, {1, 3, 1, width}}});
  const Session session(graph, averaging_weights(graph), {.threads = 1});
  for (const Row& row : rows) {
    const AxisField field = fields[static_cast<std::size_t>(graph.find_value(row.layer))].x;
    EXPECT_EQ(field.size(), row.size) << row.layer;
    const auto cell = static_cast<std::int64_t>(static_cast<double>(width / 2) / field.stride);
    const auto sees = [&](std::int64_t column) {
      Tensor data = Tensor::zeros({1, 3, 1, width});
      for (std::int64_t c = 0; c < 3; ++c) data.floats()[static_cast<std::size_t>(c * width + column)] = 1;
      float there = -1;
      session.run({{kDataInput, data}}, [&](const std::string& name, const Tensor& value) {
        if (name == row.layer) there = value.floats()[static_cast<std::size_t>(cell)];
      });
      EXPECT_GE(there, 0) << row.layer;
      return there > 0;
    };
    const auto first = static_cast<std::int64_t>(static_cast<double>(cell) * field.stride + field.first),
               last = static_cast<std::int64_t>(static_cast<double>(cell) * field.stride + field.last);
    ASSERT_GT(first, 0) << row.layer;
    ASSERT_LT(last, width - 1) << row.layer;
    EXPECT_FALSE(sees(first - 1)) << row.layer;
    EXPECT_TRUE(sees(first)) << row.layer;
    EXPECT_TRUE(sees(last)) << row.layer;
    EXPECT_FALSE(sees(last + 1)) << row.layer;
  }
}

TEST(MeasuredFields, Vgg16) {
  expect_measured(fcn32s(tiny()), 1024,
                  {{"pool1", 6}, {"pool2", 16}, {"pool3", 44}, {"pool4", 100}, {"pool5", 212}, {"fc6", 404}});
}

TEST(MeasuredFields, DeepLabLargeFov) {
  expect_measured(deeplab_largefov(tiny()), 1025, {{"conv5_3", 211}, {"pool5a", 243}, {"fc6", 435}});
}

TEST(MeasuredFields, DilatedNetWithItsContext) {
  ModelOptions options = tiny();
  options.context = "basic";
  expect_measured(dilation8(options), 2048, {{"fc-final", 380}, {"ct_final", 908}});
}

// Strides on the 3x3 (torchvision) and on the 1x1 (Caffe).
TEST(MeasuredFields, ResNet101) {
  for (const auto& [caffe, size] : {std::pair{false, 971.}, {true, 1027.}}) {
    Graph graph{.name = kMainGraph};
    const Value c5 =
        resnet_trunk(input(graph, kDataInput, 3),
                     {.depth = 101, .stride_in_1x1 = caffe, .ceil_pool = caffe, .width = 0.125f}, "")
            .c5;
    const std::string name = graph.values[static_cast<std::size_t>(c5.id)].name;
    output(c5, kScoreOutput);
    expect_measured({"trunk", {std::move(graph)}, {}}, 2048, {{name, size}});
  }
}

}  // namespace
}  // namespace perpixel
