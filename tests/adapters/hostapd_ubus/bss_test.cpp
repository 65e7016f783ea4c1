// One BSS over ubus, with the objects of both generations of OpenWrt's hostapd.
#include "adapters/hostapd_ubus/bss.hpp"

#include <gtest/gtest.h>

#include "../fake_supplicant.hpp"
#include "adapters/hostapd_ubus/objects.hpp"
#include "fake_object.hpp"
#include "lab/ubus/broker.hpp"

namespace {

using namespace hostapd_ubus;
using namespace std::chrono_literals;
using fake::Generation;
using lab::ubus_broker::Broker;
using ubus::Fields;
using ubus::Writer;

constexpr const char* kPhone = "02:00:00:00:00:07";
const wifi::MacAddress kClient = *wifi::parse_mac(kPhone);
const wifi::MacAddress kOwn = *wifi::parse_mac("02:00:00:00:01:00");

struct OverUbus : testing::TestWithParam<Generation>, ubus::Client::Listener {
    boost::asio::io_context io;
    fake::Folder folder;
    std::string path = folder.path() + "/ubus.sock";
    std::optional<Broker> broker{std::in_place, io, path};
    std::optional<fake::UbusHostapd> hostapd{std::in_place, io, path, GetParam()};
    ubus::Client client{
        io, {.path = path, .answer_within = 300ms, .retry_first = 10ms, .retry_most = 20ms}, *this};
    std::vector<ports::ApEvent> events;
    std::vector<std::string> rivals;
    std::optional<Bss> bss;
    bool settled = false;
    int vanished = 0;
    bool manage = true;
    Objects objects{io,
                    client,
                    {.found =
                         [this](const std::string& name, std::uint32_t object, const Methods& methods) {
                             EXPECT_EQ(name, "wlan0");
                             if (!bss)
                                 bss.emplace(
                                     io, client, name, Bss::Settings{manage, 400ms, 50ms},
                                     [this](const ports::ApEvent& event) { events.push_back(event); });
                             bss->bind(object, methods);
                         },
                     .vanished =
                         [this](const std::string&) {
                             ++vanished;
                             bss.reset();
                         },
                     .rival = [this](const std::string& path_of) { rivals.push_back(path_of); },
                     .settled = [this] { settled = true; }},
                    300ms};

    void up() override { objects.up(); }
    void down(const std::string& why) override {
        if (bss) bss->unbind(why);
    }
    void event(std::string_view name, const Fields& fields) override { objects.event(name, fields); }
    void complain(const std::string& text) override { ADD_FAILURE() << text; }
    ~OverUbus() override { bss.reset(); }

