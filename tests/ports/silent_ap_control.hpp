// An access point's control that takes every order and never answers.
#pragma once

#include "ports/ap_control.hpp"

namespace test {

struct SilentApControl : ports::ApControl {
    void read_status() override {}
    void read_clients() override {}
    void read_client(const wifi::MacAddress&) override {}
    void hear_probes(bool) override {}
    void ask_beacons(const wifi::MacAddress&, const ports::BeaconAsk&) override {}
    void ask_transition(const wifi::MacAddress&, const ports::TransitionAsk&) override {}
    void read_neighbors() override {}
    void set_neighbor(const ports::NeighborEntry&) override {}
    void remove_neighbor(const ports::NeighborEntry&) override {}
    void disassociate(const wifi::MacAddress&, std::uint16_t) override {}
    void refuse(const wifi::MacAddress&, bool) override {}
};

}  // namespace test
