// Borrowed lists inside elements and frames: items of one size, items that say their size, items of a given
// stride.
#pragma once

#include "wifi/octets.hpp"

namespace wifi {

/// Borrowed octets as a list of `Item`, each `Item::kSize` octets long; items are decoded when asked for.
template <class Item>
class ItemList {
public:
    constexpr ItemList() = default;
    /// `octets` is cut to whole items; `offset` is where it starts in what was decoded.
    constexpr explicit ItemList(Octets octets, std::size_t offset = 0)
        : octets_{octets.first(octets.size() - octets.size() % Item::kSize)}, offset_{offset} {}

    /// How many items, not octets.
    [[nodiscard]] constexpr std::size_t size() const { return octets_.size() / Item::kSize; }
    [[nodiscard]] constexpr bool empty() const { return octets_.empty(); }
    /// As on the air: `size()` x `Item::kSize` octets.
    [[nodiscard]] constexpr Octets octets() const { return octets_; }
    /// Where the list starts in the frame or list that it was decoded from.
    [[nodiscard]] constexpr std::size_t offset() const { return offset_; }
    /// `at` is below `size()`.
    [[nodiscard]] constexpr Item operator[](std::size_t at) const {
        Item item;
        Reader reader{octets_.subspan(at * Item::kSize, Item::kSize)};
        Item::describe(reader, item);
        return item;
    }

    /// Decodes an item at each dereference. It points to the list, which must stay where it is.
    class Iterator {
    public:
        using value_type = Item;
        using difference_type = std::ptrdiff_t;
        constexpr Iterator() = default;
        constexpr Iterator(const ItemList* list, std::size_t at) : list_{list}, at_{at} {}
        constexpr Item operator*() const { return (*list_)[at_]; }
        constexpr Iterator& operator++() {
            ++at_;
            return *this;
        }
        constexpr Iterator operator++(int) {
            const Iterator before = *this;
            ++at_;
            return before;
        }
        friend constexpr bool operator==(const Iterator&, const Iterator&) = default;

    private:
        const ItemList* list_ = nullptr;
        std::size_t at_ = 0;
    };
    [[nodiscard]] constexpr Iterator begin() const { return {this, 0}; }
    [[nodiscard]] constexpr Iterator end() const { return {this, size()}; }

    friend constexpr bool operator==(const ItemList& a, const ItemList& b) {
        return std::ranges::equal(a.octets_, b.octets_);
    }

private:
    Octets octets_;
    std::size_t offset_ = 0;
};

/// Borrowed octets as values that each say themselves how long they are.
template <class T>
class Sequence {
public:
    using Item = T;

    constexpr Sequence() = default;
    /// @param offset  where `octets` start in what error offsets are counted from.
    constexpr explicit Sequence(Octets octets, std::size_t offset = 0) : octets_{octets}, offset_{offset} {}

    [[nodiscard]] constexpr Octets octets() const { return octets_; }
    /// Where the list starts in the frame or list that it was decoded from.
    [[nodiscard]] constexpr std::size_t offset() const { return offset_; }
    /// Calls `use(item)` for each. A sequence that came out of a decode has no fault.
    /// @return  BodyTooShort or BadValue, as for `TypedBody::as`; the items before were seen.
    template <class Use>
    constexpr std::optional<ParseError> each(Use&& use) const {
        Reader reader{octets_, offset_};
        while (reader.left() > 0) {
            T item;
            T::describe(reader, item);
            if (!reader.ok()) return reader.error();
            use(item);
        }
        return std::nullopt;
    }
    friend constexpr bool operator==(const Sequence& a, const Sequence& b) {
        return std::ranges::equal(a.octets_, b.octets_);
    }

private:
    Octets octets_;
    std::size_t offset_ = 0;
};

/// Borrowed octets as items whose length an earlier field gave; an item's fields depend on that length.
template <class T>
class StridedList {
public:
    using Item = T;

    constexpr StridedList() = default;
    /// @param stride  octets of one item; `octets` hold whole items.
    /// @param offset  where `octets` start in what error offsets are counted from.
    constexpr StridedList(Octets octets, std::size_t stride, std::size_t offset = 0)
        : octets_{octets}, stride_{stride}, offset_{offset} {}

    [[nodiscard]] constexpr Octets octets() const { return octets_; }
    /// Octets of one item; 0 only in a list without items.
    [[nodiscard]] constexpr std::size_t stride() const { return stride_; }
    /// Where the list starts in the frame or list that it was decoded from.
    [[nodiscard]] constexpr std::size_t offset() const { return offset_; }
    /// How many items, not octets.
    [[nodiscard]] constexpr std::size_t size() const { return stride_ == 0 ? 0 : octets_.size() / stride_; }
    /// `at` is below `size()`. Fields that do not fit the length are absent.
    [[nodiscard]] constexpr T operator[](std::size_t at) const {
        T item;
        item.length = static_cast<std::uint8_t>(stride_);
        Reader reader{octets_.subspan(at * stride_, stride_)};
        T::describe(reader, item);
        return item;
    }
    friend constexpr bool operator==(const StridedList& a, const StridedList& b) {
        return a.stride_ == b.stride_ && std::ranges::equal(a.octets_, b.octets_);
    }

private:
    Octets octets_;
    std::size_t stride_ = 0;
    std::size_t offset_ = 0;
};

/// Writes `items` into `room` and returns the list that borrows it.
/// @return  NoRoom when `room` has less than `Item::kSize` octets for each.
template <class Item>
[[nodiscard]] constexpr std::expected<ItemList<Item>, EncodeFault> make_items(std::span<const Item> items,
                                                                              std::span<std::uint8_t> room) {
    Writer writer{room};
    for (const Item& item : items) Item::describe(writer, item);
    const auto octets = writer.finish();
    if (!octets) return std::unexpected(octets.error());
    return ItemList<Item>{*octets};
}

}  // namespace wifi
