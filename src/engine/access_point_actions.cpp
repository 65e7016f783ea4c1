// AccessPoint: verdicts, what is done about them, and what came of it.
#include <algorithm>
#include <array>
#include <utility>

#include "engine/access_point.hpp"
#include "wifi/neighbor.hpp"
#include "wifi/operating_class.hpp"

namespace engine {

using base::Instant;
using base::Milliseconds;
using records::SteeringAction;
using records::SteeringDecision;
using records::SteeringMode;
using records::SteeringReason;
using records::SteeringRecord;
using records::SteeringResult;
using records::SteeringTrigger;
using steering::TransactionEvent;

namespace {

constexpr std::size_t kHistory = 256;
/// A client that is left alone for the same reason as before is written down again after this long.
constexpr Milliseconds kSameAgain{60'000};
/// For how long a list of targets holds: the client may have to look for them first.
constexpr std::uint8_t kValidity = 50;
/// Time to go before the link is ended, in beacon intervals: 3 s.
constexpr std::uint16_t kImminent = 30;
/// Who was asked and did not follow is kept out of the BSS for this long (Enforce).
constexpr Milliseconds kKeptOut{10'000};
/// Whoever could not be let in is tried again after this.
constexpr Milliseconds kLetInAgain{30'000};
/// 9.4.1.7: "Disassociated due to BSS transition management".
constexpr std::uint16_t kReasonTransition = 12;

void set_last(KnownClient& known, const SteeringRecord& record) {
    if (known.last)
        known.last->record = record;
    else
        known.last = std::make_unique<KnownClient::Judged>(record);
}

}  // namespace

Milliseconds KnownClient::Judged::note_wanted(const SteeringRecord& judged) {
    const SteeringReason reason = judged.decision.reason;
    if (judged.decision.action == SteeringAction::Steer)
        return judged.at - std::exchange(wanted_since, std::nullopt).value_or(judged.at);
    if (reason == SteeringReason::VerifyFirst)
        wanted_since = wanted_since.value_or(judged.at);
    else if (reason != SteeringReason::Measuring && reason != SteeringReason::MeasureTooSoon)
        wanted_since.reset();
    return Milliseconds{0};
}

steering::Scope AccessPoint::scope_of(const KnownClient& known) const {
    const auto found = settings_.clients.find(known.client.address);
    steering::Scope scope = found != settings_.clients.end() ? found->second : steering::Scope{};
    const bool steered =
        settings_.only.empty() ||
        (known.client.network < ssids_.size() &&
         std::ranges::find(settings_.only, ssids_[known.client.network]) != settings_.only.end());
    scope.excluded |= !steered;
    return scope;
}

SteeringRecord AccessPoint::new_record(KnownClient& known, SteeringTrigger trigger, Instant now) {
    SteeringRecord record;
    record.sequence = ++sequence_;
    record.at = now;
    record.trigger = trigger;
    record.client = known.client.address;
    record.client_class = steering::class_of(policy_of(known), known.client.memory);
    record.serving = steering::describe_serving(policy_of(known), site_, known.client, now);
    record.moving = known.client.motion.moving;
    record.mode = policy_of(known).mode;
    return record;
}

bool AccessPoint::worth_keeping(const KnownClient& known, const SteeringRecord& record) const {
    if (record.decision.action != SteeringAction::Stay || !known.last) return true;
    if (record.decision.reason == known.last->record.decision.reason)
        return record.at - known.last->kept_at >= kSameAgain;
    // Between a measurement and the next these change with every reading.
    const auto passing = [](SteeringReason reason) {
        return reason == SteeringReason::Measuring || reason == SteeringReason::MeasureTooSoon;
    };
    return !passing(record.decision.reason);
}

void AccessPoint::keep(KnownClient& known, SteeringRecord record) {
    if (known.last) known.last->kept_at = record.at;
    journal_.steering(known.bss, record);
    history_.push_back(std::move(record));
    if (history_.size() > kHistory) history_.pop_front();
}

void AccessPoint::evaluate(KnownClient& known, SteeringTrigger trigger, Instant now) {
    if (known.bss.empty() || !steering::ownership::may_act(known.ownership)) return;
    SteeringRecord record = new_record(known, trigger, now);
    record.decision = steering::decide(policy_of(known), site_, known.client, scope_of(known), now);
    const bool kept = worth_keeping(known, record);
    set_last(known, record);
    record.waited = known.last->note_wanted(record);
    if (record.decision.action != SteeringAction::Stay) act(known, record, now);
    // A request that was sent is written down when it is over, with its outcome.
    const bool sent =
        record.decision.action == SteeringAction::Steer && record.outcome.result != SteeringResult::NotActed;
    if (sent) return;
    set_last(known, record);
    if (kept) keep(known, std::move(record));
}

void AccessPoint::act(KnownClient& known, SteeringRecord& record, Instant now) {
    LocalBss* bss = serving_bss(known);
    if (record.mode == SteeringMode::Observe || !bss) {
        record.outcome.result = SteeringResult::NotActed;
        // As if it had been asked: the next verdict is of another moment.
        if (record.decision.action == SteeringAction::Steer)
            known.client.may_ask_from = now + policy_of(known).back_off_first;
        else
            known.client.last_measured = now;
        return;
    }
    if (record.decision.action == SteeringAction::Measure)
        return send_measurement(*bss, known, record.decision, now);
    send_request(*bss, known, record, now);
}

void AccessPoint::send_measurement(LocalBss& bss, KnownClient& known, const SteeringDecision& decision,
                                   Instant now) {
    if (!decision.channel) return;
    const auto block = wifi::block_around(*decision.channel, wifi::Width::Mhz20);
    const auto where = block ? wifi::operating_channel(*block) : std::nullopt;
    if (!where) return;
    steering::note_measuring(policy_of(known), known.client, decision.mode, decision.channel, now);
    ports::BeaconAsk ask;
    ask.mode = decision.mode;
    ask.where = *where;
    ask.ssid = known.client.network < ssids_.size() ? ssids_[known.client.network] : std::string{};
    bss.control->ask_beacons(known.client.address, ask);
}

std::vector<std::uint8_t> AccessPoint::report_of(const wifi::MacAddress& bssid) const {
    std::vector<std::uint8_t> known = neighbors_.report_of(bssid);
    if (!known.empty()) return known;
    const steering::Bss* bss = steering::find(site_, bssid);
    if (!bss) return known;
    const auto block = wifi::block_around(bss->channel, wifi::Width::Mhz20);
    const auto where = block ? wifi::operating_channel(*block) : std::nullopt;
    if (!where) return known;
    // Reachable, same security and key scope (9.4.2.36): it is of the same network.
    known.assign(bssid.octets.begin(), bssid.octets.end());
    for (const std::uint8_t octet :
         std::array<std::uint8_t, 7>{0x0F, 0, 0, 0, where->operating_class, where->number,
                                     wifi::phy_type(bss->link.mode, bss->link.band)})
        known.push_back(octet);
    return known;
}

void AccessPoint::send_request(LocalBss& bss, KnownClient& known, const SteeringRecord& record, Instant now) {
    // Whoever is still watched, whether it stays where it was asked to go, has stayed there so far.
    if (known.client.transaction.open())
        (void)conclude(known, TransactionEvent::Deadline, std::nullopt, {}, now);
    const SteeringDecision& decision = record.decision;
    const bool answers_query = record.trigger == SteeringTrigger::Asks;
    // The answer may come before this returns.
    known.request = std::make_unique<SteeringRecord>(record);
    ports::TransitionAsk ask;
    ask.validity_tbtt = kValidity;
    ask.answers_query = answers_query;
    const SteeringMode mode = policy_of(known).mode;
    if (!answers_query && (mode == SteeringMode::Insist || mode == SteeringMode::Enforce))
        ask.disassociation_tbtt = kImminent;
    std::uint8_t preference = 255;
    for (const wifi::MacAddress& target : decision.targets)
        if (auto report = report_of(target); !report.empty())
            ask.targets.push_back({std::move(report), preference--});
    steering::note_request(policy_of(known), known.client, decision.targets, now);
    if (ask.targets.empty()) return advance(known, TransactionEvent::SendFailed, std::nullopt, {}, now);
    // Until it is there it counts for where it goes: others are not sent after it.
    if (steering::Bss* target = steering::find(site_, decision.targets[0])) ++target->clients;
    bss.control->ask_transition(known.client.address, ask);
}

std::optional<SteeringResult> AccessPoint::conclude(KnownClient& known, TransactionEvent event,
                                                    std::optional<std::uint8_t> status,
                                                    const wifi::MacAddress& where, Instant now) {
    const steering::Ended ended =
        steering::note_transaction(policy_of(known), known.client, event, status, where, now);
    if (!ended.over) return std::nullopt;
    if (const auto request = std::exchange(known.request, nullptr)) {
        request->outcome = ended.outcome;
        if (known.last && known.last->record.sequence == request->sequence) known.last->record = *request;
        keep(known, std::move(*request));
    }
    return ended.outcome.result;
}

void AccessPoint::advance(KnownClient& known, TransactionEvent event, std::optional<std::uint8_t> status,
                          const wifi::MacAddress& where, Instant now) {
    const auto result = conclude(known, event, status, where, now);
    if (!result) return;
    const bool failed = *result == SteeringResult::Refused || *result == SteeringResult::NoAnswer ||
                        *result == SteeringResult::Stayed;
    if (failed && policy_of(known).mode == SteeringMode::Enforce) enforce(known, now);
    evaluate(known, SteeringTrigger::SteerEnded, now);
}

std::vector<ports::KeptOut> AccessPoint::all_kept_out() const {
    std::vector<ports::KeptOut> all;
    for (const auto& [address, known] : clients_)
        if (known.kept_out) all.push_back({known.kept_out->bss, address});
    return all;
}

void AccessPoint::enforce(KnownClient& known, Instant now) {
    LocalBss* bss = serving_bss(known);
    if (!bss) return;
    known.kept_out = std::make_unique<KnownClient::KeptOut>(bss->name, now + kKeptOut);
    journal_.kept_out(all_kept_out());
    bss->control->refuse(known.client.address, true);
    bss->control->disassociate(known.client.address, kReasonTransition);
}

void AccessPoint::remember_kept_out(const ports::KeptOut& kept, Instant now) {
    KnownClient& known = client_at(kept.client, now);
    known.kept_out = std::make_unique<KnownClient::KeptOut>(kept.bss, now);
}

void AccessPoint::let_in_whose_time_has_come(Instant now) {
    for (auto& [address, known] : clients_) {
        const bool due = known.kept_out && known.kept_out->until <= now;
        LocalBss* bss = due ? find_bss(known.kept_out->bss) : nullptr;
        // Where hostapd does not answer, its list may outlive its silence.
        if (!bss || !bss->attached) continue;
        known.kept_out->letting_in = true;
        known.kept_out->until = now + kLetInAgain;
        bss->control->refuse(address, false);
    }
}

std::size_t AccessPoint::let_all_in() {
    std::size_t orders = 0;
    for (auto& [address, known] : clients_) {
        LocalBss* bss = known.kept_out ? find_bss(known.kept_out->bss) : nullptr;
        if (!bss || !bss->attached) continue;
        known.kept_out->letting_in = true;
        bss->control->refuse(address, false);
        ++orders;
    }
    return orders;
}

void AccessPoint::on(LocalBss& bss, const ports::ClientOrderAnswered& event, Instant) {
    KnownClient* known = find_client(event.client);
    if (!known || !known->kept_out || known->kept_out->bss != bss.name) return;
    if (!std::exchange(known->kept_out->letting_in, false) || !event.done) return;
    known->kept_out.reset();
    journal_.kept_out(all_kept_out());
}

void AccessPoint::on(LocalBss& bss, const ports::TransitionQueried& event, Instant now) {
    KnownClient* known = find_client(event.client);
    if (!known || known->bss != bss.name || known->client.transaction.waiting()) return;
    SteeringRecord record = new_record(*known, SteeringTrigger::Asks, now);
    record.decision = steering::answer_query(policy_of(*known), site_, known->client, scope_of(*known), now);
    if (record.decision.action == SteeringAction::Steer && record.mode != SteeringMode::Observe) {
        set_last(*known, record);
        return send_request(bss, *known, record, now);
    }
    set_last(*known, record);
    keep(*known, std::move(record));
}

std::expected<void, ApOrderFault> AccessPoint::order_steer(const wifi::MacAddress& client,
                                                           const wifi::MacAddress& bssid, Instant now) {
    KnownClient* known = find_client(client);
    LocalBss* bss = known ? serving_bss(*known) : nullptr;
    if (!bss) return std::unexpected{ApOrderFault::NoSuchClient};
    if (policy_of(*known).mode == SteeringMode::Observe) return std::unexpected{ApOrderFault::Observing};
    const steering::Bss* target = steering::find(site_, bssid);
    if (!target || target->network != known->client.network) return std::unexpected{ApOrderFault::NoSuchBss};
    if (known->client.link && known->client.link->bssid == bssid)
        return std::unexpected{ApOrderFault::AlreadyThere};
    if (known->client.transaction.waiting()) return std::unexpected{ApOrderFault::Busy};
    SteeringRecord record = new_record(*known, SteeringTrigger::Operator, now);
    record.decision.action = SteeringAction::Steer;
    record.decision.reason = SteeringReason::OperatorOrder;
    (void)record.decision.targets.push_back(bssid);
    set_last(*known, record);
    send_request(*bss, *known, record, now);
    return {};
}

std::expected<void, ApOrderFault> AccessPoint::order_measure(const wifi::MacAddress& client, Instant now) {
    KnownClient* known = find_client(client);
    LocalBss* bss = known ? serving_bss(*known) : nullptr;
    if (!bss) return std::unexpected{ApOrderFault::NoSuchClient};
    if (policy_of(*known).mode == SteeringMode::Observe) return std::unexpected{ApOrderFault::Observing};
    if (known->client.measuring) return std::unexpected{ApOrderFault::Busy};
    const steering::Bss* oldest = nullptr;
    Instant when{std::numeric_limits<std::int64_t>::max()};
    for (const steering::Bss& each : site_) {
        if (each.network != known->client.network || !steering::can_use(known->client, each.link.band))
            continue;
        if (known->client.link && known->client.link->bssid == each.bssid) continue;
        const steering::Heard* heard = steering::find_heard(known->client, each.bssid);
        const auto measured = heard ? heard->measured() : std::nullopt;
        const Instant fresh = measured.value_or(Instant{std::numeric_limits<std::int64_t>::min()});
        if (!oldest || fresh < when) {
            oldest = &each;
            when = fresh;
        }
    }
    if (!oldest) return std::unexpected{ApOrderFault::NoSuchBss};
    SteeringDecision decision;
    decision.action = SteeringAction::Measure;
    decision.reason = SteeringReason::OperatorOrder;
    decision.channel = oldest->channel;
    (void)decision.targets.push_back(oldest->bssid);
    SteeringRecord record = new_record(*known, SteeringTrigger::Operator, now);
    record.decision = decision;
    set_last(*known, record);
    send_measurement(*bss, *known, decision, now);
    keep(*known, std::move(record));
    return {};
}

}  // namespace engine
