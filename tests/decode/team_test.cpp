#include "decode/team.h"

#include <gtest/gtest.h>

#include <numeric>

#include "error/error.h"

namespace perpixel {
namespace {

// Property: the parts of any team cover [0, count) once.
TEST(Team, PartsCoverEverythingOnce) {
  for (const std::size_t size : {1, 2, 3, 7})
    for (const std::size_t count : {0, 1, 5, 100}) {
      std::vector<int> visits(count, 0);
      run_team(size, [&](const TeamMember& member) {
        for (std::size_t i = member.begin(count); i < member.end(count); ++i) ++visits[i];
      });
      EXPECT_EQ(visits, std::vector<int>(count, 1)) << size;
    }
}

// Each round reads what all others wrote in the round before: sums double, multiplied by the team's size.
TEST(Team, MeetingOrdersTheSteps) {
  std::vector<int> values(4, 1);
  run_team(4, [&](const TeamMember& member) {
    for (int round = 0; round < 10; ++round) {
      const int sum = std::accumulate(values.begin(), values.end(), 0);
      member.meet();
      values[member.index()] = sum / 2;
      member.meet();
    }
  });
  EXPECT_EQ(values, std::vector<int>(4, 1024));
}

TEST(Team, SizeIsBounded) {
  EXPECT_EQ(team_size(3), 3u);
  EXPECT_GE(team_size(0), 1u);
  EXPECT_THROW(team_size(-1), Error);
  EXPECT_THROW(team_size(1025), Error);
}

}  // namespace
}  // namespace perpixel
