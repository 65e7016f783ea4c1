#include "apps/cli/suggest.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace cli {

namespace {

/// Levenshtein distance, row by row.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string> known) {
    std::string_view best;
    // Half of the letters may be wrong, three at most: farther away it is another word.
    std::size_t least = std::min<std::size_t>(4, word.size() / 2 + 1);
    for (const std::string& candidate : known) {
        const std::size_t away = distance(word, candidate);
        if (away < least) {
            least = away;
            best = candidate;
        }
    }
    return best;
}

}  // namespace cli
