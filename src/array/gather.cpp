#include "array/gather.h"

#include <algorithm>
#include <cstring>

#include "array/number.h"
#include "array/strided.h"

namespace perpixel::array {

namespace {

std::int64_t product(const Shape& shape, std::size_t begin, std::size_t end) {
  std::int64_t count = 1;
  for (std::size_t i = begin; i < end; ++i) count *= shape[i];
  return count;
}

std::int64_t checked_index(std::int64_t index, std::int64_t size) {
  if (index < -size || index >= size)
    throw Error(ErrorCode::shape_mismatch,
                "index " + std::to_string(index) + " lies outside an axis of " + std::to_string(size));
  return index < 0 ? index + size : index;
}

std::vector<std::int64_t> checked_indices(const Tensor& indices, std::int64_t size) {
  std::vector<std::int64_t> positions = integers(indices);
  for (std::int64_t& position : positions) position = checked_index(position, size);
  return positions;
}

/// Where the elements that one element of `indices` addresses lie along all other axes, for arrays of one
/// rank whose other axes may be shorter in `indices`.
struct Along {
  Shape sizes, steps;  // of indices; steps of the addressed array
  std::size_t axis;

  std::int64_t offset(std::int64_t flat) const {
    std::int64_t at = 0;
    for (std::size_t i = sizes.size(); i-- > 0;) {
      if (i != axis) at += flat % sizes[i] * steps[i];
      flat /= sizes[i];
    }
    return at;
  }
};

const std::byte* bytes(const Tensor& t) { return static_cast<const std::byte*>(t.data()); }
std::byte* bytes(Tensor& t) { return static_cast<std::byte*>(t.data()); }

/// Flat start of each slice that a row of `indices` (its last axis) addresses in `shape`.
std::vector<std::int64_t> slice_starts(const Tensor& indices, const Shape& shape, std::size_t batch_axes) {
  const auto depth = static_cast<std::size_t>(indices.shape().back());
  const Shape steps = dense_steps(shape);
  const std::vector<std::int64_t> flat = integers(indices);
  const std::size_t rows =
      depth == 0 ? static_cast<std::size_t>(product(indices.shape(), 0, indices.shape().size() - 1))
                 : flat.size() / depth;
  const std::int64_t batches = product(shape, 0, batch_axes);
  const std::int64_t batch_step = product(shape, batch_axes, shape.size());
  std::vector<std::int64_t> starts(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const auto batch =
        static_cast<std::int64_t>(row) / std::max<std::int64_t>(1, static_cast<std::int64_t>(rows) / batches);
    starts[row] = batch * batch_step;
    for (std::size_t i = 0; i < depth; ++i)
      starts[row] += checked_index(flat[row * depth + i], shape[batch_axes + i]) * steps[batch_axes + i];
  }
  return starts;
}

template <class T>
T met(Scatter kind, T old, T update) {
  switch (kind) {
    case Scatter::replace:
      return update;
    case Scatter::add:
      return static_cast<T>(static_cast<Wide<T>>(old) + static_cast<Wide<T>>(update));
    case Scatter::multiply:
      return static_cast<T>(static_cast<Wide<T>>(old) * static_cast<Wide<T>>(update));
    case Scatter::maximum:
      return old > update || old != old ? old : update;
    case Scatter::minimum:
      return old < update || old != old ? old : update;
  }
  return update;
}

/// y[start of i + k] meets updates[i * count + k], k in [0, count). In order: equal positions must not race.
void scatter(const std::vector<std::int64_t>& starts, std::int64_t count, const Tensor& updates, Scatter kind,
             Tensor& y) {
  if (kind == Scatter::replace) {
    const std::size_t size = byte_size(y.dtype()), length = static_cast<std::size_t>(count) * size;
    for (std::size_t i = 0; i < starts.size(); ++i)
      std::memcpy(bytes(y) + static_cast<std::size_t>(starts[i]) * size, bytes(updates) + i * length, length);
    return;
  }
  with_number(y.dtype(), [&](auto number) {
    using T = decltype(number);
    const T* from = updates.as<T>().data();
    T* to = y.as<T>().data();
    for (const std::int64_t start : starts)
      for (std::int64_t k = 0; k < count; ++k, ++from) to[start + k] = met(kind, to[start + k], *from);
  });
}

void start_from(const Tensor& x, Tensor& y) {
  if (y.data() != x.data()) std::memcpy(y.data(), x.data(), x.bytes());
}

}  // namespace

void gather(const Tensor& x, const Tensor& indices, std::size_t axis, Tensor& y, const Loop& loop) {
  const std::vector<std::int64_t> positions = checked_indices(indices, x.shape()[axis]);
  const std::int64_t size = x.shape()[axis], inner = product(x.shape(), axis + 1, x.shape().size());
  const auto picks = static_cast<std::int64_t>(positions.size());
  const std::size_t length = static_cast<std::size_t>(inner) * byte_size(x.dtype());
  if (y.count() == 0) return;
  loop(product(x.shape(), 0, axis) * picks, inner, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const std::int64_t from = i / picks * size + positions[static_cast<std::size_t>(i % picks)];
      std::memcpy(bytes(y) + static_cast<std::size_t>(i) * length,
                  bytes(x) + static_cast<std::size_t>(from) * length, length);
    }
  });
}

void gather_elements(const Tensor& x, const Tensor& indices, std::size_t axis, Tensor& y, const Loop& loop) {
  const std::vector<std::int64_t> positions = checked_indices(indices, x.shape()[axis]);
  const Along along{indices.shape(), dense_steps(x.shape()), axis};
  const std::size_t size = byte_size(x.dtype());
  loop(y.count(), 8, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const auto at = along.offset(i) + positions[static_cast<std::size_t>(i)] * along.steps[axis];
      std::memcpy(bytes(y) + static_cast<std::size_t>(i) * size,
                  bytes(x) + static_cast<std::size_t>(at) * size, size);
    }
  });
}

void gather_nd(const Tensor& x, const Tensor& indices, std::size_t batch_axes, Tensor& y, const Loop& loop) {
  const std::vector<std::int64_t> starts = slice_starts(indices, x.shape(), batch_axes);
  if (y.count() == 0) return;
  const std::size_t size = byte_size(x.dtype()), length = y.bytes() / starts.size();
  loop(static_cast<std::int64_t>(starts.size()), static_cast<std::int64_t>(length),
       [&](std::int64_t begin, std::int64_t end) {
         for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
           std::memcpy(bytes(y) + i * length, bytes(x) + static_cast<std::size_t>(starts[i]) * size, length);
       });
}

void scatter_elements(const Tensor& x, const Tensor& indices, const Tensor& updates, std::size_t axis,
                      Scatter kind, Tensor& y, const Loop&) {
  std::vector<std::int64_t> positions = checked_indices(indices, x.shape()[axis]);
  const Along along{indices.shape(), dense_steps(x.shape()), axis};
  for (std::size_t i = 0; i < positions.size(); ++i)
    positions[i] = along.offset(static_cast<std::int64_t>(i)) + positions[i] * along.steps[axis];
  start_from(x, y);
  scatter(positions, 1, updates, kind, y);
}

void scatter_nd(const Tensor& x, const Tensor& indices, const Tensor& updates, Scatter kind, Tensor& y,
                const Loop&) {
  const std::vector<std::int64_t> starts = slice_starts(indices, x.shape(), 0);
  start_from(x, y);
  if (updates.count() == 0) return;
  scatter(starts, updates.count() / static_cast<std::int64_t>(starts.size()), updates, kind, y);
}

}  // namespace perpixel::array
