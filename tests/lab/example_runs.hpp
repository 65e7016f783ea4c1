// A made-up corridor and two made-up arms, so that reports can be tested and looked at without a laboratory.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "lab/report/run_report.hpp"

namespace lab::example {

inline std::uint32_t rate(const radio::LinkCapability& link, radio::CentiDb level) {
    const int over = level.value + 8600;
    return over > 0
               ? static_cast<std::uint32_t>(std::min(over, 4500)) * (link.band == wifi::Band::Ghz5 ? 8 : 3)
               : 0;
}

/// 0 to 1, the same for the same arguments.
inline double chance(std::uint64_t stream, std::uint64_t index) {
    return static_cast<double>(base::draw({1, stream, 0, index}) >> 11) * 0x1p-53;
}

struct World {
    Scenario scenario;
    SignalTrace trace;
    SlotValues values;
    ClairvoyantPath optimum;
};

inline Point walker_at(const Scenario& scenario, double at_s) {
    const double along = 105 * (1 - std::abs(2 * at_s / scenario.seconds - 1));
    return {along, 1.5};
}

inline float level_of(const World& world, std::size_t bss, double at_s) {
    const BssSite& site = world.trace.sites[bss];
    const Point ap = world.scenario.aps[site.ap].at;
    const Point here = walker_at(world.scenario, at_s);
    const double distance = std::max(1.5, std::hypot(here.x_m - ap.x_m, here.y_m - ap.y_m));
    const bool is_low = world.trace.links[bss].band == wifi::Band::Ghz2_4;
    const double shadow = 4 * std::sin(here.x_m / 5 + static_cast<double>(site.ap) * 2) +
                          2 * std::sin(here.x_m / 1.7 + static_cast<double>(bss)) +
                          1.5 * (chance(bss, static_cast<std::uint64_t>(at_s * 10)) - 0.5);
    return static_cast<float>((is_low ? -25 : -32) - 30 * std::log10(distance) + shadow);
}

inline World world(double seconds) {
    World made;
    made.scenario.name = "corridor";
    made.scenario.title = "Along a corridor past four access points, and back";
    made.scenario.seconds = seconds;
    made.scenario.security = Security::FtPsk;
    made.scenario.walls = {{{-2, 0}, {110, 0}, 8}, {{-2, 3}, {110, 3}, 8}, {{70, 3}, {70, 9}, 5}};
    made.scenario.walker = {.start = {0, 1.5}, .legs = {{.to = {105, 1.5}}, {.to = {0, 1.5}}}};
    made.trace.slot = 100'000;
    for (std::size_t ap = 0; ap < 4; ++ap) {
        const std::string name = "AP" + std::to_string(ap + 1);
        made.scenario.aps.push_back(
            {name, {35.0 * static_cast<double>(ap), 2.6}, {RadioConfig{}, RadioConfig{}}});
        for (std::size_t radio = 0; radio < 2; ++radio) {
            const int index = static_cast<int>(2 * ap + radio);
            made.trace.sites.push_back({index, name + (radio == 0 ? "/2.4" : "/5"), ap, radio, {}});
            made.trace.links.push_back({radio == 0 ? wifi::Band::Ghz2_4 : wifi::Band::Ghz5});
        }
    }
    const auto slots = static_cast<std::size_t>(seconds * 10);
    for (std::size_t slot = 0; slot < slots; ++slot) {
        std::vector<float> levels;
        const double at_s = static_cast<double>(slot) / 10;
        for (std::size_t bss = 0; bss < 8; ++bss) {
            const bool is_off = bss / 2 == 2 && at_s > 0.7 * seconds && at_s < 0.85 * seconds;
            levels.push_back(is_off ? kOffAirDbm : level_of(made, bss, at_s));
        }
        made.trace.mean_dbm.push_back(std::move(levels));
        made.trace.load.emplace_back(8, 0.1F);
    }
    made.values = slot_values(made.trace, slots, rate);
    made.optimum = clairvoyant(made.values, made.trace.slot, handoff_floor(made.scenario.security));
    return made;
}

/// Moves when another BSS has been `margin` dB better for a second; scans every `look_s`.
inline Truth walk(const World& world, float margin, double look_s, Micros look_length, bool fast) {
    Truth truth;
    truth.length = static_cast<Micros>(world.scenario.seconds * 1e6);
    const auto serving_level = [&](std::size_t slot, int bss) {
        return world.trace.mean_dbm[slot][static_cast<std::size_t>(bss)];
    };
    int serving = 1;
    Micros since = 0;
    for (std::size_t slot = 10; slot < world.values.size(); slot += 10) {
        const auto& levels = world.trace.mean_dbm[slot];
        int best = serving;
        for (int bss = 1; bss < 8; bss += 2) {
            if (serving_level(slot, bss) > serving_level(slot, best)) best = bss;
        }
        if (levels[static_cast<std::size_t>(best)] - levels[static_cast<std::size_t>(serving)] < margin)
            continue;
        const Micros at = static_cast<Micros>(slot) * world.trace.slot;
        truth.served.push_back({serving, since, at, fast && !truth.served.empty()});
        since = at + (fast ? 9'000 : 95'000);
        serving = best;
    }
    truth.served.push_back({serving, since, truth.length, fast});
    for (double at = 2.03; at < world.scenario.seconds; at += look_s) {
        const auto from = static_cast<Micros>(at * 1e6);
        truth.away.push_back({from, from + look_length});
        truth.looks.push_back({from + 5'000, 5180 + 20 * static_cast<int>(truth.away.size() % 4)});
    }
    truth.marks = {{static_cast<Micros>(0.7 * world.scenario.seconds * 1e6), "AP3 off"},
                   {static_cast<Micros>(0.85 * world.scenario.seconds * 1e6), "AP3 on again <\"&>"}};
    truth.mgmt_frames = static_cast<std::uint32_t>(truth.away.size() * 2);
    return truth;
}

/// The stream: lost without a link, while away, and more and more below -80 dBm.
inline void send_packets(const World& world, Truth& truth) {
    for (const Direction direction : {Direction::Down, Direction::Up}) {
        for (Micros sent = 0; sent < truth.length; sent += 20'000) {
            const auto sequence = static_cast<std::uint32_t>(sent / 20'000);
            const auto on = std::ranges::find_if(
                truth.served, [&](const Served& link) { return sent >= link.from && sent < link.to; });
            const bool away = std::ranges::any_of(
                truth.away, [&](const Away& part) { return sent >= part.from && sent < part.to; });
            Packet packet{direction, sequence, sent, -1};
            if (on != truth.served.end() && !away) {
                const float level = world.trace.mean_dbm[static_cast<std::size_t>(sent / world.trace.slot)]
                                                        [static_cast<std::size_t>(on->bss)];
                const double lost = std::clamp((-78 - static_cast<double>(level)) / 10, 0.0, 1.0);
                if (chance(100 + static_cast<std::uint64_t>(direction), sequence) >= lost)
                    packet.arrived = sent + 1'500;
            }
            truth.packets.push_back(packet);
        }
    }
}

inline RunReport report_of(const World& world, const Truth& truth, std::string arm, std::uint64_t seed) {
    const Run run{world.scenario, std::move(arm), seed, world.trace, truth, "0123456789abcdef"};
    return {world.scenario,
            world.trace,
            truth,
            world.optimum,
            outages_of(run, world.values),
            score(run, world.values, world.optimum).value()};
}

}  // namespace lab::example
