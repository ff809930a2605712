#include "stream_report.h"

#include "interrupt.h"
#include "output.h"

namespace perpixel {

using Json = nlohmann::ordered_json;

Json report_json(const StreamReport& report, const std::string& output) {
  Json failed = Json::array();
  for (const auto& input : report.failed) {
    failed.push_back({{"file", input.file},
                      {"code", error_code_text(input.error.code())},
                      {"message", input.error.what()}});
  }
  return {{"output", output}, {"done", report.done}, {"failed", failed}, {"interrupted", report.interrupted}};
}

std::string dumped(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace); }

void tell_failures(const StreamReport& report) {
  if (report.failed.empty()) return;
  for (const auto& input : report.failed) print_error(input.error);
  log_line(std::to_string(report.failed.size()) + " of " +
           std::to_string(report.failed.size() + report.done) + " pictures could not be labelled:");
  for (const auto& input : report.failed) log_line("  " + shortened(input.file));
}

int exit_code(const StreamReport& report) {
  if (report.interrupted) return kInterruptedExit;
  return report.failed.empty() ? 0 : 1;
}

}  // namespace perpixel
