// From frames on the air to links, looks and excursions in the truth log. Frames are made by hand.
#include "lab/guest/station_truth.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace lab::guest {
namespace {

constexpr std::uint8_t kQosData = 0x88;
constexpr std::uint8_t kPowerSave = 0x10;

/// A station, its log, and a clock that the test sets.
class Station : public testing::Test {
protected:
    Station() : start_{loop_.now()} { at(0); }

    void at(Micros now) { loop_.set_origin(start_ - now); }

    static std::vector<std::uint8_t> frame(std::uint8_t kind, std::initializer_list<std::uint8_t> body = {},
                                           std::uint8_t flags = 0) {
        std::vector<std::uint8_t> octets(24);
        octets[0] = kind;
        octets[1] = flags;
        octets.insert(octets.end(), body);
        return octets;
    }
    void sends(const std::vector<std::uint8_t>& octets, int bss, bool acked = true) {
        truth_.station_sent(FrameView{octets}, bss, 5180, acked);
    }
    void hears(const std::vector<std::uint8_t>& octets, int bss) {
        truth_.station_heard(FrameView{octets}, bss);
    }

    /// Open System authentication (algorithm 0) and association, each accepted.
    void links(int bss) {
        sends(frame(kAuthentication, {0, 0, 1, 0, 0, 0}), bss);
        hears(frame(kAssociationResponse, {1, 0, 0, 0, 1, 0}), bss);
    }

    /// The log without its first line.
    [[nodiscard]] std::string log() const { return truth_.log().substr(kTruthLogHeader.size()); }

    Loop loop_;
    StationTruth truth_{loop_};

private:
    Micros start_;
};

/// Request without a list that announces an end after 9 beacon intervals.
const std::initializer_list<std::uint8_t> kRequest = {10, 7, 1, 0x04, 9, 0, 255};

TEST_F(Station, SaysNothingOfRequestsUnlessItIsOneOfAFleet) {
    links(2);
    hears(frame(kAction, kRequest), 2);
    sends(frame(kAction, {10, 8, 1, 7, 0}), 2);
    EXPECT_EQ(log(), "0 linked 2 full\n");
}

class FleetStation : public Station {
protected:
    FleetStation() {
        std::vector<BssSite> sites(3);
        fleet_.emplace(loop_, sites);
    }
    [[nodiscard]] std::string fleet_log() const { return fleet_->log().substr(kTruthLogHeader.size()); }
    void links_fleet(int bss) {
        const auto response = frame(kAssociationResponse, {1, 0, 0, 0, 1, 0});
        fleet_->station_heard(FrameView{response}, bss);
    }

