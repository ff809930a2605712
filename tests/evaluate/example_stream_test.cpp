#include "evaluate/example_stream.h"

#include <gtest/gtest.h>

#include <atomic>

#include "error/error.h"
#include "evaluate/numbered_set.h"

namespace perpixel {
namespace {

TEST(ExampleStream, GivesEveryExampleInOrder) {
  const Dataset set = numbered_set(50, 3);
  for (const int workers : {0, 1, 4}) {
    ExampleStream stream(set, 50, workers);
    for (std::size_t i = 0; i < 50; ++i) ASSERT_EQ(stream.next().name, "picture" + std::to_string(i));
  }
}

TEST(ExampleStream, DoesNotRunFarAhead) {
  Dataset set = numbered_set(200, 3);
  std::atomic<std::size_t> furthest = 0;
  set.load = [&, load = set.load](std::size_t i) {
    furthest = std::max(furthest.load(), i);
    return load(i);
  };
  ExampleStream stream(set, 200, 2);
  for (std::size_t i = 0; i < 100; ++i) {
    stream.next();
    ASSERT_LE(furthest, i + 1 + 5);  // 2 * 2 + 1 wait at most
  }
}

TEST(ExampleStream, RethrowsWhereTheBrokenExampleStands) {
  Dataset set = numbered_set(10, 3);
  set.load = [load = set.load](std::size_t i) {
    if (i == 4) throw Error(ErrorCode::image_corrupt, "picture4.jpg: cut short");
    return load(i);
  };
  for (const int workers : {0, 3}) {
    ExampleStream stream(set, 10, workers);
    for (int i = 0; i < 4; ++i) stream.next();
    EXPECT_THROW(stream.next(), Error);
    EXPECT_EQ(stream.next().name, "picture5");
  }
}

TEST(ExampleStream, MayBeLeftEarly) {
  const Dataset set = numbered_set(1000, 3);
  ExampleStream stream(set, 1000, 4);
  stream.next();
}

}  // namespace
}  // namespace perpixel
