// Lists of elements (9.4.2.1): walk, index, decode and encode.
#pragma once

#include <cassert>

#include "wifi/lists.hpp"

namespace wifi {

struct Element {
    std::uint8_t id = 0;     ///< Table 9-92, or the subelement identifier of the enclosing element
    Octets body;             ///< what follows the Length field; borrowed
    std::size_t offset = 0;  ///< octets from the start of the list or frame to the element

    /// Where the next element starts: past head and body, counted as `offset` is.
    [[nodiscard]] constexpr std::size_t end() const { return offset + 2 + body.size(); }
};

/// The element that starts at `offset` (9.4.2.1); the next one starts at its `end()`. After a fault the rest
/// of the list cannot be trusted.
/// @param offset  at most the size of `list`.
/// @return  Truncated with the offset of the element when its head or body runs past the list.
[[nodiscard]] constexpr Parsed<Element> element_at(Octets list, std::size_t offset) {
    assert(offset <= list.size());
    const Octets rest = list.subspan(offset);
    if (rest.size() < 2 || rest.size() - 2 < rest[1])
        return std::unexpected(ParseError{ParseFault::Truncated, offset});
    return Element{rest[0], rest.subspan(2, rest[1]), offset};
}

/// What tells one kind of element from another: the Element ID, and for id 255 the Element ID Extension, for
/// id 221 the organization identifier and the type octet that most vendors put after it (9.4.2.25).
struct ElementId {
    static constexpr std::uint8_t kVendor = 221;
    static constexpr std::uint8_t kExtended = 255;

    std::uint8_t id = 0;         ///< Table 9-92
    std::uint8_t extension = 0;  ///< Element ID Extension; for id 255 only
    std::uint32_t vendor = 0;    ///< organization identifier << 8 | type

    friend constexpr bool operator==(const ElementId&, const ElementId&) = default;

    /// Element ID 255 with the given extension.
    [[nodiscard]] static constexpr ElementId extended(std::uint8_t extension) {
        return {kExtended, extension, 0};
    }
    /// A vendor specific element (9.4.2.25).
    /// @param oui_type  organization identifier << 8 | type; 0 matches every vendor's.
    [[nodiscard]] static constexpr ElementId vendor_type(std::uint32_t oui_type) {
        return {kVendor, 0, oui_type};
    }

    /// How many octets of the body identify: 1 with an extension, 4 with a vendor, else 0.
    [[nodiscard]] constexpr std::size_t head() const {
        return id == kExtended ? 1 : id == kVendor && vendor ? 4 : 0;
    }

    /// Whether `element` is of this kind. A body too short for its identification matches none.
    [[nodiscard]] constexpr bool matches(const Element& element) const {
        if (element.id != id) return false;
        const Octets body = element.body;
        if (id == kExtended) return !body.empty() && body[0] == extension;
        if (id != kVendor || vendor == 0) return true;
        return body.size() >= 4 && (std::uint32_t{body[0]} << 24 | std::uint32_t{body[1]} << 16 |
                                    std::uint32_t{body[2]} << 8 | std::uint32_t{body[3]}) == vendor;
    }
};

/// One row of a registry: under which identifier a type stands there. An element has one of its own.
template <class T, ElementId Id = T::kId>
struct Row {
    using Type = T;
    static constexpr ElementId kId = Id;
};

/// The kinds that one list may hold: those of a frame, or the subelements of one element.
template <class... Rows>
struct Registry {
    static constexpr std::size_t kSize = sizeof...(Rows);

