#include "lab/world.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "base/random.hpp"

namespace lab {
namespace {

/// What a draw is for. The numbers are part of every seed's meaning: never reuse one.
enum class Purpose : std::uint64_t {
    WaveNumber = 1,
    WavePhase,
    WaveAngle,
    SwingRate,
    SwingPhase,
    Fading,
    Report,
    Between
};

/// Streams of the shadow fields: one field for the place itself, one per AP, one per BSS.
constexpr std::uint64_t kCommonStream = 0;
constexpr std::uint64_t kApStream = 1'000;
constexpr std::uint64_t kBssStream = 2'000;
/// Streams of one station's own draws: a station's number times this, and the BSS.
constexpr std::uint64_t kStationStreams = 10'000;

/// Share of an AP's own field that its radios have in common: the obstacles are the same, the wavelengths
/// differ.
constexpr double kSharedByRadios = 0.8;
/// Access points hang under the ceiling, stations are carried at the belt.
constexpr double kHeightDifferenceM = 2;
constexpr double kMicrosPerSecond = 1e6;
constexpr double kSpeedOfLightMPerUs = 299.792458;
constexpr double kTurn = 4294967296.0;  // a turn of phase fills 32 bits

/// Uniform in [0, 1).
double uniform(std::uint64_t seed, std::uint64_t stream, Purpose purpose, std::uint64_t index) {
    const std::uint64_t bits = base::draw({seed, stream, static_cast<std::uint64_t>(purpose), index});
    return static_cast<double>(bits >> 11) * 0x1p-53;
}

/// Standard normal (Box and Muller), from the two halves of one draw.
double normal(std::uint64_t seed, std::uint64_t stream, Purpose purpose, std::uint64_t index) {
    const std::uint64_t bits = base::draw({seed, stream, static_cast<std::uint64_t>(purpose), index});
    const double radius = (static_cast<double>(bits >> 32) + 0.5) / kTurn;
    const double angle = static_cast<double>(bits & 0xFFFFFFFF) / kTurn;
    return std::sqrt(-2 * std::log(radius)) * std::cos(2 * std::numbers::pi * angle);
}

/// The cosine by table and straight line, within 5e-6: the fields take some hundred of them for every frame.
class CosineTable {
public:
    CosineTable() {
        for (std::size_t i = 0; i < values_.size(); ++i)
            values_[i] = std::cos(2 * std::numbers::pi * static_cast<double>(i) / kSteps);
    }

