#include "scene/stage.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

TEST(Stage, TheTerrainPaintedLastCarries) {
  World world;
  const Camera camera;
  Stage stage(world, camera, 0);
  EXPECT_EQ(stage.terrain_at(0, 5), nullptr);
  stage.pave_everything(scene_class::ground, {});
  stage.pave(scene_class::water, {}, -2, 4, 2, 8);
  EXPECT_EQ(stage.terrain_at(0, 5)->class_id, scene_class::water);
  EXPECT_EQ(stage.terrain_at(3, 5)->class_id, scene_class::ground);
  EXPECT_TRUE(stage.carries(kOnWater, 0, 5));
  EXPECT_FALSE(stage.carries(kOnLand, 0, 5));
}

TEST(Stage, HigherGroundHidesWaterBelow) {
  World world;
  const Camera camera;
  Stage stage(world, camera, 0);
  stage.pave_everything(scene_class::water, {}, -1);
  stage.pave(scene_class::ground, {}, -5, 0, 5, 6, 0);
  EXPECT_EQ(stage.terrain_at(0, 3)->class_id, scene_class::ground);
  EXPECT_EQ(stage.terrain_at(0, 7)->level_m, -1);
}

TEST(Stage, ClaimsKeepApartAndOutOfTheSubjectsView) {
  World world;
  const Camera camera;
  Stage stage(world, camera, 0);
  stage.claim_subject({0, 0, 10}, 1);
  EXPECT_FALSE(stage.claim({0.5, 0, 10.5}, 1));  // on it
  EXPECT_FALSE(stage.claim({0, 0, 5}, 0.5));     // before it
  EXPECT_TRUE(stage.claim({0, 0, 20}, 1));       // behind it
  EXPECT_TRUE(stage.claim({4, 0, 5}, 0.5));      // beside it
  EXPECT_FALSE(stage.claim_row({0, 0, 20}, {1, 0, 0}, 10, 1));
  EXPECT_TRUE(stage.claim_row({0, 0, 30}, {1, 0, 0}, 10, 1));
}

}  // namespace
}  // namespace perpixel
