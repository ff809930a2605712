#include "report/chart.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace perpixel {
namespace {

Curve curve(const std::string& name, int points) {
  Curve made{name, {}};
  for (int i = 0; i < points; ++i) made.points.push_back({20.0 * i, 1.0 + i % 7});
  return made;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(RoundTicks, AreRoundAndInside) {
  EXPECT_EQ(round_ticks(0, 100, 5), (std::vector<double>{0, 20, 40, 60, 80, 100}));
  EXPECT_EQ(round_ticks(3, 17, 3), (std::vector<double>{5, 10, 15}));
  EXPECT_TRUE(round_ticks(1, 1, 5).empty());
}

// Property: whatever the range, ticks lie inside and are neither too few nor too many.
TEST(RoundTicks, AnyRange) {
  for (double low : {-3e6, -0.7, 0.0, 1e-9, 12345.0})
    for (double width : {1e-8, 0.3, 7.0, 9e9}) {
      const auto ticks = round_ticks(low, low + width, 5);
      if (width < 1e-6 * std::abs(low)) continue;
      EXPECT_GE(ticks.size(), 3u) << low << " " << width;
      EXPECT_LE(ticks.size(), 9u) << low << " " << width;
      EXPECT_GE(ticks.front(), low - 1e-6 * width);
      EXPECT_LE(ticks.back(), low + width + 1e-6 * width);
    }
}

TEST(ChartsOf, KeysFindTheirCharts) {
  std::vector<Curve> curves;
  for (const char* name : {"total_loss", "lr", "time", "sem_seg/mIoU", "sem_seg/IoU-sky", "sem_seg/ACC-sky",
                           "eta_seconds", "val/loss", "max_mem"})
    curves.push_back(curve(name, 3));
  curves.push_back({"loss_empty", {}});
  std::vector<std::pair<std::string, std::size_t>> found;
  for (const Chart& chart : charts_of(curves)) found.emplace_back(chart.title, chart.curves.size());
  EXPECT_EQ(found, (std::vector<std::pair<std::string, std::size_t>>{{"Loss", 2},
                                                                     {"Learning rate", 1},
                                                                     {"Scores on the validation set", 1},
                                                                     {"IU per class, %", 1},
                                                                     {"Seconds", 1},
                                                                     {"Other figures", 1}}));
}

TEST(RenderChart, LongCurvesAreThinned) {
  const std::string svg = render_chart({"Loss", {curve("total_loss", 100000)}, -1, true});
  EXPECT_LT(svg.size(), 40000u);
  EXPECT_EQ(count_of(svg, "<circle"), 0u);
}

TEST(RenderChart, NamesCannotLeaveTheirPlace) {
  const std::string svg = render_chart({"<b>", {curve("</script><i>", 2)}, 0, false});
  EXPECT_EQ(count_of(svg, "<b>&lt;"), 0u);
  EXPECT_EQ(count_of(svg, "</script>"), 1u);
  EXPECT_EQ(count_of(svg, "<i>"), 0u);
}

TEST(RenderChart, BestValueIsNamed) {
  const Chart scores{"Scores", {{"mIoU", {{100, 40}, {200, 62.5}, {300, 61}}}}, 1, false};
  EXPECT_NE(render_chart(scores).find("<b>61</b> <span class=\"muted\">best 62.5 at 200</span>"),
            std::string::npos);
}

TEST(RenderChart, NumbersThatAreNoneBreakTheLine) {
  const std::string svg =
      render_chart({"Loss", {{"loss", {{0, 1}, {1, std::nan("")}, {2, 1}, {3, 2}}}}, 0, false});
  const std::string path =
      svg.substr(svg.find("<path"), svg.find("/>", svg.find("<path")) - svg.find("<path"));
  EXPECT_EQ(count_of(path, "M"), 2u);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
}

TEST(RenderChart, OnePointAndConstantCurvesAreDrawn) {
  for (const Curve& flat :
       {Curve{"a", {{5, 0}}}, Curve{"a", {{0, 3}, {10, 3}}}, Curve{"a", {{0, -2}, {1, -2}}}}) {
    const std::string svg = render_chart({"Flat", {flat}, 1, true});
    EXPECT_GE(count_of(svg, "<circle"), 1u);
    EXPECT_EQ(svg.find("nan"), std::string::npos);
    EXPECT_EQ(svg.find("inf"), std::string::npos);
  }
}

}  // namespace
}  // namespace perpixel