    /// The identifier of `T` here, its first if it has several. A type in no row does not compile.
    template <class T>
    static consteval ElementId id_of() {
        ElementId id;
        bool found = false;
        ((std::same_as<T, typename Rows::Type> && !found ? (id = Rows::kId, found = true) : false), ...);
        if (!found) not_in_this_table();
        return id;
    }
    /// Calls `use.template operator()<Row>()` for the row that `element` matches; false when there is none.
    template <class Use>
    static constexpr bool visit(const Element& element, Use&& use) {
        return ((Rows::kId.matches(element) ? (use.template operator()<Rows>(), true) : false) || ...);
    }
    /// Calls `use.template operator()<Row>()` for the row with exactly this identifier; false when there is
    /// none.
    template <class Use>
    static constexpr bool visit_id(const ElementId& id, Use&& use) {
        return ((Rows::kId == id ? (use.template operator()<Rows>(), true) : false) || ...);
    }
    /// Calls `use.template operator()<Row>()` for every row.
    template <class Use>
    static constexpr void for_each(Use&& use) {
        (use.template operator()<Rows>(), ...);
    }
};

/// Decodes the body of `element` (9.4.2.1) into `value`, which holds no more than a part of it after a fault.
/// The caller has checked that the element is a `T`.
/// @return  the fault, as for `decode`; empty when there is none.
template <class T>
[[nodiscard]] constexpr std::optional<ParseError> decode_into(const Element& element, T& value) {
    const std::size_t head = ElementId{element.id, 0, 1}.head();
    if (element.body.size() < head) return ParseError{ParseFault::BodyTooShort, element.offset};
    Reader reader{element.body.subspan(head), element.offset + 2 + head};
    T::describe(reader, value);
    if (reader.ok()) return std::nullopt;
    const ParseError error = reader.error();
    return error.fault == ParseFault::BodyTooShort ? ParseError{error.fault, element.offset} : error;
}

/// Decodes the body of `element` (9.4.2.1) as a `T`. Octets past the fields that we know are ignored, so that
/// a longer future form still parses.
/// @return  BodyTooShort with the offset of the element, or BadValue with the offset behind the field that
///          holds what the clause forbids.
template <class T>
[[nodiscard]] constexpr Parsed<T> decode(const Element& element) {
    Parsed<T> value{};  // the one result of every way out, so that it is decoded where the caller wants it
    if (const auto fault = decode_into(element, *value)) value = std::unexpected(*fault);
    return value;
}

/// Appends `value` as an element (9.4.2.1) with identifier `id`. Faults stay in `writer`: NoRoom, TooLong for
/// a body of more than 255 octets (its identification included), Inconsistent where `T` contradicts itself.
template <class T>
constexpr void encode(Writer& writer, ElementId id, const T& value) {
    const std::size_t opened = writer.open(id.id);
    if (id.id == ElementId::kExtended) writer.number("", id.extension);
    if (id.head() == 4) {
        const std::array<std::uint8_t, 4> head{
            static_cast<std::uint8_t>(id.vendor >> 24), static_cast<std::uint8_t>(id.vendor >> 16),
            static_cast<std::uint8_t>(id.vendor >> 8), static_cast<std::uint8_t>(id.vendor)};
        writer.fixed("", head);
    }
    T::describe(writer, value);
    writer.close(opened);
}
/// Appends `value` under its own identifier of Table 9-92; faults as above.
template <class T>
constexpr void encode(Writer& writer, const T& value) {
    encode(writer, T::kId, value);
}

/// A borrowed list of elements (9.4.2.1) of the kinds in `Kinds`; others may stand in it too and are skipped.
template <class Kinds>
class ElementList {
public:
    using Registry = Kinds;

    constexpr ElementList() = default;
    /// @param offset  where `octets` start in what error offsets are counted from.
    constexpr explicit ElementList(Octets octets, std::size_t offset = 0)
        : octets_{octets}, offset_{offset} {}

    /// The list as it stands on the air, heads included.
    [[nodiscard]] constexpr Octets octets() const { return octets_; }
    /// Where the list starts in the frame or list that it was decoded from.
    [[nodiscard]] constexpr std::size_t offset() const { return offset_; }
    [[nodiscard]] constexpr bool empty() const { return octets_.empty(); }

