// One station of a run: its place in the guest, its view of the world, and what happened to it.
#pragma once

#include <optional>
#include <string>

#include <fmt/format.h>

#include "lab/guest/configuration.hpp"
#include "lab/guest/loop.hpp"
#include "lab/guest/station_truth.hpp"
#include "lab/guest/traffic.hpp"
#include "lab/world.hpp"

namespace lab::guest {

struct Member {
    /// @param at  index into Scenario::stations; 0 in a scenario with one station.
    Member(Loop& loop, const Scenario& scenario, std::size_t at, std::uint64_t seed)
        : index{at},
          world{seen_by(scenario, at), seed, at},
          truth{loop, scenario.is_fleet() ? bss_sites(scenario) : std::vector<BssSite>{}},
          radio{at == 0 ? 0 : static_cast<int>(world.sites().size() + at)},
          interface{fmt::format("wlan{}", radio)},
          mac{fmt::format("02:00:00:00:{:02x}:00", radio)} {
        ends.port = static_cast<std::uint16_t>(ends.port + at);
        if (!scenario.is_fleet()) return;
        name = scenario.stations[at].name;
        folder = station_folder(scenario.stations[at]);
        ends.space = "sta-" + name;
        ends.station = fmt::format("10.0.0.{}", 2 + at);
    }

    /// wpa_supplicant's socket, of a fleet's station.
    [[nodiscard]] std::string socket() const { return folder + "/wpa_supplicant/" + interface; }

    std::size_t index;
    World world;
    StationTruth truth;
    int radio;
    std::string interface;
    std::string mac;  ///< as mac80211_hwsim numbers its radios
    std::string name{};
    std::string folder{};  ///< under /run, of a fleet's station
    StreamEnds ends{};
    std::optional<TrafficStream> traffic{};
};

}  // namespace lab::guest
