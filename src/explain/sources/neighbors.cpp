#include "explain/sources/neighbors.hpp"

#include <array>

#include "explain/sources/text.hpp"
#include "wifi/neighbor.hpp"

namespace explain {

std::vector<Neighbor> neighbors_in(wifi::Octets elements) {
    constexpr std::size_t kMost = 64;
    std::vector<Neighbor> neighbors;
    for (std::size_t at = 0; at < elements.size() && neighbors.size() < kMost;) {
        const auto element = wifi::element_at(elements, at);
        if (!element) break;
        at = element->end();
        if (element->id != wifi::NeighborReport::kId.id) continue;
        const auto read = wifi::read_neighbor(*element);
        if (!read) continue;
        neighbors.push_back({read->bssid, read->operating_class, read->channel, read->preference});
    }
    return neighbors;
}

std::vector<Neighbor> neighbors_of_hex(std::string_view line) {
    const auto hex = behind(line, " neighbor=");
    if (!hex) return {};
    // Behind what hostapd can take from one frame.
    std::array<std::uint8_t, 2304> octets;
    std::size_t size = 0;
    for (std::size_t i = 0; i + 1 < hex->size() && size < octets.size(); i += 2) {
        const char* first = hex->data() + i;
        const auto [end, error] = std::from_chars(first, first + 2, octets[size], 16);
        if (error != std::errc{} || end != first + 2) break;
        ++size;
    }
    return neighbors_in(wifi::Octets{octets}.first(size));
}

}  // namespace explain
