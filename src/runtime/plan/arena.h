// Pieces of memory that runs borrow.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace perpixel {

/// What a run has borrowed goes back when it is destroyed; a few pieces stay for the next runs, so that their
/// pages need not be asked for again. Several threads may borrow at once: each gets a piece of its own.
class ArenaPool {
 public:
  class Piece {
   public:
    Piece() = default;
    Piece(ArenaPool* pool, std::shared_ptr<std::byte> memory, std::size_t bytes)
        : pool_(pool), memory_(std::move(memory)), bytes_(bytes) {}
    Piece(Piece&& other) noexcept = default;
    Piece& operator=(Piece&&) = delete;
    ~Piece();
    const std::shared_ptr<std::byte>& memory() const { return memory_; }

   private:
    ArenaPool* pool_ = nullptr;
    std::shared_ptr<std::byte> memory_;
    std::size_t bytes_ = 0;
  };

  /// At least `bytes` on a 64-byte border, at most twice as many. Throws out_of_memory.
  Piece borrow(std::size_t bytes);

 private:
  struct Free {
    std::shared_ptr<std::byte> memory;
    std::size_t bytes;
  };
  void give_back(std::shared_ptr<std::byte> memory, std::size_t bytes);

  std::mutex mutex_;
  std::vector<Free> free_;
};

/// The process's pool: sessions that run one after the other (the graphs of one model) share its pieces.
ArenaPool& arena_pool();

}  // namespace perpixel
