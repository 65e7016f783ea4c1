#include "apps/cli/station_text.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "apps/cli/bss_text.hpp"
#include "apps/cli/json_text.hpp"
#include "apps/cli/time_text.hpp"

namespace cli {

namespace {

namespace json = boost::json;

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
    text += fmt::format(", mode {}, state {}", text_of(one, "mode"), text_of(one, "state"));
    if (const auto level = text_of(one, "level"); !level.empty()) text += fmt::format(", level {}", level);
    text += "\n";
    if (const auto policy = text_of(one, "policy"); !policy.empty() && policy != "roam")
        text += fmt::format("  decides by the rule of {}\n", policy);
    if (const json::object* serving = object_of(one, "serving")) {
        text += fmt::format("  network {}, connected for {}, {}\n", text_of(one, "ssid"),
                            span_of(number_of(one, "connected_ms")),
                            truth_of(one, "moving") ? "moving" : "standing");
        text += fmt::format("    {}\n  * {}\n", kBssHead, bss_line(*serving));
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
    const json::array& list = array_of(one, "candidates");
    if (list.empty()) return text + "  no BSS known\n";
    text += fmt::format("    {}\n", kBssHead);
    for (const json::value& entry : list)
        if (const json::object* bss = entry.if_object())
            text += fmt::format("{} {}{}\n", truth_of(*bss, "serving") ? "  *" : "   ", bss_line(*bss),
                                truth_of(*bss, "security_fits") ? "" : ", other security");
    return text;
}

std::string outcome_line(const json::object& outcome) {
    std::string text{text_of(outcome, "result")};
    if (const auto status = number_of(outcome, "status_code"); status != 0)
        text += fmt::format(" with status {}", status);
    text += fmt::format(" after {}", span_of(number_of(outcome, "took_ms")));
    if (const auto method = text_of(outcome, "method"); !method.empty()) text += fmt::format(" ({})", method);
    return text;
}

bool was_attempted(const json::object* outcome) { return outcome && text_of(*outcome, "result") != "none"; }

std::string render_record(const json::object& record) {
    std::string text =
        fmt::format("{} #{} ({}, {}): ", text_of(record, "interface"), number_of(record, "sequence"),
                    text_of(record, "trigger"), truth_of(record, "moving") ? "moving" : "standing");
    if (const json::object* verdict = object_of(record, "verdict")) text += verdict_line(*verdict);
    text += "\n";
    const json::object* serving = object_of(record, "serving");
    const json::array& candidates = array_of(record, "candidates");
    if (serving || !candidates.empty()) text += fmt::format("             {}\n", kBssHead);
    if (serving) text += fmt::format("  serving    {}\n", bss_line(*serving));
    for (const json::value& entry : candidates)
        if (const json::object* bss = entry.if_object())
            text += fmt::format("  candidate  {}\n", bss_line(*bss));
    text += gate_lines(record, "  ");
    if (record.contains("answer"))
        text += fmt::format("  answer     status {}\n", number_of(record, "answer"));
    if (const json::object* outcome = object_of(record, "outcome"); was_attempted(outcome))
        text += fmt::format("  outcome    {}\n", outcome_line(*outcome));
    if (const json::object* network = object_of(record, "network"))
        text += fmt::format("  network    {}: {} after {}\n", text_of(*network, "verdict"),
                            text_of(*network, "reason"), span_of(number_of(*network, "took_ms")));
    for (const json::value& entry : array_of(record, "rivals")) {
        const json::object* rival = entry.if_object();
        const json::object* verdict = rival ? object_of(*rival, "verdict") : nullptr;
        if (!verdict) continue;
        text += fmt::format("  as {}: {}\n", text_of(*rival, "as"), verdict_line(*verdict));
        text += gate_lines(*rival, "    ");
    }
    return text;
}

/// One line in the life of a link. The day and the interface stand above it.
std::string history_line(const json::object& entry) {
    const auto or_none = [&](std::string_view key) {
        const std::string_view text = text_of(entry, key);
        return text.empty() ? std::string_view{"-"} : text;
    };
    const std::string_view outcome = text_of(entry, "outcome");
    std::string line = fmt::format("{}  {:<17}  {:<17} ", local_time(text_of(entry, "time")).time,
                                   or_none("from"), or_none("to"));
    if (outcome == "moved")
        return line + fmt::format(" {:<4} {:>7}  {}\n", text_of(entry, "method"),
                                  span_of(number_of(entry, "took_ms")), text_of(entry, "reason"));
    if (outcome.empty())
        return line + fmt::format(" {}: {}\n", text_of(entry, "action"), text_of(entry, "reason"));
    if (outcome == "linked" || outcome == "lost") return line + fmt::format(" {}\n", outcome);
    std::string failure{outcome};
    if (const auto status = number_of(entry, "status_code"); status != 0)
        failure += fmt::format(" {}", status);
    return line + fmt::format(" {:<4} {:>7}  {}\n{:>49}{}\n", text_of(entry, "method"),
                              span_of(number_of(entry, "took_ms")), failure, "it was to move for ",
                              text_of(entry, "reason"));
}

std::string render_history(const json::array& list) {
    std::string text;
    std::string head;
    for (const json::value& value : list) {
        const json::object* entry = value.if_object();
        if (!entry) continue;
        const std::string above =
            fmt::format("{} {}", local_time(text_of(*entry, "time")).date, text_of(*entry, "interface"));
        if (above != head) {
            text += fmt::format("{}{}\n", head.empty() ? "" : "\n", above);
            text += "time      from               to                 how     took  why\n";
            head = above;
        }
        text += history_line(*entry);
        if (const json::object* record = object_of(*entry, "record")) text += render_record(*record);
    }
    return text.empty() ? "no moves in the history\n" : text;
}

std::string render_level(const json::object& one) {
    const json::object* policy = object_of(one, "policy");
    std::string text = fmt::format("{}: level {}, {} ({})\n", text_of(one, "interface"),
                                   number_of(one, "level"), text_of(one, "name"), text_of(one, "source"));
    if (!policy) return text;
    if (truth_of(*policy, "only_when_failing")) return text + "  a link that works is not left\n";
    const auto number = [&](std::string_view key) { return number_of(*policy, key); };
    text += fmt::format("  walking:  a move has to gain {} %, with {} % confidence\n",
                        number("gain_moving_percent"), number("confidence_moving_percent"));
    text += fmt::format("  standing: a move has to gain {} %, with {} % confidence\n",
                        number("gain_standing_percent"), number("confidence_standing_percent"));
    return text + fmt::format("  {} ms between moves, a look every {} ms\n", number("dwell_ms"),
                              number("look_every_ms"));
}

std::string render_move(const json::object& record) {
    const json::object* outcome = object_of(record, "outcome");
    const json::object* verdict = object_of(record, "verdict");
    const json::object* serving = object_of(record, "serving");
    if (!outcome || !verdict) return "";
    return fmt::format("{}: {} -> {}: {}\n", text_of(record, "interface"),
                       serving ? text_of(*serving, "bssid") : "-", text_of(*verdict, "target"),
                       outcome_line(*outcome));
}

std::string event_text(const json::object& event) {
    if (const auto kind = text_of(event, "event"); !kind.empty()) {
        std::string text = fmt::format("trace {}", kind);
        for (const auto* key : {"bssid", "status_name"})
            if (const auto value = text_of(event, key); !value.empty()) text += fmt::format(" {}", value);
        return text;
    }
    if (const auto text = text_of(event, "text"); !text.empty()) return std::string{text};
    const json::object* verdict = object_of(event, "verdict");
    const json::object* outcome = object_of(event, "outcome");
    const json::object* serving = object_of(event, "serving");
    const std::string_view from = serving ? text_of(*serving, "bssid") : "-";
    if (was_attempted(outcome))
        return fmt::format("move {} -> {}: {}, {}", from, verdict ? text_of(*verdict, "target") : "-",
                           outcome_line(*outcome), verdict ? text_of(*verdict, "reason") : "");
    std::string text = verdict ? verdict_line(*verdict) : "";
    const auto trigger = text_of(event, "trigger");
    if (trigger == "connected" || trigger == "first-link") return fmt::format("linked to {}: {}", from, text);
    if (text_of(event, "trigger") == "disconnected") return fmt::format("lost the link to {}", from);
    return fmt::format("{}: {}", from, text);
}

}  // namespace

std::string render_station(std::string_view verb, const json::value& answer) {
    const json::object* object = answer.if_object();
    if (!object) return "";
    if (verb == "history") return render_history(array_of(*object, "history"));
    if (verb == "roam") {
        const json::object* record = object_of(*object, "record");
        return record ? render_move(*record) : "";
    }
    std::string text;
    for (const json::value& entry : array_of(*object, verb == "why" ? "records" : "interfaces")) {
        const json::object* one = entry.if_object();
        if (!one) continue;
        if (verb == "status") text += render_status(*one);
        if (verb == "candidates" || verb == "scan") text += render_candidates(*one);
        if (verb == "why") text += render_record(*one);
        if (verb == "level") text += render_level(*one);
    }
    return verb == "why" && text.empty() ? "nothing was decided yet\n" : text;
}

std::string render_event(const json::object& event) {
    return fmt::format("{} {} {}", local_time(text_of(event, "time")).time, text_of(event, "interface"),
                       event_text(event));
}

}  // namespace cli
