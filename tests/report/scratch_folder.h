// A folder that lives as long as one test.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace perpixel {

class ScratchFolder : public testing::Test {
 protected:
  ScratchFolder() { std::filesystem::create_directories(folder_); }
  ~ScratchFolder() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("perpixel_report_" + std::to_string(::getpid()));
};

}  // namespace perpixel
