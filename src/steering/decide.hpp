// Whether to leave a client alone, to have it measure, or to ask it to move: the one decision of the access
// point.
#pragma once

#include "records/steering.hpp"
#include "steering/client.hpp"
#include "steering/policy.hpp"
#include "steering/site.hpp"

namespace steering {

/// What the configuration says of one client.
struct Scope {
    bool excluded = false;                   ///< it is never asked for anything
    std::optional<wifi::MacAddress> pinned;  ///< the only BSS that it is asked to go to

    friend bool operator==(const Scope&, const Scope&) = default;
};

/// Judges all that is known of one client. A function of its arguments alone; the order of the site does not
/// matter, ties go to the lower address. The gates of the decision say what was compared.
[[nodiscard]] records::SteeringDecision decide(const Policy& policy, const Site& site, const Client& client,
                                               const Scope& scope, base::Instant now);

/// The best answer to a client that asks where to go: every BSS that it could use, best first.
[[nodiscard]] records::SteeringDecision answer_query(const Policy& policy, const Site& site,
                                                     const Client& client, const Scope& scope,
                                                     base::Instant now);

/// How its own BSS appears in a record; empty without a link that was read.
[[nodiscard]] std::optional<records::Candidate> describe_serving(const Policy& policy, const Site& site,
                                                                 const Client& client, base::Instant now);

}  // namespace steering
