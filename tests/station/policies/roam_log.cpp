#include "roam_log.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "station/policies/wpa_supplicant_2_10.hpp"

namespace roam_log {

namespace {

namespace policies = station::policies;
namespace wpa_2_10 = station::policies::wpa_supplicant_2_10;
using policies::wpa_supplicant::Version;
using records::Reason;

/// What follows `mark` in `line`; empty when it is not there.
std::optional<std::string> after(const std::string& line, const std::string& mark) {
    const std::size_t at = line.find(mark);
    if (at == std::string::npos) return std::nullopt;
    return line.substr(at + mark.size());
}

std::optional<Line> bss_line(const std::string& text) {
    std::array<char, 18> mac{};
    int mhz = 0;
    Line line;
    if (std::sscanf(text.c_str(), "%17s freq=%d level=%d snr=%d est_throughput=%u", mac.data(), &mhz,
                    &line.level, &line.snr, &line.kbps) != 5)
        return std::nullopt;
    const auto bssid = wifi::parse_mac(mac.data());
    const auto channel = wifi::Channel::at_mhz(mhz);
    if (!bssid || !channel) return std::nullopt;
    line.bssid = *bssid;
    line.channel = *channel;
    return line;
}

struct Text {
    const char* mark;
    Reason reason;
};
constexpr std::array<Text, 6> kOutcomes{{
    {"Allow reassociation - selected BSS has better estimated throughput", Reason::BetterEstimate},
    {"Skip roam - Current BSS has better signal level", Reason::ServingStronger},
    {"Skip roam - Current BSS has better estimated throughput", Reason::ServingFaster},
    {"Skip roam - Current BSS has good SNR", Reason::GoodSnr},
    {"Skip roam - too small difference in signal level", Reason::MarginTooSmall},
    {"Allow reassociation due to difference in signal level", Reason::MarginReached},
}};

void take_in(const std::string& line, Event& event) {
    const std::string text = after(line, "wlan0: ").value_or("");
    if (!text.empty() && text[0] >= '0' && text[0] <= '9') {
        if (const auto rest = after(text, ": "))
            if (const auto entry = bss_line(*rest)) event.table.push_back(*entry);
    }
    if (const auto rest = after(text, "Current BSS: ")) {
        event.connected = true;
        event.serving = bss_line(*rest);
    }
    if (const auto rest = after(text, "Selected BSS: ")) event.selected = bss_line(*rest);
    if (const auto rest = after(text, "selected current BSS ")) {
        event.connected = true;
        event.reason = Reason::ServingIsBest;
        event.serving = Line{wifi::parse_mac(rest->substr(0, 17)).value_or(wifi::MacAddress{}), {}, 0, 0, 0};
    }
    if (const auto rest = after(text, "Using signal poll values for the current BSS: ")) {
        Line polled;
        if (std::sscanf(rest->c_str(), "level=%d snr=%d est_throughput=%u", &polled.level, &polled.snr,
                        &polled.kbps) == 3)
            event.polled = polled;
    }
    for (const Text& outcome : kOutcomes) {
        const auto rest = after(text, outcome.mark);
        if (!rest) continue;
        event.reason = outcome.reason;
        if (outcome.reason != Reason::MarginTooSmall && outcome.reason != Reason::MarginReached) continue;
        std::pair<int, int> margin;
        if (std::sscanf(rest->c_str(), " (%d %*[<>=] %d)", &margin.first, &margin.second) == 2)
            event.margin = margin;
    }
}

policies::Evidence evidence_of(const Event& event, const std::vector<Line>& lines,
                               const Capabilities& capabilities) {
    policies::Evidence evidence;
    for (const Line& line : lines) {
        policies::Heard heard;
        heard.bssid = line.bssid;
        heard.channel = line.channel;
        heard.link = capabilities.at(line.bssid);
        heard.level = {line.level};
        heard.noise = wifi::Dbm{line.level - line.snr};
        (void)evidence.table.push_back(heard);
    }
    if (event.serving) evidence.serving = event.serving->bssid;
    if (event.polled) {
        evidence.average = wifi::Dbm{event.polled->level};
        evidence.link_noise = wifi::Dbm{event.polled->level - event.polled->snr};
    }
    return evidence;
}

/// What differs between the event and our verdict on it; empty when nothing does.
std::string difference(const Event& event, const policies::Evidence& evidence) {
    const policies::Verdict ours = wpa_2_10::judge(evidence);
    if (ours.reason != *event.reason)
        return "reason " + std::to_string(static_cast<int>(ours.reason)) + " not " +
               std::to_string(static_cast<int>(*event.reason));
    const policies::Heard* selected = policies::wpa_supplicant::select(Version::V2_10, evidence);
    if (!event.selected) return "";
    if (selected->bssid != event.selected->bssid) return "another BSS selected";
    const auto pair = wpa_2_10::pair_of(evidence, *selected);
    if (pair.selected_level != event.selected->level || pair.selected_kbps != event.selected->kbps)
        return "level or estimate of the selected BSS";
    const Line& serving = event.polled ? *event.polled : *event.serving;
    if (pair.serving_level != serving.level || pair.serving_kbps != serving.kbps)
        return "level or estimate of the serving BSS";
    if (event.polled && pair.serving_snr != serving.snr) return "SNR of the serving BSS";
    if (event.margin) {
        const records::Gate& last = ours.gates.back();
        if (last.kind != records::GateKind::LevelMargin || last.value != event.margin->first ||
            last.limit != event.margin->second)
            return "margin";
    }
    return "";
}

}  // namespace

std::vector<Event> parse(std::istream& log) {
    std::vector<Event> events;
    std::string line;
    while (std::getline(log, line)) {
        // The device for peer-to-peer links repeats everything.
        if (line.contains("p2p-dev-")) continue;
        if (line.contains("Scan results matching the currently selected network")) {
            events.emplace_back();
            events.back().at = line.substr(0, line.find(':'));
        }
        if (!events.empty() && !events.back().reason) take_in(line, events.back());
    }
    return events;
}

void compare(const std::vector<Event>& events, const Capabilities& capabilities, Agreement& agreement) {
    const auto differs = [&](const Event& event, const std::string& what) {
        agreement.differences += event.at + ": " + what + "\n";
    };
    for (const Event& event : events) {
        std::vector<Line> by_address = event.table;
        std::ranges::sort(by_address, {}, &Line::bssid);
        const policies::Evidence evidence = evidence_of(event, by_address, capabilities);
        for (const Line& line : event.table) {
            ++agreement.estimates;
            const std::uint32_t ours = policies::wpa_supplicant::estimated_kbps(
                Version::V2_10, capabilities.at(line.bssid), line.snr);
            if (ours == line.kbps)
                ++agreement.estimates_equal;
            else
                differs(event, "estimate " + std::to_string(ours) + " not " + std::to_string(line.kbps));
        }
        const auto ordered = policies::wpa_supplicant::order(Version::V2_10, evidence);
        ++agreement.orders;
        // Where the comparison calls two BSS equal the program keeps the kernel's order, which no log shows.
        const bool same_order =
            std::ranges::equal(ordered, event.table, [&](const policies::Heard* bss, const Line& line) {
                const auto* theirs = std::ranges::find(evidence.table, line.bssid, &policies::Heard::bssid);
                return policies::wpa_supplicant::compare(Version::V2_10, *bss, *theirs) == 0;
            });
        if (same_order)
            ++agreement.orders_equal;
        else
            differs(event, "order of the table");
        if (!event.connected || !event.reason) continue;
        ++agreement.verdicts;
        if (event.margin) ++agreement.margins;
        // In the program's order, so that a tie for the first place goes as it went there.
        const std::string what = difference(event, evidence_of(event, event.table, capabilities));
        if (what.empty())
            ++agreement.verdicts_equal;
        else
            differs(event, what);
    }
}

std::string Agreement::summary() const {
    const auto of = [](int equal, int all) { return std::to_string(equal) + " of " + std::to_string(all); };
    return "verdicts " + of(verdicts_equal, verdicts) + " (" + std::to_string(margins) +
           " by the margin), orders " + of(orders_equal, orders) + ", estimates " +
           of(estimates_equal, estimates);
}

}  // namespace roam_log
