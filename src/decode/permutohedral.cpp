#include "decode/permutohedral.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "decode/row_kernels.h"
#include "decode/team.h"
#include "decode/vertex_table.h"
#include "error/error.h"
#include "tensor/tensor.h"

namespace perpixel {

namespace {

constexpr float kMostFeature = 1e7f;
constexpr std::size_t kBlock = 1 << 16;  // points that are placed before their corners are numbered

void check(std::span<const float> features, std::size_t dimensions) {
  if (features.size() / dimensions * (dimensions + 1) > std::numeric_limits<std::int32_t>::max())
    throw Error(ErrorCode::bad_value,
                "permutohedral lattice: " + std::to_string(features.size() / dimensions) +
                    " points have more than 2^31 corners");
  for (const float f : features)
    if (!(std::abs(f) <= kMostFeature))
      throw Error(ErrorCode::bad_value,
                  "permutohedral lattice: feature " + std::to_string(f) + " must be within +-1e7",
                  "a standard deviation is too small for this picture");
}

/// The simplex around one point.
template <int D>
struct Simplex {
  std::int32_t origin[D + 1];  // its vertex of remainder 0
  int rank[D + 1];             // position of e - origin, largest first
  float weight[D + 1];         // of the vertices of remainder 0 .. D

  /// Vertex of remainder r.
  typename VertexTable<D>::Key vertex(int r) const {
    typename VertexTable<D>::Key key;
    for (int i = 0; i < D; ++i)
      key[static_cast<std::size_t>(i)] = origin[i] + (rank[i] <= D - r ? r : r - (D + 1));
    return key;
  }
  bool same_as(const Simplex& other) const {
    return std::equal(rank, rank + D + 1, other.rank) && std::equal(origin, origin + D, other.origin);
  }
};

/// Scaled so that splat, blur and slice together have the variance 1 in the point's own units.
template <int D>
std::array<double, D> axis_scales() {
  std::array<double, D> scales;
  for (int i = 0; i < D; ++i)
    scales[static_cast<std::size_t>(i)] = std::sqrt(2.0 / 3) * (D + 1) / std::sqrt((i + 1.0) * (i + 2.0));
  return scales;
}

/// The point on the hyperplane of sum 0.
template <int D>
void elevate(const float* feature, const std::array<double, D>& scales, double* e) {
  double sum = 0;
  for (int j = D; j > 0; --j) {
    const double c = scales[static_cast<std::size_t>(j - 1)] * static_cast<double>(feature[j - 1]);
    e[j] = sum - j * c;
    sum += c;
  }
  e[0] = sum;
}

/// Ranks that left 0..D come back in, and their coordinates with them, so that the origin sums to 0.
template <int D>
void repair(int excess, Simplex<D>& s) {
  for (int i = 0; i <= D; ++i) {
    s.rank[i] += excess;
    const int turn = s.rank[i] < 0 ? D + 1 : s.rank[i] > D ? -(D + 1) : 0;
    s.rank[i] += turn;
    s.origin[i] += turn;
  }
}

template <int D>
Simplex<D> simplex_around(const float* feature, const std::array<double, D>& scales) {
  double e[D + 1];
  elevate<D>(feature, scales, e);
  Simplex<D> s{};
  int excess = 0;
  for (int i = 0; i <= D; ++i) {
    const int nearest = static_cast<int>(std::ceil(e[i] / (D + 1) - 0.5));  // a tie goes to the lower
    excess += nearest;
    s.origin[i] = nearest * (D + 1);
  }
  for (int i = 0; i < D; ++i)
    for (int j = i + 1; j <= D; ++j) {
      const bool behind = e[i] - s.origin[i] < e[j] - s.origin[j];
      s.rank[i] += behind;
      s.rank[j] += !behind;
    }
  repair(excess, s);
  double b[D + 2] = {};
  for (int i = 0; i <= D; ++i) {
    const double t = (e[i] - s.origin[i]) / (D + 1);
    b[D - s.rank[i]] += t;
    b[D + 1 - s.rank[i]] -= t;
  }
  b[0] += 1 + b[D + 1];
  for (int r = 0; r <= D; ++r) s.weight[r] = static_cast<float>(b[r]);
  return s;
}

/// Builds the lattice of points with D dimensions.
template <int D>
class Builder {
 public:
  Builder(std::span<const float> features, int threads) : features_(features), team_(team_size(threads)) {
    lattice_.dimensions = D;
    lattice_.points = features.size() / D;
    lattice_.corners.resize(lattice_.points * (D + 1));
    lattice_.weights.resize(lattice_.points * (D + 1));
  }

