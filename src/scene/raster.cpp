#include "scene/raster.h"

namespace perpixel {
namespace {

double dot_e(const Surface& s, Vec3 a, Vec3 b) { return a.x * b.x + a.y * b.y + s.e * a.z * b.z; }

Vec3 to_local_direction(const Surface& s, Vec3 d) {
  return {dot(s.rows[0], d), dot(s.rows[1], d), dot(s.rows[2], d)};
}

int clamp_row(double v, int limit) {
  return static_cast<int>(std::clamp(v, 0.0, static_cast<double>(limit)));
}

}  // namespace

ScreenPolygon project(const Vec3* corners, int count, const SampleView& view) {
  std::array<Vec3, 16> kept;
  int n = 0;
  for (int i = 0, j = count - 1; i < count; j = i++) {
    const Vec3 a = corners[j], b = corners[i];
    if ((a.z < kNearPlane_m) != (b.z < kNearPlane_m)) {
      kept[static_cast<std::size_t>(n++)] = lerp(a, b, (kNearPlane_m - a.z) / (b.z - a.z));
    }
    if (b.z >= kNearPlane_m) kept[static_cast<std::size_t>(n++)] = b;
  }
  ScreenPolygon polygon;
  polygon.corners = n;
  for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
    const double scale = view.focal / kept[i].z;
    polygon.points[i] = {view.centre_x + kept[i].x * scale, view.centre_y + kept[i].y * scale};
  }
  return polygon;
}

double quadric_at_eye(const Surface& s) { return dot_e(s, s.eye, s.eye) - 2 * s.taper * s.eye.z - 1; }

QuadricRow quadric_row(const Surface& s, double c, const SampleView& view, int y) {
  const double step = 1 / view.focal;
  QuadricRow row;
  row.ray0 = {(0.5 - view.centre_x) * step, (y + 0.5 - view.centre_y) * step, 1};
  const Vec3 u = to_local_direction(s, {step, 0, 0}), w = to_local_direction(s, row.ray0);
  row.b1 = dot_e(s, s.eye, u) - s.taper * u.z;
  row.b0 = dot_e(s, s.eye, w) - s.taper * w.z;
  row.d2 = row.b1 * row.b1 - dot_e(s, u, u) * c;
  row.d1 = 2 * (row.b1 * row.b0 - dot_e(s, u, w) * c);
  row.d0 = row.b0 * row.b0 - dot_e(s, w, w) * c;
  return row;
}

RowRange quadric_bounds(const Surface& s, const SampleView& view) {
  double left = 1e30, right = -1e30, top = 1e30, bottom = -1e30;
  const double wider = 1 + std::abs(s.taper);
  for (int i = 0; i < 8; ++i) {
    const double a = (i & 1) ? wider : -wider, b = (i & 2) ? wider : -wider, c = (i & 4) ? 1.0 : -1.0;
    const Vec3 p = s.centre + s.axes[0] * a + s.axes[1] * b + s.axes[2] * c;
    if (p.z < kNearPlane_m) return {0, view.height, 0, view.width};
    const double x = view.centre_x + view.focal * p.x / p.z, y = view.centre_y + view.focal * p.y / p.z;
    left = std::min(left, x);
    right = std::max(right, x);
    top = std::min(top, y);
    bottom = std::max(bottom, y);
  }
  return {clamp_row(top - 1, view.height), clamp_row(bottom + 1, view.height),
          clamp_row(left - 1, view.width), clamp_row(right + 1, view.width)};
}

void narrow_to_roots(const QuadricRow& row, int& x0, int& x1) {
  if (!(row.d2 < 0)) return;
  const double middle = -row.d1 / (2 * row.d2), inside = middle * middle - row.d0 / row.d2;
  if (!(inside >= 0)) {
    x1 = x0;
    return;
  }
  const double half = std::sqrt(inside);
  x0 = static_cast<int>(std::clamp(middle - half, static_cast<double>(x0), static_cast<double>(x1)));
  x1 = static_cast<int>(std::clamp(middle + half + 1, static_cast<double>(x0), static_cast<double>(x1)));
}

void draw(const std::vector<Surface>& surfaces, const SampleView& view, SampleGrid& grid) {
  for (std::size_t i = 1; i < surfaces.size(); ++i) {
    rasterize(surfaces[i], view, DepthSink{grid, static_cast<std::uint16_t>(i)});
  }
}

}  // namespace perpixel
