// Sightings on their way out: they wait for others for a moment, so that one datagram carries about a
// hundred.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "adapters/peers/messages.hpp"
#include "base/time.hpp"

namespace peers {

class SightingQueue {
public:
    static constexpr base::Milliseconds kWait{200};
    static constexpr std::size_t kMost = 8192;

    /// False when another, the oldest, was dropped for it.
    bool push(const ports::SharedSighting& sighting, base::Instant now);
    /// When they should be sent; empty: there are none.
    [[nodiscard]] std::optional<base::Instant> due() const;
    /// All that wait, as the plain texts of datagrams; their ages include the time they waited.
    [[nodiscard]] std::vector<std::vector<std::uint8_t>> take(base::Instant now);

private:
    struct Waiting {
        ports::SharedSighting sighting;
        base::Instant since;
    };
    std::deque<Waiting> waiting_;
};

}  // namespace peers
