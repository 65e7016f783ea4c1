#include "engine/access_point.hpp"

#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "ports/silent_ap_control.hpp"

namespace {

using base::Instant;
using base::Milliseconds;
using engine::AccessPoint;
using records::SteeringAction;
using records::SteeringMode;
using records::SteeringRecord;
using records::SteeringResult;

wifi::MacAddress bssid(int number) { return {{0x02, 0, 0, 0, static_cast<std::uint8_t>(number), 0}}; }
const wifi::MacAddress kClient{{0x00, 0xC1, 0, 0, 0, 1}};

struct Control final : test::SilentApControl {
    void read_status() override { ++statuses; }
    void read_client(const wifi::MacAddress& client) override { read.push_back(client); }
    void hear_probes(bool wanted) override { probes = wanted; }
    void ask_beacons(const wifi::MacAddress&, const ports::BeaconAsk& ask) override { asks.push_back(ask); }
    void ask_transition(const wifi::MacAddress&, const ports::TransitionAsk& ask) override {
        requests.push_back(ask);
    }
    void read_neighbors() override { ++neighbor_reads; }
    void set_neighbor(const ports::NeighborEntry& entry) override { set.push_back(entry); }
    void remove_neighbor(const ports::NeighborEntry& entry) override { removed.push_back(entry); }
    void disassociate(const wifi::MacAddress& client, std::uint16_t) override { thrown.push_back(client); }
    void refuse(const wifi::MacAddress&, bool on) override {
        if (on && when_refused) when_refused();
        refused = on;
    }

    std::function<void()> when_refused;

    int statuses = 0;
    int neighbor_reads = 0;
    bool probes = false;
    bool refused = false;
    std::vector<wifi::MacAddress> read, thrown;
    std::vector<ports::BeaconAsk> asks;
    std::vector<ports::TransitionAsk> requests;
    std::vector<ports::NeighborEntry> set, removed;
};

struct Peers final : ports::PeerNetwork {
    void share(const ports::SharedBss& bss) override { bsses.push_back(bss); }
    void withdraw(const wifi::MacAddress& address) override { withdrawn.push_back(address); }
    void share(const ports::SharedSighting& sighting) override { sightings.push_back(sighting); }
    void claim(const ports::SharedClaim& claim) override { claims.push_back(claim); }
    void hand_over(const std::string& peer, std::uint32_t epoch,
                   const records::ClientMemory& memory) override {
        handed.push_back({peer, epoch, memory});
    }
    std::vector<ports::SharedBss> bsses;
    std::vector<wifi::MacAddress> withdrawn;
    std::vector<ports::SharedSighting> sightings;
    std::vector<ports::SharedClaim> claims;
    std::vector<ports::PeerMemory> handed;
};

struct Journal final : ports::Journal {
    void write(std::string_view, const records::Record&) override {}
    void steering(std::string_view, const SteeringRecord& record) override { kept.push_back(record); }
    void kept_out(const std::vector<ports::KeptOut>& all) override { out = all; }
    std::vector<SteeringRecord> kept;
    std::vector<ports::KeptOut> out;
};

/// Two BSS of one access point on two channels of 5 GHz, and one client that walks from the first to the
/// second.
struct Site : testing::Test {
    explicit Site(SteeringMode mode = SteeringMode::Suggest) : ap{settings_of(mode), journal, &peers} {
        ap.add_bss("wlan0", first);
        ap.add_bss("wlan1", second);
        start("wlan0", 1, 36);
        start("wlan1", 2, 149);
    }
    static engine::ApSettings settings_of(SteeringMode mode) {
        engine::ApSettings settings;
        settings.policy.mode = mode;
        return settings;
    }

    void start(const char* name, int number, int channel) {
        tell(name, ports::ApAttached{});
        ports::BssStatus status;
        status.enabled = true;
        status.bssid = bssid(number);
        status.ssid = "net";
        status.channel = wifi::Channel::make(wifi::Band::Ghz5, channel);
        status.capability = {wifi::PhyMode::Vht, wifi::Width::Mhz80, 2};
        status.transition = status.neighbor_reports = status.beacon_reports = true;
        tell(name, status);
        tell(name, ports::NeighborsRead{{entry(number)}});
    }
    static ports::NeighborEntry entry(int number) {
        ports::NeighborEntry result{bssid(number), "net", {}};
        const auto octets = bssid(number).octets;
        result.body.assign(octets.begin(), octets.end());
        result.body.insert(result.body.end(), 7U, static_cast<std::uint8_t>(number));
        return result;
    }

