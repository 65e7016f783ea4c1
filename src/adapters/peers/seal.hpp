// Sealing datagrams with keys that come from the site key: ChaCha20-Poly1305 (RFC 8439) and HKDF with SHA-256
// (RFC 5869), both of OpenSSL.
//
// A datagram: "Rm", version, kind, session of the sender (16 octets), counter (8), cipher text, tag (16). All
// before the cipher text is authenticated with it. The nonce is the counter, which never comes twice under
// one key: each sender has keys of its own, and each session is new.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/peers/messages.hpp"

namespace peers {

inline constexpr std::uint8_t kVersion = 1;
inline constexpr std::size_t kHeaderSize = 28;
inline constexpr std::size_t kTagSize = 16;
/// With IPv6 and UDP headers below 1280 octets, which every IPv6 link carries whole (RFC 8200, 5).
inline constexpr std::size_t kMostDatagram = 1200;
inline constexpr std::size_t kMostPlain = kMostDatagram - kHeaderSize - kTagSize;

using Key = std::array<std::uint8_t, 32>;

/// Whose key seals a datagram.
enum class Kind : std::uint8_t {
    Open = 0,  ///< the sender's alone: whoever has the site key reads it; says nothing of when it was sent
    Pair = 1,  ///< of this sender for this receiver since their handshake
};

struct Header {
    std::uint8_t version = kVersion;
    std::uint8_t kind = 0;  ///< of Kind, or a later one
    SessionId session{};    ///< of the sender
    std::uint64_t counter = 0;
};

/// Empty when it is not one of ours: too short, or without the mark.
[[nodiscard]] std::optional<Header> read_header(wifi::Octets datagram);

/// The key of a site, from which all others come. Two sites whose texts differ cannot read each other.
class SiteKey {
public:
    static constexpr std::size_t kLeastText = 16;

    /// @param text  16 octets or more. It has to be random: HKDF makes no weak text strong, and whoever
    /// records
    ///              a datagram can try words.
    explicit SiteKey(std::string_view text);

    /// A sender's key for what it says to everybody.
    [[nodiscard]] Key open_key(const SessionId& sender) const;
    /// A sender's key for one receiver, after a handshake with these challenges of theirs.
    [[nodiscard]] Key pair_key(const SessionId& sender, const SessionId& receiver, const Challenge& of_sender,
                               const Challenge& of_receiver) const;

private:
    Key root_{};
};

/// Seals and opens; has buffers, and is not for two threads.
class Sealer {
public:
    Sealer();
    ~Sealer();
    Sealer(const Sealer&) = delete;
    Sealer& operator=(const Sealer&) = delete;

    /// The whole datagram. @param plain  at most kMostPlain octets.
    [[nodiscard]] std::vector<std::uint8_t> seal(const Key& key, const Header& header, wifi::Octets plain);
    /// The plain text, valid until the next call; empty optional when the key is not this one or an octet was
    /// changed.
    [[nodiscard]] std::optional<wifi::Octets> open(const Key& key, wifi::Octets datagram);

private:
    struct Contexts;
    std::unique_ptr<Contexts> contexts_;
    std::array<std::uint8_t, kMostPlain> plain_{};
};

/// Fills `octets` from the system's random source; ends the program when there is none.
void fill_random(std::span<std::uint8_t> octets);

/// Reads the site key's text from a file that only its owner may read. Line ends at its end do not count.
/// @return  why not, for people: not there, open to others (its mode has to be 0600 or less), too short.
[[nodiscard]] std::expected<std::string, std::string> read_site_key(const std::string& path);

}  // namespace peers
