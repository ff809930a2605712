// Lists of names or of "picture mask" paths, one example a line.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace perpixel {

struct ListLine {
  std::vector<std::string> words;  // 1: a name; 2: picture and mask
  int line = 0;                    // from 1
};

/// Blank lines and lines that begin with # are passed over; carriage returns are cut; white space separates
/// words.
std::vector<ListLine> read_list(const std::filesystem::path& path);

/// "train.txt:12", for messages.
std::string place_of(const std::filesystem::path& list, const ListLine& line);

/// The file that a list means by `listed` when the data lies in `root`: lists carry the paths of their
/// author's machine ("/SegNet/CamVid/train/a.png"), so leading folders are cut until a file is found, then
/// other picture extensions are tried. Empty when nothing is found.
std::filesystem::path resolve_listed(const std::filesystem::path& root, const std::string& listed);

}  // namespace perpixel
