#include "decode/row_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "decode/row_kernels.cpp"
#include <hwy/foreach_target.h>  // compiles this file once per instruction set
//
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace perpixel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<float, kRowUnit>;

/// Calls work.run<V>(column) for pieces of V vectors, at most 4, that together are the row.
template <class Work>
void each_piece(std::size_t stride, const Work& work) {
  const std::size_t lanes = hn::Lanes(Tag());
  std::size_t column = 0;
  for (; column + 4 * lanes <= stride; column += 4 * lanes) work.template run<4>(column);
  switch ((stride - column) / lanes) {
    case 3:
      return work.template run<3>(column);
    case 2:
      return work.template run<2>(column);
    case 1:
      return work.template run<1>(column);
    default:
      return;
  }
}

/// V vectors, kept in registers. (Arrays of vectors do not exist on every instruction set.)
template <int V>
struct Piece {
  hn::Vec<Tag> v0, v1, v2, v3;

  static Piece zero() {
    Piece piece;
    piece.v0 = piece.v1 = piece.v2 = piece.v3 = hn::Zero(Tag());
    return piece;
  }
  static Piece load(const float* from) {
    const Tag d;
    const std::size_t lanes = hn::Lanes(d);
    Piece piece;
    piece.v0 = hn::LoadU(d, from);
    if constexpr (V > 1) piece.v1 = hn::LoadU(d, from + lanes);
    if constexpr (V > 2) piece.v2 = hn::LoadU(d, from + 2 * lanes);
    if constexpr (V > 3) piece.v3 = hn::LoadU(d, from + 3 * lanes);
    return piece;
  }
  void store(float* to) const {
    const Tag d;
    const std::size_t lanes = hn::Lanes(d);
    hn::StoreU(v0, d, to);
    if constexpr (V > 1) hn::StoreU(v1, d, to + lanes);
    if constexpr (V > 2) hn::StoreU(v2, d, to + 2 * lanes);
    if constexpr (V > 3) hn::StoreU(v3, d, to + 3 * lanes);
  }
  /// this += weight * other.
  void add(float weight, const Piece& other) {
    const auto w = hn::Set(Tag(), weight);
    v0 = hn::MulAdd(w, other.v0, v0);
    if constexpr (V > 1) v1 = hn::MulAdd(w, other.v1, v1);
    if constexpr (V > 2) v2 = hn::MulAdd(w, other.v2, v2);
    if constexpr (V > 3) v3 = hn::MulAdd(w, other.v3, v3);
  }
};

struct SumRows {
  const SparseRows& matrix;
  const float* rows;
  std::size_t stride, begin, end;
  float* out;

  template <int V>
  void run(std::size_t column) const {
    for (std::size_t i = begin; i < end; ++i) {
      Piece<V> sum = Piece<V>::zero();
      for (std::uint32_t e = matrix.starts[i]; e < matrix.starts[i + 1]; ++e)
        sum.add(matrix.weight[e],
                Piece<V>::load(rows + static_cast<std::size_t>(matrix.index[e]) * stride + column));
      sum.store(out + i * stride + column);
    }
  }
};

struct AddRows {
  const std::int32_t* index;
  const float* weight;
  std::size_t per_row;
  const float* rows;
  std::size_t stride, begin, end;
  float factor;
  float* out;

  template <int V>
  void run(std::size_t column) const {
    for (std::size_t i = begin; i < end; ++i) {
      Piece<V> sum = Piece<V>::zero();
      for (std::size_t e = i * per_row; e < (i + 1) * per_row; ++e)
        sum.add(weight[e], Piece<V>::load(rows + static_cast<std::size_t>(index[e]) * stride + column));
      float* to = out + (i - begin) * stride + column;
      Piece<V> total = Piece<V>::load(to);
      total.add(factor, sum);
      total.store(to);
    }
  }
};

struct BlurChains {
  float* rows;
  std::size_t stride;
  const std::uint32_t* starts;
  const std::int32_t* ids;
  std::size_t begin, end;

