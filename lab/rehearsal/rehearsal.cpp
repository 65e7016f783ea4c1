#include "lab/rehearsal/rehearsal.hpp"

#include <algorithm>
#include <utility>

#include "lab/rehearsal/simulation.hpp"

namespace lab {

namespace {

class Rehearsal final : public Simulation {
public:
    using Simulation::Simulation;

    Truth run();
};

Truth Rehearsal::run() {
    const auto length = static_cast<Micros>(world_.scenario().seconds * 1e6);
    truth_.length = length;
    begin();
    // Traffic is on air from two seconds before the walk.
    while (now_ < length) pass_millisecond(now_ >= -2'000 * kMs);
    if (visit_) go_home();
    unlink();
    std::ranges::sort(truth_.packets, {},
                      [](const Packet& packet) { return std::pair{packet.direction, packet.sequence}; });
    std::erase_if(truth_.looks, [](const Look& look) { return look.at < 0; });
    return std::move(truth_);
}

}  // namespace

Truth rehearse(const World& world, std::uint64_t seed, const engine::Settings& settings,
               ports::Journal& journal) {
    return Rehearsal{world, seed, settings, journal}.run();
}

}  // namespace lab
