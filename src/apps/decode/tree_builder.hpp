// Walks the description of a decoded value and builds a JSON tree of it: the one source of both outputs of
// `roam decode`. The schema is docs/decode-schema.md.
#pragma once

#include <string>
#include <vector>

#include <boost/json.hpp>

#include "wifi/bss_elements.hpp"
#include "wifi/frame.hpp"
#include "wifi/signal.hpp"

namespace decode {

namespace json = boost::json;

struct TreeOptions {
    wifi::RcpiCoding rcpi = wifi::RcpiCoding::Standard;
};

/// What the whole tree shares: options, and how many faults were met.
struct TreeContext {
    TreeOptions options;
    std::size_t faults = 0;
};

[[nodiscard]] std::string to_hex(wifi::Octets octets);
[[nodiscard]] json::string mac_text(const wifi::MacAddress& address);
/// `text` if the octets are UTF-8, and `text_hex` if they are not.
void put_text(json::object& into, const char* name, wifi::Octets octets);
[[nodiscard]] json::object fault_object(const wifi::ParseError& error, const char* clause,
                                        wifi::Octets octets);
/// `value` as JSON on several lines, indented by two.
[[nodiscard]] std::string pretty(const json::value& value, std::size_t depth = 0);
/// Adds what a pair of operating class and channel means, and levels in dBm beside their codes.
void put_meanings(json::object& into, const TreeOptions& options);

/// The walker of one object. Members as in wifi::Writer.
class TreeBuilder {
public:
    static constexpr bool kReads = false;

    TreeBuilder(json::object& into, TreeContext& context) : into_{into}, context_{context} {}

    template <std::unsigned_integral T>
    void number(const char* name, const T& value, wifi::ValueNames names = {}) {
        into_[name] = static_cast<std::uint64_t>(value);
        for (const wifi::ValueName& known : names)
            if (known.value == value) into_[std::string{name} + "_name"] = json::string{known.name};
    }
    void number24(const char* name, const std::uint32_t& value) { number(name, value); }
    void number48(const char* name, const std::uint64_t& value) { number(name, value); }
    void signed8(const char* name, const std::int8_t& value) { into_[name] = value; }
    template <std::size_t Size, const auto& Table>
    void bits(const char* name, const wifi::Bits<Size, Table>& value) {
        json::object fields;
        fields["octets"] = to_hex(value.octets);
        for (const wifi::BitField& field : Table) fields[json::string{field.name}] = value.get(field);
        into_[name] = std::move(fields);
    }
    void open_bits(const char* name, const wifi::OctetString& value, std::span<const wifi::BitField> table);
    void mac(const char* name, const wifi::MacAddress& value) { into_[name] = mac_text(value); }
    template <std::size_t Size>
    void fixed(const char* name, const std::array<std::uint8_t, Size>& value) {
        into_[name] = to_hex(value);
    }
    void suite(const char* name, const std::array<std::uint8_t, 4>& value);
    void octets(const char* name, const wifi::OctetString& value, std::size_t) { rest(name, value); }
    void rest(const char* name, const wifi::OctetString& value) { into_[name] = to_hex(value.octets); }
    void text(const char* name, const wifi::OctetString& value) { put_text(into_, name, value.octets); }
    void text(const char* name, const wifi::OctetString& value, std::size_t) { text(name, value); }
    void all_but(const char* name, const wifi::OctetString& value, std::size_t) { numbers(name, value); }
    void numbers(const char* name, const wifi::OctetString& value);
    template <class Item>
    void items(const char* name, const wifi::ItemList<Item>& value, std::size_t = 0) {
        json::array& list = (into_[name] = json::array{}).as_array();
        for (const Item& item : value) list.push_back(object_of(item));
    }
    template <class Count, class Item>
    void counted(const char* name, const wifi::ItemList<Item>& value) {
        items(name, value);
    }
    template <class T>
    void object(const char* name, const T& value) {
        into_[name] = object_of(value);
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
        json::array& list = (into_[name] = json::array{}).as_array();
        (void)value.each([&](const T& item) { list.push_back(object_of(item)); });
    }
    template <class T>
    void strided(const char* name, const wifi::StridedList<T>& value, std::size_t, std::size_t) {
        json::array& list = (into_[name] = json::array{}).as_array();
        for (std::size_t i = 0; i < value.size(); ++i) list.push_back(object_of(value[i]));
    }
    template <class Fields>
    void sized(const char* name, Fields&& fields) {
        json::object inner;
        TreeBuilder builder{inner, context_};
        fields(builder);
        into_[name] = std::move(inner);
    }
    void require(bool) {}

private:
    template <class T>
    json::value object_of(const T& value) {
        json::object inner;
        TreeBuilder builder{inner, context_};
        T::describe(builder, value);
        put_meanings(inner, context_.options);
        // A suite or an octet alone needs no object around it.
        if (inner.size() == 1 && inner.begin()->value().is_primitive()) return inner.begin()->value();
        return inner;
    }

