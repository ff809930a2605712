#include "scene/instance_truth.h"

#include <algorithm>

namespace perpixel {
namespace {

/// Pixels [x0, x1) x [y0, y1).
struct PixelBox {
  int x0, y0, x1, y1;
  void take(int x, int y) {
    x0 = std::min(x0, x);
    y0 = std::min(y0, y);
    x1 = std::max(x1, x + 1);
    y1 = std::max(y1, y + 1);
  }
};

std::vector<PixelBox> visible_boxes(const Drawing& d, const Ownership& owners) {
  std::vector<PixelBox> boxes(d.composition.world.objects().size(), PixelBox{d.width, d.height, 0, 0});
  std::size_t i = 0;
  for (int y = 0; y < d.height; ++y) {
    for (int x = 0; x < d.width; ++x) boxes[owners.object[i++]].take(x, y);
  }
  return boxes;
}

/// COCO's run lengths of the pixels of `box` for which inside(y, x) holds: as encode_rle of the whole mask.
template <class Inside>
Rle runs_in(const Drawing& d, const PixelBox& box, Inside inside) {
  Rle rle{d.height, d.width, {}};
  std::uint32_t done = 0;  // pixels already in counts
  bool open = false;
  for (int x = box.x0; x < box.x1; ++x) {
    const std::uint32_t column = static_cast<std::uint32_t>(x) * static_cast<std::uint32_t>(d.height);
    for (int y = x > box.x0 && !open ? box.y0 : 0; y < d.height; ++y) {
      if ((y >= box.y0 && y < box.y1 && inside(y, x)) == open) continue;
      const std::uint32_t at = column + static_cast<std::uint32_t>(y);
      rle.counts.push_back(at - done);
      done = at;
      open = !open;
      if (!open && y >= box.y1) break;
    }
  }
  const std::uint32_t total = static_cast<std::uint32_t>(d.width) * static_cast<std::uint32_t>(d.height);
  const std::uint32_t end = static_cast<std::uint32_t>(box.x1) * static_cast<std::uint32_t>(d.height);
  if (open && end < total) {
    rle.counts.push_back(end - done);
    done = end;
  }
  if (done < total) rle.counts.push_back(total - done);
  return rle;
}

/// Marks samples that one object covers, alone in the world.
struct CoverSink {
  std::vector<std::uint8_t>& cover;  // [2H, 2W]
  const SampleGrid& grid;
  PixelBox& box;  // in samples
  void plane(int y, int x0, int x1, PlaneRow) const {
    std::fill(cover.begin() + static_cast<std::ptrdiff_t>(grid.at(y, x0)),
              cover.begin() + static_cast<std::ptrdiff_t>(grid.at(y, x1)), std::uint8_t{1});
    box.take(x0, y);
    box.take(x1 - 1, y);
  }
  bool is_hidden(int, int, float) const { return false; }
  void sample(int y, int x, float) const {
    cover[grid.at(y, x)] = 1;
    box.take(x, y);
  }
};

/// Draws objects alone, one after another, on one sheet.
class Silhouettes {
 public:
  explicit Silhouettes(const Drawing& d)
      : d_(d), cover_(d.grid.count()), first_(d.composition.world.objects().size() + 1) {
    // An object's primitives lie together: they are added between two begin()s.
    for (std::size_t i = d.surfaces.size(); i-- > 1;) first_[d.surfaces[i].object] = i;
  }