    /// @param turns  in 2^-32 turns; whole turns do not count.
    [[nodiscard]] double at(double turns) const {
        const auto phase = static_cast<std::uint32_t>(static_cast<std::int64_t>(turns));
        const std::size_t step = phase >> kShift;
        const double rest = (phase & ((1U << kShift) - 1)) * (1.0 / (1U << kShift));
        return values_[step] + rest * (values_[step + 1] - values_[step]);
    }

private:
    static constexpr unsigned kShift = 22;
    static constexpr std::size_t kSteps = 1U << (32 - kShift);
    std::array<double, kSteps + 1> values_{};
};

const CosineTable kCosine;

Micros micros(double seconds) { return std::llround(seconds * kMicrosPerSecond); }

double distance_m(Point a, Point b) { return std::hypot(a.x_m - b.x_m, a.y_m - b.y_m); }

/// On which side of the line through `a` and `b` the point lies: the sign of the cross product.
bool is_left(Point a, Point b, Point point) {
    return (b.x_m - a.x_m) * (point.y_m - a.y_m) - (b.y_m - a.y_m) * (point.x_m - a.x_m) > 0;
}

bool crosses(const Wall& wall, Point a, Point b) {
    return is_left(wall.from, wall.to, a) != is_left(wall.from, wall.to, b) &&
           is_left(a, b, wall.from) != is_left(a, b, wall.to);
}

/// How much of a piece lies behind a station that is on it, 0 to 1.
double progress(Micros from, Micros to, Micros at) {
    return std::clamp(static_cast<double>(at - from) / static_cast<double>(to - from), 0.0, 1.0);
}

}  // namespace

ShadowField::ShadowField(std::uint64_t seed, std::uint64_t stream, double distance_m) {
    // Wave numbers and directions are spread evenly (stratified), so that one world's field has the wanted
    // variance and correlation, and not only the mean over many worlds.
    const double first_angle = uniform(seed, stream, Purpose::WaveAngle, 0);
    for (std::size_t i = 0; i < kWaves; ++i) {
        // The inverse of the spectrum's distribution, P(k) = 1 - (1 + (k d)^2)^(-1/2).
        const double share =
            (static_cast<double>(i) + uniform(seed, stream, Purpose::WaveNumber, i)) / kWaves;
        const double per_m = std::sqrt(1 / ((1 - share) * (1 - share)) - 1) / distance_m;
        const double angle =
            2 * std::numbers::pi * (first_angle + static_cast<double>(i) / std::numbers::phi);
        const double turns_per_m = per_m / (2 * std::numbers::pi) * kTurn;
        waves_[i] = {turns_per_m * std::cos(angle), turns_per_m * std::sin(angle),
                     uniform(seed, stream, Purpose::WavePhase, i) * kTurn};
    }
}

double ShadowField::at(Point place) const {
    double sum = 0;
    for (const Wave& wave : waves_)
        sum += kCosine.at(wave.x_per_m * place.x_m + wave.y_per_m * place.y_m + wave.phase);
    return sum * std::sqrt(2.0 / kWaves);
}

World::World(Scenario scenario, std::uint64_t seed, std::uint64_t station)
    : scenario_{std::move(scenario)},
      seed_{seed},
      stream_origin_{station * kStationStreams},
      sites_{bss_sites(scenario_)},
      common_field_{seed, kCommonStream, scenario_.propagation.shadow_distance_m} {
    lay_path();
    const double distance = scenario_.propagation.shadow_distance_m;
    for (std::size_t ap = 0; ap < scenario_.aps.size(); ++ap)
        ap_fields_.emplace_back(seed, kApStream + ap, distance);
    for (std::size_t bss = 0; bss < sites_.size(); ++bss) {
        bss_fields_.emplace_back(seed, kBssStream + bss, distance);
        std::array<Swing, kSwings>& swings = swings_.emplace_back();
        for (std::size_t i = 0; i < kSwings; ++i) {
            // Periods from 4/7 of the time scale to 4 times it.
            const double share =
                (static_cast<double>(i) + uniform(seed, stream_origin_ + bss, Purpose::SwingRate, i)) /
                kSwings;
            swings[i] = {(0.25 + 1.5 * share) / scenario_.propagation.temporal_period_s,
                         uniform(seed, stream_origin_ + bss, Purpose::SwingPhase, i)};
        }
    }
}

void World::lay_path() {
    const Walker& walker = scenario_.walker;
    Piece piece{0, micros(walker.initial_pause_s), walker.start, walker.start};
    const auto add = [this, &piece](Point to, double seconds) {
        piece.end = to;
        piece.length_m = distance_m(piece.start, to);
        piece.to = piece.from + micros(seconds);
        if (piece.to > piece.from) path_.push_back(piece);
        piece = {piece.to, piece.to, to, to, piece.walked_m + piece.length_m};
    };
    add(walker.start, walker.initial_pause_s);
    for (const Leg& leg : walker.legs) {
        add(leg.to, distance_m(piece.start, leg.to) / leg.speed_mps);
        add(leg.to, leg.pause_s);
    }
    piece.to = std::numeric_limits<Micros>::max();
    path_.push_back(piece);
}

const World::Piece& World::piece_at(Micros at) const {
    const auto next = std::ranges::upper_bound(path_, at, {}, &Piece::from);
    return next == path_.begin() ? *next : *std::prev(next);
}

Point World::station_at(Micros at) const {
    const Piece& piece = piece_at(at);
    if (piece.length_m <= 0) return piece.start;
    const double done = progress(piece.from, piece.to, at);
    return {std::lerp(piece.start.x_m, piece.end.x_m, done), std::lerp(piece.start.y_m, piece.end.y_m, done)};
}

double World::walked_m(Micros at) const {
    const Piece& piece = piece_at(at);
    if (piece.length_m <= 0) return piece.walked_m;
    return piece.walked_m + piece.length_m * progress(piece.from, piece.to, at);
}

const RadioConfig& World::radio_of(int bss) const {
    const BssSite& site = sites_[static_cast<std::size_t>(bss)];
    return scenario_.aps[site.ap].radios[site.radio];
}

const Point& World::place_of(int bss) const {
    return scenario_.aps[sites_[static_cast<std::size_t>(bss)].ap].at;
}

bool World::concerns(const ScenarioEvent& event, int bss, Micros at) const {
    const BssSite& site = sites_[static_cast<std::size_t>(bss)];
    return micros(event.at_s) <= at &&
           (event.radio < 0 || static_cast<std::size_t>(event.radio) == site.radio) &&
           event.ap == scenario_.aps[site.ap].name;
}

bool World::on_air(int bss, Micros at) const {
    bool on = true;
    for (const ScenarioEvent& event : scenario_.events) {
        if (event.kind == EventKind::ApOff && concerns(event, bss, at)) on = false;
        if (event.kind == EventKind::ApOn && concerns(event, bss, at)) on = true;
    }
    return on;
}

wifi::Channel World::channel_of(int bss, Micros at) const {
    wifi::Channel channel = radio_of(bss).channel;
    for (const ScenarioEvent& event : scenario_.events)
        if (event.kind == EventKind::ChannelSwitch && concerns(event, bss, at))
            channel = wifi::Channel::make(channel.band(), event.channel).value_or(channel);
    return channel;
}

double World::load_of(int bss, Micros at) const {
    double load = radio_of(bss).load;
    for (const ScenarioEvent& event : scenario_.events)
        if (event.kind == EventKind::Load && concerns(event, bss, at)) load = event.load;
    return load;
}

double World::interference_db(int bss, Micros at) const {
    double noise = 0;
    for (const ScenarioEvent& event : scenario_.events)
        if (event.kind == EventKind::Interference && concerns(event, bss, at)) noise = event.noise_db;
    return noise;
}

radio::LinkCapability World::link(int bss) const {
    const RadioConfig& radio = radio_of(bss);
    return {radio.channel.band(), radio.mode, radio.width,
            static_cast<std::uint8_t>(std::min(radio.streams, scenario_.walker.streams))};
}

double World::path_loss_db(double distance, double ghz) const {
    // No model holds in the near field; 1 m is where all of them start.
    const double d = std::max(distance, 1.0);
    const auto two_slopes = [d, ghz](double breakpoint_m) {
        const double near = 40.05 + 20 * std::log10(ghz / 2.4) + 20 * std::log10(std::min(d, breakpoint_m));
        return d > breakpoint_m ? near + 35 * std::log10(d / breakpoint_m) : near;
    };
    const double line_of_sight = 32.4 + 17.3 * std::log10(d) + 20 * std::log10(ghz);
    switch (scenario_.propagation.path_loss) {
        case PathLoss::TgaxEnterprise:
            return two_slopes(10);
        case PathLoss::TgaxResidential:
            return two_slopes(5);
        case PathLoss::InhOfficeLos:
            return line_of_sight;
        case PathLoss::InhOfficeNlos:
            return std::max(line_of_sight, 17.3 + 38.3 * std::log10(d) + 24.9 * std::log10(ghz));
    }
    return line_of_sight;
}

double World::walls_db(Point a, Point b) const {
    double loss = 0;
    for (const Wall& wall : scenario_.walls)
        if (crosses(wall, a, b)) loss += wall.loss_db;
    return loss;
}

double World::shadow_db(int bss, Point place) const {
    const auto at = static_cast<std::size_t>(bss);
    const double common = scenario_.propagation.shadow_common;
    const double own = std::sqrt(kSharedByRadios) * ap_fields_[sites_[at].ap].at(place) +
                       std::sqrt(1 - kSharedByRadios) * bss_fields_[at].at(place);
    return scenario_.propagation.shadow_db *
           (std::sqrt(common) * common_field_.at(place) + std::sqrt(1 - common) * own);
}

double World::drift_db(int bss, Micros at) const {
    const double seconds = static_cast<double>(at) / kMicrosPerSecond;
    double sum = 0;
    for (const Swing& swing : swings_[static_cast<std::size_t>(bss)]) {
        const double turns = swing.turns_per_s * seconds + swing.phase;
        sum += kCosine.at(turns * kTurn);
    }
    return scenario_.propagation.temporal_db * std::sqrt(2.0 / kSwings) * sum;
}

double World::mean_dbm(int bss, Micros at) const {
    if (!on_air(bss, at)) return kSilent;
    const Point station = station_at(at);
    const Point& ap = place_of(bss);
    const double distance = std::hypot(distance_m(station, ap), kHeightDifferenceM);
    return radio_of(bss).power_dbm - path_loss_db(distance, channel_of(bss, at).centre_mhz() / 1e3) -
           walls_db(station, ap) + shadow_db(bss, station) + drift_db(bss, at);
}

double World::fading_db(int bss, Micros at) const {
    const double sigma = scenario_.propagation.fading_db;
    const double half_wave_m = kSpeedOfLightMPerUs / channel_of(bss, at).centre_mhz() / 2;
    const auto step = static_cast<std::uint64_t>(walked_m(at) / half_wave_m);
    // The mean of 10^(X/10) over a normal X of mean m is 0 dB at m = -sigma^2 ln(10) / 20.
    const double shift = sigma * sigma * std::numbers::ln10 / 20;
    return sigma * normal(seed_, stream_of(bss), Purpose::Fading, step) - shift;
}

double World::report_noise_db(int bss, std::uint64_t frame) const {
    return scenario_.propagation.frame_noise_db * normal(seed_, stream_of(bss), Purpose::Report, frame);
}

double World::mean_between_dbm(int bss_a, int bss_b) const {
    const RadioConfig& sender = radio_of(bss_a);
    const Point& a = place_of(bss_a);
    const Point& b = place_of(bss_b);
    const auto [low, high] =
        std::minmax(sites_[static_cast<std::size_t>(bss_a)].ap, sites_[static_cast<std::size_t>(bss_b)].ap);
    const double shadow = scenario_.propagation.shadow_db * normal(seed_, low, Purpose::Between, high);
    return sender.power_dbm - path_loss_db(distance_m(a, b), sender.channel.centre_mhz() / 1e3) -
           walls_db(a, b) + shadow;
}

double World::mean_from_dbm(Point place, double power_dbm, int mhz, Micros at) const {
    const Point here = station_at(at);
    return power_dbm - path_loss_db(distance_m(place, here), mhz / 1e3) - walls_db(place, here);
}

SignalTrace sample(const World& world, Micros slot) {
    SignalTrace trace{slot, world.sites(), {}, {}, {}, {}};
    for (const BssSite& site : world.sites()) trace.links.push_back(world.link(site.index));
    const Micros end = micros(world.scenario().seconds);
    for (Micros from = 0; from < end; from += slot) {
        const Micros middle = from + slot / 2;
        std::vector<float>& means = trace.mean_dbm.emplace_back();
        std::vector<float>& loads = trace.load.emplace_back();
        std::vector<float>& noises = trace.interference_db.emplace_back();
        for (const BssSite& site : world.sites()) {
            means.push_back(static_cast<float>(world.mean_dbm(site.index, middle)));
            loads.push_back(static_cast<float>(world.load_of(site.index, middle)));
            noises.push_back(static_cast<float>(world.interference_db(site.index, middle)));
        }
    }
    return trace;
}

}  // namespace lab
