// Sites and clients for tests of the access point's rules: four BSS of two access points, and one client of
// the first.
#pragma once

#include "steering/behaviour.hpp"
#include "steering/client.hpp"
#include "steering/decide.hpp"

namespace site_builder {

inline constexpr base::Instant kNow{1'000'000};
inline constexpr base::Milliseconds kSecond{1'000};

inline wifi::MacAddress bssid(int number) { return {{0x02, 0, 0, 0, static_cast<std::uint8_t>(number), 0}}; }
inline const wifi::MacAddress kClient{{0x02, 0xC1, 0, 0, 0, 1}};

/// 80 MHz VHT with two streams above 2.4 GHz, 20 MHz HT with two there.
inline steering::Bss bss(int number, int ap, wifi::Band band, int channel) {
    steering::Bss result;
    result.bssid = bssid(number);
    result.channel = *wifi::Channel::make(band, channel);
    const bool high = band != wifi::Band::Ghz2_4;
    result.link = {band, high ? wifi::PhyMode::Vht : wifi::PhyMode::Ht,
                   high ? wifi::Width::Mhz80 : wifi::Width::Mhz20, 2};
    result.ap = static_cast<std::uint16_t>(ap);
    result.transition = true;
    return result;
}

/// 1 and 2: ours, 2.4 and 5 GHz; 3 and 4: another access point's.
inline steering::Site site() {
    steering::Site result;
    (void)result.push_back(bss(1, 0, wifi::Band::Ghz2_4, 1));
    (void)result.push_back(bss(2, 0, wifi::Band::Ghz5, 36));
    (void)result.push_back(bss(3, 1, wifi::Band::Ghz2_4, 6));
    (void)result.push_back(bss(4, 1, wifi::Band::Ghz5, 149));
    return result;
}

/// A client that joined `number` a minute ago, is read at `dbm` now, hears what is heard of it, does BSS
/// transition management and uses both bands.
inline steering::Client client_of(const steering::Policy& policy, const steering::Site& site, int number,
                                  int dbm) {
    steering::Client client;
    client.address = kClient;
    client.memory.client = kClient;
    client.memory.transition = true;
    client.memory.bands = 0b011;
    client.memory.down_minus_up_cdb = 0;
    const steering::Bss& serving = *steering::find(site, bssid(number));
    note_joined(policy, client, serving, base::Instant{kNow.ms - 60'000});
    for (int i = 20; i >= 0; --i)
        note_reading(policy, client, serving, wifi::Dbm{dbm}, base::Instant{kNow.ms - i * 250});
    return client;
}

/// It measured that channel just now and reported `number` at `dbm`.
inline void report(const steering::Policy& policy, const steering::Site& site, steering::Client& client,
                   int number, int dbm, base::Instant at = kNow) {
    const steering::Bss& bss = *steering::find(site, bssid(number));
    note_measuring(policy, client, records::BeaconMode::Active, bss.channel, at);
    note_report(policy, client, bss.bssid, {dbm * 100}, records::BeaconMode::Active, at);
    note_measured(policy, client, site, steering::MeasureEnd::Reported, at);
}

/// It walks, and has for some time.
inline void walk(steering::Client& client) {
    client.motion.moving = true;
    client.motion.moving_since = base::Instant{kNow.ms - 20'000};
}

inline const records::Gate* gate(const records::SteeringDecision& decision, records::GateKind kind) {
    for (const records::Gate& each : decision.gates)
        if (each.kind == kind) return &each;
    return nullptr;
}

}  // namespace site_builder
