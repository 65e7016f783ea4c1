// How long the codec takes for one beacon, beside the bare walk over its length fields in the same binary,
// and that it allocates nothing. The ratios to the walk are what to compare between machines.
#include <benchmark/benchmark.h>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <vector>

#include "wifi/bss_summary.hpp"
#include "wifi/catalogue.hpp"

namespace {

std::size_t allocations = 0;

}  // namespace

// Not inlined: else the compiler pairs the malloc within with the delete that it sees and warns.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* room = std::malloc(size)) return room;
    throw std::bad_alloc{};
}
[[gnu::noinline]] void operator delete(void* room) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete(void* room, std::size_t) noexcept { std::free(room); }

namespace {

using namespace wifi;

/// Elements as an 802.11ax AP with 802.11k/v/r sends them: 30 of them, 398 octets.
const std::vector<std::uint8_t>& beacon() {
    static const std::vector<std::uint8_t> list = [] {
        std::vector<std::uint8_t> octets;
        const auto add = [&octets](std::uint8_t id, std::initializer_list<std::uint8_t> head,
                                   std::size_t length) {
            octets.push_back(id);
            octets.push_back(static_cast<std::uint8_t>(length));
            octets.insert(octets.end(), head);
            octets.resize(octets.size() + length - head.size(), 0);
        };
        add(0, {'o', 'f', 'f', 'i', 'c', 'e'}, 6);
        add(1, {0x8C, 0x12, 0x98, 0x24, 0xB0, 0x48, 0x60, 0x6C}, 8);
        add(3, {36}, 1);
        add(5, {0, 2, 0, 0}, 4);
        add(7, {'D', 'E', ' ', 36, 4, 23, 52, 4, 23, 100, 11, 30}, 12);
        add(11, {7, 0, 80, 0, 0}, 5);
        add(32, {0}, 1);
        add(35, {20, 0}, 2);
        add(48, {1,  0,   0, 15, 172, 4,   1, 0,   0, 15, 172, 4, 2,  0,   0,
                 15, 172, 8, 0,  15,  172, 9, 192, 0, 0,  0,   0, 15, 172, 6},
            30);
        add(45, {0xEF, 0x09, 0x17, 0xFF, 0xFF}, 26);
        add(61, {36, 5}, 22);
        add(54, {0x34, 0x12, 1}, 3);
        add(59, {128, 115, 118, 121, 125}, 5);
        add(70, {0x73, 0xD0, 0, 0, 0x0C}, 5);
        add(74, {}, 14);
        add(127, {4, 0, 8, 0, 0, 0, 0, 0x40}, 8);
        add(191, {0xB2, 0x01, 0x80, 0x33, 0xFA, 0xFF, 0, 0, 0xFA, 0xFF, 0, 0}, 12);
        add(192, {1, 42, 0, 0xFC, 0xFF}, 5);
        add(195, {2, 46, 46, 46}, 4);
        add(201, {0, 13, 131, 37}, 17);
        add(244, {0x20}, 1);
        add(255, {35, 0x0D, 0x01, 0x08, 0x9A, 0x40, 0, 0x04}, 22);
        add(255, {36, 0xF4, 0x3F, 0, 0x19, 0xFC, 0xFF}, 7);
        add(255, {38}, 9);
        add(255, {39}, 14);
        add(221, {0, 0x50, 0xF2, 2, 1, 1}, 24);
        add(221, {0x50, 0x6F, 0x9A, 0x16, 1, 1, 0x40}, 7);
        add(221, {0, 0x50, 0xF2, 4}, 30);
        add(221, {0, 0x10, 0x18}, 9);
        add(221, {0x8C, 0xFD, 0xF0}, 25);
        return octets;
    }();
    return list;
}

/// Gives the beacon's octets again and again. `Alone`: each time only after the result of the time before is
/// known, as for a frame that just came in. The walk is one chain of loads, so this is what the reference
/// figures mean. Otherwise the processor works at two or three frames at once as far as its buffers reach;
/// that walk takes 30 to 90 ns on one machine, depending on where the linker puts it.
template <bool Alone>
class Feed {
public:
    Feed() { benchmark::DoNotOptimize(nothing_); }
    /// @param known  part of the last result.
    Octets next(std::size_t known) const {
        return Octets{beacon_.data() + (Alone ? known & nothing_ : 0), beacon_.size()};
    }

private:
    const std::vector<std::uint8_t>& beacon_ = beacon();
    std::size_t nothing_ = 0;  // which the compiler does not know
};

/// What no parser can do without: step from length to length inside the list, and remember where.
template <bool Alone>
void walk(benchmark::State& state) {
    const Feed<Alone> feed;
    std::array<std::uint16_t, 64> places{};
    std::size_t at = 0;
    for (auto _ : state) {
        const Octets list = feed.next(at);
        std::size_t count = 0;
        for (at = 0; list.size() - at >= 2;) {
            const std::size_t next = at + 2 + list[at + 1];
            if (next > list.size()) break;
            places[count++ & 63] = static_cast<std::uint16_t>(at);
            at = next;
        }
        benchmark::DoNotOptimize(places);
        benchmark::DoNotOptimize(count);
    }
}

template <bool Alone>
void index_elements(benchmark::State& state) {
    const Feed<Alone> feed;
    std::size_t known = 0;
    for (auto _ : state) {
        const BssElementIndex index{feed.next(known)};
        benchmark::DoNotOptimize(index);
        if (Alone) known = index.element<HeOperation>()->offset + (index.fault() ? 1 : 0);
    }
}

/// The index and everything that a roaming decision reads of a beacon.
template <bool Alone>
void decode_roaming_elements(benchmark::State& state) {
    const Feed<Alone> feed;
    const Channel channel = *Channel::make(Band::Ghz5, 36);
    std::size_t known = 0;
    for (auto _ : state) {
        const BssSummary summary = summarise(feed.next(known), channel);
        benchmark::DoNotOptimize(summary);
        if (Alone) known = summary.streams + (summary.fault ? 1u : 0u) + summary.akms.bits;
    }
}

BENCHMARK(walk<true>)->Name("walk/one_beacon");
BENCHMARK(index_elements<true>)->Name("index/one_beacon");
BENCHMARK(decode_roaming_elements<true>)->Name("decode/one_beacon");
BENCHMARK(walk<false>)->Name("walk/back_to_back");
BENCHMARK(index_elements<false>)->Name("index/back_to_back");
BENCHMARK(decode_roaming_elements<false>)->Name("decode/back_to_back");

using Neighbors = std::array<Neighbor, 6>;

Neighbors neighbors_of_request() {
    Neighbors neighbors{};
    for (std::size_t i = 0; i < neighbors.size(); ++i) {
        neighbors[i].bssid = MacAddress{{2, 0, 0, 0, static_cast<std::uint8_t>(i), 0}};
        neighbors[i].operating_class = 115;
        neighbors[i].channel = 36;
        neighbors[i].phy_type = 14;
        neighbors[i].preference = static_cast<std::uint8_t>(255 - i);
    }
    return neighbors;
}

/// A request with `neighbors` as its candidates; empty when there was no room.
Octets write_request(std::span<std::uint8_t> room, const Neighbors& neighbors) {
    Writer writer{room};
    BtmRequest request;
    request.token = 7;
    request.mode.set<"preferred_list">(1).set<"abridged">(1);
    request.validity_tbtt = 100;
    BtmRequest::describe(writer, request);
    for (const Neighbor& neighbor : neighbors) write_neighbor(writer, neighbor);
    return writer.finish().value_or(Octets{});
}

/// How many neighbours it read without a fault.
std::size_t read_request(Octets octets, Neighbors& neighbors) {
    Reader reader{octets};
    BtmRequest request;
    BtmRequest::describe(reader, request);
    std::size_t count = 0;
    (void)request.candidates.each([&](const Element& element) {
        const auto neighbor = read_neighbor(element);
        if (neighbor && count < neighbors.size()) neighbors[count++] = *neighbor;
    });
    return reader.ok() ? count : 0;
}

void encode_btm_request(benchmark::State& state) {
    Neighbors neighbors = neighbors_of_request();
    std::array<std::uint8_t, 512> room{};
    for (auto _ : state) {
        benchmark::DoNotOptimize(neighbors);
        const Octets octets = write_request(room, neighbors);
        benchmark::DoNotOptimize(octets);
        benchmark::DoNotOptimize(room);
    }
}
BENCHMARK(encode_btm_request);

void decode_btm_request(benchmark::State& state) {
    Neighbors neighbors = neighbors_of_request();
    std::array<std::uint8_t, 512> room{};
    const Octets octets = write_request(room, neighbors);
    for (auto _ : state) {
        benchmark::DoNotOptimize(room);
        const std::size_t count = read_request(octets, neighbors);
        benchmark::DoNotOptimize(count);
        benchmark::DoNotOptimize(neighbors);
    }
}
BENCHMARK(decode_btm_request);

/// Runs each piece once and counts what it allocates.
bool allocates_nothing() {
    const std::vector<std::uint8_t>& list = beacon();
    const std::size_t before = allocations;
    const BssSummary summary = summarise(list, *Channel::make(Band::Ghz5, 36));
    std::array<std::uint8_t, 512> room{};
    Neighbors neighbors = neighbors_of_request();
    const std::size_t count = read_request(write_request(room, neighbors), neighbors);
    return allocations == before && !summary.fault && summary.mode == PhyMode::He &&
           count == neighbors.size() && neighbors == neighbors_of_request();
}

}  // namespace

int main(int count, char** values) {
    std::size_t elements = 0;
    (void)ElementList<BssElements>{beacon()}.each([&elements](const Element&) { ++elements; });
    std::printf("beacon: %zu octets, %zu elements\n", beacon().size(), elements);
    if (!allocates_nothing()) {
        std::fprintf(stderr, "the codec allocates, or misreads the beacon\n");
        return 1;
    }
    benchmark::Initialize(&count, values);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
