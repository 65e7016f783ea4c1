#include "adapters/peers/member.hpp"

#include <map>

#include <gtest/gtest.h>

#include "site.hpp"

namespace {

using namespace peers;
using namespace peers::test;

std::string peer_of(Site& site, std::size_t at, std::size_t which) {
    for (const auto& up : site[at].all<ports::PeerUp>())
        if (up.peer.starts_with("ap" + std::to_string(which) + "#")) return up.peer;
    return "";
}

records::ClientMemory memory(std::uint32_t client) {
    records::ClientMemory made;
    made.client = mac(client);
    made.requests = 3;
    made.wait_left = base::Milliseconds{60'000};
    made.since_request = base::Milliseconds{1'000};
    return made;
}

TEST(Member, MeetsItsPeerAndHearsAllThatItHas) {
    Site site{2};
    site[0].member->share(bss(1));
    site[0].member->claim({mac(5), mac(1, 1), 3});
    site.run(500);
    ASSERT_TRUE(site.settled());
    ASSERT_EQ(site[1].all<ports::PeerUp>().size(), 1u);
    ASSERT_EQ(site[1].all<ports::PeerBss>().size(), 1u);
    EXPECT_EQ(site[1].all<ports::PeerBss>()[0].bss, bss(1));
    ASSERT_EQ(site[1].all<ports::PeerClaim>().size(), 1u);
    EXPECT_EQ(site[1].all<ports::PeerClaim>()[0].claim, (ports::SharedClaim{mac(5), mac(1, 1), 3}));
    EXPECT_TRUE(std::holds_alternative<ports::PeerUp>(site[1].events.front()));
}

TEST(Member, SaysOnlyWhatChanged) {
    Site site{2};
    site[0].member->share(bss(1));
    site[0].member->share(bss(2));
    site.run(500);
    site[0].member->share(bss(1));
    auto busy = bss(2);
    busy.clients = 9;
    site[0].member->share(busy);
    site.run(500);
    const auto heard = site[1].all<ports::PeerBss>();
    ASSERT_EQ(heard.size(), 3u);
    EXPECT_EQ(heard[2].bss, busy);
    site[0].member->withdraw(mac(2, 1));
    site.run(500);
    EXPECT_EQ(site[1].all<ports::PeerBssGone>().size(), 1u);
}

TEST(Member, TellsWhoComesLaterNothingOfABssThatWasGoneByThen) {
    Site site{3};
    site[2].member.reset();
    site[0].member->share(bss(1));
    site.run(500);
    site[0].member->withdraw(mac(1, 1));
    site.run(500);
    site.start(2);
    site.run(2'000);
    EXPECT_TRUE(site.settled());
    EXPECT_EQ(site[2].all<ports::PeerBssGone>().size() + site[2].all<ports::PeerBss>().size(), 0u);
}

TEST(Member, SaysSightingsOnceWithTheirAge) {
    Site site{3};
    site.run(500);
    for (std::uint32_t i = 0; i < 500; ++i)
        site[0].member->share({mac(i), mac(1, 1), static_cast<std::int16_t>(-6'000 - static_cast<int>(i)),
                               base::Milliseconds{40}, ports::SharedSighting::Source::Uplink},
                              site.now());
    const auto before = site.datagrams;
    site.run(400);
    for (const std::size_t at : {1u, 2u}) {
        const auto heard = site[at].all<ports::PeerSighting>();
        ASSERT_EQ(heard.size(), 500u);
        EXPECT_EQ(heard[7].sighting,
                  (ports::SharedSighting{mac(7), mac(1, 1), -6'007, base::Milliseconds{240},
                                         ports::SharedSighting::Source::Uplink}));
    }
    EXPECT_LE(site.datagrams - before, 2u * 5 + 3) << "about a hundred fit into one";
    EXPECT_LE(site.longest, kMostDatagram);
}

TEST(Member, DropsTheOldestSightingsUnderLoad) {
    Site site{2};
    site.run(500);
    const std::uint32_t count = SightingQueue::kMost + 100;
    for (std::uint32_t i = 0; i < count; ++i)
        site[0].member->share({mac(i), mac(1, 1), -6'000, {}, {}}, site.now());
    site.run(400);
    const auto heard = site[1].all<ports::PeerSighting>();
    ASSERT_EQ(heard.size(), SightingQueue::kMost);
    EXPECT_EQ(heard.front().sighting.client, mac(100));
    EXPECT_EQ(site[0].complaints.size(), 1u);
    EXPECT_EQ(site[0].member->count(Fault::Overflow), 100u);
}

TEST(Member, HandsOverToOnePeerWithTimesThatWentOn) {
    Site site{3};
    site.run(500);
    site.down = true;
    site[0].member->hand_over(peer_of(site, 0, 1), 4, memory(9), site.now());
    site.run(1'000);
    site.down = false;
    site.run(2'500);
    EXPECT_TRUE(site[2].all<ports::PeerMemory>().empty());
    const auto heard = site[1].all<ports::PeerMemory>();
    ASSERT_EQ(heard.size(), 1u);
    EXPECT_EQ(heard[0].peer, peer_of(site, 1, 0));
    EXPECT_EQ(heard[0].epoch, 4u);
    EXPECT_EQ(heard[0].memory.requests, 3);
    const auto waited = 60'000 - heard[0].memory.wait_left.count();
    EXPECT_GE(waited, 1'000);
    EXPECT_EQ(heard[0].memory.since_request->count(), 1'000 + waited);
}

TEST(Member, HandsOverThroughALinkThatWasLostMeanwhile) {
    Site site{2};
    site.run(500);
    const std::string peer = peer_of(site, 0, 1);
    site.down = true;
    site[0].member->hand_over(peer, 4, memory(9), site.now());
    site.run(7'000);
    ASSERT_EQ(site[0].all<ports::PeerDown>().size(), 1u);
    site[0].member->hand_over(peer, 5, memory(10), site.now());
    site.down = false;
    site.run(3'000);
    const auto heard = site[1].all<ports::PeerMemory>();
    ASSERT_EQ(heard.size(), 2u);
    EXPECT_EQ(heard[0].memory.client, mac(9));
    EXPECT_EQ(heard[1].memory.client, mac(10));
    EXPECT_TRUE(site.settled());
}

class MemberUnder : public testing::TestWithParam<std::uint64_t> {};

TEST_P(MemberUnder, LossRepeatAndDisorderLacksNothingInTheEnd) {
    Site site{3, GetParam()};
    site.loses_percent = 30;
    site.repeats_percent = 20;
    site.reorders = true;
    for (std::uint32_t i = 0; i < 1'000; ++i) site[0].member->claim({mac(i), mac(1, 1), 1});
    site.run(3'000);
    const std::string peer = peer_of(site, 0, 1);
    ASSERT_FALSE(peer.empty());
    for (std::uint32_t i = 0; i < 100; ++i) {
        site[0].member->claim({mac(i), mac(1, 1), 2});
        site[0].member->hand_over(peer, i, memory(i), site.now());
        site.run(20);
    }
    for (int i = 0; i < 40 && !site.settled(); ++i) site.run(1'000);
    ASSERT_TRUE(site.settled());
    for (const std::size_t at : {1u, 2u}) {
        std::map<wifi::MacAddress, std::uint32_t> last;
        for (const auto& heard : site[at].all<ports::PeerClaim>()) {
            EXPECT_LE(last[heard.claim.client], heard.claim.epoch) << "went back";
            last[heard.claim.client] = heard.claim.epoch;
        }
        ASSERT_EQ(last.size(), 1'000u);
        for (const auto& [client, epoch] : last) EXPECT_EQ(epoch, client < mac(100) ? 2u : 1u);
    }
    if (site[0].all<ports::PeerDown>().empty() && site[1].all<ports::PeerDown>().empty()) {
        const auto handed = site[1].all<ports::PeerMemory>();
        ASSERT_EQ(handed.size(), 100u) << "each once";
        for (std::uint32_t i = 0; i < 100; ++i) EXPECT_EQ(handed[i].memory.client, mac(i));
    }
}
INSTANTIATE_TEST_SUITE_P(Seeds, MemberUnder, testing::Range<std::uint64_t>(1, 9));

TEST(Member, FindsThatAPeerIsSilentAndThatItIsBack) {
    Site site{2};
    site[0].member->share(bss(1));
    site.run(500);
    site.down = true;
    site.run(6'500);
    ASSERT_EQ(site[1].all<ports::PeerDown>().size(), 1u);
    EXPECT_EQ(site[1].member->peers(), 0u);
    site.down = false;
    site.run(3'000);
    EXPECT_EQ(site[1].all<ports::PeerUp>().size(), 2u);
    EXPECT_EQ(site[1].all<ports::PeerBss>().size(), 2u) << "it says all again";
}

TEST(Member, ToleratesOneLostAnnouncementOrThree) {
    Site site{2};
    site.run(500);
    site.down = true;
    site.run(3'500);
    site.down = false;
    site.run(3'000);
    EXPECT_TRUE(site[1].all<ports::PeerDown>().empty());
}

TEST(Member, KnowsAtOnceThatAPeerHasEnded) {
    Site site{2};
    site.run(500);
    site[0].member->end();
    site.run(50);
    ASSERT_EQ(site[1].all<ports::PeerDown>().size(), 1u);
    EXPECT_EQ(site[1].all<ports::PeerDown>()[0].why, "it has ended");
}

TEST(Member, TakesARestartedPeerForTheOneItWasAndIsToldAllAgain) {
    Site site{2};
    site[0].member->share(bss(1));
    site[1].member->claim({mac(5), mac(2, 1), 3});
    site.run(500);
    site.start(0);
    site[0].member->share(bss(1));
    site[0].events.clear();
    site.run(1'500);
    ASSERT_EQ(site[1].all<ports::PeerDown>().size(), 1u);
    EXPECT_EQ(site[1].all<ports::PeerDown>()[0].why, "it was started again");
    EXPECT_EQ(site[1].all<ports::PeerUp>().size(), 2u);
    EXPECT_EQ(site[0].all<ports::PeerClaim>().size(), 1u);
    EXPECT_TRUE(site.settled());
}

TEST(Member, DoesNotTellWhoComesLaterOfAClaimThatAnotherHasSuperseded) {
    Site site{3};
    site[2].member.reset();
    site[0].member->claim({mac(5), mac(1, 1), 3});
    site.run(500);
    site[1].member->claim({mac(5), mac(2, 1), 4});
    site.run(500);
    site.start(2);
    site.run(2'000);
    const auto heard = site[2].all<ports::PeerClaim>();
    ASSERT_EQ(heard.size(), 1u);
    EXPECT_EQ(heard[0].claim.epoch, 4u);
}

TEST(Member, ObeysNobodyWithAnotherSiteKeyAndSaysSoOncePerMinute) {
    Site site{2};
    site.start(1, "another key of another site");
    site[1].member->share(bss(1));
    site.run(30'000);
    EXPECT_TRUE(site[0].events.empty());
    ASSERT_EQ(site[0].complaints.size(), 1u);
    EXPECT_NE(site[0].complaints[0].find("another site key"), std::string::npos);
    EXPECT_GE(site[0].member->count(Fault::Unreadable), 25u);
    site.run(40'000);
    EXPECT_EQ(site[0].complaints.size(), 2u);
}

TEST(Member, TakesNothingTwice) {
    Site site{2};
    std::vector<Datagram> kept;
    site.keeps = &kept;
    site[0].member->share(bss(1));
    site.run(500);
    site[0].member->share({mac(1), mac(1, 1), -6'000, {}, {}}, site.now());
    site[0].member->hand_over(peer_of(site, 0, 1), 1, memory(1), site.now());
    site.run(3'000);
    site.keeps = nullptr;
    const auto before = site[1].events.size();
    for (const Datagram& datagram : kept)
        if (datagram.to == 1) site.deliver(datagram);
    site.run(3'000);
    EXPECT_EQ(site[1].events.size(), before);
    EXPECT_EQ(site[1].complaints.size(), 1u);
    EXPECT_GT(site[1].member->count(Fault::Replayed), 4u);
    EXPECT_TRUE(site.settled());
}

TEST(Member, ObeysNothingThatWasRecordedBeforeItWasStartedAgain) {
    Site site{2};
    std::vector<Datagram> kept;
    site.keeps = &kept;
    site[0].member->share(bss(1));
    site[0].member->claim({mac(5), mac(1, 1), 3});
    site.run(3'000);
    site.keeps = nullptr;
    site[0].member.reset();
    site.start(1);
    site[1].events.clear();
    for (int i = 0; i < 3; ++i) {
        for (const Datagram& datagram : kept)
            if (datagram.to == 1) site.deliver(datagram);
        site.run(1'000);
    }
    EXPECT_TRUE(site[1].events.empty());
    site.run(5'000);
    EXPECT_EQ(site[1].member->peers(), 0u);
}

TEST(Member, ObeysNothingThatWasRecordedBeforeItGaveThePeerUp) {
    Site site{2};
    std::vector<Datagram> kept;
    site.keeps = &kept;
    site[0].member->share(bss(1));
    site.run(3'000);
    site.keeps = nullptr;
    site[0].member.reset();
    site.run(6'000);
    ASSERT_EQ(site[1].all<ports::PeerDown>().size(), 1u);
    site[1].events.clear();
    for (int i = 0; i < 5; ++i) {
        for (const Datagram& datagram : kept)
            if (datagram.to == 1) site.deliver(datagram);
        site.run(1'000);
    }
    EXPECT_TRUE(site[1].events.empty());
}

TEST(Member, DoesNotTakeForItsOwnWhatWasSaidToAnother) {
    Site site{3};
    std::vector<Datagram> kept;
    site.keeps = &kept;
    site.run(500);
    site[0].member->hand_over(peer_of(site, 0, 1), 1, memory(1), site.now());
    site.run(500);
    site.keeps = nullptr;
    for (Datagram datagram : kept) {
        datagram.to = 2;
        if (datagram.from == 0) site.deliver(datagram);
    }
    site.run(500);
    EXPECT_TRUE(site[2].all<ports::PeerMemory>().empty());
    EXPECT_EQ(site[1].all<ports::PeerMemory>().size(), 1u);
}

TEST(Member, LosesNoLinkToDatagramsThatWereChanged) {
    Site site{2, 7};
    std::vector<Datagram> kept;
    site.keeps = &kept;
    site[0].member->share(bss(1));
    site.run(2'000);
    site.keeps = nullptr;
    const auto before = site[1].events.size();
    std::mt19937_64 random{7};
    for (int i = 0; i < 20'000; ++i) {
        Datagram datagram = kept[random() % kept.size()];
        datagram.to = 1;
        for (std::size_t changes = random() % 3 + 1; changes > 0; --changes)
            datagram.octets[random() % datagram.octets.size()] ^=
                static_cast<std::uint8_t>(1 << random() % 8);
        if (random() % 4 == 0) datagram.octets.resize(random() % datagram.octets.size());
        site.deliver(datagram);
    }
    site[0].member->share(bss(2));
    site.run(3'000);
    EXPECT_TRUE(site.settled());
    EXPECT_TRUE(site[1].all<ports::PeerDown>().empty());
    EXPECT_EQ(site[1].events.size(), before + 1);
    EXPECT_LE(site[1].complaints.size(), kFaults);
}

TEST(Member, KeepsARoomForStrangersThatNeverProveThemselves) {
    // Recorded announcements of many sessions of this site: each asks for an answer, none gets a place.
    Site old{1};
    std::vector<Datagram> kept;
    Site site{1};
    for (int i = 0; i < 1'000; ++i) {
        Member gone{Settings{"gone", {Site::at(0)}}, SiteKey{kSiteKey},
                    Outside{.send =
                                [&](const Endpoint&, wifi::Octets octets) {
                                    kept.push_back({1, 0, {octets.begin(), octets.end()}});
                                },
                            .event = [](const ports::PeerEvent&) {},
                            .complain = [](const std::string&) {},
                            .random = fill_random}};
        gone.flush(site.now());
    }
    for (const Datagram& datagram : kept) site.deliver(datagram);
    const auto before = site.datagrams;
    site.run(20);
    EXPECT_LE(site.datagrams - before, Member::kMostStrangers + 2);
    EXPECT_EQ(site[0].member->peers(), 0u);
    EXPECT_EQ(site[0].member->count(Fault::TooMany), 1'000 - Member::kMostStrangers);
    site.run(4'000);
    EXPECT_TRUE(site[0].events.empty());
}

TEST(Member, OfAnotherVersionIsSaidAndNotObeyed) {
    Site site{2};
    std::vector<Datagram> kept;
    site.keeps = &kept;
    site.run(100);
    Datagram later = kept.front();
    later.octets[2] = 2;
    const std::size_t to = later.to;
    site.deliver(later);
    ASSERT_EQ(site[to].complaints.size(), 1u);
    EXPECT_NE(site[to].complaints[0].find("version 2"), std::string::npos);
}

TEST(Member, ThirtyOfThemMeetEachOtherAndOneMayGoWithoutHarm) {
    Site site{30};
    for (std::uint32_t i = 0; i < 30; ++i) site[i].member->share(bss(i));
    site.run(3'000);
    ASSERT_TRUE(site.settled());
    for (std::size_t i = 0; i < 30; ++i) EXPECT_EQ(site[i].all<ports::PeerBss>().size(), 29u);
    site[0].member.reset();
    site.run(7'000);
    for (std::size_t i = 1; i < 30; ++i) {
        EXPECT_EQ(site[i].member->peers(), 28u);
        EXPECT_EQ(site[i].all<ports::PeerDown>().size(), 1u);
    }
}

TEST(Member, TakesNoMorePeersThanItHasRoomFor) {
    Site site{Member::kMostPeers + 3, 1, true};
    site.run(20'000, 50);
    EXPECT_EQ(site[0].member->peers(), Member::kMostPeers);
    EXPECT_EQ(site[0].all<ports::PeerUp>().size(), Member::kMostPeers);
    EXPECT_TRUE(site[0].all<ports::PeerDown>().empty()) << "who is there stays";
    EXPECT_GT(site[0].member->count(Fault::TooMany), 2u);
}

}  // namespace
