#include "model/fullres.h"

#include <gtest/gtest.h>

#include "graph/cost.h"
#include "model/fcn.h"
#include "model/net_facts.h"

namespace perpixel {
namespace {

// By hand: 13 windows of 3 see 1 + 13 * 2 = 27 pixels, at stride 1, centred on the pixel.
TEST(Fullres, ReceptiveField) {
  const AxisField field = field_of(fcn_fullres(tiny()), "score", 64);
  EXPECT_EQ(field.size(), 27);
  EXPECT_EQ(field.stride, 1);
  EXPECT_EQ(field.centre(), 0);
}

// By hand: 3*64*9 + 64, then 12 times 64*64*9 + 64, then 64*21 + 21.
TEST(Fullres, Parameters) {
  EXPECT_EQ(parameter_count(fcn_fullres(options_for(21)).graph(kMainGraph)), 1792 + 12 * 36928 + 1365);
}

TEST(Fullres, NothingIsDownsampled) {
  const Model model = fcn_fullres(tiny());
  for (const Node& node : model.graph(kMainGraph).nodes)
    EXPECT_EQ(shape_of(model, node.name, 40, 50)[2], 40) << node.name;
}

// The lecture's point: even this narrow it costs more than the trunk whose maps shrink while its channels
// grow.
TEST(Fullres, CostsMoreThanTheNetworkThatPools) {
  const std::map<std::string, Shape> at_256{{kDataInput, {1, 3, 256, 256}}};
  ModelOptions options = options_for(21);
  options.fc_channels = 64;
  const auto fullres = graph_cost(fcn_fullres(options).graph(kMainGraph), at_256).multiply_adds;
  const auto pooled = graph_cost(fcn32s(options).graph(kMainGraph), at_256).multiply_adds;
  EXPECT_GT(fullres, pooled);
}

}  // namespace
}  // namespace perpixel
