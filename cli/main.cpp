// perpixel COMMAND ...: finds the command, runs it, and turns what it throws into one error form and an exit
// code.
#include <algorithm>
#include <exception>
#include <filesystem>
#include <new>

#include "command_line.h"
#include "commands.h"
#include "interrupt.h"
#include "output.h"
#include "version.h"

namespace perpixel {
namespace {

std::string usage() {
  return "perpixel labels every pixel: trains, scores and uses networks for dense image labelling.\n\n"
         "perpixel COMMAND [positional] [--flags] [dotted.key=value ...]\n\n" +
         command_table(commands()) +
         "\nEvery command has --help, --json, --verbose/-v and --quiet/-q.\n"
         "Results go to stdout, logs to stderr. Exit codes: 0 success, 1 failure, 2 usage, 130 after "
         "Ctrl-C.\n";
}

int run_command(const std::string& name, const Arguments& arguments) {
  std::vector<std::string> names;
  for (const auto& command : commands()) {
    if (name == command.name) return command.run(arguments);
    names.emplace_back(command.name);
  }
  throw Error(ErrorCode::usage, "no command `" + name + "`", did_you_mean(name, names));
}

bool is_global_flag(const std::string& argument) {
  return argument == "--json" || argument == "-v" || argument == "--verbose" || argument == "-q" ||
         argument == "--quiet";
}

/// `perpixel --json models` means `perpixel models --json`.
Arguments with_flags_behind(Arguments arguments) {
  const auto command = std::find_if_not(arguments.begin(), arguments.end(), is_global_flag);
  std::rotate(arguments.begin(), command, arguments.end());
  return arguments;
}

int run(const Arguments& given) {
  const Arguments arguments = with_flags_behind(given);
  if (arguments.empty())
    throw Error(ErrorCode::usage, "perpixel needs a command", program_name() + " --help lists them");
  const std::string& first = arguments[0];
  if (first == "--version") {
    print_result("perpixel " + program_version());
    return 0;
  }
  if (first == "--help" || first == "-h" || first == "help") {
    print_result(usage());
    return 0;
  }
  return run_command(first, {arguments.begin() + 1, arguments.end()});
}

/// What the file system refuses is no fault of the program.
Error error_of(const std::filesystem::filesystem_error& error) {
  const bool full = error.code() == std::errc::no_space_on_device;
  return Error(full ? ErrorCode::disk_full : ErrorCode::file_unreadable,
               shortened(error.path1().string()) + ": " + error.code().message());
}

int guarded_run(const Arguments& arguments) {
  try {
    return run(arguments);
  } catch (const HelpShown&) {
    return 0;
  } catch (const Error& error) {
    print_error(error);
    return error.code() == ErrorCode::usage ? 2 : 1;
  } catch (const std::bad_alloc&) {
    print_error(Error(ErrorCode::out_of_memory, "out of memory",
                      "use smaller pictures, a smaller batch or --window"));
  } catch (const std::filesystem::filesystem_error& error) {
    print_error(error_of(error));
  } catch (const std::exception& error) {
    print_error(Error(ErrorCode::internal, error.what()));
  }
  return 1;
}

}  // namespace
}  // namespace perpixel

int main(int argc, char** argv) {
  perpixel::exit_on_interrupt();
  if (argc < 1) return 2;
  perpixel::set_program_name(argv[0]);
  return perpixel::guarded_run({argv + 1, argv + argc});
}
