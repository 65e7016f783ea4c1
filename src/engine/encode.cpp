#include "engine/encode.hpp"

#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "engine/json_parts.hpp"
#include "engine/rivals.hpp"
#include "station/decide.hpp"

namespace engine {

namespace {

namespace json = boost::json;
using records::Candidate;
using records::Record;

json::object verdict_json(const records::Decision& decision) {
    json::object verdict{{"action", name(decision.action)}, {"reason", name(decision.reason)}};
    if (decision.channel) {
        json::object look = channel_json(*decision.channel);
        if (decision.target) look["beacon_of"] = text(*decision.target);
        verdict["look"] = std::move(look);
    } else if (decision.target) {
        verdict["target"] = text(*decision.target);
    }
    return verdict;
}

json::object outcome_json(const records::Outcome& outcome) {
    json::object object{{"result", name(outcome.kind)}};
    using records::OutcomeKind;
    if (outcome.kind == OutcomeKind::None) return object;
    if (outcome.kind == OutcomeKind::Moved || outcome.kind == OutcomeKind::Elsewhere)
        object["bssid"] = text(outcome.bssid);
    if (outcome.method) object["method"] = name(*outcome.method);
    object["took_ms"] = outcome.took.count();
    if (outcome.kind == OutcomeKind::Rejected) object["status_code"] = outcome.status_code;
    return object;
}

}  // namespace

std::string_view name(records::Trigger trigger) {
    constexpr std::array<std::string_view, 12> kNames{
        "connected",    "signal",       "looked",        "beacon-loss",
        "link-failure", "disconnected", "move-failed",   "transition-request",
        "operator",     "first-link",   "rate-collapse", "resume"};
    return kNames[static_cast<std::size_t>(trigger)];
}

std::string_view name(records::Action action) {
    constexpr std::array<std::string_view, 3> kNames{"stay", "look", "move"};
    return kNames[static_cast<std::size_t>(action)];
}

std::string_view name(records::Reason reason) {
    constexpr std::array<std::string_view, 33> kNames{
        "not-connected",     "no-candidate",         "nothing-better", "gain-below-cost",   "not-sure-enough",
        "moved-recently",    "verify-first",         "worth-looking",  "look-too-soon",     "better-bss",
        "link-failing",      "search-while-failing", "link-ending",    "search-before-end", "network-asks",
        "nothing-offered",   "requests-ignored",     "locked",         "serving-is-best",   "better-estimate",
        "serving-stronger",  "serving-faster",       "good-snr",       "margin-too-small",  "margin-reached",
        "higher-rank",       "above-threshold",      "not-looking",    "between-scans",     "scan-due",
        "holds-too-shortly", "link-works",           "operator"};
    return kNames[static_cast<std::size_t>(reason)];
}

std::string_view name(records::OutcomeKind outcome) {
    constexpr std::array<std::string_view, 8> kNames{"none",     "moved",     "elsewhere", "refused",
                                                     "rejected", "link-lost", "timed-out", "stayed"};
    return kNames[static_cast<std::size_t>(outcome)];
}

std::string_view name(records::Method method) {
    constexpr std::array<std::string_view, 3> kNames{"full", "ft", "ft-over-ds"};
    return kNames[static_cast<std::size_t>(method)];
}

std::string_view name(station::operation::State state) {
    using enum station::operation::State;
    switch (state) {
        case Requested:
            return "requested";
        case Accepted:
        case Associating:
        case Following:
            return "associating";
        default:
            return station::operation::is_searching(state) ? "searching" : "idle";
    }
}

json::object to_json(std::string_view interface, const Record& record) {
    json::object object{{"schema", kRecordSchema},         {"interface", interface},
                        {"sequence", record.sequence},     {"monotonic_ms", record.at.ms},
                        {"trigger", name(record.trigger)}, {"moving", record.moving}};
    object["serving"] = record.serving ? json::value(candidate_json(*record.serving)) : json::value(nullptr);
    object["verdict"] = verdict_json(record.decision);
    object["gates"] = gates_json(record.decision.gates);
    json::array candidates;
    for (const Candidate& candidate : record.decision.candidates)
        candidates.push_back(candidate_json(candidate));
    object["candidates"] = std::move(candidates);
    if (record.query) object["query"] = *record.query;
    if (record.answer) object["answer"] = *record.answer;
    object["outcome"] = outcome_json(record.outcome);
    return object;
}

json::array rivals_json(const Record& record, std::optional<records::Rival> only) {
    json::array list;
    for (const records::RivalVerdict& rival : record.rivals) {
        if (only && *only != rival.rival) continue;
        json::object verdict{{"action", name(rival.action)}, {"reason", name(rival.reason)}};
        if (rival.target) verdict["target"] = text(*rival.target);
        list.push_back(json::object{
            {"as", name(rival.rival)}, {"verdict", std::move(verdict)}, {"gates", gates_json(rival.gates)}});
    }
    return list;
}

std::string to_text(std::string_view interface, const Record& record) {
    std::string line = fmt::format("roam interface={} sequence={} trigger={} action={} reason={}", interface,
                                   record.sequence, name(record.trigger), name(record.decision.action),
                                   name(record.decision.reason));
    const auto add = [&](std::string_view key, const auto& value) {
        line += fmt::format(" {}={}", key, value);
    };
    if (record.serving) {
        add("serving", text(record.serving->bssid));
        add("signal_dbm", fmt::format("{:.1f}", from_centi(record.serving->level_cdbm)));
        add("usable_kbps", record.serving->usable_kbps);
    }
    add("moving", record.moving ? "yes" : "no");
    if (record.decision.target) add("target", text(*record.decision.target));
    if (record.decision.channel) add("look_mhz", record.decision.channel->centre_mhz());
    if (!record.decision.candidates.empty()) {
        const Candidate& best = record.decision.candidates[0];
        add("best", text(best.bssid));
        add("best_dbm",
            fmt::format("{:.1f}±{:.1f}", from_centi(best.level_cdbm), from_centi(best.deviation_cdb)));
        add("best_kbps", best.usable_kbps);
    }
    line += gates_text(record.decision.gates);
    if (record.query) add("query", *record.query);
    if (record.answer) add("answer", *record.answer);
    if (record.outcome.kind != records::OutcomeKind::None) {
        add("outcome", name(record.outcome.kind));
        add("took_ms", record.outcome.took.count());
    }
    return line;
}

json::object status_json(const Station& station, base::Instant now) {
    json::object object{{"schema", kStatusSchema},
                        {"interface", station.interface()},
                        {"supplicant", station.attached() ? "attached" : "unreachable"}};
    if (!station.attached() && !station.detached_because().empty())
        object["problem"] = station.detached_because();
    const station::Knowledge& knowledge = station.knowledge();
    object["mode"] = station.settings().observe ? "observe" : "act";
    const auto& rule = station.settings().rule;
    object["policy"] = rule ? name(*rule) : std::string_view{"roam"};
    object["state"] = name(station.state());
    object["ssid"] = station.ssid();
    object["moving"] = knowledge.motion.moving;
    if (const station::Bss* serving = station::serving_bss(knowledge)) {
        object["serving"] =
            candidate_json(station::describe(station.settings().policy, knowledge, *serving, now));
        object["connected_ms"] = (now - knowledge.serving->since).count();
    } else {
        object["serving"] = nullptr;
    }
    object["known_bss"] = knowledge.table.size();
    object["moves"] = station.moves();
    object["looks"] = station.looks();
    if (!station.history().empty()) {
        const Record& last = station.history().back();
        object["last_verdict"] = verdict_json(last.decision);
        object["last_outcome"] = outcome_json(last.outcome);
    }
    return object;
}

json::object candidates_json(const Station& station, base::Instant now) {
    const station::Knowledge& knowledge = station.knowledge();
    json::array list;
    for (const station::Bss& bss : knowledge.table) {
        json::object object =
            candidate_json(station::describe(station.settings().policy, knowledge, bss, now));
        object["serving"] = knowledge.serving && knowledge.serving->bssid == bss.bssid;
        object["security_fits"] = bss.fits;
        object["busy_per_255"] = bss.busy_per_255;
        list.push_back(std::move(object));
    }
    std::ranges::sort(list, [](const json::value& a, const json::value& b) {
        const auto rate = [](const json::value& value) {
            return value.at("usable_kbps").to_number<std::uint32_t>();
        };
        return rate(a) != rate(b) ? rate(a) > rate(b) : a.at("bssid").as_string() < b.at("bssid").as_string();
    });
    return {
        {"schema", kCandidatesSchema}, {"interface", station.interface()}, {"candidates", std::move(list)}};
}

}  // namespace engine
