#include "apps/decode/render.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace decode {
namespace {

bool is_container(const json::value& value) { return value.is_object() || value.is_array(); }

void put_scalar(std::string& text, const json::value& value) {
    if (value.is_string())
        text += value.as_string();
    else if (const std::int64_t* number = value.if_int64())
        fmt::format_to(std::back_inserter(text), "{}", *number);
    else
        text += json::serialize(value);
}

/// The bit fields that are set, on one line.
void put_set_fields(std::string& text, const json::object& fields) {
    bool is_any = false;
    for (const auto& [name, value] : fields) {
        const auto number = value.is_number() ? value.to_number<std::uint32_t>() : 0;
        if (number == 0) continue;
        text += ' ';
        text += name;
        if (number != 1) fmt::format_to(std::back_inserter(text), "={}", number);
        is_any = true;
    }
    if (!is_any) text += " none set";
}

/// What the first line of a packet shows.
bool is_heading(std::string_view name) { return name == "kind" || name == "frame" || name == "time"; }

void render_into(std::string& text, const json::object& node, std::size_t depth);

void render_array(std::string& text, std::string_view name, const json::array& list, std::size_t depth) {
    text.append(2 * depth, ' ');
    text += name;
    if (std::ranges::none_of(list, is_container)) {
        text += ':';
        for (const json::value& item : list) {
            text += ' ';
            put_scalar(text, item);
        }
        text += '\n';
        return;
    }
    text += '\n';
    for (const json::value& item : list) {
        if (!item.is_object()) continue;
        const json::object& node = item.as_object();
        text.append(2 * depth + 2, ' ');
        text += "- ";
        if (const json::value* kind = node.if_contains("name"))
            put_scalar(text, *kind);
        else
            text += node.contains("fault") ? "fault" : name;
        text += '\n';
        render_into(text, node, depth + 2);
    }
}

void render_object(std::string& text, std::string_view name, const json::object& inner, std::size_t depth) {
    const json::value* kind = inner.if_contains("name");
    const bool is_bits = inner.contains("octets") && !kind && !inner.contains("kind");
    text.append(2 * depth, ' ');
    text += name;
    if (is_bits || kind) text += ':';
    if (is_bits) put_set_fields(text, inner);
    if (kind) {
        text += ' ';
        put_scalar(text, *kind);
    }
    text += '\n';
    if (!is_bits) render_into(text, inner, depth + 1);
}

void render_into(std::string& text, const json::object& node, std::size_t depth) {
    for (const auto& [key, value] : node) {
        const std::string_view name{key.data(), key.size()};
        if (name == "name" || name.ends_with("_name") || (depth == 1 && is_heading(name))) continue;
        if (value.is_array()) {
            render_array(text, name, value.as_array(), depth);
        } else if (value.is_object()) {
            render_object(text, name, value.as_object(), depth);
        } else {
            text.append(2 * depth, ' ');
            text += name;
            text += ": ";
            put_scalar(text, value);
            if (const json::value* meaning = node.if_contains(std::string{name} + "_name")) {
                text += " (";
                put_scalar(text, *meaning);
                text += ')';
            }
            text += '\n';
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
    if (const json::value* number = tree.if_contains("frame")) {
        text += '#';
        put_scalar(text, *number);
        text += ' ';
    }
    if (const json::value* time = tree.if_contains("time")) {
        put_scalar(text, *time);
        text += ' ';
    }
    put_scalar(text, tree.at("kind"));
    text += '\n';
    render_into(text, tree, 1);
    return text;
}

}  // namespace decode
