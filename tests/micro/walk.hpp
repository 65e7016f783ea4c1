// A scripted walk for micro::Station, without heap, operating system or clock: the same program on the host
// and on a bare rv32imc machine, which must say the same, octet for octet.
//
// The script is text, one thing per line; docs/controllers.md describes it. Levels are interpolated between
// its points and fade by base::draw(), so that the walk is closed: what the station asks for is answered by
// the world of the script at that moment.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/static_vector.hpp"
#include "micro/station.hpp"

namespace walk {

/// Gets the lines of the walk.
using Put = void (*)(std::string_view text);

struct LevelAt {
    std::int32_t ms = 0;
    std::int32_t dbm = 0;
};

struct Ap {
    wifi::MacAddress bssid;
    wifi::Channel channel;
    ports::Capability capability;
    std::optional<std::uint16_t> mobility_domain;
    bool transition = false;
    base::StaticVector<LevelAt, 12> levels;
    std::optional<std::int32_t> gone_from;     ///< ms
    std::optional<std::int32_t> refuses_from;  ///< ms
};

/// Something that happens at a time.
struct Event {
    enum class Kind : std::uint8_t { Connect, Report, Btm, BeaconsLost, Disconnect };
    Kind kind = Kind::Connect;
    std::int32_t ms = 0;
    wifi::MacAddress bssid;
    std::string_view octets;  ///< hexadecimal
    std::int32_t number = 0;
};

struct Script {
    std::string_view name;
    std::string_view ssid;
    std::int32_t end_ms = 0;
    std::uint32_t seed = 1;
    base::StaticVector<Ap, 17> aps;
    base::StaticVector<Event, 24> events;  ///< in the order of time
};

/// Reads the script that begins at the start of `text`, and takes it off.
/// @return  empty at the end of the text.  @param fault  set to the line that cannot be read.
[[nodiscard]] std::optional<Script> next_script(std::string_view& text, std::string_view& fault);

/// Walks it and puts every verdict, outcome and event of the trace.
/// @return  the number of rules of the roaming contract that the trace breaks.
int run(const Script& script, Put put);

/// All scripts of `text`. @return  0, or what is wrong: 1 a trace that breaks a rule, 2 a script.
int run_all(std::string_view text, Put put);

/// RAM of what a controller keeps for one interface, octets.
inline constexpr std::size_t kStationRam = sizeof(micro::Station);

}  // namespace walk
