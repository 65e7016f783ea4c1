// Where to look, if anywhere: what a visit to one channel may bring against what it costs.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "station/estimate.hpp"
#include "station/knowledge.hpp"
#include "station/policy.hpp"
#include "wifi/channel.hpp"

namespace station {

struct LookPlan {
    wifi::Channel channel;
    std::int32_t gain_kbit = 0;  ///< expected, over the time for which the answer is of use
    std::int32_t cost_kbit = 0;  ///< what the silence takes from the link, weighted
    /// Set: a visit for one beacon of this BSS is enough. Otherwise the channel is scanned.
    std::optional<wifi::MacAddress> beacon_of;

    friend constexpr bool operator==(const LookPlan&, const LookPlan&) = default;
};

/// The channel whose visit is worth most after its cost, whether or not that pays. Empty when there is none
/// to think of.
/// @param serving_kbps  expected rate of the link, 0 when it fails.
/// @param failing  the link carries nothing: silence costs nothing then.
/// @param walking_only  Estimates::walking_only of each BSS of the table, where they are known already.
[[nodiscard]] std::optional<LookPlan> best_look(const Policy& policy, const Knowledge& knowledge,
                                                std::uint32_t serving_kbps, bool failing, base::Instant now,
                                                std::span<const Estimate> walking_only = {});

/// Whether a visit can meet a beacon of `bss`: a fraction of the silence of a scan.
[[nodiscard]] bool can_visit(const Bss& bss, base::Instant now);

/// The next channel of a slow rotation through all of them: for when no other BSS of the network is known at
/// all.
[[nodiscard]] std::optional<wifi::Channel> next_in_rotation(const Knowledge& knowledge);

/// How long `plan`, which leaves the serving channel, has to wait; 0 when it may start.
[[nodiscard]] base::Milliseconds look_wait(const Policy& policy, const Knowledge& knowledge,
                                           const LookPlan& plan, bool failing, base::Instant now);

}  // namespace station
