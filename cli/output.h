// What people and programs see: results on stdout, everything else on stderr.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "error/error.h"

namespace perpixel {

enum class Verbosity { quiet, normal, verbose };
/// For the whole program; set once by the command line.
void set_verbosity(Verbosity verbosity);
Verbosity verbosity();

/// To stdout, with a line break when there is none. Throws cannot_write or disk_full when stdout cannot take
/// it.
void print_result(std::string_view text);

/// To stderr: a line that --quiet drops, a line that only --verbose shows, and a warning (dropped by
/// --quiet).
void log_line(std::string_view text);
void log_detail(std::string_view text);
void warn(std::string_view text);

/// `error[E0203]: what` and `hint: what to do`, on stderr; several lines of a hint are indented. An error
/// without a hint gets its code's; lines above 1000 bytes are cut in the middle.
void print_error(const Error& error);

/// How this program was called ("perpixel", "build/perpixel"), quoted for a shell: begins every command that
/// is printed to be typed next. main() sets it from argv[0].
std::string program_name();
void set_program_name(const char* typed);

/// Colours and bars only there, never with NO_COLOR (https://no-color.org) or TERM=dumb.
bool stderr_is_terminal();
bool stderr_takes_color();

/// Columns aligned by the widest cell; `right` says which are aligned right (numbers). The first row is the
/// head, underlined.
std::string aligned_table(const std::vector<std::vector<std::string>>& rows,
                          const std::vector<bool>& right = {});

/// 138357544 -> "138,357,544"; 1536 bytes -> "1.5 KiB".
std::string grouped(long long number);
std::string bytes_text(double bytes);
/// Fixed decimals.
std::string decimals(double number, int digits);
/// "1:02:03", as detectron2 writes its eta.
std::string duration_text(double seconds);

}  // namespace perpixel
