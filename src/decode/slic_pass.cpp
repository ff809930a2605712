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

/// One centre against pixels [begin, end) of a row.
struct Challenge {
  const float* plane[3];  // the row in each colour plane
  const SlicCentre& centre;
  float dy2, spatial;
  std::int32_t id;

  template <class D>
  void at(D d, std::int64_t x, float* distance, std::int32_t* ids) const {
    const hn::Rebind<std::int32_t, D> di;
    const auto column = hn::ConvertTo(d, hn::Iota(di, static_cast<std::int32_t>(x)));
    const auto dx = hn::Sub(hn::Set(d, centre.x), column);
    auto sum = hn::Mul(hn::Add(hn::Set(d, dy2), hn::Mul(dx, dx)), hn::Set(d, spatial));
    for (int c = 0; c < 3; ++c) {
      const auto difference = hn::Sub(hn::LoadU(d, plane[c] + x), hn::Set(d, centre.color[c]));
      sum = hn::Add(sum, hn::Mul(difference, difference));
    }
    const auto best = hn::LoadU(d, distance + x);
    const auto wins = hn::Lt(sum, best);
    hn::StoreU(hn::IfThenElse(wins, sum, best), d, distance + x);
    const auto old = hn::LoadU(di, ids + x);
    hn::StoreU(hn::IfThenElse(hn::RebindMask(di, wins), hn::Set(di, id), old), di, ids + x);
  }
};

/// The last vector overlaps the one before: nothing beats itself, so asking twice changes nothing.
void challenge(const Challenge& challenge, std::int64_t begin, std::int64_t end, float* distance,
               std::int32_t* ids) {
  const hn::CappedTag<float, 8> wide;
  const hn::CappedTag<float, 1> single;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(wide));
  if (end - begin < lanes) {
    for (std::int64_t x = begin; x < end; ++x) challenge.at(single, x, distance, ids);
    return;
  }
  for (std::int64_t x = begin; x < end; x += lanes)
    challenge.at(wide, std::min(x, end - lanes), distance, ids);
}

void assign_row_here(const SlicPass& pass, int y, const std::vector<std::int32_t>& candidates,
                     float* distance, std::int32_t* ids) {
  const auto width = static_cast<std::int64_t>(pass.planes.width);
  const std::int64_t row = std::int64_t{y} * width;
  std::fill(distance, distance + width, std::numeric_limits<float>::infinity());
  for (const std::int32_t k : candidates) {
    const SlicCentre& centre = pass.centres[static_cast<std::size_t>(k)];
    const float reach = 2 * pass.step, dy = centre.y - static_cast<float>(y);
    if (!slic_centre_sees(pass, k, y, y + 1)) continue;
    const auto begin = static_cast<std::int64_t>(std::max(centre.x - reach, 0.f));
    const auto end = static_cast<std::int64_t>(std::min(centre.x + reach + 1, static_cast<float>(width)));
    challenge({{pass.planes.plane(0) + row, pass.planes.plane(1) + row, pass.planes.plane(2) + row},
               centre,
               dy * dy,
               pass.spatial,
               k},
              begin, end, distance, ids);
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
