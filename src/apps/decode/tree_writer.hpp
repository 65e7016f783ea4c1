// Walks the description of a decoded value and writes it as JSON: the one source of every output of `roam
// decode`. The schema is docs/decode-schema.md.
#pragma once

#include <string>
#include <vector>

#include "apps/decode/json_text.hpp"
#include "wifi/bss_elements.hpp"
#include "wifi/frame.hpp"
#include "wifi/signal.hpp"

namespace decode {

struct TreeOptions {
    wifi::RcpiCoding rcpi = wifi::RcpiCoding::Standard;
};

/// What the whole tree shares: options, and how many faults were met.
struct TreeContext {
    TreeOptions options;
    std::size_t faults = 0;
};

/// The value of the member `fault`, and its count.
void write_fault(JsonText& into, TreeContext& context, const wifi::ParseError& error, const char* clause,
                 wifi::Octets octets);

/// The walker of one object, whose brackets are the caller's. Members as in wifi::Writer.
class TreeWriter {
public:
    static constexpr bool kReads = false;

    TreeWriter(JsonText& into, TreeContext& context) : into_{into}, context_{context} {}

    template <std::unsigned_integral T>
    void number(const char* name, const T& value, wifi::ValueNames names = {}) {
        member(name);
        into_.number(value);
        note(name, value);
        for (const wifi::ValueName& known : names) {
            if (known.value != value) continue;
            member(name, "_name");
            into_.string(known.name);
            break;
        }
    }
    void number24(const char* name, const std::uint32_t& value) { number(name, value); }
    void number48(const char* name, const std::uint64_t& value) { number(name, value); }
    void signed8(const char* name, const std::int8_t& value) {
        member(name);
        into_.number(int{value});
    }
    template <std::size_t Size, const auto& Table>
    void bits(const char* name, const wifi::Bits<Size, Table>& value) {
        open_bits(name, wifi::OctetString{value.octets}, Table);
    }
    /// Leaves out the fields of `table` that do not lie within the octets.
    void open_bits(const char* name, const wifi::OctetString& value, std::span<const wifi::BitField> table);
    void mac(const char* name, const wifi::MacAddress& value) {
        member(name);
        const wifi::MacText text = wifi::to_text(value);
        into_.string({text.data(), text.size()});
    }
    template <std::size_t Size>
    void fixed(const char* name, const std::array<std::uint8_t, Size>& value) {
        member(name);
        into_.hex(value);
    }
    void suite(const char* name, const std::array<std::uint8_t, 4>& value);
    void octets(const char* name, const wifi::OctetString& value, std::size_t) { rest(name, value); }
    void rest(const char* name, const wifi::OctetString& value) {
        member(name);
        into_.hex(value.octets);
    }
    /// A string if the octets are UTF-8 without control characters, and `NAME_hex` if they are not.
    void text(const char* name, const wifi::OctetString& value);
    void text(const char* name, const wifi::OctetString& value, std::size_t) { text(name, value); }
    void all_but(const char* name, const wifi::OctetString& value, std::size_t) { numbers(name, value); }
    void numbers(const char* name, const wifi::OctetString& value);
    template <class Item>
    void items(const char* name, const wifi::ItemList<Item>& value, std::size_t = 0) {
        member(name);
        into_.begin_array();
        for (const Item& item : value) write_object(item);
        into_.end_array();
    }
    template <class Count, class Item>
    void counted(const char* name, const wifi::ItemList<Item>& value) {
        items(name, value);
    }
    template <class T>
    void object(const char* name, const T& value) {
        member(name);
        write_object(value);
    }
    template <class T>
    void tail(const char* name, const std::optional<T>& value) {
        if (value) wifi::field(*this, name, *value);
    }
    template <class T>
    void when(bool, const char* name, const std::optional<T>& value) {
        tail(name, value);
    }
    template <class Kinds>
    void elements(const char* name, const wifi::ElementList<Kinds>& list, std::size_t = 0);
    template <class Kinds>
    void body(const char* name, const wifi::TypedBody<Kinds>& body, wifi::ElementId key);
    template <class T>
    void sequence(const char* name, const wifi::Sequence<T>& value) {
        member(name);
        into_.begin_array();
        (void)value.each([this](const T& item) { write_object(item); });
        into_.end_array();
    }
    template <class T>
    void strided(const char* name, const wifi::StridedList<T>& value, std::size_t, std::size_t) {
        member(name);
        into_.begin_array();
        for (std::size_t i = 0; i < value.size(); ++i) write_object(value[i]);
        into_.end_array();
    }
    template <class Fields>
    void sized(const char* name, Fields&& fields) {
        member(name);
        into_.begin_object();
        TreeWriter inner{into_, context_};
        fields(inner);
        into_.end_object();
    }
    void require(bool) {}

