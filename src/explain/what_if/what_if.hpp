// What each of the station's policies would have done on the same evidence, at each moment at which the
// station could have chosen otherwise.
//
// Every rule is asked at the moments at which this station had something to choose from, what its scan found
// included, whether or not the rule would have scanned then.
//
// Every rule is asked at the moments at which this station had something to choose from, what its scan found
// included, whether or not the rule would have scanned then.
//
// The evidence is what the log shows: levels of the link, results of scans, links made and lost. What it does
// not show is assumed, and the assumption is said.
#pragma once

#include <string_view>
#include <vector>

#include "explain/timeline/timeline.hpp"
#include "records/decision.hpp"

namespace explain {

/// The logs hardly ever say what a BSS can do.
inline constexpr std::string_view kAssumption =
    "assumed of every BSS: two streams, 20 MHz HT at 2.4 GHz, 80 MHz VHT above, 10 % load";

struct Answer {
    std::optional<records::Rival> rival{};  ///< empty: roam-station's own policy, level balanced
    records::Action action = records::Action::Stay;
    records::Reason reason = records::Reason::NotConnected;
    std::optional<wifi::MacAddress> target{};
    /// Expected rate of where it would be, less that of where the station was afterwards. kbit/s.
    std::int64_t gain_kbps = 0;
};

struct Crossroads {
    Micros at{0};
    wifi::MacAddress serving;
    std::optional<wifi::MacAddress> went_to{};
    std::uint32_t kbps = 0;  ///< expected of where the station was afterwards
    std::vector<Answer> answers{};
    Places places{};
};

/// Over all crossroads of one station.
struct PolicySum {
    std::optional<records::Rival> rival{};
    std::uint64_t moves = 0;   ///< it would have moved
    std::uint64_t agrees = 0;  ///< it would have done what the station did
    std::int64_t mean_gain_kbps = 0;
};

struct WhatIf {
    std::vector<Crossroads> crossroads;
    std::vector<PolicySum> sums;  ///< roam-station's own first
};

[[nodiscard]] WhatIf what_if(const Station& station, Micros origin);

}  // namespace explain
