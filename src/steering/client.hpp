// What an access point knows of one client: where it is heard and how well, its link, its motion, how it
// takes requests. Plain values; the functions below are the only ones that write them, one per kind of
// evidence, and time is always an argument.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "base/static_vector.hpp"
#include "base/time.hpp"
#include "radio/belief.hpp"
#include "radio/expected_rate.hpp"
#include "radio/motion.hpp"
#include "records/client.hpp"
#include "steering/policy.hpp"
#include "steering/site.hpp"
#include "steering/transaction.hpp"

namespace steering {

/// How well a station hears one BSS.
struct Heard {
    base::Instant when;
    radio::Belief level;  ///< Downlink where reported, else uplink; at `when`
    /// Of Station::walked at `when`.
    std::uint32_t walked_ms = 0;
    /// By how much the last measurement that was made for it, heard or not, is older than `when`.
    base::Milliseconds measured_before = base::Milliseconds::max();
    wifi::MacAddress bssid;
    bool reported = false;  ///< by a measurement of the client; otherwise the BSS heard the client

    /// When a measurement was last made for it; empty: never, or weeks ago.
    [[nodiscard]] std::optional<base::Instant> measured() const {
        if (measured_before == base::Milliseconds::max()) return std::nullopt;
        return base::Instant{when.ms - measured_before.count()};
    }
    /// It is as of then from now on.
    void set_when(base::Instant at) {
        const auto last = measured();
        when = at;
        if (last) measured_before = at - *last;
    }
};
static_assert(sizeof(Heard) <= 32, "a large site has ten of them for each of its clients");

/// What is known of whoever was heard, linked to us or not.
struct Station {
    base::StaticVector<Heard, 12> heard;
    base::Instant last_seen;
    /// A clock that runs only while the station walks. It wraps; of interest are differences only.
    std::uint32_t walked_ms = 0;
};

/// A BSS that is no target for a while.
struct Barred {
    base::Instant until;
    wifi::MacAddress bssid;
};

struct Link {
    base::Instant since;
    base::Instant last_reading;
    radio::Belief uplink;  ///< of what its access point hears
    wifi::MacAddress bssid;
    radio::LinkCapability link;  ///< what both ends can do
    bool read = false;           ///< the rest is known
};

/// A measurement that the client was asked for and has not ended.
struct Measuring {
    base::Instant until;
    std::optional<wifi::Channel> channel;
    records::BeaconMode mode = records::BeaconMode::Active;
    bool reported = false;
};

/// What the client can do on a band, as its own association says.
struct OwnRadio {
    bool known = false;
    wifi::PhyMode mode = wifi::PhyMode::Legacy;
    wifi::Width width = wifi::Width::Mhz20;
    std::uint8_t streams = 1;
};

struct Client : Station {
    wifi::MacAddress address;
    std::uint16_t network = 0;  ///< of its last link
    records::ClientMemory memory;
    std::optional<Link> link;
    base::StaticVector<Barred, 4> barred;
    OwnRadio radio[3]{};                                   ///< by wifi::Band
    std::uint8_t unanswered[records::kBeaconModeCount]{};  ///< by mode, in a row
    radio::Motion motion;

    std::optional<Measuring> measuring;
    std::optional<base::Instant> last_measured;
    base::Instant measured_paid_until;  ///< each adds Policy::measure_every; it runs down with time

    Transaction transaction;
    std::optional<base::Instant> last_request;
    base::Instant may_ask_from;
    base::Instant requests_paid_until;  ///< each adds DayOfRequests::price; it runs down with time
};

/// Takes in one reading of the client's link at the access point that serves it.
void note_reading(const Policy& policy, Client& client, const Bss& serving, wifi::Dbm signal,
                  base::Instant now);

/// A BSS that does not serve it heard it.
void note_uplink(const Policy& policy, Station& station, const wifi::MacAddress& bssid, radio::CentiDb level,
                 base::Milliseconds age, base::Instant now);
void note_uplink(const Policy& policy, Client& client, const wifi::MacAddress& bssid, radio::CentiDb level,
                 base::Milliseconds age, base::Instant now);

/// The client reported how it hears a BSS. Of the serving one it tells by how much the two directions differ.
/// @param mode  a table's levels are of an unknown time.
void note_report(const Policy& policy, Station& station, const wifi::MacAddress& bssid, radio::CentiDb level,
                 records::BeaconMode mode, base::Instant now);
void note_report(const Policy& policy, Client& client, const wifi::MacAddress& bssid, radio::CentiDb level,
                 records::BeaconMode mode, base::Instant now);

/// A measurement begins.
void note_measuring(const Policy& policy, Client& client, records::BeaconMode mode,
                    std::optional<wifi::Channel> channel, base::Instant now);
/// The client has answered it, or will not any more: what it might have heard and did not is weak.
enum class MeasureEnd : std::uint8_t {
    Reported,  ///< with what it heard, which may be nothing
    Refused,   ///< it does not measure so
    Silent,    ///< in time nothing came
    Unheard,   ///< the request did not reach it, which says nothing of the client
};
void note_measured(const Policy& policy, Client& client, const Site& site, MeasureEnd end, base::Instant now);

/// It is linked to `serving` now.
void note_joined(const Policy& policy, Client& client, const Bss& serving, base::Instant now);
/// It is not any more.
void note_left(Client& client, base::Instant now);
/// What its association says that it can do on the BSS's band.
void note_radio(Client& client, wifi::Band band, const OwnRadio& radio);

/// `bssid` is no target until then.
void bar(Client& client, const wifi::MacAddress& bssid, base::Instant until);
[[nodiscard]] bool is_barred(const Client& client, const wifi::MacAddress& bssid, base::Instant now);

/// How the client is believed to hear its own access point; empty where nothing was read.
[[nodiscard]] std::optional<radio::Belief> serving_level(const Policy& policy, const Client& client,
                                                         base::Instant now);
/// How it is believed to hear `bssid`.
[[nodiscard]] radio::Belief level_of(const Policy& policy, const Station& station,
                                     const wifi::MacAddress& bssid, base::Instant now);
[[nodiscard]] radio::Belief level_of(const Policy& policy, const Station& station, const Heard& heard,
                                     base::Instant now);
/// How a BSS is believed to be heard of which nothing is known.
[[nodiscard]] radio::Belief unheard_level(const Policy& policy);
[[nodiscard]] const Heard* find_heard(const Station& station, const wifi::MacAddress& bssid);

/// The best that the client and a BSS can do together.
[[nodiscard]] radio::LinkCapability link_with(const Client& client, const Bss& bss);

/// Whether the client was ever heard to use that band; unknown counts as able when nothing at all is known.
[[nodiscard]] bool can_use(const Client& client, wifi::Band band);

}  // namespace steering
