// What is worked out before any arm runs.
#include "lab/host/campaign.hpp"

#include <gtest/gtest.h>

namespace lab::host {
namespace {

TEST(Stage, LeavesOutOfTheOptimumWhoTakesNobody) {
    Scenario scenario;
    scenario.seconds = 1;
    scenario.standing = true;
    const wifi::Channel channel = wifi::Channel::make(wifi::Band::Ghz5, 36).value();
    scenario.aps = {{.name = "near", .at = {1, 0}, .radios = {{.channel = channel}}},
                    {.name = "far", .at = {30, 0}, .radios = {{.channel = channel}}}};
    EXPECT_EQ(make_stage(scenario, 1)->optimum.bss.at(0), 0);
    for (const Refusal refusal : {Refusal::ThisStation, Refusal::Everybody}) {
        scenario.aps[0].refuses = refusal;
        EXPECT_EQ(make_stage(scenario, 1)->optimum.bss.at(0), 1);
    }
}

}  // namespace
}  // namespace lab::host
