// perpixel doctor: what this program, machine and folder are, for bug reports and for finding out why not.
#include <cstdio>  // jpeglib.h needs FILE before it

#include <jpeglib.h>
#include <png.h>
#include <tiffio.h>
#include <zlib.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "command_line.h"
#include "engine.h"
#include "file/file.h"
#include "machine.h"
#include "output.h"
#include "version.h"

namespace perpixel {
namespace {

using Json = nlohmann::ordered_json;

#define PERPIXEL_TEXT_OF(x) #x
#define PERPIXEL_TEXT(x) PERPIXEL_TEXT_OF(x)

Json program_json() {
  return {{"version", program_version()},
          {"commit", program_commit()},
          {"compiler", "GCC-compatible " __VERSION__},
          {"build", torch_engine() ? "full" : "without LibTorch"}};
}

Json machine_json(const Machine& machine) {
  return {{"cpu", machine.cpu},
          {"features", machine.features},
          {"threads", machine.threads},
          {"memory_bytes", machine.memory_bytes},
          {"free_memory_bytes", machine.free_memory_bytes}};
}

Json torch_json() {
  const TorchEngine* torch = torch_engine();
  if (!torch) return nullptr;
  return {{"version", torch->version()}, {"cuda", torch->has_cuda()}};
}

/// "LIBTIFF, Version 4.5.0\n..." -> "4.5.0".
std::string tiff_version() {
  std::string text = TIFFGetVersion();
  text = text.substr(0, text.find('\n'));
  return text.substr(text.rfind(' ') + 1);
}

Json libraries_json() {
  return {{"libjpeg-turbo", PERPIXEL_TEXT(LIBJPEG_TURBO_VERSION)},
          {"libpng", png_get_libpng_ver(nullptr)},
          {"libtiff", tiff_version()},
          {"zlib", zlibVersion()},
          {"nlohmann-json", PERPIXEL_TEXT(NLOHMANN_JSON_VERSION_MAJOR) "." PERPIXEL_TEXT(
                                NLOHMANN_JSON_VERSION_MINOR) "." PERPIXEL_TEXT(NLOHMANN_JSON_VERSION_PATCH)},
          {"CLI11", CLI11_VERSION}};
}

bool is_writable(const std::filesystem::path& folder) {
  try {
    make_writable_folder(folder);
    return true;
  } catch (const Error&) {
    return false;
  }
}

Json folder_json() {
  std::error_code failed;
  const auto folder = std::filesystem::current_path(failed);
  const auto space = std::filesystem::space(folder, failed);
  return {{"path", folder.string()},
          {"writable", is_writable(folder)},
          {"free_bytes", failed ? 0 : static_cast<std::int64_t>(space.available)}};
}

std::vector<std::string> findings(const Json& report) {
  std::vector<std::string> found;
  if (!report["folder"]["writable"].get<bool>())
    found.emplace_back("this folder is not writable: give -o elsewhere");
  if (report["folder"]["free_bytes"].get<double>() < 2e9)
    found.emplace_back("less than 2 GB of disk are free");
  if (report["machine"]["free_memory_bytes"].get<double>() < 2e9)
    found.emplace_back("less than 2 GB of memory are free");
  if (report["libtorch"].is_null())
    found.emplace_back("built without LibTorch: predicts and scores, does not train");
  return found;
}

std::string joined(const Json& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word.get<std::string>();
  return text;
}

std::string report_text(const Json& report) {
  const Json& program = report["program"];
  const Json& machine = report["machine"];
  const Json& torch = report["libtorch"];
  const Json& folder = report["folder"];
  const auto size = [](const Json& bytes) { return bytes_text(bytes.get<double>()); };
  std::string text = "perpixel " + program["version"].get<std::string>() + " (commit " +
                     program["commit"].get<std::string>() + ", " + program["build"].get<std::string>() +
                     ")\n";
  text += "compiler   " + program["compiler"].get<std::string>() + "\n";
  text += "cpu        " + machine["cpu"].get<std::string>() + "\n";
  text += "features   " + joined(machine["features"]) + "\n";
  text += "threads    " + std::to_string(machine["threads"].get<int>()) + "\n";
  text +=
      "memory     " + size(machine["memory_bytes"]) + ", " + size(machine["free_memory_bytes"]) + " free\n";
  text += "LibTorch   " +
          (torch.is_null() ? std::string("none (this build does not train)")
                           : torch["version"].get<std::string>() +
                                 (torch["cuda"].get<bool>() ? ", CUDA answers" : ", no CUDA device")) +
          "\n";
  for (const auto& [name, version] : report["libraries"].items()) {
    text +=
        name + std::string(name.size() < 15 ? 15 - name.size() : 1, ' ') + version.get<std::string>() + "\n";
  }
  text += "folder     " + folder["path"].get<std::string>() +
          (folder["writable"].get<bool>() ? ", writable, " : ", read-only, ") + size(folder["free_bytes"]) +
          " free\n";
  for (const auto& finding : report["findings"]) text += "note: " + finding.get<std::string>() + "\n";
  return text;
}

}  // namespace

int run_doctor(Arguments arguments) {
  CommandLine line("doctor", "Report on this program, machine and folder.");
  line.parse(arguments);
  Json report{{"program", program_json()},
              {"machine", machine_json(this_machine())},
              {"libtorch", torch_json()},
              {"libraries", libraries_json()},
              {"folder", folder_json()}};
  report["findings"] = findings(report);
  print_result(line.json() ? report.dump(2, ' ', false, Json::error_handler_t::replace)
                           : report_text(report));
  return 0;
}

}  // namespace perpixel
