// `roam explain` against the truth: from the programs' logs of a run it finds every link that the medium saw,
// at its time, with its gap and its method, and no other.
#include <algorithm>
#include <cstdlib>
#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "apps/explain/explanation.hpp"
#include "lab.hpp"

namespace acceptance {
namespace {

using explain::Micros;
using explain::Moment;
using explain::Roam;

constexpr Micros kAgree{5'000};

wifi::MacAddress bssid_of(int bss) { return {{2, 0, 0, 0, static_cast<std::uint8_t>(bss + 1), 0}}; }

using Files = std::vector<std::filesystem::path>;

/// Of the station that `is_it`: the only one, where nothing is said.
std::vector<Roam> links_found(const Files& logs,
                              const std::function<bool(const explain::Station&)>& is_it = {}) {
    explain_app::Request request;
    for (const auto& log : logs) request.inputs.push_back({log.string()});
    const auto all = explain_app::explain_inputs(request);
    std::vector<Roam> links;
    const auto& stations = all.timeline.stations;
    const auto station = is_it ? std::ranges::find_if(stations, is_it) : stations.begin();
    EXPECT_NE(station, stations.end()) << "the station is not found";
    if (station != stations.end())
        for (const Roam& roam : station->roams)
            if (roam.end == explain::RoamEnd::Linked) links.push_back(roam);
    return links;
}

Files logs_in(const std::filesystem::path& run) {
    Files logs;
    for (const char* name : {"wpa_supplicant.log", "networkmanager.log", "iwd.log", "hostapd.log"})
        if (std::filesystem::exists(run / name)) logs.push_back(run / name);
    return logs;
}

/// How far the nearer of both moments is from `truth`: the station's programs know when the link was given
/// up, the medium sees only the frame that follows.
Micros off_by(const Roam& roam, Micros truth) {
    Micros least = Micros::max();
    for (const auto* moment : {&roam.left, &roam.authentication, &roam.association})
        if (*moment) least = std::min(least, Micros{std::abs(((*moment)->at - truth).count())});
    return least;
}

void expect_truth(const lab::Truth& truth, const std::vector<Roam>& links) {
    ASSERT_EQ(links.size(), truth.served.size()) << "every link is found, and none is invented";
    ASSERT_TRUE(links.front().stood());
    // The truth counts from the start of the walk, the logs since 1970.
    const Micros start = *links.front().stood() - Micros{truth.served.front().from};
    for (std::size_t at = 0; at < links.size(); ++at) {
        SCOPED_TRACE(
            fmt::format("link {} at {:.3f} s", at, static_cast<double>(truth.served[at].from) / 1e6));
        EXPECT_EQ(links[at].to, bssid_of(truth.served[at].bss));
        EXPECT_EQ(links[at].fast_transition, truth.served[at].fast_transition);
        const Micros stood = *links[at].stood() - start;
        EXPECT_LE(std::abs(stood.count() - truth.served[at].from), kAgree.count());
        if (at > 0) {
            EXPECT_LE(off_by(links[at], start + Micros{truth.served[at - 1].to}), kAgree);
        }
    }
}

void expect_truth_of_run(const std::filesystem::path& run) {
    SCOPED_TRACE(run.string());
    expect_truth(truth_in(run), links_found(logs_in(run)));
}

TEST(Explain, FindsWhatTheMediumSaw) {
    const auto folder = fresh_folder("explain");
    const auto call = roam_lab(fmt::format(
        "run call --arm wpa_supplicant,networkmanager,iwd,roam --seed 2 --keep '{}' -q", folder.string()));
    ASSERT_EQ(call.status, 0) << call.output;
    const auto dhcp = roam_lab(fmt::format("run '{}' --arm networkmanager-daemon --seed 2 --keep '{}' -q",
                                           ROAM_TEST_SCENARIOS "/dhcp.toml", folder.string()));
    ASSERT_EQ(dhcp.status, 0) << dhcp.output;
    for (const char* arm : {"wpa_supplicant", "networkmanager", "iwd", "roam"})
        expect_truth_of_run(folder / "call" / arm / "2");
    expect_truth_of_run(folder / "dhcp" / "networkmanager-daemon" / "2");
}

// Each log of an access point tells of all stations, and each station's links are in several logs.
TEST(Explain, FindsWhatTheMediumSawOfEachStationOfAFleet) {
    const auto folder = fresh_folder("explain-fleet");
    const auto call = roam_lab(fmt::format("run sticky --arm none --seed 1 --keep '{}' -q", folder.string()));
    ASSERT_EQ(call.status, 0) << call.output;
    const auto run = folder / "sticky" / "none" / "1";
    constexpr std::string_view kOwn = "wpa_supplicant-";
    Files own_logs;
    Files access_points;
    for (const auto& entry : std::filesystem::directory_iterator{run}) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(kOwn)) own_logs.push_back(entry.path());
        if (name.starts_with("hostapd-")) access_points.push_back(entry.path());
    }
    std::ranges::sort(access_points);
    ASSERT_EQ(own_logs.size(), 12U);
    for (const auto& log : own_logs) {
        SCOPED_TRACE(log.string());
        // The first station's truth has no name.
        const auto named = run / ("truth-" + log.filename().string().substr(kOwn.size()));
        const lab::Truth truth = std::filesystem::exists(named) ? truth_of(named) : truth_in(run);
        Files both = access_points;
        both.insert(both.begin(), log);
        expect_truth(truth, links_found(both, &explain::Station::own));
    }
}

}  // namespace
}  // namespace acceptance
