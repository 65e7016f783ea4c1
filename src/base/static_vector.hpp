// A vector whose room is part of its type: the portable core has no heap.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace base {

/// Up to `Room` values of a default-constructible `T`, contiguous, in insertion order.
template <class T, std::size_t Room>
class StaticVector {
public:
    using value_type = T;

    [[nodiscard]] constexpr std::size_t size() const { return size_; }
    [[nodiscard]] static constexpr std::size_t capacity() { return Room; }
    [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
    [[nodiscard]] constexpr bool full() const { return size_ == Room; }

    [[nodiscard]] constexpr T* begin() { return items_.data(); }
    [[nodiscard]] constexpr T* end() { return items_.data() + size_; }
    [[nodiscard]] constexpr const T* begin() const { return items_.data(); }
    [[nodiscard]] constexpr const T* end() const { return items_.data() + size_; }
    [[nodiscard]] constexpr T* data() { return items_.data(); }
    [[nodiscard]] constexpr const T* data() const { return items_.data(); }

    [[nodiscard]] constexpr T& operator[](std::size_t at) {
        assert(at < size_);
        return items_[at];
    }
    [[nodiscard]] constexpr const T& operator[](std::size_t at) const {
        assert(at < size_);
        return items_[at];
    }
    [[nodiscard]] constexpr T& back() { return (*this)[size_ - 1]; }
    [[nodiscard]] constexpr const T& back() const { return (*this)[size_ - 1]; }

    /// Adds `value` at the end; false, and nothing changes, when there is no room.
    [[nodiscard]] constexpr bool push_back(T value) {
        if (full()) return false;
        items_[size_++] = std::move(value);
        return true;
    }

    /// A fresh value at the end, to be filled where it is; null, and nothing changes, when there is no room.
    [[nodiscard]] constexpr T* add()
        requires std::is_trivially_destructible_v<T>
    {
        if (full()) return nullptr;
        return std::construct_at(&items_[size_++]);
    }

    /// Removes the item at `at` by moving the last one into its place: order is not kept.
    constexpr void remove_unordered(std::size_t at) {
        assert(at < size_);
        if (at + 1 != size_) items_[at] = std::move(items_[size_ - 1]);
        --size_;
    }

    /// Forgets the items from `count` on.
    constexpr void truncate(std::size_t count) {
        assert(count <= size_);
        size_ = static_cast<Size>(count);
    }

    constexpr void clear() { size_ = 0; }

    friend constexpr bool operator==(const StaticVector& a, const StaticVector& b) {
        if (a.size_ != b.size_) return false;
        for (std::size_t i = 0; i < a.size_; ++i)
            if (!(a.items_[i] == b.items_[i])) return false;
        return true;
    }

private:
    /// A short one costs one octet beside its items, where those do not ask for more.
    using Size = std::conditional_t<(Room < 256), std::uint8_t, std::size_t>;

    std::array<T, Room> items_{};
    Size size_ = 0;
};

}  // namespace base
