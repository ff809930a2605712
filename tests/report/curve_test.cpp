#include "report/curve.h"

#include "error/error.h"
#include "file/file.h"
#include "scratch_folder.h"

namespace perpixel {
namespace {

class Curves : public ScratchFolder {
 protected:
  std::vector<Curve> read(std::string_view text) {
    write_file_atomically(folder_ / "metrics.json", text);
    return curves_from_metrics(folder_ / "metrics.json");
  }
};

TEST_F(Curves, OneForEachKeyInOrderOfAppearance) {
  const auto curves = read(
      "{\"iteration\":19,\"total_loss\":2.5,\"lr\":0.01}\n"
      "{\"iteration\":39,\"total_loss\":null,\"note\":\"text\",\"sem_seg/mIoU\":40}\n"
      "{\"iteration\":59,\"total_loss\":1.5}\n");
  ASSERT_EQ(curves.size(), 3u);
  EXPECT_EQ(curves[0].name, "total_loss");
  EXPECT_EQ(curves[0].points, (std::vector<CurvePoint>{{19, 2.5}, {59, 1.5}}));
  EXPECT_EQ(curves[1].name, "lr");
  EXPECT_EQ(curves[2].points, (std::vector<CurvePoint>{{39, 40}}));
}

TEST_F(Curves, UnfinishedLastLineIsPassedOver) {
  EXPECT_EQ(read("{\"iteration\":1,\"a\":1}\n{\"iteration\":2,\"a\"")[0].points.size(), 1u);
}

TEST_F(Curves, BrokenLineIsNamed) {
  try {
    read("{\"iteration\":1,\"a\":1}\n[1, 2]\n");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::config_syntax);
    EXPECT_EQ(error.what(),
              (folder_ / "metrics.json").string() + ":2: not a JSON object with an \"iteration\"");
  }
}

}  // namespace
}  // namespace perpixel
