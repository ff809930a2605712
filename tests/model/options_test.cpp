#include <gtest/gtest.h>

#include "error/error.h"
#include "model/net_facts.h"
#include "model/width.h"

namespace perpixel {
namespace {

std::string message_for(void (*spoil)(ModelOptions&), const char* model = "fcn8s") {
  ModelOptions options = tiny();
  spoil(options);
  try {
    zoo_entry(model).build(options);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Options, EachBoundNamesKeyAndValue) {
  EXPECT_EQ(message_for([](ModelOptions& o) { o.width = 0; }), "model.width = 0.000000 must be in (0, 8]");
  EXPECT_EQ(message_for([](ModelOptions& o) { o.channels = 0; }), "model.channels = 0 must be in [1, 4096]");
  EXPECT_EQ(message_for([](ModelOptions& o) { o.padding = "mirror"; }),
            "model.padding = \"mirror\" is not known");
  EXPECT_EQ(message_for([](ModelOptions& o) { o.upsampling = "lernt"; }),
            "model.upsampling = \"lernt\" is not known");
  EXPECT_EQ(message_for([](ModelOptions& o) { o.dropout = 1; }),
            "model.dropout = 1.000000 must be in [0, 1)");
  EXPECT_EQ(message_for([](ModelOptions& o) { o.classes = {}; }), "a model needs at least one class");
  EXPECT_EQ(message_for([](ModelOptions& o) { o.image_size = 0; }, "vgg16"),
            "model.image_size = 0 must be in [1, 16384]");
}

TEST(Options, Fc6WindowMustFitItsForm) {
  EXPECT_EQ(message_for([](ModelOptions& o) { o.fc6_kernel = 4; }),
            "model.fc6_kernel = 4 must be odd in the same form");
  EXPECT_EQ(message_for([](ModelOptions& o) {
              o.padding = "pad100";
              o.fc6_kernel = 3;
            }),
            "model.fc6_kernel = 3 must be 7 in the pad100 form");
}

// By hand: 64 * 0.3 = 19.2 -> 2.4 eights -> 16; never below 8; width 1 leaves AlexNet's 96 and odd counts
// alone.
TEST(Width, RoundsToEights) {
  EXPECT_EQ(scaled_channels(64, 0.3f), 16);
  EXPECT_EQ(scaled_channels(64, 0.01f), 8);
  EXPECT_EQ(scaled_channels(96, 1), 96);
  EXPECT_EQ(scaled_channels(100, 1), 100);
  EXPECT_EQ(scaled_channels(512, 0.5f), 256);
  EXPECT_EQ(scaled_channels(4096, 2), 8192);
}

}  // namespace
}  // namespace perpixel
