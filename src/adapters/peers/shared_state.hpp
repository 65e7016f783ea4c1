// What this access point says of itself until every peer has it: its BSSs and its claims.
//
// Each change gets the next revision. A peer that has all up to revision r lacks what changed after r, each
// thing once with its present value, however often it changed: what is owed to a peer is one number, and is
// never more than the state itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "adapters/peers/messages.hpp"

namespace peers {

class SharedState {
public:
    static constexpr std::size_t kMostBss = 64;
    /// The oldest claim goes when there are more: whoever comes later is not told of it.
    static constexpr std::size_t kMostClaims = 8192;

    /// @return  false when nothing changed, or there is no room.
    bool put(const ports::SharedBss& bss);
    bool remove(const wifi::MacAddress& bssid);
    bool put(const ports::SharedClaim& claim);
    /// Another's claim counts more than ours.
    void supersede(const ports::SharedClaim& claim);

    /// Of the last change; 0: there was none.
    [[nodiscard]] std::uint64_t revision() const { return revision_; }

    /// Writes a StateRange and what changed after `from`, as much as fits; nothing when nothing fits.
    /// @param room   octets that may still be written.
    /// @param from   less than revision().
    /// @param since  a BSS that was gone by then was never said to this peer.
    /// @return  up to where it got.
    [[nodiscard]] std::optional<std::uint64_t> write(wifi::Writer& to, std::size_t room, std::uint64_t from,
                                                     std::uint64_t since) const;

private:
    struct Bss {
        std::optional<ports::SharedBss> value;  ///< empty: gone
        std::uint64_t revision = 0;
    };
    struct Claim {
        ports::SharedClaim value;
        std::uint64_t revision = 0;
    };
    /// What changed last at a revision.
    struct Change {
        bool is_claim = false;
        wifi::MacAddress of;
    };

    std::uint64_t change(std::uint64_t before, const Change& change);

    std::uint64_t revision_ = 0;
    std::map<wifi::MacAddress, Bss> bss_;
    std::map<wifi::MacAddress, Claim> claims_;
    std::map<std::uint64_t, Change> changes_;
};

/// Whether the first claim counts more than the second: by epoch, then by BSSID.
[[nodiscard]] constexpr bool counts_more(const ports::SharedClaim& a, const ports::SharedClaim& b) {
    if (a.epoch != b.epoch) return a.epoch > b.epoch;
    return a.bssid > b.bssid;
}

}  // namespace peers