    void tell(const char* name, const ports::ApEvent& event) { ap.handle(name, event, now); }
    void reading(const char* name, int dbm) {
        ports::ClientRead read;
        read.client = kClient;
        read.authorized = true;
        read.signal = wifi::Dbm{dbm};
        read.capability = {wifi::PhyMode::Vht, wifi::Width::Mhz80, 2};
        read.transition = true;
        read.received = octets += 10'000;
        tell(name, read);
    }
    void pass(int ms) {
        const Instant until = now + Milliseconds{ms};
        while (ap.deadline() <= until) {
            now = std::max(now, ap.deadline());
            ap.wake(now);
            if (!first.read.empty() && !silent) reading("wlan0", level -= first.asks.empty() ? 1 : 0);
            first.read.clear();
        }
        now = until;
    }
    /// It walks away until it is asked to measure, reports the other BSS, and is then asked to move.
    void walk_away() {
        tell("wlan0", ports::ClientJoined{kClient});
        level = -50;
        for (int i = 0; i < 200 && first.asks.empty(); ++i) pass(250);
        ASSERT_FALSE(first.asks.empty());
        for (int i = 0; i < 20 && first.requests.empty() && !acted(); ++i) {
            report(1, level);
            report(2, -45);
            tell("wlan0",
                 ports::MeasurementRefused{kClient, 1, ports::MeasurementRefused::Why::NothingHeard});
            pass(500);
        }
    }
    void report(int number, int dbm) {
        ports::BeaconReported reported;
        reported.client = kClient;
        reported.bssid = bssid(number);
        reported.rcpi = wifi::dbm_to_rcpi(wifi::Dbm{dbm});
        tell("wlan0", reported);
    }
    [[nodiscard]] bool acted() const {
        return std::ranges::any_of(journal.kept, [](const SteeringRecord& record) {
            return record.decision.action == SteeringAction::Steer;
        });
    }
    [[nodiscard]] const SteeringRecord* steer() const {
        for (auto record = journal.kept.rbegin(); record != journal.kept.rend(); ++record)
            if (record->decision.action == SteeringAction::Steer) return &*record;
        return nullptr;
    }

