// What the station knows: the BSS of its network, the link it has, its own motion, and what happened lately.
//
// Plain values. The functions below are the only ones that write them, one per kind of evidence; time is
// always an argument. Everything that decides reads this and nothing else.
#pragma once

#include <cstdint>
#include <optional>

#include "base/static_vector.hpp"
#include "base/time.hpp"
#include "radio/motion.hpp"
#include "radio/rate.hpp"
#include "records/decision.hpp"
#include "station/capacity.hpp"
#include "station/policy.hpp"
#include "wifi/channel.hpp"
#include "wifi/units.hpp"

namespace station {

/// A BSS that was well heard and then, at the same place, not at all: switched off, perhaps for a while.
struct Vanished {
    radio::CentiDb level;   ///< before
    base::Instant walked;   ///< the walking clock when it was missed
    base::Instant look_at;  ///< when it is worth looking whether it is back
    base::Instant since;
    bool missed = false;  ///< a look did not hear it; until then only its link was lost
};

/// One frame's level as it was reported, unfiltered: what simpler rules go by.
struct LastHeard {
    wifi::Dbm level;
    base::Instant when;
};

/// One BSS of the network that the station is on.
struct Bss {
    wifi::MacAddress bssid;
    wifi::Channel channel;
    radio::LinkCapability link;
    std::uint8_t busy_per_255 = 0;  ///< BSS Load element (9.4.2.27); 0 when the AP does not say
    bool fits = true;               ///< its security is ours
    bool described = false;         ///< a beacon or probe response was received: a move can name it
    bool transition = false;        ///< its AP does BSS transition management (9.4.2.26, bit 19)
    std::optional<std::uint16_t> mobility_domain;
    bool over_ds = false;  ///< its AP does fast transitions over the distribution system

    bool measured = false;  ///< heard, or looked for and not heard
    radio::CentiDb level;   ///< mean at `when`
    Variance variance;      ///< at `when`
    base::Instant when;
    base::Instant walked;  ///< the walking clock at `when`
    std::optional<LastHeard> last_heard;

    base::Instant timed_until;  ///< its beacon time is known well enough for a visit to meet the beacon
    bool time_proven = false;   ///< a visit met a beacon by that time, and not many have met none since
    std::uint8_t missed = 0;    ///< visits in a row that met none

    std::optional<Vanished> vanished;
    base::Instant back_until;  ///< it had vanished and was heard again: going back is no to and fro

    /// Its link carried next to nothing although its level promised much, and the station stood: until then
    /// only this share of what it promises is believed.
    base::Instant doubted_until;
    std::uint8_t believed_per_256 = 0;
    std::uint8_t doubts = 0;  ///< in a row

    std::uint8_t failures = 0;
    base::Instant blocked_until;
};

/// What the link carried of what its level promises, as its traffic showed it: shares per 256, of the rate at
/// which frames were sent and of the frames that arrived.
struct Carried {
    std::uint16_t shown = 0;  ///< the best of this link
    std::uint16_t low = 0;    ///< the best since `low_from`
    std::optional<base::Instant>
        low_from;          ///< every reading with traffic has been far below `shown` since then
    base::Instant low_at;  ///< the last of them
};

/// The link.
struct Serving {
    wifi::MacAddress bssid;
    base::Instant since;
    base::Instant last_reading;
    std::optional<wifi::Dbm> reported;     ///< the driver's own average in the last reading
    bool fast_transition = false;          ///< its keys are those of a mobility domain (13.4)
    bool found = false;                    ///< the supplicant's first choice, where there was no link
    bool locked = false;                   ///< the user's profile names this BSS and no other
    std::optional<base::Instant> failing;  ///< last sign that the link carries nothing
    base::Instant lossy_from;              ///< every count since then showed much loss; 0: the last did not
    Carried carried;
    std::optional<base::Instant> last_traffic;  ///< last reading in which something had been received
    std::optional<base::Instant> asked;         ///< when its AP last asked the station to leave
    std::optional<base::Instant> ends_at;       ///< when its AP will end the link, as it said
    std::optional<base::Instant> queried;       ///< when the station asked it for a better AP
};

/// Requests to move, counted: a network may err, and without management frame protection anybody may ask.
struct Requests {
    base::Instant first;        ///< of those counted
    std::uint8_t count = 0;     ///< heeded since then
    std::uint8_t storms = 0;    ///< times that there were too many
    base::Instant heeded_from;  ///< none is heeded before
};

/// Whether the station itself moves, judged by the serving link alone.
using Motion = radio::Motion;

/// Where we looked, and when.
struct LookedAt {
    wifi::Channel channel;
    base::Instant when;
    base::Instant walked;
};

struct LeftBss {
    wifi::MacAddress bssid;
    base::Instant when;
    bool asked = false;  ///< its AP had asked the station to leave
};

using Method = records::Method;

/// How fast transitions over the distribution system went: APs may announce them and not be wired for them.
struct OverDs {
    std::uint8_t failures = 0;  ///< since the last that worked
    base::Instant retry_at;
};

struct Knowledge {
    base::StaticVector<Bss, kBssRoom> table;
    std::optional<Serving> serving;
    Motion motion;
    /// A clock that runs only while the station walks: what ages a measurement is the way since then.
    base::Instant walked;

