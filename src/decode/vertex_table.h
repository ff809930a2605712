// The vertices of a permutohedral lattice by their coordinates.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace perpixel {

/// A hash table that numbers keys in the order of their first appearance.
template <int D>
class VertexTable {
 public:
  using Key = std::array<std::int32_t, D>;  // the last coordinate follows: all sum to 0

  VertexTable() : slots_(std::size_t{1} << bits_) {}

  static std::uint64_t hash(const Key& key) {
    std::uint64_t h = 0;
    for (const std::int32_t k : key)
      h = (std::rotl(h, 5) ^ static_cast<std::uint32_t>(k)) * 0x9E3779B97F4A7C15u;
    return h;
  }

  std::size_t size() const { return keys_.size(); }
  const Key& key(std::size_t id) const { return keys_[id]; }

  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[hash >> (64 - bits_)]); }

  /// The number of the key, or -1.
  std::int32_t find(const Key& key, std::uint64_t hash) const { return slots_[place(key, hash)].id; }

  std::int32_t find_or_add(const Key& key, std::uint64_t hash) {
    Slot& slot = slots_[place(key, hash)];
    if (slot.id >= 0) return slot.id;
    const auto id = static_cast<std::int32_t>(keys_.size());
    slot = {static_cast<std::uint32_t>(hash), id};
    keys_.push_back(key);
    if (2 * keys_.size() > slots_.size()) grow();
    return id;
  }

 private:
  struct Slot {
    std::uint32_t tag = 0;  // low half of the hash: spares most comparisons of keys
    std::int32_t id = -1;
  };

  /// std::array's own == calls memcmp.
  static bool same(const Key& a, const Key& b) {
    std::int32_t difference = 0;
    for (std::size_t i = 0; i < D; ++i) difference |= a[i] ^ b[i];
    return difference == 0;
  }

  /// Where the key is, or where it would go.
  std::size_t place(const Key& key, std::uint64_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = hash >> (64 - bits_);; i = (i + 1) & mask) {
      const Slot& slot = slots_[i];
      if (slot.id < 0) return i;
      if (slot.tag == static_cast<std::uint32_t>(hash) && same(keys_[static_cast<std::size_t>(slot.id)], key))
        return i;
    }
  }

  void grow() {
    ++bits_;
    slots_.assign(std::size_t{1} << bits_, {});
    for (std::size_t id = 0; id < keys_.size(); ++id) {
      const std::uint64_t h = hash(keys_[id]);
      slots_[place(keys_[id], h)] = {static_cast<std::uint32_t>(h), static_cast<std::int32_t>(id)};
    }
  }

  int bits_ = 12;
  std::vector<Slot> slots_;
  std::vector<Key> keys_;
};

}  // namespace perpixel
