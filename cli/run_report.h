// The end of a run: its last checkpoint scored, pictures drawn, report.html written.
#pragma once

#include <filesystem>
#include <string>

#include "config/config.h"
#include "dataset/dataset.h"
#include "validation.h"

namespace perpixel {

/// RUN/report.html, RUN/vis/STEM_overlay.jpg of the validation's samples and RUN/inference/scores.json.
void write_run_report(const std::filesystem::path& run, const Config& config, const Recipe& recipe,
                      const Validation& validation, double seconds);

/// "latest", "best", a checkpoint's file or a run folder -> the checkpoint without extension; empty when the
/// run was killed before its first one. Throws no_checkpoint.
std::filesystem::path checkpoint_to_resume(const std::filesystem::path& run, const std::string& which);

/// Removes what an earlier run left: its checkpoints, logs and pictures, and nothing else.
void clear_run(const std::filesystem::path& run);

}  // namespace perpixel
