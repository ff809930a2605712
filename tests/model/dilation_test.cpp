#include "model/dilation.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "model/net_facts.h"

namespace perpixel {
namespace {

ModelOptions valid(ModelOptions options) {
  options.padding = "valid";
  return options;
}

// The specification, 9.1: out = (N - 372) / 8.
TEST(Dilation, FrontEndSizes) {
  const Model model = dilated_frontend(valid(tiny()));
  for (const auto& [side, cells] :
       {std::pair{500, 16}, {628, 32}, {852, 60}, {900, 66}, {1100, 91}, {1396, 128}, {1640, 159}})
    EXPECT_EQ(shape_of(model, "fc-final", side, side)[2], cells) << side;
  EXPECT_EQ(field_of(model, "fc-final", 900).size(), 380);
  EXPECT_EQ(model.recipe.input.context, 186);
}

// The specification, 9.2.
TEST(Dilation, TotalFields) {
  EXPECT_EQ(field_of(dilation8(valid(tiny())), "ct_final", 900).size(), 908);
  EXPECT_EQ(field_of(dilation8_camvid(valid(tiny())), "ctx_final", 900).size(), 908);
  EXPECT_EQ(field_of(dilation7(valid(tiny())), "ctx_final", 900).size(), 652);
  EXPECT_EQ(field_of(dilation10(valid(tiny())), "ctx_final", 900).size(), 2444);
}

// The specification, 9.2 (the frozen enlargement is not counted).
TEST(Dilation, ParameterCounts) {
  ModelOptions options = options_for(21);
  EXPECT_EQ(parameter_count(dilated_frontend(options).graphs[0]), 134'346'581);
  EXPECT_EQ(parameter_count(dilation8(options).graphs[0]), 141'149'720);
  options.context = "basic";
  EXPECT_EQ(parameter_count(dilation8(options).graphs[0]), 134'374'973);
  EXPECT_EQ(parameter_count(dilation8_camvid(options_for(11)).graphs[0]), 134'313'443);
  EXPECT_EQ(parameter_count(dilation7(options_for(11)).graphs[0]), 134'312'343);
  EXPECT_EQ(parameters_without(dilation10(options_for(19)), "ctx_upsample"), 134'368'179);
}

/// The context module starts as the identity on maps that are not negative, borders included (noise off).
void expect_identity(Model model, const std::string& before, const std::string& after) {
  for (Parameter& parameter : model.graphs[0].parameters)
    if (parameter.init.kind == InitKind::grouped_identity) parameter.init.value = 0;
  NamedTensors weights = initial_weights(model.graphs[0], 1);
  weights.at(before + ".bias") = Tensor::from({3}, {2, 3, 4});  // all scores positive
  const NamedTensors values = run_all(model.graphs[0], weights, noise({1, 3, 90, 70}));
  const auto in = values.at(before).floats(), out = values.at(after).floats();
  ASSERT_EQ(in.size(), out.size());
  for (std::size_t i = 0; i < in.size(); ++i) {
    ASSERT_GT(in[i], 0);
    ASSERT_NEAR(in[i], out[i], 1e-5f);
  }
}

TEST(Dilation, ContextStartsAsTheIdentity) {
  ModelOptions options = tiny(3);
  expect_identity(dilation8(options), "fc-final", "ct_final");
  options.context = "basic";
  expect_identity(dilation8(options), "fc-final", "ct_final");
  expect_identity(dilation7(tiny(3)), "final", "ctx_final");
}

TEST(Dilation, RefusesWhatIsNotDefined) {
  ModelOptions options = tiny();
  options.context = "large";
  EXPECT_THROW(dilation7(options), Error);
  options = valid(tiny());
  options.fc6_kernel = 5;
  EXPECT_THROW(dilated_frontend(options), Error);
}

}  // namespace
}  // namespace perpixel
