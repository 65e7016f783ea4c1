// The best that any policy could have done: a dynamic programme over the true mean-signal trace.
//
// Every score is a ratio to this, so it must bound what an arm can earn. It does: an arm earns the value of
// the BSS it is linked to, for as long as it is linked, and every move costs it at least handoff_floor()
// without a link. Wherever in time such a gap lies, shifting it to the nearest slot boundary loses nothing
// when the fraction of a slot is charged at the poorer of the two BSS there, and that is what the programme
// charges.
#pragma once

#include <cstdint>
#include <vector>

#include "lab/trace.hpp"

namespace lab {

/// What SignalTrace::mean_dbm holds for a BSS that is off the air.
inline constexpr float kOffAirDbm = -200;

/// What an application gets from a link at a mean level, in kbit/s: radio::usable_kbps.
using UsableRate = std::uint32_t (*)(const radio::LinkCapability& link, radio::CentiDb level);

/// [slot][bss]: usable kbit/s x (1 - load); 0 off the air.
using SlotValues = std::vector<std::vector<double>>;

/// The values of the first `slots` slots, or of all when the trace has fewer.
[[nodiscard]] SlotValues slot_values(const SignalTrace& trace, std::size_t slots, UsableRate usable);

/// The shortest time without a link that a move costs; no real move is faster. Open 4 ms, WPA2-PSK 8, FT-PSK
/// and FT-EAP 4, SAE 12, FT-SAE 4, EAP 30.
[[nodiscard]] Micros handoff_floor(Security security);

inline constexpr int kMoving = -1;

struct ClairvoyantPath {
    std::vector<int> bss;  ///< per slot: BssSite::index, or kMoving in a slot wholly spent on a move
    double value = 0;      ///< sum of the slots' values less the moves' cost, in kbit/s x slots

    friend bool operator==(const ClairvoyantPath&, const ClairvoyantPath&) = default;
};

/// The path of greatest value; among equals one with the fewest moves. The first BSS is free.
/// O(slots x BSS) time and memory.
/// @param slot,handoff  lengths in microseconds; slot > 0, handoff >= 0. A move between two BSS takes handoff
/// / slot
///                      whole slots, and the remainder at the lesser of the values on either side.
[[nodiscard]] ClairvoyantPath clairvoyant(const SlotValues& values, Micros slot, Micros handoff);

/// The path as links, in the form in which a run's own are written, so that both are counted and drawn alike.
[[nodiscard]] std::vector<Served> links_of(const ClairvoyantPath& path, Micros slot);

}  // namespace lab
