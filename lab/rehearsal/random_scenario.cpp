// A place that nobody chose, so that a policy cannot have been made for it.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/random.hpp"
#include "lab/rehearsal/rehearsal.hpp"

namespace lab {

namespace {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : seed_{seed} {}

    double between(double low, double high) {
        return low +
               (high - low) * static_cast<double>(base::draw({seed_, 0, 301, index_++}) >> 11) * 0x1.0p-53;
    }
    int pick(int low, int high) { return low + static_cast<int>(between(0, high - low + 1)); }
    bool chance(double share) { return between(0, 1) < share; }

private:
    std::uint64_t seed_;
    std::uint64_t index_ = 0;
};

RadioConfig random_radio(Dice& dice, wifi::Band band) {
    static constexpr std::array kFive{36, 40, 44, 48, 149, 153, 157, 161};
    static constexpr std::array kTwo{1, 6, 11};
    RadioConfig radio;
    if (band == wifi::Band::Ghz5) {
        radio.channel = *wifi::Channel::make(band, kFive[static_cast<std::size_t>(dice.pick(0, 7))]);
        radio.mode = wifi::PhyMode::Vht;
        radio.width = std::array{wifi::Width::Mhz20, wifi::Width::Mhz40, wifi::Width::Mhz80,
                                 wifi::Width::Mhz80}[static_cast<std::size_t>(dice.pick(0, 3))];
        radio.power_dbm = dice.between(15, 21);
    } else {
        radio.channel = *wifi::Channel::make(band, kTwo[static_cast<std::size_t>(dice.pick(0, 2))]);
        radio.power_dbm = dice.between(13, 18);
    }
    if (dice.chance(0.3)) radio.load = dice.between(0.05, 0.7);
    return radio;
}

}  // namespace

Scenario random_scenario(std::uint64_t seed) {
    Dice dice{seed};
    Scenario scenario;
    scenario.name = "random";
    scenario.title = fmt::format("a random place, {}", seed);
    scenario.seconds = 240;
    scenario.security = dice.chance(0.5) ? Security::FtPsk : Security::Wpa2Psk;
    scenario.neighbor_reports = dice.chance(0.8);
    Propagation& air = scenario.propagation;
    air.path_loss = dice.chance(0.6) ? PathLoss::TgaxEnterprise : PathLoss::InhOfficeLos;
    air.shadow_db = dice.between(2, 6);
    air.shadow_distance_m = dice.between(3, 10);
    air.shadow_common = dice.between(0, 0.5);
    air.fading_db = dice.between(1.5, 4);
    air.temporal_db = dice.between(0.3, 2);
    air.frame_noise_db = dice.between(0.8, 2.5);
    air.device_offset_db = dice.between(-4, 4);

    const double spacing = dice.between(14, 38);
    const int columns = dice.pick(2, 4);
    const int rows = dice.pick(1, 3);
    for (int column = 0; column < columns; ++column) {
        for (int row = 0; row < rows; ++row) {
            AccessPoint ap;
            ap.name = fmt::format("AP{}", column * rows + row + 1);
            ap.at = {(column + dice.between(-0.25, 0.25)) * spacing,
                     (row + dice.between(-0.25, 0.25)) * spacing};
            ap.radios.push_back(random_radio(dice, wifi::Band::Ghz5));
            if (dice.chance(0.8)) ap.radios.push_back(random_radio(dice, wifi::Band::Ghz2_4));
            scenario.aps.push_back(ap);
        }
    }
    const double width = columns * spacing;
    const double height = rows * spacing;
    for (int i = dice.pick(0, 6); i > 0; --i) {
        Wall wall;
        wall.from = {dice.between(-0.3, 1) * width, dice.between(-0.3, 1) * height};
        wall.to = dice.chance(0.5) ? Point{wall.from.x_m + dice.between(5, 30), wall.from.y_m}
                                   : Point{wall.from.x_m, wall.from.y_m + dice.between(5, 30)};
        wall.loss_db = dice.between(3, 20);
        scenario.walls.push_back(wall);
    }

    // A walk with pauses until the time is used up.
    Walker& walker = scenario.walker;
    Point here{dice.between(-0.2, 0.9) * width, dice.between(-0.2, 0.9) * height};
    walker.start = here;
    walker.initial_pause_s = dice.between(2, 15);
    const double speed = dice.between(0.6, 2.0);
    double left_s = scenario.seconds - walker.initial_pause_s;
    while (left_s > 1) {
        Leg leg;
        leg.to = {dice.between(-0.2, 0.9) * width, dice.between(-0.2, 0.9) * height};
        leg.speed_mps = speed;
        leg.pause_s = dice.chance(0.4) ? dice.between(3, 30) : 0;
        const double way_s = std::hypot(leg.to.x_m - here.x_m, leg.to.y_m - here.y_m) / speed;
        if (way_s + leg.pause_s > left_s) break;
        left_s -= way_s + leg.pause_s;
        here = leg.to;
        walker.legs.push_back(leg);
    }
    return scenario;
}

}  // namespace lab