    /// The driver's count of received frames was seen to hold beacons. Some filter them: then nothing
    /// received means nothing.
    bool beacons_counted = false;
    bool visits = false;  ///< visits for one beacon are possible, once its time is known
    base::StaticVector<LookedAt, kLookRoom> looks;
    std::optional<base::Instant> last_look;  ///< one that left the serving channel
    base::Instant forgotten_at;              ///< the driver may have forgotten what scans heard before
    base::Instant looks_paid_until;  ///< each look adds Policy::look_every to it; it runs down with time
    base::StaticVector<wifi::Channel, kChannelRoom>
        channels;  ///< what the radio may use, for when nothing else is known

    std::optional<LeftBss> left;
    Requests requests;
    base::Milliseconds full_move{0};             ///< measured mean; 0: not measured yet
    base::Milliseconds fast_transition_move{0};  ///< the same for FT over the air
    OverDs over_ds;
    std::optional<base::Instant> last_move;  ///< by choice
};

/// What a beacon, a probe response or a neighbour report says of one BSS.
struct Sighting {
    wifi::MacAddress bssid;
    wifi::Channel channel;
    radio::LinkCapability link;
    std::uint8_t busy_per_255 = 0;
    bool fits = true;
    bool transition = false;
    std::optional<std::uint16_t> mobility_domain;
    bool over_ds = false;
    /// Received level of one frame, and how long ago. Empty for a neighbour report.
    std::optional<wifi::Dbm> level;
    base::Milliseconds age{0};
};

/// What the link carried since it was counted before.
struct Counters {
    std::optional<std::uint32_t> sent;      ///< frames
    std::optional<std::uint32_t> lost;      ///< of these, never acknowledged
    std::optional<std::uint32_t> received;  ///< frames, beacons included where the driver counts them
};

/// One reading of the serving link.
struct Reading {
    wifi::Dbm last;     ///< of the last frame received
    wifi::Dbm average;  ///< the best average there is, of beacons if possible
    Counters counters;  ///< since the reading before
    std::optional<Counters>
        lately;                 ///< since they were counted last, where that was between the two readings
    std::uint32_t tx_kbps = 0;  ///< nominal rate of the last frame sent; 0 where the driver does not tell
};

[[nodiscard]] Bss* find(Knowledge& knowledge, const wifi::MacAddress& bssid);
[[nodiscard]] const Bss* find(const Knowledge& knowledge, const wifi::MacAddress& bssid);
/// The serving BSS's entry, or null without a link.
[[nodiscard]] const Bss* serving_bss(const Knowledge& knowledge);

/// Takes in a sighting. A level older than what is known of that BSS changes nothing. When the table is full,
/// the BSS measured longest ago makes room; the serving one never does.
void note_sighting(const Policy& policy, Knowledge& knowledge, const Sighting& sighting, base::Instant now);

/// Takes in a reading of the serving link: its level, the station's motion, signs of failure.
void note_reading(const Policy& policy, Knowledge& knowledge, const Reading& reading, base::Instant now);

/// The counters alone, between two readings: signs of failure.
void note_counters(const Policy& policy, Knowledge& knowledge, const Counters& counters, base::Instant now);

/// The machine slept for `slept`, which the clock does not know of. Levels, beacon times and visits are that
/// much older, and the station may be anywhere.
void note_resumed(Knowledge& knowledge, base::Milliseconds slept, base::Instant now);

/// The driver misses beacons, or the supplicant says that the link is in doubt.
void note_link_in_doubt(Knowledge& knowledge, base::Instant now);

/// A frame of `bssid` was received that tells when its beacons are due. Nothing happens for a BSS of another
/// network.
void note_beacon_time(const Policy& policy, Knowledge& knowledge, const wifi::MacAddress& bssid,
                      base::Instant now);
/// A visit to `bssid` was not possible: the next look at it is a scan.
void note_no_beacon_time(Knowledge& knowledge, const wifi::MacAddress& bssid);
/// In a visit a beacon of `bssid` was heard at `level`.
void note_beacon(const Policy& policy, Knowledge& knowledge, const wifi::MacAddress& bssid, wifi::Dbm level,
                 base::Instant now);
/// A visit to `bssid` heard nothing of it. Where that fits what was known, and the beacon time has been met
/// before, the BSS is weak. Otherwise the time was wrong or the BSS is gone; one beacon cannot tell, so
/// the next look at it is a scan.
void note_beacon_missed(const Policy& policy, Knowledge& knowledge, const wifi::MacAddress& bssid,
                        base::Instant now);

/// A look at `channel` begins, which takes `silence` from the link.
void note_look_started(const Policy& policy, Knowledge& knowledge, wifi::Channel channel,
                       base::Milliseconds silence, base::Instant now);
/// It ended, and every sighting of it was noted: what is known to be there and was not heard is weak.
/// @param started  when the visit began.
void note_look_ended(const Policy& policy, Knowledge& knowledge, wifi::Channel channel, base::Instant started,
                     base::Instant now);

/// The station is linked to `bssid` now. The BSS before it, if another, is remembered as left, and as
/// vanished if its link had failed.
void note_connected(const Policy& policy, Knowledge& knowledge, const wifi::MacAddress& bssid,
                    bool fast_transition, base::Instant now);
/// The link is gone. Whatever it was worth before, nothing is known of that BSS now.
void note_disconnected(const Policy& policy, Knowledge& knowledge, base::Instant now);

/// Somebody else scans, and may have the driver forget what earlier scans heard.
void note_scan_by_others(Knowledge& knowledge, base::Instant now);
/// Whether the driver knows the BSS as far as other scans let it: it was heard since the last of those began.
/// An association with a BSS that the driver does not know fails when the link is already given up.
[[nodiscard]] bool is_known_to_driver(const Knowledge& knowledge, const Bss& bss);

/// A move ended well and took `took`.
/// @param forced  it left a link that failed or ended: the choice was made in a hurry and binds nobody.
void note_moved(Knowledge& knowledge, Method method, base::Milliseconds took, bool forced, base::Instant now);
/// A fast transition over the distribution system worked, or nothing came of it.
void note_over_ds(const Policy& policy, Knowledge& knowledge, bool worked, base::Instant now);
enum class Failure : std::uint8_t {
    NoAnswer,  ///< it did not answer, or not in time: the next try may work
    Refused,   ///< it said no, and has a reason that will not be over at once
};
/// A link to `bssid` did not come about, ours or the supplicant's own attempt; it need not be known.
void note_failed(const Policy& policy, Knowledge& knowledge, const wifi::MacAddress& bssid, Failure failure,
                 base::Instant now);

/// Whether a move from the serving BSS to `target` would be a fast transition: the link's keys are those of
/// the mobility domain of both (13.4).
[[nodiscard]] bool is_fast(const Knowledge& knowledge, const Bss& target);

}  // namespace station
