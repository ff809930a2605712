#include "report/tensorboard.h"

#include <cstring>

#include "file/file.h"
#include "report/append.h"
#include "report/crc32c.h"
#include "scratch_folder.h"

namespace perpixel {
namespace {

using Scalars = std::vector<std::pair<std::string, double>>;

class TensorBoard : public ScratchFolder {
 protected:
  static void log_steps(TensorBoardLog& log, int first, int last) {
    for (int i = first; i <= last; ++i)
      log.add_scalars(i, 1000 + i, Scalars{{"total_loss", 1.0 / i}, {"lr", 0.1}});
  }
};

// By hand from event.proto and the TFRecord layout: double 1 = wall time, string 3 = file version.
TEST_F(TensorBoard, BeginsWithTheFileVersion) {
  const TensorBoardLog log(folder_, 1700000000);
  EXPECT_EQ(log.path().filename(), "events.out.tfevents.1700000000.perpixel");
  const std::string bytes = read_text_file(log.path());
  ASSERT_EQ(bytes.size(), 12u + 24 + 4);
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x18\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(bytes[12], '\x09');  // field 1, 64-bit
  EXPECT_EQ(bytes.substr(21, 15),
            "\x1A\x0D"
            "brain.Event:2");
  std::uint32_t checksum;
  std::memcpy(&checksum, bytes.data() + 36, 4);
  EXPECT_EQ(checksum, masked_crc32c(bytes.substr(12, 24)));
}

// By hand: field 5 (summary) { field 1 (value) { field 1 tag "a", field 2 float 1 } } after wall time and
// step.
TEST_F(TensorBoard, ScalarsAreSummaryValues) {
  TensorBoardLog log(folder_, 1);
  log.add_scalars(3, 1, Scalars{{"a", 1}});
  const std::string event = read_text_file(log.path()).substr(40 + 12, 23);
  EXPECT_EQ(event.substr(9), std::string("\x10\x03\x2A\x0A\x0A\x08\x0A\x01"
                                         "a\x15\0\0\x80\x3F",
                                         14));
}

// Property: cutting back and going on leaves the bytes of a log that never stopped.
TEST_F(TensorBoard, ResumedFileEqualsUndisturbedOne) {
  TensorBoardLog undisturbed(folder_, 1000);
  log_steps(undisturbed, 1, 9);
  const std::string whole = read_text_file(undisturbed.path());
  log_steps(undisturbed, 10, 12);
  TensorBoardLog resumed(folder_, 2000);
  EXPECT_EQ(resumed.path(), undisturbed.path());
  resumed.truncate_after(4);
  log_steps(resumed, 5, 9);
  EXPECT_EQ(read_text_file(resumed.path()), whole);
}

TEST_F(TensorBoard, TornRecordIsDroppedOnOpening) {
  TensorBoardLog log(folder_, 1000);
  log_steps(log, 1, 2);
  const std::string whole = read_text_file(log.path());
  for (std::size_t torn : {1u, 11u, 13u, 30u}) {
    append_to_file(log.path(), std::string_view(whole).substr(40, torn));
    const TensorBoardLog again(folder_, 2000);
    EXPECT_EQ(read_text_file(log.path()), whole) << torn;
  }
}

TEST_F(TensorBoard, FileTornInItsFirstRecordBeginsAgain) {
  append_to_file(folder_ / "events.out.tfevents.5.perpixel", "\x18");
  const TensorBoardLog log(folder_, 9);
  EXPECT_EQ(std::filesystem::file_size(log.path()), 40u);
}

TEST_F(TensorBoard, PicturesAreStoredAsPng) {
  TensorBoardLog log(folder_, 1);
  log.add_image(1, 1, "vis", Image(2, 2, 3));
  EXPECT_NE(read_text_file(log.path()).find("\x89PNG"), std::string::npos);
}

}  // namespace
}  // namespace perpixel
