// The virtual world as a function of time: where the station is, which BSS is on the air, and how strong each
// one is.
//
// Nothing here is a sequence: every random value is a draw keyed by what it is for, so whoever asks, and in
// whatever order, sees the same world. Two arms on one seed differ only by what they do.
//
// Times are microseconds from the start of the scored walk. Before 0 the station stands at its start, after
// the last leg at its end; the slow drift of the links goes on all the time.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "lab/scenario.hpp"
#include "lab/trace.hpp"
#include "lab/truth.hpp"
#include "radio/rate.hpp"

namespace lab {

/// The level of what is not on the air, dBm.
inline constexpr double kSilent = -200;

/// A random function of the place: standard normal at each point, correlation exp(-d / `distance_m`) between
/// two points d apart. Fixed by its key: the same place has the same value for ever.
///
/// A sum of plane waves whose wave numbers follow the spectrum of that correlation, (1 + (k d)^2)^(-3/2) in
/// the plane.
class ShadowField {
public:
    /// @param stream  whose field: a BSS, an AP, or the place itself; `seed` makes another world.
    ShadowField(std::uint64_t seed, std::uint64_t stream, double distance_m);

    [[nodiscard]] double at(Point place) const;

private:
    static constexpr std::size_t kWaves = 80;
    struct Wave {
        double x_per_m = 0;  ///< phase per metre, in 2^-32 turns
        double y_per_m = 0;
        double phase = 0;
    };
    std::array<Wave, kWaves> waves_{};
};

class World {
public:
    /// @param scenario  one that load_scenario() accepted; of a fleet as seen_by() that station.
    /// @param station  whose links these are: fields over the place are the same for all stations of a seed,
    ///                 fading, drift and the errors of reports are each one's own.
    World(Scenario scenario, std::uint64_t seed, std::uint64_t station = 0);

    [[nodiscard]] const Scenario& scenario() const { return scenario_; }
    [[nodiscard]] const std::vector<BssSite>& sites() const { return sites_; }

    [[nodiscard]] Point station_at(Micros at) const;
    /// Metres of path behind the station; stands still during pauses.
    [[nodiscard]] double walked_m(Micros at) const;

    // Every `bss` is a BssSite::index of sites().

    [[nodiscard]] bool on_air(int bss, Micros at) const;
    [[nodiscard]] wifi::Channel channel_of(int bss, Micros at) const;
    /// Share of the channel's time that others use, 0 to 1.
    [[nodiscard]] double load_of(int bss, Micros at) const;
    /// What interference adds to thermal noise on the BSS's channel, dB, at both ends of its links.
    [[nodiscard]] double interference_db(int bss, Micros at) const;
    /// The best frame that the BSS and the station have in common: the BSS's radio, the lesser number of
    /// streams.
    [[nodiscard]] radio::LinkCapability link(int bss) const;

    /// The received power between the BSS and the station, averaged over fading: path loss, walls, the shadow
    /// field at the station's place, and the slow drift. The same in both directions at equal transmit power.
    /// kSilent when the BSS is off the air.
    [[nodiscard]] double mean_dbm(int bss, Micros at) const;

    /// What small-scale fading adds to mean_dbm, dB: one draw per half wavelength walked, unchanged while the
    /// station stands. Normal in dB with standard deviation `fading_db`, shifted so that the mean *power*
    /// gain is 0 dB.
    [[nodiscard]] double fading_db(int bss, Micros at) const;

    /// Error of one frame's reported level, dB, zero mean; `frame` counts the link's reports. The station's
    /// constant offset, Propagation::device_offset_db, is not in it: the receiver that has one adds it.
    [[nodiscard]] double report_noise_db(int bss, std::uint64_t frame) const;

    /// The power at which BSS `bss_b` receives `bss_a`: path loss, walls, one draw of shadowing per pair of
    /// places. It does not change in time; whether they are on the air and on one channel is for the caller.
    [[nodiscard]] double mean_between_dbm(int bss_a, int bss_b) const;

    /// The power at which this station receives another one, which sends with `power_dbm` at `mhz` from
    /// `place`: path loss and walls.
    [[nodiscard]] double mean_from_dbm(Point place, double power_dbm, int mhz, Micros at) const;

private:
    /// One straight, even piece of the path. A pause has equal ends.
    struct Piece {
        Micros from = 0;
        Micros to = 0;
        Point start;
        Point end;
        double walked_m = 0;  ///< before this piece
        double length_m = 0;
    };

    void lay_path();
    [[nodiscard]] const Piece& piece_at(Micros at) const;
    [[nodiscard]] const RadioConfig& radio_of(int bss) const;
    [[nodiscard]] const Point& place_of(int bss) const;
    [[nodiscard]] bool concerns(const ScenarioEvent& event, int bss, Micros at) const;
    [[nodiscard]] double path_loss_db(double distance_m, double ghz) const;
    [[nodiscard]] double walls_db(Point a, Point b) const;
    [[nodiscard]] double shadow_db(int bss, Point place) const;
    [[nodiscard]] double drift_db(int bss, Micros at) const;

    /// One component of a link's slow drift.
    struct Swing {
        double turns_per_s = 0;
        double phase = 0;  ///< turns
    };
    static constexpr std::size_t kSwings = 12;

    [[nodiscard]] std::uint64_t stream_of(int bss) const {
        return static_cast<std::uint64_t>(bss) + stream_origin_;
    }

    Scenario scenario_;
    std::uint64_t seed_ = 0;
    std::uint64_t stream_origin_ = 0;  ///< of this station's own draws
    std::vector<BssSite> sites_;
    std::vector<Piece> path_;  ///< ascending in time; one piece at least
    ShadowField common_field_;
    std::vector<ShadowField> ap_fields_;              ///< [ap]
    std::vector<ShadowField> bss_fields_;             ///< [bss]
    std::vector<std::array<Swing, kSwings>> swings_;  ///< [bss]
};

/// Samples every BSS in the middle of each slot from time 0 until the scenario's end; a last partial slot
/// counts.
/// @param slot  more than 0.
[[nodiscard]] SignalTrace sample(const World& world, Micros slot = 100'000);

}  // namespace lab
