// What a command says of many pictures at its end.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "predict_stream.h"

namespace perpixel {

/// {"output", "done", "failed": [{"file", "code", "message"}], "interrupted"}
nlohmann::ordered_json report_json(const StreamReport& report, const std::string& output);

/// Indented JSON; bytes that are not UTF-8 (file names) are replaced.
std::string dumped(const nlohmann::ordered_json& json);

/// Names every broken input at the end, where it is seen.
void tell_failures(const StreamReport& report);

/// 0, 1 when something failed, or that of an interrupted program.
int exit_code(const StreamReport& report);

}  // namespace perpixel
