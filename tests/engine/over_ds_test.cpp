// Fast transitions over the distribution system, and what happens when nothing comes of them.
#include <gtest/gtest.h>

#include "engine_fixture.hpp"
#include "station/value.hpp"

namespace {

using engine_fixture::bssid;
using engine_fixture::channel;
using records::Method;
using records::OutcomeKind;

struct OverDs : engine_fixture::Engine {
    /// A walk away from BSS 1 that has just been answered by a move to BSS 2, of the same mobility domain.
    void asked_to_move() {
        tell(ports::Attached{});
        tell(ports::Connected{bssid(1), channel(36), "lab", true, {}, false});
        show(-60);
        tell(signal(-60));
        depart();
    }
    void show(int other) {
        std::vector entries{entry(1, 36, -60), entry(2, 149, other)};
        for (ports::BssEntry& shown : entries) {
            shown.mobility_domain = 7;
            shown.over_ds = wired;
        }
        tell(ports::TableRead{entries});
    }
    /// Walks until the station asks for a move.
    void depart() {
        const std::size_t before = control.moves.size();
        for (int i = 0; i < 200 && control.moves.size() == before; ++i) {
            wait(250);
            tell(signal(-70 + (i % 2 != 0 ? 6 : -6)));
            if (!control.looks.empty()) {
                control.looks.clear();
                tell(ports::LookEnded{true, {}});
                show(-45);
            }
        }
        ASSERT_GT(control.moves.size(), before);
    }
    const records::Outcome& outcome() const { return journal.all.back().outcome; }

    bool wired = true;
};

TEST_F(OverDs, IsUsedWhereBothOfferIt) {
    asked_to_move();
    EXPECT_EQ(control.methods, std::vector{Method::FastTransitionOverDs});
    tell(ports::MoveAnswered{true, "OK"});
    wait(1'000);
    tell(ports::Connected{bssid(2), channel(149), "lab", true, {}, false});
    EXPECT_EQ(outcome().kind, OutcomeKind::Moved);
    EXPECT_EQ(outcome().method, Method::FastTransitionOverDs);
    EXPECT_EQ(station().knowledge().fast_transition_move.count(), 0) << "the link stood for most of it";
}

TEST_F(OverDs, IsNotUsedWhereTheyDoNot) {
    wired = false;
    asked_to_move();
    EXPECT_EQ(control.methods, std::vector{Method::FastTransition});
}

// A measurement's scan has the kernel forget what was heard before it, and an association with a forgotten
// BSS fails when the old link is already given up.
TEST_F(OverDs, IsNotUsedToAnAccessPointThatTheKernelMayHaveForgotten) {
    tell(ports::Attached{});
    tell(ports::Connected{bssid(1), channel(36), "lab", true, {}, false});
    show(-60);
    const station::Bss* target = station::find(station().knowledge(), bssid(2));
    ASSERT_TRUE(target);
    const auto method = [&] {
        return station::method_to(settings.policy, station().knowledge(), *target, now);
    };
    EXPECT_EQ(method(), Method::FastTransitionOverDs);
    tell(ports::OtherScanBegun{});
    EXPECT_EQ(method(), Method::FastTransition);
    wait(2'000);
    show(-60);
    EXPECT_EQ(method(), Method::FastTransitionOverDs) << "it was heard since";
}

TEST_F(OverDs, GoesOverTheAirWhenNothingComesOfIt) {
    asked_to_move();
    tell(ports::MoveAnswered{true, "OK"});
    wait(1'600);
    EXPECT_EQ(control.moves, (std::vector{bssid(2), bssid(2)}));
    EXPECT_EQ(control.methods, (std::vector{Method::FastTransitionOverDs, Method::FastTransition}));
    tell(ports::MoveAnswered{true, "OK"});
    tell(ports::Trying{bssid(2), "lab"});
    tell(ports::Connected{bssid(2), channel(149), "lab", true, {}, false});
    EXPECT_EQ(outcome().kind, OutcomeKind::Moved);
    EXPECT_EQ(outcome().method, Method::FastTransition);
}

TEST_F(OverDs, GoesOverTheAirAtOnceWhenTheSupplicantRefuses) {
    asked_to_move();
    tell(ports::MoveAnswered{false, "FAIL"});
    EXPECT_EQ(control.methods, (std::vector{Method::FastTransitionOverDs, Method::FastTransition}));
    EXPECT_TRUE(journal.all.empty() || outcome().kind != OutcomeKind::Refused);
}

TEST_F(OverDs, GoesOverTheAirAtOnceWhenTheLinkFails) {
    asked_to_move();
    tell(ports::MoveAnswered{true, "OK"});
    wait(100);
    tell(ports::BeaconsLost{});
    EXPECT_EQ(control.methods, (std::vector{Method::FastTransitionOverDs, Method::FastTransition}));
}

TEST_F(OverDs, KnowsAtOnceThatTheLinkWasLostByIt) {
    asked_to_move();
    tell(ports::MoveAnswered{true, "OK"});
    wait(20);
    tell(ports::Disconnected{bssid(1), 3, true});
    EXPECT_EQ(outcome().kind, OutcomeKind::LinkLost);
    EXPECT_EQ(control.searches.size(), 1U);
    EXPECT_GT(station().knowledge().over_ds.failures, 0);
}

TEST_F(OverDs, IsNotTriedAgainSoonAfterItFailed) {
    asked_to_move();
    tell(ports::MoveAnswered{true, "OK"});
    wait(1'600);
    tell(ports::Connected{bssid(2), channel(149), "lab", true, {}, false});
    const auto method = [&] {
        const station::Knowledge& known = station().knowledge();
        return station::method_to({}, known, *station::find(known, bssid(1)), now);
    };
    EXPECT_EQ(method(), Method::FastTransition);
    now.ms += 31'000;
    EXPECT_EQ(method(), Method::FastTransitionOverDs);
}

TEST_F(OverDs, IsNothingForALinkThatFails) {
    asked_to_move();
    tell(ports::MoveAnswered{true, "OK"});
    tell(ports::Connected{bssid(2), channel(149), "lab", true, {}, false});
    tell(ports::BeaconsLost{});
    const station::Knowledge& known = station().knowledge();
    EXPECT_EQ(station::method_to({}, known, *station::find(known, bssid(1)), now), Method::FastTransition);
}

}  // namespace
