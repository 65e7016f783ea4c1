#include "station/policies/rivals.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "builders.hpp"

namespace {

using namespace policy_builders;
using namespace station::policies;
using records::Action;
using records::Reason;
using records::Rival;

TEST(Rivals, DoNotMoveToWhatTheyDidNotLookFor) {
    // Above every threshold nobody scans; on the same evidence wpa_supplicant, told to scan, would go.
    const Evidence evidence = linked(narrow(1, -45), {wide(2, -40)});
    const auto verdict = [&](Rival rival) {
        Memory memory = begin(rival, evidence, kStart);
        const Verdict watched = watch(rival, memory, evidence, kStart);
        return compared(rival, memory, watched, evidence, kStart);
    };
    EXPECT_EQ(verdict(Rival::WpaSupplicant210).action, Action::Move);
    EXPECT_EQ(verdict(Rival::NetworkManager).reason, Reason::NotLooking);
    EXPECT_EQ(verdict(Rival::Iwd).reason, Reason::NotLooking);
    EXPECT_EQ(verdict(Rival::AppleIos).reason, Reason::AboveThreshold);
    EXPECT_EQ(verdict(Rival::NetworkManager).target, std::nullopt);
}

RC_GTEST_PROP(Rivals, MoveOnlyToAnotherBssThatIsInTheTable, ()) {
    const Evidence evidence = any_evidence();
    const auto rival = static_cast<Rival>(*rc::gen::inRange<std::size_t>(0, records::kRivals));
    Memory memory = begin(rival, evidence, kStart);
    for (int ms = 0; ms < 60'000; ms += 250) {
        const Verdict watched = watch(rival, memory, evidence, after(ms));
        const auto verdict = compared(rival, memory, watched, evidence, after(ms));
        RC_ASSERT((verdict.action == Action::Move) == verdict.target.has_value());
        if (!verdict.target) continue;
        RC_ASSERT(*verdict.target != *evidence.serving);
        RC_ASSERT(std::ranges::count(evidence.table, *verdict.target, &Heard::bssid) == 1);
    }
}

RC_GTEST_PROP(Rivals, SayNotConnectedWithoutALink, ()) {
    Evidence evidence = any_evidence();
    evidence.serving.reset();
    evidence.average.reset();
    const auto rival = static_cast<Rival>(*rc::gen::inRange<std::size_t>(0, records::kRivals));
    Memory memory = begin(rival, evidence, kStart);
    RC_ASSERT(watch(rival, memory, evidence, kStart).reason == Reason::NotConnected);
    RC_ASSERT(judge(rival, memory, evidence, kStart).reason == Reason::NotConnected);
}

}  // namespace
