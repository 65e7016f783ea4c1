// The oldest elements: SSID, rates, DS Parameter Set, TIM.
#pragma once

#include "wifi/element.hpp"

namespace wifi {

/// Zero length: the wildcard in requests, "hidden" in beacons.
struct Ssid {
    static constexpr ElementId kId{0};
    static constexpr const char* kName = "ssid";
    static constexpr const char* kClause = "9.4.2.2";

    OctetString text;  ///< 0 to 32 octets (else BadValue); UTF-8 only if the extended capabilities say so

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.text("text", value.text);
        at.require(value.text.size() <= 32);
    }
    friend constexpr bool operator==(const Ssid&, const Ssid&) = default;
};

/// One octet per rate: bits 0-6 in 500 kbit/s, bit 7 when it is a basic rate. Values 127 to 122 with the
/// basic bit are BSS membership selectors (HT 127, VHT 126, GLK 125, EPD 124, SAE hash-to-element only 123,
/// HE 122).
struct SupportedRates {
    static constexpr ElementId kId{1};
    static constexpr const char* kName = "supported_rates";
    static constexpr const char* kClause = "9.4.2.3";

    OctetString rates;  ///< 1 octet or more (else BadValue); the standard has at most 8

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.numbers("rates", value.rates);
        at.require(!value.rates.empty());
    }
    friend constexpr bool operator==(const SupportedRates&, const SupportedRates&) = default;
};

/// Rates past the first eight, coded as in SupportedRates.
struct ExtendedSupportedRates {
    static constexpr ElementId kId{50};
    static constexpr const char* kName = "extended_supported_rates";
    static constexpr const char* kClause = "9.4.2.12";

    OctetString rates;  ///< 1 to 255 octets (else BadValue)

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.numbers("rates", value.rates);
        at.require(!value.rates.empty());
    }
    friend constexpr bool operator==(const ExtendedSupportedRates&, const ExtendedSupportedRates&) = default;
};

struct DsParameterSet {
    static constexpr ElementId kId{3};
    static constexpr const char* kName = "ds_parameter_set";
    static constexpr const char* kClause = "9.4.2.4";

    std::uint8_t current_channel = 0;  ///< number of the 20 MHz channel

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("current_channel", value.current_channel);
    }
    friend constexpr bool operator==(const DsParameterSet&, const DsParameterSet&) = default;
};

/// Traffic indication map; the part for the receiver's AID is in the partial bitmap.
struct Tim {
    static constexpr ElementId kId{5};
    static constexpr const char* kName = "tim";
    static constexpr const char* kClause = "9.4.2.5";

    std::uint8_t dtim_count = 0;   ///< beacons before the next DTIM; 0: this is one
    std::uint8_t dtim_period = 1;  ///< beacon intervals, 1 to 255
    /// Bit 0: group traffic waits; bits 1-7: half the octets left out of the bitmap.
    std::uint8_t bitmap_control = 0;
    OctetString partial_bitmap;  ///< bit n: traffic waits for AID n, behind the octets left out

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("dtim_count", value.dtim_count);
        at.number("dtim_period", value.dtim_period);
        at.number("bitmap_control", value.bitmap_control);
        at.rest("partial_bitmap", value.partial_bitmap);
    }
    friend constexpr bool operator==(const Tim&, const Tim&) = default;
};

}  // namespace wifi
