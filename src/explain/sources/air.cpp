#include "explain/sources/air.hpp"

#include <algorithm>
#include <utility>

#include "explain/sources/neighbors.hpp"
#include "explain/sources/text.hpp"
#include "wifi/bss_summary.hpp"
#include "wifi/signal.hpp"

namespace explain {
namespace {

/// A place with more of either is a place where addresses are made up.
constexpr std::size_t kMostBss = 1024;
constexpr std::size_t kMostStations = 512;
/// Traffic is told in such portions; each BSS is told again after so long.
constexpr Micros kPortion = std::chrono::milliseconds{100};
constexpr Micros kBssAgain = std::chrono::seconds{1};
/// Probe requests of one scan follow each other within this.
constexpr Micros kScanGap = std::chrono::milliseconds{500};
constexpr std::size_t kMostProbed = 128;

bool is_retry(wifi::Octets frame) { return (frame[1] & 0x08U) != 0; }

wifi::MacAddress address_at(wifi::Octets frame, std::size_t offset) {
    wifi::MacAddress address;
    std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(offset), 6, address.octets.begin());
    return address;
}

std::string ssid_of(const wifi::OctetString& octets) {
    std::string text;
    for (const std::uint8_t octet : octets.octets) text += static_cast<char>(octet);
    return clean(text);
}

}  // namespace

Taken Air::take(const Heard& heard, Out& out) {
    flush_due(out);
    if (heard.frame.size() < 2 || (heard.frame[0] & 0x03U) != 0) return Taken::Unknown;
    switch (heard.frame[0] >> 2U & 3U) {
        case 0:
            return management(heard, out);
        case 2:
            return data(heard, out);
        default:
            return Taken::Plain;
    }
}

Taken Air::management(const Heard& heard, Out& out) {
    const auto frame = wifi::parse_management(heard.frame);
    if (!frame) return Taken::Unknown;
    const std::uint8_t kind = frame->kind().id;
    if (kind == wifi::Disassociation::kId.id || kind == wifi::Deauthentication::kId.id) {
        // Reason Code is the first field of both; encrypted it is unknown.
        std::optional<std::uint16_t> reason;
        if (const auto body = frame->body.as<wifi::Deauthentication>(); body && !frame->is_protected())
            reason = body->reason;
        end_of_link(*frame, reason, out);
        return Taken::Used;
    }
    if (frame->is_protected()) return Taken::Plain;
    const auto with = [&]<class Body>(auto&& use) {
        const auto body = frame->body.as<Body>();
        if (!body) return Taken::Unknown;
        use(*body);
        return Taken::Used;
    };
    switch (kind) {
        case wifi::Beacon::kId.id:
            return with.operator()<wifi::Beacon>(
                [&](const auto& body) { beacon(frame->bssid, body.elements.octets(), heard, out); });
        case wifi::ProbeResponse::kId.id:
            return with.operator()<wifi::ProbeResponse>(
                [&](const auto& body) { beacon(frame->bssid, body.elements.octets(), heard, out); });
        case wifi::ProbeRequest::kId.id:
            // To one access point it asks whether that is still there; scans ask everybody.
            if (!frame->receiver.is_group()) return Taken::Plain;
            probe_request(frame->transmitter, heard, out);
            return Taken::Used;
        case wifi::Authentication::kId.id:
            authentication(*frame, heard, out);
            return Taken::Used;
        case wifi::AssociationRequest::kId.id:
        case wifi::ReassociationRequest::kId.id:
            association_request(*frame, heard, out);
            return Taken::Used;
        case wifi::AssociationResponse::kId.id:
            return with.operator()<wifi::AssociationResponse>(
                [&](const auto& body) { association_response(*frame, body.status, heard, out); });
        case wifi::ReassociationResponse::kId.id:
            return with.operator()<wifi::ReassociationResponse>(
                [&](const auto& body) { association_response(*frame, body.status, heard, out); });
        case wifi::Action::kId.id:
            return with.operator()<wifi::Action>([&](const auto& body) { action(*frame, body, out); });
        default:
            return Taken::Plain;
    }
}