    json::object& into_;
    TreeContext& context_;
};

/// `element` as an object: its name, place and fields, or the fault that keeps them from being read.
template <class Kinds>
[[nodiscard]] json::object element_object(const wifi::Element& element, TreeContext& context);

template <class Kinds>
void TreeBuilder::elements(const char* name, const wifi::ElementList<Kinds>& list, std::size_t) {
    json::array nodes;
    const wifi::Octets octets = list.octets();
    for (std::size_t at = 0; at < octets.size();) {
        auto element = wifi::element_at(octets, at);
        std::vector<std::uint8_t> joined;  // empty for all but a few: most elements are whole
        std::size_t end = element ? element->end() : 0;
        if (element && element->body.size() == 255) {
            while (end + 2 <= octets.size() && octets[end] == 242) end += 2 + std::size_t{octets[end + 1]};
            joined.resize(4096);
            element = wifi::defragment(octets, *element, joined);
        }
        if (!element) {
            const wifi::ParseError error{element.error().fault, element.error().offset + list.offset()};
            ++context_.faults;
            nodes.push_back(json::object{{"fault", fault_object(error, "9.4.2.1", octets.subspan(at))}});
            break;
        }
        element->offset += list.offset();
        nodes.push_back(element_object<Kinds>(*element, context_));
        at = end;
    }
    into_[name] = std::move(nodes);
}

template <class Kinds>
void TreeBuilder::body(const char* name, const wifi::TypedBody<Kinds>& body, wifi::ElementId key) {
    json::object node;
    const bool is_known = Kinds::visit_id(key, [&]<class Row>() {
        using T = typename Row::Type;
        node["name"] = T::kName;
        if (body.octets().empty()) return;  // a refused measurement, for one
        const auto value = body.template as<T>();
        if (value) {
            TreeBuilder builder{node, context_};
            T::describe(builder, *value);
            put_meanings(node, context_.options);
            return;
        }
        ++context_.faults;
        node["fault"] = fault_object(value.error(), T::kClause, body.octets());
    });
    if (!is_known) node = {{"name", "unknown"}, {"octets", to_hex(body.octets())}};
    into_[name] = std::move(node);
}

template <class Kinds>
json::object element_object(const wifi::Element& element, TreeContext& context) {
    json::object node;
    const bool is_known = Kinds::visit(element, [&]<class Row>() {
        using T = typename Row::Type;
        node["name"] = T::kName;
        node["id"] = element.id;
        if (element.id == wifi::ElementId::kExtended) node["extension"] = element.body[0];
        node["offset"] = element.offset;
        node["length"] = element.body.size();
        const auto value = wifi::decode<T>(element);
        if (value) {
            TreeBuilder builder{node, context};
            T::describe(builder, *value);
            put_meanings(node, context.options);
            return;
        }
        ++context.faults;
        node["fault"] = fault_object(value.error(), T::kClause, element.body);
    });
    if (is_known) return node;
    node["name"] = element.id == wifi::ElementId::kVendor ? "vendor_specific" : "unknown";
    node["id"] = element.id;
    if (element.id == wifi::ElementId::kExtended && !element.body.empty())
        node["extension"] = element.body[0];
    node["offset"] = element.offset;
    node["length"] = element.body.size();
    node["octets"] = to_hex(element.body);
    return node;
}

}  // namespace decode
