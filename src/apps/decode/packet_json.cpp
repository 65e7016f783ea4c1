#include "apps/decode/packet_json.hpp"

#include "capture/packet_reader.hpp"

namespace decode {
namespace {

void write_radiotap(JsonText& into, const wifi::Radiotap& header) {
    const auto put = [&into](std::string_view name, auto value) {
        into.key(name);
        into.number(value);
    };
    into.key("radiotap");
    into.begin_object();
    put("length", header.length);
    if (header.tsf_us) put("tsf_us", *header.tsf_us);
    if (header.channel_mhz) put("channel_mhz", *header.channel_mhz);
    if (header.signal) put("signal_dbm", header.signal->value);
    if (header.noise) put("noise_dbm", header.noise->value);
    if (header.rate_500kbps) put("rate_kbps", *header.rate_500kbps * 500);
    if (header.antenna) put("antenna", *header.antenna);
    into.key("bad_fcs");
    into.boolean(header.is_bad);
    into.end_object();
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

void write_kind(JsonText& into, std::string_view kind) {
    into.key("kind");
    into.string(kind);
}

void write_management(JsonText& into, TreeContext& context, wifi::Octets frame) {
    write_kind(into, head_of(frame).kind);
    if (other_type(frame)) {
        into.key("length");
        into.number(frame.size());
        return;
    }
    const auto management = wifi::parse_management(frame);
    if (management) {
        TreeWriter fields{into, context};
        return wifi::ManagementFrame::describe(fields, *management);
    }
    into.key("fault");
    write_fault(into, context, management.error(), wifi::ManagementFrame::kClause, frame);
}

void write_packet(JsonText& into, TreeContext& context, wifi::Octets packet) {
    const auto header = wifi::parse_radiotap(packet);
    if (header) {
        write_radiotap(into, *header);
        return write_management(into, context, capture::frame_behind(*header, packet));
    }
    write_kind(into, "fault");
    into.key("fault");
    write_fault(into, context, header.error(), "radiotap", packet);
}

}  // namespace

FrameHead frame_head(wifi::Octets packet, Form form) {
    switch (form) {
        case Form::Frame:
            return head_of(packet);
        case Form::Radiotap: {
            const auto header = wifi::parse_radiotap(packet);
            return header ? head_of(capture::frame_behind(*header, packet)) : FrameHead{};
        }
        case Form::Elements:
            return {"elements"};
        case Form::Action:
            return {kind_of(wifi::Action::kId, packet)};
    }
    return {};
}

std::size_t write_frame(JsonText& into, wifi::Octets packet, Form form, const TreeOptions& options) {
    TreeContext context{options, 0};
    TreeWriter fields{into, context};
    switch (form) {
        case Form::Frame:
            write_management(into, context, packet);
            break;
        case Form::Radiotap:
            write_packet(into, context, packet);
            break;
        case Form::Elements:
            write_kind(into, "elements");
            fields.elements("elements", wifi::ElementList<wifi::BssElements>{packet});
            break;
        case Form::Action:
            write_kind(into, kind_of(wifi::Action::kId, packet));
            fields.body("body", wifi::TypedBody<wifi::ManagementBodies>{packet}, wifi::Action::kId);
            break;
    }
    into.key("faults");
    into.number(context.faults);
    return context.faults;
}

}  // namespace decode
