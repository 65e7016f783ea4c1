#include "apps/cli/bss_text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "apps/cli/json_text.hpp"

namespace cli {

namespace json = boost::json;

std::string span_of(std::int64_t ms) {
    if (ms < 10'000) return fmt::format("{} ms", ms);
    const std::int64_t seconds = ms / 1000;
    if (seconds < 600) return fmt::format("{} s", seconds);
    if (seconds < 36'000) return fmt::format("{} min", seconds / 60);
    return fmt::format("{} h", seconds / 3600);
}

std::string bss_line(const json::object& bss) {
    const bool heard = truth_of(bss, "heard");
    const std::string level =
        heard ? fmt::format("{:.1f}±{:.1f}", static_cast<double>(number_of(bss, "signal_cdbm")) / 100,
                            static_cast<double>(number_of(bss, "deviation_cdb")) / 100)
              : "-";
    std::string line = fmt::format("{:<17}  {:>3} {:>4} {:>10} {:>8.1f}", text_of(bss, "bssid"),
                                   text_of(bss, "band_ghz"), number_of(bss, "channel"), level,
                                   static_cast<double>(number_of(bss, "usable_kbps")) / 1000);
    line += heard ? fmt::format("  {} ago", span_of(number_of(bss, "age_ms"))) : "  not yet";
    if (truth_of(bss, "blocked")) line += ", failed lately";
    return line;
}

std::string gate_lines(const json::object& owner, std::string_view indent) {
    std::string text;
    for (const json::value& entry : array_of(owner, "gates"))
        if (const json::object* gate = entry.if_object())
            text += fmt::format("{}{:<4} {:<12} {} {} {} {}\n", indent,
                                truth_of(*gate, "passed") ? "ok" : "no", text_of(*gate, "gate"),
                                number_of(*gate, "value"), truth_of(*gate, "passed") ? ">=" : "<",
                                number_of(*gate, "limit"), text_of(*gate, "unit"));
    return text;
}

}  // namespace cli
