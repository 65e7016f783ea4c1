// What a rival's rule sees: its table of scan results and the link, as plain values.
//
// Rivals go by single reported levels, not by our estimates, so this holds those. The same value is built
// from what our station knows, from a log of theirs, or by a test.
#pragma once

#include <cstdint>
#include <optional>

#include "base/static_vector.hpp"
#include "base/time.hpp"
#include "radio/rate.hpp"
#include "records/decision.hpp"
#include "station/knowledge.hpp"
#include "wifi/channel.hpp"
#include "wifi/units.hpp"

namespace station::policies {

/// One BSS in the table.
struct Heard {
    wifi::MacAddress bssid;
    wifi::Channel channel;
    radio::LinkCapability link;
    wifi::Dbm level;                 ///< of the last frame heard
    std::optional<wifi::Dbm> noise;  ///< as the driver reports it for the channel
    base::Milliseconds age{0};       ///< since that frame
    bool missed = false;             ///< its channel was visited since then, and it was not heard
    std::uint8_t busy_per_255 = 0;   ///< BSS Load element (9.4.2.27); 0 when the AP does not say
    bool same_domain = false;        ///< a fast transition from the serving BSS is possible
    bool blocked = false;            ///< an attempt failed lately

    friend constexpr bool operator==(const Heard&, const Heard&) = default;
};

/// Ties go to the lower address, so that no answer depends on the table's order.
[[nodiscard]] constexpr bool is_stronger(const Heard& a, const Heard& b) {
    return a.level > b.level || (a.level == b.level && a.bssid < b.bssid);
}

struct Evidence {
    static constexpr std::size_t kRoom = 32;

    /// All BSS of the network that were heard, in ascending order of address; the serving one is among them.
    base::StaticVector<Heard, kRoom> table;
    std::optional<wifi::MacAddress> serving;  ///< empty: no link
    /// The link's level as the driver averages it now. Empty when it does not say.
    std::optional<wifi::Dbm> average;
    std::optional<wifi::Dbm> link_noise;  ///< as the driver reports it with `average`
    bool in_doubt = false;                ///< beacons are missing, or frames are not acknowledged
    bool busy = false;                    ///< traffic besides beacons flows
    /// Where BSS of the network are known to be, heard or not, ascending.
    base::StaticVector<wifi::Channel, kRoom> channels;

    /// The serving BSS's entry; null without a link, or when it was never heard.
    [[nodiscard]] const Heard* current() const;
    /// `average`, or else the level in the table. There must be a link that was heard.
    [[nodiscard]] wifi::Dbm level() const;
};

/// What a rival would see in our place: of each BSS the last frame's level.
/// @param busy  traffic besides beacons flows.
[[nodiscard]] Evidence evidence_of(const Knowledge& knowledge, bool busy, base::Instant now);

/// What a rule says.
struct Verdict {
    records::Action action = records::Action::Stay;
    records::Reason reason = records::Reason::NotConnected;
    std::optional<wifi::MacAddress> target;  ///< Move
    base::StaticVector<wifi::Channel, Evidence::kRoom>
        looks;                                   ///< Look: where, in this order; empty: everywhere
    base::StaticVector<records::Gate, 8> gates;  ///< in the order in which they were compared

    /// Adds a comparison; true when it passes.
    bool compare(records::GateKind kind, std::int32_t value, std::int32_t limit);
    /// Says why it stays.
    Verdict& stay(records::Reason why);
    Verdict& move(records::Reason why, const wifi::MacAddress& where);

    friend constexpr bool operator==(const Verdict&, const Verdict&) = default;
};

}  // namespace station::policies
