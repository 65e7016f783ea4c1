// How busy a BSS says it is: BSS Load (9.4.2.27).
#pragma once

#include "wifi/element.hpp"

namespace wifi {

struct BssLoad {
    static constexpr ElementId kId{11};
    static constexpr const char* kName = "bss_load";
    static constexpr const char* kClause = "9.4.2.27";

    std::uint16_t stations = 0;          ///< associated now
    std::uint8_t busy_per_255 = 0;       ///< share of time the AP senses the medium busy, in 1/255
    std::uint16_t spare_32us_per_s = 0;  ///< medium time left for admission, in 32 us per second

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("stations", value.stations);
        at.number("busy_per_255", value.busy_per_255);
        at.number("spare_32us_per_s", value.spare_32us_per_s);
    }
    friend constexpr bool operator==(const BssLoad&, const BssLoad&) = default;
};

}  // namespace wifi
