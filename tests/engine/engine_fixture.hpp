// A station whose supplicant writes down what it is asked, and a clock that jumps.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "engine/station.hpp"
#include "station/trace_check.hpp"

namespace engine_fixture {

using base::Instant;
using engine::Station;

inline wifi::MacAddress bssid(int last) { return {{2, 0, 0, 0, static_cast<std::uint8_t>(last), 0}}; }
inline wifi::Channel channel(int number) { return *wifi::Channel::make(wifi::Band::Ghz5, number); }

/// Writes down what it is asked.
struct Control final : ports::StationControl {
    void read_signal() override { ++signals; }
    void watch_signal(wifi::Dbm threshold) override { watched.push_back(threshold.value); }
    void look(wifi::Channel where) override { looks.push_back(where.number()); }
    void scan(std::span<const wifi::Channel> where) override {
        scans.emplace_back(where.begin(), where.end());
    }
    void read_table() override { ++tables; }
    void move(const wifi::MacAddress& where, records::Method how) override {
        moves.push_back(where);
        methods.push_back(how);
    }
    void ask_neighbors() override { ++neighbors; }
    void ask_transition(std::uint8_t reason, std::span<const ports::Candidate> candidates) override {
        queries.push_back(reason);
        offered.assign(candidates.begin(), candidates.end());
    }
    void heed_transitions(bool heed) override { heeds = heed; }
    void stop_scan() override { ++stops; }
    void check_link() override { ++checks; }
    void search(std::span<const wifi::Channel> where) override { searches.push_back(where.size()); }

    int signals = 0, tables = 0, neighbors = 0, checks = 0, stops = 0;
    bool heeds = true;
    std::vector<int> queries;
    std::vector<ports::Candidate> offered;
    std::vector<int> looks, watched;
    std::vector<std::vector<wifi::Channel>> scans;
    std::vector<wifi::MacAddress> moves;
    std::vector<records::Method> methods;
    std::vector<std::size_t> searches;
};

struct Visits final : ports::BeaconVisits {
    void visit(const wifi::MacAddress& whose, wifi::Channel) override { visits.push_back(whose); }
    void learn() override { ++learned; }
    void forget() override { ++forgotten; }

    std::vector<wifi::MacAddress> visits;
    int learned = 0;
    int forgotten = 0;
};

struct Journal final : ports::Journal {
    void write(std::string_view, const records::Record& record) override { all.push_back(record); }
    void trace(std::string_view, const records::RoamingEvent& event) override { said.push_back(event); }
    std::vector<records::Record> all;
    std::vector<records::RoamingEvent> said;
};

struct Engine : testing::Test {
    Control control;
    Journal journal;
    engine::Settings settings;
    std::optional<Station> made;
    Instant now{1'000'000};

    /// Whatever a test does to the station, its trace keeps the rules.
    void TearDown() override {
        station::TraceCheck check;
        for (std::size_t i = 0; i < journal.said.size(); ++i)
            for (const station::Violation& violation : check.feed(journal.said[i]))
                ADD_FAILURE() << "event " << i << " breaks W" << int{violation.rule} << ": "
                              << violation.expected;
    }

    using Kind = records::RoamingEventKind;
    /// The kinds of the trace from its `first` event on.
    std::vector<Kind> kinds(std::size_t first) const {
        std::vector<Kind> result;
        for (std::size_t i = first; i < journal.said.size(); ++i) result.push_back(journal.said[i].kind);
        return result;
    }

    Station& station() {
        if (!made) made.emplace("wlan0", settings, control, journal);
        return *made;
    }
    void tell(const ports::StationEvent& event) { station().handle(event, now); }
    void wait(int ms) {
        const Instant end{now.ms + ms};
        while (station().deadline() <= end) {
            now = std::max(now, station().deadline());
            station().wake(now);
        }
        now = end;
    }

    ports::BssEntry entry(int last, int number, int dbm) const {
        ports::BssEntry result;
        result.bssid = bssid(last);
        result.channel = channel(number);
        result.level = wifi::Dbm{dbm};
        result.capability = {wifi::PhyMode::Vht, wifi::Width::Mhz80, 2};
        return result;
    }
    static ports::SignalRead signal(int dbm) {
        ports::SignalRead read;
        read.last = wifi::Dbm{dbm};
        read.beacon = wifi::Dbm{dbm};
        return read;
    }
    void connect(int last, int number) {
        ports::Connected event;
        event.bssid = bssid(last);
        event.channel = channel(number);
        event.ssid = "lab";
        tell(event);
    }
    /// Linked to BSS 1 at `dbm`, and BSS 2 heard at `other`.
    void linked(int dbm, int other) {
        tell(ports::Attached{});
        connect(1, 36);
        tell(ports::TableRead{{entry(1, 36, dbm), entry(2, 149, other)}});
        tell(signal(dbm));
    }
};

}  // namespace engine_fixture
