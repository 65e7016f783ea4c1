#include "apps/cli/ap_text.hpp"

#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "apps/cli/bss_text.hpp"
#include "apps/cli/json_text.hpp"
#include "apps/cli/time_text.hpp"
#include "engine/steering_names.hpp"

namespace cli {

namespace {

namespace json = boost::json;
using records::SteeringReason;

struct Sentence {
    SteeringReason reason;
    std::string_view text;
};
constexpr auto kSentences = std::to_array<Sentence>({
    {SteeringReason::NotServed, "No BSS here serves it, or nothing was heard of it yet."},
    {SteeringReason::Excluded, "The configuration says that it is left alone."},
    {SteeringReason::Pinned, "It is where the configuration pins it."},
    {SteeringReason::CannotMove, "It does no BSS transition management, so it cannot be asked to move."},
    {SteeringReason::Asked, "It was asked to move and has not answered or gone yet."},
    {SteeringReason::JustJoined, "It came too recently to be judged."},
    {SteeringReason::BackingOff, "It did not follow the last request; it is left in peace for a while."},
    {SteeringReason::BudgetSpent, "It had as many requests as such a client gets in a day."},
    {SteeringReason::NoCandidate, "No other BSS of its network that it could use is known."},
    {SteeringReason::NothingBetter, "No other BSS would serve it better."},
    {SteeringReason::GainBelowCost, "The best other BSS would gain it less than the move costs."},
    {SteeringReason::NotSureEnough, "Another BSS may be better, but its level is not known well enough."},
    {SteeringReason::Measuring, "It is measuring just now; the answer decides."},
    {SteeringReason::VerifyFirst, "Another BSS looks better; it is asked to measure it before it goes."},
    {SteeringReason::WorthMeasuring, "A measurement may find something better and is worth its time."},
    {SteeringReason::MeasureTooSoon, "A measurement would help, but the last one was just now."},
    {SteeringReason::CannotMeasure, "A measurement would help, but this client does not measure for others."},
    {SteeringReason::BetterBss, "Another BSS serves it better by more than the move costs."},
    {SteeringReason::LinkFailing, "Its link carries next to nothing; another BSS is better."},
    {SteeringReason::AskedUs, "It asked where to go and was told the best that is known."},
    {SteeringReason::WithinLimits, "Its level asks for nothing: it is within the limits of the rule."},
    {SteeringReason::TargetTooWeak, "It passes a limit of the rule, but no target is strong enough."},
    {SteeringReason::StrongOn24,
     "It is strong on 2.4 GHz, and the higher band of the same access point is strong enough."},
    {SteeringReason::WeakOn5, "It is weak on 5 GHz, and another access point is strong enough."},
    {SteeringReason::WeakOn24, "It is weak on 2.4 GHz, and another access point is strong enough."},
    {SteeringReason::LowSignal, "It is below the least signal, and another BSS is strong enough."},
    {SteeringReason::HigherBand, "A higher band of its network is strong enough for it."},
    {SteeringReason::LessLoaded, "Its BSS is crowded or busy, and another is not."},
    {SteeringReason::OperatorOrder, "Somebody ordered it."},
});
static_assert(kSentences.size() == records::kSteeringReasons, "every reason has its sentence");

std::string optional_text(const json::object& object, std::string_view key) {
    const std::string_view text = text_of(object, key);
    return text.empty() ? "-" : std::string{text};
}

std::string first_target(const json::object& verdict) {
    const json::array& targets = array_of(verdict, "targets");
    return !targets.empty() && targets[0].is_string() ? std::string{std::string_view{targets[0].as_string()}}
                                                      : std::string{};
}

std::string verdict_line(const json::object& verdict) {
    std::string line = fmt::format("{}: {}", text_of(verdict, "action"), text_of(verdict, "reason"));
    if (const std::string target = first_target(verdict); !target.empty())
        line += fmt::format(" -> {}", target);
    if (const json::object* measure = object_of(verdict, "measure"))
        line +=
            fmt::format(" ({} at {} MHz)", text_of(*measure, "mode"), number_of(*measure, "frequency_mhz"));
    return line;
}

bool is_over(const json::object* outcome) { return outcome && text_of(*outcome, "result") != "none"; }

std::string outcome_line(const json::object& outcome) {
    const std::string_view result = text_of(outcome, "result");
    if (result == "not-acted") return "nothing was sent: the mode only observes";
    std::string text{result};
    if (outcome.contains("status") && result != "moved")
        text += fmt::format(" with status {}", number_of(outcome, "status"));
    if (outcome.contains("took_ms")) text += fmt::format(" after {}", span_of(number_of(outcome, "took_ms")));
    if (const auto bssid = text_of(outcome, "bssid"); !bssid.empty()) text += fmt::format(" ({})", bssid);
    return text;
}

std::string share_of(std::int64_t per_255) {
    return fmt::format("{:.0f} %", static_cast<double>(per_255) / 2.55);
}

std::string render_status(const json::object& one) {
    std::string text = fmt::format("mode {}, rule {}, running for {}\n", text_of(one, "mode"),
                                   text_of(one, "rule"), span_of(number_of(one, "running_ms")));
    const json::array& bsses = array_of(one, "bss");
    if (bsses.empty()) text += "  no BSS: hostapd is not there\n";
    if (!bsses.empty()) text += "  interface   BSSID              GHz chan clients  busy  network\n";
    for (const json::value& entry : bsses) {
        const json::object* bss = entry.if_object();
        if (!bss) continue;
        if (!truth_of(*bss, "attached") || !truth_of(*bss, "enabled")) {
            const std::string problem{text_of(*bss, "problem")};
            text += fmt::format("  {:<10}  {}\n", text_of(*bss, "interface"),
                                !problem.empty()             ? problem
                                : truth_of(*bss, "attached") ? "sends no beacons"
                                                             : "hostapd does not answer");
            continue;
        }
        text += fmt::format("  {:<10}  {:<17}  {:>3} {:>4} {:>7} {:>5}  {}\n", text_of(*bss, "interface"),
                            text_of(*bss, "bssid"), optional_text(*bss, "band_ghz"),
                            bss->contains("channel") ? fmt::format("{}", number_of(*bss, "channel")) : "-",
                            number_of(*bss, "clients"),
                            bss->contains("busy_per_255") ? share_of(number_of(*bss, "busy_per_255")) : "-",
                            text_of(*bss, "ssid"));
    }
    text +=
        fmt::format("  {} clients, {} more known; {} BSS of other access points\n", number_of(one, "clients"),
                    number_of(one, "known_clients") - number_of(one, "clients"), number_of(one, "peer_bss"));
    std::string requests;
    if (const json::object* results = object_of(one, "requests"))
        for (const auto& [result, value] : *results)
            if (const auto count = number_of(*results, result); count > 0)
                requests += fmt::format(", {} {}", std::string_view{result}, count);
    return text + fmt::format("  {} measurements; requests to move: {}\n", number_of(one, "measurements"),
                              requests.empty() ? "none" : requests.substr(2));
}

std::string render_clients(const json::array& list) {
    if (list.empty()) return "no clients\n";
    std::string text = "client             at          dBm Mbit/s class    last verdict\n";
    for (const json::value& entry : list) {
        const json::object* client = entry.if_object();
        if (!client) continue;
        const json::object* serving = object_of(*client, "serving");
        const json::object* verdict = object_of(*client, "last_verdict");
        std::string where = optional_text(*client, "bss");
        if (const auto owner = text_of(*client, "owner"); !owner.empty()) where = owner;
        text += fmt::format(
            "{:<17}  {:<8} {:>6} {:>6} {:<8} {}\n", text_of(*client, "client"), where,
            serving ? fmt::format("{:.1f}", static_cast<double>(number_of(*serving, "signal_cdbm")) / 100)
                    : "-",
            serving ? fmt::format("{:.0f}", static_cast<double>(number_of(*serving, "usable_kbps")) / 1000)
                    : "-",
            text_of(*client, "class"),
            verdict ? fmt::format("{}: {}", text_of(*verdict, "action"), text_of(*verdict, "reason")) : "-");
    }
    return text;
}

std::string class_sentence(const json::object& client) {
    const std::string_view name = text_of(client, "class");
    const auto requests = number_of(client, "requests");
    std::string text = name == "obeys"     ? "It follows requests to move"
                       : name == "refuses" ? "It refuses requests to move"
                       : name == "ignores" ? "It ignores requests to move"
                       : name == "returns" ? "It goes where it is asked to, and comes back"
                       : name == "cannot"  ? "It cannot be asked to move"
                                           : "Too few requests tell how it takes them";
    text += fmt::format(" ({} requests: {} followed, {} refused, {} ignored, {} came back).", requests,
                        number_of(client, "obeyed"), number_of(client, "refused"),
                        number_of(client, "ignored"), number_of(client, "returned"));
    if (const auto wait = number_of(client, "wait_ms"); wait > 0)
        text += fmt::format(" It may be asked again in {}.", span_of(wait));
    return text;
}

std::string render_record(const json::object& record) {
    std::string text =
        fmt::format("#{} {} ({}, {}, {} ago): ", number_of(record, "sequence"), text_of(record, "client"),
                    text_of(record, "trigger"), truth_of(record, "moving") ? "moving" : "standing",
                    span_of(number_of(record, "age_ms")));
    const json::object* verdict = object_of(record, "verdict");
    if (verdict) text += verdict_line(*verdict);
    text += "\n";
    if (verdict)
        if (const std::string_view sentence = sentence_of(text_of(*verdict, "reason")); !sentence.empty())
            text += fmt::format("  {}\n", sentence);
    const json::object* serving = object_of(record, "serving");
    const json::array& candidates = array_of(record, "candidates");
    if (serving || !candidates.empty()) text += fmt::format("             {}\n", kBssHead);
    if (serving) text += fmt::format("  serving    {}\n", bss_line(*serving));
    for (const json::value& entry : candidates)
        if (const json::object* bss = entry.if_object())
            text += fmt::format("  candidate  {}\n", bss_line(*bss));
    text += gate_lines(record, "  ");
    if (const json::object* outcome = object_of(record, "outcome"); is_over(outcome))
        text += fmt::format("  outcome    {}\n", outcome_line(*outcome));
    return text;
}

std::string render_why(const json::object& answer) {
    std::string text;
    if (const json::object* client = object_of(answer, "client")) {
        text += fmt::format("{} at {}, mode {}, rule {}\n  {}\n", text_of(*client, "client"),
                            optional_text(*client, "bss"), text_of(*client, "mode"), text_of(*client, "rule"),
                            class_sentence(*client));
    }
    const json::array& records = array_of(answer, "records");
    for (const json::value& entry : records)
        if (const json::object* record = entry.if_object()) text += render_record(*record);
    return records.empty() ? text + "nothing was decided yet\n" : text;
}

std::string render_neighbors(const json::array& lists) {
    std::string text;
    for (const json::value& entry : lists) {
        const json::object* list = entry.if_object();
        if (!list) continue;
        text += fmt::format(
            "{} {} \"{}\"{}\n", text_of(*list, "interface"), text_of(*list, "bssid"), text_of(*list, "ssid"),
            truth_of(*list, "refused") ? ": takes no neighbors (rrm_neighbor_report=1?)" : "");
        for (const json::value& value : array_of(*list, "neighbors")) {
            const json::object* one = value.if_object();
            if (!one) continue;
            const std::string_view source = text_of(*one, "source");
            text += fmt::format(
                "  {:<17}  {:>3} {:>4}  {}\n", text_of(*one, "bssid"), optional_text(*one, "band_ghz"),
                one->contains("channel") ? fmt::format("{}", number_of(*one, "channel")) : "-",
                source == "own"       ? "itself"
                : source == "roam-ap" ? "set by roam-ap"
                                      : "set by somebody else");
        }
    }
    return text.empty() ? "no lists of neighbors were read yet\n" : text;
}

std::string render_check(const json::object& answer) {
    std::string text;
    for (const json::value& entry : array_of(answer, "fast_transition")) {
        const json::object* group = entry.if_object();
        if (!group) continue;
        std::string members;
        for (const json::value& one : array_of(*group, "bss"))
            if (one.is_string())
                members +=
                    fmt::format("{}{}", members.empty() ? "" : ", ", std::string_view{one.as_string()});
        const json::value* keys = group->if_contains("keys");
        const bool known = keys && keys->is_bool();
        text += fmt::format(
            "fast transition in \"{}\", mobility domain {}: {} ({})\n", text_of(*group, "ssid"),
            text_of(*group, "mobility_domain").empty() ? "unknown" : text_of(*group, "mobility_domain"),
            members,
            !known            ? "keys: unknown"
            : keys->as_bool() ? "each gets the keys of each"
                              : "keys are missing");
    }
    const json::array& findings = array_of(answer, "findings");
    for (const json::value& entry : findings) {
        const json::object* finding = entry.if_object();
        if (!finding) continue;
        text += fmt::format("{:<8} \"{}\": {}\n", text_of(*finding, "severity"), text_of(*finding, "ssid"),
                            text_of(*finding, "text"));
        if (const auto setting = text_of(*finding, "setting"); !setting.empty())
            text += fmt::format("         in hostapd.conf: {}\n", setting);
    }
    if (array_of(answer, "bss").empty()) return "no BSS is known; is hostapd running?\n";
    return findings.empty() ? text + "nothing is wrong\n" : text;
}

std::string render_steer(const json::object& answer) {
    const json::object* record = object_of(answer, "record");
    const json::object* outcome = record ? object_of(*record, "outcome") : nullptr;
    const json::object* verdict = record ? object_of(*record, "verdict") : nullptr;
    if (!outcome || !verdict) return "";
    const json::object* serving = object_of(*record, "serving");
    return fmt::format("{}: {} -> {}: {}\n", text_of(*record, "client"),
                       serving ? text_of(*serving, "bssid") : "-", first_target(*verdict),
                       outcome_line(*outcome));
}

std::string render_measured(const json::object& answer) {
    const json::array& candidates = array_of(answer, "candidates");
    if (candidates.empty()) return "it heard no other BSS of its network\n";
    std::string text = fmt::format("  {}\n", kBssHead);
    for (const json::value& entry : candidates)
        if (const json::object* bss = entry.if_object()) text += fmt::format("  {}\n", bss_line(*bss));
    return text;
}

}  // namespace

std::string_view sentence_of(std::string_view reason) {
    const auto* found =
        std::ranges::find(kSentences, reason, [](const Sentence& each) { return engine::name(each.reason); });
    return found != kSentences.end() ? found->text : std::string_view{};
}

std::string render_ap(std::string_view verb, const json::value& answer) {
    const json::object* object = answer.if_object();
    if (!object) return "";
    if (verb == "clients") return render_clients(array_of(*object, "clients"));
    if (verb == "why") return render_why(*object);
    if (verb == "neighbors") return render_neighbors(array_of(*object, "neighbors"));
    if (verb == "check") return render_check(*object);
    if (verb == "steer") return render_steer(*object);
    if (verb == "measure") return render_measured(*object);
    const json::object* status = object_of(*object, "status");
    return status ? render_status(*status) : "";
}

std::string render_ap_event(const json::object& event) {
    const std::string time = local_time(text_of(event, "time")).time;
    if (const auto text = text_of(event, "text"); !text.empty())
        return fmt::format("{} {} {}", time, text_of(event, "interface"), text);
    const json::object* verdict = object_of(event, "verdict");
    const json::object* outcome = object_of(event, "outcome");
    std::string line = fmt::format("{} {} {} {}", time, optional_text(event, "bss"), text_of(event, "client"),
                                   verdict ? verdict_line(*verdict) : "");
    if (is_over(outcome)) line += fmt::format(": {}", outcome_line(*outcome));
    return line;
}

}  // namespace cli
