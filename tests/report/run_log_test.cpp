#include "report/run_log.h"

#include <cmath>
#include <limits>

#include "file/file.h"
#include "report/append.h"
#include "scratch_folder.h"

namespace perpixel {
namespace {

class RunLogTest : public ScratchFolder {
 protected:
  std::string metrics() const { return read_text_file(folder_ / "metrics.json"); }
  std::string csv() const { return read_text_file(folder_ / "results.csv"); }
};

TEST_F(RunLogTest, OneJsonObjectALine) {
  RunLog log(folder_);
  log.append(19, {{"total_loss", 0.1}, {"lr", 1e-05}});
  log.append(39, {{"total_loss", std::nan("")}, {"lr", std::numeric_limits<double>::infinity()}});
  EXPECT_EQ(metrics(),
            "{\"iteration\":19,\"total_loss\":0.1,\"lr\":1e-05}\n"
            "{\"iteration\":39,\"total_loss\":null,\"lr\":null}\n");
}

TEST_F(RunLogTest, CsvGrowsColumnsAsTheyCome) {
  RunLog log(folder_);
  log.append(1, {{"loss", 2}});
  log.append(2, {{"loss", 1}, {"IoU-a,b", 50}});
  log.append(3, {{"IoU-a,b", 60}});
  EXPECT_EQ(csv(), "iteration,loss,\"IoU-a,b\"\n1,2.0,\n2,1.0,50.0\n3,,60.0\n");
}

// Property: cutting back and going on leaves the same bytes as never having stopped, in both files.
TEST_F(RunLogTest, ResumedFilesEqualUndisturbedOnes) {
  const auto log_from = [](RunLog& log, int first) {
    for (int i = first; i < 10; ++i)
      log.append(i, {{i % 3 ? "loss" : "sem_seg/mIoU", 1.0 / (i + 1)}, {"lr", 0.1}});
  };
  RunLog undisturbed(folder_);
  log_from(undisturbed, 0);
  const std::string json = metrics(), table = csv();
  undisturbed.append(10, {{"only_here", 1}});
  RunLog resumed(folder_);
  resumed.truncate_after(4);
  log_from(resumed, 5);
  EXPECT_EQ(metrics(), json);
  EXPECT_EQ(csv(), table);
}

TEST_F(RunLogTest, UnfinishedLineIsDroppedOnOpening) {
  RunLog(folder_).append(1, {{"loss", 2}});
  const std::string whole = metrics();
  append_to_file(folder_ / "metrics.json", "{\"iteration\":2,\"lo");
  RunLog log(folder_);
  EXPECT_EQ(metrics(), whole);
  log.append(2, {{"loss", 1}});
  EXPECT_EQ(csv(), "iteration,loss\n1,2.0\n2,1.0\n");
}

TEST_F(RunLogTest, CuttingEverythingLeavesEmptyFiles) {
  RunLog log(folder_);
  log.append(5, {{"loss", 2}});
  log.truncate_after(4);
  EXPECT_EQ(metrics(), "");
  EXPECT_EQ(csv(), "");
}

TEST_F(RunLogTest, OpeningAFreshFolderWritesNothing) {
  RunLog log(folder_);
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

}  // namespace
}  // namespace perpixel