  /// Pixels of which it covers at least half, or which it owns.
  Rle amodal(std::uint16_t object, const Ownership& owners) {
    PixelBox box{d_.samples.width, d_.samples.height, 0, 0};
    for (std::size_t i = first_[object]; i < d_.surfaces.size() && d_.surfaces[i].object == object; ++i) {
      rasterize(d_.surfaces[i], d_.samples, CoverSink{cover_, d_.grid, box});
    }
    const PixelBox pixels{box.x0 / kSamples, box.y0 / kSamples, (box.x1 + 1) / kSamples,
                          (box.y1 + 1) / kSamples};
    const Rle rle = runs_in(d_, pixels, [&](int y, int x) {
      const std::size_t a = d_.grid.at(2 * y, 2 * x), b = d_.grid.at(2 * y + 1, 2 * x);
      if (cover_[a] + cover_[a + 1] + cover_[b] + cover_[b + 1] >= 2) return true;
      return owners.object[static_cast<std::size_t>(y) * static_cast<std::size_t>(d_.width) +
                           static_cast<std::size_t>(x)] == object;
    });
    wipe(box);
    return rle;
  }

 private:
  void wipe(const PixelBox& box) {
    for (int y = box.y0; y < box.y1; ++y) {
      std::fill(cover_.begin() + static_cast<std::ptrdiff_t>(d_.grid.at(y, box.x0)),
                cover_.begin() + static_cast<std::ptrdiff_t>(d_.grid.at(y, box.x1)), std::uint8_t{0});
    }
  }

  const Drawing& d_;
  std::vector<std::uint8_t> cover_;
  std::vector<std::size_t> first_;
};

/// A joint lies inside its limb: it counts as seen when the figure's own skin in front of it is no farther
/// off.
constexpr double kFleshOverJoint_m = 0.16;

Keypoint see_keypoint(const Drawing& d, const Ownership& owners, std::uint16_t object, Vec3 world) {
  const Vec3 p = d.view.point(world);
  if (p.z < kNearPlane_m) return {};
  const double x = d.view.pixel_x(p), y = d.view.pixel_y(p);
  if (!(x >= 0 && y >= 0 && x < d.width && y < d.height)) return {};
  const std::size_t pixel =
      static_cast<std::size_t>(y) * static_cast<std::size_t>(d.width) + static_cast<std::size_t>(x);
  const bool own = owners.object[pixel] == object;
  const bool seen = own && 1 / static_cast<double>(owners.inverse_depth[pixel]) > p.z - kFleshOverJoint_m;
  return {static_cast<float>(x), static_cast<float>(y), seen ? 2 : 1};
}

std::vector<std::uint16_t> visible_instances(const Drawing& d, const std::vector<PixelBox>& boxes) {
  std::vector<std::uint16_t> order;
  for (std::size_t i = 1; i < boxes.size(); ++i) {
    if (d.object(static_cast<std::uint16_t>(i)).is_instance && boxes[i].x1 > boxes[i].x0)
      order.push_back(static_cast<std::uint16_t>(i));
  }
  const auto depth = [&](std::uint16_t o) { return d.view.point(d.object(o).anchor).z; };
  std::sort(order.begin(), order.end(), [&](std::uint16_t a, std::uint16_t b) {
    return std::pair(depth(a), a) < std::pair(depth(b), b);
  });
  return order;
}

}  // namespace

std::vector<Instance> instance_truth(const Drawing& d, const Ownership& owners) {
  const std::vector<PixelBox> boxes = visible_boxes(d, owners);
  Silhouettes silhouettes(d);
  std::vector<Instance> instances;
  for (const std::uint16_t object : visible_instances(d, boxes)) {
    const PixelBox& b = boxes[object];
    Instance instance;
    instance.class_id = d.object(object).class_id;
    instance.box = {static_cast<float>(b.x0), static_cast<float>(b.y0), static_cast<float>(b.x1),
                    static_cast<float>(b.y1)};
    instance.mask = runs_in(d, b, [&](int y, int x) {
      return owners.object[static_cast<std::size_t>(y) * static_cast<std::size_t>(d.width) +
                           static_cast<std::size_t>(x)] == object;
    });
    instance.amodal = silhouettes.amodal(object, owners);
    if (const auto& joints = d.object(object).keypoints) {
      for (const Vec3& joint : *joints) instance.keypoints.push_back(see_keypoint(d, owners, object, joint));
    }
    instances.push_back(std::move(instance));
  }
  return instances;
}

}  // namespace perpixel