    /// Adds what a pair of operating class and channel means, and levels in dBm beside their codes.
    void put_meanings();

private:
    void member(std::string_view name, std::string_view suffix = {}) {
        into_.key(name, suffix);
        if (members_++ == 0) first_value_ = into_.size();
    }
    /// Remembers what `put_meanings` needs.
    void note(std::string_view name, std::uint64_t value) {
        if (name == "rcpi") rcpi_ = value;
        if (name == "rsni") rsni_ = value;
        if (name == "operating_class") operating_class_ = value;
        if (name == "channel") channel_ = value;
    }
    template <class T>
    void write_object(const T& value) {
        into_.begin_object();
        const std::size_t start = into_.size() - 1;
        TreeWriter inner{into_, context_};
        T::describe(inner, value);
        inner.put_meanings();
        // A suite or an octet alone needs no object around it.
        const std::string_view first = into_.text().substr(inner.first_value_);
        if (inner.members_ == 1 && !first.starts_with('{') && !first.starts_with('['))
            into_.cut(start, inner.first_value_ - start);
        else
            into_.end_object();
    }

    JsonText& into_;
    TreeContext& context_;
    std::size_t members_ = 0;
    std::size_t first_value_ = 0;  ///< where the value of the first member starts
    std::optional<std::uint64_t> rcpi_;
    std::optional<std::uint64_t> rsni_;
    std::optional<std::uint64_t> operating_class_;
    std::optional<std::uint64_t> channel_;
};

/// The fields of `value`, or the fault that keeps them from being read.
template <class T>
void write_fields(JsonText& into, TreeContext& context, const wifi::Parsed<T>& value, wifi::Octets octets) {
    if (value) {
        TreeWriter fields{into, context};
        T::describe(fields, *value);
        fields.put_meanings();
        return;
    }
    into.key("fault");
    write_fault(into, context, value.error(), T::kClause, octets);
}

/// `element` as an object: its name, place and fields, or the fault that keeps them from being read.
template <class Kinds>
void write_element(JsonText& into, TreeContext& context, const wifi::Element& element) {
    const auto write_head = [&](std::string_view name) {
        into.key("name");
        into.string(name);
        into.key("id");
        into.number(element.id);
        if (element.id == wifi::ElementId::kExtended && !element.body.empty()) {
            into.key("extension");
            into.number(element.body[0]);
        }
        into.key("offset");
        into.number(element.offset);
        into.key("length");
        into.number(element.body.size());
    };
    into.begin_object();
    const bool is_known = Kinds::visit(element, [&]<class Row>() {
        using T = typename Row::Type;
        write_head(T::kName);
        write_fields(into, context, wifi::decode<T>(element), element.body);
    });
    if (!is_known) {
        write_head(element.id == wifi::ElementId::kVendor ? "vendor_specific" : "unknown");
        into.key("octets");
        into.hex(element.body);
    }
    into.end_object();
}

template <class Kinds>
void TreeWriter::elements(const char* name, const wifi::ElementList<Kinds>& list, std::size_t) {
    member(name);
    into_.begin_array();
    const wifi::Octets octets = list.octets();
    for (std::size_t at = 0; at < octets.size();) {
        auto element = wifi::element_at(octets, at);
        std::vector<std::uint8_t> joined;  // empty for all but a few: most elements are whole
        std::size_t end = element ? element->end() : 0;
        if (element && element->body.size() == 255) {
            while (end + 2 <= octets.size() && octets[end] == 242) end += 2 + std::size_t{octets[end + 1]};
            joined.resize(std::min(end, octets.size()) - at);
            element = wifi::defragment(octets, *element, joined);
        }
        if (!element) {
            into_.begin_object();
            into_.key("fault");
            write_fault(into_, context_, {element.error().fault, element.error().offset + list.offset()},
                        "9.4.2.1", octets.subspan(at));
            into_.end_object();
            break;
        }
        element->offset += list.offset();
        write_element<Kinds>(into_, context_, *element);
        at = end;
    }
    into_.end_array();
}

template <class Kinds>
void TreeWriter::body(const char* name, const wifi::TypedBody<Kinds>& body, wifi::ElementId key) {
    member(name);
    into_.begin_object();
    into_.key("name");
    const bool is_known = Kinds::visit_id(key, [&]<class Row>() {
        using T = typename Row::Type;
        into_.string(T::kName);
        if (body.octets().empty()) return;  // a refused measurement, for one
        write_fields(into_, context_, body.template as<T>(), body.octets());
    });
    if (!is_known) {
        into_.string("unknown");
        into_.key("octets");
        into_.hex(body.octets());
    }
    into_.end_object();
}

}  // namespace decode
