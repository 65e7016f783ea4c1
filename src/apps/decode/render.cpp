#include "apps/decode/render.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace decode {
namespace {

bool is_container(const json::value& value) { return value.is_object() || value.is_array(); }

std::string scalar(const json::value& value) {
    if (value.is_string()) return std::string{value.as_string()};
    return json::serialize(value);
}

/// The bit fields that are set, on one line.
std::string set_fields(const json::object& fields) {
    std::string line;
    for (const auto& [name, value] : fields) {
        if (!value.is_number() || json::serialize(value) == "0") continue;
        line += line.empty() ? "" : " ";
        line += name;
        if (json::serialize(value) != "1") line += "=" + json::serialize(value);
    }
    return line.empty() ? "none set" : line;
}

/// What the first line of a packet shows.
bool is_heading(std::string_view name) { return name == "kind" || name == "frame" || name == "time"; }

void render_into(std::string& text, const json::object& node, std::size_t depth);

void render_array(std::string& text, std::string_view name, const json::array& list, std::size_t depth) {
    const std::string indent(2 * depth, ' ');
    const bool is_flat = std::ranges::none_of(list, is_container);
    if (is_flat) {
        text += fmt::format("{}{}:", indent, name);
        for (const json::value& item : list) text += " " + scalar(item);
        text += "\n";
        return;
    }
    text += fmt::format("{}{}\n", indent, name);
    for (const json::value& item : list) {
        if (!item.is_object()) continue;
        const json::object& node = item.as_object();
        const json::value* kind = node.if_contains("name");
        text += fmt::format("{}  - {}\n", indent,
                            kind                     ? scalar(*kind)
                            : node.contains("fault") ? "fault"
                                                     : std::string{name});
        render_into(text, node, depth + 2);
    }
}

void render_into(std::string& text, const json::object& node, std::size_t depth) {
    const std::string indent(2 * depth, ' ');
    for (const auto& [key, value] : node) {
        const std::string_view name{key.data(), key.size()};
        if (name == "name" || name.ends_with("_name") || (depth == 1 && is_heading(name))) continue;
        if (value.is_array()) {
            render_array(text, name, value.as_array(), depth);
        } else if (value.is_object()) {
            const json::object& inner = value.as_object();
            const bool is_bits =
                inner.contains("octets") && !inner.contains("name") && !inner.contains("kind");
            const json::value* kind = inner.if_contains("name");
            text += fmt::format("{}{}{}\n", indent, name,
                                is_bits ? ": " + set_fields(inner)
                                : kind  ? ": " + scalar(*kind)
                                        : std::string{});
            if (!is_bits) render_into(text, inner, depth + 1);
        } else {
            const json::value* meaning = node.if_contains(std::string{name} + "_name");
            text += fmt::format("{}{}: {}{}\n", indent, name, scalar(value),
                                meaning ? " (" + scalar(*meaning) + ")" : std::string{});
        }
    }
}

void pretty_into(std::string& text, const json::value& value, std::size_t depth);

/// `items` between brackets, each on a line of its own.
template <class Items, class Use>
void pretty_lines(std::string& text, std::string_view brackets, const Items& items, std::size_t depth,
                  Use&& put_item) {
    text += brackets[0];
    for (const auto& item : items) {
        if (&item != items.begin()) text += ',';
        text += '\n';
        text.append(2 * depth + 2, ' ');
        put_item(item);
    }
    text += '\n';
    text.append(2 * depth, ' ');
    text += brackets[1];
}

void pretty_into(std::string& text, const json::value& value, std::size_t depth) {
    if (const json::object* object = value.if_object(); object && !object->empty()) {
        pretty_lines(text, "{}", *object, depth, [&](const json::key_value_pair& member) {
            text += '"';
            text += member.key();
            text += "\": ";
            pretty_into(text, member.value(), depth + 1);
        });
    } else if (const json::array* list = value.if_array(); list && !list->empty()) {
        pretty_lines(text, "[]", *list, depth,
                     [&](const json::value& item) { pretty_into(text, item, depth + 1); });
    } else {
        text += json::serialize(value);
    }
}

}  // namespace

json::object read_tree(std::string_view text, json::storage_ptr memory) {
    json::parse_options options;
    options.max_depth = text.size();  // the octets bound it, not 32
    return json::parse(text, std::move(memory), options).as_object();
}

std::string pretty(const json::value& value) {
    std::string text;
    pretty_into(text, value, 0);
    return text;
}

std::string render(const json::object& tree) {
    std::string text;
    const json::value* kind = tree.if_contains("kind");
    const json::value* number = tree.if_contains("frame");
    const json::value* time = tree.if_contains("time");
    text +=
        fmt::format("{}{}{}\n", number ? "#" + scalar(*number) + " " : std::string{},
                    time ? scalar(*time) + " " : std::string{}, kind ? scalar(*kind) : std::string{"packet"});
    render_into(text, tree, 1);
    return text;
}

}  // namespace decode
