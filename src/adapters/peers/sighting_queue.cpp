#include "adapters/peers/sighting_queue.hpp"

#include <array>
#include <map>
#include <utility>

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
    std::map<std::pair<wifi::MacAddress, ports::SharedSighting::Source>, std::vector<const Waiting*>> groups;
    for (const Waiting& waiting : waiting_)
        groups[{waiting.sighting.bssid, waiting.sighting.source}].push_back(&waiting);
    std::vector<std::vector<std::uint8_t>> datagrams;
    std::array<std::uint8_t, kMostPlain> room;
    wifi::Writer packet{room};
    const auto end_packet = [&] {
        const wifi::Octets plain = packet.finish().value_or(wifi::Octets{});
        if (!plain.empty()) datagrams.emplace_back(plain.begin(), plain.end());
        packet = wifi::Writer{room};
    };
    for (const auto& [of, members] : groups) {
        for (std::size_t next = 0; next < members.size();) {
            if (room.size() - packet.size() < kSightingsHead + kSightingSize) end_packet();
            const std::size_t fit = (room.size() - packet.size() - kSightingsHead) / kSightingSize;
            Sightings message{of.first, of.second, {}};
            for (; next < members.size() && message.items.size() < fit; ++next) {
                const auto& [sighting, since] = *members[next];
                message.items.push_back({sighting.client, sighting.level_cdbm, sighting.age + (now - since)});
            }
            (void)append(packet, message);  // it was made to fit
        }
    }
    end_packet();
    waiting_.clear();
    return datagrams;
}

}  // namespace peers
