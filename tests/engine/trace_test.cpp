// Whatever a supplicant tells the engine, in whatever order, its trace keeps the rules, those of time too.
#include <random>

#include <gtest/gtest.h>

#include "engine/roaming_json.hpp"
#include "engine/station.hpp"
#include "station/trace_check.hpp"

namespace {

using base::Instant;
using station::operation::State;

struct Control final : ports::StationControl {
    void read_signal() override {}
    void watch_signal(wifi::Dbm) override {}
    void look(wifi::Channel) override {}
    void scan(std::span<const wifi::Channel>) override {}
    void read_table() override {}
    void move(const wifi::MacAddress& where, records::Method) override { moves.push_back(where); }
    void ask_neighbors() override {}
    void ask_transition(std::uint8_t, std::span<const ports::Candidate>) override {}
    void heed_transitions(bool) override {}
    void stop_scan() override {}
    void check_link() override { ++checks; }
    void search(std::span<const wifi::Channel>) override {}
    std::vector<wifi::MacAddress> moves;
    int checks = 0;
};

/// Checks the trace as it is said.
struct Journal final : ports::Journal {
    void write(std::string_view, const records::Record&) override {}
    void trace(std::string_view, const records::RoamingEvent& event) override {
        said.push_back(event);
        for (const station::Violation& violation : check.feed(event))
            if (first.empty())
                first = "W" + std::to_string(violation.rule) + " at " +
                        std::string{engine::name(event.kind)} + ", " + std::to_string(event.at.ms) +
                        " ms: " + std::string{violation.expected};
    }
    station::TraceCheck check;
    std::vector<records::RoamingEvent> said;
    std::string first;
};

class World {
public:
    explicit World(std::uint64_t seed) : random_{seed} {}

    void run(int events) {
        for (int i = 0; i < events; ++i) {
            pass(draw(40) == 0 ? 12'000 : draw(1'500));
            tell(draw(16));
        }
    }
    [[nodiscard]] const Journal& journal() const { return journal_; }

private:
    int draw(int below) { return static_cast<int>(random_() % static_cast<std::uint64_t>(below)); }
    wifi::MacAddress some_bss() { return {{2, 0, 0, 0, static_cast<std::uint8_t>(draw(4)), 0}}; }
    /// More often than chance what the station is at.
    wifi::MacAddress likely_bss() {
        if (draw(3) != 0 && !control_.moves.empty()) return control_.moves.back();
        if (draw(2) != 0 && station_.knowledge().serving) return station_.knowledge().serving->bssid;
        return some_bss();
    }
    void pass(int ms) {
        const Instant end = now_ + base::Milliseconds{ms};
        while (station_.deadline() <= end) {
            now_ = std::max(now_, station_.deadline());
            station_.wake(now_);
        }
        now_ = end;
    }
    void send(const ports::StationEvent& event) { station_.handle(event, now_); }
    void tell(int which) {
        switch (which) {
            case 0:
                return send(ports::Attached{});
            case 1:
                return draw(6) == 0 ? send(ports::Detached{"gone"}) : send(ports::Attached{});
            case 2:
            case 3: {
                ports::Connected event;
                event.bssid = likely_bss();
                event.channel = wifi::Channel::make(wifi::Band::Ghz5, 36);
                event.ssid = draw(30) == 0 ? "other" : "net";
                event.fast_transition = draw(2) != 0;
                return send(event);
            }
            case 4:
                return send(ports::Disconnected{draw(4) == 0 ? wifi::MacAddress{} : likely_bss(), draw(5),
                                                draw(2) == 0});
            case 5:
            case 6:
                return send(ports::Trying{likely_bss(), "net"});
            case 7:
                return send(ports::Rejected{likely_bss(), 17});
            case 8:
                return send(ports::NothingFound{});
            case 9:
                return send(ports::MoveAnswered{draw(3) != 0, ""});
            case 10:
                return send(ports::BeaconsLost{});
            case 11: {
                ports::TableRead table;
                for (std::uint8_t last = 0; last < 4; ++last) {
                    ports::BssEntry entry;
                    entry.bssid = {{2, 0, 0, 0, last, 0}};
                    entry.channel = *wifi::Channel::make(wifi::Band::Ghz5, 36 + 4 * last);
                    entry.level = wifi::Dbm{-40 - draw(45)};
                    entry.capability = {wifi::PhyMode::Vht, wifi::Width::Mhz80, 2};
                    entry.mobility_domain = 7;
                    entry.over_ds = last != 0;
                    table.entries.push_back(entry);
                }
                return send(table);
            }
            default: {
                ports::SignalRead read;
                read.last = wifi::Dbm{-50 - draw(45)};
                read.beacon = read.last;
                return send(read);
            }
        }
    }

    std::mt19937_64 random_;
    Control control_;
    Journal journal_;
    Instant now_{1'000};
    engine::Station station_{"wlan0", {}, control_, journal_};
};

TEST(EngineTrace, KeepsTheRulesWhateverHappens) {
    std::size_t roams = 0;
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        World world{seed};
        world.run(300);
        ASSERT_EQ(world.journal().first, "") << "seed " << seed;
        for (const records::RoamingEvent& event : world.journal().said)
            roams += event.kind == records::RoamingEventKind::RoamingStart ? 1U : 0U;
    }
    EXPECT_GE(roams, 400U) << "too few roams to prove anything";
}

}  // namespace
