// The level of every BSS over time, reduced to what a screen can show.
//
// The world is the same for every arm of one seed, so its curves are drawn once and referred to by each
// panel.
#pragma once

#include <string>
#include <vector>

#include "lab/trace.hpp"

namespace lab {

/// Where things lie in a panel, in the units of its viewBox.
struct PlotFrame {
    double left = 42;
    double right = 990;
    double top = 22;
    double bottom = 212;
    double most_dbm = -30;
    double least_dbm = -95;
    double seconds = 60;

    [[nodiscard]] double x(Micros at) const;
    [[nodiscard]] double y(double dbm) const;
};

/// Means over buckets of equal length: at most kMostPoints for a run of any length.
struct Curves {
    Micros bucket = 0;
    std::vector<std::vector<float>> mean_dbm;  ///< [bss][bucket]; kOffAirDbm where off the air
};

inline constexpr std::size_t kMostPoints = 600;

/// @param slots  how many slots of the trace to show.
[[nodiscard]] Curves reduce(const SignalTrace& trace, std::size_t slots);

/// A frame whose levels hold all that the curves show, in steps of 10 dB and within -100 to -10 dBm.
[[nodiscard]] PlotFrame frame_for(const Curves& curves, double seconds);

/// Path data of one BSS from `from` to `to`; empty where it is off the air or under the frame all the time.
[[nodiscard]] std::string path_data(const Curves& curves, const PlotFrame& frame, std::size_t bss,
                                    Micros from, Micros to);

/// A `<g>` with a thin line and a label for every BSS, to be placed inside `<defs>`.
[[nodiscard]] std::string curve_group(const SignalTrace& trace, const Curves& curves, const PlotFrame& frame,
                                      std::string_view id);

/// The style class of a BSS: its AP gives the colour, its band the dashes.
[[nodiscard]] std::string style_of(const SignalTrace& trace, std::size_t bss);

}  // namespace lab
