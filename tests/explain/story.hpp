// Events of a made-up log, written as a story: who says what, at which second.
#pragma once

#include <string_view>

#include "explain/event.hpp"
#include "explain/timeline/builder.hpp"

namespace explain_test {

using namespace explain;
using std::chrono::duration_cast;

constexpr wifi::MacAddress ap(std::uint8_t number) { return {{2, 0, 0, 0, number, 0}}; }
inline wifi::Channel channel(int mhz) { return *wifi::Channel::at_mhz(mhz); }

constexpr Micros seconds(double s) {
    return Micros{static_cast<std::int64_t>(s * 1e6 + (s < 0 ? -0.5 : 0.5))};
}

class Story {
public:
    /// The events that follow are this source's.
    Story& as(Source source) {
        source_ = source;
        return *this;
    }
    /// ... and concern this station.
    Story& of(std::optional<wifi::MacAddress> station) {
        station_ = station;
        return *this;
    }
    /// What follows stands in lines without a time, which were put where others tell of a link.
    Story& placed(bool is_placed = true) {
        is_placed_ = is_placed;
        return *this;
    }
    Story& at(double second, Said said) {
        Event event;
        event.source = source_;
        event.station = station_;
        event.interface = station_ || source_ == Source::Hostapd ? "" : "wlan0";
        event.clock = Clock::Boot;
        event.at = seconds(second);
        event.place = {static_cast<std::uint32_t>(source_), ++line_};
        event.said = std::move(said);
        event.is_placed = is_placed_;
        last_ = event.place;
        builder_.add(event);
        return *this;
    }
    [[nodiscard]] Place last() const { return last_; }
    [[nodiscard]] Timeline told() { return builder_.finish(Clock::Boot); }

    /// A first link, or a move, as wpa_supplicant tells it: `gap` seconds from authentication to association.
    Story& links(double second, std::uint8_t number, double gap = 0.03, int mhz = 5180) {
        const auto bssid = ap(number);
        at(second, StepBegun{Step::Authentication, bssid, channel(mhz)});
        at(second + gap / 2, StepBegun{Step::Association, bssid, channel(mhz)});
        at(second + gap, StepEnded{Step::Association, bssid, std::uint16_t{0}});
        return at(second + gap + 0.01, LinkUp{bssid, "roam", channel(mhz)});
    }
    Story& hears(double second, std::uint8_t number, int dbm, int mhz = 5180) {
        BssSeen seen;
        seen.bssid = ap(number);
        seen.ssid = "roam";
        seen.channel = channel(mhz);
        seen.level_dbm = dbm;
        return at(second, seen);
    }

private:
    Builder builder_;
    Source source_ = Source::WpaSupplicant;
    std::optional<wifi::MacAddress> station_;
    Place last_;
    std::uint64_t line_ = 0;
    bool is_placed_ = false;
};

}  // namespace explain_test
