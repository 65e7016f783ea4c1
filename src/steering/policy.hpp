// Every number of the access point's rules, in one place. docs/ap.md says where each comes from.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "radio/motion.hpp"
#include "records/steering.hpp"

namespace steering {

/// Which rule decides.
enum class Rule : std::uint8_t {
    Gain,           ///< gain against cost, as the station's own
    HostapdRoamer,  ///< its three triggers
    Band,           ///< strong on 2.4 GHz: a higher band
    LeastSignal,    ///< weak: whoever is strong enough
    Load,           ///< crowded or busy: whoever is not
};
inline constexpr std::size_t kRules = 5;

/// hostapd-roamer's settings by their names, as levels in dBm.
struct RoamerLimits {
    std::int8_t rssi_2_to_5 = -60;          ///< on 2.4 GHz at this level or stronger: try own 5 GHz
    std::int8_t rssi_2_to_5_min = -65;      ///< which must be this strong or stronger
    std::int8_t rssi_5_to_other = -65;      ///< on 5 GHz at this level or weaker: try other access points
    std::int8_t rssi_5_to_other_min = -62;  ///< a candidate must be this strong or stronger
    std::int8_t rssi_2_to_other = -70;      ///< on 2.4 GHz at this level or weaker: try other access points
    std::int8_t rssi_2_to_other_min = -65;  ///< a candidate must be this strong or stronger
};

struct Policy {
    Rule rule = Rule::Gain;
    records::SteeringMode mode = records::SteeringMode::Suggest;

    // -- What a level is worth as evidence.

    radio::Ageing ageing;
    radio::MotionLimits motion;
    /// Error of one reading of a client's link at its access point.
    radio::Variance uplink_noise{400};
    /// Doubt about how loud a client hears what is heard of it, until it reported that once.
    radio::Variance offset_unknown{1600};
    radio::Variance offset_known{250};
    /// Error of a beacon report: one frame while walking, the report's own noise while standing.
    radio::Variance report_noise_moving{1200};
    radio::Variance report_noise_standing{400};
    /// A BSS that a client measured for and did not report: the receiver's limit, with deviation 4 dB.
    std::int32_t silent_cdbm = -9400;
    radio::Variance silent_noise{1600};

    // -- The rule of gain.

    base::Milliseconds horizon_moving{6'000};
    base::Milliseconds horizon_standing{60'000};
    std::uint8_t confidence_moving = 80;  ///< per cent
    std::uint8_t confidence_standing = 95;
    std::uint8_t confidence_failing = 60;
    std::uint8_t gain_moving = 15;  ///< least gain, per cent of what its BSS gives
    std::uint8_t gain_standing = 75;
    std::uint8_t gain_failing = 5;
    /// What its BSS promises below this counts as failing, kbit/s.
    std::uint32_t failing_kbps = 4'000;
    base::Milliseconds verify_moving{2'500};  ///< how long ago a target may have been measured
    base::Milliseconds verify_standing{20'000};
    /// What a move costs a client: it looks at the list, then authenticates.
    base::Milliseconds move_cost{300};
    base::Milliseconds failed_move{4'000};
    /// Targets of a list are at most this much worth less than the best, per cent.
    std::uint8_t list_within = 30;

    // -- Measuring.

    base::Milliseconds measure_silence{90};  ///< what a measurement of one channel takes from the client
    std::uint16_t measure_weight = 150;      ///< of that silence against rate, per cent
    base::Milliseconds measure_horizon{5'000};
    base::Milliseconds measure_spacing{700};  ///< between two requests to one client
    /// Measurements are paid from a purse that fills by one per `measure_every` and holds `measure_burst`.
    base::Milliseconds measure_every{2'000};
    std::uint8_t measure_burst = 4;
    base::Milliseconds measure_within{1'500};  ///< from a request to its reports
    std::uint8_t measure_tries = 3;            ///< unanswered requests after which a mode counts as refused
    /// Whoever has measured before is out of reach, or busy, more likely than unwilling: so many times as
    /// many.
    std::uint8_t measure_trust = 4;
    base::Milliseconds measure_again{600'000};  ///< until a refused mode is tried once more

    // -- Asking to move.

    base::Milliseconds joined_for{2'000};     ///< before a client is judged
    base::Milliseconds answer_within{4'000};  ///< from a request to its answer
    base::Milliseconds move_within{6'000};    ///< from a request to the new link
    base::Milliseconds returns_within{30'000};
    /// After a request that was followed the next may come after this.
    base::Milliseconds after_move{3'000};
    /// After one that was not, after this, doubling up to `back_off_most`.
    base::Milliseconds back_off_first{15'000};
    base::Milliseconds back_off_most{3'600'000};
    /// A BSS that a client was asked to leave, or came back from, is no target for this long.
    base::Milliseconds return_guard{15'000};
    base::Milliseconds failed_target{60'000};
    /// Requests judged before a client has a class, and what share of them makes it one, per cent.
    std::uint8_t class_after = 3;
    std::uint8_t class_share = 60;
    /// Requests that a client which does not follow them gets in any 24 hours; half of them at once.
    std::uint8_t requests_per_day = 12;

    // -- Load.

    std::uint8_t load_lead = 30;       ///< per cent by which a target must be less busy
    std::uint8_t load_busy = 50;       ///< per cent from which a BSS is busy
    std::uint8_t load_clients = 4;     ///< by how many clients a target must have fewer
    std::int8_t load_least_dbm = -68;  ///< how strong it must be

    // -- Rules with limits.

    RoamerLimits roamer;
    std::int8_t least_signal_dbm = -75;
    std::int8_t least_signal_min_dbm = -68;
    std::int8_t band_up_dbm = -62;
    std::int8_t band_up_min_dbm = -68;
};

}  // namespace steering
