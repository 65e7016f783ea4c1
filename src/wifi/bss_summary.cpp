#include "wifi/bss_summary.hpp"

#include "wifi/bss_elements.hpp"

namespace wifi {
namespace {

/// Whether an element is there and parses, into `value`; what does not parse is noted, once.
template <class T>
bool read(const BssElementIndex& index, T& value, BssSummary& summary) {
    const auto element = index.element<T>();
    if (!element) return false;
    const auto fault = decode_into(*element, value);
    if (fault && !summary.fault) summary.fault = fault;
    return !fault;
}

/// Secondary Channel Offset and STA Channel Width (9.4.2.56).
Width ht_width(const HtOperation& operation) {
    const bool has_secondary = (operation.info.get<"secondary_channel_offset">() & 1) != 0;
    return has_secondary && operation.info.get<"any_width">() != 0 ? Width::Mhz40 : Width::Mhz20;
}

Width width_of_code(std::uint32_t code) {
    constexpr std::array kWidths{Width::Mhz20, Width::Mhz40, Width::Mhz80, Width::Mhz160, Width::Mhz320};
    return kWidths[code < kWidths.size() ? code : 0];
}

void add_security(const BssElementIndex& index, BssSummary& summary) {
    Rsn rsn;
    if (!read(index, rsn, summary)) return;
    // An RSN element that ends before its AKM list means the default, 802.1X (9.4.2.24.1).
    summary.akms = rsn.akms ? rsn.akm_set() : AkmSet{1u << static_cast<unsigned>(Akm::Ieee8021x)};
    if (!rsn.capabilities) return;
    summary.mfp_capable = rsn.capabilities->get<"mfp_capable">() != 0;
    summary.mfp_required = rsn.capabilities->get<"mfp_required">() != 0;
}

/// Mode, streams and width up to VHT.
void add_ht_vht(const BssElementIndex& index, BssSummary& summary) {
    const auto raise = [&summary](PhyMode mode, std::uint8_t streams) {
        summary.mode = mode;
        if (streams != 0) summary.streams = streams;
    };
    std::uint32_t ht_segment_2 = 0;
    if (HtCapabilities ht; read(index, ht, summary)) raise(PhyMode::Ht, ht.streams());
    if (HtOperation operation; read(index, operation, summary)) {
        summary.width = ht_width(operation);
        ht_segment_2 = operation.info.get<"centre_segment_2">();
        if (const auto primary = Channel::make(summary.channel.band(), operation.primary_channel))
            summary.channel = *primary;
    }
    if (VhtCapabilities vht; read(index, vht, summary)) raise(PhyMode::Vht, vht.streams());
    if (VhtOperation operation; read(index, operation, summary))
        summary.width = vht_width(operation.info, ht_segment_2).value_or(summary.width);
}

/// Mode, streams and width of HE and EHT, which inherit what HT and VHT say below 6 GHz.
void add_he_eht(const BssElementIndex& index, BssSummary& summary) {
    if (HeCapabilities he; read(index, he, summary)) {
        summary.mode = PhyMode::He;
        if (he.streams() != 0) summary.streams = he.streams();
    }
    if (HeOperation operation; read(index, operation, summary)) {
        if (operation.vht) summary.width = vht_width(*operation.vht, 0).value_or(summary.width);
        if (operation.six_ghz) {
            summary.width = width_of_code(operation.six_ghz->control.get<"width">());
            if (const auto primary = Channel::make(Band::Ghz6, operation.six_ghz->primary_channel))
                if (summary.channel.band() == Band::Ghz6) summary.channel = *primary;
        }
    }
    if (EhtCapabilities eht; read(index, eht, summary)) summary.mode = PhyMode::Eht;
    if (EhtOperation operation; read(index, operation, summary) && operation.info)
        summary.width = width_of_code(operation.info->control.get<"width">());
}

}  // namespace

BssSummary summarise(Octets elements, Channel heard_on) {
    const BssElementIndex index{elements};
    BssSummary summary;
    summary.channel = heard_on;
    if (Ssid ssid; read(index, ssid, summary)) summary.ssid = ssid.text;
    if (DsParameterSet ds; read(index, ds, summary))
        if (const auto primary = Channel::make(heard_on.band(), ds.current_channel))
            summary.channel = *primary;
    add_ht_vht(index, summary);
    add_he_eht(index, summary);
    add_security(index, summary);
    if (BssLoad load; read(index, load, summary)) summary.load = load;
    if (MobilityDomain domain; read(index, domain, summary)) summary.mobility_domain = domain;
    if (RmEnabledCapabilities rm; read(index, rm, summary)) {
        summary.rrm_neighbor_report = rm.capabilities.get<"neighbor_report">() != 0;
        summary.rrm_link_measurement = rm.capabilities.get<"link_measurement">() != 0;
    }
    if (ExtendedCapabilities extended; read(index, extended, summary))
        summary.bss_transition = extended.bss_transition();
    if (!summary.fault) summary.fault = index.fault();
    return summary;
}

}  // namespace wifi
