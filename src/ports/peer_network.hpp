// What the engine needs from the other access points of its site: what each hears, how busy it is, whose a
// client is. Nothing here waits: what does not arrive is not known.
//
// A client belongs to one access point at a time: the one that serves it. Only that one asks it to measure or
// to move. Who serves it from now on claims it with a higher epoch; who gives it up hands on what it knows.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "ports/ap_control.hpp"
#include "records/client.hpp"
#include "wifi/units.hpp"

namespace ports {

/// One BSS of an access point of the site, as its own daemon describes it.
struct SharedBss {
    wifi::MacAddress bssid;
    std::string ssid;  ///< as printed
    wifi::Channel channel;
    Capability capability;
    std::uint16_t clients = 0;
    std::optional<std::uint8_t> busy_per_255;
    bool transition = false;
    std::optional<std::uint16_t> mobility_domain;
    std::vector<std::uint8_t> neighbor;  ///< body of its own Neighbor Report element; may be empty

    friend bool operator==(const SharedBss&, const SharedBss&) = default;
};

/// A client was heard at a BSS, or measured it.
struct SharedSighting {
    enum class Source : std::uint8_t {
        Uplink,    ///< the BSS heard the client
        Downlink,  ///< the client reported how it hears the BSS
    };

    wifi::MacAddress client;
    wifi::MacAddress bssid;
    std::int16_t level_cdbm = 0;  ///< hundredths of dBm
    base::Milliseconds age{0};    ///< when sent or received
    Source source = Source::Uplink;

    friend bool operator==(const SharedSighting&, const SharedSighting&) = default;
};

/// Whose a client is. Of two claims the higher epoch counts, of equal epochs the higher BSSID.
struct SharedClaim {
    wifi::MacAddress client;
    wifi::MacAddress bssid;  ///< that serves it
    std::uint32_t epoch = 0;

    friend bool operator==(const SharedClaim&, const SharedClaim&) = default;
};

/// A peer is there, and has proved that it has the site key; it will say all that it has.
struct PeerUp {
    std::string peer;  ///< its name for people and its session: another after it was started again
};
/// Nothing was heard of it for too long, or it said that it ends.
struct PeerDown {
    std::string peer;
    std::string why;
};
struct PeerBss {
    std::string peer;
    SharedBss bss;
};
/// A BSS that the peer had is not there any more.
struct PeerBssGone {
    std::string peer;
    wifi::MacAddress bssid;
};
struct PeerSighting {
    std::string peer;
    SharedSighting sighting;
};
struct PeerClaim {
    std::string peer;
    SharedClaim claim;
};
/// The access point that had the client says what it knows of it, to the one that has claimed it. It comes
/// twice where the peer was lost before it heard that it had arrived.
struct PeerMemory {
    std::string peer;
    std::uint32_t epoch = 0;  ///< of the claim that this answers
    records::ClientMemory memory;
};

using PeerEvent = std::variant<PeerUp, PeerDown, PeerBss, PeerBssGone, PeerSighting, PeerClaim, PeerMemory>;

class PeerNetwork {
public:
    PeerNetwork() = default;
    PeerNetwork(const PeerNetwork&) = delete;
    PeerNetwork& operator=(const PeerNetwork&) = delete;
    virtual ~PeerNetwork() = default;

    /// Said to every peer, and again to whoever comes later; the same again costs nothing.
    virtual void share(const SharedBss& bss) = 0;
    virtual void withdraw(const wifi::MacAddress& bssid) = 0;
    /// Said once, to those who are there; may be dropped under load, the oldest first.
    virtual void share(const SharedSighting& sighting) = 0;
    /// Said to every peer until it has it, and to whoever comes later while the client is ours: until a peer
    /// claims it with a higher epoch.
    virtual void claim(const SharedClaim& claim) = 0;
    /// Said to one peer until it has it, also where it is lost for up to a minute meanwhile. Who the peer is
    /// that claimed a client, PeerClaim says.
    virtual void hand_over(const std::string& peer, std::uint32_t epoch,
                           const records::ClientMemory& memory) = 0;
};

}  // namespace ports
