// Whose a client is, as one access point knows it: which of them may ask it to measure or to move, and where
// what is known of it belongs.
//
// Each claim has an epoch, one more than the highest that the claimer knows; of two claims the higher epoch
// counts, of equal epochs the higher BSSID. Who hears a claim that counts more gives way at once and hands on
// what it knows, also where its own radio still lists the client: lists are late. If the client in fact
// serves itself here, its next frame shows it, and the access point claims it again. So who really has the
// client wins in the end, and two never act for longer than a claim is under way between them.
// tests/steering/ownership.pml is checked against this table over lossy, reordering, repeating links.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "wifi/units.hpp"

namespace steering::ownership {

enum class State : std::uint8_t {
    Unknown,  ///< nobody has claimed the client
    Owner,    ///< our claim counts most, and the client is linked here: we may act
    Keeper,   ///< our claim counts most, but the client has left: we keep what we know for who claims it next
    Foreign,  ///< another's claim counts most
};
inline constexpr std::size_t kStates = 4;

enum class Event : std::uint8_t {
    Serves,       ///< the client joined a BSS of ours, or sent a frame there after what we last heard of it
    Left,         ///< no BSS of ours has it any more
    HigherClaim,  ///< a peer's claim that counts more than all we know
    LowerClaim,   ///< one that does not
    Memory,       ///< a peer hands over what it knows of the client
};
inline constexpr std::size_t kEvents = 5;

enum class Action : std::uint8_t {
    None,
    Claim,     ///< say that it is ours, with the next epoch
    HandOver,  ///< give what we know, if anything, to the claimer
    Take,      ///< add what came to what we know
    PassOn,    ///< give what came to whose claim counts most
};
inline constexpr std::size_t kActions = 5;

struct Transition {
    State from;
    Event on;
    State to;
    Action action;
};

inline constexpr auto kTransitions = [] {
    using enum State;
    using enum Event;
    using A = Action;
    return std::to_array<Transition>({
        {Unknown, Serves, Owner, A::Claim},
        {Unknown, HigherClaim, Foreign, A::HandOver},  // of what was kept over a restart, or came late
        {Unknown, Memory, Unknown, A::Take},

        {Owner, Left, Keeper, A::None},
        {Owner, HigherClaim, Foreign, A::HandOver},
        {Owner, Memory, Owner, A::Take},

        {Keeper, Serves, Owner, A::None},  // nobody has claimed it meanwhile: the old claim still holds
        {Keeper, HigherClaim, Foreign, A::HandOver},
        {Keeper, Memory, Keeper, A::Take},

        {Foreign, Serves, Owner, A::Claim},
        {Foreign, HigherClaim, Foreign, A::None},
        {Foreign, Memory, Foreign, A::PassOn},  // it was for a claim of ours that no longer counts
    });
}();

constexpr auto key(const Transition& row) { return std::pair{row.from, row.on}; }
static_assert(std::ranges::adjacent_find(kTransitions, std::ranges::greater_equal{}, key) ==
                  kTransitions.end(),
              "rows are in (state, event) order and answer each pair once");
static_assert(
    std::ranges::all_of(kTransitions,
                        [](const Transition& row) {
                            return (row.to == State::Foreign) ==
                                   (row.on == Event::HigherClaim ||
                                    (row.from == State::Foreign && row.on != Event::Serves));
                        }),
    "a higher claim always makes the client another's, and nothing but serving it makes it ours again");

/// Answers every pair. An event that the state does not expect changes nothing and asks for nothing.
[[nodiscard]] constexpr Transition step(State from, Event on) {
    const auto* row = std::ranges::find(kTransitions, std::pair{from, on}, key);
    return row != kTransitions.end() ? *row : Transition{from, on, from, Action::None};
}

struct Claim {
    wifi::MacAddress bssid;
    std::uint32_t epoch = 0;  ///< 0: no claim at all

    friend constexpr bool operator==(const Claim&, const Claim&) = default;
};

/// Whether `a` counts more than `b`.
[[nodiscard]] constexpr bool counts_more(const Claim& a, const Claim& b) {
    if (a.epoch != b.epoch) return a.epoch > b.epoch;
    return a.bssid > b.bssid;
}

/// What one access point knows of whose a client is.
struct Ownership {
    State state = State::Unknown;
    Claim known;  ///< the claim that counts most, ours or another's

    friend constexpr bool operator==(const Ownership&, const Ownership&) = default;
};

/// Only its owner asks a client to measure or to move.
[[nodiscard]] constexpr bool may_act(const Ownership& client) { return client.state == State::Owner; }

/// The client is served by `bssid`, one of ours. Action::Claim: `client.known` is what to say; it is another
/// claim, too, when the client moved from one of our BSSs to the next.
[[nodiscard]] constexpr Action serves(Ownership& client, const wifi::MacAddress& bssid) {
    const Transition row = step(client.state, Event::Serves);
    const bool ours = client.state == State::Owner || client.state == State::Keeper;
    if (row.action != Action::Claim && (!ours || client.known.bssid == bssid)) {
        client.state = row.to;
        return row.action;
    }
    const bool last = client.known.epoch == std::numeric_limits<std::uint32_t>::max();
    const Claim next{bssid, last ? client.known.epoch : client.known.epoch + 1};
    // After the last epoch a higher BSSID may still claim; nothing ever goes back.
    if (!counts_more(next, client.known)) return Action::None;
    client = {row.to, next};
    return Action::Claim;
}

/// No BSS of ours has the client any more.
constexpr void left(Ownership& client) { client.state = step(client.state, Event::Left).to; }

/// A peer claims the client. Action::HandOver: it gets what we know, with the claim's epoch.
[[nodiscard]] constexpr Action claimed(Ownership& client, const Claim& claim) {
    const bool higher = counts_more(claim, client.known);
    const Transition row = step(client.state, higher ? Event::HigherClaim : Event::LowerClaim);
    client.state = row.to;
    if (higher) client.known = claim;
    return row.action;
}

/// A peer hands over what it knows. Action::PassOn: it belongs to the peer that made `client.known`.
[[nodiscard]] constexpr Action memory_came(const Ownership& client) {
    return step(client.state, Event::Memory).action;
}

}  // namespace steering::ownership
