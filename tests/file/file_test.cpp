#include "file/file.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "error/error.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

/// A fresh folder per test, removed afterwards.
class File : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "perpixel_file_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override { fs::remove_all(folder); }

  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
  }

  fs::path folder;
};

template <class Call>
void expect_error(ErrorCode code, const std::string& part, Call call) {
  try {
    call();
    ADD_FAILURE() << "no error, wanted " << error_code_text(code);
  } catch (const Error& error) {
    EXPECT_EQ(error_code_text(error.code()), error_code_text(code)) << error.what();
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

TEST_F(File, ReturnsWhatWasWritten) {
  Bytes bytes(200000);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 7 + i / 251);
  write_file_atomically(folder / "a.bin", bytes);
  EXPECT_EQ(read_file(folder / "a.bin"), bytes);
  write_file_atomically(folder / "a.bin", std::string_view("text\n"));
  EXPECT_EQ(read_text_file(folder / "a.bin"), "text\n");
  write_file_atomically(folder / "empty", std::string_view());
  EXPECT_TRUE(read_file(folder / "empty").empty());
  EXPECT_EQ(entries(), 2u);  // no temporary stays
}

TEST_F(File, WritesPieceByPiece) {
  write_file_atomically(folder / "a.txt", [](std::ostream& out) {
    for (int i = 0; i < 30000; ++i) out << i << '\n';
    out << std::string(100000, 'x');
  });
  const std::string text = read_text_file(folder / "a.txt");
  EXPECT_EQ(text.substr(0, 6), "0\n1\n2\n");
  // By hand: digits of 0..29999 = 10 + 180 + 2700 + 36000 + 100000, and 30000 line ends.
  EXPECT_EQ(text.size(), 138890u + 30000u + 100000u);
}

TEST_F(File, AFailedProducerLeavesTheOldFile) {
  write_file_atomically(folder / "a.txt", std::string_view("old"));
  EXPECT_THROW(write_file_atomically(folder / "a.txt",
                                     [](std::ostream& out) {
                                       out << "new";
                                       throw std::logic_error("stopped");
                                     }),
               std::logic_error);
  EXPECT_EQ(read_text_file(folder / "a.txt"), "old");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(File, MissingFilesAreNamed) {
  expect_error(ErrorCode::file_not_found, "nothing.png: no such file",
               [&] { read_file(folder / "nothing.png"); });
  expect_error(ErrorCode::file_not_found, "nothing.png", [&] { MappedFile file(folder / "nothing.png"); });
  write_file_atomically(folder / "a", std::string_view("x"));
  expect_error(ErrorCode::file_not_found, "a/b", [&] { read_file(folder / "a" / "b"); });  // a file in a file
}

TEST_F(File, FoldersAreNoFiles) {
  expect_error(ErrorCode::file_unreadable, "is a folder", [&] { read_file(folder); });
  expect_error(ErrorCode::file_unreadable, "not a regular file", [&] { MappedFile file(folder); });
}

TEST_F(File, LargeFilesAreRefusedBeforeReading) {
  write_file_atomically(folder / "a", std::string_view("0123456789"));
  EXPECT_EQ(read_file(folder / "a", 10).size(), 10u);
  expect_error(ErrorCode::file_unreadable, "10 bytes, more than the limit of 9",
               [&] { read_file(folder / "a", 9); });
  fs::resize_file(folder / "a", std::uintmax_t{1} << 40);  // sparse: nothing may be allocated for it
  expect_error(ErrorCode::file_unreadable, "1099511627776 bytes", [&] { read_file(folder / "a"); });
}

TEST_F(File, PipesAreBounded) {
  const fs::path pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const auto write_into_pipe = [&](std::size_t size) {
    const pid_t writer = ::fork();
    if (writer == 0) {
      std::ofstream(pipe) << std::string(size, 'x');
      ::_exit(0);
    }
    return writer;
  };
  pid_t writer = write_into_pipe(100000);
  EXPECT_EQ(read_file(pipe).size(), 100000u);
  ::waitpid(writer, nullptr, 0);
  writer = write_into_pipe(1000);
  expect_error(ErrorCode::file_unreadable, "more than 999 bytes", [&] { read_file(pipe, 999); });
  ::waitpid(writer, nullptr, 0);
}

TEST_F(File, AMissingOutputFolderIsNamed) {
  expect_error(ErrorCode::cannot_write, "none/a.txt: cannot be written",
               [&] { write_file_atomically(folder / "none" / "a.txt", std::string_view("x")); });
}

TEST_F(File, AFolderIsNotReplacedByAFile) {
  fs::create_directory(folder / "taken");
  expect_error(ErrorCode::cannot_write, "taken",
               [&] { write_file_atomically(folder / "taken", std::string_view("x")); });
  EXPECT_TRUE(fs::is_directory(folder / "taken"));
  EXPECT_EQ(entries(), 1u);
}

TEST_F(File, MakesWritableFolders) {
  make_writable_folder(folder / "a" / "b" / "c");
  EXPECT_TRUE(fs::is_empty(folder / "a" / "b" / "c"));
  make_writable_folder(folder / "a");  // once more is fine
  write_file_atomically(folder / "file", std::string_view("x"));
  expect_error(ErrorCode::cannot_write, "file", [&] { make_writable_folder(folder / "file" / "b"); });
}

TEST_F(File, AReadOnlyFolderIsRefused) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  fs::permissions(folder, fs::perms::owner_read | fs::perms::owner_exec);
  expect_error(ErrorCode::cannot_write, folder.string(), [&] { make_writable_folder(folder); });
  fs::permissions(folder, fs::perms::owner_all);
}

TEST_F(File, MapsBytes) {
  write_file_atomically(folder / "a", std::string_view("mapped"));
  MappedFile first(folder / "a");
  const MappedFile file = std::move(first);
  EXPECT_TRUE(first.bytes().empty());
  EXPECT_EQ(std::string(file.bytes().begin(), file.bytes().end()), "mapped");
  write_file_atomically(folder / "empty", std::string_view());
  EXPECT_TRUE(MappedFile(folder / "empty").bytes().empty());
}

constexpr int kSkipped = 77;

/// Runs in a child with its own mounts: a 64 KiB disk over `folder`, on which a large write must fail
/// cleanly.
int write_on_full_disk(const fs::path& folder) {
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return kSkipped;
  ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  if (::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=64k") != 0) return kSkipped;
  write_file_atomically(folder / "a", std::string_view("old"));
  try {
    write_file_atomically(folder / "a", Bytes(std::size_t{1} << 20, 'x'));
    return 1;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::disk_full) return 2;
    if (std::string(error.what()).find("the disk is full") == std::string::npos) return 3;
  }
  if (read_text_file(folder / "a") != "old") return 4;
  return std::distance(fs::directory_iterator(folder), {}) == 1 ? 0 : 5;  // the temporary is gone
}

TEST_F(File, AFullDiskLosesNothing) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(write_on_full_disk(folder));
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == kSkipped) GTEST_SKIP() << "needs the right to mount a small disk";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(File, LookingNeverThrows) {
  const fs::path circle = folder / "circle";
  fs::create_symlink(circle, circle);
  for (const fs::path& path : {circle, folder / std::string(5000, 'x'), folder / "absent"}) {
    EXPECT_FALSE(path_exists(path));
    EXPECT_FALSE(is_file(path));
    EXPECT_FALSE(is_folder(path));
  }
  EXPECT_TRUE(is_folder(folder));
}

TEST_F(File, LongNamesAreCutInMessages) {
  try {
    read_file(folder / std::string(5000, 'x'));
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::file_unreadable);
    EXPECT_LT(std::string(error.what()).size(), 300u);
  }
}

TEST_F(File, FilesBelowAreSortedAndNameBrokenLinks) {
  write_file_atomically(folder / "b", "x");
  fs::create_directories(folder / "a" / "c");
  write_file_atomically(folder / "a" / "c" / "d", "x");
  fs::create_symlink(folder / "circle", folder / "circle");
  fs::create_symlink(folder / "absent", folder / "dangling");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(files_below(folder), (std::vector<fs::path>{folder / "a" / "c" / "d", folder / "b",
                                                        folder / "circle", folder / "dangling"}));
  expect_error(ErrorCode::file_unreadable, "cannot be listed", [&] { files_below(folder / "absent"); });
}

}  // namespace
}  // namespace perpixel
