// Which samples a surface covers, and how far away it is there.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "scene/noise.h"
#include "scene/surface.h"

namespace perpixel {

/// Samples per pixel and direction: 2 x 2 a pixel.
inline constexpr int kSamples = 2;

/// [2H, 2W] nearest surface per sample. Inverse depth 0 and surface 0 = sky.
struct SampleGrid {
  int width = 0, height = 0;
  std::vector<float> inverse_depth;
  std::vector<std::uint16_t> surface;
  std::vector<std::uint8_t> shadow;
  /// All sky, no shadow.
  void clear(int width_samples, int height_samples) {
    width = width_samples;
    height = height_samples;
    inverse_depth.assign(count(), 0);
    surface.assign(count(), 0);
    shadow.assign(count(), 0);
  }
  std::size_t count() const { return static_cast<std::size_t>(width) * static_cast<std::size_t>(height); }
  std::size_t at(int y, int x) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
  }
};

/// The view in sample units: sample (x, y) is looked through at (x + 0.5, y + 0.5).
struct SampleView {
  double focal, centre_x, centre_y;
  int width, height;
  explicit SampleView(const View& view, int width_px, int height_px)
      : focal(view.focal_px * kSamples),
        centre_x(view.centre_x * kSamples),
        centre_y(view.centre_y * kSamples),
        width(width_px * kSamples),
        height(height_px * kSamples) {}
};

struct ScreenPoint {
  double x, y;
};

/// A convex polygon cut at the near plane and projected: at most 16 corners, none when nothing is left.
struct ScreenPolygon {
  int corners = 0;
  std::array<ScreenPoint, 16> points;
};
ScreenPolygon project(const Vec3* corners, int count, const SampleView& view);

/// Calls row(y, begin, end) for every sample row; the sample centre decides, and polygons that share an edge
/// neither overlap nor leave a gap.
template <class Row>
void for_rows(const ScreenPolygon& polygon, const SampleView& view, Row row);

/// Inverse depth along a sample row is linear for planes: base + slope * x.
struct PlaneRow {
  float slope, base;
};

/// Per row of a quadric: inverse depth = (-b(x) + sqrt(disc(x))) / c with b linear, disc quadratic in x.
struct QuadricRow {
  double b0, b1, d0, d1, d2;
  Vec3 ray0;  // of x = 0
};

struct RowRange {
  int y0 = 0, y1 = 0, x0 = 0, x1 = 0;
};

/// Where a quadric can appear; empty when it cannot.
RowRange quadric_bounds(const Surface& s, const SampleView& view);
/// F(eye): > 0 when the eye is outside.
double quadric_at_eye(const Surface& s);
QuadricRow quadric_row(const Surface& s, double c, const SampleView& view, int y);
/// The part of [range.x0, range.x1) where disc >= 0 can hold.
void narrow_to_roots(const QuadricRow& row, int& x0, int& x1);

/// Feeds every covered sample to sink: sink.plane(y, x0, x1, PlaneRow) or sink.sample(y, x, inverse_depth).
/// sink.is_hidden(y, x, inverse_depth) may spare work on samples that it would not keep.
template <class Sink>
void rasterize(const Surface& s, const SampleView& view, Sink&& sink);

// ---- the templates

template <class Row>
void for_rows(const ScreenPolygon& polygon, const SampleView& view, Row row) {
  if (polygon.corners < 3) return;
  double top = polygon.points[0].y, bottom = top;
  for (int i = 1; i < polygon.corners; ++i) {
    const double y = polygon.points[static_cast<std::size_t>(i)].y;
    top = std::min(top, y);
    bottom = std::max(bottom, y);
  }
  const auto first_sample = [](double edge, int limit) {
    const double e = std::clamp(edge - 0.5, -1.0, static_cast<double>(limit));
    const int i = static_cast<int>(e);
    return std::max(0, i + (static_cast<double>(i) < e));
  };
  const int y1 = first_sample(bottom, view.height);
  for (int y = first_sample(top, view.height); y < y1; ++y) {
    const double yc = y + 0.5;
    double left = 1e30, right = -1e30;
    for (int i = 0, j = polygon.corners - 1; i < polygon.corners; j = i++) {
      const ScreenPoint a = polygon.points[static_cast<std::size_t>(j)],
                        b = polygon.points[static_cast<std::size_t>(i)];
      if ((a.y <= yc) == (b.y <= yc)) continue;
      // From the upper end, so that both owners of an edge compute the same crossing.
      const ScreenPoint u = a.y < b.y ? a : b, l = a.y < b.y ? b : a;
      const double x = u.x + (yc - u.y) * ((l.x - u.x) / (l.y - u.y));
      left = std::min(left, x);
      right = std::max(right, x);
    }
    if (left > right) continue;
    const int x0 = first_sample(left, view.width), x1 = first_sample(right, view.width);
    if (x0 < x1) row(y, x0, x1);
  }
}

/// Leaves eat the rim: `rim` is 0 at the silhouette and 1 in the middle.
inline bool eaten(const Surface& s, Vec3 ray, double inverse_depth, double rim) {
  if (rim > 0.6) return false;
  const double z = 1 / inverse_depth, cell = 0.8 * static_cast<double>(s.material->scale);
  const double u = (dot(s.u_row, ray) * z + s.u0) / cell, v = (dot(s.v_row, ray) * z + s.v0) / cell;
  return rim < 0.6 * static_cast<double>(
                         value_noise(static_cast<float>(u), static_cast<float>(v), s.material->seed + 9));
}

