#include "lab/clairvoyant.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace lab {
namespace {

/// A path that ends in one slot on one BSS.
struct Best {
    double value = 0;
    int moves = 0;
    int from = 0;  ///< the BSS before: the same, or the one moved from

    [[nodiscard]] bool beats(const Best& other) const {
        return value != other.value ? value > other.value : moves < other.moves;
    }
};

/// The best ways to leave in one slot: for the remainder of a move either the old BSS's value or the new
/// one's is charged, and the lesser charge counts. Each needs one candidate only, so that a slot costs
/// O(BSS).
struct Leaving {
    Best paying_old;  ///< the remainder is already paid, at the old BSS's value
    Best paying_new;  ///< the remainder is still to be paid, at the new BSS's value
};

Leaving best_leaving(const std::vector<Best>& row, const std::vector<double>& values, double remainder) {
    Leaving leaving;
    for (std::size_t bss = 0; bss < row.size(); ++bss) {
        const int from = static_cast<int>(bss);
        const Best later{row[bss].value, row[bss].moves + 1, from};
        const Best now{row[bss].value - remainder * values[bss], row[bss].moves + 1, from};
        if (bss == 0 || now.beats(leaving.paying_old)) leaving.paying_old = now;
        if (bss == 0 || later.beats(leaving.paying_new)) leaving.paying_new = later;
    }
    return leaving;
}

Best with_value(Best best, double value) {
    best.value += value;
    return best;
}

ClairvoyantPath walk_back(const std::vector<std::vector<Best>>& table, std::size_t whole_slots) {
    ClairvoyantPath path;
    path.bss.assign(table.size(), kMoving);
    const auto& last = table.back();
    const auto end = std::ranges::max_element(last, [](const Best& a, const Best& b) { return b.beats(a); });
    path.value = end->value;
    int bss = static_cast<int>(end - last.begin());
    for (std::size_t slot = table.size(); slot-- > 0;) {
        path.bss[slot] = bss;
        const int before = table[slot][static_cast<std::size_t>(bss)].from;
        if (before != bss) slot -= whole_slots;
        bss = before;
    }
    return path;
}

}  // namespace

SlotValues slot_values(const SignalTrace& trace, std::size_t slots, UsableRate usable) {
    SlotValues values(std::min(slots, trace.mean_dbm.size()));
    for (std::size_t slot = 0; slot < values.size(); ++slot) {
        values[slot].resize(trace.links.size());
        for (std::size_t bss = 0; bss < trace.links.size(); ++bss) {
            const float dbm = trace.mean_dbm[slot][bss];
            if (dbm <= kOffAirDbm) continue;
            // A rate follows from the distance to the noise: more of it is as good as less level.
            const float noise = slot < trace.interference_db.size() ? trace.interference_db[slot][bss] : 0;
            const radio::CentiDb level{static_cast<std::int32_t>(std::lround((dbm - noise) * 100.0F))};
            const double spare = std::clamp(1.0 - static_cast<double>(trace.load[slot][bss]), 0.0, 1.0);
            values[slot][bss] = usable(trace.links[bss], level) * spare;
        }
    }
    return values;
}

Micros handoff_floor(Security security) {
    switch (security) {
        case Security::Open:
        case Security::FtPsk:
        case Security::FtSae:
        case Security::FtEap:
            return 4'000;
        case Security::Wpa2Psk:
            return 8'000;
        case Security::Sae:
            return 12'000;
        case Security::Eap:
            return 30'000;
    }
    return 0;
}

ClairvoyantPath clairvoyant(const SlotValues& values, Micros slot, Micros handoff) {
    assert(slot > 0 && handoff >= 0);
    if (values.empty() || values.front().empty()) return {};
    const std::size_t whole_slots = static_cast<std::size_t>(handoff / slot);
    const double remainder = static_cast<double>(handoff % slot) / static_cast<double>(slot);

    std::vector<std::vector<Best>> table(values.size());
    std::vector<Leaving> leaving(values.size());
    for (std::size_t at = 0; at < values.size(); ++at) {
        table[at].resize(values[at].size());
        for (std::size_t bss = 0; bss < values[at].size(); ++bss) {
            const double value = values[at][bss];
            Best best{0, 0, static_cast<int>(bss)};
            if (at > 0) best = {table[at - 1][bss].value, table[at - 1][bss].moves, static_cast<int>(bss)};
            if (at > whole_slots) {
                const Leaving& left = leaving[at - 1 - whole_slots];
                const Best arriving = with_value(left.paying_new, -remainder * value);
                if (left.paying_old.beats(best)) best = left.paying_old;
                if (arriving.beats(best)) best = arriving;
            }
            table[at][bss] = with_value(best, value);
        }
        leaving[at] = best_leaving(table[at], values[at], remainder);
    }
    return walk_back(table, whole_slots);
}

std::vector<Served> links_of(const ClairvoyantPath& path, Micros slot) {
    std::vector<Served> links;
    for (std::size_t at = 0; at < path.bss.size(); ++at) {
        if (path.bss[at] == kMoving) continue;
        const Micros from = slot * static_cast<Micros>(at);
        if (links.empty() || links.back().bss != path.bss[at])
            links.push_back({path.bss[at], from, from, false});
        links.back().to = from + slot;
    }
    return links;
}

}  // namespace lab
