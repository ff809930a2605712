#include "write/probability.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "error/error.h"
#include "file/file.h"

namespace perpixel {
namespace {

TEST(Probabilities, HalfByDefaultFloatOnRequest) {
  const auto path =
      std::filesystem::temp_directory_path() / ("perpixel_p" + std::to_string(::getpid()) + ".npy");
  const Tensor probabilities = Tensor::filled({2, 3, 4}, 0.5f);
  write_probabilities(path, probabilities);
  EXPECT_EQ(read_file(path).size(), 128u + 24 * 2);
  write_probabilities(path, probabilities, ProbabilityType::f32);
  EXPECT_EQ(read_file(path).size(), 128u + 24 * 4);
  EXPECT_NE(read_text_file(path).find("'<f4', 'fortran_order': False, 'shape': (2, 3, 4)"),
            std::string::npos);
  std::filesystem::remove(path);
}

TEST(Probabilities, OtherShapesAreRefused) {
  try {
    write_probabilities("p.npy", Tensor::filled({1, 2, 3, 4}, 0.5f));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::shape_mismatch);
    EXPECT_STREQ(error.what(), "p.npy: probabilities must be f32 [C, H, W], got f32 [1, 2, 3, 4]");
  }
}

}  // namespace
}  // namespace perpixel
