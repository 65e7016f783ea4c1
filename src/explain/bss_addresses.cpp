#include "explain/bss_addresses.hpp"

#include <algorithm>
#include <span>

namespace explain {
namespace {

constexpr wifi::MacAddress kAnybody{};

/// Others' joins at the same moment speak for something else, each time for another.
std::optional<wifi::MacAddress> by_majority(const std::map<wifi::MacAddress, std::size_t>& votes) {
    std::optional<wifi::MacAddress> winner;
    std::size_t most = 0;
    std::size_t all = 0;
    for (const auto& [address, count] : votes) {
        all += count;
        if (count > most) winner = address;
        most = std::max(most, count);
    }
    return 2 * most > all ? winner : std::nullopt;
}

/// Those of `links`, which are in the order of time, at a moment.
auto around(std::vector<ToldLink>& links, Micros at, Micros within) {
    const auto first = std::ranges::lower_bound(links, at - within, {}, &ToldLink::at);
    return std::ranges::subrange(
        first, std::ranges::upper_bound(first, links.end(), at + within, {}, &ToldLink::at));
}

/// Logs that do not say whose they are are those of the client that joined whenever they tell of a link.
void find_owners(const std::vector<Join>& joins, std::vector<ToldLink>& links, Micros within) {
    std::map<std::size_t, std::map<wifi::MacAddress, std::size_t>> votes;  // by input
    for (const Join& join : joins)
        for (const ToldLink& link : around(links, join.at, within))
            if (link.station == kAnybody) ++votes[link.input][join.client];
    for (const auto& [input, of_input] : votes)
        if (const auto owner = by_majority(of_input))
            for (ToldLink& link : links)
                if (link.input == input && link.station == kAnybody) link.station = *owner;
}

}  // namespace

std::map<InterfaceOf, wifi::MacAddress> learn_addresses(const std::vector<Join>& joins,
                                                        std::vector<ToldLink> links, Micros within) {
    std::ranges::sort(links, {}, &ToldLink::at);
    find_owners(joins, links, within);
    std::map<InterfaceOf, std::map<wifi::MacAddress, std::size_t>> votes;
    for (const Join& join : joins)
        for (const ToldLink& link : around(links, join.at, within))
            if (link.station == join.client || link.station == kAnybody)
                ++votes[{join.input, join.interface}][link.bss];
    std::map<InterfaceOf, wifi::MacAddress> learned;
    for (const auto& [of, of_interface] : votes)
        if (const auto bss = by_majority(of_interface)) learned.emplace(of, *bss);
    return learned;
}

std::optional<wifi::MacAddress>* missing_bss(Event& event) {
    if (event.source != Source::Hostapd || event.interface.empty()) return nullptr;
    const auto own = [](auto& said) -> std::optional<wifi::MacAddress>* {
        using T = std::decay_t<decltype(said)>;
        if constexpr (std::is_same_v<T, ClientJoined> || std::is_same_v<T, ClientLeft> ||
                      std::is_same_v<T, ClientRefused> || std::is_same_v<T, Setting>)
            return &said.bss;
        else if constexpr (std::is_same_v<T, StepBegun> || std::is_same_v<T, StepEnded> ||
                           std::is_same_v<T, ChannelSwitched>)
            return &said.bssid;
        else if constexpr (std::is_same_v<T, TransitionRequested>)
            return &said.by;
        else
            return nullptr;
    };
    std::optional<wifi::MacAddress>* const bss = std::visit(own, event.said);
    return bss && !*bss ? bss : nullptr;
}

bool tells_of_a_client(const Event& event) {
    if (std::holds_alternative<ClientJoined>(event.said)) return true;
    const auto* ended = std::get_if<StepEnded>(&event.said);
    return ended && ended->step == Step::Association && ended->worked();
}

std::optional<wifi::MacAddress> StandIns::next() {
    constexpr unsigned kReserved = 256;
    if (used_ == kReserved) return std::nullopt;
    return wifi::MacAddress{{0x00, 0x00, 0x5E, 0x00, 0x53, static_cast<std::uint8_t>(used_++)}};
}

}  // namespace explain
