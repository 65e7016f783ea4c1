// Neighbor reports and requests to move as they come from the air, for drivers that hand out the octets.
//
// What cannot be read is passed over: a neighbour that is malformed costs nobody the others. Nothing is
// copied.
#pragma once

#include <cstdint>
#include <optional>

#include "ports/station_control.hpp"
#include "wifi/neighbor.hpp"
#include "wifi/operating_class.hpp"
#include "wifi/wnm.hpp"

namespace micro {

/// Beacons are due every 100 TU, unless an AP is set up otherwise; a timer that is counted in them is a hint.
inline constexpr std::int32_t kBeaconMsTimes10 = 1'024;

/// What a neighbour says of itself, as the station takes it in.
[[nodiscard]] ports::NeighborReported neighbor_of(wifi::Region region, const wifi::Neighbor& neighbor);

/// The neighbours of a list of elements, in its order.
/// @param use  called with each ports::NeighborReported and the preference that came with it.
/// @return  how many there were.
template <class Use>
std::size_t each_neighbor(wifi::Region region, wifi::Octets elements, Use&& use) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < elements.size();) {
        const auto element = wifi::element_at(elements, at);
        if (!element) break;
        at = element->end();
        if (element->id != wifi::NeighborReport::kId.id) continue;
        const auto neighbor = wifi::read_neighbor(*element);
        if (!neighbor) continue;
        use(neighbor_of(region, *neighbor), neighbor->preference);
        ++count;
    }
    return count;
}

/// A Neighbor Report Response (9.6.6.7) from its dialog token on, as drivers hand it out.
/// @param use  called with each ports::NeighborReported.
/// @return  how many there were.
template <class Use>
std::size_t report_neighbors(wifi::Region region, wifi::Octets report, Use&& use) {
    if (report.empty()) return 0;
    return each_neighbor(region, report.subspan(1),
                         [&](const ports::NeighborReported& one, std::optional<std::uint8_t>) { use(one); });
}

/// A BSS Transition Management Request (9.6.13.9) without its list.
struct TransitionRequest {
    ports::TransitionRequested what;
    wifi::Octets candidates;      ///< elements
    base::Milliseconds holds{0};  ///< for how long the list does
};

/// @param body  the action frame from its category on.
/// @return  empty when it is none, or cut.
[[nodiscard]] std::optional<TransitionRequest> read_transition_request(wifi::Octets body);

}  // namespace micro
