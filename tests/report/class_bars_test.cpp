#include "report/class_bars.h"

#include <gtest/gtest.h>

#include "error/error.h"

namespace perpixel {
namespace {

// By hand: 3 of 4 sky pixels right, one labelled road: IU 75 %, accuracy 75 %; road only predicted: IU 0, no
// accuracy.
TEST(ClassBars, ShowsIuAccuracyAndShare) {
  ConfusionMatrix confusion(2);
  confusion.add(0, 0, 3);
  confusion.add(0, 1, 1);
  const std::string html =
      render_class_bars(semantic_scores(confusion), class_list_of({"sky", "a<b"}), &confusion);
  EXPECT_NE(html.find("width:75.0%"), std::string::npos);
  EXPECT_NE(html.find("<td>75.00</td><td>75.00</td><td>100.00</td>"), std::string::npos);
  EXPECT_NE(html.find("<td>0.00</td><td>–</td><td>0.00</td>"), std::string::npos);
  EXPECT_NE(html.find("a&lt;b"), std::string::npos);
}

TEST(ClassBars, RefusesAnotherNumberOfClasses) {
  EXPECT_THROW(render_class_bars(semantic_scores(ConfusionMatrix(2)), class_list_of({"a"}), nullptr), Error);
}

}  // namespace
}  // namespace perpixel
