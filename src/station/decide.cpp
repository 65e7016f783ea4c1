#include "station/decide.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "station/carried.hpp"
#include "station/estimate.hpp"
#include "station/look.hpp"
#include "station/transition.hpp"
#include "station/value.hpp"

namespace station {

namespace {

using base::Instant;
using base::Milliseconds;
using records::Action;
using records::Decision;
using records::Gate;
using records::GateKind;
using records::Reason;

/// One BSS that could be moved to, with all that is compared.
struct Option {
    const Bss* bss = nullptr;
    radio::CentiDb mean;             ///< of the estimate
    std::int32_t deviation_cdb = 0;  ///< and its deviation
    Rates rates{};
    Milliseconds cost{0};
    Share share{cost, cost};  ///< what the cost leaves of the horizon
    std::uint32_t mean_kbps = 0;
    std::uint32_t net_kbps = 0;
};

/// What applies to this decision: the policy's numbers for standing, walking, or a failing link.
struct Bars {
    bool failing = false;
    bool ending = false;   ///< the AP ends the link
    bool hurried = false;  ///< the AP ends the link, and there is no time to look first
    Milliseconds horizon{0};
    std::uint32_t gain_percent = 0;
    std::int32_t confidence_percent = 0;
    Rates serving{};
    std::uint32_t serving_kbps =
        0;  ///< 0 when the link fails or ends: whatever it promises, it does not deliver

