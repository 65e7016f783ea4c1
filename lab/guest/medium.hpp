// The radio medium: decides for every frame who hears it, how loud, when, and after how many attempts.
//
// Radio 0 is the station's, radio i + 1 is the scenario's BSS i; a fleet's further stations follow after the
// last BSS. APs do not hear each other's beacons: hostapd would only learn from them when to protect 802.11b
// stations, and there are none. Stations do not hear each other's frames either, but wait for them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lab/air.hpp"
#include "lab/guest/capture.hpp"
#include "lab/guest/frame.hpp"
#include "lab/guest/hwsim.hpp"
#include "lab/guest/loop.hpp"
#include "lab/world.hpp"

namespace lab::guest {

/// Sees what crosses the air to and from the station, as it happens.
class AirObserver {
public:
    virtual ~AirObserver() = default;
    /// The station sent `frame` on `mhz`; `acked` is false when no AP confirmed it. `bss` is its receiver, or
    /// -1.
    virtual void station_sent(const FrameView& frame, int bss, int mhz, bool acked) = 0;
    /// The station heard a frame addressed to it by `bss`.
    virtual void station_heard(const FrameView& frame, int bss) = 0;
    /// A frame addressed to it by `bss` was sent in vain.
    virtual void station_missed(const FrameView& frame, int bss) = 0;
};

/// One station as the medium knows it. What is pointed to outlives the medium.
struct OnAir {
    const World* world = nullptr;
    AirObserver* observer = nullptr;
    wifi::MacAddress mac;
};

class Medium {
public:
    /// @param stations  in the order of Scenario::stations; one at least, all in one scenario and seed.
    /// @param capture  gets every management frame once, however often it was tried; null: nobody does.
    Medium(Loop& loop, Hwsim& hwsim, std::vector<OnAir> stations, std::uint64_t seed, Capture* capture);

    /// Takes every frame that the kernel has for us.
    void pump();

    /// Has the station hear an unprotected frame that says it comes from `bss`, as loud as that one, if it is
    /// tuned to its channel. It takes no time on the air, and nobody acknowledges it.
    void forge(int bss, std::span<const std::uint8_t> octets);

private:
    struct Transmission {
        int radio = 0;
        int mhz = 0;
        int width_mhz = 20;
        Micros from = 0;
        Micros to = 0;
    };

    struct Outcome {
        bool delivered = false;
        RateSeries made;
        FrameRate rate;
        int legacy_index = 0;  ///< what a receiver reports: the band's rate index, 0 for an HT or VHT frame
        double airtime_us = 0;
    };

    void take(TxFrame frame);
    void finish_unicast(const TxFrame& frame, int receiver, const Outcome& outcome);
    void finish_group(const TxFrame& frame, const FrameRate& rate);
    void report_off_air(const TxFrame& frame);
    /// @param receiver  the radio that the frame is for, or -1.
    void capture(const TxFrame& frame, int receiver);

    [[nodiscard]] int receiver_of(const TxFrame& frame, const FrameView& view) const;
    [[nodiscard]] bool on_air(int radio) const;
    /// Index of the station with that radio; -1: it is an access point's.
    [[nodiscard]] int station_of(int radio) const;
    [[nodiscard]] bool is_station(int radio) const { return station_of(radio) >= 0; }
    [[nodiscard]] int radio_of_station(std::size_t station) const;
    [[nodiscard]] const OnAir& station_with(int radio) const {
        return stations_[static_cast<std::size_t>(station_of(radio))];
    }
    /// @param mhz  of the frame; it matters between two stations only.
    [[nodiscard]] double level_dbm(int from, int to, int mhz) const;
    [[nodiscard]] double snr_db(int from, int to, int mhz, int width_mhz, Micros start, Micros end) const;
    [[nodiscard]] int reported_dbm(int from, int to, int mhz);
    [[nodiscard]] Micros access_time(int radio, int mhz, int width_mhz);
    [[nodiscard]] Outcome attempt(const TxFrame& frame, int receiver, Micros start);
    [[nodiscard]] double unit_draw(int from, int to, std::uint64_t purpose);

    Loop& loop_;
    Hwsim& hwsim_;
    std::vector<OnAir> stations_;
    const World& world_;  ///< the first station's: what all worlds have in common is asked of it
    std::uint64_t seed_;
    Capture* capture_;
    int radios_;
    std::vector<Transmission> ongoing_;
    std::vector<Micros> radio_free_;    ///< by radio: when its last frame is over
    std::vector<std::uint64_t> draws_;  ///< by (from, to): how many draws were made on that link
    Batch batch_;
};

/// The band's rate as the kernel numbers it.
[[nodiscard]] FrameRate frame_rate(const RateTry& rate, wifi::Band band);

}  // namespace lab::guest
