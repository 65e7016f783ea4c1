// What the answers of both daemons have in common for people: spans of time, BSS as a table, gates.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace cli {

/// Above lines of bss_line().
inline constexpr std::string_view kBssHead = "BSSID              GHz chan        dBm   Mbit/s  heard";

/// "900 ms", "65 s", "12 min", "3 h"
[[nodiscard]] std::string span_of(std::int64_t ms);

/// One BSS under kBssHead: address, channel, level with its deviation, rate.
[[nodiscard]] std::string bss_line(const boost::json::object& bss);

/// What was compared, a line each.
[[nodiscard]] std::string gate_lines(const boost::json::object& owner, std::string_view indent);

}  // namespace cli