    Instant now{1'000'000};
    Control first, second;
    Journal journal;
    Peers peers;
    AccessPoint ap;
    int level = -50;
    std::uint64_t octets = 0;
    bool silent = false;
};

struct Observing : Site {
    Observing() : Site{SteeringMode::Observe} {}
};
struct Insisting : Site {
    Insisting() : Site{SteeringMode::Insist} {}
};
struct Enforcing : Site {
    Enforcing() : Site{SteeringMode::Enforce} {}
};

TEST_F(Site, GivesEachBssTheReportOfTheOther) {
    ASSERT_EQ(first.set.size(), 1U);
    EXPECT_EQ(first.set[0], entry(2));
    ASSERT_EQ(second.set.size(), 1U);
    EXPECT_EQ(second.set[0], entry(1));
}

TEST_F(Site, TakesBackTheReportOfABssThatIsGone) {
    ap.remove_bss("wlan1", now);
    ASSERT_EQ(first.removed.size(), 1U);
    EXPECT_EQ(first.removed[0].bssid, bssid(2));
}

TEST_F(Site, TellsHostapdAgainAfterItsRestart) {
    tell("wlan0", ports::ApDetached{"gone"});
    start("wlan0", 1, 36);
    EXPECT_EQ(first.set.size(), 2U);
    EXPECT_TRUE(first.probes);
}

TEST_F(Site, TellsTheNewChannelToAllOthers) {
    ports::BssStatus status;
    status.enabled = true;
    status.bssid = bssid(2);
    status.ssid = "net";
    status.channel = wifi::Channel::make(wifi::Band::Ghz5, 44);
    status.neighbor_reports = true;
    const int before = second.neighbor_reads;
    tell("wlan1", status);
    EXPECT_EQ(second.neighbor_reads, before + 1);
    auto changed = entry(2);
    changed.body.back() = 44;
    tell("wlan1", ports::NeighborsRead{{changed, entry(1)}});
    ASSERT_EQ(first.set.size(), 2U);
    EXPECT_EQ(first.set[1], changed);
}

TEST_F(Site, MeasuresThenAsksWhoWalksAway) {
    walk_away();
    ASSERT_EQ(first.requests.size(), 1U);
    const ports::TransitionAsk& request = first.requests[0];
    ASSERT_EQ(request.targets.size(), 1U);
    EXPECT_EQ(request.targets[0].neighbor, entry(2).body);
    EXPECT_EQ(request.targets[0].preference, 255);
    EXPECT_FALSE(request.disassociation_tbtt) << "a suggestion ends no link";
    EXPECT_EQ(first.asks[0].ssid, "net");
}

TEST_F(Site, WritesDownWhatCameOfARequest) {
    walk_away();
    EXPECT_EQ(steer(), nullptr) << "it is not over";
    silent = true;
    tell("wlan0", ports::TransitionAnswered{kClient, 0, bssid(2)});
    tell("wlan1", ports::ClientJoined{kClient});
    EXPECT_EQ(ap.clients().at(kClient).bss, "wlan1");
    pass(31'000);
    ASSERT_NE(steer(), nullptr);
    EXPECT_EQ(steer()->outcome.result, SteeringResult::Moved);
    EXPECT_EQ(steer()->outcome.bssid, bssid(2));
    EXPECT_EQ(steer()->outcome.status, 0);
}

TEST_F(Site, WritesDownARequestAlsoWhereTheNextIsSentBeforeItIsOver) {
    walk_away();
    silent = true;
    tell("wlan0", ports::TransitionAnswered{kClient, 0, bssid(2)});
    tell("wlan1", ports::ClientJoined{kClient});
    reading("wlan1", -50);
    pass(5'000);
    EXPECT_EQ(steer(), nullptr) << "it is watched for 30 s";
    ASSERT_TRUE(ap.order_steer(kClient, bssid(1), now));
    ASSERT_NE(steer(), nullptr);
    EXPECT_EQ(steer()->outcome.result, SteeringResult::Moved);
    EXPECT_EQ(steer()->decision.targets[0], bssid(2));
    tell("wlan1", ports::TransitionAnswered{kClient, 7, {}});
    EXPECT_EQ(steer()->outcome.result, SteeringResult::Refused);
    EXPECT_EQ(steer()->decision.targets[0], bssid(1));
}

// A day on a weak link beside a strong BSS, with a client that refuses, is silent, or goes and comes back.
struct Unwilling : Site, testing::WithParamInterface<const char*> {};

TEST_P(Unwilling, IsAskedNoMoreOftenInADayThanIsSet) {
    const std::string_view kind = GetParam();
    constexpr int kDaySeconds = 86'400;
    tell("wlan0", ports::ClientJoined{kClient});
    for (int at_s = 0; at_s < kDaySeconds; at_s += 10) {
        now = now + Milliseconds{10'000};
        ap.wake(now);
        reading("wlan0", -80);
        report(2, -45);
        if (!ap.clients().at(kClient).client.transaction.waiting()) continue;
        if (kind == "refuses") tell("wlan0", ports::TransitionAnswered{kClient, 7, {}});
        if (kind != "returns") continue;
        tell("wlan0", ports::TransitionAnswered{kClient, 0, bssid(2)});
        tell("wlan1", ports::ClientJoined{kClient});
        now = now + Milliseconds{2'000};
        tell("wlan0", ports::ClientJoined{kClient});
    }
    EXPECT_GE(first.requests.size(), 6U) << "it is not given up";
    EXPECT_LE(first.requests.size(), ap.settings().policy.requests_per_day);
    EXPECT_TRUE(first.thrown.empty());
}
INSTANTIATE_TEST_SUITE_P(Kinds, Unwilling, testing::Values("refuses", "is silent", "returns"),
                         [](const auto& kind) {
                             std::string name{kind.param};
                             std::erase(name, ' ');
                             return name;
                         });

TEST_F(Site, SaysHowLongARequestHadToWaitForItsMeasurement) {
    tell("wlan1", ports::ProbeHeard{kClient, wifi::Dbm{-45}});  // a reason, but an old one
    pass(25'000);
    tell("wlan0", ports::ClientJoined{kClient});
    level = -80;
    pass(3'000);
    ASSERT_EQ(first.asks.size(), 1U);
    ASSERT_TRUE(first.requests.empty());
    pass(200);
    report(2, -50);
    ASSERT_EQ(first.requests.size(), 1U);
    tell("wlan0", ports::TransitionAnswered{kClient, 7, {}});
    EXPECT_GE(steer()->waited.count(), 200);
    EXPECT_LE(steer()->waited.count(), 1'500);
}

TEST_F(Site, TellsTheNextAccessPointHowManyRequestsOfTheDayAreLeft) {
    walk_away();
    ap.handle(ports::PeerClaim{"two", {kClient, bssid(7), 9}}, now);
    ASSERT_EQ(peers.handed.size(), 1U);
    EXPECT_NEAR(peers.handed[0].memory.day_spent.count(),
                steering::day_of(ap.settings().policy).price.count(), 1'000);
    records::ClientMemory memory = peers.handed[0].memory;
    memory.day_spent = Milliseconds{80'000'000};
    ap.remember(memory, now);
    EXPECT_EQ(ap.memories(now).at(0).day_spent.count(), 80'000'000);
}

TEST_F(Site, LeavesWhoRefusesAloneForAWhile) {
    walk_away();
    tell("wlan0", ports::TransitionAnswered{kClient, 7, {}});
    ASSERT_NE(steer(), nullptr);
    EXPECT_EQ(steer()->outcome.result, SteeringResult::Refused);
    EXPECT_EQ(steer()->outcome.status, 7);
    report(2, -45);
    pass(5'000);
    EXPECT_EQ(first.requests.size(), 1U);
    EXPECT_TRUE(first.thrown.empty());
}

TEST_F(Site, KnowsAClientAgainThatItMetBefore) {
    walk_away();
    tell("wlan0", ports::TransitionAnswered{kClient, 7, {}});
    const auto memories = ap.memories(now);
    Journal other;
    AccessPoint restarted{settings_of(SteeringMode::Suggest), other, nullptr};
    for (const auto& memory : memories) restarted.remember(memory, Instant{5'000});
    const auto& known = restarted.clients().at(kClient);
    EXPECT_EQ(known.client.memory.refused, 1);
    EXPECT_GT(known.client.may_ask_from, Instant{5'000});
}

TEST_F(Observing, DecidesAndSendsNothing) {
    tell("wlan0", ports::ClientJoined{kClient});
    level = -50;
    for (int i = 0; i < 200; ++i) pass(250);
    EXPECT_TRUE(first.asks.empty());
    EXPECT_TRUE(first.requests.empty());
    EXPECT_TRUE(first.set.empty()) << "not even a neighbour";
    EXPECT_TRUE(std::ranges::any_of(journal.kept, [](const SteeringRecord& record) {
        return record.decision.action == SteeringAction::Measure &&
               record.outcome.result == SteeringResult::NotActed;
    }));
}

TEST_F(Insisting, SaysThatTheLinkWillEnd) {
    walk_away();
    ASSERT_FALSE(first.requests.empty());
    EXPECT_GT(first.requests[0].disassociation_tbtt.value_or(0), 0);
    tell("wlan0", ports::TransitionAnswered{kClient, 7, {}});
    EXPECT_TRUE(first.thrown.empty()) << "that is for Enforce";
}

TEST_F(Enforcing, ThrowsOutWhoRefusesAndLetsItInAgain) {
    walk_away();
    tell("wlan0", ports::TransitionAnswered{kClient, 7, {}});
    ASSERT_EQ(first.thrown.size(), 1U);
    EXPECT_TRUE(first.refused);
    silent = true;
    tell("wlan0", ports::ClientLeft{kClient});
    pass(15'000);
    EXPECT_FALSE(first.refused);
}

TEST_F(Enforcing, IsSaidBeforeAnybodyIsKeptOutAndWhenHostapdHasLetItIn) {
    walk_away();
    first.when_refused = [this] {
        EXPECT_EQ(journal.out, (std::vector<ports::KeptOut>{{"wlan0", kClient}})) << "a kill now loses it";
    };
    tell("wlan0", ports::TransitionAnswered{kClient, 7, {}});
    ASSERT_TRUE(first.refused);
    tell("wlan0", ports::ClientOrderAnswered{kClient, true, "OK"});
    silent = true;
    tell("wlan0", ports::ClientLeft{kClient});
    pass(15'000);
    EXPECT_FALSE(first.refused);
    EXPECT_EQ(journal.out.size(), 1U) << "asked is not done";
    tell("wlan0", ports::ClientOrderAnswered{kClient, false, "no answer"});
    first.refused = true;
    pass(35'000);
    EXPECT_FALSE(first.refused) << "it is tried again";
    tell("wlan0", ports::ClientOrderAnswered{kClient, true, "OK"});
    EXPECT_TRUE(journal.out.empty());
}

TEST_F(Enforcing, LetsInWhomAnEarlierProcessKeptOutOnceItsBssIsThere) {
    tell("wlan0", ports::ApDetached{"gone"});
    first.refused = true;
    ap.remember_kept_out({"wlan0", kClient}, now);
    ap.remember_kept_out({"wlan9", {{0, 1, 2, 3, 4, 5}}}, now);
    EXPECT_GT(ap.deadline(), now) << "there is nothing to do yet";
    pass(1'000);
    EXPECT_TRUE(first.refused);
    start("wlan0", 1, 36);
    pass(1);
    EXPECT_FALSE(first.refused);
    tell("wlan0", ports::ClientOrderAnswered{kClient, true, "OK"});
    EXPECT_EQ(journal.out.size(), 1U) << "of the BSS that is not there";
}

TEST_F(Site, ObeysAnOperator) {
    tell("wlan0", ports::ClientJoined{kClient});
    reading("wlan0", -50);
    EXPECT_EQ(ap.order_steer(kClient, bssid(9), now).error(), engine::ApOrderFault::NoSuchBss);
    EXPECT_EQ(ap.order_steer(kClient, bssid(1), now).error(), engine::ApOrderFault::AlreadyThere);
    EXPECT_TRUE(ap.order_steer(kClient, bssid(2), now));
    EXPECT_EQ(first.requests.size(), 1U);
    EXPECT_EQ(ap.order_steer(kClient, bssid(2), now).error(), engine::ApOrderFault::Busy);
    EXPECT_TRUE(ap.order_measure(kClient, now));
    EXPECT_EQ(first.asks.size(), 1U);
}

TEST_F(Site, AnswersWhoAsks) {
    tell("wlan0", ports::ClientJoined{kClient});
    reading("wlan0", -70);
    tell("wlan0", ports::TransitionQueried{kClient, 16, {}});
    ASSERT_EQ(first.requests.size(), 1U);
    EXPECT_TRUE(first.requests[0].answers_query);
}

TEST_F(Site, KnowsOnlySoManyClientsAndKeepsThoseWithALink) {
    tell("wlan0", ports::ClientJoined{kClient});
    for (int i = 0; i < 5'000; ++i) {
        now = now + Milliseconds{1};
        const wifi::MacAddress other{
            {0x00, 0xAA, 0, 0, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i & 0xFF)}};
        tell("wlan1", ports::ProbeHeard{other, wifi::Dbm{-70}});
    }
    EXPECT_LE(ap.known(), ap.settings().most_clients);
    EXPECT_TRUE(ap.clients().contains(kClient));
}

TEST_F(Site, TellsItsPeersWhatItHasAndWhoseAClientIs) {
    ASSERT_FALSE(peers.bsses.empty());
    EXPECT_EQ(peers.bsses.back().neighbor, entry(2).body);
    tell("wlan0", ports::ClientJoined{kClient});
    tell("wlan0", ports::ProbeHeard{kClient, wifi::Dbm{-50}});
    tell("wlan1", ports::ProbeHeard{kClient, wifi::Dbm{-60}});
    ASSERT_EQ(peers.claims.size(), 1U);
    EXPECT_EQ(peers.claims[0].bssid, bssid(1));
    ASSERT_EQ(peers.sightings.size(), 1U) << "how its own BSS hears it is nobody else's evidence";
    EXPECT_EQ(peers.sightings[0].bssid, bssid(2));
}

TEST_F(Site, GivesAClientUpWhenAPeerClaimsItAndHandsOnWhatItKnows) {
    walk_away();
    tell("wlan0", ports::TransitionAnswered{kClient, 7, {}});
    ap.handle(ports::PeerClaim{"two", {kClient, bssid(7), 9}}, now);
    EXPECT_TRUE(ap.clients().at(kClient).bss.empty());
    ASSERT_EQ(peers.handed.size(), 1U);
    EXPECT_EQ(peers.handed[0].peer, "two");
    EXPECT_EQ(peers.handed[0].epoch, 9U);
    EXPECT_EQ(peers.handed[0].memory.refused, 1);
    const auto asked = first.requests.size() + first.asks.size();
    // hostapd still lists it, with frames from before the claim.
    ports::ClientRead read;
    read.client = kClient;
    read.authorized = true;
    read.signal = wifi::Dbm{-80};
    read.inactive = Milliseconds{4'000};
    now = now + Milliseconds{3'000};
    tell("wlan0", read);
    EXPECT_TRUE(ap.clients().at(kClient).bss.empty());
    // It sends again: it is ours after all.
    read.inactive = Milliseconds{10};
    tell("wlan0", read);
    EXPECT_EQ(ap.clients().at(kClient).bss, "wlan0");
    EXPECT_EQ(peers.claims.back().epoch, 10U);
    EXPECT_EQ(first.requests.size() + first.asks.size(), asked);
}

TEST_F(Site, DoesNotHeedAnOldClaim) {
    tell("wlan0", ports::ClientJoined{kClient});
    ap.handle(ports::PeerClaim{"two", {kClient, bssid(7), 0}}, now);
    EXPECT_EQ(ap.clients().at(kClient).bss, "wlan0");
}

TEST_F(Site, KnowsAtOnceWhatAPeerKnewOfItsNewClient) {
    tell("wlan0", ports::ClientJoined{kClient});
    records::ClientMemory memory;
    memory.client = kClient;
    memory.requests = memory.refused = 5;
    memory.transition = true;
    memory.wait_left = Milliseconds{60'000};
    ap.handle(ports::PeerMemory{"two", peers.claims.back().epoch, memory}, now);
    EXPECT_EQ(ap.clients().at(kClient).client.memory.refused, 5);
    EXPECT_EQ(ap.clients().at(kClient).client.may_ask_from, now + Milliseconds{60'000});
}

TEST_F(Site, IsNotToldByAPeerToForgetWhatItSawItself) {
    walk_away();
    ap.handle(ports::PeerClaim{"two", {kClient, bssid(2), 9}}, now);
    const records::ClientMemory given = peers.handed.back().memory;
    EXPECT_EQ(given.obeyed, 1);
    now = now + Milliseconds{2'000};
    tell("wlan0", ports::ClientJoined{kClient});
    EXPECT_EQ(ap.clients().at(kClient).client.memory.returned, 1);
    ap.handle(ports::PeerMemory{"two", peers.claims.back().epoch, given}, now);
    EXPECT_EQ(ap.clients().at(kClient).client.memory.returned, 1);
    EXPECT_GT(ap.clients().at(kClient).client.may_ask_from, now + Milliseconds{10'000});
}

// Of a request that a peer saw end in a return we know from then only that it was obeyed.
TEST_F(Site, IsToldByAPeerThatWhoObeyedCameBack) {
    tell("wlan0", ports::ClientJoined{kClient});
    records::ClientMemory memory;
    memory.client = kClient;
    memory.requests = memory.obeyed = 1;
    memory.transition = true;
    ap.handle(ports::PeerMemory{"two", peers.claims.back().epoch, memory}, now);
    ap.handle(ports::PeerClaim{"two", {kClient, bssid(7), 9}}, now);
    tell("wlan0", ports::ClientJoined{kClient});
    memory.obeyed = 0;
    memory.returned = 1;
    ap.handle(ports::PeerMemory{"two", peers.claims.back().epoch, memory}, now);
    EXPECT_EQ(ap.clients().at(kClient).client.memory.returned, 1);
    EXPECT_EQ(ap.clients().at(kClient).client.memory.obeyed, 0);
}

TEST_F(Site, SeesAClientThatItAskedArriveAtAPeer) {
    ports::SharedBss theirs;
    theirs.bssid = bssid(3);
    theirs.ssid = "net";
    theirs.channel = *wifi::Channel::make(wifi::Band::Ghz5, 100);
    theirs.capability = {wifi::PhyMode::Vht, wifi::Width::Mhz80, 2};
    theirs.neighbor = entry(3).body;
    ap.handle(ports::PeerBss{"two", theirs}, now);
    EXPECT_EQ(first.set.back(), entry(3)) << "its report is a neighbour's";
    tell("wlan0", ports::ClientJoined{kClient});
    reading("wlan0", -70);
    ASSERT_TRUE(ap.order_steer(kClient, bssid(3), now));
    silent = true;
    ap.handle(ports::PeerClaim{"two", {kClient, bssid(3), 5}}, now + Milliseconds{200});
    pass(31'000);
    ASSERT_NE(steer(), nullptr);
    EXPECT_EQ(steer()->outcome.result, SteeringResult::Moved);
    EXPECT_EQ(steer()->outcome.took.count(), 200);
    ap.handle(ports::PeerDown{"two", "silent"}, now);
    EXPECT_EQ(first.removed.back().bssid, bssid(3));
}

}  // namespace
