// Fuzzes the reader of roaming traces and the checker behind it: whatever a file holds, a line that is read
// is written and read again as the same event, and the checker names only rules that it has.
#include <algorithm>
#include <cstdlib>
#include <string_view>

#include <boost/json/serialize.hpp>

#include "engine/roaming_json.hpp"
#include "station/trace_check.hpp"

namespace {

void must(bool holds) {
    if (!holds) std::abort();
}

void both_ways(const engine::TraceLine& line) {
    for (const engine::EventNames names : {engine::EventNames::Roam, engine::EventNames::Windows}) {
        const std::string written =
            boost::json::serialize(engine::to_json(line.interface, line.event, names));
        const auto again = engine::parse_trace_line(written);
        must(again && *again);
        records::RoamingEvent event = line.event;
        // Fields that the kind does not have are not written.
        if (!(*again)->event.status.code) event.status = {};
        if (!(*again)->event.quality) event.quality = 0;
        must((*again)->event == event);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest{reinterpret_cast<const char*>(data), size};
    station::TraceCheck check;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const auto line = engine::parse_trace_line(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (!line || !*line) continue;
        both_ways(**line);
        for (const station::Violation& violation : check.feed((*line)->event))
            must(std::ranges::count(station::kCheckedRules, violation.rule) == 1);
    }
    (void)check.finish();
    return 0;
}
