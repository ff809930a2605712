#include "decode/slic_pass.h"

#include <algorithm>
#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "decode/slic_pass.cpp"
#include <hwy/foreach_target.h>  // compiles this file once per instruction set
//
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace perpixel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// One centre against pixels of a row; its numbers stay in registers.
template <class D>
class Challenge {
 public:
  Challenge(D d, const SlicPass& pass, std::int32_t k, int y)
      : d_(d), id_(hn::Set(di_, k)), spatial_(hn::Set(d, pass.spatial)), steps_(hn::Iota(d, 0)) {
    const SlicCentre& centre = pass.centres[static_cast<std::size_t>(k)];
    const float dy = centre.y - static_cast<float>(y);
    const std::size_t row = static_cast<std::size_t>(y) * static_cast<std::size_t>(pass.planes.width);
    dy2_ = hn::Set(d, dy * dy);
    x_ = hn::Set(d, centre.x);
    color0_ = hn::Set(d, centre.color[0]);
    color1_ = hn::Set(d, centre.color[1]);
    color2_ = hn::Set(d, centre.color[2]);
    plane0_ = pass.planes.plane(0) + row;
    plane1_ = pass.planes.plane(1) + row;
    plane2_ = pass.planes.plane(2) + row;
  }

  HWY_INLINE void at(std::int64_t x, float* HWY_RESTRICT distance, std::int32_t* HWY_RESTRICT ids) const {
    const auto dx = hn::Sub(x_, hn::Add(hn::Set(d_, static_cast<float>(x)), steps_));
    const auto place = hn::Mul(hn::Add(dy2_, hn::Mul(dx, dx)), spatial_);
    const auto best = hn::LoadU(d_, distance + x);
    // Colours only add: where the place alone is too far, most of the window, they need not be looked at.
    if (hn::AllFalse(d_, hn::Lt(place, best))) return;
    const auto c0 = hn::Sub(hn::LoadU(d_, plane0_ + x), color0_);
    const auto c1 = hn::Sub(hn::LoadU(d_, plane1_ + x), color1_);
    const auto c2 = hn::Sub(hn::LoadU(d_, plane2_ + x), color2_);
    const auto color = hn::MulAdd(c2, c2, hn::MulAdd(c1, c1, hn::Mul(c0, c0)));
    const auto sum = hn::Add(place, color);
    const auto wins = hn::Lt(sum, best);
    hn::StoreU(hn::IfThenElse(wins, sum, best), d_, distance + x);
    hn::StoreU(hn::IfThenElse(hn::RebindMask(di_, wins), id_, hn::LoadU(di_, ids + x)), di_, ids + x);
  }

 private:
  D d_;
  hn::Rebind<std::int32_t, D> di_;
  hn::Vec<hn::Rebind<std::int32_t, D>> id_;
  hn::Vec<D> spatial_, steps_, dy2_, x_, color0_, color1_, color2_;
  const float *plane0_, *plane1_, *plane2_;
};

/// The last vector overlaps the one before: nothing beats itself, so asking twice changes nothing.
void challenge(const SlicPass& pass, std::int32_t k, int y, std::int64_t begin, std::int64_t end,
               float* distance, std::int32_t* ids) {
  const hn::ScalableTag<float> wide;
  const hn::CappedTag<float, 1> single;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(wide));
  if (end - begin < lanes) {
    const Challenge narrow(single, pass, k, y);
    for (std::int64_t x = begin; x < end; ++x) narrow.at(x, distance, ids);
    return;
  }
  const Challenge challenge(wide, pass, k, y);
  std::int64_t x = begin;
  for (; x + lanes <= end; x += lanes) challenge.at(x, distance, ids);
  if (x < end) challenge.at(end - lanes, distance, ids);
}

void assign_row_here(const SlicPass& pass, int y, const std::vector<std::int32_t>& candidates,
                     float* distance, std::int32_t* ids) {
  const auto width = static_cast<std::int64_t>(pass.planes.width);
  std::fill(distance, distance + width, std::numeric_limits<float>::infinity());
  for (const std::int32_t k : candidates) {
    if (!slic_centre_sees(pass, k, y, y + 1)) continue;
    const float x = pass.centres[static_cast<std::size_t>(k)].x, reach = 2 * pass.step;
    const auto begin = static_cast<std::int64_t>(std::max(x - reach, 0.f));
    const auto end = static_cast<std::int64_t>(std::min(x + reach + 1, static_cast<float>(width)));
    challenge(pass, k, y, begin, end, distance, ids);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace perpixel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace perpixel {

HWY_EXPORT(assign_row_here);

bool slic_centre_sees(const SlicPass& pass, std::int32_t k, int top, int bottom) {
  const float y = pass.centres[static_cast<std::size_t>(k)].y, reach = 2 * pass.step;
  if (std::isnan(y)) return false;
  const auto first = static_cast<int>(std::max(y - reach, 0.f));
  const auto end = static_cast<int>(std::min(y + reach + 1, static_cast<float>(pass.planes.height)));
  return first < bottom && top < end;
}

void assign_slic_row(const SlicPass& pass, int y, const std::vector<std::int32_t>& candidates,
                     float* distance, std::int32_t* ids) {
  HWY_DYNAMIC_DISPATCH(assign_row_here)(pass, y, candidates, distance, ids);
}

}  // namespace perpixel
#endif