void Air::beacon(const wifi::MacAddress& bssid, wifi::Octets elements, const Heard& heard, Out& out) {
    if (bss_.size() >= kMostBss && !bss_.contains(bssid)) bss_.erase(bss_.begin());
    KnownBss& known = bss_[bssid];
    const Micros now = out.stamp().at;
    if (known.is_said && now - known.said < kBssAgain && now >= known.said) return;
    known.is_said = true;
    known.said = now;
    const wifi::BssSummary summary = wifi::summarise(elements, heard.channel.value_or(wifi::Channel{}));
    BssSeen seen{bssid, {}, {}, heard.level_dbm, {}, {}, {}, true, {}};
    if (!summary.ssid.empty()) seen.ssid = ssid_of(summary.ssid);
    if (heard.channel || summary.channel != wifi::Channel{}) seen.channel = summary.channel;
    if (summary.mobility_domain) seen.mobility_domain = summary.mobility_domain->mdid;
    if (seen.channel && known.channel && *seen.channel != *known.channel)
        out.say("", ChannelSwitched{bssid, seen.channel});
    known.channel = seen.channel;
    out.say("", std::move(seen));
}

void Air::probe_request(const wifi::MacAddress& address, const Heard& heard, Out& out) {
    KnownStation& known = station(address, out);
    if (!known.last_probe) {
        ScanBegun begun;
        if (heard.channel) begun.channels.push_back(*heard.channel);
        out.say("", std::move(begun), address);
    }
    known.last_probe = out.stamp().at;
    if (heard.channel && known.probed.size() < kMostProbed &&
        std::ranges::find(known.probed, *heard.channel) == known.probed.end())
        known.probed.push_back(*heard.channel);
}

void Air::authentication(const wifi::ManagementFrame& frame, const Heard& heard, Out& out) {
    const auto body = frame.body.as<wifi::Authentication>();
    if (!body) return;
    constexpr std::uint16_t kFastTransition = 2;
    constexpr std::uint16_t kTokenRequired = 76;
    constexpr std::uint16_t kHashToElement = 126;
    const bool from_access_point = frame.transmitter == frame.bssid;
    const wifi::MacAddress& address = from_access_point ? frame.receiver : frame.transmitter;
    KnownStation& known = station(address, out);
    if (!from_access_point) {
        const bool is_new = known.step != Step::Authentication || known.bssid != frame.bssid;
        known.bssid = frame.bssid;
        if (body->sequence != 1 || !is_new) return;
        known.step = Step::Authentication;
        if (body->algorithm == kFastTransition)
            out.say("", StepBegun{Step::FastTransition, frame.bssid, heard.channel}, address);
        return out.say("", StepBegun{Step::Authentication, frame.bssid, heard.channel}, address);
    }
    if (known.step != Step::Authentication) return;
    const bool goes_on =
        body->algorithm == wifi::Authentication::kSae && body->sequence == 1 &&
        (body->status == 0 || body->status == kTokenRequired || body->status == kHashToElement);
    if (goes_on) return;
    known.step.reset();
    out.say("", StepEnded{Step::Authentication, frame.bssid, body->status, false}, address);
}

void Air::association_request(const wifi::ManagementFrame& frame, const Heard& heard, Out& out) {
    KnownStation& known = station(frame.transmitter, out);
    if (known.step == Step::Association && known.bssid == frame.bssid) return;
    known.step = Step::Association;
    known.bssid = frame.bssid;
    out.say("", StepBegun{Step::Association, frame.bssid, heard.channel}, frame.transmitter);
}

// The keys of a new association come after it, and are a step of their own.
void Air::association_response(const wifi::ManagementFrame& frame, std::uint16_t status, const Heard& heard,
                               Out& out) {
    KnownStation& known = station(frame.receiver, out);
    if (known.step != Step::Association || known.bssid != frame.bssid) return;
    known.step.reset();
    out.say("", StepEnded{Step::Association, frame.bssid, status, false}, frame.receiver);
    if (status != 0) return;
    known.is_linked = true;
    out.say("", LinkUp{frame.bssid, std::nullopt, heard.channel}, frame.receiver);
}

