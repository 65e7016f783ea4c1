#include "explained.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "apps/explain/explanation.hpp"
#include "lab.hpp"

namespace acceptance {
namespace {

using explain::Micros;
using explain::Moment;
using explain::Roam;
using explain::Source;

constexpr Micros kAgree{5'000};
/// On a busy air the frame that ends a link waits, or is lost and repeated, before an access point has it.
/// With forty phones at a time one in fifty does so for longer than `kAgree`.
constexpr Micros kWaitsForAir{20'000};
constexpr int kOneIn = 50;

wifi::MacAddress bssid_of(int bss) { return {{2, 0, 0, 0, static_cast<std::uint8_t>(bss + 1), 0}}; }

namespace fs = std::filesystem;
using Files = std::vector<fs::path>;

struct Found {
    std::vector<Roam> tries;
    std::vector<Micros> ends;  ///< of links
};

/// What the station tried whose own programs wrote one of the logs.
Found found_in(const Files& logs) {
    explain_app::Request request;
    for (const auto& log : logs) request.inputs.push_back({log.string()});
    const auto all = explain_app::explain_inputs(request);
    const auto& stations = all.timeline.stations;
    const auto station = std::ranges::find_if(stations, &explain::Station::own);
    EXPECT_NE(station, stations.end()) << "the station is not found";
    if (station == stations.end()) return {};
    Found found{{station->roams.begin(), station->roams.end()}, {}};
    for (const explain::Link& link : station->links)
        if (link.to) found.ends.push_back(*link.to);
    return found;
}

struct Logs {
    std::map<std::string, Files> stations;  ///< by name; the only station of a run has none
    Files access_points;                    ///< each tells of all stations
};

/// PROGRAM.log of the only station, PROGRAM-NAME.log of one of many.
Logs logs_in(const fs::path& run) {
    Logs logs;
    for (const auto& entry : fs::directory_iterator{run}) {
        const std::string name = entry.path().stem().string();
        const auto is_of = [&name](std::string_view program) {
            return name == program || name.starts_with(fmt::format("{}-", program));
        };
        if (entry.path().extension() != ".log") continue;
        if (is_of("hostapd")) logs.access_points.push_back(entry.path());
        for (const std::string_view program : {"wpa_supplicant", "networkmanager", "iwd"})
            if (is_of(program))
                logs.stations[name.substr(std::min(program.size() + 1, name.size()))].push_back(entry.path());
    }
    std::ranges::sort(logs.access_points);
    return logs;
}

/// Only hostapd's log, with -d, has the moment of a station's frame. Without it, and of a frame that nobody
/// got, it lies between what the station's own log says before and after.
bool is_within_exchange(const Roam& roam, Micros truth) {
    const auto& begun = roam.authentication;
    const auto& over = roam.stood() ? roam.authenticated : roam.ended;
    const bool is_known = roam.stood() && begun && begun->source == Source::Hostapd;
    return begun && over && !is_known && begun->at < truth && truth < over->at;
}

/// How far the nearest moment is from `truth` at which the station gave up its link, or sent a frame that
/// ends it: its programs know when it was given up, the medium sees only the frame that follows.
/// @param tries  all since that link, the failed ones, too
Micros off_by(std::span<const Roam> tries, Micros truth) {
    Micros least = Micros::max();
    for (const Roam& roam : tries) {
        // To the same BSS anew, the old link ends with the new one.
        for (const auto* moment : {&roam.left, &roam.authentication, &roam.association, &roam.associated})
            if (*moment) least = std::min(least, Micros{std::abs(((*moment)->at - truth).count())});
        if (is_within_exchange(roam, truth)) return Micros{0};
    }
    return least;
}

/// Ends of links, and how many of them are told later than `kAgree`.
struct Ends {
    int all = 0;
    int late = 0;
};

void expect_truth(const lab::Truth& truth, const Found& found, Ends& ends) {
    const std::vector<Roam>& tries = found.tries;
    // To the medium an association is a link, also where it ends before its keys are complete.
    const auto stands = [](const Roam& roam) {
        return roam.end == explain::RoamEnd::Linked || roam.associated.has_value();
    };
    ASSERT_EQ(std::ranges::count_if(tries, stands), std::ssize(truth.served))
        << "every link is found, and none is invented";
    // The truth counts from the start of the walk, the logs since 1970.
    Micros start{0};
    auto after = tries.begin();  // the link before
    for (std::size_t at = 0; at < truth.served.size(); ++at) {
        const lab::Served& served = truth.served[at];
        SCOPED_TRACE(fmt::format("link {} at {:.3f} s", at, static_cast<double>(served.from) / 1e6));
        const auto link = std::find_if(after, tries.end(), stands);
        ASSERT_TRUE(link->stood());
        if (at == 0) start = *link->stood() - Micros{served.from};
        EXPECT_EQ(link->to, bssid_of(served.bss));
        EXPECT_EQ(link->fast_transition, served.fast_transition);
        const Micros stood = *link->stood() - start;
        EXPECT_LE(std::abs(stood.count() - served.from), kAgree.count());
        if (at > 0) {
            const Micros end = start + Micros{truth.served[at - 1].to};
            // An association that came to nothing has its own end.
            const auto& failed = std::prev(after)->ended;
            if (!failed || Micros{std::abs((failed->at - end).count())} > kAgree) {
                Micros off = off_by({after, link + 1}, end);
                for (const Micros told : found.ends)
                    off = std::min(off, Micros{std::abs((told - end).count())});
                ++ends.all;
                ends.late += off > kAgree;
                EXPECT_LE(off, kWaitsForAir);
            }
        }
        after = link + 1;
    }
}

/// What these programs did obeys the roaming contract, too, as far as their logs tell it.
void expect_legal_trace_of(const Files& logs) {
    std::string line = "roam explain -q --events roam";
    for (const auto& log : logs) line += fmt::format(" '{}'", log.string());
    const auto checked = shell(line + " | roam check-trace -");
    EXPECT_EQ(checked.status, 0) << "the trace breaks the roaming contract";
    EXPECT_FALSE(checked.output.starts_with("0 events")) << "there is no trace";
}

}  // namespace

void expect_explained(const fs::path& run_folder) {
    const Logs logs = logs_in(run_folder);
    EXPECT_FALSE(logs.stations.empty()) << run_folder << " has no logs of a station";
    Ends ends;
    for (const auto& [name, own] : logs.stations) {
        SCOPED_TRACE(fmt::format("{} {}", run_folder.string(), name));
        // The first station's truth has no name.
        const fs::path named = run_folder / fmt::format("truth-{}.log", name);
        Files read = own;
        read.insert(read.end(), logs.access_points.begin(), logs.access_points.end());
        expect_truth(fs::exists(named) ? truth_of(named) : truth_in(run_folder), found_in(read), ends);
        expect_legal_trace_of(read);
    }
    fmt::print("{} ends of links, {} told late\n", ends.all, ends.late);
    EXPECT_LE(kOneIn * ends.late, ends.all) << run_folder;
}

}  // namespace acceptance
