#include "apps/decode/frame_tree.hpp"

#include <fmt/format.h>

#include "wifi/radiotap.hpp"

namespace decode {
namespace {

json::object radiotap_object(const wifi::Radiotap& header) {
    json::object node;
    node["length"] = header.length;
    if (header.tsf_us) node["tsf_us"] = *header.tsf_us;
    if (header.channel_mhz) node["channel_mhz"] = *header.channel_mhz;
    if (header.signal) node["signal_dbm"] = header.signal->value;
    if (header.noise) node["noise_dbm"] = header.noise->value;
    if (header.rate_500kbps) node["rate_kbps"] = *header.rate_500kbps * 500;
    if (header.antenna) node["antenna"] = *header.antenna;
    node["bad_fcs"] = header.is_bad;
    return node;
}

/// The name of the innermost body: an action frame is known by its action.
const char* kind_of(wifi::ElementId outer, wifi::Octets body) {
    const char* kind = "unknown";
    const auto name_it = [&kind]<class Row>() { kind = Row::Type::kName; };
    wifi::ManagementBodies::visit_id(outer, name_it);
    const bool is_action = outer == wifi::Action::kId || outer == wifi::ActionNoAck::kId;
    if (!is_action || body.size() < 2) return kind;
    kind = "unknown";
    wifi::ActionBodies::visit_id(wifi::ElementId{body[0], body[1]}, name_it);
    return kind;
}

/// The name of the type of a frame that is not a management frame of protocol version 0; null for one that
/// is.
const char* other_type(wifi::Octets frame) {
    constexpr std::array kTypes{"management", "control", "data", "extension"};
    const bool is_other = frame.size() >= 2 && (frame[0] & 0x03) == 0 && (frame[0] & 0x0C) != 0;
    return is_other ? kTypes[frame[0] >> 2 & 3] : nullptr;
}

FrameHead head_of(wifi::Octets frame) {
    if (const char* type = other_type(frame)) return {type, {}, false};
    const auto management = wifi::parse_management(frame);
    if (!management) return {};
    return {management->is_protected() ? "protected" : kind_of(management->kind(), management->body.octets()),
            {management->receiver, management->transmitter, management->bssid}};
}

/// The frame behind a radiotap header, without its FCS.
wifi::Octets frame_behind(const wifi::Radiotap& header, wifi::Octets packet) {
    const wifi::Octets frame = packet.subspan(header.length);
    return header.has_fcs && frame.size() >= 4 ? frame.first(frame.size() - 4) : frame;
}

void add_fault(FrameTree& result, const wifi::ParseError& error, const char* clause, wifi::Octets octets) {
    result.tree["fault"] = fault_object(error, clause, octets);
    ++result.faults;
}

void add_frame(FrameTree& result, wifi::Octets frame, TreeContext& context) {
    result.tree["kind"] = result.kind;
    if (other_type(frame)) {
        result.tree["length"] = frame.size();
        return;
    }
    const auto management = wifi::parse_management(frame);
    if (!management) return add_fault(result, management.error(), wifi::ManagementFrame::kClause, frame);
    TreeBuilder builder{result.tree, context};
    wifi::ManagementFrame::describe(builder, *management);
}

void add_packet(FrameTree& result, wifi::Octets packet, TreeContext& context) {
    const auto header = wifi::parse_radiotap(packet);
    if (!header) return add_fault(result, header.error(), "radiotap", packet);
    result.tree["radiotap"] = radiotap_object(*header);
    add_frame(result, frame_behind(*header, packet), context);
}

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

}  // namespace

FrameHead frame_head(wifi::Octets packet, Form form) {
    switch (form) {
        case Form::Frame:
            return head_of(packet);
        case Form::Radiotap: {
            const auto header = wifi::parse_radiotap(packet);
            return header ? head_of(frame_behind(*header, packet)) : FrameHead{};
        }
        case Form::Elements:
            return {"elements"};
        case Form::Action:
            return {kind_of(wifi::Action::kId, packet)};
    }
    return {};
}

FrameTree frame_tree(wifi::Octets packet, Form form, const TreeOptions& options) {
    FrameTree result;
    result.kind = frame_head(packet, form).kind;
    TreeContext context{options, 0};
    switch (form) {
        case Form::Frame:
            add_frame(result, packet, context);
            break;
        case Form::Radiotap:
            add_packet(result, packet, context);
            break;
        case Form::Elements: {
            result.tree["kind"] = result.kind;
            TreeBuilder builder{result.tree, context};
            builder.elements("elements", wifi::ElementList<wifi::BssElements>{packet});
            break;
        }
        case Form::Action: {
            result.tree["kind"] = result.kind;
            TreeBuilder builder{result.tree, context};
            builder.body("body", wifi::TypedBody<wifi::ManagementBodies>{packet}, wifi::Action::kId);
            break;
        }
    }
    result.faults += context.faults;
    result.tree["faults"] = result.faults;
    return result;
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
