#include "adapters/peers/sighting_queue.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "adapters/peers/seal.hpp"

namespace peers {

bool SightingQueue::push(const ports::SharedSighting& sighting, base::Instant now) {
    const bool room = waiting_.size() < kMost;
    if (!room) waiting_.pop_front();
    waiting_.push_back({sighting, now});
    return room;
}

std::optional<base::Instant> SightingQueue::due() const {
    if (waiting_.empty()) return std::nullopt;
    return waiting_.front().since + kWait;
}

std::vector<std::vector<std::uint8_t>> SightingQueue::take(base::Instant now) {
    // Those of one BSS and source share a message.
    const auto of = [](const Waiting& waiting) {
        return std::pair{waiting.sighting.bssid, waiting.sighting.source};
    };
    std::ranges::stable_sort(waiting_, {}, of);
    std::vector<std::vector<std::uint8_t>> datagrams;
    std::array<std::uint8_t, kMostPlain> room;
    wifi::Writer packet{room};
    const auto end_packet = [&] {
        const wifi::Octets plain = packet.finish().value_or(wifi::Octets{});
        if (!plain.empty()) datagrams.emplace_back(plain.begin(), plain.end());
        packet = wifi::Writer{room};
    };
    for (auto next = waiting_.begin(); next != waiting_.end();) {
        if (room.size() - packet.size() < kSightingsHead + kSightingSize) end_packet();
        const std::size_t fit = (room.size() - packet.size() - kSightingsHead) / kSightingSize;
        Sightings message{next->sighting.bssid, next->sighting.source, {}};
        const auto key = of(*next);
        for (; next != waiting_.end() && message.items.size() < fit && of(*next) == key; ++next)
            message.items.push_back(
                {next->sighting.client, next->sighting.level_cdbm, next->sighting.age + (now - next->since)});
        (void)append(packet, message);  // it was made to fit
    }
    end_packet();
    waiting_.clear();
    return datagrams;
}

}  // namespace peers
