#include "model/residual_fpn.h"

#include <gtest/gtest.h>

#include "model/net_facts.h"

namespace perpixel {
namespace {

// By hand, for 224 x 288: each stage halves, the dilated one does not.
TEST(ResidualFpn, Strides) {
  const Model model = residual_fpn(options_for(11));
  EXPECT_EQ(shape_of(model, "stem2_relu", 224, 288), (Shape{1, 32, 112, 144}));
  EXPECT_EQ(shape_of(model, "res2_2_relu2", 224, 288), (Shape{1, 64, 56, 72}));
  EXPECT_EQ(shape_of(model, "res3_2_relu2", 224, 288), (Shape{1, 128, 28, 36}));
  EXPECT_EQ(shape_of(model, "res4_2_relu2", 224, 288), (Shape{1, 256, 14, 18}));
  EXPECT_EQ(shape_of(model, "res5_3_relu2", 224, 288), (Shape{1, 256, 14, 18}));
  EXPECT_EQ(shape_of(model, "smooth_relu", 224, 288), (Shape{1, 96, 56, 72}));
}

// By hand: convolutions without bias and 2 numbers a channel of batch norm; the score has a bias.
TEST(ResidualFpn, Parameters) {
  const auto conv = [](int in, int out, int k) { return in * out * k * k + 2 * out; };
  const auto block = [&](int in, int out, bool shortcut) {
    return conv(in, out, 3) + conv(out, out, 3) + (shortcut ? conv(in, out, 1) : 0);
  };
  const int stem = conv(3, 32, 3) + conv(32, 32, 3);
  const int trunk = block(32, 64, true) + block(64, 64, false) + block(64, 128, true) +
                    block(128, 128, false) + block(128, 256, true) + 4 * block(256, 256, false);
  const int pyramid = conv(256, 96, 1) + conv(128, 96, 1) + conv(64, 96, 1) + conv(96, 96, 3);
  const int fine = conv(32, 32, 1) + conv(128, 64, 3) + 64 * 11 + 11;
  EXPECT_EQ(parameter_count(residual_fpn(options_for(11)).graph(kMainGraph)), stem + trunk + pyramid + fine);
}

// By hand: 1 + 2*(1+2) = 7 at the stem; each 3x3 of stage s adds 2 * its stride, the dilated ones times 2, 4,
// 8: res2 7 + 4 + 3*8 = 35 (first block's strided window adds 2*2), res3 35 + 8 + 3*16 = 91, res4 91 + 16 +
// 3*32 = 203, res5 203 + 2*32*(2+4+8) = 1099.
TEST(ResidualFpn, DilationsWidenTheField) {
  const Model model = residual_fpn(tiny());
  EXPECT_EQ(field_of(model, "stem2_relu", 256).size(), 7);
  EXPECT_EQ(field_of(model, "res2_2_relu2", 256).size(), 35);
  EXPECT_EQ(field_of(model, "res3_2_relu2", 256).size(), 91);
  EXPECT_EQ(field_of(model, "res4_2_relu2", 256).size(), 203);
  EXPECT_EQ(field_of(model, "res5_3_relu2", 256).size(), 1099);
  ModelOptions plain = tiny();
  plain.atrous_rates = {1, 1, 1};
  EXPECT_EQ(field_of(residual_fpn(plain), "res5_3_relu2", 256).size(), 203 + 2 * 32 * 3);
}

}  // namespace
}  // namespace perpixel
