#include "corpus.hpp"

#include <functional>

#include "arbitrary.hpp"
#include "base/random.hpp"
#include "wifi/catalogue.hpp"

namespace wifi::test {
namespace {

using Bytes = std::vector<std::uint8_t>;

template <class T>
Bytes body_of(const T& value) {
    Bytes room(8192);
    Writer writer{room};
    T::describe(writer, value);
    const auto octets = writer.finish();
    return octets ? Bytes(octets->begin(), octets->end()) : Bytes{};
}

Bytes element_of(const ElementId& id, const Bytes& body) {
    Bytes element{id.id, 0};
    if (id.id == ElementId::kExtended) element.push_back(id.extension);
    if (id.head() == 4)
        for (const unsigned shift : {24U, 16U, 8U, 0U})
            element.push_back(static_cast<std::uint8_t>(id.vendor >> shift));
    element.insert(element.end(), body.begin(), body.end());
    element[1] = static_cast<std::uint8_t>(element.size() - 2);
    return element;
}

Bytes frame_of(const ElementId& kind, const Bytes& body) {
    ManagementFrame frame;
    frame.frame_control.set<"subtype">(kind.id);
    frame.receiver = MacAddress{{2, 0, 0, 0, 1, 0}};
    frame.transmitter = MacAddress{{2, 0, 0, 0, 0, 1}};
    frame.bssid = frame.transmitter;
    frame.body = TypedBody<ManagementBodies>{body};
    return body_of(frame);
}

Bytes action_of(const ElementId& action, const Bytes& body) {
    Action outer;
    outer.category = action.id;
    outer.action = action.extension;
    outer.body = TypedBody<ActionBodies>{body};
    return frame_of(Action::kId, body_of(outer));
}

/// `elements` in a frame where Table 9-32 and its like allow the element `id`.
Bytes frame_with(const ElementId& id, const Bytes& elements) {
    const ElementList<BssElements> list{elements};
    switch (id.id) {
        case 38: {
            RmRequest request;
            request.token = 1;
            request.requests = list;
            return action_of(RmRequest::kId, body_of(request));
        }
        case 39: {
            RmReport report;
            report.token = 1;
            report.reports = list;
            return action_of(RmReport::kId, body_of(report));
        }
        case 52: {
            NeighborReportResponse response;
            response.token = 1;
            response.neighbors = list;
            return action_of(NeighborReportResponse::kId, body_of(response));
        }
        case 33:
        case 36:
        case 55:
        case 56:
        case 59: {
            ReassociationRequest request;
            request.elements = list;
            return frame_of(ReassociationRequest::kId, body_of(request));
        }
        default: {
            Beacon beacon;
            beacon.beacon_interval_tu = 100;
            beacon.elements = list;
            return frame_of(Beacon::kId, body_of(beacon));
        }
    }
}

template <class T>
Bytes frame_with_element(const T& value) {
    return frame_with(T::kId, element_of(T::kId, body_of(value)));
}

template <class Body>
Bytes frame_with_request(std::uint8_t type, const Body& body) {
    MeasurementRequest request;
    request.token = 1;
    request.type = type;
    request.request = TypedBody<MeasurementRequestBodies>{body};
    return frame_with_element(request);
}
template <class Body>
Bytes frame_with_report(std::uint8_t type, const Body& body) {
    MeasurementReport report;
    report.token = 1;
    report.type = type;
    report.report = TypedBody<MeasurementReportBodies>{body};
    return frame_with_element(report);
}

/// `body`, of the kind `id` of the registry `Kinds`, in a whole frame.
template <class Kinds>
Bytes wrap(const ElementId& id, const Bytes& body) {
    const Bytes element = element_of(id, body);
    const auto list = [&element]<class List>(List) { return List{element}; };
    if constexpr (std::same_as<Kinds, BssElements>) {
        return frame_with(id, element);
    } else if constexpr (std::same_as<Kinds, ManagementBodies>) {
        return frame_of(id, body);
    } else if constexpr (std::same_as<Kinds, ActionBodies>) {
        return action_of(id, body);
    } else if constexpr (std::same_as<Kinds, NeighborSubelements>) {
        NeighborReport report;
        report.operating_class = 115;
        report.channel = 36;
        report.phy_type = 9;
        report.subelements = list(report.subelements);
        return frame_with_element(report);
    } else if constexpr (std::same_as<Kinds, MeasurementRequestBodies>) {
        return frame_with_request(id.id, body);
    } else if constexpr (std::same_as<Kinds, BeaconRequestSubelements>) {
        BeaconRequest request;
        request.operating_class = 115;
        request.subelements = list(request.subelements);
        return frame_with_request(5, body_of(request));
    } else if constexpr (std::same_as<Kinds, ChannelLoadSubelements>) {
        ChannelLoadRequest request;
        request.subelements = list(request.subelements);
        return frame_with_request(3, body_of(request));
    } else if constexpr (std::same_as<Kinds, LciRequestSubelements>) {
        LciRequest request;
        request.subelements = list(request.subelements);
        return frame_with_request(8, body_of(request));
    } else if constexpr (std::same_as<Kinds, MeasurementReportBodies>) {
        return frame_with_report(id.id, body);
    } else if constexpr (std::same_as<Kinds, BeaconReportSubelements>) {
        BeaconReport report;
        report.subelements = list(report.subelements);
        return frame_with_report(5, body_of(report));
    } else if constexpr (std::same_as<Kinds, StatisticsBodies>) {
        StatisticsReport report;
        report.group = id.id;
        report.counters = TypedBody<StatisticsBodies>{body};
        return frame_with_report(7, body_of(report));
    } else if constexpr (std::same_as<Kinds, LciReportSubelements>) {
        LciReport report;
        report.subelements = list(report.subelements);
        return frame_with_report(8, body_of(report));
    } else if constexpr (std::same_as<Kinds, FtSubelements>) {
        FastTransition fte;
        const Bytes mic(16);
        fte.mic = Octets{mic};
        fte.subelements = list(fte.subelements);
        return frame_with_element(fte);
    } else if constexpr (std::same_as<Kinds, MultipleBssidSubelements>) {
        MultipleBssid multiple;
        multiple.max_bssid_indicator = 1;
        multiple.subelements = list(multiple.subelements);
        return frame_with_element(multiple);
    } else if constexpr (std::same_as<Kinds, LinkInformation>) {
        MultiLink link;
        link.mld_mac.emplace();
        link.links = list(link.links);
        return frame_with_element(link);
    } else if constexpr (std::same_as<Kinds, MboAttributes>) {
        MboOce mbo;
        mbo.attributes = list(mbo.attributes);
        return frame_with_element(mbo);
    } else {
        static_assert(std::same_as<Kinds, NotificationSubelements>);
        NotificationRequest request;
        request.token = 1;
        request.type = 221;
        request.subelements = list(request.subelements);
        return action_of(NotificationRequest::kId, body_of(request));
    }
}

// Arbitrary values break rules that a receiver need not check but a judge may: what one field says about
// another, or which elements a list may hold. These make them legal; false drops the value.

const Bytes kAnyElements{0, 4, 'r', 'o', 'a', 'm', 1, 1, 0x82};
const Bytes kNeighbors{52, 16, 2, 0, 0, 0, 2, 0, 0x8F, 0x1A, 0, 0, 115, 36, 9, 3, 1, 255};
const Bytes kProfile{83, 2, 1, 0, 0, 1, 'x', 85, 1, 1};
const Bytes kSwitchElements{194, 3, 1, 42, 0};

template <class T>
bool legalise(T& value) {
    if constexpr (requires { value.elements; }) {
        if constexpr (std::same_as<decltype(value.elements), ElementList<BssElements>>)
            value.elements = ElementList<BssElements>{kAnyElements};
    } else if constexpr (requires { value.candidates; }) {
        if (!value.candidates.empty()) value.candidates = ElementList<BssElements>{kNeighbors};
    } else if constexpr (requires { value.neighbors; }) {
        if constexpr (std::same_as<decltype(value.neighbors), ElementList<BssElements>>)
            if (!value.neighbors.empty()) value.neighbors = ElementList<BssElements>{kNeighbors};
    }
    return true;
}
bool legalise(Action&) { return false; }  // each action is a kind of its own
bool legalise(ActionNoAck&) { return false; }
bool legalise(RmRequest& value) {
    value.requests = {};
    return true;
}
bool legalise(RmReport& value) {
    value.reports = {};
    return true;
}
bool legalise(LinkMeasurementRequest& value) {
    value.subelements = {};
    return true;
}
bool legalise(LinkMeasurementReport& value) {
    value.tpc.element_id = 35;
    value.tpc.length = 2;
    value.subelements = {};
    return true;
}
bool legalise(ChannelSwitchFrame& value) {
    value.elements = {};
    return true;
}
bool legalise(MeasurementRequest& value) {
    static const Bytes kBody{115, 36, 0, 0, 50, 0};
    value.type = 3;
    value.request = TypedBody<MeasurementRequestBodies>{kBody};
    return true;
}
bool legalise(MeasurementReport& value) {
    static const Bytes kBody{115, 36, 1, 2, 3, 4, 5, 6, 7, 8, 50, 0, 9};
    value.type = 3;
    value.report = TypedBody<MeasurementReportBodies>{kBody};
    return true;
}
bool legalise(BtmRequest& value) {
    static const Bytes kUrl{'h', 't', 't', 'p', ':', '/', '/', 'a', '.', 'b'};
    if (value.session_url) value.session_url->text = OctetString{Octets{kUrl}};
    if (value.termination) {
        value.termination->subelement_id = 4;
        value.termination->length = 10;
    }
    if (!value.candidates.empty()) value.candidates = ElementList<BssElements>{kNeighbors};
    return true;
}
bool legalise(NotificationRequest& value) {
    static const Bytes kChannels{221, 8, 0x50, 0x6F, 0x9A, 2, 115, 36, 1, 3, 59, 2, 115, 116};
    if (!value.subelements.empty()) value.subelements = ElementList<NotificationSubelements>{kChannels};
    return true;
}
bool legalise(ChannelSwitchWrapper& value) {
    value.elements = ElementList<BssElements>{kSwitchElements};
    return true;
}
bool legalise(NontransmittedProfile& value) {
    value.elements = ElementList<BssElements>{kProfile};
    return true;
}
bool legalise(MultipleBssid& value) {
    value.subelements = {};
    return true;
}
bool legalise(MultipleBssidIndex& value) {
    return value.dtim_period.has_value() == value.dtim_count.has_value();
}
bool legalise(Tim& value) { return !value.partial_bitmap.empty(); }
bool legalise(Country& value) { return !value.triplets.empty(); }
bool legalise(SupportedOperatingClasses& value) { return !value.classes.empty(); }
bool legalise(ExtendedCapabilities& value) { return !value.capabilities.empty(); }
bool legalise(ExtendedRequestedElements& value) {
    value.element_id = 255;
    return !value.extensions.empty();
}
bool legalise(TransmitPowerEnvelope& value) {
    if (value.maximum.empty()) return false;
    value.info.set<"count_minus_1">(static_cast<std::uint32_t>(value.maximum.size() - 1))
        .set<"interpretation">(0);
    return true;
}
/// One stream and one RU size: 3 + 4 + 6 bits (IEEE Std 802.11ax-2021, 9.4.2.248.5).
bool legalise(HeCapabilities& value) {
    static const Bytes kThresholds{0x08, 0x15};
    const bool has_thresholds = value.phy.get<"ppe_thresholds_present">() != 0;
    value.ppe_thresholds = has_thresholds ? OctetString{Octets{kThresholds}} : OctetString{};
    return true;
}
bool legalise(ReducedNeighborReport& value) {
    // One AP, with everything that the 2020 standard and IEEE Std 802.11ax-2021 know of it.
    static const Bytes kOneAp{0x00, 13, 115, 36, 255, 2, 0, 0, 0, 2, 0, 1, 2, 3, 4, 0x42, 0xF6};
    if (!value.neighbors.octets().empty()) value.neighbors = Sequence<NeighborApInformation>{kOneAp};
    return true;
}
bool legalise(FastTransition& value) {
    static const Bytes kHolder{1, 6, 2, 0, 0, 0, 0, 1, 3, 4, 'n', 'a', 's', '1'};
    if (!value.subelements.empty()) value.subelements = ElementList<FtSubelements>{kHolder};
    return value.mic_control.get<"mic_length">() == 0;
}
bool legalise(BeaconReport& value) {
    value.subelements = {};  // each is wrapped in a report of its own
    return true;
}
bool legalise(ChannelLoadRequest& value) {
    value.subelements = {};
    return true;
}
bool legalise(NoiseHistogramRequest& value) {
    value.subelements = {};
    return true;
}
/// A 16-octet key, wrapped (IETF RFC 3394).
template <class Key>
bool wrap_key(Key& value) {
    static const Bytes kWrapped(24, 0x5A);
    value.key_length = 16;
    value.wrapped_key = OctetString{Octets{kWrapped}};
    return true;
}
bool legalise(FtGtk& value) { return wrap_key(value); }
bool legalise(FtIgtk& value) { return wrap_key(value); }
bool legalise(FtBigtk& value) { return wrap_key(value); }

struct Variant {
    const char* name;
    std::function<std::uint8_t(std::size_t)> octet;
};

}  // namespace

std::vector<Case> make_corpus() {
    std::vector<Variant> variants = {
        {"zero", [](std::size_t) { return std::uint8_t{0}; }},
        {"one", [](std::size_t) { return std::uint8_t{1}; }},
        {"most", [](std::size_t) { return std::uint8_t{255}; }},
        {"even bits", [](std::size_t) { return std::uint8_t{0x55}; }},
        {"odd bits", [](std::size_t) { return std::uint8_t{0xAA}; }},
        {"ramp", [](std::size_t at) { return static_cast<std::uint8_t>(at + 1); }},
    };
    // Random ones tell fields apart that the regular ones set alike.
    for (const char* name :
         {"random 1", "random 2", "random 3", "random 4", "random 5", "random 6", "random 7", "random 8"})
        variants.push_back({name, [seed = variants.size()](std::size_t at) {
                                return static_cast<std::uint8_t>(base::draw({seed, 0, 0, at}));
                            }});
    std::vector<Case> corpus;
    for_each_registry([&]<class Kinds>(const char* registry) {
        Kinds::for_each([&]<class Row>() {
            for (const Variant& variant : variants) {
                Bytes tape(2048);
                for (std::size_t i = 0; i < tape.size(); ++i) tape[i] = variant.octet(i);
                Arena arena;
                auto value = make<typename Row::Type>(tape, arena);
                if (!value || !legalise(*value)) continue;
                const Bytes body = body_of(*value);
                if (body.size() > 200) continue;  // an element holds 255, and it may be nested
                corpus.push_back({std::string{registry} + " " + Row::Type::kName, variant.name,
                                  wrap<Kinds>(Row::kId, body)});
            }
        });
    });
    return corpus;
}

}  // namespace wifi::test