    /// Calls `use(element)` for each element in order; its offset counts from where `offset()` does.
    /// @return  Truncated with the offset of the element where the list breaks off, after the calls for those
    ///          before it.
    template <class Use>
    constexpr std::optional<ParseError> each(Use&& use) const {
        for (std::size_t at = 0; at < octets_.size();) {
            auto element = element_at(octets_, at);
            if (!element) return ParseError{element.error().fault, element.error().offset + offset_};
            at = element->end();
            element->offset += offset_;
            use(*element);
        }
        return std::nullopt;
    }
    /// The first `T`; empty when there is none. Elements behind it are not looked at.
    /// @return  Truncated with the offset of the element where the list breaks off before a `T`; else as
    ///          `decode`.
    template <class T>
    [[nodiscard]] constexpr Parsed<std::optional<T>> find() const {
        constexpr ElementId kId = Kinds::template id_of<T>();
        for (std::size_t at = 0; at < octets_.size();) {
            auto element = element_at(octets_, at);
            if (!element) return std::unexpected(ParseError{element.error().fault, at + offset_});
            at = element->end();
            if (!kId.matches(*element)) continue;
            element->offset += offset_;
            auto value = decode<T>(*element);
            if (!value) return std::unexpected(value.error());
            return std::optional<T>{*value};
        }
        return std::optional<T>{};
    }

    friend constexpr bool operator==(const ElementList& a, const ElementList& b) {
        return std::ranges::equal(a.octets_, b.octets_);
    }

private:
    Octets octets_;
    std::size_t offset_ = 0;
};

/// A borrowed body whose form an earlier field chooses: a measurement's by its type, an action frame's by its
/// action.
template <class Kinds>
class TypedBody {
public:
    using Registry = Kinds;
    using Key = ElementId;

    constexpr TypedBody() = default;
    /// @param offset  where `octets` start in what error offsets are counted from.
    constexpr explicit TypedBody(Octets octets, std::size_t offset = 0) : octets_{octets}, offset_{offset} {}

    [[nodiscard]] constexpr Octets octets() const { return octets_; }
    /// Where the body starts in the frame or list that it was decoded from.
    [[nodiscard]] constexpr std::size_t offset() const { return offset_; }
    /// The body as a `T`, which the caller knows from the field that chooses. Octets past the fields that we
    /// know are ignored.
    /// @return  BodyTooShort with the offset of the field that is cut, or BadValue with the offset behind the
    ///          field that holds what the clause forbids.
    template <class T>
    [[nodiscard]] constexpr Parsed<T> as() const {
        Reader reader{octets_, offset_};
        Parsed<T> value{};
        T::describe(reader, *value);
        if (!reader.ok()) value = std::unexpected(reader.error());
        return value;
    }
    friend constexpr bool operator==(const TypedBody& a, const TypedBody& b) {
        return std::ranges::equal(a.octets_, b.octets_);
    }

private:
    Octets octets_;
    std::size_t offset_ = 0;
};

/// Writes `value` into `room` as a body, which borrows it.
/// @return  NoRoom, TooLong or Inconsistent, as `Writer` says.
template <class Kinds, class T>
[[nodiscard]] constexpr std::expected<TypedBody<Kinds>, EncodeFault> make_body(const T& value,
                                                                               std::span<std::uint8_t> room) {
    Writer writer{room};
    T::describe(writer, value);
    const auto octets = writer.finish();
    if (!octets) return std::unexpected(octets.error());
    return TypedBody<Kinds>{*octets};
}

/// Builds a list of elements of the kinds in `Kinds` in the caller's buffer.
template <class Kinds>
class ListWriter {
public:
    /// @param room  outlives the list.
    constexpr explicit ListWriter(std::span<std::uint8_t> room) : writer_{room} {}

    /// Appends `value` under its identifier in `Kinds`. Faults as for `encode`; `finish` tells the first.
    template <class T>
    constexpr ListWriter& add(const T& value) {
        encode(writer_, Kinds::template id_of<T>(), value);
        return *this;
    }
    /// The list, which borrows the room, or the first fault.
    [[nodiscard]] constexpr std::expected<ElementList<Kinds>, EncodeFault> finish() const {
        const auto octets = writer_.finish();
        if (!octets) return std::unexpected(octets.error());
        return ElementList<Kinds>{*octets};
    }

private:
    Writer writer_;
};

/// Where each kind of element stands in a list, found in one walk. Of several of one kind the first counts: a
/// later one cannot override what a receiver already acted on.
template <class Kinds>
class ElementIndex {
public:
    /// Walks `list` (9.4.2.1), at most 65,534 octets. What stands before a fault is indexed; see `fault()`.
    constexpr explicit ElementIndex(Octets list) : list_{list} {
        assert(list.size() < kNowhere);
        places_.fill(kNowhere);
        // Nothing but the Length field decides when the next step can start; all else happens in its shade.
        const std::uint8_t* const octets = list.data();
        const std::size_t size = list.size();
        std::size_t at = 0;
        while (size - at >= 2) {
            const std::size_t next = at + 2 + octets[at + 1];
            if (next > size) break;
            std::size_t slot = kSlots.by_id[octets[at]];
            if (slot == kExtendedSlot) [[unlikely]]
                slot = next - at > 2 ? kSlots.by_extension[octets[at + 2]] : kOtherSlot;
            // The least offset is the first one's: no branch on whether there was one.
            places_[slot] = std::min(places_[slot], static_cast<std::uint16_t>(at));
            at = next;
        }
        end_ = at;
    }

