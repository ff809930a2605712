#include "metric/score_semantic.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "error/error.h"
#include "metric/each_pair.h"
#include "metric/label_pictures.h"
#include "metric/pair_counter.h"
#include "metric/picture_pairs.h"

namespace perpixel {

namespace fs = std::filesystem;

namespace {

/// Counts pairs of pictures into one confusion matrix (and one per trimap); one per thread.
class PictureScorer {
 public:
  PictureScorer(const ClassList& classes, const std::vector<int>& trimap_widths)
      : classes_(&classes),
        confusion_(static_cast<int>(classes.size())),
        trimap_(static_cast<int>(classes.size()), trimap_widths),
        byte_codes_(byte_codes(classes)) {}

  void add(const PicturePair& pair) {
    truth_ = read_label_picture(pair.truth);
    prediction_ = read_label_picture(pair.prediction);
    require_same_size(truth_, prediction_, pair);
    const bool bytes = is_bytes(truth_) && is_bytes(prediction_) && byte_codes_;
    if (bytes) add_bytes(truth_, prediction_, pair);
    if (bytes && trimap_.widths().empty()) return;
    const LabelMap truth = labels_of_picture(truth_, *classes_, pair.truth);
    const LabelMap prediction = labels_of_picture(prediction_, *classes_, pair.prediction);
    if (!bytes) confusion_.add(truth, prediction);
    trimap_.add(truth, prediction);
  }

  const ConfusionMatrix& confusion() const { return confusion_; }
  const TrimapCurve& trimap() const { return trimap_; }

 private:
  static bool is_bytes(const Image& image) { return image.channels() == 1 && image.type() == SampleType::u8; }

  // Codes of a byte: its train id, then one code for ignored values and one for values outside the table.
  int ignored_code() const { return confusion_.classes(); }
  int unknown_code() const { return confusion_.classes() + 1; }

  static std::optional<PairCounter::Codes> byte_codes(const ClassList& classes) {
    if (classes.size() > 254) return std::nullopt;  // the slow way then
    PairCounter::Codes codes;
    for (int value = 0; value < 256; ++value) {
      const std::optional<ClassId> id = classes.train_id_of(value);
      const std::size_t code = !id ? classes.size() + 1 : *id == kIgnore ? classes.size() : *id;
      codes[static_cast<std::size_t>(value)] = static_cast<std::uint8_t>(code);
    }
    return codes;
  }

  void add_bytes(const Image& truth, const Image& prediction, const PicturePair& pair) {
    PairCounter counter(confusion_.classes() + 2, *byte_codes_, *byte_codes_);
    counter.add(truth.samples<std::uint8_t>(), prediction.samples<std::uint8_t>());
    require_known(counter, truth, prediction, pair);
    for (int t = 0; t < confusion_.classes(); ++t)
      for (int p = 0; p <= ignored_code(); ++p)
        confusion_.add(static_cast<ClassId>(t), static_cast<ClassId>(p), counter.count(t, p));
  }

  void require_known(const PairCounter& counter, const Image& truth, const Image& prediction,
                     const PicturePair& pair) const {
    for (int code = 0; code <= unknown_code(); ++code) {
      if (counter.count(unknown_code(), code)) throw_unknown(truth, pair.truth);
      if (counter.count(code, unknown_code())) throw_unknown(prediction, pair.prediction);
    }
  }

  [[noreturn]] void throw_unknown(const Image& image, const fs::path& file) const {
    const auto values = image.samples<std::uint8_t>();
    const auto unknown = std::find_if(values.begin(), values.end(),
                                      [&](std::uint8_t v) { return (*byte_codes_)[v] == unknown_code(); });
    const auto at = unknown - values.begin();
    throw Error(ErrorCode::label_not_in_table,
                file.string() + ": value " + std::to_string(*unknown) + " at x=" +
                    std::to_string(at % image.width()) + ", y=" + std::to_string(at / image.width()) +
                    " is not one of the " + std::to_string(confusion_.classes()) + " classes",
                "give the right number of classes (--classes) or a label table that lists this value");
  }

  const ClassList* classes_;
  // The last pair lives on until its successor is read: the allocator then hands the same pages out again and
  // again instead of returning them to the system, which costs a fifth of the time.
  Image truth_, prediction_;
  ConfusionMatrix confusion_;
  TrimapCurve trimap_;
  std::optional<PairCounter::Codes> byte_codes_;
};

}  // namespace

ClassList numbered_classes(int n) {
  if (n < 1 || n > 255)
    throw Error(ErrorCode::bad_value, std::to_string(n) + " classes of label pictures with plain numbers",
                "give 1 to 255 classes, or a label table");
  std::vector<std::string> names;
  for (int i = 0; i < n; ++i) names.push_back(std::to_string(i));
  return class_list_of(names);
}

SemanticFolderScore score_semantic(const fs::path& truth_folder, const fs::path& prediction_folder,
                                   const ClassList& classes, int threads,
                                   const std::vector<int>& trimap_widths) {
  PairedPictures paired = pair_pictures(truth_folder, prediction_folder);
  SemanticFolderScore score;
  score.extra_predictions = std::move(paired.extra_predictions);
  score.pictures = paired.pairs.size();
  std::vector<PictureScorer> scorers(scoring_threads(threads, score.pictures),
                                     PictureScorer(classes, trimap_widths));
  for_each_pair(score.pictures, scorers.size(),
                [&](std::size_t thread, std::size_t i) { scorers[thread].add(paired.pairs[i]); });
  score.confusion = ConfusionMatrix(static_cast<int>(classes.size()));
  score.trimap = TrimapCurve(static_cast<int>(classes.size()), trimap_widths);
  for (const PictureScorer& scorer : scorers) {
    score.confusion.merge(scorer.confusion());
    score.trimap.merge(scorer.trimap());
  }
  return score;
}

}  // namespace perpixel
