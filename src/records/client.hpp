// What was learned of one client of an access point's network, as plain values: it is kept across restarts,
// and goes with the client to the access point that serves it next.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "wifi/signal.hpp"
#include "wifi/units.hpp"

namespace records {

/// How a client takes requests to move (BSS transition management, 11.21.7).
enum class ClientClass : std::uint8_t {
    Unknown,  ///< too few requests to say
    Obeys,    ///< accepts, and goes where it was asked to
    Refuses,  ///< answers with a status other than accept
    Ignores,  ///< does not answer, or accepts and stays
    Returns,  ///< goes, and is back soon after
    Cannot,   ///< does not do BSS transition management
};
inline constexpr std::size_t kClientClasses = 6;

/// Whether a kind of measurement works with a client.
enum class Measures : std::uint8_t {
    Unknown,  ///< not tried
    Works,    ///< it answered with a report
    Refuses,  ///< it answered that it will not or cannot, or not at all, several times
};

/// The modes of a beacon request (9.4.2.20.7), as its field numbers them.
enum class BeaconMode : std::uint8_t { Passive = 0, Active = 1, Table = 2 };
inline constexpr std::size_t kBeaconModeCount = 3;

/// All ages are from the moment at which the value is handed on.
struct ClientMemory {
    wifi::MacAddress client;

    // Requests to move and what became of them; the counts halve together when one reaches its limit.
    std::uint8_t requests = 0;
    std::uint8_t obeyed = 0;    ///< linked to a BSS of the list in time
    std::uint8_t refused = 0;   ///< answered with another status than accept
    std::uint8_t ignored = 0;   ///< no answer, or accepted and stayed
    std::uint8_t returned = 0;  ///< went back to the BSS that it had been asked to leave

    base::Milliseconds back_off{0};                   ///< the present one; doubles with each failure
    base::Milliseconds wait_left{0};                  ///< before the next request may be sent
    std::optional<base::Milliseconds> since_request;  ///< empty: none was sent
    base::Milliseconds day_spent{0};                  ///< before it has a whole day's requests again

    std::uint8_t bands = 0;   ///< bit per wifi::Band in which it was heard or says to work
    bool transition = false;  ///< does BSS transition management, as its elements say (9.4.2.26, bit 19)
    Measures measures[kBeaconModeCount]{};  ///< by BeaconMode
    wifi::RcpiCoding rcpi = wifi::RcpiCoding::Standard;
    /// By how much it hears its access point louder than it is heard there, hundredths of dB; empty: not met.
    std::optional<std::int16_t> down_minus_up_cdb;

    friend constexpr bool operator==(const ClientMemory&, const ClientMemory&) = default;
};

}  // namespace records
