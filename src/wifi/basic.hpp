// The oldest elements: SSID, rates, DS Parameter Set, TIM.
#pragma once

#include "wifi/element.hpp"

namespace wifi {

/// Zero length: the wildcard in requests, "hidden" in beacons.
struct Ssid {
    static constexpr ElementId kId{0};
    static constexpr const char* kName = "ssid";
    static constexpr const char* kClause = "9.4.2.2";

    OctetString text;  ///< 0 to 32 octets; UTF-8 only if the extended capabilities say so

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

    OctetString rates;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.numbers("rates", value.rates);
        at.require(!value.rates.empty());
    }
    friend constexpr bool operator==(const SupportedRates&, const SupportedRates&) = default;
};

struct ExtendedSupportedRates {
    static constexpr ElementId kId{50};
    static constexpr const char* kName = "extended_supported_rates";
    static constexpr const char* kClause = "9.4.2.12";

    OctetString rates;

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

    std::uint8_t current_channel = 0;

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

    std::uint8_t dtim_count = 0;
    std::uint8_t dtim_period = 1;
    std::uint8_t bitmap_control = 0;
    OctetString partial_bitmap;

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
