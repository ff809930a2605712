#include "decode/lattice_filter.h"

#include <algorithm>

#include "decode/row_kernels.h"

namespace perpixel {

namespace {

struct Part {
  std::size_t begin, end;
};

/// A member's rows of a matrix given by the starts of its rows: parts of about equally many entries.
Part part_of(const std::vector<std::uint32_t>& starts, const TeamMember& member) {
  const std::size_t entries = starts.back();
  const auto row_at = [&](std::size_t entry) {
    return static_cast<std::size_t>(std::ranges::lower_bound(starts, entry) - starts.begin());
  };
  return {row_at(member.begin(entries)), row_at(member.end(entries))};
}

}  // namespace

LatticeFilter::LatticeFilter(Permutohedral lattice) : lattice_(std::move(lattice)) {
  for (float& weight : lattice_.weights) weight *= lattice_.slice_scale();
}

void LatticeFilter::reserve(std::size_t stride) {
  stride_ = stride;
  vertices_ = Tensor({static_cast<std::int64_t>(lattice_.vertices), static_cast<std::int64_t>(stride)});
}

void LatticeFilter::take(const float* rows, const TeamMember& member) {
  float* vertices = vertices_.floats().data();
  const Part own = part_of(lattice_.splat_starts, member);
  sum_rows({lattice_.splat_starts.data(), lattice_.splat_points.data(), lattice_.splat_weights.data()}, rows,
           stride_, own.begin, own.end, vertices);
  member.meet();
  for (const auto& axis : lattice_.axes) {
    const Part chains = part_of(axis.starts, member);
    blur_chains(vertices, stride_, axis.starts.data(), axis.ids.data(), chains.begin, chains.end);
    member.meet();
  }
}

void LatticeFilter::add_messages(std::size_t begin, std::size_t end, float factor, float* out) const {
  add_rows(lattice_.corners.data(), lattice_.weights.data(), lattice_.corners_each(),
           vertices_.floats().data(), stride_, begin, end, factor, out);
}

void LatticeFilter::scale(std::span<const float> before, std::span<const float> after) {
  for (std::size_t e = 0; e < lattice_.splat_weights.size(); ++e)
    lattice_.splat_weights[e] *= before[static_cast<std::size_t>(lattice_.splat_points[e])];
  for (std::size_t e = 0; e < lattice_.weights.size(); ++e)
    lattice_.weights[e] *= after[e / lattice_.corners_each()];
}

/// (S B P)^T = P^T B^T S^T: splat and slice change their weights, and the axes their order (each is symmetric
/// by itself).
std::unique_ptr<GaussianFilter> LatticeFilter::transposed() const {
  auto filter = std::make_unique<LatticeFilter>(*this);
  Permutohedral& lattice = filter->lattice_;
  filter->vertices_ = Tensor();
  std::ranges::reverse(lattice.axes);
  for (std::size_t v = 0; v < lattice.vertices; ++v)
    for (std::size_t e = lattice.splat_starts[v]; e < lattice.splat_starts[v + 1]; ++e) {
      std::size_t corner = static_cast<std::size_t>(lattice.splat_points[e]) * lattice.corners_each();
      while (lattice.corners[corner] != static_cast<std::int32_t>(v)) ++corner;
      std::swap(lattice.splat_weights[e], lattice.weights[corner]);
    }
  return filter;
}

}  // namespace perpixel
