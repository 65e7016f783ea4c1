#include "wifi/neighbor.hpp"

namespace wifi {
namespace {

template <class T>
void keep_first(const Element& element, std::optional<T>& kept, std::optional<ParseError>& fault) {
    if (kept) return;
    T value;
    const auto own_fault = decode_into(element, value);
    if (!own_fault)
        kept = value;
    else if (!fault)
        fault = own_fault;
}

template <class T>
void write_optional(Writer& writer, const std::optional<T>& value) {
    if (value) encode(writer, NeighborSubelements::id_of<T>(), *value);
}

}  // namespace

std::uint8_t phy_type(PhyMode mode, Band band) {
    switch (mode) {
        case PhyMode::Legacy:
            return band == Band::Ghz2_4 ? 6 : 4;
        case PhyMode::Ht:
            return 7;
        case PhyMode::Vht:
            return 9;
        case PhyMode::He:
            return 14;
        case PhyMode::Eht:
            return 15;
    }
    return 0;
}

PhyMode mode_of_phy_type(int phy_type) {
    switch (phy_type) {
        case 7:
            return PhyMode::Ht;
        case 9:
            return PhyMode::Vht;
        case 14:
            return PhyMode::He;
        case 15:
            return PhyMode::Eht;
        default:
            return PhyMode::Legacy;
    }
}

Parsed<Neighbor> read_neighbor(const Element& element) {
    // Fields go to where they stay: a copy soon after would wait for the stores of its parts.
    Parsed<Neighbor> result{};
    Neighbor& neighbor = *result;
    NeighborReport report;
    std::optional<ParseError> fault = decode_into(element, report);
    if (fault) {
        result = std::unexpected(*fault);
        return result;
    }
    neighbor.bssid = report.bssid;
    neighbor.info = report.info;
    neighbor.operating_class = report.operating_class;
    neighbor.channel = report.channel;
    neighbor.phy_type = report.phy_type;
    std::optional<CandidatePreference> preference;
    const auto cut = report.subelements.each([&](const Element& subelement) {
        switch (subelement.id) {
            case NeighborSubelements::id_of<TsfInformation>().id:
                return keep_first(subelement, neighbor.tsf, fault);
            case NeighborSubelements::id_of<CandidatePreference>().id:
                return keep_first(subelement, preference, fault);
            case NeighborSubelements::id_of<TerminationDuration>().id:
                return keep_first(subelement, neighbor.termination, fault);
            case NeighborSubelements::id_of<WideBandwidthChannel>().id:
                return keep_first(subelement, neighbor.wide_channel, fault);
            default:
                return;
        }
    });
    if (preference) neighbor.preference = preference->preference;
    if (!fault) fault = cut;
    if (fault) result = std::unexpected(*fault);
    return result;
}

void write_neighbor(Writer& into, const Neighbor& neighbor) {
    // A copy that nobody else can see stays in registers, although octets that are written could alias it.
    Writer writer = into;
    const NeighborReport report{neighbor.bssid,   neighbor.info,     neighbor.operating_class,
                                neighbor.channel, neighbor.phy_type, {}};
    const std::size_t opened = writer.open(NeighborReport::kId.id);
    NeighborReport::describe(writer, report);
    write_optional(writer, neighbor.tsf);
    if (neighbor.preference)
        encode(writer, NeighborSubelements::id_of<CandidatePreference>(),
               CandidatePreference{*neighbor.preference});
    write_optional(writer, neighbor.termination);
    write_optional(writer, neighbor.wide_channel);
    writer.close(opened);
    into = writer;
}

}  // namespace wifi
