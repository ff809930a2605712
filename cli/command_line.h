// One command's arguments: flags by CLI11, trailing dotted.key=value, and the flags that every command has.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "commands.h"
#include "config/config.h"
#include "error/error.h"

namespace perpixel {

/// Thrown after --help has been printed: the program ends with 0.
struct HelpShown {};

/// Declare options through `->` (CLI11), then `parse`. Every command has --json, --verbose/-v, --quiet/-q,
/// --help/-h.
class CommandLine {
 public:
  /// `command` as typed ("data check").
  CommandLine(const std::string& command, const std::string& summary);

  CLI::App* operator->() { return &app_; }
  /// Takes trailing key=value.
  void accept_pairs() { accepts_pairs_ = true; }

  /// Throws Error(usage) naming the argument, or HelpShown.
  void parse(const Arguments& arguments);

  bool json() const { return json_; }
  /// Sets the pairs on top of `config` (origin "command line").
  void apply_pairs(Config& config) const;
  const std::vector<std::string>& pairs() const { return pairs_; }

 private:
  Arguments without_pairs(const Arguments& arguments);

  CLI::App app_;
  std::string command_;
  bool accepts_pairs_ = false;
  bool json_ = false, verbose_ = false, quiet_ = false;
  std::vector<std::string> pairs_;
};

/// "HxW", "H,W" or one number for both -> {height, width}; throws Error(usage) otherwise. `flag` names the
/// option.
std::pair<int, int> parse_size(const std::string& text, const std::string& flag);
/// "png,overlay" -> {"png", "overlay"}, each one of `known`; throws Error(usage) with the nearest.
std::vector<std::string> parse_choices(const std::string& text, const std::vector<std::string>& known,
                                       const std::string& flag);

/// Throws Error(usage) with the nearest unless `word` is one of `known`.
void require_choice(const std::string& word, const std::vector<std::string>& known, const std::string& flag);

/// Throws Error(usage) unless pictures can be written under this name.
void require_picture_name(const std::string& file, const std::string& flag);

/// A command of commands ("data check"): shows the table for --help or no argument, throws Error(usage) for
/// others.
int run_subcommand(const std::string& command, const std::vector<Command>& table, const Arguments& arguments);
/// "  name      summary" a line.
std::string command_table(const std::vector<Command>& table);

}  // namespace perpixel
