// Event A3 of 3GPP (TS 36.331 and TS 38.331, 5.5.4.4): a neighbour becomes better than the serving cell by an
// offset, for a time.
//
// Without frequency- and cell-specific offsets. Cells measure all the time; a station with one radio has to
// visit the neighbours' channels, here one each second.
#pragma once

#include "station/policies/evidence.hpp"

namespace station::policies::a3 {

struct Parameters {
    wifi::Db offset{3};
    wifi::Db hysteresis{0};
    base::Milliseconds time_to_trigger{
        320};  ///< of the standard's set: 0, 40, 64, ... 256, 320, 480, ... 5120
    base::Milliseconds between_looks{1'000};
};

struct State {
    struct Entered {
        wifi::MacAddress bssid;
        base::Instant since;
    };
    base::StaticVector<Entered, Evidence::kRoom> entered;
    std::optional<base::Instant> last_look;
    std::optional<wifi::Channel> last_channel;
};

/// One reading of the link: notes which neighbours satisfy the entering or leaving condition, and says Look
/// when the next channel is due.
[[nodiscard]] Verdict watch(const Parameters& parameters, State& state, const Evidence& evidence,
                            base::Instant now);

/// Whether some neighbour has satisfied the condition for long enough: the strongest of these.
[[nodiscard]] Verdict judge(const Parameters& parameters, const State& state, const Evidence& evidence,
                            base::Instant now);

}  // namespace station::policies::a3
