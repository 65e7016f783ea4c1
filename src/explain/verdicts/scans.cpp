// Scans that stalled the traffic of a working link.
#include <algorithm>

#include <fmt/format.h>

#include "explain/verdicts/families.hpp"

namespace explain {

namespace {

using namespace std::chrono_literals;

/// A conversation notices this: six packets of 20 ms, and the buffer behind them.
constexpr Micros kNoticed = 200ms;
/// Where no traffic is seen: a scan that takes this long has visited many channels.
constexpr Micros kLongScan = 600ms;

}  // namespace

void judge_scan_stalls(const Case& one, std::vector<Verdict>& found) {
    Verdict verdict;
    Micros total{0};
    Micros longest{0};
    std::uint64_t count = 0;
    std::uint64_t missed = 0;
    bool measured = false;
    std::optional<std::string> by;
    std::size_t channels = 0;
    std::uint64_t targeted = 0;  // of those: for one BSS, on channels that the log does not name
    std::optional<wifi::MacAddress> only;
    for (const Scan& scan : one.station.scans) {
        if (!scan.while_linked || !scan.to || scan.failed) continue;
        const Micros took = *scan.to - scan.from;
        if (took > 60s) continue;
        const bool stalled =
            scan.silence ? *scan.silence >= kNoticed : took >= kLongScan && scan.channels.size() != 1;
        if (!stalled) continue;
        const Micros cost = scan.silence.value_or(took);
        if (count++ == 0) verdict.from = scan.from;
        verdict.to = *scan.to;
        total += cost;
        longest = std::max(longest, cost);
        measured |= scan.silence.has_value();
        missed += scan.frames_missed.value_or(0);
        channels = std::max(channels, scan.channels.size());
        if (scan.only && scan.channels.empty()) {
            ++targeted;
            only = scan.only;
        }
        if (scan.by) by = scan.by;
        verdict.places.add(scan.places);
    }
    if (count < 2 && total < 2s) return;
    const Set* bgscan = one.setting("bgscan");
    const bool all_targeted = targeted == count;
    // What is known of a scan for one BSS without channels is its length alone.
    verdict.certainty = measured ? Certainty::Sure : all_targeted ? Certainty::Possible : Certainty::Likely;
    verdict.times = count;
    verdict.weight = (measured ? 1.5 : 0.8) * in_seconds(total);
    verdict.what = measured ? fmt::format(
                                  "Scans stalled the traffic {}, for {} at the longest and {} in all; about "
                                  "{} frames were late or lost.",
                                  times(count), text(longest), text(total), missed)
                            : fmt::format(
                                  "The station scanned {} while it was linked, for {} at the longest and {} "
                                  "in all; the traffic had gaps all that time.",
                                  times(count), text(longest), text(total));
    if (all_targeted)
        verdict.why = fmt::format(
            "{} for {} alone. Which channels were visited the log does not say; one channel takes a tenth of "
            "a second, and the radio is deaf to its link while it is on others.",
            count == 1 ? "It was" : "They were", text(*only));
    else
        verdict.why = fmt::format(
            "Each of these scans visits {} in one go, and the radio is deaf to its link meanwhile.",
            channels > 0 ? fmt::format("{} channels", channels) : std::string{"all channels"});
    if (bgscan && !bgscan->said.value.empty())
        verdict.why += fmt::format(" bgscan \"{}\" asks for them.", bgscan->said.value);
    else if (by)
        verdict.why += fmt::format(" Asked for by: {}.", *by);
    verdict.remedy =
        all_targeted
            ? "Say in the request on which channel the candidate is, and have the station look there only."
            : "Restrict the channels (scan_freq in wpa_supplicant; fewer channels in the network), turn on "
              "neighbor reports (rrm_neighbor_report=1), or run roam-station, which visits one channel at a "
              "time.";
    found.push_back(std::move(verdict));
}

}  // namespace explain
