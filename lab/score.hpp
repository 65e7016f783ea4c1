// The figures of one run: what the stream got, against what was to be had. docs/score.md defines each for
// users.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "lab/clairvoyant.hpp"
#include "lab/gaps.hpp"
#include "lab/scenario.hpp"
#include "lab/trace.hpp"
#include "lab/truth.hpp"

namespace lab {

/// A packet later than this is worth nothing to a call (readkong.com Aruba roaming deck 2018: 50 ms for a
/// handoff).
inline constexpr Micros kLate = 50'000;
/// Two lost packets of a 50 packets/s stream go unnoticed; a longer silence is an outage. Of a slower stream
/// it is three of its periods.
inline constexpr Micros kOutage = 60'000;
/// A move back to a BSS left no longer ago than this is a return.
inline constexpr Micros kReturn = 10'000'000;
/// Same-band level difference from which a station is on the wrong BSS.
inline constexpr float kSuboptimalDb = 6;

struct OutageByDirection {
    double down = 0;
    double up = 0;

    friend bool operator==(const OutageByDirection&, const OutageByDirection&) = default;
};

struct OutageByCause {
    double coverage = 0;
    double handoff = 0;
    double offchannel = 0;

    friend bool operator==(const OutageByCause&, const OutageByCause&) = default;
};

/// A request to move that a fleet's station heard. Members are named as in `--json`.
struct SteeringRequest {
    double at_s = 0;
    std::string bss{};  ///< who asked
    std::string
        target{};        ///< the BSS that it prefers; of one without a list the best other; empty: none known
    int timer_tbtt = 0;  ///< Disassociation Timer
    int imminent = 0;    ///< 1: it announces a disassociation
    int better = 0;      ///< 1: the target's usable rate over the next 10 s is greater than the asking BSS's
    int answer = -1;     ///< status of the station's response; -1: none came

    friend bool operator==(const SteeringRequest&, const SteeringRequest&) = default;
};

/// What a score says of one station of a fleet.
struct StationFigures {
    std::string name{};
    std::string kind{};
    std::vector<SteeringRequest> requests{};
    int imminent = 0;
    int requests_better = 0;
    int accepted = 0;      ///< answered with status 0
    int episodes = 0;      ///< times a BSS was better by 20 % for 5 s than the one that served
    int episodes_met = 0;  ///< those with a request, or a move, within 5 s
    int dismissals = 0;    ///< Disassociation and Deauthentication frames by the BSS of the link

    friend bool operator==(const StationFigures&, const StationFigures&) = default;
};

/// Members are named as in `--json`.
struct Score {
    std::string scenario{};
    std::string arm{};
    std::uint64_t seed = 0;
    double seconds = 0;                 ///< scored length: the walk's whole slots
    double of_optimum = 0;              ///< R, 0 to 1
    OutageByDirection outage_s{};       ///< whole length of every gap over 60 ms
    OutageByCause outage_by_cause_s{};  ///< the same seconds, both directions together
    double longest_gap_ms = 0;          ///< either direction
    double late_share = 0;              ///< packets not there 50 ms after sending, lost ones included
    int roams = 0;                      ///< moves from one BSS to another
    int returns_10s = 0;                ///< moves to a BSS that was left at most 10 s before
    int clairvoyant_roams = 0;
    int clairvoyant_returns_10s = 0;
    double suboptimal_6db_share = 0;        ///< time on a BSS more than 6 dB below the best of the same band
    double offchannel_share = 0;            ///< time tuned away while linked
    std::uint32_t mgmt_frames = 0;          ///< management frames sent by the station, association included
    int looks = 0;                          ///< probe requests sent
    double usable_mbps = 0;                 ///< numerator of R per second
    double optimum_mbps = 0;                ///< denominator of R per second
    int ft_roams = 0;                       ///< those of `roams` made by FT
    double worst_ft_gap_ms = 0;             ///< longest silence that an FT move made, either direction
    std::uint32_t station_rss_kb = 0;       ///< the most memory that roam-station was seen to use
    double station_wakeups_per_minute = 0;  ///< of roam-station, from the first sample to the last
    std::string events_sha{};               ///< SHA-256 of the run's truth log
    std::optional<StationFigures> station{};  ///< of a fleet only

    friend bool operator==(const Score&, const Score&) = default;
};

/// One run to be scored. Everything is borrowed for the call.
struct Run {
    const Scenario& scenario;
    std::string arm{};
    std::uint64_t seed = 0;
    const SignalTrace& trace;
    const Truth& truth;
    std::string events_sha{};
};

struct ScoreError {
    std::string message;  ///< what does not fit, with its numbers
};

/// How many whole slots of the scenario are scored.
[[nodiscard]] std::size_t scored_slots(const Scenario& scenario, const SignalTrace& trace);

/// The gaps longer than kOutage, with their causes: those that the score counts.
[[nodiscard]] std::vector<Gap> outages_of(const Run& run, const SlotValues& values);

/// Computes every figure.
/// @param values   slot_values() of the trace over scored_slots(); shared by all arms of one seed.
/// @param optimum  clairvoyant() of these values at handoff_floor() of the scenario's security.
/// @return an error when trace, truth and scenario do not belong together (a BSS that the trace lacks, links
/// that
///         overlap, a log that ends before the walk), when there is no usable signal anywhere, and when R > 1
///         + 1e-9, which would mean that the optimum or the log is wrong.
[[nodiscard]] std::expected<Score, ScoreError> score(const Run& run, const SlotValues& values,
                                                     const ClairvoyantPath& optimum);

}  // namespace lab
