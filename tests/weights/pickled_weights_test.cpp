#include "weights/pickled_weights.h"

#include <gtest/gtest.h>

#include "weights/damage.h"
#include "weights/fixtures.h"

namespace perpixel {
namespace {

WeightsFile read(std::span<const std::uint8_t> bytes) { return read_pkl({bytes, nullptr}, "a.pkl"); }

TEST(ReadPkl, Detectron2) {
  const WeightsFile file = read(test_file("detectron2.pkl"));
  expect_numpy_fixture(file);
  EXPECT_EQ(file.skipped, (std::vector<std::string>{"__author__", "matching_heuristics"}));
}

// Python 2's protocol: bytes as text through _codecs.encode; the solver's momentum is left out.
TEST(ReadPkl, Detectron) {
  const WeightsFile file = read(test_file("detectron_protocol2.pkl"));
  expect_numpy_fixture(file);
  EXPECT_EQ(file.tensors.size(), 7u);
  EXPECT_EQ(file.skipped, (std::vector<std::string>{"cfg", "conv1_w_momentum", "lr"}));
}

TEST(ReadPkl, OldestAndNewestProtocol) {
  for (const char* name : {"arrays_protocol0.pkl", "arrays_protocol5.pkl"}) {
    SCOPED_TRACE(name);
    expect_numpy_fixture(read(test_file(name)));
  }
}

TEST(ReadPkl, ForeignGlobalsAreNamed) {
  EXPECT_EQ(refusal(read, test_file("foreign_global.pkl")),
            "a.pkl: byte 17 refers to `posix.getcwd`, which weights do not need; nothing of it was run");
}

TEST(ReadPkl, EveryTruncationIsRefused) {
  expect_every_truncation_is_refused(read, test_file("detectron2.pkl"));
  expect_every_truncation_is_refused(read, test_file("detectron_protocol2.pkl"));
}

TEST(ReadPkl, EveryFlippedBitIsSurvived) {
  const Bytes bytes = test_file("detectron2.pkl");
  EXPECT_GT(refused_bit_flips(read, bytes), static_cast<int>(bytes.size()) / 2);
}

}  // namespace
}  // namespace perpixel