    std::optional<StationTruth> fleet_;
};

TEST_F(FleetStation, WritesDownWhatItIsAskedAndWhatItAnswers) {
    links_fleet(2);
    at(50);
    fleet_->station_heard(FrameView{frame(kAction, kRequest)}, 2);
    at(60);
    fleet_->station_sent(FrameView{frame(kAction, {10, 8, 1, 7, 0})}, 2, 5180, true);
    EXPECT_EQ(fleet_log(), "0 linked 2 full\n50 asked 2 4 9 -\n60 answered 2 7\n");
}

TEST_F(FleetStation, IsDismissedByTheBssOfItsLinkOnly) {
    links_fleet(2);
    fleet_->station_missed(FrameView{frame(kDeauthentication, {4, 0})}, 1);
    EXPECT_EQ(fleet_log(), "0 linked 2 full\n") << "one that it has left";
    fleet_->station_missed(FrameView{frame(kDeauthentication, {4, 0})}, 2);
    EXPECT_EQ(fleet_->linked_bss(), 2) << "it has not heard it";
    fleet_->station_heard(FrameView{frame(kDisassociation, {8, 0})}, 2);
    EXPECT_EQ(fleet_log(),
              "0 linked 2 full\n0 dismissed 2 deauth 4\n0 dismissed 2 disassoc 8\n0 unlinked 2 disassoc\n");
}

TEST_F(Station, IsLinkedByAnAcceptedAssociation) {
    at(100);
    links(2);
    EXPECT_EQ(log(), "100 linked 2 full\n");
    EXPECT_EQ(truth_.linked_bss(), 2);
}

TEST_F(Station, IsLinkedOnceByAnAssociationThatIsAnsweredTwice) {
    links(2);
    at(100);
    hears(frame(kAssociationResponse, {1, 0, 0, 0, 1, 0}), 2);
    EXPECT_EQ(log(), "0 linked 2 full\n");
    at(200);
    links(2);
    EXPECT_EQ(log(), "0 linked 2 full\n200 unlinked 2 turned-away\n200 linked 2 full\n") << "it began anew";
}

TEST_F(Station, IsNotLinkedByARefusal) {
    sends(frame(kAuthentication, {0, 0, 1, 0, 0, 0}), 2);
    hears(frame(kAssociationResponse, {1, 0, 17, 0, 0, 0}), 2);
    hears(frame(kAssociationResponse, {1, 0}), 2);  // too short to say yes
    EXPECT_EQ(log(), "");
}

TEST_F(Station, MovesFastAfterFtAuthentication) {
    links(0);
    at(50);
    sends(frame(kAuthentication, {2, 0, 1, 0, 0, 0}), 1);
    at(60);
    sends(frame(kReassociationRequest), 1);
    hears(frame(kReassociationResponse, {1, 0, 0, 0, 1, 0}), 1);
    EXPECT_EQ(log(), "0 linked 0 full\n50 unlinked 0 turned-away\n60 linked 1 ft\n");
}

TEST_F(Station, MovesFastOverTheDs) {
    links(0);
    at(60);
    sends(frame(kReassociationRequest), 1);
    // No Authentication frame went to the new AP; the response carries the FT element (id 55).
    hears(frame(kReassociationResponse, {1, 0, 0, 0, 1, 0, /* rates: */ 1, 1, 12, /* FTE: */ 55, 2, 0, 0}),
          1);
    EXPECT_EQ(log(), "0 linked 0 full\n60 unlinked 0 turned-away\n60 linked 1 ft\n");
}

TEST_F(Station, KeepsItsLinkWhileItAuthenticatesFromAnExcursion) {
    links(0);
    at(10);
    sends(frame(kQosData, {}, kPowerSave), 0);
    at(20);
    sends(frame(kAuthentication, {2, 0, 1, 0, 0, 0}), 1);
    EXPECT_EQ(truth_.linked_bss(), 0);
    at(30);
    sends(frame(kQosData), 0);
    EXPECT_EQ(log(), "0 linked 0 full\n10 away\n30 home\n");
}

TEST_F(Station, IsAwayOnlyWhenItsApKnows) {
    links(0);
    sends(frame(kQosData, {}, kPowerSave), 0, /*acked=*/false);
    sends(frame(kQosData, {}, kPowerSave), 1);  // to another BSS
    EXPECT_EQ(log(), "0 linked 0 full\n");
}

TEST_F(Station, LosesItsLinkByAFrameOfItsApOnly) {
    links(0);
    at(5);
    hears(frame(kDeauthentication, {3, 0}), 1);
    EXPECT_EQ(truth_.linked_bss(), 0);
    hears(frame(kDeauthentication, {3, 0}), 0);
    EXPECT_EQ(log(), "0 linked 0 full\n5 unlinked 0 deauth\n");
}

TEST_F(Station, LooksOncePerVisit) {
    const auto probe = frame(kProbeRequest);
    at(0);
    truth_.station_sent(FrameView{probe}, -1, 5180, true);
    at(30'000);
    truth_.station_sent(FrameView{probe}, -1, 5180, true);  // the second SSID of the same visit
    truth_.station_sent(FrameView{probe}, -1, 5200, true);
    at(100'000);
    truth_.station_sent(FrameView{probe}, -1, 5200, true);
    EXPECT_EQ(log(), "0 look 5180\n30000 look 5200\n100000 look 5200\n");
}

TEST_F(Station, EndsWithTotalsThatLeaveOutWhatWasBeforeTheWalk) {
    at(-100);
    links(3);
    truth_.packet_arrived(Direction::Down, -1, -200);
    at(100);
    truth_.packet_arrived(Direction::Down, 0, 0);
    sends(frame(kProbeRequest), -1);
    at(40'000);
    truth_.finish(2, 20'000);
    EXPECT_EQ(
        log(),
        "-100 linked 3 full\n100 down 0 0\n100 look 5180\n40000 unlinked 3 end\n40000 end 2 2 1 0 20000\n");
}

TEST_F(Station, LosesItsLinkWithItsAccessPoint) {
    links(3);
    truth_.ap_gone(2);
    EXPECT_EQ(truth_.linked_bss(), 3);
    truth_.ap_gone(3);
    truth_.ap_gone(3);
    EXPECT_EQ(log(), "0 linked 3 full\n0 unlinked 3 ap-off\n");
}

}  // namespace
}  // namespace lab::guest
