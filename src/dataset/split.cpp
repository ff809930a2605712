#include "dataset/split.h"

#include <algorithm>
#include <cmath>

#include "dataset/class_table.h"
#include "dataset/layout_writer.h"
#include "dataset/natural_order.h"
#include "dataset/new_folder.h"
#include "dataset/split_rule.h"
#include "error/error.h"
#include "file/file.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

/// One example of one of the sets that are gathered.
struct Member {
  std::size_t set = 0, index = 0;
  std::string name;
};

struct Part {
  std::string split;
  std::vector<Member> members;
};

void require_shares(const SplitOptions& options) {
  if (options.val >= 0 && options.test >= 0 && options.val + options.test < 1) return;
  throw Error(ErrorCode::bad_value, "split: val = " + std::to_string(options.val) +
                                        " and test = " + std::to_string(options.test) +
                                        " must be at least 0 and together below 1");
}

std::vector<Dataset> open_all(const std::string& data) {
  std::vector<Dataset> sets;
  for (const std::string& split : dataset_splits(data)) {
    Dataset set = open_dataset(data, split);
    if (set.is_classification || set.size() == 0 || set.files(0).size() < 2) {
      throw Error(ErrorCode::unsupported,
                  "split " + data + ": only sets of pictures and masks on disk can be divided",
                  "generated scenes take any count per split; for a folder per class use the option val=");
    }
    sets.push_back(std::move(set));
  }
  return sets;
}

/// In the order of a hash: a fair shuffle that knows nothing of the files' order.
std::vector<Member> shuffled(const std::vector<Dataset>& sets, std::uint64_t seed) {
  std::vector<Member> members;
  for (std::size_t s = 0; s < sets.size(); ++s) {
    for (std::size_t i = 0; i < sets[s].size(); ++i) members.push_back({s, i, sets[s].names[i]});
  }
  std::sort(members.begin(), members.end(), [&](const Member& a, const Member& b) {
    const std::uint64_t ha = name_hash(a.name, seed), hb = name_hash(b.name, seed);
    return ha != hb ? ha < hb : a.name < b.name;
  });
  return members;
}

std::size_t share_of(std::size_t count, double share) {
  const auto wanted = static_cast<std::size_t>(std::round(share * static_cast<double>(count)));
  return share > 0 && count > 2 ? std::max<std::size_t>(wanted, 1) : wanted;
}

Part part_of(const std::string& split, std::vector<Member>& members, std::size_t count) {
  count = std::min(count, members.size());
  Part part{split, {members.end() - static_cast<std::ptrdiff_t>(count), members.end()}};
  members.resize(members.size() - count);
  std::sort(part.members.begin(), part.members.end(),
            [](const Member& a, const Member& b) { return natural_less(a.name, b.name); });
  return part;
}

std::vector<Part> divide(std::vector<Member> members, const SplitOptions& options) {
  const std::size_t val = share_of(members.size(), options.val),
                    test = share_of(members.size(), options.test);
  const Part test_part = part_of("test", members, test), val_part = part_of("val", members, val);
  std::vector<Part> parts{part_of("train", members, members.size())};
  if (val > 0) parts.push_back(val_part);
  if (test > 0) parts.push_back(test_part);
  return parts;
}

std::string list_text(const Part& part, const std::vector<Dataset>& sets) {
  std::string text;
  for (const Member& member : part.members) {
    const std::vector<std::string> files = sets[member.set].files(member.index);
    if (files.size() < 2) continue;
    for (std::size_t i = 0; i < 2; ++i) {
      if (files[i].find_first_of(" \t") != std::string::npos) {
        throw Error(ErrorCode::bad_value, files[i] + ": a path with spaces cannot stand in a list",
                    "divide with copies instead of lists");
      }
      text += absolute_path(files[i]).string() + (i == 0 ? " " : "\n");
    }
  }
  return text;
}

void require_no_lists(const fs::path& out) {
  for (const char* name : {"data.yaml", "train.txt", "val.txt", "test.txt"}) {
    if (!path_exists(out / name)) continue;
    throw Error(ErrorCode::cannot_write, (out / name).string() + ": exists; an earlier division may lie here",
                "choose another folder, or replace it with --overwrite");
  }
}

/// An earlier division's test.txt must not lie beside lists that know no test.
void remove_other_lists(const std::vector<Part>& parts, const fs::path& out) {
  for (const std::string split : {"val", "test"}) {
    std::error_code ignored;
    if (std::none_of(parts.begin(), parts.end(), [&](const Part& part) { return part.split == split; }))
      fs::remove(out / (split + ".txt"), ignored);
  }
}

/// The texts are complete before the first file is written; data.yaml, which names the others, comes last.
void write_lists(const std::vector<Part>& parts, const std::vector<Dataset>& sets, const fs::path& out,
                 bool overwrite) {
  std::vector<std::string> lists;
  std::string yaml;
  for (const Part& part : parts) {
    lists.push_back(list_text(part, sets));
    yaml += part.split + ": " + part.split + ".txt\n";
  }
  if (!overwrite) require_no_lists(out);
  make_writable_folder(out);
  for (std::size_t i = 0; i < parts.size(); ++i)
    write_file_atomically(out / (parts[i].split + ".txt"), lists[i]);
  write_file_atomically(out / "data.yaml", class_table_text(sets.front().classes) + yaml);
  remove_other_lists(parts, out);
}

/// The members of a part as a set of their own.
Dataset gathered(const Part& part, const std::vector<Dataset>& sets) {
  Dataset set{.name = part.split, .classes = sets.front().classes};
  for (const Member& member : part.members) set.names.push_back(member.name);
  set.load = [&](std::size_t i) { return sets[part.members[i].set].load(part.members[i].index); };
  set.files = [&](std::size_t i) { return sets[part.members[i].set].files(part.members[i].index); };
  return set;
}

void write_copies(const std::vector<Part>& parts, const std::vector<Dataset>& sets, const fs::path& out,
                  const SplitOptions& options) {
  NewFolder folder(out);
  for (const Part& part : parts) {
    const Dataset set = gathered(part, sets);
    write_folder_split({set, part.split, folder.path(), options.threads, options.progress});
  }
  ClassList classes = sets.front().classes;
  classes.by_color = false;
  write_file_atomically(folder.path() / "classes.yaml", class_table_text(classes));
  folder.finish();
}

}  // namespace

std::vector<ConvertedSplit> split_dataset(const std::string& data, const fs::path& out,
                                          const SplitOptions& options) {
  require_shares(options);
  const std::vector<Dataset> sets = open_all(data);
  const std::vector<Part> parts = divide(shuffled(sets, options.seed), options);
  if (options.copy) {
    write_copies(parts, sets, out, options);
  } else {
    write_lists(parts, sets, out, options.overwrite);
  }
  std::vector<ConvertedSplit> written;
  for (const Part& part : parts) written.push_back({part.split, part.members.size()});
  return written;
}

}  // namespace perpixel
