// Little data sets, made in a folder that is gone after the test.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "error/error.h"
#include "image/codec.h"

namespace perpixel {

class SmallSet {
 public:
  SmallSet() {
    std::string pattern = (std::filesystem::temp_directory_path() / "perpixel_data_XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  ~SmallSet() { std::filesystem::remove_all(root_); }
  SmallSet(const SmallSet&) = delete;
  SmallSet& operator=(const SmallSet&) = delete;

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path at(const std::string& path) const { return root_ / path; }
  std::string spec(const std::string& kind, const std::string& options = "") const {
    return kind + ":" + root_.string() + options;
  }

  void text(const std::string& path, const std::string& content) const {
    std::filesystem::create_directories(at(path).parent_path());
    std::ofstream(at(path), std::ios::binary) << content;
  }
  /// Written without waiting for the disk, as write_image would.
  void image(const std::string& path, const Image& image) const {
    const Bytes bytes = path.ends_with(".jpg") ? encode_jpeg(image) : encode_png(image);
    text(path, std::string(bytes.begin(), bytes.end()));
  }
  /// A picture unlike any other: its pixels depend on its path.
  void picture(const std::string& path, int height = 4, int width = 6) const {
    Image image_of_path(height, width, 3);
    unsigned seed = 7;
    for (const char c : path) seed = seed * 31 + static_cast<unsigned char>(c);
    for (auto& sample : image_of_path.samples<std::uint8_t>()) {
      sample = static_cast<std::uint8_t>((seed = seed * 1664525u + 1013904223u) >> 24);
    }
    image(path, image_of_path);
  }
  /// Every pixel has values[i % n].
  void mask(const std::string& path, const std::vector<std::uint8_t>& values, int height = 4,
            int width = 6) const {
    Image result(height, width, 1);
    std::size_t i = 0;
    for (auto& sample : result.samples<std::uint8_t>()) sample = values[i++ % values.size()];
    image(path, result);
  }
  void color_mask(const std::string& path, const std::vector<Rgb>& colors, int height = 4,
                  int width = 6) const {
    Image result(height, width, 3);
    for (int p = 0; p < height * width; ++p) {
      const Rgb& color = colors[static_cast<std::size_t>(p) % colors.size()];
      result.at(p / width, p % width, 0) = color.r;
      result.at(p / width, p % width, 1) = color.g;
      result.at(p / width, p % width, 2) = color.b;
    }
    image(path, result);
  }
  void pair(const std::string& picture_path, const std::string& mask_path,
            const std::vector<std::uint8_t>& values = {0, 1}) const {
    picture(picture_path);
    mask(mask_path, values);
  }

 private:
  std::filesystem::path root_;
};

/// The Error that `work` throws; a test failure without one.
template <class Work>
Error error_of(const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing thrown";
  return Error(ErrorCode::unsupported, "");
}

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace perpixel
