// `roam explain` against the truth: from the programs' logs of a run it finds every link that the medium saw,
// at its time, with its gap and its method, and no other.
#include <algorithm>
#include <cstdlib>

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

std::vector<Roam> links_found(const std::filesystem::path& run) {
    explain_app::Request request;
    for (const char* name : {"wpa_supplicant.log", "networkmanager.log", "iwd.log", "hostapd.log"})
        if (std::filesystem::exists(run / name)) request.inputs.push_back({(run / name).string()});
    const auto all = explain_app::explain_inputs(request);
    EXPECT_FALSE(all.timeline.stations.empty()) << run;
    std::vector<Roam> links;
    if (!all.timeline.stations.empty())
        for (const Roam& roam : all.timeline.stations.front().roams)
            if (roam.end == explain::RoamEnd::Linked) links.push_back(roam);
    return links;
}

/// How far the nearer of both moments is from `truth`: the station's programs know when the link was given
/// up, the medium sees only the frame that follows.
Micros off_by(const Roam& roam, Micros truth) {
    Micros least = Micros::max();
    for (const auto* moment : {&roam.left, &roam.authentication, &roam.association})
        if (*moment) least = std::min(least, Micros{std::abs(((*moment)->at - truth).count())});
    return least;
}

void expect_truth(const std::filesystem::path& run) {
    SCOPED_TRACE(run.string());
    const lab::Truth truth = truth_in(run);
    const std::vector<Roam> links = links_found(run);
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

TEST(Explain, FindsWhatTheMediumSaw) {
    const auto folder = fresh_folder("explain");
    const auto call = roam_lab(fmt::format(
        "run call --arm wpa_supplicant,networkmanager,iwd,roam --seed 2 --keep '{}' -q", folder.string()));
    ASSERT_EQ(call.status, 0) << call.output;
    const auto dhcp = roam_lab(fmt::format("run '{}' --arm networkmanager-daemon --seed 2 --keep '{}' -q",
                                           ROAM_TEST_SCENARIOS "/dhcp.toml", folder.string()));
    ASSERT_EQ(dhcp.status, 0) << dhcp.output;
    for (const char* arm : {"wpa_supplicant", "networkmanager", "iwd", "roam"})
        expect_truth(folder / "call" / arm / "2");
    expect_truth(folder / "dhcp" / "networkmanager-daemon" / "2");
}

}  // namespace
}  // namespace acceptance
