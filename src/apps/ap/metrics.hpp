// What the access point daemon counts, and how it tells Prometheus. No client's address is in it: what is of
// one client belongs to the records.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "engine/access_point.hpp"
#include "records/steering.hpp"

namespace ap_app {

struct Counters {
    std::array<std::uint64_t, records::kSteeringActions> decisions{};  ///< that were written down, by action
    std::array<std::uint64_t, records::kSteeringResults> results{};    ///< of requests to move
    std::uint64_t measurements = 0;                                    ///< that clients were asked for

    void count(const records::SteeringRecord& record);
};

/// The exposition format, version 0.0.4.
[[nodiscard]] std::string metrics_text(const engine::AccessPoint& ap, const Counters& counters);

}  // namespace ap_app
