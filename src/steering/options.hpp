// The BSS that a client could be asked to go to, with all that is compared. Shared by the rules.
#pragma once

#include "radio/expected_rate.hpp"
#include "records/steering.hpp"
#include "steering/client.hpp"
#include "steering/decide.hpp"
#include "steering/policy.hpp"

namespace steering {

struct Option {
    const Bss* bss = nullptr;
    const Heard* heard = nullptr;  ///< null: nothing is known of it but that it is there
    radio::LinkCapability link;
    radio::Belief level;
    radio::Rates rates{};
    std::uint32_t kbps = 0;
    base::Milliseconds cost{0};
    std::uint32_t net_kbps = 0;
};

/// What is known of a client's own link.
struct Serving {
    const Bss* bss = nullptr;
    radio::Belief level;
    radio::Rates rates{};
    std::uint32_t kbps = 0;
};

/// Best first; what was heard of comes before what was not, ties go to the lower address.
using Options = base::StaticVector<Option, 24>;

/// Empty where it has no link to us that was read.
[[nodiscard]] std::optional<Serving> serving_of(const Policy& policy, const Site& site, const Client& client,
                                                base::Instant now);

/// Every other BSS of the network that it could use, is not barred, and is the pinned one if there is one. Of
/// those of one channel that were never heard only one.
[[nodiscard]] Options options_of(const Policy& policy, const Site& site, const Client& client,
                                 const Scope& scope, base::Milliseconds horizon, base::Instant now);

[[nodiscard]] records::Candidate describe(const Option& option, base::Instant now);

/// How old what is known of it may be.
[[nodiscard]] base::Milliseconds verify_within(const Policy& policy, const Client& client, base::Instant now);
/// Since the client was last asked about it; a probe request that another BSS heard counts as well.
[[nodiscard]] base::Milliseconds age_of(const Option& option, base::Instant now);

/// The way in which this client measures, if it does.
[[nodiscard]] std::optional<records::BeaconMode> measure_mode(const Policy& policy, const Client& client,
                                                              base::Instant now);

/// Fills in that `option` is to be measured; or why it is not.
/// @param reason  why it would be.
void plan_measure(const Policy& policy, const Client& client, const Bss& bss, records::SteeringReason reason,
                  bool failing, base::Instant now, records::SteeringDecision& decision);

/// The rules with limits (Policy::rule other than Gain).
void judge_limits(const Policy& policy, const Client& client, const Serving& serving, const Options& options,
                  base::Instant now, records::SteeringDecision& decision);

}  // namespace steering
