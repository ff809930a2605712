#include "report/append.h"

#include "error/error.h"
#include "file/file.h"
#include "scratch_folder.h"

namespace perpixel {
namespace {

class Append : public ScratchFolder {};

TEST_F(Append, GrowsTheFile) {
  append_to_file(folder_ / "log", "one\n");
  append_to_file(folder_ / "log", "two\n");
  EXPECT_EQ(read_text_file(folder_ / "log"), "one\ntwo\n");
}

TEST_F(Append, SaysWhereItCannotWrite) {
  try {
    append_to_file(folder_ / "missing" / "log", "x");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::cannot_write);
    EXPECT_NE(std::string(error.what()).find("missing/log: cannot be written"), std::string::npos);
  }
}

TEST_F(Append, FullDiskIsToldApart) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "needs /dev/full";
  try {
    append_to_file("/dev/full", "x");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::disk_full);
  }
}

}  // namespace
}  // namespace perpixel
