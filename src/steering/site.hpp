// The BSS of a site: our own and those of the other access points, as each says of itself.
#pragma once

#include <cstdint>
#include <optional>

#include "base/static_vector.hpp"
#include "radio/rate.hpp"
#include "wifi/channel.hpp"
#include "wifi/units.hpp"

namespace steering {

struct Bss {
    wifi::MacAddress bssid;
    wifi::Channel channel;
    radio::LinkCapability link;  ///< of the BSS alone
    std::uint16_t network = 0;   ///< equal for equal SSIDs
    std::uint16_t ap = 0;        ///< equal for BSS of one access point; 0: ours
    std::uint16_t clients = 0;
    std::optional<std::uint8_t> busy_per_255;
    std::optional<std::uint16_t> mobility_domain;
    bool transition = false;  ///< its access point does BSS transition management

    friend bool operator==(const Bss&, const Bss&) = default;
};

/// At most so many are known; of one more nothing is.
inline constexpr std::size_t kMostBss = 256;
using Site = base::StaticVector<Bss, kMostBss>;

/// Null where the site has no such BSS.
[[nodiscard]] const Bss* find(const Site& site, const wifi::MacAddress& bssid);
[[nodiscard]] Bss* find(Site& site, const wifi::MacAddress& bssid);

}  // namespace steering
