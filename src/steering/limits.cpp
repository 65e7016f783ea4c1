// Rules with limits: a level is passed, and some other BSS is strong enough. hostapd-roamer's three triggers,
// band steering and least signal are rows of one kind; load compares how busy two BSS are.
#include <algorithm>
#include <array>
#include <span>

#include "steering/options.hpp"

namespace steering {

namespace {

using base::Instant;
using records::Gate;
using records::GateKind;
using records::SteeringAction;
using records::SteeringDecision;
using records::SteeringReason;

enum class Whose : std::uint8_t { SameAp, OtherAp, Any };

constexpr std::uint8_t kBand24 = 1U << static_cast<unsigned>(wifi::Band::Ghz2_4);
constexpr std::uint8_t kBand5 = 1U << static_cast<unsigned>(wifi::Band::Ghz5);
constexpr std::uint8_t kBand6 = 1U << static_cast<unsigned>(wifi::Band::Ghz6);
constexpr std::uint8_t kAll = kBand24 | kBand5 | kBand6;

struct Limit {
    SteeringReason reason;
    std::uint8_t bands;  ///< of the client's BSS
    bool strong;         ///< the limit is passed upwards; otherwise downwards
    std::int8_t limit_dbm;
    Whose whose;
    std::uint8_t target_bands;
    std::int8_t target_min_dbm;
};

constexpr bool has(std::uint8_t bands, wifi::Band band) {
    return (bands & 1U << static_cast<unsigned>(band)) != 0;
}

base::StaticVector<Limit, 3> limits_of(const Policy& policy) {
    using R = SteeringReason;
    const RoamerLimits& roamer = policy.roamer;
    base::StaticVector<Limit, 3> rows;
    const auto add = [&](const Limit& row) { (void)rows.push_back(row); };
    switch (policy.rule) {
        case Rule::HostapdRoamer:
            add({R::WeakOn5, kBand5 | kBand6, false, roamer.rssi_5_to_other, Whose::OtherAp, kAll,
                 roamer.rssi_5_to_other_min});
            add({R::StrongOn24, kBand24, true, roamer.rssi_2_to_5, Whose::SameAp, kBand5 | kBand6,
                 roamer.rssi_2_to_5_min});
            add({R::WeakOn24, kBand24, false, roamer.rssi_2_to_other, Whose::OtherAp, kAll,
                 roamer.rssi_2_to_other_min});
            break;
        case Rule::Band:
            add({R::HigherBand, kBand24, true, policy.band_up_dbm, Whose::Any, kBand5 | kBand6,
                 policy.band_up_min_dbm});
            break;
        case Rule::LeastSignal:
            add({R::LowSignal, kAll, false, policy.least_signal_dbm, Whose::Any, kAll,
                 policy.least_signal_min_dbm});
            break;
        case Rule::Gain:
        case Rule::Load:
            break;
    }
    return rows;
}

constexpr std::int32_t dbm(radio::CentiDb level) {
    // To the nearest: settings are whole dBm.
    return (level.value - (level.value < 0 ? 50 : -50)) / 100;
}

bool serves(const Limit& row, const Serving& serving, const Bss& target) {
    if (!has(row.target_bands, target.link.band)) return false;
    const bool same = target.ap == serving.bss->ap;
    return row.whose == Whose::Any || same == (row.whose == Whose::SameAp);
}

/// Strongest first: a limit asks for level, not for rate.
base::StaticVector<const Option*, 24> by_level(const Options& options) {
    base::StaticVector<const Option*, 24> ordered;
    for (const Option& option : options) {
        (void)ordered.push_back(&option);
        for (std::size_t at = ordered.size() - 1; at > 0; --at) {
            const Option& a = *ordered[at];
            const Option& b = *ordered[at - 1];
            const bool before =
                a.level.mean != b.level.mean ? a.level.mean > b.level.mean : a.bss->bssid < b.bss->bssid;
            if (!before) break;
            std::swap(ordered[at], ordered[at - 1]);
        }
    }
    return ordered;
}

/// One row whose limit is passed: to the first target that is strong enough, as measured just now; what was
/// not measured lately is measured, strongest first.
void judge_row(const Policy& policy, const Client& client, const Serving& serving, const Limit& row,
               const Options& options, Instant now, SteeringDecision& decision) {
    const Option* strongest = nullptr;
    const Option* unsure = nullptr;
    for (const Option* option : by_level(options)) {
        if (!serves(row, serving, *option->bss)) continue;
        const bool is_fresh = age_of(*option, now) <= verify_within(policy, client, now);
        if (!is_fresh) {
            if (!unsure) unsure = option;
            continue;
        }
        if (!strongest) strongest = option;
        if (dbm(option->level.mean) < row.target_min_dbm) continue;
        (void)decision.gates.push_back({GateKind::TargetLevel, dbm(option->level.mean), row.target_min_dbm});
        decision.action = SteeringAction::Steer;
        decision.reason = row.reason;
        (void)decision.targets.push_back(option->bss->bssid);
        return;
    }
    if (unsure)
        return plan_measure(policy, client, *unsure->bss, SteeringReason::VerifyFirst, false, now, decision);
    if (strongest)
        (void)decision.gates.push_back(
            {GateKind::TargetLevel, dbm(strongest->level.mean), row.target_min_dbm});
    decision.reason = strongest ? SteeringReason::TargetTooWeak : SteeringReason::NoCandidate;
}

/// Per cent by which `target` is less loaded than `serving`, by airtime where both say it, else by clients.
std::int32_t load_lead(const Policy& policy, const Bss& serving, const Bss& target) {
    if (serving.busy_per_255 && target.busy_per_255) {
        const std::int32_t busy = *serving.busy_per_255 * 100 / 255;
        return busy < policy.load_busy ? 0 : busy - *target.busy_per_255 * 100 / 255;
    }
    const std::int32_t fewer = serving.clients - target.clients;
    return fewer < policy.load_clients ? 0 : fewer * 100 / std::max<std::int32_t>(serving.clients, 1);
}

void judge_load(const Policy& policy, const Client& client, const Serving& serving, const Options& options,
                Instant now, SteeringDecision& decision) {
    decision.reason = SteeringReason::WithinLimits;
    for (const Option* option : by_level(options)) {
        const std::int32_t lead = load_lead(policy, *serving.bss, *option->bss);
        if (lead < policy.load_lead) continue;
        (void)decision.gates.push_back({GateKind::LoadLead, lead, policy.load_lead});
        if (age_of(*option, now) > verify_within(policy, client, now))
            return plan_measure(policy, client, *option->bss, SteeringReason::VerifyFirst, false, now,
                                decision);
        (void)decision.gates.push_back(
            {GateKind::TargetLevel, dbm(option->level.mean), policy.load_least_dbm});
        if (dbm(option->level.mean) < policy.load_least_dbm) {
            decision.reason = SteeringReason::TargetTooWeak;
            return;
        }
        decision.action = SteeringAction::Steer;
        decision.reason = SteeringReason::LessLoaded;
        (void)decision.targets.push_back(option->bss->bssid);
        return;
    }
}

}  // namespace

void judge_limits(const Policy& policy, const Client& client, const Serving& serving, const Options& options,
                  Instant now, SteeringDecision& decision) {
    if (policy.rule == Rule::Load) return judge_load(policy, client, serving, options, now, decision);
    // The limits are of what the client hears: until it has said so once, that is not known.
    if (!client.memory.down_minus_up_cdb && measure_mode(policy, client, now))
        return plan_measure(policy, client, *serving.bss, SteeringReason::VerifyFirst, false, now, decision);
    decision.reason = SteeringReason::WithinLimits;
    const std::int32_t level = dbm(serving.level.mean);
    for (const Limit& row : limits_of(policy)) {
        if (!has(row.bands, serving.bss->link.band)) continue;
        const Gate gate = row.strong ? Gate{GateKind::ServingStrong, level, row.limit_dbm}
                                     : Gate{GateKind::ServingWeak, -level, -row.limit_dbm};
        (void)decision.gates.push_back(gate);
        if (gate.passed()) return judge_row(policy, client, serving, row, options, now, decision);
    }
}

}  // namespace steering
