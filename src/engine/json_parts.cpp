#include "engine/json_parts.hpp"

#include <array>
#include <chrono>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace engine {

namespace json = boost::json;
using records::Candidate;

std::string_view name(wifi::Band band) {
    constexpr std::array<std::string_view, 3> kNames{"2.4", "5", "6"};
    return kNames[static_cast<std::size_t>(band)];
}

std::string_view name(records::GateKind gate) {
    constexpr std::array<std::string_view, records::kGateKinds> kNames{
        "gain",          "confidence",     "dwell",          "freshness",     "look-value",   "look-spacing",
        "estimate-gain", "estimate-loss",  "estimate-ratio", "level-balance", "level-margin", "snr-need",
        "serving-weak",  "rank",           "scan-interval",  "held-for",      "joined",       "back-off",
        "budget",        "serving-strong", "target-level",   "load-lead"};
    return kNames[static_cast<std::size_t>(gate)];
}

std::string_view unit(records::GateKind gate) {
    constexpr std::array<std::string_view, records::kGateKinds> kUnits{
        "kbps", "percent", "ms",   "ms", "kbit", "ms", "kbps", "kbps",     "percent", "db",  "db",
        "db",   "dbm",     "rank", "ms", "ms",   "ms", "ms",   "requests", "dbm",     "dbm", "percent"};
    return kUnits[static_cast<std::size_t>(gate)];
}

std::string text(const wifi::MacAddress& address) {
    const wifi::MacText octets = wifi::to_text(address);
    return {octets.data(), octets.size()};
}

std::string rfc3339(std::int64_t milliseconds_since_1970) {
    using namespace std::chrono;
    const sys_time<milliseconds> at{milliseconds{milliseconds_since_1970}};
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{at - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count(),
                       time.subseconds().count());
}

json::object channel_json(wifi::Channel channel) {
    return {{"band_ghz", name(channel.band())},
            {"channel", channel.number()},
            {"frequency_mhz", channel.centre_mhz()}};
}

json::object candidate_json(const Candidate& candidate) {
    json::object object{{"bssid", text(candidate.bssid)}};
    for (auto& [key, value] : channel_json(candidate.channel)) object[key] = value;
    object["heard"] = candidate.heard;
    object["signal_cdbm"] = candidate.level_cdbm;
    object["deviation_cdb"] = candidate.deviation_cdb;
    if (candidate.heard) object["age_ms"] = candidate.age.count();
    object["usable_kbps"] = candidate.usable_kbps;
    object["move_cost_ms"] = candidate.move_cost.count();
    object["blocked"] = candidate.blocked;
    return object;
}

json::object gate_json(const records::Gate& gate) {
    return {{"gate", name(gate.kind)},
            {"value", gate.value},
            {"limit", gate.limit},
            {"unit", unit(gate.kind)},
            {"passed", gate.passed()}};
}

}  // namespace engine
