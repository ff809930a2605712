#include "predict_stream.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <thread>

#include "bounded_queue.h"
#include "image/codec.h"
#include "interrupt.h"

namespace perpixel {
namespace {

constexpr std::size_t kWaiting = 4;  // pictures in each queue
constexpr int kWriters = 2;

struct ReadPicture {
  std::size_t index;
  Image image;
};

/// Everything that the threads of one stream share.
class Stream {
 public:
  Stream(const std::vector<InputFile>& files, ProgressBar& bar) : files_(files), bar_(bar) {}

  StreamReport run(int readers, const LabelFile& label) {
    start(readers);
    try {
      label_all(label);
    } catch (...) {
      give_up(std::current_exception());
    }
    finish();
    if (fatal_) std::rethrow_exception(fatal_);
    for (auto& [index, error] : failed_)
      report_.failed.push_back({files_[index].path.string(), std::move(error)});
    report_.interrupted = interrupted();
    return std::move(report_);
  }

 private:
  void start(int readers) {
    open_readers_ = readers;
    for (int i = 0; i < readers; ++i) threads_.emplace_back([this] { read_all(); });
    for (int i = 0; i < kWriters; ++i) writers_.emplace_back([this] { write_all(); });
  }

  void read_all() {
    for (std::size_t index = next_++; index < files_.size() && !interrupted(); index = next_++) {
      std::optional<Image> image;
      attempt(index, [&] { image = read_image(files_[index].path); });
      if (image && !read_.push({index, std::move(*image)})) break;
    }
    if (--open_readers_ == 0) read_.close();
  }

  void label_all(const LabelFile& label) {
    while (auto picture = read_.pop()) {
      if (interrupted()) return;
      std::function<void()> write;
      attempt(picture->index, [&] { write = label(picture->index, picture->image); });
      if (write && !written_.push(std::move(write))) return;
    }
  }

  void write_all() {
    while (auto write = written_.pop()) {
      try {
        (*write)();
        count_done();
      } catch (...) {
        give_up(std::current_exception());
        return;
      }
    }
  }

  template <class Work>
  void attempt(std::size_t index, const Work& work) {
    try {
      work();
    } catch (const Error& error) {
      note(index, error);
    } catch (const std::bad_alloc&) {
      note(index, Error(ErrorCode::out_of_memory,
                        files_[index].path.string() + ": not enough memory for this picture",
                        "exact tiles need less: --tile 1024 (or, where they cannot be, --window 1024)"));
    }
  }

  void note(std::size_t index, const Error& error) {
    const std::lock_guard lock(mutex_);
    failed_.emplace(index, error);
    bar_.step();
  }

  void count_done() {
    const std::lock_guard lock(mutex_);
    ++report_.done;
    bar_.step();
  }

  void give_up(std::exception_ptr why) {
    const std::lock_guard lock(mutex_);
    if (!fatal_) fatal_ = std::move(why);
    read_.close();
    written_.close();
  }

  void finish() {
    read_.close();
    threads_.clear();  // joins
    written_.close();
    writers_.clear();
  }

  const std::vector<InputFile>& files_;
  ProgressBar& bar_;
  BoundedQueue<ReadPicture> read_{kWaiting};
  BoundedQueue<std::function<void()>> written_{kWaiting};
  std::atomic<std::size_t> next_{0};
  std::atomic<int> open_readers_{0};
  std::mutex mutex_;
  std::map<std::size_t, Error> failed_;
  std::exception_ptr fatal_;
  StreamReport report_;
  std::vector<std::jthread> threads_, writers_;  // last: joined before the queues go
};

}  // namespace

StreamReport stream_pictures(const std::vector<InputFile>& files, int readers, const LabelFile& label,
                             ProgressBar& bar) {
  return Stream(files, bar).run(std::max(1, readers), label);
}

}  // namespace perpixel
