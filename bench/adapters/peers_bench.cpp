// What a busy site costs: sightings of 3,000 clients at 10 BSSs each, and 3,000 claims, from one access point
// to another through the whole of both, cryptography included, without sockets.
#include <array>
#include <benchmark/benchmark.h>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "adapters/peers/member.hpp"

namespace {

using namespace peers;

constexpr std::uint32_t kClients = 3'000;
constexpr std::uint32_t kBsss = 10;

wifi::MacAddress mac(std::uint8_t kind, std::uint32_t number) {
    return {{2, kind, 0, 0, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)}};
}
Endpoint at(std::size_t which) { return Endpoint{.address = {0xFD, static_cast<std::uint8_t>(which)}}; }

/// Two members; what one sends reaches the other at once.
struct Two {
    struct Parcel {
        std::size_t to = 0;
        std::vector<std::uint8_t> octets;
    };

    Two() {
        for (std::size_t i : {0, 1})
            members[i] =
                std::make_unique<Member>(Settings{"ap", {at(1 - i)}}, SiteKey{"a site key for measuring"},
                                         Outside{.send =
                                                     [this, i](const Endpoint&, wifi::Octets data) {
                                                         ++datagrams;
                                                         octets += data.size();
                                                         wire.push_back({1 - i, {data.begin(), data.end()}});
                                                     },
                                                 .event = [this](const ports::PeerEvent&) { ++events; },
                                                 .complain = [](const std::string&) { std::abort(); },
                                                 .random = fill_random});
        for (int i = 0; i < 50; ++i) step();
        if (members[0]->peers() != 1) std::abort();
        datagrams = octets = events = 0;
    }
    void step() {
        std::vector<Parcel> arriving;
        arriving.swap(wire);
        for (const Parcel& parcel : arriving)
            members[parcel.to]->receive(parcel.octets, at(1 - parcel.to), now);
        for (const auto& member : members) member->flush(now);
        now = now + base::Milliseconds{10};
    }
    void count(benchmark::State& state) const {
        state.counters["datagrams"] = static_cast<double>(datagrams);
        state.counters["octets"] = static_cast<double>(octets);
        state.counters["virtual_ms"] = static_cast<double>(now.ms - 1'000'500);
    }

    std::array<std::unique_ptr<Member>, 2> members;
    std::vector<Parcel> wire;
    base::Instant now{1'000'000};
    std::uint64_t datagrams = 0, octets = 0, events = 0;
};

void Sightings30000(benchmark::State& state) {
    for (auto _ : state) {
        state.PauseTiming();
        Two two;
        state.ResumeTiming();
        for (std::uint32_t bss = 0; bss < kBsss; ++bss) {
            for (std::uint32_t client = 0; client < kClients; ++client)
                two.members[0]->share({mac(0, client), mac(1, bss), -6'000, {}, {}}, two.now);
            for (int i = 0; i < 21; ++i) two.step();
        }
        while (two.events < kClients * kBsss) two.step();
        state.PauseTiming();
        two.count(state);
        state.ResumeTiming();
    }
}
BENCHMARK(Sightings30000)->Unit(benchmark::kMillisecond);

void Claims3000(benchmark::State& state) {
    for (auto _ : state) {
        state.PauseTiming();
        Two two;
        state.ResumeTiming();
        for (std::uint32_t client = 0; client < kClients; ++client)
            two.members[0]->claim({mac(0, client), mac(1, 1), 1});
        while (two.events < kClients || !two.members[0]->settled()) two.step();
        state.PauseTiming();
        two.count(state);
        state.ResumeTiming();
    }
}
BENCHMARK(Claims3000)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
