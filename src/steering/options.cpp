#include "steering/options.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace steering {

namespace {

using base::Instant;
using base::Milliseconds;
using records::BeaconMode;
using records::Gate;
using records::GateKind;
using records::Measures;
using records::SteeringAction;
using records::SteeringDecision;
using records::SteeringReason;

bool comes_before(const Option& a, const Option& b) {
    if (!a.heard != !b.heard) return a.heard != nullptr;
    return a.net_kbps != b.net_kbps ? a.net_kbps > b.net_kbps : a.bss->bssid < b.bss->bssid;
}

/// Puts `option` into its place; when there is no room the last one goes.
void insert_ordered(Options& options, const Option& option) {
    if (options.full()) {
        if (!comes_before(option, options.back())) return;
        options.truncate(options.size() - 1);
    }
    (void)options.push_back(option);
    for (std::size_t at = options.size() - 1; at > 0 && comes_before(options[at], options[at - 1]); --at)
        std::swap(options[at], options[at - 1]);
}

Milliseconds cost_of(const Policy& policy, const radio::Rates& rates) {
    const auto dead =
        std::ranges::count_if(rates, [&](std::uint32_t rate) { return rate < policy.failing_kbps; });
    return policy.move_cost +
           policy.failed_move * static_cast<std::int32_t>(dead) / static_cast<std::int32_t>(rates.size());
}

}  // namespace

std::optional<Serving> serving_of(const Policy& policy, const Site& site, const Client& client, Instant now) {
    const auto level = serving_level(policy, client, now);
    const Bss* bss = level ? find(site, client.link->bssid) : nullptr;
    if (!bss) return std::nullopt;
    Serving serving{.bss = bss, .level = *level};
    serving.rates = radio::rates({client.link->link, bss->busy_per_255.value_or(0)}, *level);
    serving.kbps = radio::mean(serving.rates);
    return serving;
}

Options options_of(const Policy& policy, const Site& site, const Client& client, const Scope& scope,
                   Milliseconds horizon, Instant now) {
    Options options;
    const auto add = [&](const Bss& bss, const Heard* heard) {
        Option option;
        option.bss = &bss;
        option.heard = heard;
        option.link = link_with(client, bss);
        option.level = heard ? level_of(policy, client, *heard, now) : unheard_level(policy);
        option.rates = radio::rates({option.link, bss.busy_per_255.value_or(0)}, option.level);
        option.kbps = radio::mean(option.rates);
        option.cost = cost_of(policy, option.rates);
        option.net_kbps = radio::Share{option.cost, horizon}.of(option.kbps);
        insert_ordered(options, option);
    };
    // BSS of one channel that were never heard are alike: the one with the lowest address stands for all.
    base::StaticVector<const Bss*, 32> unheard;
    for (const Bss& bss : site) {
        if (bss.network != client.network || (client.link && client.link->bssid == bss.bssid)) continue;
        if (!can_use(client, bss.link.band) || is_barred(client, bss.bssid, now)) continue;
        if (scope.pinned && *scope.pinned != bss.bssid) continue;
        if (const Heard* heard = find_heard(client, bss.bssid)) {
            add(bss, heard);
            continue;
        }
        const Bss** alike = std::find_if(unheard.begin(), unheard.end(),
                                         [&](const Bss* other) { return other->channel == bss.channel; });
        if (alike == unheard.end())
            (void)unheard.push_back(&bss);
        else if (bss.bssid < (*alike)->bssid)
            *alike = &bss;
    }
    for (const Bss* bss : unheard) add(*bss, nullptr);
    return options;
}

records::Candidate describe(const Option& option, Instant now) {
    records::Candidate result;
    result.bssid = option.bss->bssid;
    result.channel = option.bss->channel;
    result.level_cdbm = option.level.mean.value;
    result.deviation_cdb = radio::deviation_cdb(option.level.variance);
    result.age = option.heard ? now - option.heard->when : Milliseconds{0};
    result.usable_kbps = option.kbps;
    result.move_cost = option.cost;
    result.heard = option.heard != nullptr;
    return result;
}

Milliseconds verify_within(const Policy& policy, const Client& client, Instant now) {
    return radio::is_walking(policy.motion, client.motion, now) ? policy.verify_moving
                                                                : policy.verify_standing;
}

Milliseconds age_of(const Option& option, Instant now) {
    if (!option.heard) return Milliseconds::max();
    if (!option.heard->reported) return now - option.heard->when;
    const auto measured = option.heard->measured();
    return measured ? now - *measured : Milliseconds::max();
}

std::optional<BeaconMode> measure_mode(const Policy& policy, const Client& client, Instant now) {
    for (const BeaconMode mode : {BeaconMode::Active, BeaconMode::Passive})
        if (client.memory.measures[static_cast<std::size_t>(mode)] != Measures::Refuses) return mode;
    // A refusal is no trait for life: links get better, stacks get time.
    if (!client.last_measured || now - *client.last_measured >= policy.measure_again)
        return BeaconMode::Active;
    return std::nullopt;
}

void plan_measure(const Policy& policy, const Client& client, const Bss& bss, SteeringReason reason,
                  bool failing, Instant now, SteeringDecision& decision) {
    if (client.measuring) {
        decision.reason = SteeringReason::Measuring;
        return;
    }
    const auto mode = measure_mode(policy, client, now);
    if (!mode) {
        decision.reason = SteeringReason::CannotMeasure;
        return;
    }
    const Milliseconds purse = policy.measure_every * (policy.measure_burst - 1);
    const Milliseconds spaced =
        client.last_measured ? *client.last_measured + policy.measure_spacing - now : Milliseconds{0};
    const Milliseconds paid = failing ? Milliseconds{0} : client.measured_paid_until - (now + purse);
    const Milliseconds wait = std::max({Milliseconds{0}, spaced, paid});
    (void)decision.gates.push_back({GateKind::LookSpacing, -wait.count(), 0});
    if (wait.count() > 0) {
        decision.reason = SteeringReason::MeasureTooSoon;
        return;
    }
    decision.action = SteeringAction::Measure;
    decision.reason = reason;
    decision.mode = *mode;
    decision.channel = bss.channel;
    decision.targets.clear();
    (void)decision.targets.push_back(bss.bssid);
}

}  // namespace steering
