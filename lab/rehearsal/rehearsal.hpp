// The station's engine on the lab's world without a kernel: thousands of walks a minute.
//
// The world, the engine and the score are the laboratory's own; what is between them, the kernel, the
// supplicant and the frames, is reduced to a few rules. It finds a policy's weaknesses quickly; what counts
// is the laboratory.
#pragma once

#include <cstdint>

#include "engine/station.hpp"
#include "lab/truth.hpp"
#include "lab/world.hpp"
#include "ports/journal.hpp"

namespace lab {

/// Walks once. The station is linked to the strongest BSS before the walk begins.
/// @param journal  gets every decision record.
[[nodiscard]] Truth rehearse(const World& world, std::uint64_t seed, const engine::Settings& settings,
                             ports::Journal& journal);

/// A place that nobody chose: floor, walls, access points, propagation and walk are drawn from `seed`.
[[nodiscard]] Scenario random_scenario(std::uint64_t seed);

}  // namespace lab
