// Bad datagrams are counted, and said once for each kind, source and minute: whoever sends many fills no log.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include "adapters/peers/endpoint.hpp"
#include "base/time.hpp"

namespace peers {

enum class Fault : std::uint8_t {
    Malformed,     ///< not a datagram of ours, or cut
    OtherVersion,  ///< of a version or kind that we do not speak
    Unreadable,    ///< another site key, or changed on its way
    Replayed,      ///< seen before, or too old to know
    Skipped,       ///< has messages that we do not know; the rest was taken
    TooMany,       ///< there is no room for another peer
    Overflow,      ///< more to send than it takes
};
inline constexpr std::size_t kFaults = 7;

class Complaints {
public:
    static constexpr std::size_t kMostSources = 128;
    static constexpr base::Milliseconds kQuiet{60'000};

    /// Counts it. True when it should be said now; while too many sources misbehave, it is only counted.
    bool note(Fault fault, const Endpoint& from, base::Instant now) {
        ++counts_[static_cast<std::size_t>(fault)];
        const std::pair key{fault, from.address};
        const auto said = said_.find(key);
        if (said != said_.end() && now - said->second < kQuiet) return false;
        if (said == said_.end() && said_.size() >= kMostSources) {
            std::erase_if(said_, [now](const auto& entry) { return now - entry.second >= kQuiet; });
            if (said_.size() >= kMostSources) return false;
        }
        said_.insert_or_assign(key, now);
        return true;
    }

    [[nodiscard]] std::uint64_t count(Fault fault) const { return counts_[static_cast<std::size_t>(fault)]; }

private:
    std::array<std::uint64_t, kFaults> counts_{};
    std::map<std::pair<Fault, std::array<std::uint8_t, 16>>, base::Instant> said_;
};

}  // namespace peers
