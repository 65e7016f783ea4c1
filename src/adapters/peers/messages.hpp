// What the access points of a site say to each other, as octets (docs/peers.md has the tables).
//
// A datagram's plain text is a list of messages: type (1 octet), length (2), body. Numbers are little-endian.
// A message of an unknown type is skipped, and so are octets behind the fields that we know: a later version
// may add both. A message that cannot be what its type says is skipped alone, the rest holds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "ports/peer_network.hpp"
#include "wifi/octets.hpp"

namespace peers {

/// Drawn anew whenever a daemon starts.
using SessionId = std::array<std::uint8_t, 16>;
/// Drawn for one handshake; whoever returns it was alive after it was drawn.
using Challenge = std::array<std::uint8_t, 16>;

inline constexpr std::size_t kMostName = 64;
inline constexpr std::size_t kMostSsid = 128;  ///< 32 octets, each printed as \xNN
inline constexpr std::size_t kMostNeighbor = 255;

/// "I am here", to all who listen.
struct Hello {
    std::uint64_t revision = 0;  ///< of the sender's state: who has less asks for the rest
    std::string name;            ///< for people

    friend bool operator==(const Hello&, const Hello&) = default;
};
/// "I end."
struct Bye {
    friend bool operator==(const Bye&, const Bye&) = default;
};
/// One step of the handshake, to one session.
struct Knock {
    SessionId to{};
    Challenge challenge{};  ///< the sender's
    Challenge echo{};       ///< the receiver's; zeros: the sender has none yet
    bool done = false;      ///< the sender has been answered: it needs nothing more
    std::string name;

    friend bool operator==(const Knock&, const Knock&) = default;
};
/// The items of state that follow in this datagram are all that changed in (from, to].
struct StateRange {
    std::uint64_t from = 0;
    std::uint64_t to = 0;

    friend bool operator==(const StateRange&, const StateRange&) = default;
};
struct BssGone {
    wifi::MacAddress bssid;

    friend bool operator==(const BssGone&, const BssGone&) = default;
};
/// Sightings of one BSS from one source.
struct Sightings {
    struct Item {
        wifi::MacAddress client;
        std::int16_t level_cdbm = 0;
        base::Milliseconds age{0};  ///< up to 2^24 - 1 ms on the wire

        friend bool operator==(const Item&, const Item&) = default;
    };

    wifi::MacAddress bssid;
    ports::SharedSighting::Source source = ports::SharedSighting::Source::Uplink;
    std::vector<Item> items;

    friend bool operator==(const Sightings&, const Sightings&) = default;
};
struct HandOver {
    std::uint32_t sequence = 0;  ///< per link, from 1
    std::uint32_t epoch = 0;
    records::ClientMemory memory;

    friend bool operator==(const HandOver&, const HandOver&) = default;
};
/// "I have all of your state up to this revision, and your hand-overs up to this one."
struct Ack {
    std::uint64_t state = 0;
    std::uint32_t hand_overs = 0;

    friend bool operator==(const Ack&, const Ack&) = default;
};

using Message = std::variant<Hello, Bye, Knock, StateRange, ports::SharedBss, BssGone, ports::SharedClaim,
                             Sightings, HandOver, Ack>;

/// Octets that `message` takes, its head included.
inline constexpr std::size_t kMessageHead = 3;
inline constexpr std::size_t kSightingsHead = kMessageHead + 8;
inline constexpr std::size_t kSightingSize = 11;

/// Adds `message` to the end. NoRoom, and nothing is added, when it does not fit; TooLong when a text or list
/// is longer than its field can say.
[[nodiscard]] std::expected<void, wifi::EncodeFault> append(wifi::Writer& to, const Message& message);

struct Decoded {
    std::vector<Message> messages;
    std::size_t skipped = 0;                        ///< of unknown types, or not what their types say
    std::optional<wifi::ParseError> first_skipped;  ///< why the first of them was; Unsupported: its type
};

/// The messages of a datagram's plain text; Truncated with the offset of the message whose length is not
/// there.
[[nodiscard]] wifi::Parsed<Decoded> decode(wifi::Octets plain);

}  // namespace peers
