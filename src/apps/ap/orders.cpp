#include "apps/ap/orders.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <boost/json.hpp>

#include "apps/ap/answers.hpp"
#include "apps/daemon/request.hpp"
#include "engine/json_parts.hpp"
#include "engine/steering_json.hpp"
#include "steering/options.hpp"

namespace ap_app {

namespace {

namespace json = boost::json;
using base::Instant;
using base::Milliseconds;
using daemon_app::error_json;

constexpr std::size_t kMostPending = 16;
constexpr Milliseconds kPatience{40'000};

}  // namespace

Orders::Orders(boost::asio::io_context& io, engine::AccessPoint& ap, Clock clock)
    : ap_{ap}, clock_{std::move(clock)}, timer_{io} {}

const engine::KnownClient* Orders::find(const wifi::MacAddress& client) const {
    const auto known = ap_.clients().find(client);
    return known != ap_.clients().end() ? &known->second : nullptr;
}

void Orders::take(Pending pending) {
    const bool same =
        std::ranges::any_of(pending_, [&](const Pending& each) { return each.client == pending.client; });
    if (same || pending_.size() >= kMostPending)
        return pending.reply(error_json("busy", "another order is being carried out"));
    pending_.push_back(std::move(pending));
}

void Orders::steer(const wifi::MacAddress& client, const wifi::MacAddress& bssid, Reply reply) {
    const Instant now = clock_();
    const std::size_t before = pending_.size();
    take({client, true, 0, now, now + kPatience, std::move(reply), {}});
    if (pending_.size() == before) return;
    // The record may be written before the call returns.
    if (const auto ordered = ap_.order_steer(client, bssid, now); !ordered)
        pending_.back().answer = refusal(ordered.error(), client);
    proceed();
}

void Orders::measure(const wifi::MacAddress& client, Reply reply) {
    const Instant now = clock_();
    std::set<int> channels;
    if (const engine::KnownClient* known = find(client))
        for (const steering::Bss& bss : ap_.site())
            if (bss.network == known->client.network) channels.insert(bss.channel.centre_mhz());
    const std::size_t before = pending_.size();
    take({client,
          false,
          std::max<std::size_t>(channels.size(), 1),
          now,
          now + kPatience,
          std::move(reply),
          {}});
    if (pending_.size() > before) proceed();
}

void Orders::measure_next(Pending& pending, Instant now) {
    const engine::KnownClient* known = find(pending.client);
    if (known && known->client.measuring) return;
    if (now < pending.next) return;
    if (pending.left == 0) {
        pending.answer =
            known ? heard_answer(*known) : refusal(engine::ApOrderFault::NoSuchClient, pending.client);
        return;
    }
    const auto ordered = ap_.order_measure(pending.client, now);
    if (!ordered) {
        pending.answer = refusal(ordered.error(), pending.client);
        return;
    }
    --pending.left;
    pending.next = now + ap_.policy_of(*find(pending.client)).measure_spacing;
}

void Orders::proceed() {
    const Instant now = clock_();
    for (Pending& pending : pending_) {
        if (pending.answer) continue;
        if (now >= pending.until) {
            pending.answer = error_json("timeout", "it was not over in time; the log of roam-ap says more");
        } else if (!pending.steer) {
            measure_next(pending, now);
        } else if (const engine::KnownClient* known = find(pending.client);
                   known && known->request &&
                   known->client.transaction.state == steering::TransactionState::Watching) {
            // It is there. Whether it stays is watched for longer than somebody waits at a prompt.
            const steering::Transaction& transaction = known->client.transaction;
            records::SteeringRecord record = *known->request;
            record.outcome = {records::SteeringResult::Moved, transaction.now_at,
                              transaction.arrived - transaction.sent, transaction.status, std::nullopt};
            pending.answer = json::object{{"record", engine::to_json(known->bss, record)}};
        }
    }
    finish();
    arm();
}

void Orders::note(const records::SteeringRecord& record) {
    if (record.trigger != records::SteeringTrigger::Operator ||
        record.decision.action != records::SteeringAction::Steer)
        return;
    // The reply is sent after the access point is done with what it is doing.
    for (Pending& pending : pending_)
        if (pending.steer && pending.client == record.client && !pending.answer) {
            const engine::KnownClient* known = find(record.client);
            pending.answer = json::object{{"record", engine::to_json(known ? known->bss : "", record)}};
        }
}

void Orders::finish() {
    std::list<Pending> done;
    for (auto at = pending_.begin(); at != pending_.end();) {
        const auto next = std::next(at);
        if (at->answer) done.splice(done.end(), pending_, at);
        at = next;
    }
    for (Pending& pending : done) pending.reply(*std::move(pending.answer));
}

void Orders::arm() {
    if (pending_.empty()) {
        timer_.cancel();
        return;
    }
    Instant next = pending_.front().until;
    for (const Pending& pending : pending_) {
        next = std::min(next, pending.until);
        if (!pending.steer && pending.next > clock_()) next = std::min(next, pending.next);
    }
    timer_.expires_at(std::chrono::steady_clock::time_point{std::chrono::milliseconds{next.ms}});
    timer_.async_wait([this](auto error) {
        if (!error) proceed();
    });
}

void Orders::stop() {
    for (Pending& pending : pending_)
        if (!pending.answer) pending.answer = error_json("stopping", "roam-ap ends");
    finish();
    timer_.cancel();
}

json::object Orders::heard_answer(const engine::KnownClient& known) const {
    const Instant now = clock_();
    const steering::Policy& policy = ap_.policy_of(known);
    json::array list;
    for (const steering::Option& option :
         steering::options_of(policy, ap_.site(), known.client, {}, policy.horizon_moving, now))
        list.push_back(engine::candidate_json(steering::describe(option, now)));
    return {{"client", engine::client_json(ap_, known, now)}, {"candidates", std::move(list)}};
}

}  // namespace ap_app
