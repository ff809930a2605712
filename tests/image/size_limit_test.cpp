#include "image/size_limit.h"

#include "image/pictures.h"

namespace perpixel {
namespace {

TEST(SizeLimit, CountsPixelsAndSamples) {
  EXPECT_NO_THROW(check_size(10, 10, 3, 100, "a.png"));
  EXPECT_NO_THROW(check_size(10, 10, 16, 100, "a.tif"));
  expect_error(ErrorCode::image_too_large, "a.png: the header claims 11 x 10",
               [] { check_size(10, 11, 3, 100, "a.png"); });
  expect_error(ErrorCode::image_too_large, "17 channels", [] { check_size(10, 10, 17, 100, "a.tif"); });
  expect_error(ErrorCode::image_corrupt, "0 x 10", [] { check_size(10, 0, 3, 100, "a.png"); });
}

TEST(SizeLimit, DoesNotOverflow) {
  constexpr std::uint64_t kHuge = 1ull << 63;
  expect_error(ErrorCode::image_too_large, "a.tif",
               [] { check_size(kHuge, kHuge, kHuge, SIZE_MAX, "a.tif"); });
  expect_error(ErrorCode::image_too_large, "a.tif", [] { check_size(1ull << 31, 1, 1, SIZE_MAX, "a.tif"); });
}

}  // namespace
}  // namespace perpixel
