#include "lab/guest/medium.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "base/random.hpp"

namespace lab::guest {

namespace {

/// The first station's radio.
constexpr int kStation = 0;
/// What a station's radio sends with; laptops and phones are weaker than APs.
constexpr double kStationPowerDbm = 17;
/// Carrier sense: a preamble below this is not seen, and the sender talks over it (17.3.10.6).
constexpr double kPreambleDetectDbm = -82;
/// Other networks' frames that we wait behind when a channel is loaded.
constexpr double kForeignFrameUs = 1'200;
/// Of a fleet's many pairs only those are drawn for in which something might be heard: 6 dB below the noise
/// of 20 MHz no rate of any clause is.
constexpr double kInaudibleDbm = -100;

enum Purpose : std::uint64_t { kLoss = 101, kBackoff = 102, kForeign = 103 };

Micros rounded(double us) { return static_cast<Micros>(std::llround(us)); }

double milliwatt(double dbm) { return std::pow(10.0, dbm / 10); }

int bss_of(int radio) { return radio - 1; }

int legacy_index(const RateTry& rate) {
    return (rate.flags & (kRateMcs | kRateVhtMcs)) != 0 ? 0 : std::max<int>(rate.index, 0);
}

int width_mhz(const FrameRate& rate) { return static_cast<int>(rate.width); }

}  // namespace

FrameRate frame_rate(const RateTry& rate, wifi::Band band) {
    FrameRate result;
    result.width = (rate.flags & kRate160Mhz) != 0  ? wifi::Width::Mhz160
                   : (rate.flags & kRate80Mhz) != 0 ? wifi::Width::Mhz80
                   : (rate.flags & kRate40Mhz) != 0 ? wifi::Width::Mhz40
                                                    : wifi::Width::Mhz20;
    result.short_gi = (rate.flags & kRateShortGi) != 0;
    const int index = std::max<int>(rate.index, 0);
    if ((rate.flags & kRateVhtMcs) != 0) {
        result.kind = FrameRate::Kind::Vht;
        result.index = index & 0x0F;
        result.streams = (index >> 4) + 1;
    } else if ((rate.flags & kRateMcs) != 0) {
        result.kind = FrameRate::Kind::Ht;
        result.index = index % 8;
        result.streams = index / 8 + 1;
    } else {
        // At 2.4 GHz hwsim lists four DSSS rates before the OFDM ones (clauses 15 and 16, then 18).
        constexpr int kDsssRates = 4;
        const bool dsss = band == wifi::Band::Ghz2_4 && index < kDsssRates;
        result.kind = dsss ? FrameRate::Kind::Dsss : FrameRate::Kind::Ofdm;
        result.index = band == wifi::Band::Ghz2_4 && !dsss ? index - kDsssRates : index;
        result.streams = 1;
    }
    return result;
}

Medium::Medium(Loop& loop, Hwsim& hwsim, std::vector<OnAir> stations, std::uint64_t seed, Capture* capture)
    : loop_{loop},
      hwsim_{hwsim},
      stations_{std::move(stations)},
      world_{*stations_.front().world},
      seed_{seed},
      capture_{capture},
      radios_{static_cast<int>(world_.sites().size() + stations_.size())},
      radio_free_(static_cast<std::size_t>(radios_), std::numeric_limits<Micros>::min()),
      draws_(static_cast<std::size_t>(radios_) * static_cast<std::size_t>(radios_)) {}

void Medium::pump() {
    hwsim_.receive([this](TxFrame frame) { take(std::move(frame)); });
}

int Medium::station_of(int radio) const {
    if (radio == kStation) return 0;
    const int last_bss = static_cast<int>(world_.sites().size());
    return radio > last_bss ? radio - last_bss : -1;
}

int Medium::radio_of_station(std::size_t station) const {
    return station == 0 ? kStation : static_cast<int>(world_.sites().size() + station);
}

bool Medium::on_air(int radio) const {
    return is_station(radio) || world_.on_air(bss_of(radio), loop_.now());
}

double Medium::level_dbm(int from, int to, int mhz) const {
    const int sender = station_of(from);
    const int receiver = station_of(to);
    if (sender < 0 && receiver < 0) return world_.mean_between_dbm(bss_of(from), bss_of(to));
    const World& world = *stations_[static_cast<std::size_t>(std::max(sender, receiver))].world;
    if (sender >= 0 && receiver >= 0) {
        const World& other = *stations_[static_cast<std::size_t>(std::min(sender, receiver))].world;
        return world.mean_from_dbm(other.station_at(loop_.now()), kStationPowerDbm, mhz, loop_.now());
    }
    const int bss = bss_of(sender >= 0 ? to : from);
    const double down = world.mean_dbm(bss, loop_.now()) + world.fading_db(bss, loop_.now());
    if (receiver >= 0) return down;
    const BssSite& site = world_.sites()[static_cast<std::size_t>(bss)];
    const double ap_power = world_.scenario().aps[site.ap].radios[site.radio].power_dbm;
    return down - ap_power + kStationPowerDbm;
}

double Medium::unit_draw(int from, int to, std::uint64_t purpose) {
    const auto link = static_cast<std::size_t>(from * radios_ + to);
    return static_cast<double>(base::draw({seed_, link, purpose, draws_[link]++}) >> 11) * 0x1.0p-53;
}

double Medium::snr_db(int from, int to, int mhz, int width, Micros start, Micros end) const {
    const auto channel = wifi::Channel::at_mhz(mhz);
    const wifi::Band band = channel ? channel->band() : wifi::Band::Ghz5;
    double noise = milliwatt(noise_dbm(band, static_cast<wifi::Width>(width)));
    const int ap = is_station(from) ? to : from;
    if (!is_station(ap)) noise *= std::pow(10.0, world_.interference_db(bss_of(ap), loop_.now()) / 10);
    for (const Transmission& other : ongoing_) {
        if (other.radio == from || other.radio == to || other.to <= start || other.from >= end) continue;
        // Two blocks of spectrum overlap when their centres are nearer than half their widths together.
        if (std::abs(other.mhz - mhz) * 2 >= other.width_mhz + width) continue;
        noise += milliwatt(level_dbm(other.radio, to, mhz));
    }
    return level_dbm(from, to, mhz) - 10 * std::log10(noise);
}

int Medium::reported_dbm(int from, int to, int mhz) {
    double level = level_dbm(from, to, mhz);
    if (is_station(to)) {
        const auto link = static_cast<std::size_t>(from * radios_ + to);
        level += station_with(to).world->report_noise_db(bss_of(from), draws_[link]++) +
                 world_.scenario().propagation.device_offset_db;
    }
    return static_cast<int>(std::lround(std::clamp(level, -110.0, -10.0)));
}

Micros Medium::access_time(int radio, int mhz, int width) {
    const Micros now = loop_.now();
    Micros start = std::max(now, radio_free_[static_cast<std::size_t>(radio)]);
    std::erase_if(ongoing_, [now](const Transmission& past) { return past.to <= now; });
    for (const Transmission& other : ongoing_) {
        if (other.radio == radio || std::abs(other.mhz - mhz) * 2 >= other.width_mhz + width) continue;
        if (level_dbm(other.radio, radio, mhz) < kPreambleDetectDbm) continue;
        start = std::max(start, other.to);
    }
    const wifi::Band band = wifi::Channel::at_mhz(mhz).value_or(wifi::Channel{}).band();
    const double slots = std::floor(unit_draw(radio, radio, kBackoff) * 16);
    return start + rounded(aifs_us(band) + slots * slot_us(band));
}

Medium::Outcome Medium::attempt(const TxFrame& frame, int receiver, Micros start) {
    const wifi::Band band = wifi::Channel::at_mhz(frame.mhz).value_or(wifi::Channel{}).band();
    const bool up = is_station(frame.radio);
    const int bss = bss_of(up ? receiver : frame.radio);
    const double load = world_.load_of(bss, loop_.now());
    const int most_streams = station_with(up ? frame.radio : receiver).world->link(bss).streams;

    Outcome outcome;
    outcome.made = frame.rates;
    for (RateTry& made : outcome.made) made.count = 0;
    for (std::size_t i = 0; i < frame.rates.size(); ++i) {
        const RateTry& wanted = frame.rates[i];
        if (wanted.index < 0) {
            outcome.made[i].index = -1;
            continue;
        }
        outcome.rate = frame_rate(wanted, band);
        outcome.legacy_index = legacy_index(wanted);
        const double snr = snr_db(frame.radio, receiver, frame.mhz, width_mhz(outcome.rate), start,
                                  start + rounded(outcome.airtime_us) + 1);
        const bool possible = outcome.rate.streams <= most_streams && exists(outcome.rate);
        const double loss = !possible ? 1.0 : error_rate(outcome.rate, snr, frame.octets.size());
        const double frame_us =
            possible ? lab::airtime_us(outcome.rate, frame.octets.size()) + ack_us(band, outcome.rate) : 0;
        for (int count = 0; count < wanted.count; ++count) {
            while (unit_draw(frame.radio, receiver, kForeign) < load) outcome.airtime_us += kForeignFrameUs;
            outcome.airtime_us += frame_us;
            ++outcome.made[i].count;
            if (unit_draw(frame.radio, receiver, kLoss) >= loss) {
                outcome.delivered = true;
                for (std::size_t rest = i + 1; rest < outcome.made.size(); ++rest) outcome.made[rest] = {};
                return outcome;
            }
        }
    }
    return outcome;
}

int Medium::receiver_of(const TxFrame& frame, const FrameView& view) const {
    const wifi::MacAddress to = view.receiver();
    if (!is_station(frame.radio)) {
        // One station has every address: it may ask under another than its own.
        if (stations_.size() == 1) return kStation;
        const auto station = std::ranges::find(stations_, to, &OnAir::mac);
        if (station == stations_.end()) return -1;
        return radio_of_station(static_cast<std::size_t>(station - stations_.begin()));
    }
    for (const BssSite& site : world_.sites())
        if (site.bssid == to) return site.index + 1;
    return -1;
}

void Medium::take(TxFrame frame) {
    const FrameView view{frame.octets};
    if (!view.ok() || frame.radio >= radios_ || !on_air(frame.radio)) {
        report_off_air(frame);
        return;
    }
    const bool group = view.receiver().is_group();
    const int receiver = group ? -1 : receiver_of(frame, view);
    if (!group && (receiver < 0 || !on_air(receiver))) {
        capture(frame, -1);
        if (is_station(frame.radio))
            station_with(frame.radio)
                .observer->station_sent(view, receiver < 0 ? -1 : bss_of(receiver), frame.mhz, false);
        report_off_air(frame);
        return;
    }

    const wifi::Band band = wifi::Channel::at_mhz(frame.mhz).value_or(wifi::Channel{}).band();
    const FrameRate first = frame_rate(frame.rates[0], band);
    const Micros start = access_time(frame.radio, frame.mhz, width_mhz(first));
    Outcome outcome;
    if (group)
        outcome.airtime_us = lab::airtime_us(first, frame.octets.size());
    else
        outcome = attempt(frame, receiver, start);
    const Micros end = start + std::max<Micros>(1, rounded(outcome.airtime_us));
    ongoing_.push_back({frame.radio, frame.mhz, width_mhz(first), start, end});
    radio_free_[static_cast<std::size_t>(frame.radio)] = end;
    // A radio writes its timer into the frame when it sends it, not when it is told to.
    const FrameRate& sent = group ? first : outcome.rate;
    const double airtime_us = exists(sent) ? lab::airtime_us(sent, frame.octets.size()) : 0;
    delay_timestamp(frame.octets, std::max(start, end - rounded(airtime_us)) - loop_.now());

    loop_.at(end, [this, frame = std::move(frame), outcome, receiver, first, group] {
        if (group)
            finish_group(frame, first);
        else
            finish_unicast(frame, receiver, outcome);
    });
}

void Medium::finish_unicast(const TxFrame& frame, int receiver, const Outcome& outcome) {
    const FrameView view{frame.octets};
    bool acked = outcome.delivered && on_air(frame.radio) && on_air(receiver);
    capture(frame, receiver);
    batch_.clear();
    if (acked) {
        const int signal = reported_dbm(frame.radio, receiver, frame.mhz);
        if (is_station(receiver))
            acked = hwsim_.offer(receiver, frame.octets, outcome.legacy_index, signal, frame.mhz);
        else
            hwsim_.add_reception(batch_, receiver, frame.octets, outcome.legacy_index, signal, frame.mhz);
    }
    RateSeries made = outcome.made;
    if (!acked && outcome.delivered) made = frame.rates;  // nobody was there: every attempt was made in vain
    hwsim_.add_status(batch_, frame, made, acked, reported_dbm(receiver, frame.radio, frame.mhz));
    hwsim_.send(batch_);
    if (is_station(frame.radio)) {
        station_with(frame.radio).observer->station_sent(view, bss_of(receiver), frame.mhz, acked);
        return;
    }
    AirObserver& observer = *station_with(receiver).observer;
    if (acked)
        observer.station_heard(view, bss_of(frame.radio));
    else
        observer.station_missed(view, bss_of(frame.radio));
}

void Medium::finish_group(const TxFrame& frame, const FrameRate& rate) {
    const FrameView view{frame.octets};
    const Micros now = loop_.now();
    const bool up = is_station(frame.radio);
    capture(frame, up ? -1 : kStation);
    batch_.clear();
    const bool fleet = stations_.size() > 1;
    const auto hear = [&](int receiver) {
        if (fleet && level_dbm(frame.radio, receiver, frame.mhz) < kInaudibleDbm) return;
        const double snr = snr_db(frame.radio, receiver, frame.mhz, width_mhz(rate), now - 1, now);
        if (unit_draw(frame.radio, receiver, kLoss) < error_rate(rate, snr, frame.octets.size())) return;
        hwsim_.add_reception(batch_, receiver, frame.octets, legacy_index(frame.rates[0]),
                             reported_dbm(frame.radio, receiver, frame.mhz), frame.mhz);
    };
    if (!up) {
        if (on_air(frame.radio))
            for (std::size_t station = 0; station < stations_.size(); ++station)
                hear(radio_of_station(station));
    } else {
        // The kernel drops what a radio on another channel would not hear.
        for (const BssSite& site : world_.sites())
            if (world_.on_air(site.index, now)) hear(site.index + 1);
    }
    hwsim_.add_status(batch_, frame, frame.rates, false, 0);
    hwsim_.send(batch_);
    if (up) station_with(frame.radio).observer->station_sent(view, -1, frame.mhz, true);
}

void Medium::capture(const TxFrame& frame, int receiver) {
    if (!capture_ || !FrameView{frame.octets}.is_management()) return;
    // Not reported_dbm(): its draws would make a captured run another run.
    std::optional<int> signal;
    if (receiver >= 0)
        signal = static_cast<int>(
            std::lround(std::clamp(level_dbm(frame.radio, receiver, frame.mhz), -110.0, -10.0)));
    capture_->add(loop_.now(), frame.octets, frame.mhz, signal);
}

void Medium::forge(int bss, std::span<const std::uint8_t> octets) {
    TxFrame frame;
    frame.radio = bss + 1;
    frame.octets.assign(octets.begin(), octets.end());
    frame.mhz = world_.channel_of(bss, loop_.now()).centre_mhz();
    capture(frame, kStation);
    batch_.clear();
    hwsim_.add_reception(batch_, kStation, octets, 0, reported_dbm(frame.radio, kStation, frame.mhz),
                         frame.mhz);
    hwsim_.send(batch_);
}

void Medium::report_off_air(const TxFrame& frame) {
    batch_.clear();
    hwsim_.add_status(batch_, frame, frame.rates, false, 0);
    hwsim_.send(batch_);
}

}  // namespace lab::guest
