#include "apps/cli/check_trace.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <ostream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "engine/roaming_json.hpp"
#include "station/trace_check.hpp"

namespace cli {

namespace {

namespace json = boost::json;
using records::RoamingEvent;
using Kind = records::RoamingEventKind;

/// Longer lines are no trace; a file without line ends must not fill the memory.
constexpr std::size_t kLongestLine = 65'536;

std::string summary(const RoamingEvent& event) {
    std::string text{engine::name(event.kind)};
    if (event.bssid != wifi::MacAddress{}) {
        const wifi::MacText octets = wifi::to_text(event.bssid);
        text += ' ';
        text.append(octets.data(), octets.size());
    }
    if (event.status.code != 0) text += fmt::format(" status {}", engine::name(event.status));
    return text;
}

class Checker {
public:
    Checker(const TraceQuery& query, std::ostream& out, std::ostream& errors)
        : query_{query}, out_{out}, errors_{errors} {}

    /// False: a line cannot be read.
    bool read(const std::string& file, std::istream& in) {
        std::string line;
        for (std::size_t number = 1; std::getline(in, line); ++number) {
            const auto parsed = line.size() > kLongestLine
                                    ? std::unexpected(fmt::format("longer than {} octets", kLongestLine))
                                    : engine::parse_trace_line(line);
            if (!parsed) {
                errors_ << fmt::format("roam: {}:{}: {}\n", file, number, parsed.error());
                return false;
            }
            if (const auto& event = *parsed) take({file, number}, *event);
        }
        return true;
    }

    ExitStatus end() {
        if (query_.complete)
            for (auto& [interface, checked] : checks_)
                report(checked.last, interface, "the end of the trace", checked.check.finish());
        if (query_.json)
            out_ << json::serialize(json::object{{"events", events_}, {"violations", violations_}}) << '\n';
        else
            out_ << fmt::format("{} event{}, {} violation{}\n", events_, events_ == 1 ? "" : "s",
                                violations_.size(), violations_.size() == 1 ? "" : "s");
        return violations_.empty() ? kSuccess : kFailure;
    }

private:
    struct Place {
        std::string file;
        std::size_t line = 0;
    };
    struct Checked {
        station::TraceCheck check;
        Place last;
    };

    void take(const Place& place, const engine::TraceLine& line) {
        auto found = checks_.find(line.interface);
        if (found == checks_.end()) {
            const bool begins =
                line.event.kind == Kind::TraceStart || line.event.kind == Kind::ConnectRequest;
            if (query_.cut && !begins) return;
            found = checks_.emplace(line.interface, Checked{}).first;
        }
        ++events_;
        found->second.last = place;
        report(place, line.interface, summary(line.event), found->second.check.feed(line.event));
    }

    void report(const Place& place, const std::string& interface, const std::string& event,
                const station::Violations& violations) {
        for (const station::Violation& violation : violations) {
            violations_.push_back(json::object{{"file", place.file},
                                               {"line", place.line},
                                               {"interface", interface},
                                               {"rule", fmt::format("W{}", violation.rule)},
                                               {"expected", violation.expected},
                                               {"event", event}});
            if (query_.json) continue;
            out_ << fmt::format("{}:{}: {}{}W{}: {}; expected: {}\n", place.file, place.line, interface,
                                interface.empty() ? "" : ": ", violation.rule, event, violation.expected);
        }
    }

    const TraceQuery& query_;
    std::ostream& out_;
    std::ostream& errors_;
    std::map<std::string, Checked> checks_;
    std::size_t events_ = 0;
    json::array violations_;
};

}  // namespace

ExitStatus run_check_trace(const TraceQuery& query, std::istream& in, std::ostream& out,
                           std::ostream& errors) {
    Checker checker{query, out, errors};
    for (const std::string& file : query.files) {
        if (file == "-") {
            if (!checker.read("-", in)) return kUsage;
            continue;
        }
        std::ifstream stream{file, std::ios::binary};
        if (!stream) {
            errors << fmt::format("roam: {}: {}\n", file, std::strerror(errno));
            return kUsage;
        }
        if (!checker.read(file, stream)) return kUsage;
    }
    return checker.end();
}

}  // namespace cli
