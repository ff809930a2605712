#include "runtime/plan/arena.h"

#include <algorithm>
#include <new>
#include <string>

#include "error/error.h"

namespace perpixel {

namespace {

constexpr std::align_val_t kAlignment{64};
constexpr std::size_t kMostFree = 2;  // pieces that nobody uses

std::shared_ptr<std::byte> allocate(std::size_t bytes) {
  void* memory = ::operator new(bytes, kAlignment, std::nothrow);
  if (!memory)
    throw Error(
        ErrorCode::out_of_memory,
        "a run needs " + std::to_string(bytes >> 20) + " MiB for its maps, which this machine does not give",
        "give a smaller picture, or --tile");
  return {static_cast<std::byte*>(memory), [](std::byte* piece) { ::operator delete(piece, kAlignment); }};
}

}  // namespace

ArenaPool::Piece::~Piece() {
  if (memory_) pool_->give_back(std::move(memory_), bytes_);
}

ArenaPool::Piece ArenaPool::borrow(std::size_t bytes) {
  if (bytes == 0) return {};
  {
    const std::lock_guard lock(mutex_);
    const auto fits = [bytes](const Free& piece) { return piece.bytes >= bytes && piece.bytes / 2 <= bytes; };
    auto best = free_.end();
    for (auto it = free_.begin(); it != free_.end(); ++it)
      if (fits(*it) && (best == free_.end() || it->bytes < best->bytes)) best = it;
    if (best != free_.end()) {
      Piece piece(this, std::move(best->memory), best->bytes);
      free_.erase(best);
      return piece;
    }
    free_.clear();  // before more is asked for
  }
  return {this, allocate(bytes), bytes};
}

void ArenaPool::give_back(std::shared_ptr<std::byte> memory, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (free_.size() < kMostFree) free_.push_back({std::move(memory), bytes});
}

ArenaPool& arena_pool() {
  static ArenaPool pool;
  return pool;
}

}  // namespace perpixel