  /// Walks with the old values of the row before and of this one in hand, so that no second buffer is needed.
  template <int V>
  void run(std::size_t column) const {
    const auto row = [&](std::uint32_t at) {
      return rows + static_cast<std::size_t>(ids[at]) * stride + column;
    };
    for (std::size_t i = begin; i < end; ++i) {
      Piece<V> before = Piece<V>::zero(), here = Piece<V>::load(row(starts[i]));
      for (std::uint32_t at = starts[i]; at < starts[i + 1]; ++at) {
        Piece<V> behind = Piece<V>::zero();
        if (at + 1 < starts[i + 1]) behind = Piece<V>::load(row(at + 1));
        Piece<V> sum = here;
        sum.add(0.5f, before);
        sum.add(0.5f, behind);
        sum.store(row(at));
        before = here;
        here = behind;
      }
    }
  }
};

void sum_rows_here(const SparseRows& matrix, const float* rows, std::size_t stride, std::size_t begin,
                   std::size_t end, float* out) {
  each_piece(stride, SumRows{matrix, rows, stride, begin, end, out});
}

void add_rows_here(const std::int32_t* index, const float* weight, std::size_t per_row, const float* rows,
                   std::size_t stride, std::size_t begin, std::size_t end, float factor, float* out) {
  each_piece(stride, AddRows{index, weight, per_row, rows, stride, begin, end, factor, out});
}

void blur_chains_here(float* rows, std::size_t stride, const std::uint32_t* starts, const std::int32_t* ids,
                      std::size_t begin, std::size_t end) {
  each_piece(stride, BlurChains{rows, stride, starts, ids, begin, end});
}

void softmax_rows_here(const float* scores, std::size_t stride, std::size_t count, float* out) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  for (; count > 0; --count, scores += stride, out += stride) {
    auto highest = hn::LoadU(d, scores);
    for (std::size_t c = lanes; c < stride; c += lanes) highest = hn::Max(highest, hn::LoadU(d, scores + c));
    highest = hn::MaxOfLanes(d, highest);
    auto sum = hn::Zero(d);
    for (std::size_t c = 0; c < stride; c += lanes) {
      const auto e = hn::Exp(d, hn::Sub(hn::LoadU(d, scores + c), highest));
      sum = hn::Add(sum, e);
      hn::StoreU(e, d, out + c);
    }
    const auto scale = hn::Div(hn::Set(d, 1.f), hn::SumOfLanes(d, sum));
    for (std::size_t c = 0; c < stride; c += lanes)
      hn::StoreU(hn::Mul(hn::LoadU(d, out + c), scale), d, out + c);
  }
}

void negative_log_here(const float* p, std::size_t count, float least, float* energy) {
  const hn::CappedTag<float, kRowUnit> d;
  const hn::CappedTag<float, 1> single;
  const auto at = [&](auto tag, std::size_t i) {
    const auto clamped = hn::Min(hn::Max(hn::LoadU(tag, p + i), hn::Set(tag, least)), hn::Set(tag, 1.f));
    hn::StoreU(hn::Neg(hn::Log(tag, clamped)), tag, energy + i);
  };
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= count; i += hn::Lanes(d)) at(d, i);
  for (; i < count; ++i) at(single, i);
}

}  // namespace HWY_NAMESPACE
}  // namespace perpixel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace perpixel {

HWY_EXPORT(sum_rows_here);
HWY_EXPORT(add_rows_here);
HWY_EXPORT(blur_chains_here);
HWY_EXPORT(softmax_rows_here);
HWY_EXPORT(negative_log_here);

void sum_rows(const SparseRows& matrix, const float* rows, std::size_t stride, std::size_t begin,
              std::size_t end, float* out) {
  HWY_DYNAMIC_DISPATCH(sum_rows_here)(matrix, rows, stride, begin, end, out);
}

void add_rows(const std::int32_t* index, const float* weight, std::size_t per_row, const float* rows,
              std::size_t stride, std::size_t begin, std::size_t end, float factor, float* out) {
  HWY_DYNAMIC_DISPATCH(add_rows_here)(index, weight, per_row, rows, stride, begin, end, factor, out);
}

void blur_chains(float* rows, std::size_t stride, const std::uint32_t* starts, const std::int32_t* ids,
                 std::size_t begin, std::size_t end) {
  HWY_DYNAMIC_DISPATCH(blur_chains_here)(rows, stride, starts, ids, begin, end);
}

void softmax_rows(const float* scores, std::size_t stride, std::size_t count, float* out) {
  HWY_DYNAMIC_DISPATCH(softmax_rows_here)(scores, stride, count, out);
}

void negative_log(const float* p, std::size_t count, float least, float* energy) {
  HWY_DYNAMIC_DISPATCH(negative_log_here)(p, count, least, energy);
}

}  // namespace perpixel
#endif
