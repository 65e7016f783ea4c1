// A large site in one access point: 100 access points with two BSS each, 3,000 clients, each heard by ten of
// them. What taking in the sightings costs, and one decision for every client.
#include <benchmark/benchmark.h>
#include <memory>

#include "steering/client.hpp"
#include "steering/decide.hpp"

namespace {

constexpr base::Instant kNow{1'000'000};
constexpr int kBss = 200;
constexpr int kClients = 3'000;
constexpr int kSightings = 10;

wifi::MacAddress bssid(int number) {
    return {{2, 0, 0, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number & 0xFF), 0}};
}

steering::Site site() {
    steering::Site site;
    for (int i = 0; i < kBss; ++i) {
        steering::Bss bss;
        bss.bssid = bssid(i);
        const bool high = i % 2 != 0;
        bss.channel = high ? *wifi::Channel::make(wifi::Band::Ghz5, 36 + 4 * (i / 2 % 4))
                           : *wifi::Channel::make(wifi::Band::Ghz2_4, 1 + 5 * (i / 2 % 3));
        bss.link = {bss.channel.band(), high ? wifi::PhyMode::Vht : wifi::PhyMode::Ht,
                    high ? wifi::Width::Mhz80 : wifi::Width::Mhz20, 2};
        bss.ap = static_cast<std::uint16_t>(i / 2);
        (void)site.push_back(bss);
    }
    return site;
}

/// Every tenth walks.
std::vector<steering::Client> clients(const steering::Policy& policy, const steering::Site& site) {
    std::vector<steering::Client> clients(kClients);
    for (int i = 0; i < kClients; ++i) {
        steering::Client& client = clients[static_cast<std::size_t>(i)];
        client.memory.transition = true;
        client.memory.bands = 0b011;
        client.memory.down_minus_up_cdb = 0;
        const steering::Bss& serving = site[static_cast<std::size_t>(i % kBss)];
        note_joined(policy, client, serving, {kNow.ms - 60'000});
        for (int reading = 4; reading > 0; --reading)
            note_reading(policy, client, serving, wifi::Dbm{-50 - i % 35}, {kNow.ms - reading * 250});
        if (i % 10 == 0) {
            client.motion.moving = true;
            client.motion.moving_since = {kNow.ms - 10'000};
        }
    }
    return clients;
}

void hear(const steering::Policy& policy, std::vector<steering::Client>& clients, int round) {
    for (int i = 0; i < kClients; ++i)
        for (int k = 1; k <= kSightings; ++k)
            note_uplink(policy, clients[static_cast<std::size_t>(i)], bssid((i + k) % kBss),
                        {-5'500 - 300 * k - i % 400}, base::Milliseconds{0}, {kNow.ms + round});
}

void takes_in_sightings(benchmark::State& state) {
    const steering::Policy policy;
    const steering::Site all = site();
    auto known = clients(policy, all);
    int round = 0;
    for (auto _ : state) hear(policy, known, ++round);
    state.counters["per_sighting"] = benchmark::Counter(
        kClients * kSightings, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(takes_in_sightings)->Unit(benchmark::kMillisecond);

void decides_for_all(benchmark::State& state) {
    const steering::Policy policy;
    const steering::Site all = site();
    auto known = clients(policy, all);
    hear(policy, known, 1);
    for (auto _ : state)
        for (const steering::Client& client : known)
            benchmark::DoNotOptimize(steering::decide(policy, all, client, {}, kNow));
    state.counters["per_client"] = benchmark::Counter(
        kClients, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
    state.counters["octets_per_client"] = sizeof(steering::Client);
}
BENCHMARK(decides_for_all)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
