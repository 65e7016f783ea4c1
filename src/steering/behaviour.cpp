#include "steering/behaviour.hpp"

#include <algorithm>
#include <utility>

namespace steering {

namespace {

using base::Instant;
using base::Milliseconds;
using records::ClientClass;
using records::ClientMemory;
using records::SteeringResult;

constexpr std::uint8_t kCountMost = 32;

/// Counts one more; where that reaches the limit all halve, so that the latest weigh most.
void count(ClientMemory& memory, std::uint8_t& which) {
    ++which;
    if (which < kCountMost) return;
    for (std::uint8_t* each : {&memory.obeyed, &memory.refused, &memory.ignored, &memory.returned})
        *each /= 2;
}

void learn(const Policy& policy, Client& client, SteeringResult result, Instant now) {
    ClientMemory& memory = client.memory;
    const auto fails = [&](std::uint8_t& which) {
        count(memory, which);
        memory.back_off = std::clamp(memory.back_off * 2, policy.back_off_first, policy.back_off_most);
        client.may_ask_from = now + memory.back_off;
        for (const wifi::MacAddress& target : client.transaction.targets)
            bar(client, target, now + policy.return_guard);
    };
    switch (result) {
        case SteeringResult::Moved:
            return;  // counted when it arrived: its next access point is told at that moment
        case SteeringResult::Refused:
            return fails(memory.refused);
        case SteeringResult::NoAnswer:
        case SteeringResult::Stayed:
            return fails(memory.ignored);
        case SteeringResult::Returned:
            return fails(memory.returned);
        case SteeringResult::Elsewhere:
            // It moved, by its own choice: neither for us nor against.
            client.may_ask_from = now + policy.after_move;
            return;
        case SteeringResult::NotSent:
        case SteeringResult::Gone:
            client.may_ask_from = now + policy.back_off_first;
            return;
        case SteeringResult::None:
        case SteeringResult::NotActed:
            return;
    }
}

Instant deadline_of(const Policy& policy, const Transaction& transaction, Instant now) {
    switch (transaction.state) {
        case TransactionState::Asked:
            return transaction.sent + policy.answer_within;
        case TransactionState::Agreed:
        case TransactionState::Leaving:
            return std::max(transaction.sent + policy.move_within, now);
        case TransactionState::Watching:
            return transaction.arrived + policy.returns_within;
        case TransactionState::Idle:
            break;
    }
    return now;
}

}  // namespace

DayOfRequests day_of(const Policy& policy) {
    constexpr std::int32_t kDayMs = 86'400'000;
    const std::int32_t all = policy.requests_per_day;
    const std::int32_t at_once = (all + 1) / 2;
    return {at_once, Milliseconds{kDayMs / std::max<std::int32_t>(all - at_once, 1)}};
}

std::int32_t DayOfRequests::left(const Client& client, Instant now) const {
    const std::int32_t owed = std::max<std::int32_t>((client.requests_paid_until - now).count(), 0);
    return at_once - (owed + price.count() - 1) / price.count();
}

ClientClass class_of(const Policy& policy, const ClientMemory& memory) {
    if (!memory.transition) return ClientClass::Cannot;
    const std::array<std::pair<std::uint8_t, ClientClass>, 4> counts{
        {{memory.obeyed, ClientClass::Obeys},
         {memory.refused, ClientClass::Refuses},
         {memory.ignored, ClientClass::Ignores},
         {memory.returned, ClientClass::Returns}}};
    int all = 0;
    for (const auto& [count, kind] : counts) all += count;
    if (all < policy.class_after) return ClientClass::Unknown;
    for (const auto& [count, kind] : counts)
        if (count * 100 >= all * policy.class_share) return kind;
    return ClientClass::Unknown;
}

void note_request(const Policy& policy, Client& client,
                  const base::StaticVector<wifi::MacAddress, records::SteeringDecision::kTargets>& targets,
                  Instant now) {
    client.transaction = Transaction{.sent = now,
                                     .deadline = now + policy.answer_within,
                                     .answered = {},
                                     .arrived = now,
                                     .now_at = {},
                                     .from = client.link ? client.link->bssid : wifi::MacAddress{},
                                     .back_off_before = {},
                                     .targets = targets,
                                     .state = TransactionState::Asked,
                                     .status = {}};
    client.last_request = now;
    const DayOfRequests day = day_of(policy);
    // Who follows is asked more often than that, and owes no more for it than a whole day.
    client.requests_paid_until = std::min(std::max(client.requests_paid_until, now) + day.price,
                                          now + day.price * std::max<std::int32_t>(day.at_once, 1));
    if (client.memory.requests < 255) ++client.memory.requests;
}

std::optional<TransactionEvent> joined_event(const Client& client, const wifi::MacAddress& bssid) {
    const Transaction& transaction = client.transaction;
    if (!transaction.open()) return std::nullopt;
    if (bssid == transaction.from) return TransactionEvent::JoinedOld;
    const bool listed =
        std::find(transaction.targets.begin(), transaction.targets.end(), bssid) != transaction.targets.end();
    return listed ? TransactionEvent::JoinedListed : TransactionEvent::JoinedOther;
}

Ended note_transaction(const Policy& policy, Client& client, TransactionEvent event,
                       std::optional<std::uint8_t> status, const wifi::MacAddress& where, Instant now) {
    Transaction& transaction = client.transaction;
    const TransactionStep* row = step(transaction.state, event);
    if (!row) return {};
    if (event == TransactionEvent::Accepted || event == TransactionEvent::Refused) {
        transaction.status = status;
        transaction.answered = now;
    }
    const bool arrives = row->to == TransactionState::Watching && transaction.state != row->to;
    if (arrives) {
        transaction.now_at = where;
        transaction.arrived = now;
        // The way back is closed for a while, whatever becomes of it.
        bar(client, transaction.from, now + policy.return_guard);
        client.may_ask_from = now + policy.after_move;
        transaction.back_off_before = client.memory.back_off;
        count(client.memory, client.memory.obeyed);
        client.memory.back_off = Milliseconds{0};
    }
    if (row->result == SteeringResult::Returned && transaction.state == TransactionState::Watching) {
        if (client.memory.obeyed > 0) --client.memory.obeyed;
        client.memory.back_off = transaction.back_off_before;
    }
    transaction.state = row->to;
    transaction.deadline = deadline_of(policy, transaction, now);
    Ended ended;
    if (row->result == SteeringResult::None) return ended;
    const bool came = row->result == SteeringResult::Moved;
    ended.over = true;
    ended.outcome.result = row->result;
    ended.outcome.bssid = came ? transaction.now_at : where;
    ended.outcome.took = (came ? transaction.arrived : now) - transaction.sent;
    ended.outcome.status = transaction.status;
    if (transaction.answered) ended.outcome.answered = *transaction.answered - transaction.sent;
    learn(policy, client, row->result, now);
    return ended;
}

}  // namespace steering
