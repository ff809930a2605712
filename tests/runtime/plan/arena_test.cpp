#include "runtime/plan/arena.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "runtime/error_of.h"

namespace perpixel {
namespace {

TEST(ArenaPool, GivesAPieceAgainThatCameBack) {
  ArenaPool pool;
  const std::byte* first = nullptr;
  {
    const ArenaPool::Piece piece = pool.borrow(1000);
    first = piece.memory().get();
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(first) % 64, 0u);
    EXPECT_NE(pool.borrow(1000).memory().get(), first);  // in use
  }
  const ArenaPool::Piece again = pool.borrow(1000), other = pool.borrow(900);
  EXPECT_TRUE(again.memory().get() == first || other.memory().get() == first);
}

TEST(ArenaPool, NothingIsNothing) {
  ArenaPool pool;
  EXPECT_EQ(pool.borrow(0).memory(), nullptr);
}

TEST(ArenaPool, WhatTheMachineDoesNotGiveIsAnError) {
  ArenaPool pool;
  EXPECT_EQ(error_of([&] { pool.borrow(std::size_t{1} << 60); }).code(), ErrorCode::out_of_memory);
}

}  // namespace
}  // namespace perpixel
