// One number for a picture and all its truths.
#pragma once

#include <bit>
#include <cstdint>

#include "scene/random.h"
#include "scene/scene.h"

namespace perpixel {

class TruthHash {
 public:
  void add(std::uint64_t word) { state_ = mix_bits(state_ ^ word) + 0x9E3779B97F4A7C15u; }
  void add(float value) { add(std::uint64_t{std::bit_cast<std::uint32_t>(value)}); }
  template <class Words>
  void add_all(const Words& words) {
    add(static_cast<std::uint64_t>(words.size()));
    for (const auto word : words) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(word)>, float>)
        add(word);
      else
        add(static_cast<std::uint64_t>(word));
    }
  }
  std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0;
};

inline std::uint64_t hash_of(const Example& e) {
  TruthHash h;
  h.add_all(e.name);
  h.add_all(e.image.samples<std::uint8_t>());
  h.add_all(e.labels->ids);
  h.add(static_cast<std::uint64_t>(*e.image_class));
  for (const Instance& i : e.instances) {
    h.add(static_cast<std::uint64_t>(i.class_id));
    for (const float side : {i.box.x0, i.box.y0, i.box.x1, i.box.y1}) h.add(side);
    h.add_all(i.mask.counts);
    h.add_all(i.amodal->counts);
    for (const Keypoint& k : i.keypoints) {
      h.add(k.x);
      h.add(k.y);
      h.add(static_cast<std::uint64_t>(k.visibility));
    }
  }
  h.add_all(e.depth->depth_m);
  h.add_all(e.normals->xyz);
  h.add_all(e.parts->ids);
  h.add_all(e.boundaries->inside);
  h.add_all(e.saliency->inside);
  return h.value();
}

}  // namespace perpixel
