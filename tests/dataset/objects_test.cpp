#include "dataset/objects.h"

#include <gtest/gtest.h>

#include <set>

#include "error/error.h"

namespace perpixel {
namespace {

Dataset scenes(const std::string& options) { return open_dataset("scenes:size=96," + options, "train"); }

// Scenes: tree, vehicle, figure, animal, boat, crate are things.
TEST(ThingClasses, KeepTheirOrder) {
  EXPECT_EQ(thing_classes(scenes("count=1").classes).names(),
            (std::vector<std::string>{"tree", "vehicle", "figure", "animal", "boat", "crate"}));
}

TEST(ThingClasses, NoneIsAnError) { EXPECT_THROW(thing_classes(class_list_of({"sky", "road"})), Error); }

TEST(ThingClasses, AliasesFollowTheirClasses) {
  ClassList classes = class_list_of({"sky", "car", "bus"});
  classes.classes[2].is_thing = true;
  classes.value_aliases = {{7, 0}, {8, 2}, {9, kIgnore}};
  EXPECT_EQ(thing_classes(classes).value_aliases,
            (std::vector<std::pair<int, ClassId>>{{8, 0}, {9, kIgnore}}));
}

// Every object of every picture comes once, with its own mask and class and the whole picture.
TEST(Objects, AreThePicturesInstances) {
  const Dataset pictures = scenes("task=instances,count=6"), objects = objects_of(pictures);
  const std::vector<std::string> things = objects.classes.names(), all = pictures.classes.names();
  std::size_t next = 0;
  for (std::size_t p = 0; p < pictures.size(); ++p) {
    const Example picture = pictures.load(p);
    for (std::size_t k = 0; k < picture.instances.size(); ++k) {
      const Instance& instance = picture.instances[k];
      if (!pictures.classes.classes[static_cast<std::size_t>(instance.class_id)].is_thing) continue;
      ASSERT_LT(next, objects.size());
      EXPECT_EQ(objects.names[next], picture.name + "#" + std::to_string(k));
      const Example object = objects.load(next++);
      EXPECT_EQ(object.image, picture.image);
      EXPECT_FALSE(object.labels);
      ASSERT_EQ(object.instances.size(), 1u);
      EXPECT_EQ(object.instances[0].mask, instance.mask);
      EXPECT_EQ(object.instances[0].box, instance.box);
      EXPECT_EQ(things[static_cast<std::size_t>(object.instances[0].class_id)],
                all[static_cast<std::size_t>(instance.class_id)]);
      EXPECT_EQ(object.image_class, object.instances[0].class_id);
    }
  }
  EXPECT_EQ(next, objects.size());
  EXPECT_EQ(std::set(objects.names.begin(), objects.names.end()).size(), objects.size());
}

TEST(Objects, DataWithoutThemSaySo) {
  try {
    objects_of(scenes("count=2"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::dataset_empty);
    EXPECT_STREQ(error.what(), "scenes train: none of its 2 pictures has a mask of a single object");
  }
}

}  // namespace
}  // namespace perpixel