  Permutohedral build() {
    for (std::size_t begin = 0; begin < lattice_.points; begin += kBlock) {
      place(begin, std::min(begin + kBlock, lattice_.points));
      number(begin, std::min(begin + kBlock, lattice_.points));
    }
    lattice_.vertices = table_.size();
    sort_points();
    link_axes();
    return std::move(lattice_);
  }

 private:
  using Key = typename VertexTable<D>::Key;

  void place(std::size_t begin, std::size_t end);
  void number(std::size_t begin, std::size_t end);
  void sort_points();
  void link_axes();
  void look_up_neighbours(int axis, std::size_t begin, std::size_t end, std::int32_t* next) const;
  Permutohedral::Axis chains_of(const std::vector<std::int32_t>& next) const;

  std::span<const float> features_;
  std::size_t team_;
  Permutohedral lattice_;
  VertexTable<D> table_;
  std::vector<Simplex<D>> simplices_;  // of one block
  std::vector<std::uint64_t> hashes_;  // [block, D + 1]
};

/// Simplices of points [begin, end), by all threads.
template <int D>
void Builder<D>::place(std::size_t begin, std::size_t end) {
  simplices_.resize(end - begin);
  hashes_.resize((end - begin) * (D + 1));
  const auto scales = axis_scales<D>();
  run_team(team_, [&](const TeamMember& member) {
    for (std::size_t i = member.begin(end - begin); i < member.end(end - begin); ++i) {
      const auto simplex = simplex_around<D>(&features_[(begin + i) * D], scales);
      simplices_[i] = simplex;
      for (int r = 0; r <= D; ++r) {
        const std::size_t corner = i * (D + 1) + static_cast<std::size_t>(r);
        hashes_[corner] = VertexTable<D>::hash(simplex.vertex(r));
        lattice_.weights[begin * (D + 1) + corner] = simplex.weight[r];
      }
    }
  });
}

/// Numbers of their corners, in order: one thread, which asks for memory ahead of its needs.
template <int D>
void Builder<D>::number(std::size_t begin, std::size_t end) {
  constexpr std::size_t kAhead = 4 * (D + 1);
  hashes_.resize(hashes_.size() + kAhead + D + 1, 0);
  std::int32_t* corners = &lattice_.corners[begin * (D + 1)];
  for (std::size_t i = 0; i < end - begin; ++i, corners += D + 1) {
    const std::uint64_t* hash = &hashes_[i * (D + 1)];
    for (int r = 0; r <= D; ++r) table_.prefetch(hash[kAhead + static_cast<std::size_t>(r)]);
    if (i > 0 && simplices_[i].same_as(simplices_[i - 1])) {
      std::copy_n(corners - (D + 1), D + 1, corners);
      continue;
    }
    for (int r = 0; r <= D; ++r) corners[r] = table_.find_or_add(simplices_[i].vertex(r), hash[r]);
  }
}

/// The transpose of corners and weights: each member fills the vertices of its part.
template <int D>
void Builder<D>::sort_points() {
  auto& starts = lattice_.splat_starts;
  starts.assign(lattice_.vertices + 1, 0);
  for (const std::int32_t v : lattice_.corners) ++starts[static_cast<std::size_t>(v) + 1];
  for (std::size_t v = 0; v < lattice_.vertices; ++v) starts[v + 1] += starts[v];
  lattice_.splat_points.resize(lattice_.corners.size());
  lattice_.splat_weights.resize(lattice_.corners.size());
  std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
  run_team(team_, [&](const TeamMember& member) {
    const auto first = static_cast<std::int32_t>(member.begin(lattice_.vertices));
    const auto last = static_cast<std::int32_t>(member.end(lattice_.vertices));
    for (std::size_t corner = 0; corner < lattice_.corners.size(); ++corner) {
      const std::int32_t v = lattice_.corners[corner];
      if (v < first || v >= last) continue;
      const std::uint32_t to = next[static_cast<std::size_t>(v)]++;
      lattice_.splat_points[to] = static_cast<std::int32_t>(corner / (D + 1));
      lattice_.splat_weights[to] = lattice_.weights[corner];
    }
  });
}

/// next[v] = the vertex behind v on the axis, or -1.
template <int D>
void Builder<D>::look_up_neighbours(int axis, std::size_t begin, std::size_t end, std::int32_t* next) const {
  const auto behind = [&](std::size_t v) {
    Key key = table_.key(v);
    for (std::int32_t& k : key) --k;
    if (axis < D) key[static_cast<std::size_t>(axis)] += D + 1;
    return key;
  };
  constexpr std::size_t kAhead = 8;
  std::uint64_t hashes[kAhead];
  for (std::size_t v = begin; v < end + kAhead; ++v) {
    if (v >= begin + kAhead && v - kAhead < end)
      next[v - kAhead] = table_.find(behind(v - kAhead), hashes[v % kAhead]);
    if (v >= end) continue;
    hashes[v % kAhead] = VertexTable<D>::hash(behind(v));
    table_.prefetch(hashes[v % kAhead]);
  }
}

template <int D>
Permutohedral::Axis Builder<D>::chains_of(const std::vector<std::int32_t>& next) const {
  std::vector<bool> has_before(next.size(), false);
  for (const std::int32_t v : next)
    if (v >= 0) has_before[static_cast<std::size_t>(v)] = true;
  Permutohedral::Axis axis{{0}, {}};
  for (std::size_t first = 0; first < next.size(); ++first) {
    if (has_before[first] || next[first] < 0) continue;
    for (auto v = static_cast<std::int32_t>(first); v >= 0; v = next[static_cast<std::size_t>(v)])
      axis.ids.push_back(v);
    axis.starts.push_back(static_cast<std::uint32_t>(axis.ids.size()));
  }
  return axis;
}

template <int D>
void Builder<D>::link_axes() {
  std::vector<std::int32_t> next(lattice_.vertices);
  for (int axis = 0; axis <= D; ++axis) {
    run_team(team_, [&](const TeamMember& member) {
      look_up_neighbours(axis, member.begin(next.size()), member.end(next.size()), next.data());
    });
    lattice_.axes.push_back(chains_of(next));
  }
}

/// [N, C] -> [N, stride], the rest of each row 0.
Tensor padded(std::span<const float> values, std::size_t points, std::size_t channels) {
  const std::size_t stride = row_stride(channels);
  Tensor rows = Tensor::zeros({static_cast<std::int64_t>(points), static_cast<std::int64_t>(stride)});
  for (std::size_t i = 0; i < points; ++i)
    std::copy_n(&values[i * channels], channels, &rows.floats()[i * stride]);
  return rows;
}

}  // namespace

float Permutohedral::slice_scale() const { return 1 / (1 + std::exp2(-static_cast<float>(dimensions))); }

Permutohedral permutohedral(std::span<const float> features, int dimensions, int threads) {
  if (dimensions < 1 || dimensions > 6 || features.size() % static_cast<std::size_t>(dimensions) != 0)
    throw Error(ErrorCode::bad_value, "permutohedral lattice: " + std::to_string(features.size()) +
                                          " features of " + std::to_string(dimensions) +
                                          " dimensions; wanted N times 1 to 6");
  check(features, static_cast<std::size_t>(dimensions));
  switch (dimensions) {
    case 1:
      return Builder<1>(features, threads).build();
    case 2:
      return Builder<2>(features, threads).build();
    case 3:
      return Builder<3>(features, threads).build();
    case 4:
      return Builder<4>(features, threads).build();
    case 5:
      return Builder<5>(features, threads).build();
    default:
      return Builder<6>(features, threads).build();
  }
}

std::vector<float> filter(const Permutohedral& lattice, std::span<const float> values, std::size_t channels,
                          FilterDirection direction) {
  if (channels == 0 || values.size() != lattice.points * channels)
    throw Error(ErrorCode::shape_mismatch, std::to_string(values.size()) + " values for " +
                                               std::to_string(lattice.points) + " points of " +
                                               std::to_string(channels) + " channels");
  const std::size_t stride = row_stride(channels);
  const Tensor rows = padded(values, lattice.points, channels);
  Tensor vertices({static_cast<std::int64_t>(lattice.vertices), static_cast<std::int64_t>(stride)});
  sum_rows({lattice.splat_starts.data(), lattice.splat_points.data(), lattice.splat_weights.data()},
           rows.floats().data(), stride, 0, lattice.vertices, vertices.floats().data());
  for (std::size_t a = 0; a < lattice.axes.size(); ++a) {
    const auto& axis = lattice.axes[direction == FilterDirection::forward ? a : lattice.axes.size() - 1 - a];
    blur_chains(vertices.floats().data(), stride, axis.starts.data(), axis.ids.data(), 0, axis.chains());
  }
  Tensor sliced = Tensor::zeros(rows.shape());
  add_rows(lattice.corners.data(), lattice.weights.data(), lattice.corners_each(), vertices.floats().data(),
           stride, 0, lattice.points, lattice.slice_scale(), sliced.floats().data());
  std::vector<float> filtered(values.size());
  for (std::size_t i = 0; i < lattice.points; ++i)
    std::copy_n(&sliced.floats()[i * stride], channels, &filtered[i * channels]);
  return filtered;
}

}  // namespace perpixel