    [[nodiscard]] bool lost() const { return failing || ending; }
};

/// Leaves `per_256` of the rates.
void lessen(Rates& rates, std::uint32_t per_256) {
    if (per_256 == 256) return;
    for (std::uint32_t& rate : rates) rate = rate / 256 * per_256;
}

Bars bars(const Policy& policy, const Knowledge& knowledge, const Bss& serving, Instant now) {
    Bars result;
    result.serving = rates(serving, estimate(policy, knowledge, serving, now));
    lessen(result.serving, carried_per_256(policy, *knowledge.serving, now));
    result.serving_kbps = mean(result.serving);
    result.failing = is_failing(policy, knowledge, result.serving_kbps, now);
    result.ending = is_ending(policy, knowledge, now);
    result.hurried = result.ending && *knowledge.serving->ends_at - now < policy.ending_hurry;
    const bool moving = is_walking(policy, knowledge.motion, now);
    // A lost link cannot be held by anything, so a choice made now will be looked at again soon.
    result.horizon = moving || result.lost() ? policy.horizon_moving : policy.horizon_standing;
    result.gain_percent = moving ? policy.gain_moving : policy.gain_standing;
    result.confidence_percent = moving ? policy.confidence_moving : policy.confidence_standing;
    if (knowledge.serving->found && now - knowledge.serving->since < policy.first_choice) {
        result.gain_percent = std::min<std::uint32_t>(result.gain_percent, policy.gain_first);
        result.confidence_percent =
            std::min<std::int32_t>(result.confidence_percent, policy.confidence_first);
    }
    if (is_asked(policy, knowledge, now)) {
        // The network may know better, as long as what it asks for does no harm.
        result.gain_percent = 0;
        result.confidence_percent = policy.confidence_asked;
    }
    if (result.lost()) {
        result.gain_percent = 0;
        result.confidence_percent = policy.confidence_failing;
        result.serving_kbps = 0;
        result.serving = {};
    }
    return result;
}

/// Best first; ties go to the lower address.
bool comes_before(const Option& a, const Option& b) {
    return a.net_kbps != b.net_kbps ? a.net_kbps > b.net_kbps : a.bss->bssid < b.bss->bssid;
}

/// All that could be moved to, and the order in which it is thought of.
struct Options {
    base::StaticVector<Estimate, kBssRoom> walking_only;  ///< of each BSS of the table
    base::StaticVector<Option, kBssRoom> all;
    base::StaticVector<const Option*, kBssRoom> ranked;  ///< into `all`
};

/// Puts `option` into its place. A library sort would need more of a library than the core has.
void insert_ordered(base::StaticVector<const Option*, kBssRoom>& ranked, const Option& option) {
    if (!ranked.push_back(&option)) return;
    std::size_t at = ranked.size() - 1;
    for (; at > 0 && comes_before(option, *ranked[at - 1]); --at) ranked[at] = ranked[at - 1];
    ranked[at] = &option;
}

/// What the level of a BSS promises, and how much of that is believed.
struct Promise {
    Estimate level;
    std::uint32_t believed_per_256 = 256;
};

/// Filled where it is: a copy of what has just been written piece by piece waits for all the pieces.
/// @param before  another one with the same horizon, or null. Most cost the same, and a share takes a
/// division.
void evaluate(Option& option, const Policy& policy, const Knowledge& knowledge, const Bss& bss,
              const Promise& promise, Milliseconds horizon, Instant now, const Option* before = nullptr) {
    const Estimate& known = promise.level;
    option.bss = &bss;
    option.mean = known.mean;
    option.deviation_cdb = deviation_cdb(known.variance);
    option.rates = rates(bss, option.mean, option.deviation_cdb);
    lessen(option.rates, promise.believed_per_256);
    option.cost = move_cost(policy, knowledge, bss, option.rates, now);
    option.share = before && before->cost == option.cost ? before->share : Share{option.cost, horizon};
    option.mean_kbps = mean(option.rates);
    option.net_kbps = option.share.of(option.mean_kbps);
}

void fill(Options& options, const Policy& policy, const Knowledge& knowledge, const Bss& serving,
          Milliseconds horizon, Instant now) {
    const Option* before = nullptr;
    for (const Bss& bss : knowledge.table) {
        const Estimates known = estimates(policy, knowledge, bss, now);
        (void)options.walking_only.push_back(known.walking_only);
        if (&bss == &serving || !bss.fits) continue;
        Option* option = options.all.add();
        if (!option) return;
        evaluate(*option, policy, knowledge, bss, {known.all, believed_per_256(bss, now)}, horizon, now,
                 before);
        before = option;
        insert_ordered(options.ranked, *option);
    }
}

bool can_move_to(const Option& option, Instant now) {
    return option.bss->measured && option.bss->described && option.bss->blocked_until <= now;
}

constexpr std::int32_t as_value(std::uint32_t kbps) {
    return static_cast<std::int32_t>(std::min<std::uint32_t>(kbps, 2'000'000'000));
}

/// How long ago a candidate may have been heard, ms.
std::int32_t freshness(const Policy& policy, const Option& option, const Bars& bars) {
    if (!bars.failing && !bars.hurried) return policy.verify_after.count();
    const bool look_is_cheaper =
        failure_risk(policy, option.rates) > policy.look_silence + policy.look_spacing_failing;
    if (bars.hurried) return std::numeric_limits<std::int32_t>::max();
    return (look_is_cheaper ? policy.verify_failing : policy.entry_holds).count();
}

Gate gain_gate(const Policy& policy, const Option& option, const Bars& bars, Instant now) {
    const bool is_back = option.bss->back_until > now;
    const std::uint32_t gain =
        is_back ? std::min<std::uint32_t>(bars.gain_percent, policy.gain_back) : bars.gain_percent;
    return {GateKind::Gain, as_value(option.net_kbps), as_value(bars.serving_kbps / 100 * (100 + gain) + 1)};
}

/// The gates that `option` has to pass, in order.
/// @param gain  its gain_gate().
std::array<Gate, 4> move_gates(const Policy& policy, const Knowledge& knowledge, const Option& option,
                               const Gate& gain, const Bars& bars, Instant now) {
    const Milliseconds since = knowledge.last_move ? now - *knowledge.last_move : policy.dwell;
    return {gain,
            Gate{GateKind::Confidence, radio::confidence(option.rates, option.share, bars.serving),
                 bars.confidence_percent},
            Gate{GateKind::Dwell, since.count(), bars.lost() ? 0 : policy.dwell.count()},
            Gate{GateKind::Freshness, -(now - option.bss->when).count(), -freshness(policy, option, bars)}};
}

Reason reason_to_stay(const std::array<Gate, 4>& gates, const Option& best, const Bars& bars) {
    if (gates[0].passed() && gates[1].passed())
        return gates[2].passed() ? Reason::VerifyFirst : Reason::MovedRecently;
    if (gates[0].passed()) return Reason::NotSureEnough;
    return best.mean_kbps > bars.serving_kbps ? Reason::GainBelowCost : Reason::NothingBetter;
}

/// Fills in the move, if one passes; otherwise the reason why none does, and the gates of the best candidate.
void judge_moves(const Policy& policy, const Knowledge& knowledge, const Options& options, const Bars& bars,
                 Instant now, Decision& decision) {
    decision.reason = Reason::NoCandidate;
    bool judged = false;
    for (const Option* candidate : options.ranked) {
        const Option& option = *candidate;
        if (!can_move_to(option, now)) continue;
        const Gate gain = gain_gate(policy, option, bars, now);
        // Only the best one's gates are told.
        if (judged && !gain.passed()) continue;
        const auto gates = move_gates(policy, knowledge, option, gain, bars, now);
        const bool passed = std::ranges::all_of(gates, &Gate::passed);
        if (passed || !judged) {
            decision.gates.clear();
            for (const Gate& gate : gates) (void)decision.gates.push_back(gate);
            decision.reason = reason_to_stay(gates, option, bars);
        }
        judged = true;
        if (!passed && decision.reason == Reason::VerifyFirst) {
            decision.channel = option.bss->channel;
            if (can_visit(*option.bss, now)) decision.target = option.bss->bssid;
            return;
        }
        if (!passed) continue;
        decision.action = Action::Move;
        decision.reason = bars.failing  ? Reason::LinkFailing
                          : bars.ending ? Reason::LinkEnding
                                        : Reason::BetterBss;
        decision.target = option.bss->bssid;
        return;
    }
}

/// Fills in the look, if one pays or a move waits for it.
void judge_looks(const Policy& policy, const Knowledge& knowledge, const Bss& serving, const Options& options,
                 const Bars& bars, Instant now, Decision& decision) {
    const bool verify = decision.reason == Reason::VerifyFirst;
    std::optional<LookPlan> plan =
        verify ? LookPlan{*decision.channel, 0, 0, decision.target}
               : best_look(policy, knowledge, bars.serving_kbps, bars.lost(), now,
                           {options.walking_only.begin(), options.walking_only.size()});
    const bool alone = knowledge.table.size() <= 1;
    if (plan && !verify) {
        (void)decision.gates.push_back({GateKind::LookValue, plan->gain_kbit, plan->cost_kbit + 1});
        if (plan->gain_kbit <= plan->cost_kbit) plan.reset();
    }
    if (!plan && (bars.lost() || (alone && knowledge.motion.moving))) {
        // Nothing known promises anything. A failing link has nothing to lose; a lone AP is left in peace
        // mostly.
        const bool due = !knowledge.last_look || now - *knowledge.last_look >= policy.look_rotation;
        if (bars.lost() || due)
            if (const auto channel = next_in_rotation(knowledge)) plan = LookPlan{*channel, 0, 0, {}};
    }
    decision.channel.reset();
    decision.target.reset();
    if (!plan) return;
    if (plan->channel != serving.channel) {
        const Milliseconds wait = look_wait(policy, knowledge, *plan, bars.lost(), now);
        (void)decision.gates.push_back({GateKind::LookSpacing, -wait.count(), 0});
        if (wait.count() > 0) {
            if (decision.reason == Reason::NothingBetter || decision.reason == Reason::NoCandidate)
                decision.reason = Reason::LookTooSoon;
            return;
        }
    }
    decision.action = Action::Look;
    if (!verify)
        decision.reason = bars.failing  ? Reason::SearchWhileFailing
                          : bars.ending ? Reason::SearchBeforeEnd
                                        : Reason::WorthLooking;
    decision.channel = plan->channel;
    decision.target = plan->beacon_of;
}

void describe(records::Candidate& result, const Option& option, Instant now) {
    const Bss& bss = *option.bss;
    result.bssid = bss.bssid;
    result.channel = bss.channel;
    result.level_cdbm = option.mean.value;
    result.deviation_cdb = option.deviation_cdb;
    result.age = bss.measured ? now - bss.when : Milliseconds{0};
    result.usable_kbps = option.mean_kbps;
    result.move_cost = option.cost;
    result.heard = bss.measured;
    result.blocked = bss.blocked_until > now;
}

}  // namespace

std::uint32_t serving_kbps(const Policy& policy, const Knowledge& knowledge, Instant now) {
    const Bss* serving = serving_bss(knowledge);
    if (!serving) return 0;
    Rates carried = rates(*serving, estimate(policy, knowledge, *serving, now));
    lessen(carried, carried_per_256(policy, *knowledge.serving, now));
    return mean(carried);
}

records::Candidate describe(const Policy& policy, const Knowledge& knowledge, const Bss& bss, Instant now) {
    Option option;
    const bool serving = &bss == serving_bss(knowledge);
    const std::uint32_t believed =
        serving ? carried_per_256(policy, *knowledge.serving, now) : believed_per_256(bss, now);
    evaluate(option, policy, knowledge, bss, {estimate(policy, knowledge, bss, now), believed},
             policy.horizon_moving, now);
    records::Candidate result;
    describe(result, option, now);
    return result;
}

Decision decide(const Policy& policy, const Knowledge& knowledge, Instant now) {
    Decision decision;
    const Bss* serving = serving_bss(knowledge);
    if (!serving) {
        decision.reason = Reason::NotConnected;
        return decision;
    }
    const Bars applied = bars(policy, knowledge, *serving, now);
    Options options;
    fill(options, policy, knowledge, *serving, applied.horizon, now);
    for (const Option* option : options.ranked) {
        records::Candidate* candidate = decision.candidates.add();
        if (!candidate) break;
        describe(*candidate, *option, now);
    }
    if (knowledge.serving->locked) {
        decision.reason = Reason::Locked;
        return decision;
    }
    if (policy.only_when_failing && !applied.lost()) {
        decision.reason = Reason::LinkWorks;
        return decision;
    }
    judge_moves(policy, knowledge, options, applied, now, decision);
    if (decision.action == Action::Stay)
        judge_looks(policy, knowledge, *serving, options, applied, now, decision);
    return decision;
}

}  // namespace station
