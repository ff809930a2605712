#include "output.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>

namespace perpixel {
namespace {

Verbosity program_verbosity = Verbosity::normal;
std::string typed_name = "perpixel";
std::mutex stderr_mutex;

void write_stderr(const std::string& line) {
  const std::lock_guard lock(stderr_mutex);
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fflush(stderr);
}

std::string with_break(std::string_view text) {
  std::string line(text);
  if (line.empty() || line.back() != '\n') line += '\n';
  return line;
}

std::string colored(const char* code, const std::string& text) {
  return stderr_takes_color() ? std::string("\x1b[") + code + "m" + text + "\x1b[0m" : text;
}

std::string indented(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\n      ") : std::string(1, c);
  return out;
}

std::string with_short_lines(const std::string& text) {
  constexpr std::size_t kMostBytes = 1000;
  std::string out;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    out += (at > 0 ? "\n" : "") + shortened(std::string_view(text).substr(at, end - at), kMostBytes);
    at = end + 1;
  }
  return out;
}

bool is_plain_in_a_shell(char c) {
  const bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return alphanumeric || std::strchr("_./-+~@%:,", c) || static_cast<unsigned char>(c) >= 0x80;
}

std::string single_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

/// Bytes that continue a UTF-8 character take no column.
std::size_t columns_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::vector<std::size_t> column_widths(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns_of(row[i]));
  }
  return widths;
}

std::string aligned_row(const std::vector<std::string>& row, const std::vector<std::size_t>& widths,
                        const std::vector<bool>& right) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string margin(widths[i] - columns_of(row[i]), ' ');
    const bool is_right = i < right.size() && right[i];
    line += (i ? "  " : "") + (is_right ? margin + row[i] : row[i] + margin);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

void set_verbosity(Verbosity verbosity) { program_verbosity = verbosity; }
Verbosity verbosity() { return program_verbosity; }

void print_result(std::string_view text) {
  const std::string line = with_break(text);
  const bool whole =
      std::fwrite(line.data(), 1, line.size(), stdout) == line.size() && std::fflush(stdout) == 0;
  if (whole) return;
  throw Error(errno == ENOSPC ? ErrorCode::disk_full : ErrorCode::cannot_write,
              std::string("standard output: ") + std::strerror(errno), "free some space or write elsewhere");
}

void log_line(std::string_view text) {
  if (program_verbosity != Verbosity::quiet) write_stderr(with_break(text));
}

void log_detail(std::string_view text) {
  if (program_verbosity == Verbosity::verbose) write_stderr(with_break(text));
}

void warn(std::string_view text) {
  if (program_verbosity != Verbosity::quiet) write_stderr(colored("33", "warning:") + " " + with_break(text));
}

void print_error(const Error& error) {
  const std::string hint = error.hint().empty() ? default_hint(error.code()) : error.hint();
  write_stderr(colored("31", "error[" + error_code_text(error.code()) + "]:") + " " +
               with_short_lines(error.what()) + "\n" + colored("36", "hint:") + " " +
               indented(with_short_lines(hint)) + "\n");
}

std::string program_name() { return typed_name; }

void set_program_name(const char* typed) {
  if (!typed || !*typed) return;
  typed_name = typed;
  const bool plain = std::all_of(typed_name.begin(), typed_name.end(), is_plain_in_a_shell);
  if (!plain) typed_name = single_quoted(typed_name);
}

bool stderr_is_terminal() {
  static const bool terminal = ::isatty(STDERR_FILENO) == 1;
  return terminal;
}

bool stderr_takes_color() {
  static const bool color = [] {
    const char* off = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    return stderr_is_terminal() && !(off && *off) && !(term && std::strcmp(term, "dumb") == 0);
  }();
  return color;
}

std::string aligned_table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right) {
  const auto widths = column_widths(rows);
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    text += aligned_row(rows[i], widths, right);
    if (i > 0) continue;
    std::vector<std::string> rule;
    for (const auto width : widths) rule.emplace_back(width, '-');
    text += aligned_row(rule, widths, {});
  }
  return text;
}

std::string grouped(long long number) {
  std::string text = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string bytes_text(double bytes) {
  static constexpr const char* units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  int unit = 0;
  for (; bytes >= 1024 && unit < 4; ++unit) bytes /= 1024;
  return decimals(bytes, unit == 0 ? 0 : 1) + " " + units[unit];
}

std::string decimals(double number, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, number);
  return text;
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(std::llround(std::max(0.0, seconds)));
  char text[32];
  std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
  return text;
}

}  // namespace perpixel
