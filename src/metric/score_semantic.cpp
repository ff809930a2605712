#include "metric/score_semantic.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "error/error.h"
#include "image/codec.h"
#include "metric/pair_counter.h"
#include "metric/picture_pairs.h"

namespace perpixel {

namespace fs = std::filesystem;

namespace {

/// Counts pairs of pictures into one confusion matrix; one per thread.
class PictureScorer {
 public:
  explicit PictureScorer(const ClassList& classes)
      : classes_(&classes), confusion_(static_cast<int>(classes.size())), byte_codes_(byte_codes(classes)) {}

  void add(const PicturePair& pair) {
    truth_ = read_labels(pair.truth);
    prediction_ = read_labels(pair.prediction);
    require_same_size(truth_, prediction_, pair);
    if (is_bytes(truth_) && is_bytes(prediction_) && byte_codes_)
      add_bytes(truth_, prediction_, pair);
    else
      confusion_.add(to_labels(truth_, pair.truth), to_labels(prediction_, pair.prediction));
  }

  const ConfusionMatrix& confusion() const { return confusion_; }

 private:
  static Image read_labels(const fs::path& file) {
    ReadOptions raw;
    raw.apply_exif_orientation = false;
    raw.keep_palette_indices = true;
    return read_image(file, raw);
  }

  static bool is_bytes(const Image& image) { return image.channels() == 1 && image.type() == SampleType::u8; }

  static void require_same_size(const Image& truth, const Image& prediction, const PicturePair& pair) {
    if (truth.height() == prediction.height() && truth.width() == prediction.width()) return;
    const auto size_text = [](const Image& image) {
      return std::to_string(image.width()) + "x" + std::to_string(image.height());
    };
    throw Error(ErrorCode::size_mismatch,
                pair.prediction.string() + " is " + size_text(prediction) + ", but " + pair.truth.string() +
                    " is " + size_text(truth) + " (width x height)",
                "predictions must have the size of the original picture");
  }

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

  /// Colour tables still accept one-channel pictures, as the indices or ids that our own predictions hold.
  LabelMap to_labels(const Image& image, const fs::path& file) const {
    if (!classes_->by_color || image.channels() >= 3)
      return labels_from_mask(image, *classes_, file.string());
    ClassList by_value = *classes_;
    by_value.by_color = false;
    return labels_from_mask(image, by_value, file.string());
  }

  const ClassList* classes_;
  // The last pair lives on until its successor is read: the allocator then hands the same pages out again and
  // again instead of returning them to the system, which costs a fifth of the time.
  Image truth_, prediction_;
  ConfusionMatrix confusion_;
  std::optional<PairCounter::Codes> byte_codes_;
};

/// Pairs are handed out in order and those before a failure are still finished, so that the failure which is
/// reported, the one with the lowest index, is the same for any number of threads.
class SharedWork {
 public:
  explicit SharedWork(const std::vector<PicturePair>& pairs, ConfusionMatrix& total)
      : pairs_(pairs), total_(total) {}

  void run(const ClassList& classes) {
    PictureScorer scorer(classes);
    for (std::size_t i = next_++; i < std::min(pairs_.size(), failed_at_.load()); i = next_++) {
      try {
        scorer.add(pairs_[i]);
      } catch (...) {
        record_failure(i);
      }
    }
    const std::lock_guard lock(mutex_);
    total_.merge(scorer.confusion());
  }

  void rethrow_failure() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void record_failure(std::size_t index) {
    const std::lock_guard lock(mutex_);
    if (failed_at_ <= index) return;
    failure_ = std::current_exception();
    failed_at_ = index;
  }

  const std::vector<PicturePair>& pairs_;
  ConfusionMatrix& total_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::size_t> failed_at_ = std::numeric_limits<std::size_t>::max();
  std::mutex mutex_;
  std::exception_ptr failure_;
};

std::size_t thread_count(int wanted, std::size_t pictures) {
  const std::size_t most =
      wanted > 0 ? static_cast<std::size_t>(wanted) : std::thread::hardware_concurrency();
  return std::clamp<std::size_t>(most, 1, pictures);
}

ConfusionMatrix count_all(const std::vector<PicturePair>& pairs, const ClassList& classes, int threads) {
  ConfusionMatrix total(static_cast<int>(classes.size()));
  SharedWork work(pairs, total);
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 1; i < thread_count(threads, pairs.size()); ++i)
      workers.emplace_back([&] { work.run(classes); });
    work.run(classes);
  }
  work.rethrow_failure();
  return total;
}

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
                                   const ClassList& classes, int threads) {
  PairedPictures paired = pair_pictures(truth_folder, prediction_folder);
  SemanticFolderScore score;
  score.extra_predictions = std::move(paired.extra_predictions);
  score.pictures = paired.pairs.size();
  score.confusion = count_all(paired.pairs, classes, threads);
  return score;
}

}  // namespace perpixel
