#include "micro/neighbors.hpp"

namespace micro {

namespace {

base::Milliseconds beacons(std::int32_t count) { return base::Milliseconds{count * kBeaconMsTimes10 / 10}; }

}  // namespace

ports::NeighborReported neighbor_of(wifi::Region region, const wifi::Neighbor& neighbor) {
    ports::NeighborReported reported;
    reported.bssid = neighbor.bssid;
    const auto block = wifi::resolve_repaired(region, neighbor.operating_class, neighbor.channel);
    if (block) reported.channel = block->primary;
    // Streams are not in the report; most APs and stations have two.
    reported.capability = {wifi::mode_of_phy_type(neighbor.phy_type),
                           block ? block->width : wifi::Width::Mhz20, 2};
    return reported;
}

std::optional<TransitionRequest> read_transition_request(wifi::Octets body) {
    if (body.size() < 2 || body[0] != 10 || body[1] != 7) return std::nullopt;
    wifi::Reader reader{body.subspan(2)};
    wifi::BtmRequest request;
    wifi::BtmRequest::describe(reader, request);
    if (!reader.ok()) return std::nullopt;
    TransitionRequest result;
    result.candidates = request.candidates.octets();
    result.what.candidates = !result.candidates.empty();
    result.holds = beacons(request.validity_tbtt);
    const bool ends = request.mode.get<"disassociation_imminent">() != 0;
    const bool network_ends = request.mode.get<"ess_disassociation_imminent">() != 0;
    if ((ends || network_ends) && request.disassociation_timer_tbtt != 0)
        result.what.ends_in = beacons(request.disassociation_timer_tbtt);
    return result;
}

}  // namespace micro
