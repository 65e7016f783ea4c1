// What the air truly offered over a run, sampled: the clairvoyant's knowledge and the report's curves.
#pragma once

#include <vector>

#include "lab/scenario.hpp"
#include "lab/truth.hpp"
#include "radio/rate.hpp"

namespace lab {

/// The mean signal of every BSS at the station, slot by slot; slot i covers [i x slot, (i + 1) x slot).
struct SignalTrace {
    Micros slot = 0;
    std::vector<BssSite> sites;
    std::vector<radio::LinkCapability> links;  ///< [bss]
    std::vector<std::vector<float>> mean_dbm;  ///< [slot][bss], -200 when off the air
    std::vector<std::vector<float>> load;      ///< [slot][bss], 0 to 1
    /// [slot][bss], what interference adds to thermal noise; empty: nothing anywhere.
    std::vector<std::vector<float>> interference_db{};
};

}  // namespace lab
