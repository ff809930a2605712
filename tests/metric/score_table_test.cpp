#include "metric/score_table.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "error/error.h"

namespace perpixel {
namespace {

/// The matrix [[3,1,0],[2,4,0],[0,0,0]], whose figures mean_iou_test works out by hand.
ConfusionMatrix example() {
  ConfusionMatrix confusion(3);
  confusion.add(0, 0, 3);
  confusion.add(0, 1, 1);
  confusion.add(1, 0, 2);
  confusion.add(1, 1, 4);
  return confusion;
}

TEST(SemanticTable, ShowsPercentWithTwoDecimals) {
  EXPECT_EQ(semantic_table(semantic_scores(example()), {"sky", "road", "bôat"}),
            "| Class |   IoU |   Acc |\n"
            "|:------|------:|------:|\n"
            "| sky   | 50.00 | 75.00 |\n"
            "| road  | 57.14 | 66.67 |\n"
            "| bôat  |     - |     - |\n"
            "\n"
            "| Over all classes        | Value |\n"
            "|:------------------------|------:|\n"
            "| pixel acc. (pACC, aAcc) | 70.00 |\n"
            "| mean acc.  (mACC)       | 70.83 |\n"
            "| mean IU    (mIoU)       | 53.57 |\n"
            "| f.w. IU    (fwIoU)      | 54.29 |\n"
            "\n"
            "aAcc: 70.00  mIoU: 53.57  mAcc: 70.83  fwIoU: 54.29\n");
}

TEST(SemanticMetrics, KeysInTheOrderOfDetectron2) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : semantic_metrics(semantic_scores(example()), {"a", "b", "c"}))
    keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"sem_seg/mIoU", "sem_seg/fwIoU", "sem_seg/IoU-a", "sem_seg/IoU-b",
                                            "sem_seg/IoU-c", "sem_seg/mACC", "sem_seg/pACC", "sem_seg/ACC-a",
                                            "sem_seg/ACC-b", "sem_seg/ACC-c"}));
}

TEST(SemanticJson, MissingFiguresAreNull) {
  const ConfusionMatrix confusion = example();
  const auto json =
      nlohmann::json::parse(semantic_json(semantic_scores(confusion), {"a", "b", "c"}, &confusion));
  EXPECT_DOUBLE_EQ(json["sem_seg/pACC"].get<double>(), 70);
  EXPECT_DOUBLE_EQ(json["sem_seg/IoU-a"].get<double>(), 50);
  EXPECT_TRUE(json["sem_seg/IoU-c"].is_null());
  EXPECT_EQ(json["confusion"][1], (std::vector<int>{2, 4, 0, 0}));
}

TEST(SemanticJson, NothingCountedIsStillJson) {
  const auto json = nlohmann::json::parse(semantic_json(semantic_scores(ConfusionMatrix(1)), {"a"}));
  EXPECT_TRUE(json["sem_seg/mIoU"].is_null());
}

TEST(SemanticTable, RefusesTheWrongNumberOfNames) {
  EXPECT_THROW(semantic_table(semantic_scores(example()), {"a"}), Error);
}

}  // namespace
}  // namespace perpixel
