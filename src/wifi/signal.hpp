// RCPI and RSNI, the codes in which measurement reports carry signal levels, with the ways in which stations
// in the field deviate from them.
#pragma once

#include <algorithm>
#include <optional>

#include "wifi/units.hpp"

namespace wifi {

/// How a station fills the RCPI field.
enum class RcpiCoding : std::uint8_t {
    Standard,          ///< (level + 110 dBm) x 2 (9.4.2.37)
    SignedDbm,         ///< the level in dBm as a two's complement octet
    SignedIfRsniZero,  ///< some phones: RSNI 0 marks a level coded as dBm + 255; else the standard's
};

/// The received channel power that a report means (9.4.2.37), in whole dBm, half a dBm rounded down.
/// @param rsni  of the same report; only SignedIfRsniZero looks at it.
/// @return  -110 to 0 dBm, by SignedDbm -128 to -1, by SignedIfRsniZero with RSNI 0 -255 to 0. Empty for 255
///          (not available) and reserved values, and for a signed level of 0 dBm and above.
[[nodiscard]] constexpr std::optional<Dbm> rcpi_to_dbm(std::uint8_t rcpi,
                                                       RcpiCoding coding = RcpiCoding::Standard,
                                                       std::uint8_t rsni = 255) {
    if (coding == RcpiCoding::SignedDbm)
        return rcpi >= 0x80 ? std::optional{Dbm{static_cast<std::int8_t>(rcpi)}} : std::nullopt;
    if (coding == RcpiCoding::SignedIfRsniZero && rsni == 0) return Dbm{rcpi - 255};
    if (rcpi > 220) return std::nullopt;
    return Dbm{rcpi / 2 - 110};
}

/// The RCPI for a level (9.4.2.37): 0 below -109.5 dBm, 220 at 0 dBm and above; 255 when the level is not
/// known.
[[nodiscard]] constexpr std::uint8_t dbm_to_rcpi(std::optional<Dbm> level) {
    return level ? static_cast<std::uint8_t>(std::clamp((level->value + 110) * 2, 0, 220))
                 : std::uint8_t{255};
}

/// The received signal to noise that a report means (9.4.2.40), rounded down to whole dB: -10 to 117; empty
/// for 255.
[[nodiscard]] constexpr std::optional<Db> rsni_to_db(std::uint8_t rsni) {
    if (rsni == 255) return std::nullopt;
    return Db{rsni / 2 - 10};
}

/// The RSNI for a ratio (9.4.2.40): 0 for -10 dB and below, 254 for 117 dB and above; 255 when it is not
/// known.
[[nodiscard]] constexpr std::uint8_t db_to_rsni(std::optional<Db> ratio) {
    return ratio ? static_cast<std::uint8_t>(std::clamp((ratio->value + 10) * 2, 0, 254)) : std::uint8_t{255};
}

static_assert(rcpi_to_dbm(0x8C) == Dbm{-40});
static_assert(rcpi_to_dbm(0xC4, RcpiCoding::SignedDbm) == Dbm{-60});

}  // namespace wifi
