// What one decision costs: a walk between 16 candidates, heard some seconds ago.
#include <benchmark/benchmark.h>

#include "station/decide.hpp"

namespace {

constexpr base::Instant kNow{1'000'000};
constexpr int kCandidates = 16;

station::Knowledge walk() {
    station::Knowledge knowledge;
    for (int i = 0; i <= kCandidates; ++i) {
        station::Bss bss;
        bss.bssid = {{2, 0, 0, 0, static_cast<std::uint8_t>(i), 0}};
        bss.channel = *wifi::Channel::make(wifi::Band::Ghz5, 36 + 4 * (i % 4));
        bss.link = {wifi::Band::Ghz5, wifi::PhyMode::Vht, wifi::Width::Mhz80, 2};
        bss.described = bss.measured = true;
        bss.level = {-7'000 - 100 * i};
        bss.variance = {400};
        bss.when = {kNow.ms - 500 * i};
        bss.timed_until = bss.when + station::Policy{}.beacon_time_holds;
        (void)knowledge.table.push_back(bss);
    }
    station::Serving link;
    link.bssid = knowledge.table[0].bssid;
    link.since = {kNow.ms - 60'000};
    link.last_reading = kNow;
    knowledge.serving = link;
    knowledge.visits = true;
    knowledge.motion.moving = true;
    knowledge.walked = {60'000};
    return knowledge;
}

void decides(benchmark::State& state) {
    const station::Policy policy;
    station::Knowledge knowledge = walk();
    for (auto _ : state) {
        benchmark::DoNotOptimize(knowledge);
        benchmark::DoNotOptimize(station::decide(policy, knowledge, kNow));
    }
}
BENCHMARK(decides);

}  // namespace

BENCHMARK_MAIN();
