// Short ways to say what a rival sees.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <vector>

#include <rapidcheck.h>

#include "station/policies/evidence.hpp"

namespace policy_builders {

using station::policies::Evidence;
using station::policies::Heard;

inline constexpr base::Instant kStart{1'000'000};

constexpr base::Instant after(int ms) { return {kStart.ms + ms}; }
constexpr wifi::MacAddress bssid(int last) { return {{2, 0, 0, 0, static_cast<std::uint8_t>(last), 0}}; }

/// A BSS of 20 MHz at 2.4 GHz.
inline Heard narrow(int last, int dbm) {
    Heard bss;
    bss.bssid = bssid(last);
    bss.channel = wifi::Channel::make(wifi::Band::Ghz2_4, 1 + last % 11).value();
    bss.link = {wifi::Band::Ghz2_4, wifi::PhyMode::Ht, wifi::Width::Mhz20, 2};
    bss.level = {dbm};
    return bss;
}

/// A BSS of 80 MHz at 5 GHz.
inline Heard wide(int last, int dbm) {
    Heard bss = narrow(last, dbm);
    bss.channel = wifi::Channel::make(wifi::Band::Ghz5, 36 + 4 * last).value();
    bss.link = {wifi::Band::Ghz5, wifi::PhyMode::Vht, wifi::Width::Mhz80, 2};
    return bss;
}

/// A BSS of 80 MHz at 6 GHz.
inline Heard six(int last, int dbm) {
    Heard bss = narrow(last, dbm);
    bss.channel = wifi::Channel::make(wifi::Band::Ghz6, 1 + 16 * last).value();
    bss.link = {wifi::Band::Ghz6, wifi::PhyMode::He, wifi::Width::Mhz80, 2};
    return bss;
}

/// Linked to `serving`, at the level that it has in the table.
inline Evidence linked(const Heard& serving, std::initializer_list<Heard> others) {
    Evidence evidence;
    (void)evidence.table.push_back(serving);
    for (const Heard& bss : others) (void)evidence.table.push_back(bss);
    evidence.serving = serving.bssid;
    evidence.average = serving.level;
    for (const Heard& bss : evidence.table) (void)evidence.channels.push_back(bss.channel);
    return evidence;
}

/// The same with another level of the link.
inline Evidence at(Evidence evidence, int dbm) {
    evidence.average = wifi::Dbm{dbm};
    return evidence;
}

/// Up to ten BSS of all bands and levels, linked to one of them.
inline Evidence any_evidence() {
    Evidence evidence;
    const int count = *rc::gen::inRange(1, 11);
    for (int i = 0; i < count; ++i) {
        const int dbm = *rc::gen::inRange(-95, -29);
        Heard bss = *rc::gen::element(narrow(i, dbm), wide(i, dbm), six(i % 10, dbm));
        bss.bssid = bssid(i);
        bss.busy_per_255 = static_cast<std::uint8_t>(*rc::gen::inRange(0, 256));
        bss.age = base::Milliseconds{*rc::gen::inRange(0, 40'000)};
        bss.missed = i > 0 && *rc::gen::inRange(0, 8) == 0;
        bss.same_domain = i > 0 && *rc::gen::arbitrary<bool>();
        (void)evidence.table.push_back(bss);
        (void)evidence.channels.push_back(bss.channel);
    }
    evidence.serving = bssid(0);
    evidence.average = wifi::Dbm{*rc::gen::inRange(-95, -29)};
    evidence.busy = *rc::gen::arbitrary<bool>();
    return evidence;
}

/// The same BSS in another order.
inline Evidence shuffled(Evidence evidence) {
    std::vector<Heard> all(evidence.table.begin(), evidence.table.end());
    for (std::size_t i = all.size(); i > 1; --i)
        std::swap(all[i - 1], all[*rc::gen::inRange<std::size_t>(0, i)]);
    std::ranges::copy(all, evidence.table.begin());
    return evidence;
}

}  // namespace policy_builders