    /// Truncated with the offset of the element where the list breaks off; empty when it does not.
    [[nodiscard]] constexpr std::optional<ParseError> fault() const {
        if (end_ == list_.size()) return std::nullopt;
        return ParseError{ParseFault::Truncated, end_};
    }

    /// Whether the list has a `T`, well formed or not.
    template <class T>
    [[nodiscard]] constexpr bool has() const {
        return element<T>().has_value();
    }
    /// The first element of kind `T`, not decoded; empty when there is none.
    template <class T>
    [[nodiscard]] constexpr std::optional<Element> element() const {
        constexpr ElementId kId = Kinds::template id_of<T>();
        const std::size_t at = places_[slot_of(kId)];
        if (at == kNowhere) return std::nullopt;
        if constexpr (kId.id == ElementId::kVendor) return vendor_element(kId, at);
        return Element{kId.id, list_.subspan(at + 2, list_[at + 1]), at};
    }
    /// The first element of kind `T`, decoded; empty when there is none.
    /// @return  BodyTooShort or BadValue, as for `decode`.
    template <class T>
    [[nodiscard]] constexpr Parsed<std::optional<T>> find() const {
        const auto found = element<T>();
        if (!found) return std::optional<T>{};
        auto value = decode<T>(*found);
        if (!value) return std::unexpected(value.error());
        return std::optional<T>{*value};
    }

private:
    static constexpr std::uint16_t kNowhere = 0xFFFF;
    static constexpr std::size_t kOtherSlot = Kinds::kSize;  ///< of the kinds that are in no row
    static constexpr std::size_t kVendorSlot = kOtherSlot + 1;
    static constexpr std::size_t kExtendedSlot = kOtherSlot + 2;  ///< has no place: the extension decides
    static_assert(kExtendedSlot < 256, "slots are octets");

    struct Slots {
        std::array<std::uint8_t, 256> by_id{};
        std::array<std::uint8_t, 256> by_extension{};
    };
    static constexpr Slots kSlots = [] {
        Slots slots;
        slots.by_id.fill(kOtherSlot);
        slots.by_extension.fill(kOtherSlot);
        std::uint8_t slot = 0;
        Kinds::for_each([&]<class Row>() {
            if (Row::kId.id == ElementId::kExtended)
                slots.by_extension[Row::kId.extension] = slot;
            else
                slots.by_id[Row::kId.id] = slot;
            ++slot;
        });
        slots.by_id[ElementId::kExtended] = kExtendedSlot;
        slots.by_id[ElementId::kVendor] = kVendorSlot;
        return slots;
    }();

    static constexpr std::size_t slot_of(ElementId id) {
        return id.id == ElementId::kExtended ? kSlots.by_extension[id.extension] : kSlots.by_id[id.id];
    }
    /// Vendors' elements share a slot, which has the first of them; the one sought is that or behind it.
    [[nodiscard]] constexpr std::optional<Element> vendor_element(ElementId id, std::size_t at) const {
        while (at < end_) {
            const Element element{list_[at], list_.subspan(at + 2, list_[at + 1]), at};
            if (id.matches(element)) return element;
            at = element.end();
        }
        return std::nullopt;
    }

    Octets list_;
    std::size_t end_ = 0;  ///< where the list breaks off, or its size
    std::array<std::uint16_t, Kinds::kSize + 2>
        places_;  ///< offset of the first element by slot, or kNowhere
};

}  // namespace wifi
