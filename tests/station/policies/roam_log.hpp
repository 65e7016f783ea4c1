// What the debug log of wpa_supplicant 2.10 says of its roam decisions, for comparing ours with it.
//
// The events CTRL-EVENT-DO-ROAM and SKIP-ROAM go to control sockets only and come only when it was the margin
// that decided; the log has the same numbers, and those of the decisions that end earlier.
#pragma once

#include <istream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "records/decision.hpp"
#include "station/policies/evidence.hpp"

namespace roam_log {

/// One line of a table of scan results, or of a BSS in a comparison.
struct Line {
    wifi::MacAddress bssid;
    wifi::Channel channel;
    int level = 0;
    int snr = 0;
    std::uint32_t kbps = 0;
};

/// What came of one scan.
struct Event {
    std::string at;           ///< its time stamp, to find it again
    std::vector<Line> table;  ///< in its order
    bool connected = false;   ///< it compared, or kept the serving BSS
    std::optional<Line> serving;
    std::optional<Line> selected;
    std::optional<Line> polled;  ///< no address and channel
    std::optional<records::Reason> reason;
    std::optional<std::pair<int, int>> margin;  ///< difference in level, and what was needed
};

[[nodiscard]] std::vector<Event> parse(std::istream& log);

using Capabilities = std::map<wifi::MacAddress, radio::LinkCapability>;

/// How far our reading of the rule agrees with the program.
struct Agreement {
    int estimates = 0, estimates_equal = 0;  ///< est_throughput of lines of tables
    int orders = 0, orders_equal = 0;        ///< whole tables, but for exact ties
    int verdicts = 0, verdicts_equal = 0;    ///< reason, target and every number compared
    int margins = 0;                         ///< verdicts among them that the margin decided
    std::string differences;                 ///< one line each

    /// "verdicts 71 of 71 (10 by the margin), ..."
    [[nodiscard]] std::string summary() const;
};

/// Judges each event as the policy wpa_supplicant-2.10 and adds what agrees.
void compare(const std::vector<Event>& events, const Capabilities& capabilities, Agreement& agreement);

}  // namespace roam_log
