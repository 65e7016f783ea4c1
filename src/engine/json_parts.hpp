// What the records of stations and of access points have in common: how addresses, channels, candidates and
// gates look in JSON. docs/records.md describes every field.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "records/decision.hpp"
#include "wifi/channel.hpp"
#include "wifi/units.hpp"

namespace engine {

[[nodiscard]] std::string_view name(records::GateKind gate);
[[nodiscard]] std::string_view unit(records::GateKind gate);
/// "2.4", "5", "6"
[[nodiscard]] std::string_view name(wifi::Band band);

[[nodiscard]] std::string text(const wifi::MacAddress& address);
/// "2026-01-01T00:00:00.000Z"
[[nodiscard]] std::string rfc3339(std::int64_t milliseconds_since_1970);

/// Hundredths as a number with the fewest digits: -6350 is -63.5.
[[nodiscard]] constexpr double from_centi(std::int32_t value) { return value / 100.0; }

/// Members band_ghz, channel, frequency_mhz.
[[nodiscard]] boost::json::object channel_json(wifi::Channel channel);
[[nodiscard]] boost::json::object candidate_json(const records::Candidate& candidate);
[[nodiscard]] boost::json::object gate_json(const records::Gate& gate);

template <class Gates>
[[nodiscard]] boost::json::array gates_json(const Gates& gates) {
    boost::json::array list;
    for (const records::Gate& gate : gates) list.push_back(gate_json(gate));
    return list;
}

/// " gain=300>=200" for each.
template <class Gates>
[[nodiscard]] std::string gates_text(const Gates& gates) {
    std::string line;
    for (const records::Gate& gate : gates) {
        line += ' ';
        line += name(gate.kind);
        line += '=' + std::to_string(gate.value) + (gate.passed() ? ">=" : "<") + std::to_string(gate.limit);
    }
    return line;
}

}  // namespace engine
