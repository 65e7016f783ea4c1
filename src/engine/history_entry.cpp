#include "engine/history_entry.hpp"

#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "engine/encode.hpp"

namespace engine {

namespace {

namespace json = boost::json;
using records::OutcomeKind;

}  // namespace

ports::HistoryEntry history_entry(std::string_view interface, const records::Record& record,
                                  std::int64_t time_ms, std::string& link) {
    ports::HistoryEntry entry;
    entry.time_ms = time_ms;
    entry.interface = interface;
    entry.sequence = record.sequence;
    entry.action = name(record.decision.action);
    entry.reason = name(record.decision.reason);
    if (record.serving) entry.from = text(record.serving->bssid);
    const OutcomeKind kind = record.outcome.kind;
    if (kind != OutcomeKind::None) {
        entry.link_event = true;
        const bool there = kind == OutcomeKind::Moved || kind == OutcomeKind::Elsewhere;
        if (there) entry.to = text(record.outcome.bssid);
        // What we asked for, also where it was not reached.
        if (record.decision.target) entry.to = text(*record.decision.target);
        if (record.outcome.method) entry.method = name(*record.outcome.method);
        entry.outcome = name(kind);
        entry.took_ms = record.outcome.took.count();
        entry.status_code = record.outcome.status_code;
        if (there) link = text(record.outcome.bssid);
        if (kind == OutcomeKind::LinkLost) link.clear();
    } else if (record.trigger == records::Trigger::Disconnected) {
        entry.link_event = true;
        entry.outcome = "lost";
        link.clear();
    } else if (records::is_new_link(record.trigger) && record.serving && entry.from != link) {
        // Not by a move of ours: the first link, or the supplicant's own choice.
        entry.link_event = true;
        entry.outcome = "linked";
        entry.to = std::exchange(entry.from, link);
        link = entry.to;
    }
    json::object object = to_json(interface, record);
    object["time"] = rfc3339(time_ms);
    entry.record = json::serialize(object);
    return entry;
}

json::array history_json(const std::vector<ports::HistoryEntry>& entries, bool with_records) {
    json::array list;
    for (const ports::HistoryEntry& entry : entries) {
        json::object object{{"schema", kHistorySchema},      {"time", rfc3339(entry.time_ms)},
                            {"interface", entry.interface},  {"sequence", entry.sequence},
                            {"action", entry.action},        {"reason", entry.reason},
                            {"link_event", entry.link_event}};
        const auto add = [&](std::string_view key, const std::string& value) {
            if (!value.empty()) object[key] = value;
        };
        add("from", entry.from);
        add("to", entry.to);
        add("method", entry.method);
        add("outcome", entry.outcome);
        if (entry.took_ms != 0) object["took_ms"] = entry.took_ms;
        if (entry.status_code != 0) object["status_code"] = entry.status_code;
        if (with_records) {
            boost::system::error_code fault;
            json::value record = json::parse(entry.record, fault);
            if (!fault) object["record"] = std::move(record);
        }
        list.push_back(std::move(object));
    }
    return list;
}

}  // namespace engine
