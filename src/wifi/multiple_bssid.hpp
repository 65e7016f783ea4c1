// Several BSSs behind one beacon: Multiple BSSID and what belongs to it.
#pragma once

#include "wifi/capabilities.hpp"
#include "wifi/element.hpp"

namespace wifi {

struct BssElements;  // bss_elements.hpp

struct NontransmittedProfile {
    static constexpr const char* kName = "nontransmitted_bssid_profile";
    static constexpr const char* kClause = "9.4.2.45";

    ElementList<BssElements> elements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const NontransmittedProfile&, const NontransmittedProfile&) = default;
};

struct MultipleBssidSubelements : Registry<Row<NontransmittedProfile, ElementId{0}>> {};

struct MultipleBssid {
    static constexpr ElementId kId{71};
    static constexpr const char* kName = "multiple_bssid";
    static constexpr const char* kClause = "9.4.2.45";

    std::uint8_t max_bssid_indicator = 0;  ///< n: at most 2^n BSSIDs, n >= 1
    ElementList<MultipleBssidSubelements> subelements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("max_bssid_indicator", value.max_bssid_indicator);
        at.elements("subelements", value.subelements);
    }
    friend constexpr bool operator==(const MultipleBssid&, const MultipleBssid&) = default;
};

struct NontransmittedCapability {
    static constexpr ElementId kId{83};
    static constexpr const char* kName = "nontransmitted_bssid_capability";
    static constexpr const char* kClause = "9.4.2.71";

    Bits<2, kCapabilityFields> capability;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("capability", value.capability);
    }
    friend constexpr bool operator==(const NontransmittedCapability&,
                                     const NontransmittedCapability&) = default;
};

struct MultipleBssidIndex {
    static constexpr ElementId kId{85};
    static constexpr const char* kName = "multiple_bssid_index";
    static constexpr const char* kClause = "9.4.2.73";

    std::uint8_t index = 0;                   ///< 1 to 2^n - 1
    std::optional<std::uint8_t> dtim_period;  ///< beacon intervals; in beacons only
    std::optional<std::uint8_t> dtim_count;   ///< as in Tim; in beacons only

    /// The BSSID of the BSS with `index` (9.4.2.45): the low `indicator` bits of the last octet count on from
    /// the transmitted BSSID's, modulo 2^indicator.
    /// @param indicator  1 to 8, of the Multiple BSSID element; above 8 counts as 8.
    [[nodiscard]] static constexpr MacAddress bssid(MacAddress transmitted, std::uint8_t indicator,
                                                    std::uint8_t index) {
        const unsigned mask = (1u << (indicator < 8 ? indicator : 8)) - 1;
        const unsigned last = transmitted.octets[5];
        transmitted.octets[5] = static_cast<std::uint8_t>((last & ~mask) | ((last + index) & mask));
        return transmitted;
    }

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("index", value.index);
        at.tail("dtim_period", value.dtim_period);
        at.tail("dtim_count", value.dtim_count);
    }
    friend constexpr bool operator==(const MultipleBssidIndex&, const MultipleBssidIndex&) = default;
};

}  // namespace wifi
