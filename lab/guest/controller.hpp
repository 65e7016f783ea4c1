// What a network's controller does over hostapd's control sockets: it hears the station's questions, answers
// them, and has it measure. Pure functions from texts to texts; the guest carries them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/scenario.hpp"
#include "wifi/units.hpp"

namespace lab::guest {

/// A station's question where to go (BSS transition management query, 9.6.13.8).
struct TransitionQuery {
    wifi::MacAddress station;
    std::uint8_t reason = 0;                ///< Table 9-198
    std::vector<std::string> candidates{};  ///< what it would like, as BSS_TM_REQ takes them, best first
};

/// The question in an event of hostapd's. hostapd 2.10 has no event of its own for it; with
/// `notify_mgmt_frames=1` it hands on each management frame that it was sent, deciphered.
/// @param event  `AP-MGMT-FRAME-RECEIVED buf=HEX`, without its level.
/// @return  empty for every other event and frame, and for what is damaged.
[[nodiscard]] std::optional<TransitionQuery> query_in(std::string_view event);

/// The controller's answer: the station's own list, in its order. Where it has none, `others`.
[[nodiscard]] std::string answer_to(const TransitionQuery& query, const std::vector<std::string>& others);

/// Has the station scan the channel of `radio` for `bssid` (9.4.2.20.7): active, 20 TU, all that it hears of
/// it.
[[nodiscard]] std::string beacon_request(const wifi::MacAddress& station, const wifi::MacAddress& bssid,
                                         const RadioConfig& radio, std::string_view ssid);

/// Whether an event is the station's answer to the network, or says that it was asked.
[[nodiscard]] bool is_about_answers(std::string_view event);

}  // namespace lab::guest
