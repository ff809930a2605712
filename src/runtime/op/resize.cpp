// Resize and ResizeLike differ only in where the output's size comes from, and that is known by now.
#include "runtime/kernel/resize.h"

#include "runtime/op/op.h"

namespace perpixel::op {

namespace {

struct Mode {
  bool nearest, align_corners;
};

Mode mode_of(const Site& site) {
  const std::string text = text_attribute(site.node, "mode", "nearest");
  if (text != "nearest" && text != "linear") refuse(site, "mode = " + text + " must be nearest or linear");
  const Mode mode{text == "nearest", int_attribute(site.node, "align_corners", 0) != 0};
  if (mode.nearest && mode.align_corners) refuse(site, "align_corners means nothing for nearest");
  return mode;
}

std::vector<kernel::ResizeTap> axis_taps(Mode mode, std::int64_t in, std::int64_t out) {
  std::vector<kernel::ResizeTap> taps(static_cast<std::size_t>(out));
  if (mode.nearest)
    kernel::nearest_taps(in, out, taps.data());
  else
    kernel::linear_taps(in, out, mode.align_corners, taps.data());
  return taps;
}

}  // namespace

Step resize(const Site& site) {
  return [mode = mode_of(site)](const Run& run) {
    const Shape& x = run.in(0).shape();
    const Shape& y = run.outputs[0].shape();
    const auto rows = axis_taps(mode, x[2], y[2]);
    const auto columns = axis_taps(mode, x[3], y[3]);
    run.workers.for_each(y[0] * y[1], [&, from = run.x(), to = run.y()](std::int64_t plane) {
      const float* picture = from + plane * x[2] * x[3];
      for (std::int64_t oy = 0; oy < y[2]; ++oy) {
        const kernel::ResizeTap& row = rows[static_cast<std::size_t>(oy)];
        kernel::resize_row(picture + row.low * x[3], picture + row.high * x[3], row.high_share,
                           columns.data(), y[3], to + (plane * y[2] + oy) * y[3]);
      }
    });
  };
}

}  // namespace perpixel::op