template <class Sink>
void rasterize_ellipsoid_row(const Surface& s, const QuadricRow& row, double per_c, double peak, double step,
                             int y, int x0, int x1, Sink& sink) {
  for (int x = x0; x < x1; ++x) {
    const double xd = x, disc = row.d0 + xd * (row.d1 + xd * row.d2);
    if (!(disc >= 0)) continue;
    const double inverse_depth = (std::sqrt(disc) - (row.b0 + xd * row.b1)) * per_c;
    if (!(inverse_depth > 0 && inverse_depth < 1 / kNearPlane_m)) continue;
    if (s.ragged && (sink.is_hidden(y, x, static_cast<float>(inverse_depth)) ||
                     eaten(s, row.ray0 + Vec3{step * xd, 0, 0}, inverse_depth, disc / peak)))
      continue;
    sink.sample(y, x, static_cast<float>(inverse_depth));
  }
}

template <class Sink>
void rasterize_cone_row(const Surface& s, const QuadricRow& row, double per_c, double step, int y, int x0,
                        int x1, Sink& sink) {
  const double axial0 = dot(s.rows[2], row.ray0), axial1 = s.rows[2].x * step;
  for (int x = x0; x < x1; ++x) {
    const double xd = x, disc = row.d0 + xd * (row.d1 + xd * row.d2);
    if (!(disc >= 0)) continue;
    const double b = row.b0 + xd * row.b1, root = std::sqrt(disc), axial = axial0 + xd * axial1;
    for (const double inverse_depth : {(root - b) * per_c, (-root - b) * per_c}) {
      if (!(inverse_depth > 0 && inverse_depth < 1 / kNearPlane_m)) continue;
      const double along = s.eye.z * inverse_depth + axial;  // q.z / depth
      if (along > inverse_depth || along < -inverse_depth) continue;
      sink.sample(y, x, static_cast<float>(inverse_depth));
      break;
    }
  }
}

template <class Sink>
void rasterize_quadric(const Surface& s, const SampleView& view, Sink& sink) {
  const double c = quadric_at_eye(s);
  if (!(c > 0)) return;
  const RowRange range = quadric_bounds(s, view);
  const double step = 1 / view.focal;
  double peak = 1;
  if (s.ragged) {
    const Vec3 q{dot(s.rows[0], s.centre), dot(s.rows[1], s.centre), dot(s.rows[2], s.centre)};
    peak = dot(q, q) / (s.centre.z * s.centre.z);  // disc along the ray through the centre: B^2 - A C = A
  }
  for (int y = range.y0; y < range.y1; ++y) {
    const QuadricRow row = quadric_row(s, c, view, y);
    int x0 = range.x0, x1 = range.x1;
    narrow_to_roots(row, x0, x1);
    if (s.shape == Shape::ellipsoid)
      rasterize_ellipsoid_row(s, row, 1 / c, peak, step, y, x0, x1, sink);
    else
      rasterize_cone_row(s, row, 1 / c, step, y, x0, x1, sink);
  }
}

template <class Sink>
void rasterize_flat(const Surface& s, const SampleView& view, Sink& sink) {
  const double per_x = s.normal.x / (view.focal * s.offset), per_y = s.normal.y / (view.focal * s.offset);
  const double at_axis = s.normal.z / s.offset;
  for_rows(project(s.points.data(), s.corners, view), view, [&](int y, int x0, int x1) {
    const double base = at_axis + per_y * (y + 0.5 - view.centre_y) + per_x * (0.5 - view.centre_x);
    sink.plane(y, x0, x1, PlaneRow{static_cast<float>(per_x), static_cast<float>(base)});
  });
}

template <class Sink>
void rasterize(const Surface& s, const SampleView& view, Sink&& sink) {
  if (!s.faces_camera) return;
  if (s.is_flat())
    rasterize_flat(s, view, sink);
  else
    rasterize_quadric(s, view, sink);
}

/// Keeps the nearest surface; on a tie the later one.
struct DepthSink {
  SampleGrid& grid;
  std::uint16_t surface;
  void plane(int y, int x0, int x1, PlaneRow row) const {
    // Loads and stores without conditions, so that the loop becomes vector code.
    float* __restrict depth = grid.inverse_depth.data() + grid.at(y, 0);
    std::uint16_t* __restrict id = grid.surface.data() + grid.at(y, 0);
    const std::uint16_t own = surface;
    for (int x = x0; x < x1; ++x) {
      const float near = row.base + row.slope * static_cast<float>(x), before = depth[x];
      const int keep = -static_cast<int>(near < before), other = id[x];
      depth[x] = near < before ? before : near;
      id[x] = static_cast<std::uint16_t>((own & ~keep) | (other & keep));
    }
  }
  bool is_hidden(int y, int x, float near) const { return near < grid.inverse_depth[grid.at(y, x)]; }
  void sample(int y, int x, float near) const {
    const std::size_t i = grid.at(y, x);
    if (near < grid.inverse_depth[i]) return;
    grid.inverse_depth[i] = near;
    grid.surface[i] = surface;
  }
};

/// Draws the whole world.
void draw(const std::vector<Surface>& surfaces, const SampleView& view, SampleGrid& grid);

}  // namespace perpixel
