#include "apps/cli/station_command.hpp"

#include <algorithm>
#include <ostream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "apps/cli/client.hpp"

namespace cli {

namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds kPatience{2'000};

std::string_view text_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value && value->is_string() ? std::string_view{value->as_string()} : std::string_view{};
}

std::int64_t number_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    if (!value) return 0;
    return value->is_int64()    ? value->as_int64()
           : value->is_uint64() ? static_cast<std::int64_t>(value->as_uint64())
                                : 0;
}

bool truth_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value && value->is_bool() && value->as_bool();
}

const json::object* object_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value ? value->if_object() : nullptr;
}

std::string span_of(std::int64_t ms) {
    if (ms < 10'000) return fmt::format("{} ms", ms);
    const std::int64_t seconds = ms / 1000;
    if (seconds < 600) return fmt::format("{} s", seconds);
    if (seconds < 36'000) return fmt::format("{} min", seconds / 60);
    return fmt::format("{} h", seconds / 3600);
}

/// One BSS on one line: address, channel, level, rate.
std::string bss_line(const json::object& bss) {
    const std::string level =
        truth_of(bss, "heard")
            ? fmt::format("{:6.1f} ± {:4.1f} dBm", static_cast<double>(number_of(bss, "signal_cdbm")) / 100,
                          static_cast<double>(number_of(bss, "deviation_cdb")) / 100)
            : "  not heard yet   ";
    std::string line = fmt::format("{}  {:>3} GHz ch {:>3}  {}  {:>7.1f} Mbit/s", text_of(bss, "bssid"),
                                   text_of(bss, "band_ghz"), number_of(bss, "channel"), level,
                                   static_cast<double>(number_of(bss, "usable_kbps")) / 1000);
    if (bss.contains("age_ms")) line += fmt::format("  {} ago", span_of(number_of(bss, "age_ms")));
    if (truth_of(bss, "blocked")) line += "  blocked after a failure";
    return line;
}

std::string verdict_line(const json::object& verdict) {
    std::string line = fmt::format("{}: {}", text_of(verdict, "action"), text_of(verdict, "reason"));
    if (const auto target = text_of(verdict, "target"); !target.empty())
        line += fmt::format(" -> {}", target);
    if (const json::object* look = object_of(verdict, "look"))
        line += fmt::format(" at {} MHz", number_of(*look, "frequency_mhz"));
    return line;
}

std::string render_status(const json::object& one) {
    std::string text = fmt::format("{}: {}", text_of(one, "interface"), text_of(one, "supplicant"));
    if (const auto problem = text_of(one, "problem"); !problem.empty()) text += fmt::format(" ({})", problem);
    text += fmt::format(", mode {}, state {}\n", text_of(one, "mode"), text_of(one, "state"));
    if (const auto policy = text_of(one, "policy"); !policy.empty() && policy != "roam")
        text += fmt::format("  decides by the rule of {}\n", policy);
    if (const json::object* serving = object_of(one, "serving")) {
        text += fmt::format("  network {}, connected for {}, {}\n", text_of(one, "ssid"),
                            span_of(number_of(one, "connected_ms")),
                            truth_of(one, "moving") ? "moving" : "standing");
        text += fmt::format("  serving  {}\n", bss_line(*serving));
    } else {
        text += "  no link\n";
    }
    text += fmt::format("  {} BSS known, {} moves, {} looks\n", number_of(one, "known_bss"),
                        number_of(one, "moves"), number_of(one, "looks"));
    if (const json::object* verdict = object_of(one, "last_verdict"))
        text += fmt::format("  last verdict: {}\n", verdict_line(*verdict));
    return text;
}

std::string render_candidates(const json::object& one) {
    std::string text = fmt::format("{}:\n", text_of(one, "interface"));
    const json::value* list = one.if_contains("candidates");
    if (!list || !list->is_array() || list->as_array().empty()) return text + "  no BSS known\n";
    for (const json::value& entry : list->as_array()) {
        const json::object* bss = entry.if_object();
        if (!bss) continue;
        text += fmt::format("{} {}{}\n", truth_of(*bss, "serving") ? " *" : "  ", bss_line(*bss),
                            truth_of(*bss, "security_fits") ? "" : "  other security");
    }
    return text;
}

std::string gate_lines(const json::object& owner, std::string_view indent) {
    std::string text;
    const json::value* gates = owner.if_contains("gates");
    if (!gates || !gates->is_array()) return text;
    for (const json::value& entry : gates->as_array())
        if (const json::object* gate = entry.if_object())
            text += fmt::format("{}{:<4} {:<12} {} {} {} {}\n", indent,
                                truth_of(*gate, "passed") ? "ok" : "no", text_of(*gate, "gate"),
                                number_of(*gate, "value"), truth_of(*gate, "passed") ? ">=" : "<",
                                number_of(*gate, "limit"), text_of(*gate, "unit"));
    return text;
}

std::string render_record(const json::object& record) {
    std::string text =
        fmt::format("{} #{} ({}, {}): ", text_of(record, "interface"), number_of(record, "sequence"),
                    text_of(record, "trigger"), truth_of(record, "moving") ? "moving" : "standing");
    if (const json::object* verdict = object_of(record, "verdict")) text += verdict_line(*verdict);
    text += "\n";
    if (const json::object* serving = object_of(record, "serving"))
        text += fmt::format("  serving    {}\n", bss_line(*serving));
    text += gate_lines(record, "  ");
    if (const json::value* list = record.if_contains("candidates"); list && list->is_array())
        for (const json::value& entry : list->as_array())
            if (const json::object* bss = entry.if_object())
                text += fmt::format("  candidate  {}\n", bss_line(*bss));
    if (const json::object* outcome = object_of(record, "outcome");
        outcome && text_of(*outcome, "result") != "none")
        text += fmt::format("  outcome    {} after {}\n", text_of(*outcome, "result"),
                            span_of(number_of(*outcome, "took_ms")));
    if (const json::object* network = object_of(record, "network"))
        text += fmt::format("  network    {}: {} after {}\n", text_of(*network, "verdict"),
                            text_of(*network, "reason"), span_of(number_of(*network, "took_ms")));
    if (const json::value* rivals = record.if_contains("rivals"); rivals && rivals->is_array())
        for (const json::value& entry : rivals->as_array()) {
            const json::object* rival = entry.if_object();
            const json::object* verdict = rival ? object_of(*rival, "verdict") : nullptr;
            if (!verdict) continue;
            text += fmt::format("  as {}: {}\n", text_of(*rival, "as"), verdict_line(*verdict));
            text += gate_lines(*rival, "    ");
        }
    return text;
}

void print_pretty(std::ostream& out, const json::value& value, std::size_t depth = 0) {
    const std::string pad(2 * depth + 2, ' ');
    const auto close = [&](char bracket) { out << '\n' << pad.substr(2) << bracket; };
    if (const json::object* object = value.if_object(); object && !object->empty()) {
        char before = '{';
        for (const auto& [key, member] : *object) {
            out << std::exchange(before, ',') << '\n' << pad << json::serialize(json::string{key}) << ": ";
            print_pretty(out, member, depth + 1);
        }
        return close('}');
    }
    if (const json::array* array = value.if_array(); array && !array->empty()) {
        char before = '[';
        for (const json::value& member : *array) {
            out << std::exchange(before, ',') << '\n' << pad;
            print_pretty(out, member, depth + 1);
        }
        return close(']');
    }
    out << json::serialize(value);
}

void print_json(std::ostream& out, const json::value& value, JsonForm form) {
    if (form == JsonForm::Pretty)
        print_pretty(out, value);
    else
        out << json::serialize(value);
    out << '\n';
}

}  // namespace

std::string render_station(const StationQuery& query, const std::string& answer) {
    const json::value value = json::parse(answer);
    const json::value* list = value.as_object().if_contains(query.verb == "why" ? "records" : "interfaces");
    if (!list || !list->is_array()) return "";
    std::string text;
    for (const json::value& entry : list->as_array()) {
        const json::object* one = entry.if_object();
        if (!one) continue;
        if (query.verb == "status") text += render_status(*one);
        if (query.verb == "candidates") text += render_candidates(*one);
        if (query.verb == "why") text += render_record(*one);
    }
    return text.empty() ? "nothing was decided yet\n" : text;
}

ExitStatus run_station(const StationQuery& query, std::ostream& out, std::ostream& errors) {
    json::object request{{"request", query.verb}};
    if (!query.interface.empty()) request["interface"] = query.interface;
    if (query.verb == "why") request["count"] = query.count;
    if (!query.as.empty()) request["as"] = query.as;
    const auto answer = ask(query.run_directory + "/station.sock", json::serialize(request), kPatience);
    if (!answer) {
        const AskError& error = answer.error();
        errors << "roam: " << error.message << '\n';
        if (query.json != JsonForm::Off)
            print_json(out, json::object{{"error", {{"code", error.code}, {"message", error.message}}}},
                       query.json);
        return error.status;
    }
    if (query.json != JsonForm::Off)
        print_json(out, *answer, query.json);
    else
        out << render_station(query, json::serialize(*answer));
    return kSuccess;
}

}  // namespace cli
