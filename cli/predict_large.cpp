#include "predict_large.h"

#include <algorithm>
#include <cctype>

#include "command_line.h"
#include "file/file.h"
#include "image/tiff_rows.h"
#include "interrupt.h"
#include "output.h"
#include "predict/large.h"
#include "progress_bar.h"
#include "write/label_tiff.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLargePixels = std::int64_t{1} << 24;
constexpr std::uintmax_t kLargeBytes = std::uintmax_t{1} << 26;

bool is_large(const fs::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
  if (extension != ".tif" && extension != ".tiff") return false;
  try {
    const TiffRows rows(path);
    return std::int64_t{rows.height()} * rows.width() > kLargePixels;
  } catch (const Error&) {  // says why when it is opened again; a small one may still be read whole
    std::error_code unknown;
    const std::uintmax_t bytes = fs::file_size(path, unknown);
    return !unknown && bytes > kLargeBytes;
  }
}

struct Interrupted {};

void label_one(const InputFile& file, const fs::path& out, const Recipe& recipe, const Forward& forward,
               const PredictOptions& options) {
  const TiffRows picture(file.path);
  const Tiling tiling =
      plan_tiling(*options.graph, recipe, {picture.height(), picture.width()}, options.tile);
  log_line(shortened(file.path.string()) + ": " + std::to_string(picture.width()) + " x " +
           std::to_string(picture.height()) + " px in " + std::to_string(tiling.x.spans.size()) + " x " +
           std::to_string(tiling.y.spans.size()) + " exact tiles of " + std::to_string(tiling.x.tile) +
           " x " + std::to_string(tiling.y.tile) + " px");
  const fs::path to = out / "pred" / (file.stem + ".tif");
  create_parent_folder(to);
  ProgressBar bar("tiles labelled", tiling.count());
  LargeHooks hooks{bar.callback(), [] { return !interrupted(); }};
  write_label_tiff(to, picture.height(), picture.width(), recipe.classes, [&](const LabelRowsSink& sink) {
    if (!label_large_picture([&](int top, int height) { return picture.read(top, height); }, tiling, recipe,
                             forward, sink, hooks))
      throw Interrupted{};
  });
  bar.finish();
}

bool is_output_error(const Error& error) {
  return error.code() == ErrorCode::disk_full || error.code() == ErrorCode::cannot_write;
}

}  // namespace

std::vector<InputFile> take_large_pictures(std::vector<InputFile>& files) {
  const auto large = std::stable_partition(files.begin(), files.end(),
                                           [](const InputFile& file) { return !is_large(file.path); });
  std::vector<InputFile> taken(std::make_move_iterator(large), std::make_move_iterator(files.end()));
  files.erase(large, files.end());
  return taken;
}

StreamReport label_large_pictures(const std::vector<InputFile>& files, const fs::path& out,
                                  const Recipe& recipe, const Forward& forward,
                                  const PredictOptions& options) {
  StreamReport report;
  for (const InputFile& file : files) {
    if (interrupted()) break;
    try {
      label_one(file, out, recipe, forward, options);
      ++report.done;
    } catch (const Interrupted&) {
    } catch (const Error& error) {
      if (is_output_error(error)) throw;
      report.failed.push_back({file.path.string(), error});
    }
  }
  report.interrupted = interrupted();
  return report;
}

}  // namespace perpixel
