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

/// 100 names for one array of 1 MB of f4, whose bytes begin `before` further on.
std::string many_names(const std::string& before) {
  const std::string size("\0\0\x10\0", 4), count("\0\0\x04\0", 4);
  std::string text = "\x80\x02" + before + "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n)U\x01" +
                     "b\x87R(K\x01J" + count + "\x85" + "cnumpy\ndtype\nU\x02" + "f4\x85R\x89T" + size +
                     std::string(1 << 20, 'x') + "tbq\x01" + "0}(";
  for (char name = 0; name < 100; ++name) text += std::string("U\x01") + name + "h\x01";
  return text + "u.";
}

// Where the alignment suits, all share the file's bytes; where it does not, each would be a copy.
TEST(ReadPkl, CopiesOfOneUnalignedArrayAreBounded) {
  int accepted = 0;
  for (const char* before : {"", "N0", "K10", "N0K10"}) {  // 0, 2, 3 and 5 bytes
    const std::string text = many_names(before);
    const auto bytes = std::make_shared<const Bytes>(text.begin(), text.end());
    const std::string said = refusal([&](auto) { return read_pkl({*bytes, bytes}, "a.pkl"); }, *bytes);
    accepted += said == "accepted";
    EXPECT_TRUE(said == "accepted" || said.find("unfold to far more than its bytes") != said.npos) << said;
  }
  EXPECT_EQ(accepted, 1);
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