void Air::end_of_link(const wifi::ManagementFrame& frame, std::optional<std::uint16_t> reason, Out& out) {
    const bool from_access_point = frame.transmitter == frame.bssid;
    const wifi::MacAddress& address = from_access_point ? frame.receiver : frame.transmitter;
    if (address.is_group()) return out.say("", LinkDown{frame.bssid, reason, false});
    KnownStation& known = station(address, out);
    known.step.reset();
    known.is_linked = false;
    if (known.bssid == frame.bssid) known.bssid.reset();
    out.say("", LinkDown{frame.bssid, reason, !from_access_point}, address);
}

void Air::action(const wifi::ManagementFrame& frame, const wifi::Action& action, Out& out) {
    const bool from_access_point = frame.transmitter == frame.bssid;
    const wifi::MacAddress& address = from_access_point ? frame.receiver : frame.transmitter;
    std::optional<wifi::MacAddress> about;
    if (!address.is_group()) about = address;
    const auto is = [&action]<class Body>(std::type_identity<Body>) {
        return Body::kId == wifi::ElementId{action.category, action.action};
    };
    if (is(std::type_identity<wifi::BtmRequest>{})) {
        const auto body = action.body.as<wifi::BtmRequest>();
        if (!body) return;
        TransitionRequested said{frame.transmitter,
                                 about,
                                 body->token,
                                 body->mode.get<"abridged">() != 0,
                                 body->mode.get<"disassociation_imminent">() != 0,
                                 body->mode.get<"termination_included">() != 0,
                                 body->disassociation_timer_tbtt,
                                 body->validity_tbtt,
                                 neighbors_in(body->candidates.octets())};
        return out.say("", std::move(said), about);
    }
    if (is(std::type_identity<wifi::BtmResponse>{})) {
        const auto body = action.body.as<wifi::BtmResponse>();
        if (!body) return;
        return out.say("",
                       TransitionAnswered{frame.transmitter, body->status,
                                          body->target ? real(*body->target) : std::nullopt},
                       about);
    }
    if (is(std::type_identity<wifi::BtmQuery>{})) {
        const auto body = action.body.as<wifi::BtmQuery>();
        if (!body) return;
        return out.say(
            "", TransitionQueried{frame.transmitter, body->reason, neighbors_in(body->candidates.octets())},
            about);
    }
    if (is(std::type_identity<wifi::NeighborReportRequest>{})) return out.say("", NeighborsAsked{}, about);
    if (is(std::type_identity<wifi::NeighborReportResponse>{})) {
        const auto body = action.body.as<wifi::NeighborReportResponse>();
        if (!body) return;
        return out.say("", NeighborsReported{frame.transmitter, neighbors_in(body->neighbors.octets())},
                       about);
    }
    if (is(std::type_identity<wifi::RmRequest>{}))
        return out.say("", MeasurementAsked{about, std::nullopt}, about);
    if (is(std::type_identity<wifi::RmReport>{})) {
        const auto body = action.body.as<wifi::RmReport>();
        if (!body) return;
        const wifi::Octets elements = body->reports.octets();
        for (std::size_t at = 0; at < elements.size();) {
            const auto element = wifi::element_at(elements, at);
            if (!element) return;
            at = element->end();
            const auto report = wifi::decode<wifi::MeasurementReport>(*element);
            if (!report || report->type != wifi::BeaconReport::kId.id) continue;
            MeasurementReported said{frame.transmitter, std::nullopt, std::nullopt, !report->has_report()};
            if (const auto heard = report->has_report() ? report->report.as<wifi::BeaconReport>()
                                                        : wifi::Parsed<wifi::BeaconReport>{};
                heard && report->has_report()) {
                said.bssid = real(heard->bssid);
                if (const auto level = wifi::rcpi_to_dbm(heard->rcpi)) said.level_dbm = level->value;
            }
            out.say("", said, about);
        }
    }
}

