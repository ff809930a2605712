// Runs the built program and takes what it says.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

namespace perpixel {

struct Said {
  int code = -1;
  std::string out, err;
};

inline std::string file_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// A folder of this test's own, removed with it.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "perpixel_cli_XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  std::string text() const { return path_.string(); }

  std::filesystem::path write(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << content;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

/// Every error is `error[E0203]: what`, and the line after it begins its hint.
inline bool has_error_form(const std::string& err) {
  static const std::regex head("^error\\[E[0-9]{4}\\]: .+"), hint("^hint: .+");
  std::istringstream lines(err);
  bool open = false;
  for (std::string line; std::getline(lines, line);) {
    if (open && std::regex_search(line, hint)) open = false;
    if (!line.starts_with("error[")) continue;
    if (open || !std::regex_search(line, head)) return false;
    open = true;
  }
  return !open;
}

/// `arguments` as typed in a shell. Bad arguments of the tests themselves show up as code 127. Whatever it is
/// asked, the program keeps to the form of errors.
inline Said perpixel_says(const std::string& arguments, const std::string& before = "") {
  const Folder folder;
  const std::string command = "( " + before + " " + PERPIXEL_PROGRAM + " " + arguments + " ) >" +
                              (folder / "out").string() + " 2>" + (folder / "err").string();
  const int status = std::system(command.c_str());
  const Said said{WIFEXITED(status) ? WEXITSTATUS(status) : -1, file_text(folder / "out"),
                  file_text(folder / "err")};
  EXPECT_TRUE(has_error_form(said.err)) << arguments.substr(0, 300) << "\n" << said.err;
  EXPECT_EQ(said.err.find("error[E0002]"), std::string::npos) << said.err;
  return said;
}

}  // namespace perpixel
