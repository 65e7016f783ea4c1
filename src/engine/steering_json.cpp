#include "engine/steering_json.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "engine/json_parts.hpp"
#include "steering/behaviour.hpp"

namespace engine {

namespace {

namespace json = boost::json;
using base::Instant;
using records::SteeringAction;
using records::SteeringRecord;
using records::SteeringResult;

json::array addresses_json(const auto& addresses) {
    json::array list;
    for (const wifi::MacAddress& address : addresses) list.push_back(json::string{text(address)});
    return list;
}

json::object verdict_json(const records::SteeringDecision& decision) {
    json::object verdict{{"action", name(decision.action)}, {"reason", name(decision.reason)}};
    if (!decision.targets.empty()) verdict["targets"] = addresses_json(decision.targets);
    if (decision.action != SteeringAction::Measure) return verdict;
    json::object measure{{"mode", name(decision.mode)}};
    if (decision.channel)
        for (auto& [key, value] : channel_json(*decision.channel)) measure[key] = value;
    verdict["measure"] = std::move(measure);
    return verdict;
}

json::object outcome_json(const records::SteeringOutcome& outcome) {
    json::object object{{"result", name(outcome.result)}};
    if (outcome.result == SteeringResult::None || outcome.result == SteeringResult::NotActed) return object;
    if (outcome.bssid != wifi::MacAddress{}) object["bssid"] = text(outcome.bssid);
    object["took_ms"] = outcome.took.count();
    if (outcome.status) object["status"] = *outcome.status;
    if (outcome.answered) object["answered_ms"] = outcome.answered->count();
    return object;
}

std::string_view band_of(std::size_t band) { return name(static_cast<wifi::Band>(band)); }

json::object memory_members(const records::ClientMemory& memory) {
    json::array bands;
    for (std::size_t band = 0; band < 3; ++band)
        if ((memory.bands >> band & 1U) != 0) bands.push_back(json::string{band_of(band)});
    json::object measures;
    for (std::size_t mode = 0; mode < records::kBeaconModeCount; ++mode)
        measures[name(static_cast<records::BeaconMode>(mode))] = name(memory.measures[mode]);
    return {{"bands_ghz", std::move(bands)},   {"transition", memory.transition},
            {"measures", std::move(measures)}, {"requests", memory.requests},
            {"obeyed", memory.obeyed},         {"refused", memory.refused},
            {"ignored", memory.ignored},       {"returned", memory.returned}};
}

}  // namespace

json::object to_json(std::string_view bss, const SteeringRecord& record) {
    json::object object{{"schema", kSteeringSchema},       {"bss", bss},
                        {"sequence", record.sequence},     {"monotonic_ms", record.at.ms},
                        {"client", text(record.client)},   {"class", name(record.client_class)},
                        {"trigger", name(record.trigger)}, {"moving", record.moving},
                        {"mode", name(record.mode)}};
    object["serving"] = record.serving ? json::value(candidate_json(*record.serving)) : json::value(nullptr);
    if (record.decision.action == SteeringAction::Steer) object["waited_ms"] = record.waited.count();
    object["verdict"] = verdict_json(record.decision);
    object["gates"] = gates_json(record.decision.gates);
    json::array candidates;
    for (const records::Candidate& candidate : record.decision.candidates)
        candidates.push_back(candidate_json(candidate));
    object["candidates"] = std::move(candidates);
    object["outcome"] = outcome_json(record.outcome);
    return object;
}

std::string to_text(std::string_view bss, const SteeringRecord& record) {
    std::string line =
        fmt::format("steer bss={} sequence={} client={} class={} trigger={} mode={} action={} reason={}", bss,
                    record.sequence, text(record.client), name(record.client_class), name(record.trigger),
                    name(record.mode), name(record.decision.action), name(record.decision.reason));
    if (record.serving)
        line += fmt::format(" serving={} signal_dbm={:.1f} usable_kbps={}", text(record.serving->bssid),
                            from_centi(record.serving->level_cdbm), record.serving->usable_kbps);
    line += fmt::format(" moving={}", record.moving ? "yes" : "no");
    if (!record.decision.targets.empty()) line += fmt::format(" target={}", text(record.decision.targets[0]));
    if (record.decision.channel)
        line += fmt::format(" measure_mhz={}", record.decision.channel->centre_mhz());
    if (!record.decision.candidates.empty()) {
        const records::Candidate& best = record.decision.candidates[0];
        line += fmt::format(" best={} best_dbm={:.1f}±{:.1f} best_kbps={}", text(best.bssid),
                            from_centi(best.level_cdbm), from_centi(best.deviation_cdb), best.usable_kbps);
    }
    line += gates_text(record.decision.gates);
    if (record.outcome.result == SteeringResult::None) return line;
    line += fmt::format(" outcome={} took_ms={}", name(record.outcome.result), record.outcome.took.count());
    if (record.outcome.status) line += fmt::format(" status={}", *record.outcome.status);
    return line;
}

std::string notice_of(const SteeringRecord& record) {
    const records::SteeringOutcome& outcome = record.outcome;
    if (record.decision.action != SteeringAction::Steer || record.decision.targets.empty()) return {};
    const std::string move =
        fmt::format("{} {} -> {}", text(record.client), record.serving ? text(record.serving->bssid) : "?",
                    text(record.decision.targets[0]));
    const std::string_view why = name(record.decision.reason);
    switch (outcome.result) {
        case SteeringResult::None:
            return {};
        case SteeringResult::NotActed:
            return fmt::format("client {}: would be asked to move ({})", move, why);
        case SteeringResult::Moved:
            return fmt::format("client {}: moved ({} ms, {})", move, outcome.took.count(), why);
        case SteeringResult::Refused:
            return fmt::format("client {}: refused with status {} ({})", move,
                               outcome.status ? int{*outcome.status} : 0, why);
        default:
            return fmt::format("client {}: {} ({})", move, name(outcome.result), why);
    }
}

json::object bss_json(const LocalBss& bss) {
    json::object object{{"schema", kApBssSchema}, {"interface", bss.name}, {"attached", bss.attached}};
    if (!bss.problem.empty()) object["problem"] = bss.problem;
    if (!bss.status) return object;
    const ports::BssStatus& status = *bss.status;
    object["enabled"] = status.enabled;
    object["bssid"] = text(status.bssid);
    object["ssid"] = status.ssid;
    if (status.channel)
        for (auto& [key, value] : channel_json(*status.channel)) object[key] = value;
    object["width_mhz"] = static_cast<int>(status.capability.width);
    object["clients"] = status.clients;
    if (status.busy_per_255) object["busy_per_255"] = *status.busy_per_255;
    object["transition"] = status.transition;
    object["neighbor_reports"] = status.neighbor_reports;
    object["beacon_reports"] = status.beacon_reports;
    if (status.mobility_domain) object["mobility_domain"] = fmt::format("{:04x}", *status.mobility_domain);
    return object;
}

json::object client_json(const AccessPoint& ap, const KnownClient& known, Instant now) {
    const steering::Client& client = known.client;
    const steering::Policy& policy = ap.policy_of(known);
    json::object object{{"schema", kApClientSchema},
                        {"client", text(client.address)},
                        {"class", name(steering::class_of(policy, client.memory))},
                        {"mode", name(policy.mode)},
                        {"rule", name(policy.rule)}};
    if (known.bss.empty()) {
        object["bss"] = nullptr;
        if (known.owner != 0) object["owner"] = ap.ap_name(known.owner);
    } else {
        object["bss"] = known.bss;
    }
    if (const auto scope = ap.settings().clients.find(client.address); scope != ap.settings().clients.end()) {
        object["excluded"] = scope->second.excluded;
        if (scope->second.pinned) object["pin"] = text(*scope->second.pinned);
    }
    if (client.link) {
        object["ssid"] = ap.ssid_of(client.network);
        object["connected_ms"] = (now - client.link->since).count();
    }
    const auto serving = steering::describe_serving(policy, ap.site(), client, now);
    object["serving"] = serving ? json::value(candidate_json(*serving)) : json::value(nullptr);
    object["moving"] = client.motion.moving;
    object["state"] = name(client.transaction.state);
    object["measuring"] = client.measuring.has_value();
    for (auto& [key, value] : memory_members(client.memory)) object[key] = value;
    object["wait_ms"] = std::max(client.may_ask_from - now, base::Milliseconds{0}).count();
    object["heard_by"] = client.heard.size();
    if (known.last_read) object["tx_kbps"] = known.last_read->tx_kbps;
    if (known.last) {
        object["last_verdict"] = verdict_json(known.last->record.decision);
        object["last_outcome"] = outcome_json(known.last->record.outcome);
        object["last_ms"] = (now - known.last->record.at).count();
    }
    return object;
}

json::array neighbors_json(const AccessPoint& ap) {
    json::array lists;
    for (const auto& [bss, list] : ap.neighbors().lists()) {
        json::array entries;
        for (const auto& [bssid, entry] : list.entries) {
            json::object object{{"bssid", text(bssid)}, {"ssid", entry.ssid}};
            if (const steering::Bss* known = steering::find(ap.site(), bssid))
                for (auto& [key, value] : channel_json(known->channel)) object[key] = value;
            const auto ours = list.ours.find(bssid);
            object["source"] = bssid == list.own                         ? "own"
                               : ours != list.ours.end() && ours->second ? "roam-ap"
                                                                         : "other";
            entries.push_back(std::move(object));
        }
        lists.push_back(json::object{{"schema", kApNeighborsSchema},
                                     {"interface", bss},
                                     {"bssid", text(list.own)},
                                     {"ssid", list.ssid},
                                     {"refused", list.refused},
                                     {"neighbors", std::move(entries)}});
    }
    return lists;
}

}  // namespace engine
