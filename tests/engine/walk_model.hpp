// A supplicant and a radio in a few hundred lines: the laboratory's world without its kernel.
//
// It answers ports::StationControl from lab::World and keeps the same truth as the real laboratory, so that
// the same score judges it. A walk takes milliseconds instead of seconds: good for hundreds of seeds, not for
// proof.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "engine/station.hpp"
#include "lab/score.hpp"
#include "lab/truth.hpp"
#include "lab/world.hpp"
#include "ports/station_control.hpp"

namespace walk_model {

/// Keeps the records of a walk.
class Records final : public ports::Journal {
public:
    void write(std::string_view, const records::Record& record) override { all.push_back(record); }
    std::vector<records::Record> all;
};

class WalkModel final : public ports::StationControl {
public:
    WalkModel(const lab::World& world, std::uint64_t seed, engine::Settings settings,
              ports::Journal& journal);

    /// Walks the whole scenario.
    [[nodiscard]] lab::Truth run();

    [[nodiscard]] const engine::Station& station() const { return station_; }

    void read_signal() override;
    void watch_signal(wifi::Dbm threshold) override;
    void look(wifi::Channel channel) override;
    void read_table() override;
    void move(const wifi::MacAddress& bssid) override;
    void ask_neighbors() override;
    void check_link() override;
    void search(const std::vector<wifi::Channel>& channels) override;

private:
    struct Heard {
        int level_dbm = 0;
        lab::Micros at = 0;
    };
    struct Due {
        lab::Micros at = 0;
        std::uint64_t order = 0;
        std::function<void()> what;
        friend bool operator>(const Due& a, const Due& b) {
            return a.at != b.at ? a.at > b.at : a.order > b.order;
        }
    };

    void after(lab::Micros delay, std::function<void()> what);
    void tell(lab::Micros delay, ports::StationEvent event);
    void packet_tick();
    void beacon_tick();
    void wake_engine();
    void finish_move(int target);
    void link_to(int bss);
    void lose_link();
    void finish_search(std::vector<wifi::Channel> channels);
    [[nodiscard]] bool heard(int bss, int attempts);
    [[nodiscard]] double level_dbm(int bss);
    [[nodiscard]] double unit_draw();
    [[nodiscard]] ports::Connected connected() const;
    [[nodiscard]] base::Instant instant() const;

    const lab::World& world_;
    std::uint64_t seed_;
    lab::Micros now_ = 0;
    std::vector<Due> queue_;
    std::uint64_t order_ = 0;
    std::uint64_t draws_ = 0;
    std::vector<std::uint64_t> frames_;  ///< [bss] reports so far

    int linked_ = -1;
    bool moving_link_ = false;                 ///< between the old link and the new
    lab::Micros away_until_ = -1'000'000'000;  ///< the past
    int missed_beacons_ = 0;
    double beacon_average_ = 0;
    double average_ = 0;
    double last_ = 0;
    std::uint32_t sent_ = 0, lost_ = 0, received_ = 0;
    std::map<int, Heard> table_;
    lab::Truth truth_;
    std::uint32_t sequence_ = 0;
    std::uint64_t link_number_ = 0;
    lab::Micros next_wake_ = -1;
    engine::Station station_;
};

/// Walks one scenario and scores it.
struct Walk {
    lab::Score score;
    std::vector<records::Record> records;
    lab::Truth truth;
};
[[nodiscard]] Walk walk(const lab::World& world, std::uint64_t seed, const engine::Settings& settings);

}  // namespace walk_model