    [[nodiscard]] bool is_new() const { return GetParam() == Generation::New; }
    template <class Condition>
    bool run_until(Condition condition, std::chrono::milliseconds limit = 5'000ms) {
        const auto end = std::chrono::steady_clock::now() + limit;
        while (!condition()) {
            if (std::chrono::steady_clock::now() >= end) return false;
            io.restart();
            io.run_for(1ms);
        }
        return true;
    }
    void run_for(std::chrono::milliseconds time) {
        run_until([] { return false; }, time);
    }
    template <class T>
    [[nodiscard]] std::vector<T> all() const {
        std::vector<T> found;
        for (const auto& event : events)
            if (const auto* each = std::get_if<T>(&event)) found.push_back(*each);
        return found;
    }
    template <class T>
    bool wait_for(std::size_t count = 1) {
        return run_until([&] { return all<T>().size() >= count; });
    }
    void attach() {
        ASSERT_TRUE(run_until([&] { return hostapd->object != 0; }));
        client.start();
        ASSERT_TRUE(wait_for<ports::BssStatus>());
        ASSERT_EQ(all<ports::ApAttached>().size(), 1U);
        ASSERT_TRUE(std::holds_alternative<ports::ApAttached>(events.front()));
    }
};

TEST_P(OverUbus, IsFoundSwitchedOnAndDescribed) {
    attach();
    EXPECT_TRUE(settled);
    const auto status = all<ports::BssStatus>().front();
    EXPECT_TRUE(status.enabled);
    EXPECT_EQ(status.bssid, kOwn);
    EXPECT_EQ(status.ssid, "roam-lab");
    EXPECT_EQ(status.channel->number(), 36);
    EXPECT_EQ(status.capability.mode, wifi::PhyMode::Vht);
    EXPECT_EQ(status.capability.width, wifi::Width::Mhz80);
    EXPECT_EQ(status.busy_per_255, 51);
    EXPECT_TRUE(status.transition && status.neighbor_reports && status.beacon_reports);
    const auto* enabled = hostapd->last("bss_mgmt_enable");
    ASSERT_TRUE(enabled);
    for (const char* each : {"neighbor_report", "beacon_report", "bss_transition"})
        EXPECT_TRUE(enabled->fields().is_set(each)) << each;
    EXPECT_EQ(enabled->fields().is_set("link_measurement"), is_new());
    EXPECT_EQ(hostapd->last("notify_response")->fields().integer("notify_response"), 0);
}

TEST_P(OverUbus, ReadsItsClients) {
    hostapd->stations[kPhone] = {};
    attach();
    bss->read_clients();
    ASSERT_TRUE(wait_for<ports::ClientsRead>());
    ASSERT_EQ(all<ports::ClientRead>().size(), 1U);
    // What the association said, where this version tells, comes right after the first list.
    run_for(20ms);
    hostapd->stations[kPhone].packets += 5;
    hostapd->stations[kPhone].signal = -61;
    run_for(150ms);
    events.clear();
    bss->read_client(kClient);
    ASSERT_TRUE(wait_for<ports::ClientRead>());
    const auto read = all<ports::ClientRead>().front();
    EXPECT_TRUE(read.authorized);
    EXPECT_EQ(read.signal, wifi::Dbm{-61});
    EXPECT_EQ(read.received, 1'000U);
    EXPECT_EQ(read.tx_kbps, 433'300U);
    EXPECT_TRUE(read.transition);
    EXPECT_EQ(read.capability.mode, wifi::PhyMode::Vht);
    EXPECT_EQ(read.capability.width, wifi::Width::Mhz80);
    EXPECT_EQ(read.capability.streams, 2);
    EXPECT_LT(read.inactive.count(), 300);
    EXPECT_EQ(read.bands, is_new() ? 3 : 0);
    EXPECT_EQ(hostapd->count("link_measurement_req"), is_new() ? 1 : 0);
    bss->read_client(*wifi::parse_mac("02:00:00:00:00:08"));
    EXPECT_TRUE(wait_for<ports::ClientFailed>());
}

TEST_P(OverUbus, SaysThatAClientIsIdle) {
    hostapd->stations[kPhone] = {};
    attach();
    bss->read_clients();
    ASSERT_TRUE(wait_for<ports::ClientsRead>());
    EXPECT_GE(all<ports::ClientRead>().front().inactive.count(), 10'000)
        << "nothing was heard of it since we are here";
    hostapd->stations[kPhone].packets += 5;
    run_for(120ms);
    run_for(300ms);
    events.clear();
    bss->read_client(kClient);
    ASSERT_TRUE(wait_for<ports::ClientRead>());
    const auto idle = all<ports::ClientRead>().front().inactive.count();
    EXPECT_GE(idle, 250);
    EXPECT_LT(idle, 1'000);
}

TEST_P(OverUbus, AsksForTheListFarLessOftenThanForClients) {
    for (int i = 0; i < 200; ++i) hostapd->stations["02:00:00:00:02:" + std::to_string(10 + i % 90)] = {};
    attach();
    bss->read_clients();
    ASSERT_TRUE(wait_for<ports::ClientsRead>());
    events.clear();
    const long before = hostapd->count("get_clients");
    for (int round = 0; round < 50; ++round) {
        for (const auto& [address, station] : hostapd->stations) bss->read_client(*wifi::parse_mac(address));
        run_for(2ms);
    }
    run_for(20ms);
    EXPECT_EQ(all<ports::ClientRead>().size(), 50 * hostapd->stations.size());
    EXPECT_LT(hostapd->count("get_clients") - before, 15);
}

TEST_P(OverUbus, HearsWhoComesAndGoesAlsoWhereNobodyTells) {
    attach();
    bss->read_clients();
    ASSERT_TRUE(wait_for<ports::ClientsRead>());
    hostapd->stations[kPhone] = {};
    ASSERT_TRUE(wait_for<ports::ClientJoined>());
    hostapd->stations.clear();
    ASSERT_TRUE(wait_for<ports::ClientLeft>());
    EXPECT_EQ(all<ports::ClientLeft>().front().client, kClient);
    hostapd->notify("sta-authorized", [](Writer& to) { to.text("address", kPhone); });
    hostapd->stations[kPhone] = {};
    ASSERT_TRUE(wait_for<ports::ClientJoined>(2));
    run_for(150ms);
    EXPECT_EQ(all<ports::ClientJoined>().size(), 2U) << "once for each coming";
    hostapd->stations.clear();
    hostapd->notify("disassoc", [](Writer& to) { to.text("address", kPhone); });
    ASSERT_TRUE(wait_for<ports::ClientLeft>(2));
}

TEST_P(OverUbus, HearsProbesWhenItWants) {
    attach();
    const auto probe = [&] {
        hostapd->notify("probe", [](Writer& to) {
            to.text("address", kPhone);
            to.text("target", "02:00:00:00:01:00");
            to.int32("signal", -61);
            to.int32("freq", 5180);
        });
    };
    probe();
    run_for(30ms);
    EXPECT_TRUE(all<ports::ProbeHeard>().empty());
    bss->hear_probes(true);
    probe();
    ASSERT_TRUE(wait_for<ports::ProbeHeard>());
    EXPECT_EQ(all<ports::ProbeHeard>().front().level, wifi::Dbm{-61});
}

TEST_P(OverUbus, KeepsOutFromMemoryInLessThanAMillisecond) {
    attach();
    bss->refuse(kClient, true);
    ASSERT_TRUE(wait_for<ports::ClientOrderAnswered>());
    EXPECT_EQ(hostapd->last("notify_response")->fields().integer("notify_response"), 1);
    std::vector<std::uint32_t> verdicts;
    std::vector<std::chrono::nanoseconds> times;
    for (int i = 0; i < 200; ++i)
        for (const char* frame : {"probe", "auth", "assoc"}) {
            std::optional<std::uint32_t> verdict;
            const auto sent = std::chrono::steady_clock::now();
            hostapd->notify(
                frame, [&](Writer& to) { to.text("address", i % 2 == 0 ? kPhone : "02:00:00:00:00:08"); },
                [&](std::uint32_t, std::uint32_t status) { verdict = status; });
            // From hostapd through the broker to us and back.
            while (!verdict) io.poll(), io.restart();
            times.push_back(std::chrono::steady_clock::now() - sent);
            EXPECT_EQ(*verdict, i % 2 == 0 ? 17U : 0U);
        }
    std::ranges::sort(times);
    EXPECT_LT(times[times.size() / 2], 1ms);
    EXPECT_LT(times[times.size() * 95 / 100], 1ms) << "two hops through the broker included";
    bss->refuse(kClient, false);
    ASSERT_TRUE(wait_for<ports::ClientOrderAnswered>(2));
    EXPECT_EQ(hostapd->last("notify_response")->fields().integer("notify_response"), 0);
}

TEST_P(OverUbus, HasClientsMeasure) {
    hostapd->stations[kPhone] = {};
    attach();
    bss->read_clients();
    ASSERT_TRUE(wait_for<ports::ClientsRead>());
    ports::BeaconAsk ask;
    ask.where = {115, 44};
    ask.ssid = "roam-lab";
    bss->ask_beacons(kClient, ask);
    ASSERT_TRUE(wait_for<ports::MeasurementSent>());
    EXPECT_EQ(all<ports::MeasurementSent>().front().token, is_new() ? 9 : 0);
    const Fields asked = hostapd->last("rrm_beacon_req")->fields();
    EXPECT_EQ(asked.text("addr"), kPhone);
    EXPECT_EQ(asked.integer("mode"), 1);
    EXPECT_EQ(asked.integer("op_class"), 115);
    EXPECT_EQ(asked.integer("channel"), 44);
    EXPECT_EQ(asked.integer("duration"), 50);
    EXPECT_EQ(asked.text("ssid"), "roam-lab");
    EXPECT_EQ(asked.integer("reporting_detail"), is_new() ? std::optional<std::int64_t>{0} : std::nullopt);
    hostapd->notify("beacon-report", [&](Writer& to) {
        to.text("address", kPhone);
        to.int16("op-class", 115);
        to.int16("channel", 44);
        to.int64("start-time", 123);
        to.int16("rcpi", 90);
        to.int16("rsni", 40);
        to.text("bssid", "02:00:00:00:02:00");
        if (is_new()) to.int32("token", 9);
    });
    ASSERT_TRUE(wait_for<ports::BeaconReported>());
    const auto report = all<ports::BeaconReported>().front();
    EXPECT_EQ(report.bssid, *wifi::parse_mac("02:00:00:00:02:00"));
    EXPECT_EQ(report.channel->number(), 44);
    EXPECT_EQ(report.rcpi, 90);
    EXPECT_EQ(report.token, is_new() ? 9 : 0);
    hostapd->notify("beacon-report", [](Writer& to) {
        to.text("address", kPhone);
        to.int16("rep-mode", 2);
    });
    ASSERT_TRUE(wait_for<ports::MeasurementRefused>());
    EXPECT_EQ(all<ports::MeasurementRefused>().front().why, ports::MeasurementRefused::Why::Incapable);
}

TEST_P(OverUbus, DoesNotAskAClientThatCannotMeasureSo) {
    hostapd->stations[kPhone].measurements = 0x10;  // passive only
    if (is_new())
        hostapd->script = [](const std::string& method) {
            return method == "get_sta_ies" ? std::optional{ubus::Status::NotFound} : std::nullopt;
        };
    attach();
    bss->read_clients();
    ASSERT_TRUE(wait_for<ports::ClientsRead>());
    ports::BeaconAsk ask;
    ask.where = {115, 44};
    bss->ask_beacons(kClient, ask);
    ASSERT_TRUE(wait_for<ports::MeasurementFailed>());
    ask.mode = records::BeaconMode::Passive;
    bss->ask_beacons(kClient, ask);
    ASSERT_TRUE(wait_for<ports::MeasurementSent>());
    EXPECT_EQ(hostapd->count("rrm_beacon_req"), 1);
}

TEST_P(OverUbus, AsksClientsToGoWithTimerZeroAndHearsTheirAnswer) {
    attach();
    ports::TransitionAsk ask;
    ask.validity_tbtt = 50;
    std::vector<std::uint8_t> body{2, 0, 0, 0, 2, 0, 0x0F, 0, 0, 0, 115, 44, 9};
    ask.targets.push_back({body, 255});
    bss->ask_transition(kClient, ask);
    ASSERT_TRUE(wait_for<ports::TransitionSent>());
    const Fields asked = hostapd->last("bss_transition_request")->fields();
    EXPECT_FALSE(asked.is_set("disassociation_imminent"));
    EXPECT_EQ(asked.integer("disassociation_timer"), 0);
    EXPECT_EQ(asked.integer("validity_period"), 50);
    EXPECT_TRUE(asked.is_set("abridged"));
    EXPECT_EQ((*asked.inside("neighbors").begin()).text(), "0200000002000f000000732c090301ff");
    const auto token = asked.integer("dialog_token");
    EXPECT_GT(token, 0);
    hostapd->notify("bss-transition-response", [&](Writer& to) {
        to.text("address", kPhone);
        hostapd->number(to, "dialog-token", static_cast<int>(token.value_or(0)));
        hostapd->number(to, "status-code", 0);
        hostapd->number(to, "bss-termination-delay", 0);
        to.text("target-bssid", "02:00:00:00:02:00");
    });
    ASSERT_TRUE(wait_for<ports::TransitionAnswered>());
    EXPECT_EQ(all<ports::TransitionAnswered>().front().target, *wifi::parse_mac("02:00:00:00:02:00"));
    ask.disassociation_tbtt = 30;
    bss->ask_transition(kClient, ask);
    ASSERT_TRUE(wait_for<ports::TransitionSent>(2));
    const Fields insisted = hostapd->last("bss_transition_request")->fields();
    EXPECT_TRUE(insisted.is_set("disassociation_imminent"));
    EXPECT_EQ(insisted.integer("disassociation_timer"), 30);
    EXPECT_NE(insisted.integer("dialog_token"), token);
    ask.targets = {{{1, 2, 3}, 255}};
    bss->ask_transition(kClient, ask);
    EXPECT_TRUE(wait_for<ports::TransitionFailed>());
}

TEST_P(OverUbus, HearsQuestionsAndLeavesTheAnswerToHostapdUnlessItGivesOne) {
    attach();
    std::optional<std::uint32_t> verdict;
    const auto ask = [&] {
        verdict.reset();
        hostapd->notify(
            "bss-transition-query",
            [&](Writer& to) {
                to.text("address", kPhone);
                hostapd->number(to, "dialog-token", 200);
                hostapd->number(to, "reason", 16);
                to.text("candidate-list", "3410020000000200AF0900007324090301FF");
            },
            [&](std::uint32_t, std::uint32_t status) { verdict = status; });
        EXPECT_TRUE(run_until([&] { return verdict.has_value(); }));
    };
    ask();
    EXPECT_EQ(verdict, 0U);
    const auto query = all<ports::TransitionQueried>().front();
    EXPECT_EQ(query.reason, 16);
    ASSERT_EQ(query.candidates.size(), 1U);
    EXPECT_EQ(query.candidates[0], *wifi::parse_mac("02:00:00:00:02:00"));
}

TEST_P(OverUbus, ToldOfNeighborsSendsThemAsOneTable) {
    hostapd->table.push_back({"02:00:00:00:09:00", "roam-lab", "0200000009000f00000073280900"});
    attach();
    bss->read_neighbors();
    ASSERT_TRUE(wait_for<ports::NeighborsRead>());
    const auto read = all<ports::NeighborsRead>().front();
    ASSERT_EQ(read.entries.size(), 2U);
    EXPECT_EQ(read.entries[0].bssid, kOwn);
    EXPECT_EQ(read.entries[1].ssid, "roam-lab");
    for (int i = 2; i < 5; ++i) {
        ports::NeighborEntry entry;
        entry.bssid.octets = {2, 0, 0, 0, static_cast<std::uint8_t>(i), 0};
        entry.ssid = "roam-lab";
        entry.body = {2, 0, 0, 0, static_cast<std::uint8_t>(i), 0, 0x0F, 0, 0, 0, 115, 44, 9};
        bss->set_neighbor(entry);
    }
    ASSERT_TRUE(run_until([&] { return hostapd->count("rrm_nr_set") > 0; }));
    run_for(20ms);
    EXPECT_EQ(hostapd->count("rrm_nr_set"), 1);
    std::vector<std::string> bssids;
    for (const ubus::Field& each : hostapd->last("rrm_nr_set")->fields().inside("list"))
        bssids.emplace_back((*each.inside().begin()).text().value_or(""));
    EXPECT_EQ(bssids, (std::vector<std::string>{"02:00:00:00:09:00", "02:00:00:00:02:00", "02:00:00:00:03:00",
                                                "02:00:00:00:04:00"}))
        << "what somebody else put there stays, and the own one is hostapd's";
    bss->remove_neighbor(read.entries[1]);
    ASSERT_TRUE(run_until([&] { return hostapd->count("rrm_nr_set") == 2; }));
    EXPECT_TRUE(all<ports::NeighborsRefused>().empty());
    bss->set_neighbor({kClient, "roam-lab", {1, 2, 3}});
    EXPECT_TRUE(wait_for<ports::NeighborsRefused>());
}

TEST_P(OverUbus, EndsALinkAndSaysWhenItCannot) {
    attach();
    bss->disassociate(kClient, 12);
    ASSERT_TRUE(wait_for<ports::ClientOrderAnswered>());
    EXPECT_TRUE(all<ports::ClientOrderAnswered>().front().done);
    const Fields asked = hostapd->last("del_client")->fields();
    EXPECT_EQ(asked.integer("reason"), 12);
    EXPECT_FALSE(asked.is_set("deauth"));
    EXPECT_EQ(asked.integer("ban_time"), 0);
    hostapd->script = [](const std::string& method) {
        return method == "del_client" ? std::optional{ubus::Status::NotFound} : std::nullopt;
    };
    bss->disassociate(kClient, 12);
    ASSERT_TRUE(wait_for<ports::ClientOrderAnswered>(2));
    EXPECT_FALSE(all<ports::ClientOrderAnswered>().back().done);
    EXPECT_EQ(all<ports::ClientOrderAnswered>().back().answer, "del_client: not found");
}

TEST_P(OverUbus, LosesNothingWhenTheBrokerRestarts) {
    hostapd->stations[kPhone] = {};
    hostapd->stations["02:00:00:00:00:08"] = {};
    attach();
    bss->read_clients();
    ASSERT_TRUE(wait_for<ports::ClientsRead>());
    bss->refuse(kClient, true);
    ASSERT_TRUE(wait_for<ports::ClientOrderAnswered>());
    events.clear();
    hostapd->calls.clear();
    broker.reset();
    run_for(50ms);
    // Meanwhile one goes, one comes, and somebody is asked for.
    hostapd->stations.erase("02:00:00:00:00:08");
    hostapd->stations["02:00:00:00:00:09"] = {};
    bss->read_client(kClient);
    run_for(20ms);
    EXPECT_TRUE(events.empty());
    broker.emplace(io, path);
    ASSERT_TRUE(wait_for<ports::ClientRead>());
    EXPECT_EQ(all<ports::ClientRead>().front().client, kClient);
    ASSERT_EQ(all<ports::ClientJoined>().size(), 1U);
    EXPECT_EQ(all<ports::ClientJoined>().front().client, *wifi::parse_mac("02:00:00:00:00:09"));
    ASSERT_EQ(all<ports::ClientLeft>().size(), 1U);
    EXPECT_TRUE(all<ports::ApDetached>().empty());
    EXPECT_TRUE(all<ports::ApAttached>().empty());
    EXPECT_EQ(hostapd->last("notify_response")->fields().integer("notify_response"), 1)
        << "who is kept out stays out";
    EXPECT_EQ(hostapd->count("bss_mgmt_enable"), 1);
}

TEST_P(OverUbus, IsDetachedWhenTheBrokerStaysAway) {
    attach();
    broker.reset();
    ASSERT_TRUE(wait_for<ports::ApDetached>());
    EXPECT_EQ(all<ports::ApDetached>().front().why, "the broker ended");
    bss->read_client(kClient);
    EXPECT_TRUE(wait_for<ports::ClientFailed>());
    broker.emplace(io, path);
    ASSERT_TRUE(wait_for<ports::ApAttached>(2));
    EXPECT_EQ(all<ports::ApDetached>().size(), 1U);
}

TEST_P(OverUbus, VanishesWhenTheBrokerComesBackWithoutIt) {
    attach();
    broker.reset();
    hostapd.reset();
    broker.emplace(io, path);
    ASSERT_TRUE(run_until([&] { return vanished == 1; }));
    hostapd.emplace(io, path, GetParam());
    EXPECT_TRUE(wait_for<ports::ApAttached>(2));
}

TEST_P(OverUbus, VanishesWithItsObject) {
    attach();
    hostapd->withdraw();
    EXPECT_TRUE(run_until([&] { return vanished == 1; }));
    hostapd->publish();
    events.clear();
    EXPECT_TRUE(wait_for<ports::ApAttached>());
}

TEST_P(OverUbus, IsDetachedFromAHostapdThatHangsAndTakenBack) {
    attach();
    hostapd->silent = true;
    ASSERT_TRUE(wait_for<ports::ApDetached>());
    EXPECT_NE(all<ports::ApDetached>().front().why.find("no answer in time"), std::string::npos);
    hostapd->silent = false;
    EXPECT_TRUE(wait_for<ports::ApAttached>(2));
    EXPECT_EQ(all<ports::ApDetached>().size(), 1U);
}

TEST_P(OverUbus, SeesWhoElseSteers) {
    attach();
    EXPECT_TRUE(rivals.empty());
    hostapd->client.add_object("usteer", {}, {}, {}, {});
    EXPECT_TRUE(run_until([&] { return rivals == std::vector<std::string>{"usteer"}; }));
}

TEST_P(OverUbus, OnlyWatchesWhereItIsToldTo) {
    manage = false;
    hostapd->stations[kPhone] = {};
    attach();
    bss->read_clients();
    ASSERT_TRUE(wait_for<ports::ClientsRead>());
    run_for(100ms);
    for (const char* change : {"bss_mgmt_enable", "link_measurement_req", "rrm_nr_set", "del_client"})
        EXPECT_EQ(hostapd->count(change), 0) << change;
}

INSTANTIATE_TEST_SUITE_P(BothGenerations, OverUbus, testing::Values(Generation::Old, Generation::New),
                         [](const auto& which) { return which.param == Generation::Old ? "Old" : "New"; });

}  // namespace
