// How a client takes requests to move: what one came to, what class that makes it, and when the next may be
// sent.
#pragma once

#include "steering/client.hpp"

namespace steering {

[[nodiscard]] records::ClientClass class_of(const Policy& policy, const records::ClientMemory& memory);

/// The requests of a day: so many at once, and one more after each `price`, which are together at most
/// Policy::requests_per_day in any 24 hours.
struct DayOfRequests {
    std::int32_t at_once = 0;
    base::Milliseconds price{0};

    /// How many may be sent now.
    [[nodiscard]] std::int32_t left(const Client& client, base::Instant now) const;
};
[[nodiscard]] DayOfRequests day_of(const Policy& policy);

/// What the transaction's end tells of the client. Sets when it may be asked again.
struct Ended {
    records::SteeringOutcome outcome;
    bool over = false;  ///< the record is complete
};

/// A request was sent to `targets`.
void note_request(const Policy& policy, Client& client,
                  const base::StaticVector<wifi::MacAddress, records::SteeringDecision::kTargets>& targets,
                  base::Instant now);

/// Something happened to the request under way; nothing where there is none.
/// @param status  Accepted, Refused: of the answer.
/// @param where   the Joined events: the BSS.
[[nodiscard]] Ended note_transaction(const Policy& policy, Client& client, TransactionEvent event,
                                     std::optional<std::uint8_t> status, const wifi::MacAddress& where,
                                     base::Instant now);

/// Which of the Joined events a link to `bssid` is; empty where no request is under way.
[[nodiscard]] std::optional<TransactionEvent> joined_event(const Client& client,
                                                           const wifi::MacAddress& bssid);

}  // namespace steering
