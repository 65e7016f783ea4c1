// Which APs a fast BSS transition can reach: the Mobility Domain element (9.4.2.46).
#pragma once

#include "wifi/element.hpp"

namespace wifi {

/// FT Capability and Policy (9.4.2.46).
inline constexpr auto kFtCapabilityFields = std::to_array<BitField>({
    {"over_ds", 0},
    {"resource_request", 1},
});

struct MobilityDomain {
    static constexpr ElementId kId{54};
    static constexpr const char* kName = "mobility_domain";
    static constexpr const char* kClause = "9.4.2.46";

    std::uint16_t mdid = 0;  ///< hostapd writes its octets as on the air: `a1b2` is 0xB2A1
    Bits<1, kFtCapabilityFields> ft_capability;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("mdid", value.mdid);
        at.bits("ft_capability", value.ft_capability);
    }
    friend constexpr bool operator==(const MobilityDomain&, const MobilityDomain&) = default;
};

}  // namespace wifi
