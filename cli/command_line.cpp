#include "command_line.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "image/codec.h"
#include "output.h"

namespace perpixel {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_key_char(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '.'; }

/// "train.lr=0.01": a name, then "=", and no file of that name lies here.
bool is_pair(const std::string& argument) {
  const auto equals = argument.find('=');
  if (equals == std::string::npos || equals == 0 || !is_letter(argument[0])) return false;
  if (!std::all_of(argument.begin(), argument.begin() + static_cast<std::ptrdiff_t>(equals), is_key_char))
    return false;
  std::error_code unreadable;
  return !std::filesystem::exists(argument, unreadable);
}

std::string option_names(const CLI::App& app, std::vector<std::string>& names) {
  for (const CLI::Option* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  return {};
}

/// CLI11 says "The following argument was not expected: --foo"; a near flag is worth naming.
std::string hint_for(const CLI::App& app, const Arguments& arguments, const std::string& command) {
  std::vector<std::string> names;
  option_names(app, names);
  for (const auto& argument : arguments) {
    if (argument.size() < 3 || argument.compare(0, 2, "--") != 0) continue;
    const std::string flag = argument.substr(0, argument.find('='));
    if (std::find(names.begin(), names.end(), flag) != names.end()) continue;
    const std::string near = nearest_name(flag, names);
    if (!near.empty()) return "did you mean `" + near + "`?";
  }
  return program_name() + " " + command + " --help";
}

bool parse_side(const std::string& text, int& side) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), side);
  return failed == std::errc{} && end == text.data() + text.size() && side > 0 && side <= 1 << 20;
}

}  // namespace

CommandLine::CommandLine(const std::string& command, const std::string& summary)
    : app_(summary, "perpixel " + command), command_(command) {
  app_.add_flag("--json", json_, "Print the result as one JSON document");
  app_.add_flag("--verbose,-v", verbose_, "Log more");
  app_.add_flag("--quiet,-q", quiet_, "Log errors only");
  app_.get_formatter()->column_width(34);
  app_.option_defaults()->always_capture_default();
}

Arguments CommandLine::without_pairs(const Arguments& arguments) {
  Arguments rest;
  for (const auto& argument : arguments) {
    (accepts_pairs_ && is_pair(argument) ? pairs_ : rest).push_back(argument);
  }
  return rest;
}

void CommandLine::parse(const Arguments& arguments) {
  if (accepts_pairs_)
    app_.footer("Trailing key=value sets configuration keys; `perpixel config` lists them.");
  Arguments rest = without_pairs(arguments);
  std::reverse(rest.begin(), rest.end());  // CLI11 takes its vector from the back
  try {
    app_.parse(rest);
  } catch (const CLI::CallForHelp&) {
    print_result(app_.help());
    throw HelpShown{};
  } catch (const CLI::ParseError& error) {
    throw Error(ErrorCode::usage, "perpixel " + command_ + ": " + error.what(),
                hint_for(app_, arguments, command_));
  }
  if (quiet_ && verbose_) {
    throw Error(ErrorCode::usage, "perpixel " + command_ + ": --quiet and --verbose exclude each other",
                "keep one");
  }
  set_verbosity(quiet_ ? Verbosity::quiet : verbose_ ? Verbosity::verbose : Verbosity::normal);
}

void CommandLine::apply_pairs(Config& config) const {
  for (const auto& pair : pairs_) config.set_pair(pair, "command line");
}

std::pair<int, int> parse_size(const std::string& text, const std::string& flag) {
  int height = 0, width = 0;
  const auto cross = text.find_first_of("xX,");
  const std::string first = text.substr(0, cross);
  const bool good = parse_side(first, height) &&
                    parse_side(cross == std::string::npos ? first : text.substr(cross + 1), width);
  if (!good) {
    throw Error(ErrorCode::usage, flag + " " + text + " is no size",
                "write height x width in pixels: " + flag + " 224x288");
  }
  return {height, width};
}

void require_choice(const std::string& word, const std::vector<std::string>& known, const std::string& flag) {
  if (std::find(known.begin(), known.end(), word) != known.end()) return;
  throw Error(ErrorCode::usage, flag + " does not know `" + shortened(word) + "`", did_you_mean(word, known));
}

void require_picture_name(const std::string& file, const std::string& flag) {
  if (has_image_extension(file)) return;
  throw Error(ErrorCode::usage, flag + " " + shortened(file) + " is no name of a picture",
              "end it with .png, .jpg or .tif");
}

std::vector<std::string> parse_choices(const std::string& text, const std::vector<std::string>& known,
                                       const std::string& flag) {
  std::vector<std::string> chosen;
  for (std::size_t at = 0; at <= text.size();) {
    const auto comma = std::min(text.find(',', at), text.size());
    const std::string word = text.substr(at, comma - at);
    require_choice(word, known, flag);
    chosen.push_back(word);
    at = comma + 1;
  }
  return chosen;
}

std::string command_table(const std::vector<Command>& table) {
  std::size_t width = 0;
  for (const auto& command : table) width = std::max(width, std::string(command.name).size());
  std::string text;
  for (const auto& command : table) {
    const std::string name = command.name;
    text += "  " + name + std::string(width - name.size() + 2, ' ') + command.summary + "\n";
  }
  return text;
}

int run_subcommand(const std::string& command, const std::vector<Command>& table,
                   const Arguments& arguments) {
  std::vector<std::string> names;
  for (const auto& row : table) names.emplace_back(row.name);
  const std::string usage = "perpixel " + command + " COMMAND ...\n\n" + command_table(table);
  if (arguments.empty()) {
    throw Error(ErrorCode::usage, "perpixel " + command + " needs a command", did_you_mean("", names));
  }
  if (arguments[0] == "--help" || arguments[0] == "-h") {
    print_result(usage);
    throw HelpShown{};
  }
  for (const auto& row : table) {
    if (arguments[0] == row.name) return row.run({arguments.begin() + 1, arguments.end()});
  }
  throw Error(ErrorCode::usage, "perpixel " + command + " has no `" + arguments[0] + "`",
              did_you_mean(arguments[0], names));
}

}  // namespace perpixel
