#include "steering/decide.hpp"

#include <algorithm>
#include <array>

#include "steering/behaviour.hpp"
#include "steering/options.hpp"

namespace steering {

namespace {

using base::Instant;
using base::Milliseconds;
using records::ClientClass;
using records::Gate;
using records::GateKind;
using records::SteeringAction;
using records::SteeringDecision;
using records::SteeringReason;

/// What applies to this decision: the policy's numbers for a client that stands, walks, or has a failing
/// link.
struct Bars {
    bool failing = false;
    Milliseconds horizon{0};
    std::uint32_t gain_percent = 0;
    std::int32_t confidence_percent = 0;
    Milliseconds verify{0};
};

Bars bars(const Policy& policy, const Client& client, const Serving& serving, Instant now) {
    const bool moving = radio::is_walking(policy.motion, client.motion, now);
    Bars result;
    result.failing = serving.kbps < policy.failing_kbps;
    result.horizon = moving || result.failing ? policy.horizon_moving : policy.horizon_standing;
    result.gain_percent = result.failing ? policy.gain_failing
                          : moving       ? policy.gain_moving
                                         : policy.gain_standing;
    result.confidence_percent = result.failing ? policy.confidence_failing
                                : moving       ? policy.confidence_moving
                                               : policy.confidence_standing;
    result.verify = verify_within(policy, client, now);
    return result;
}

constexpr std::int32_t as_value(std::uint32_t kbps) {
    return static_cast<std::int32_t>(std::min<std::uint32_t>(kbps, 2'000'000'000));
}

/// The gates that `option` has to pass, in order.
std::array<Gate, 3> gates_of(const Option& option, const Serving& serving, const Bars& bars, Instant now) {
    const std::uint32_t needed = serving.kbps / 100 * (100 + bars.gain_percent) + 1;
    return {Gate{GateKind::Gain, as_value(option.net_kbps), as_value(needed)},
            Gate{GateKind::Confidence,
                 radio::confidence(option.rates, {option.cost, bars.horizon}, serving.rates),
                 bars.confidence_percent},
            Gate{GateKind::Freshness, -age_of(option, now).count(), -bars.verify.count()}};
}

/// What it was asked to measure a moment ago may be better still: a station answers within this, or mostly
/// not.
bool expects_reports(const Client& client, Instant now) {
    constexpr Milliseconds kAnswers{300};
    return client.measuring && client.last_measured && now - *client.last_measured < kAnswers;
}

/// kbit/s over `span`, in kbit; a coarse product that stays within 32 bits for 2 Gbit/s over a minute.
std::int32_t kbit(std::uint32_t kbps, Milliseconds span) {
    const auto tenths = static_cast<std::uint32_t>(std::max<std::int32_t>(span.count(), 0) / 100);
    return static_cast<std::int32_t>(std::min<std::uint32_t>(kbps, 3'000'000) / 10 * tenths);
}

/// By how much the rate is expected to rise if the client measures `option` and is moved there where that is
/// better: the mean over what the measurement may find.
std::uint32_t rise(const Policy& policy, const Client& client, const Option& option, std::uint32_t reference,
                   Milliseconds horizon) {
    const radio::Variance noise =
        client.motion.moving ? policy.report_noise_moving : policy.report_noise_standing;
    const radio::Belief visible{option.level.mean, radio::resolvable(option.level.variance, noise)};
    return radio::rise_above({option.link, option.bss->busy_per_255.value_or(0)}, visible, reference,
                             {policy.move_cost, horizon});
}

/// The list of a request: the best, and what is nearly as good.
void fill_targets(const Policy& policy, const Client& client, const Options& options, const Option& best,
                  const Serving& serving, SteeringDecision& decision) {
    (void)decision.targets.push_back(best.bss->bssid);
    const std::uint32_t least =
        std::max(best.net_kbps / 100 * (100U - policy.list_within), serving.kbps / 100 * 110);
    for (const Option& option : options) {
        if (option.bss == best.bss || !option.heard || option.net_kbps < least) continue;
        // A walking client would find the second one worse than it was.
        if (client.motion.moving && option.heard->when < best.heard->when + Milliseconds{-5'000}) continue;
        if (!decision.targets.push_back(option.bss->bssid)) return;
    }
}

void judge_gain(const Policy& policy, const Client& client, const Serving& serving, const Bars& bars,
                const Options& options, Instant now, SteeringDecision& decision) {
    decision.reason = options.empty() ? SteeringReason::NoCandidate : SteeringReason::NothingBetter;
    bool judged = false;
    for (const Option& option : options) {
        if (!option.heard) continue;
        const auto gates = gates_of(option, serving, bars, now);
        const bool worth = gates[0].passed() && gates[1].passed();
        if (judged && !worth) continue;
        decision.gates.clear();
        for (const Gate& gate : gates) (void)decision.gates.push_back(gate);
        judged = true;
        if (worth && gates[2].passed()) {
            if (expects_reports(client, now) && !bars.failing) {
                decision.reason = SteeringReason::Measuring;
                return;
            }
            decision.action = SteeringAction::Steer;
            decision.reason = bars.failing ? SteeringReason::LinkFailing : SteeringReason::BetterBss;
            return fill_targets(policy, client, options, option, serving, decision);
        }
        if (worth)
            return plan_measure(policy, client, *option.bss, SteeringReason::VerifyFirst, bars.failing, now,
                                decision);
        if (gates[0].passed())
            decision.reason = SteeringReason::NotSureEnough;
        else if (option.kbps > serving.kbps)
            decision.reason = SteeringReason::GainBelowCost;
    }
    const bool moving = radio::is_walking(policy.motion, client.motion, now);
    const Milliseconds useful = moving ? policy.measure_horizon : policy.horizon_standing;
    const std::uint32_t reference = serving.kbps / 100 * (100 + bars.gain_percent);
    const std::int32_t cost = bars.failing
                                  ? 0
                                  : kbit(serving.kbps / 100 * policy.measure_weight, Milliseconds{1'000}) /
                                        1000 * policy.measure_silence.count();
    const Option* best = nullptr;
    std::uint32_t best_rise = 0;
    const Option* alike = nullptr;  // the last of the unheard ones: its equals rise as much
    std::uint32_t alike_rise = 0;
    for (const Option& option : options) {
        const bool again = !option.heard && alike && alike->link == option.link &&
                           alike->bss->busy_per_255 == option.bss->busy_per_255;
        const std::uint32_t up = again ? alike_rise : rise(policy, client, option, reference, bars.horizon);
        if (!option.heard) {
            alike = &option;
            alike_rise = up;
        }
        if (up > best_rise) {
            best = &option;
            best_rise = up;
        }
    }
    if (!best) return;
    const Gate pays{GateKind::LookValue, kbit(best_rise, useful), cost + 1};
    (void)decision.gates.push_back(pays);
    if (pays.passed())
        plan_measure(policy, client, *best->bss, SteeringReason::WorthMeasuring, bars.failing, now, decision);
}

/// Whether and why the client is not to be asked for anything now, whatever it would gain.
std::optional<SteeringReason> hindrance(const Policy& policy, const Client& client, Instant now,
                                        SteeringDecision& decision) {
    const ClientClass kind = class_of(policy, client.memory);
    if (kind == ClientClass::Cannot) return SteeringReason::CannotMove;
    if (now < client.may_ask_from) {
        const Milliseconds since = client.last_request ? now - *client.last_request : Milliseconds{0};
        (void)decision.gates.push_back(
            {GateKind::BackOff, since.count(), since.count() + (client.may_ask_from - now).count()});
        return SteeringReason::BackingOff;
    }
    if (kind == ClientClass::Obeys || kind == ClientClass::Unknown) return std::nullopt;
    const Gate budget{GateKind::Budget, day_of(policy).left(client, now), 1};
    (void)decision.gates.push_back(budget);
    if (!budget.passed()) return SteeringReason::BudgetSpent;
    return std::nullopt;
}

void keep_candidates(const Options& options, Instant now, SteeringDecision& decision) {
    for (const Option& option : options)
        if (!decision.candidates.push_back(describe(option, now))) break;
}

}  // namespace

std::optional<records::Candidate> describe_serving(const Policy& policy, const Site& site,
                                                   const Client& client, Instant now) {
    const auto serving = serving_of(policy, site, client, now);
    if (!serving) return std::nullopt;
    records::Candidate result;
    result.bssid = serving->bss->bssid;
    result.channel = serving->bss->channel;
    result.level_cdbm = serving->level.mean.value;
    result.deviation_cdb = radio::deviation_cdb(serving->level.variance);
    result.age = now - client.link->last_reading;
    result.usable_kbps = serving->kbps;
    result.heard = true;
    return result;
}

SteeringDecision decide(const Policy& policy, const Site& site, const Client& client, const Scope& scope,
                        Instant now) {
    SteeringDecision decision;
    if (scope.excluded) {
        decision.reason = SteeringReason::Excluded;
        return decision;
    }
    const auto serving = serving_of(policy, site, client, now);
    if (!serving) return decision;
    if (scope.pinned == serving->bss->bssid) {
        decision.reason = SteeringReason::Pinned;
        return decision;
    }
    const Bars applied = bars(policy, client, *serving, now);
    const Options options = options_of(policy, site, client, scope, applied.horizon, now);
    keep_candidates(options, now, decision);
    if (client.transaction.waiting()) {
        decision.reason = SteeringReason::Asked;
        return decision;
    }
    const Gate joined{GateKind::Joined, (now - client.link->since).count(),
                      applied.failing ? 0 : policy.joined_for.count()};
    if (!joined.passed()) {
        (void)decision.gates.push_back(joined);
        decision.reason = SteeringReason::JustJoined;
        return decision;
    }
    if (policy.rule == Rule::Gain)
        judge_gain(policy, client, *serving, applied, options, now, decision);
    else
        judge_limits(policy, client, *serving, options, now, decision);
    if (decision.action == SteeringAction::Stay) return decision;
    if (const auto reason = hindrance(policy, client, now, decision)) {
        decision.action = SteeringAction::Stay;
        decision.reason = *reason;
        decision.targets.clear();
        decision.channel.reset();
    }
    return decision;
}

SteeringDecision answer_query(const Policy& policy, const Site& site, const Client& client,
                              const Scope& scope, Instant now) {
    SteeringDecision decision;
    decision.reason = SteeringReason::NoCandidate;
    const auto serving = serving_of(policy, site, client, now);
    const Milliseconds horizon = policy.horizon_moving;
    const Options options = options_of(policy, site, client, scope, horizon, now);
    keep_candidates(options, now, decision);
    for (const Option& option : options) {
        if (serving && option.heard && option.net_kbps < serving->kbps) continue;
        if (!decision.targets.push_back(option.bss->bssid)) break;
    }
    if (decision.targets.empty()) return decision;
    decision.action = SteeringAction::Steer;
    decision.reason = SteeringReason::AskedUs;
    return decision;
}

}  // namespace steering
