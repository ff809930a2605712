#include "transform/cells.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

Example labelled(int height, int width, std::vector<ClassId> ids) {
  Example example{.image = Image(height, width, 1)};
  example.labels = LabelMap(height, width);
  example.labels->ids = std::move(ids);
  return example;
}

// By hand: two cells of class 1 that touch at a corner, one of class 2 beside the second.
TEST(Cells, ComponentsAreFourConnectedAndOfOneClass) {
  const CellMap cells = cells_of(labelled(3, 4,
                                          {1, 1, 0, 0,  //
                                           1, 0, 1, 2,  //
                                           0, 1, 1, kIgnore}),
                                 0);
  EXPECT_EQ(cells.count, 3);
  EXPECT_EQ(cells.ids, (std::vector<std::int32_t>{0, 0, -1, -1, 0, -1, 1, 2, -1, 1, 1, -1}));
}

TEST(Cells, AnyClassMayLieBetweenThem) {
  const CellMap cells = cells_of(labelled(1, 5, {0, 1, 0, 0, 1}), 1);
  EXPECT_EQ(cells.ids, (std::vector<std::int32_t>{0, -1, 1, 1, -1}));
}

// By hand, column-major runs on 2 x 3: the first covers columns 0 and 1, the second 1 and 2.
TEST(Cells, InstancesComeFirstAndTheFirstOfThemWins) {
  Example example = labelled(2, 3, {0, 0, 0, 0, 0, 0});
  example.instances = {{.mask = {2, 3, {0, 4, 2}}}, {.mask = {2, 3, {2, 4}}}};
  const CellMap cells = cells_of(example, 0);
  EXPECT_EQ(cells.ids, (std::vector<std::int32_t>{0, 0, 1, 0, 0, 1}));
  example.instances[0].is_crowd = true;
  EXPECT_EQ(cells_of(example, 0).ids, (std::vector<std::int32_t>{-1, 0, 0, -1, 0, 0}));
}

TEST(Cells, WithoutTruthThereAreNone) {
  const CellMap cells = cells_of({.image = Image(2, 2, 1)}, 0);
  EXPECT_EQ(cells.count, 0);
  EXPECT_EQ(cells.ids, std::vector<std::int32_t>(4, kNoCell));
}

}  // namespace
}  // namespace perpixel
