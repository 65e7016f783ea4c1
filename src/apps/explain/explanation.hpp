// Everything that `roam explain` found, before it is shown: what was read, what happened, what was wrong,
// what others would have done, and the lines that say so.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "explain/reader.hpp"
#include "explain/timeline/timeline.hpp"
#include "explain/verdicts/verdict.hpp"
#include "explain/what_if/what_if.hpp"

namespace explain_app {

struct Request {
    std::vector<explain::InputName> inputs;
    std::optional<explain::Micros> from;
    std::optional<explain::Micros> to;
    std::vector<std::string> stations;  ///< address, or interface; empty: all
    std::vector<wifi::MacAddress> bssids;
    std::size_t unknown_kept = 0;
    std::function<void(const explain::Progress&)> progress;
};

struct Explanation {
    explain::ReadReport read;
    explain::Timeline timeline;
    std::vector<explain::Verdict> verdicts;
    std::vector<explain::WhatIf> what_ifs;        ///< of the first stations, at most kWhatIfs
    std::map<explain::Place, std::string> lines;  ///< what stands at the places that are shown

    static constexpr std::size_t kWhatIfs = 8;

    [[nodiscard]] bool is_empty() const { return timeline.stations.empty(); }
};

/// Reads and judges; two passes: the second fetches the lines that serve as evidence.
[[nodiscard]] Explanation explain_inputs(const Request& request);

/// The lines at these places, read again from the inputs. A line that is not text says what it is.
[[nodiscard]] std::map<explain::Place, std::string> fetch_lines(const std::vector<explain::InputName>& inputs,
                                                                std::vector<explain::Place> places);

}  // namespace explain_app
