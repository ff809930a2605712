#include "report/sample_row.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "error/error.h"
#include "image/codec.h"
#include "image/resize.h"
#include "metric/mean_iou.h"
#include "report/html.h"
#include "write/displayable.h"
#include "write/label_colors.h"
#include "write/mistakes.h"
#include "write/overlay.h"

namespace perpixel {

namespace {

constexpr int kLongestSide = 640, kJpegQuality = 88;

struct Size {
  int height, width;
};

Size shown_size(const Image& picture) {
  const int longest = std::max(picture.height(), picture.width());
  if (longest <= kLongestSide) return {picture.height(), picture.width()};
  const auto shrunk = [&](int side) {
    return std::max(1, static_cast<int>(std::lround(static_cast<double>(side) * kLongestSide / longest)));
  };
  return {shrunk(picture.height()), shrunk(picture.width())};
}

LabelMap resized(const LabelMap& labels, Size size) {
  if (labels.height == size.height && labels.width == size.width) return labels;
  LabelMap out(size.height, size.width);
  out.ids = resize_nearest<ClassId>(labels.ids, labels.height, labels.width, size.height, size.width);
  return out;
}

SamplePicture as_shown(const SamplePicture& sample) {
  const Size size = shown_size(sample.picture);
  SamplePicture shown{sample.name, displayable(sample.picture), std::nullopt,
                      resized(sample.prediction, size)};
  if (shown.picture.height() != size.height || shown.picture.width() != size.width)
    shown.picture = resize_pillow(shown.picture, size.height, size.width);
  if (sample.truth) shown.truth = resized(*sample.truth, size);
  return shown;
}

/// Few flat colours: an indexed PNG with the void colour last; more classes than a palette holds: plain RGB.
Bytes encode_label_colors(const LabelMap& labels, const ClassList& classes) {
  if (classes.size() > 255) return encode_png(label_colors(labels, classes));
  std::vector<Rgb> palette;
  for (const ClassInfo& info : classes.classes) palette.push_back(info.color);
  palette.push_back(classes.void_color);
  require_classes(labels, classes);
  Image indices(labels.height, labels.width, 1);
  std::transform(labels.ids.begin(), labels.ids.end(), indices.samples<std::uint8_t>().begin(),
                 [&](ClassId id) { return static_cast<std::uint8_t>(id == kIgnore ? classes.size() : id); });
  return encode_png(indices, palette);
}

std::string panel(const std::string& image, const std::string& caption) {
  return "<figure>" + image + "<figcaption>" + caption + "</figcaption></figure>";
}

std::string photo(const Image& image, const std::string& caption) {
  return panel(inline_image(encode_jpeg(image, kJpegQuality), "image/jpeg", caption), caption);
}

std::string colors(const LabelMap& labels, const ClassList& classes, const std::string& caption) {
  return panel(inline_image(encode_label_colors(labels, classes), "image/png", caption), caption);
}

std::string score_text(const SamplePicture& sample, const ClassList& classes) {
  if (!sample.truth) return "";
  ConfusionMatrix confusion(static_cast<int>(classes.size()));
  confusion.add(*sample.truth, sample.prediction);
  const SemanticScores scores = semantic_scores(confusion);
  return " <span class=\"muted\">pixel acc. " + fixed_text(100 * scores.pixel_accuracy, 1) + " % · mean IU " +
         fixed_text(100 * scores.mean_iou, 1) + " %</span>";
}

std::string panels(const SamplePicture& shown, const ClassList& classes) {
  const std::string first = photo(shown.picture, "picture");
  const std::string prediction = colors(shown.prediction, classes, "prediction");
  if (!shown.truth)
    return first + prediction +
           photo(overlay(shown.picture, shown.prediction, classes, {.legend = LegendPlace::none}), "overlay");
  return first + colors(*shown.truth, classes, "truth") + prediction +
         photo(mistakes(shown.picture, *shown.truth, shown.prediction), "mistakes in red");
}

void require_size(const LabelMap& labels, const SamplePicture& sample) {
  if (labels.height != sample.picture.height() || labels.width != sample.picture.width())
    throw Error(ErrorCode::size_mismatch, sample.name + ": the picture and its labels differ in size");
}

}  // namespace

std::string render_sample(const SamplePicture& sample, const ClassList& classes) {
  require_size(sample.prediction, sample);
  if (sample.truth) require_size(*sample.truth, sample);
  return "<article class=\"card sample\"><h3>" + escape_html(sample.name) + score_text(sample, classes) +
         "</h3><div class=\"panels\">" + panels(as_shown(sample), classes) + "</div></article>\n";
}

std::string render_sample_legend(const std::vector<SamplePicture>& samples, const ClassList& classes) {
  std::set<ClassId> present;
  for (const SamplePicture& sample : samples) {
    for (const ClassId id : classes_present(sample.prediction, classes)) present.insert(id);
    if (!sample.truth) continue;
    for (const ClassId id : classes_present(*sample.truth, classes)) present.insert(id);
  }
  std::string html = "<ul class=\"chips\">";
  for (const ClassId id : present)
    html += "<li><i style=\"background:" + css_color(classes.classes[id].color) + "\"></i>" +
            escape_html(classes.classes[id].name) + "</li>";
  return html + "</ul>\n";
}

}  // namespace perpixel
