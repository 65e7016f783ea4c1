// The little that stands between the station's engine and the lab's world when there is no kernel: a link, a
// supplicant that answers at once, visits to other channels, and the stream. Internal to this room.
#pragma once

#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "base/random.hpp"
#include "engine/station.hpp"
#include "lab/truth.hpp"
#include "lab/world.hpp"
#include "ports/beacon_visits.hpp"

namespace lab {

/// Of the simulation's own draws: others use other streams.
enum class DrawFor : std::uint64_t { FrameLoss = 201, Report = 202, Jitter = 203, Fault = 204 };

class Simulation : public ports::StationControl, public ports::BeaconVisits {
public:
    static constexpr Micros kMs = 1'000;
    static constexpr Micros kBefore = 15'000 * kMs;  ///< from the link to the walk
    static constexpr Micros kBeacon = 102'400;

    Simulation(const World& world, std::uint64_t seed, const engine::Settings& settings,
               ports::Journal& journal)
        : world_{world}, seed_{seed}, station_{"wlan0", settings, *this, journal} {
        if (settings.beacon_visits) station_.use_visits(this);
    }

    void read_signal() override;
    void watch_signal(wifi::Dbm) override {}
    void look(wifi::Channel channel) override;
    void visit(const wifi::MacAddress& bssid, wifi::Channel channel) override;
    void learn() override;
    void forget() override {}
    void scan(std::span<const wifi::Channel> channels) override;
    void read_table() override;
    void move(const wifi::MacAddress& bssid, records::Method method) override;
    void ask_neighbors() override;
    // The rehearsal's access points ask for nothing, and answer no question.
    void ask_transition(std::uint8_t, std::span<const ports::Candidate>) override {}
    void heed_transitions(bool) override {}
    void stop_scan() override {}
    void check_link() override;
    void search(std::span<const wifi::Channel>) override {
        reconnect_at_ = std::min(reconnect_at_, now_ + 300 * kMs);
    }

protected:
    struct Heard {
        int level_dbm = 0;
        Micros at = 0;
    };

    static constexpr Micros kNever = std::numeric_limits<Micros>::max();

    /// The engine's clock.
    [[nodiscard]] base::Instant instant() const {
        return base::Instant{(now_ + kBefore + suspended_) / kMs + 1'000};
    }
    [[nodiscard]] double draw(std::uint64_t stream, DrawFor purpose) {
        return static_cast<double>(
                   base::draw({seed_, stream, static_cast<std::uint64_t>(purpose), draws_++}) >> 11) *
               0x1.0p-53;
    }
    [[nodiscard]] double level(int bss) const {
        return world_.mean_dbm(bss, place()) + world_.fading_db(bss, place());
    }
    [[nodiscard]] int reported(int bss);
    [[nodiscard]] double frame_loss(int bss, std::size_t octets) const;
    [[nodiscard]] bool passes(int bss, std::size_t octets, int attempts);
    [[nodiscard]] ports::Capability capability(int bss) const;
    [[nodiscard]] bool fast() const;
    /// Every event goes this way to the engine.
    virtual void tell_later(Micros at, ports::StationEvent event) { events_.emplace(at, std::move(event)); }
    /// Where in the walk it is: a walk may be walked more than once.
    [[nodiscard]] virtual Micros place() const { return now_; }
    /// The supplicant has found all there is and links to the strongest.
    void begin();
    /// The engine's clock steps: the machine was not run for `time`, of which the world knows nothing.
    void suspend(Micros time) { suspended_ += time; }
    /// A millisecond; the stream is on air in `streaming`.
    void pass_millisecond(bool streaming);
    void link(int bss, bool fast_transition);
    void unlink();
    void beacon();
    void packet(std::int64_t sequence);
    void step();
    void go_home();
    void finish_visit();
    void step_beacon_visit();
    void visit_next();
    void finish_move();
    [[nodiscard]] int strongest() const;

    const World& world_;
    std::uint64_t seed_;
    std::uint64_t draws_ = 0;
    engine::Station station_;
    Truth truth_;
    bool keeps_truth_ = true;  ///< off: nothing grows with time
    Micros now_ = -kBefore;
    Micros suspended_ = 0;  ///< by which the clock of the engine is ahead
    std::multimap<Micros, ports::StationEvent> events_;

    int linked_ = -1;
    Micros linked_since_ = 0;
    bool linked_fast_ = false;
    Micros last_beacon_ = 0;
    bool told_missing_ = false;
    double beacon_average_ = 0;
    int last_dbm_ = 0;
    std::uint32_t sent_ = 0;
    std::uint32_t lost_ = 0;
    std::uint32_t received_ = 0;
    std::vector<std::optional<Heard>> heard_ = std::vector<std::optional<Heard>>(world_.sites().size());

    std::optional<wifi::Channel> visit_;
    Micros visit_from_ = 0;
    bool visit_away_ = false;
    std::optional<wifi::MacAddress> beacon_of_;               ///< a visit for its beacon
    Micros learned_to_ = std::numeric_limits<Micros>::min();  ///< what was heard until then was told
    Micros next_beacon_ = 0;               ///< of every BSS: the radios of hwsim have one clock
    std::vector<wifi::Channel> to_visit_;  ///< the rest of a scan, the last one first
    int visits_in_row_ = 0;
    Micros next_visit_ = kNever;
    int target_ = -1;
    Micros move_until_ = kNever;
    Micros reconnect_at_ = kNever;
    std::vector<std::size_t> buffered_;  ///< packets that wait for the end of a visit
};

}  // namespace lab
