// Short ways to say what a station knows.
#pragma once

#include "station/knowledge.hpp"

namespace builders {

inline constexpr base::Instant kNow{1'000'000};

constexpr wifi::MacAddress bssid(int last) { return {{2, 0, 0, 0, static_cast<std::uint8_t>(last), 0}}; }

inline wifi::Channel channel(wifi::Band band, int number) {
    return wifi::Channel::make(band, number).value();
}

/// A 5 GHz BSS of 80 MHz, measured just now with a deviation of 1 dB.
inline station::Bss wide(int last, int number, int dbm) {
    station::Bss bss;
    bss.bssid = bssid(last);
    bss.channel = channel(wifi::Band::Ghz5, number);
    bss.link = {wifi::Band::Ghz5, wifi::PhyMode::Vht, wifi::Width::Mhz80, 2};
    bss.described = true;
    bss.measured = true;
    bss.level = {dbm * 100};
    bss.variance = {100};
    bss.when = kNow;
    return bss;
}

/// A 2.4 GHz BSS of 20 MHz.
inline station::Bss narrow(int last, int number, int dbm) {
    station::Bss bss = wide(last, 36, dbm);
    bss.channel = channel(wifi::Band::Ghz2_4, number);
    bss.link = {wifi::Band::Ghz2_4, wifi::PhyMode::Ht, wifi::Width::Mhz20, 2};
    return bss;
}

/// Linked to `serving` for a minute.
inline station::Knowledge linked(const station::Bss& serving, std::initializer_list<station::Bss> others,
                                 bool moving = true) {
    station::Knowledge knowledge;
    (void)knowledge.table.push_back(serving);
    for (const station::Bss& bss : others) (void)knowledge.table.push_back(bss);
    station::Serving link;
    link.bssid = serving.bssid;
    link.since = {kNow.ms - 60'000};
    link.last_reading = kNow;
    knowledge.serving = link;
    knowledge.motion.moving = moving;
    return knowledge;
}

}  // namespace builders
