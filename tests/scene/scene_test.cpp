#include "scene/scene.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>

#include "error/error.h"
#include "scene/classes.h"
#include "scene/composition.h"
#include "scene_hash.h"

namespace perpixel {
namespace {

SceneOptions sized(int width, int height, std::uint64_t seed = 0) {
  SceneOptions options;
  options.seed = seed;
  options.width = width;
  options.height = height;
  return options;
}

std::size_t pixel(const Example& e, int y, int x) {
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(e.image.width()) +
         static_cast<std::size_t>(x);
}

TEST(Scene, IsTheSameFromOneThreadAndFromFour) {
  constexpr int kPictures = 12;
  std::vector<std::uint64_t> alone(kPictures), together(kPictures);
  for (std::size_t i = 0; i < kPictures; ++i)
    alone[i] = hash_of(render_scene(sized(96, 80), static_cast<std::int64_t>(i)));
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 4; ++t) {
    threads.emplace_back([t, &together] {
      for (std::size_t i = kPictures - 1 - t;; i -= 4) {
        together[i] = hash_of(render_scene(sized(96, 80), static_cast<std::int64_t>(i)));
        if (i < 4) break;
      }
    });
  }
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(alone, together);
}

TEST(Scene, EveryIndexAndSeedIsAnotherPicture) {
  std::set<std::uint64_t> hashes;
  for (int i = 0; i < 20; ++i)
    hashes.insert(hash_of(render_scene(sized(24, 24, static_cast<std::uint64_t>(i % 2)), i / 2)));
  EXPECT_EQ(hashes.size(), 20u);
}

TEST(Scene, TruthsThatAreOffStayEmptyAndDoNotChangeTheRest) {
  const Example all = render_scene(sized(64, 48), 3);
  SceneOptions options = sized(64, 48);
  options.truths = SceneTruths::none();
  const Example bare = render_scene(options, 3);
  EXPECT_EQ(bare.image, all.image);
  EXPECT_FALSE(bare.labels || bare.image_class || bare.depth || bare.normals || bare.parts ||
               bare.boundaries || bare.saliency);
  EXPECT_TRUE(bare.instances.empty());
  options.truths = SceneTruths::semantic();
  EXPECT_EQ(render_scene(options, 3).labels, all.labels);
}

TEST(Scene, AnySizeFromOnePixelUp) {
  for (const auto& [w, h] : {std::pair{1, 1}, {1, 50}, {50, 1}, {7, 3}, {255, 63}}) {
    for (int i = 0; i < 4; ++i) {
      const Example e = render_scene(sized(w, h), i);
      EXPECT_EQ(e.image.width(), w);
      EXPECT_EQ(e.image.height(), h);
      EXPECT_EQ(e.labels->ids.size(), static_cast<std::size_t>(w) * static_cast<std::size_t>(h));
    }
  }
}

TEST(Scene, SizeOnlySetsTheRaster) {
  // Property: at a third of the size most pixels keep the class of the middle one of their nine.
  int same = 0, total = 0;
  for (int i = 0; i < 6; ++i) {
    const LabelMap large = *render_scene(sized(288, 288), i).labels,
                   small = *render_scene(sized(96, 96), i).labels;
    for (int y = 0; y < 96; ++y) {
      for (int x = 0; x < 96; ++x) same += large.at(3 * y + 1, 3 * x + 1) == small.at(y, x);
    }
    total += 96 * 96;
  }
  EXPECT_GT(same, total * 93 / 100);
}

TEST(Scene, LabelsHaveNoIgnoredPixelsAndEveryClassOccurs) {
  std::vector<int> pictures(scene_classes().size());
  std::set<int> kinds;
  for (int i = 0; i < 120; ++i) {
    const Example e = render_scene(sized(64, 64), i);
    const std::set<ClassId> seen(e.labels->ids.begin(), e.labels->ids.end());
    for (const ClassId id : seen) {
      ASSERT_LT(id, pictures.size());
      ++pictures[id];
    }
    kinds.insert(*e.image_class);
  }
  for (std::size_t k = 0; k < pictures.size(); ++k)
    EXPECT_GT(pictures[k], 5) << scene_classes().classes[k].name;
  EXPECT_EQ(kinds.size(), scene_image_classes().size());
  EXPECT_EQ(scene_image_classes().size(), static_cast<std::size_t>(kSubjects));
}

/// Number of the instance that owns each pixel, from 1; 0 for none.
std::vector<int> owners(const Example& e) {
  std::vector<int> owner(e.labels->ids.size());
  for (std::size_t k = 0; k < e.instances.size(); ++k) {
    const Mask visible = decode_rle(e.instances[k].mask);
    for (std::size_t i = 0; i < owner.size(); ++i) {
      if (!visible.inside[i]) continue;
      EXPECT_EQ(owner[i], 0) << "visible masks overlap";
      owner[i] = static_cast<int>(k) + 1;
    }
  }
  return owner;
}

TEST(Scene, VisibleMasksPartTheThingPixels) {
  const ClassList classes = scene_classes();
  for (int i = 0; i < 12; ++i) {
    const Example e = render_scene(sized(100, 70), i);
    const std::vector<int> owner = owners(e);
    for (std::size_t p = 0; p < owner.size(); ++p) {
      const ClassId id = e.labels->ids[p];
      EXPECT_EQ(owner[p] != 0, classes.classes[id].is_thing);
      if (owner[p]) {
        EXPECT_EQ(e.instances[static_cast<std::size_t>(owner[p] - 1)].class_id, id);
      }
    }
  }
}

TEST(Scene, MasksAreCanonicalAndBoxesTight) {
  for (int i = 0; i < 12; ++i) {
    for (const Instance& k : render_scene(sized(100, 70), i).instances) {
      EXPECT_EQ(encode_rle(decode_rle(k.mask)), k.mask);
      EXPECT_EQ(encode_rle(decode_rle(*k.amodal)), *k.amodal);
      EXPECT_EQ(bounding_box(k.mask), k.box);
      EXPECT_GT(area(k.mask), 0);
    }
  }
}

TEST(Scene, AmodalMasksHoldTheVisibleOnesAndMore) {
  std::int64_t visible_area = 0, amodal_area = 0;
  for (int i = 0; i < 30; ++i) {
    for (const Instance& k : render_scene(sized(96, 96), i).instances) {
      const Mask visible = decode_rle(k.mask), amodal = decode_rle(*k.amodal);
      for (std::size_t p = 0; p < visible.inside.size(); ++p) ASSERT_LE(visible.inside[p], amodal.inside[p]);
      visible_area += area(k.mask);
      amodal_area += area(*k.amodal);
    }
  }
  // Occlusion is there to be learnt, and does not swallow the scene.
  EXPECT_GT(amodal_area, visible_area * 105 / 100);
  EXPECT_LT(amodal_area, visible_area * 2);
}

TEST(Scene, InstancesComeNearestFirst) {
  // Property: where the amodal masks of two instances meet and one of them is visible, it is nearly always
  // the earlier.
  std::int64_t earlier = 0, later = 0;
  for (int i = 0; i < 40; ++i) {
    const Example e = render_scene(sized(96, 96), i);
    const std::vector<int> owner = owners(e);
    for (std::size_t a = 0; a < e.instances.size(); ++a) {
      const Mask first = decode_rle(*e.instances[a].amodal);
      for (std::size_t b = a + 1; b < e.instances.size(); ++b) {
        const Mask second = decode_rle(*e.instances[b].amodal);
        for (std::size_t p = 0; p < owner.size(); ++p) {
          if (!first.inside[p] || !second.inside[p]) continue;
          earlier += owner[p] == static_cast<int>(a) + 1;
          later += owner[p] == static_cast<int>(b) + 1;
        }
      }
    }
  }
  EXPECT_GT(earlier, 2000);
  EXPECT_GT(earlier, 12 * later);
}

TEST(Scene, DepthAndNormalsAreKnownExactlyWhereThereIsNoSky) {
  for (int i = 0; i < 8; ++i) {
    const Example e = render_scene(sized(80, 60), i);
    for (std::size_t p = 0; p < e.labels->ids.size(); ++p) {
      const float* n = &e.normals->xyz[3 * p];
      const float norm = n[0] * n[0] + n[1] * n[1] + n[2] * n[2];
      const bool is_sky = e.labels->ids[p] == scene_class::sky;
      EXPECT_EQ(e.depth->depth_m[p] == 0, is_sky);
      EXPECT_NEAR(norm, is_sky ? 0 : 1, 1e-5);
    }
  }
}

TEST(Scene, DepthOfLevelGroundFollowsFromTheCameraAlone) {
  // By hand: the pixel's ray times its depth must hit height 0. Other pixels of ground may lie lower (a
  // quay's water) or be mixed at borders; so of all that look at ground with an upward normal most must agree
  // within 2 % of the height.
  int agree = 0, total = 0;
  for (int i = 0; i < 20; ++i) {
    const Example e = render_scene(sized(90, 90), i);
    const Composition c = compose(0, static_cast<std::uint64_t>(i));
    const View view = view_of(c.camera, 90, 90);
    for (int y = 0; y < 90; ++y) {
      for (int x = 0; x < 90; ++x) {
        const std::size_t p = pixel(e, y, x);
        if (e.labels->ids[p] != scene_class::ground && e.labels->ids[p] != scene_class::road) continue;
        const Vec3 point = view.ray(x + 0.5, y + 0.5) * static_cast<double>(e.depth->depth_m[p]);
        const double height =
            view.position.y + point.x * view.right.y + point.y * view.down.y + point.z * view.ahead.y;
        agree += std::abs(height) < 0.02 * c.camera.height_m;
        ++total;
        EXPECT_NEAR(static_cast<double>(e.normals->xyz[3 * p + 1]), view.down.y * 1.0,
                    1e-5);  // up, in camera axes
      }
    }
  }
  EXPECT_GT(total, 20000);
  EXPECT_GT(agree, total * 95 / 100);
}

TEST(Scene, NormalsFaceTheCamera) {
  for (int i = 0; i < 8; ++i) {
    const Example e = render_scene(sized(80, 80), i);
    const View view = view_of(compose(0, static_cast<std::uint64_t>(i)).camera, 80, 80);
    int away = 0, total = 0;
    for (int y = 0; y < 80; ++y) {
      for (int x = 0; x < 80; ++x) {
        const float* n = &e.normals->xyz[3 * pixel(e, y, x)];
        const Vec3 ray = view.ray(x + 0.5, y + 0.5);
        // Rims may look past the pixel's middle by half a pixel.
        away += static_cast<double>(n[0]) * ray.x + static_cast<double>(n[1]) * ray.y +
                    static_cast<double>(n[2]) >
                0.02;
        ++total;
      }
    }
    EXPECT_LT(away, total / 500);
  }
}

TEST(Scene, PartsLieOnFiguresOnly) {
  bool all_parts[11] = {};
  for (int i = 0; i < 25; ++i) {
    const Example e = render_scene(sized(128, 128), i);
    for (std::size_t p = 0; p < e.labels->ids.size(); ++p) {
      EXPECT_EQ(e.parts->ids[p] != 0, e.labels->ids[p] == scene_class::figure);
      ASSERT_LT(e.parts->ids[p], 11);
      all_parts[e.parts->ids[p]] = true;
    }
  }
  EXPECT_EQ(std::count(std::begin(all_parts), std::end(all_parts), true), 11);
  EXPECT_EQ(scene_parts().size(), 11u);
}

void expect_keypoints(const Example& e, const Instance& k, int& visible, int& hidden) {
  const Mask own = decode_rle(k.mask);
  for (const Keypoint& point : k.keypoints) {
    if (point.visibility == 0) {
      EXPECT_EQ(point, Keypoint{});
      continue;
    }
    ASSERT_TRUE(point.x >= 0 && point.y >= 0 && point.x < e.image.width() && point.y < e.image.height());
    if (point.visibility == 2) {
      EXPECT_TRUE(own.inside[pixel(e, static_cast<int>(point.y), static_cast<int>(point.x))]);
    }
    visible += point.visibility == 2;
    hidden += point.visibility == 1;
  }
}

TEST(Scene, FiguresCarrySeventeenKeypoints) {
  int visible = 0, hidden = 0;
  for (int i = 0; i < 30; ++i) {
    const Example e = render_scene(sized(128, 128), i);
    for (const Instance& k : e.instances) {
      EXPECT_EQ(k.keypoints.size(), k.class_id == scene_class::figure ? 17u : 0u);
      expect_keypoints(e, k, visible, hidden);
    }
  }
  EXPECT_GT(visible, 500);
  EXPECT_GT(hidden, 300);
}

TEST(Scene, VisibleJointsLieOnTheirOwnSideOfTheBody) {
  // Property: a visible left elbow or knee lies on a left limb, or on the torso or the head in front of it;
  // nearly never on a right limb.
  const std::pair<std::size_t, int> joints[] = {{7, 0}, {8, 1}, {13, 0}, {14, 1}};  // keypoint, side
  int own_side = 0, other_side = 0;
  for (int i = 0; i < 40; ++i) {
    const Example e = render_scene(sized(128, 128), i);
    for (const Instance& k : e.instances) {
      if (k.keypoints.empty()) continue;
      for (const auto& [joint, side] : joints) {
        const Keypoint& point = k.keypoints[joint];
        if (point.visibility != 2) continue;
        const int part = e.parts->ids[pixel(e, static_cast<int>(point.y), static_cast<int>(point.x))];
        if (part >= 3) ((part - 3) % 2 == side ? own_side : other_side) += 1;
      }
    }
  }
  EXPECT_GT(own_side, 80);
  EXPECT_GT(own_side, 8 * other_side);
}

TEST(Scene, BoundariesStandBetweenObjects) {
  const Example e = render_scene(sized(90, 70), 8);
  const std::vector<int> owner = owners(e);
  for (int y = 0; y < 70; ++y) {
    for (int x = 0; x < 90; ++x) {
      const auto differs = [&](int y2, int x2) {
        if (y2 >= 70 || x2 >= 90) return false;
        const std::size_t a = pixel(e, y, x), b = pixel(e, y2, x2);
        return e.labels->ids[a] != e.labels->ids[b] || owner[a] != owner[b];
      };
      EXPECT_EQ(e.boundaries->inside[pixel(e, y, x)] != 0, differs(y + 1, x) || differs(y, x + 1));
    }
  }
}

TEST(Scene, TheSalientObjectIsOfThePicturesClass) {
  const ClassId semantic[kSubjects] = {scene_class::vehicle, scene_class::vehicle, scene_class::figure,
                                       scene_class::animal,  scene_class::animal,  scene_class::tree,
                                       scene_class::tree,    scene_class::boat,    scene_class::crate,
                                       scene_class::building};
  int shown = 0;
  for (int i = 0; i < 40; ++i) {
    const Example e = render_scene(sized(96, 96), i);
    bool any = false;
    for (std::size_t p = 0; p < e.labels->ids.size(); ++p) {
      if (!e.saliency->inside[p]) continue;
      any = true;
      ASSERT_EQ(e.labels->ids[p], semantic[*e.image_class]);
    }
    shown += any;
  }
  EXPECT_GE(shown, 36);
}

TEST(Scene, ThinClassesAreThin) {
  // Property: a pixel of a pole, wire or railing has another class within three pixels to a side, or above or
  // below.
  int thin = 0, total = 0;
  for (int i = 0; i < 40; ++i) {
    const LabelMap labels = *render_scene(sized(128, 128), i).labels;
    for (int y = 3; y < 125; ++y) {
      for (int x = 3; x < 125; ++x) {
        const ClassId id = labels.at(y, x);
        if (id < scene_class::pole) continue;
        const bool across = labels.at(y, x - 3) != id && labels.at(y, x + 3) != id;
        const bool along = labels.at(y - 3, x) != id && labels.at(y + 3, x) != id;
        thin += across || along;
        ++total;
      }
    }
  }
  EXPECT_GT(total, 5000);
  EXPECT_GT(thin, total * 6 / 10);
}

void expect_refused(const SceneOptions& options, std::int64_t index, ErrorCode code,
                    const std::string& text) {
  try {
    render_scene(options, index);
    FAIL() << "accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), code);
    EXPECT_NE(std::string(e.what()).find(text), std::string::npos) << e.what();
  }
}

TEST(Scene, RefusesWhatItCannotDraw) {
  expect_refused(sized(0, 10), 0, ErrorCode::bad_value, "width = 0 must be in [1, 8192]");
  expect_refused(sized(10, 9000), 0, ErrorCode::bad_value, "height = 9000");
  expect_refused(sized(8192, 8192), 0, ErrorCode::bad_value, "more than 2^24 pixels");
  expect_refused(sized(8, 8), -1, ErrorCode::bad_value, "index = -1");
  SceneOptions options;
  options.version = 2;
  expect_refused(options, 0, ErrorCode::newer_version, "version = 2");
  options.version = 0;
  expect_refused(options, 0, ErrorCode::bad_value, "version = 0");
}

}  // namespace
}  // namespace perpixel
