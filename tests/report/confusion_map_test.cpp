#include "report/confusion_map.h"

#include <gtest/gtest.h>

#include "error/error.h"

namespace perpixel {
namespace {

ClassList numbered(int n) {
  std::vector<std::string> names;
  for (int i = 0; i < n; ++i) names.push_back("class" + std::to_string(i));
  return class_list_of(names);
}

// By hand: 750 of 1000 pixels right, 250 labelled class1.
TEST(ConfusionMap, ShowsPercentOfEachRow) {
  ConfusionMatrix confusion(2);
  confusion.add(0, 0, 750);
  confusion.add(0, 1, 250);
  const std::string html = render_confusion(confusion, numbered(2));
  EXPECT_NE(html.find(">75.0</td>"), std::string::npos);
  EXPECT_NE(html.find(">25.0</td>"), std::string::npos);
  EXPECT_NE(html.find("class0 labelled class1: 25.00 % (250 px)"), std::string::npos);
  EXPECT_NE(html.find("<td>class0</td><td>class1</td><td>25.0 %</td><td>25.00 %</td>"), std::string::npos);
  EXPECT_EQ(html.find("no label"), std::string::npos);
}

TEST(ConfusionMap, UnlabelledPixelsHaveTheirColumn) {
  ConfusionMatrix confusion(2);
  confusion.add(0, kIgnore, 5);
  EXPECT_NE(render_confusion(confusion, numbered(2)).find("class0 labelled no label: 100.00 %"),
            std::string::npos);
}

TEST(ConfusionMap, ManyClassesAreDrawnAndSmallCellsLeftOut) {
  ConfusionMatrix confusion(150);
  for (int i = 0; i < 150; ++i) confusion.add(static_cast<ClassId>(i), static_cast<ClassId>(i), 999);
  confusion.add(0, 149, 1);  // 0.1 %
  const std::string html = render_confusion(confusion, numbered(150));
  EXPECT_NE(html.find("<svg"), std::string::npos);
  EXPECT_EQ(html.find("class0 labelled class149:"), std::string::npos);
  EXPECT_NE(html.find("class149 labelled class149: 100.00 %"), std::string::npos);
}

TEST(ConfusionMap, NothingCountedAndNothingWrongAreFine) {
  EXPECT_EQ(render_confusion(ConfusionMatrix(2), numbered(2)).find("nan"), std::string::npos);
  EXPECT_THROW(render_confusion(ConfusionMatrix(2), numbered(3)), Error);
}

}  // namespace
}  // namespace perpixel