// Key Information of an EAPOL-Key frame (12.7.2): bit 3 pairwise, 7 acknowledge, 8 MIC, 9 secure. Of the
// 4-way handshake the first message asks without a MIC; the last one answers with secure set.
void Air::keys(const wifi::MacAddress& address, const wifi::MacAddress& bssid, wifi::Octets eapol,
               bool from_station, Out& out) {
    constexpr std::uint8_t kKey = 3;
    if (eapol.size() < 7 || eapol[1] != kKey) return;
    const unsigned information = static_cast<unsigned>(eapol[5] << 8U | eapol[6]);
    const bool pairwise = (information & 0x0008U) != 0;
    const bool asks = (information & 0x0080U) != 0;
    const bool has_mic = (information & 0x0100U) != 0;
    const bool secure = (information & 0x0200U) != 0;
    if (!pairwise) return;
    KnownStation& known = station(address, out);
    if (!from_station && asks && !has_mic && known.step != Step::FourWay) {
        known.step = Step::FourWay;
        out.say("", StepBegun{Step::FourWay, bssid, std::nullopt}, address);
    } else if (from_station && !asks && secure && known.step == Step::FourWay) {
        known.step.reset();
        out.say("", StepEnded{Step::FourWay, bssid, std::uint16_t{0}, false}, address);
    }
}

Taken Air::data(const Heard& heard, Out& out) {
    const wifi::Octets frame = heard.frame;
    if (frame.size() < 24) return Taken::Unknown;
    const bool to_ds = (frame[1] & 0x01U) != 0;
    const bool from_ds = (frame[1] & 0x02U) != 0;
    if (to_ds == from_ds) return Taken::Plain;  // between stations, or between access points
    const wifi::MacAddress first = address_at(frame, 4);
    const wifi::MacAddress second = address_at(frame, 10);
    const wifi::MacAddress& address = to_ds ? second : first;
    const wifi::MacAddress& bssid = to_ds ? first : second;
    const unsigned subtype = frame[0] >> 4U;
    const bool has_payload = (subtype & 0x4U) == 0;
    if (address.is_group() || !has_payload) return Taken::Plain;
    const bool is_protected = (frame[1] & 0x40U) != 0;
    const bool has_qos = (subtype & 0x8U) != 0;
    const std::size_t header = has_qos ? 26 : 24;
    constexpr auto kEapol = std::to_array<std::uint8_t>({0xAA, 0xAA, 0x03, 0, 0, 0, 0x88, 0x8E});
    if (!is_protected && frame.size() > header + kEapol.size() &&
        std::ranges::equal(frame.subspan(header, kEapol.size()), kEapol)) {
        keys(address, bssid, frame.subspan(header + kEapol.size()), to_ds, out);
        return Taken::Used;
    }
    KnownStation& known = station(address, out);
    if (known.frames > 0 && known.traffic_bssid != bssid) flush_traffic(address, known, out);
    if (known.frames == 0) known.traffic_since = out.stamp();
    known.traffic_bssid = bssid;
    ++known.frames;
    if (is_retry(frame)) ++known.retries;
    return Taken::Used;
}

Air::KnownStation& Air::station(const wifi::MacAddress& address, Out& out) {
    if (stations_.size() >= kMostStations && !stations_.contains(address)) {
        auto gone = stations_.begin();
        flush_traffic(gone->first, gone->second, out);
        flush_scan(gone->first, gone->second, out);
        stations_.erase(gone);
    }
    return stations_[address];
}

void Air::flush_due(Out& out) {
    const Micros now = out.stamp().at;
    if (now < next_flush_ && next_flush_ - now < kPortion) return;
    next_flush_ = now + kPortion / 4;
    for (auto& [address, known] : stations_) {
        if (known.frames > 0 && now - known.traffic_since.at >= kPortion) flush_traffic(address, known, out);
        if (known.last_probe && now - *known.last_probe >= kScanGap) flush_scan(address, known, out);
    }
}

void Air::flush_traffic(const wifi::MacAddress& address, KnownStation& known, Out& out) {
    if (known.frames == 0) return;
    out.say_at(known.traffic_since, "",
               TrafficSeen{address, known.traffic_bssid, known.frames, known.retries}, address);
    known.frames = 0;
    known.retries = 0;
}

void Air::flush_scan(const wifi::MacAddress& address, KnownStation& known, Out& out) {
    if (!known.last_probe) return;
    LineStamp stamp = out.stamp();
    stamp.at = *known.last_probe;
    out.say_at(stamp, "", ScanEnded{std::nullopt, false, std::exchange(known.probed, {})}, address);
    known.last_probe.reset();
}

void Air::finish(Out& out) {
    for (auto& [address, known] : stations_) {
        flush_traffic(address, known, out);
        flush_scan(address, known, out);
    }
}

}  // namespace explain
