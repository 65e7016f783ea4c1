#include "apps/station/suspend_watch.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using base::Milliseconds;
using station_app::slept_between;

TEST(SuspendWatch, CountsASleepAndNotTheTimeBetweenTwoReadings) {
    EXPECT_EQ(slept_between(0s, 0s), Milliseconds{0});
    EXPECT_EQ(slept_between(5s, 5s + 900us), Milliseconds{0});
    EXPECT_EQ(slept_between(5s, 4s), Milliseconds{0}) << "clocks do not wake up";
    EXPECT_EQ(slept_between(5s, 7s), Milliseconds{2'000});
    EXPECT_EQ(slept_between(0s, 24h * 60), Milliseconds{2'147'483'647}) << "two months";
}

TEST(SuspendWatch, SaysNothingWhileTheMachineIsAwake) {
    boost::asio::io_context io;
    int told = 0;
    station_app::SuspendWatch watch{io, [&](Milliseconds) { ++told; }};
    watch.check();
    io.run_for(20ms);
    EXPECT_EQ(told, 0);
}

}  // namespace
