// What is not true in a scenario: neighbor reports that lie, and requests sent in an access point's name.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lab/scenario.hpp"
#include "wifi/hostap_text.hpp"

namespace lab::guest {

/// What others are told about an access point: the arguments of hostapd's SET_NEIGHBOR.
struct Said {
    wifi::MacAddress bssid;
    std::string report;  ///< body of a Neighbor Report element (9.4.2.36) in hexadecimal
};

/// @param truth  the access point's own report as hostapd writes it.
/// @return  empty when `truth` is no report.
[[nodiscard]] std::optional<Said> what_is_said(std::string_view truth, ReportedAs as);

/// A BSS Transition Management Request (9.6.13.9) to the station as if `bssid` had sent it, without
/// protection. One with candidates is abridged: others are not wanted.
/// @param timer_tbtt  0: no disassociation is announced.
[[nodiscard]] std::vector<std::uint8_t> forged_transition_request(const wifi::MacAddress& bssid,
                                                                  std::span<const wifi::Candidate> candidates,
                                                                  std::uint16_t timer_tbtt);

}  // namespace lab::guest
