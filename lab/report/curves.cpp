#include "lab/report/curves.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "lab/clairvoyant.hpp"
#include "lab/report/markup.hpp"

namespace lab {
namespace {

constexpr std::size_t kColours = 7;
constexpr double kLabelHeight = 11;
constexpr double kLetterWidth = 6;

struct Box {
    double left, right, top, bottom;

    [[nodiscard]] bool meets(const Box& other) const {
        return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
};

Micros middle(const Curves& curves, std::size_t bucket) {
    return curves.bucket * static_cast<Micros>(bucket) + curves.bucket / 2;
}

/// The level at any moment, on the straight line between the middles of two buckets; kOffAirDbm where neither
/// is on the air.
double level_at(const Curves& curves, std::size_t bss, Micros at) {
    const auto& row = curves.mean_dbm[bss];
    const double place = (static_cast<double>(at) - static_cast<double>(curves.bucket) / 2) /
                         static_cast<double>(curves.bucket);
    const double held = std::clamp(place, 0.0, static_cast<double>(row.size()) - 1);
    const auto before = static_cast<std::size_t>(held);
    const std::size_t after = std::min(before + 1, row.size() - 1);
    const auto left = static_cast<double>(row[before]);
    const auto right = static_cast<double>(row[after]);
    if (left <= kOffAirDbm || right <= kOffAirDbm) return std::max(left, right);
    const double part = held - static_cast<double>(before);
    return (1 - part) * left + part * right;
}

/// The label of a curve stands over its highest point, or where there is room near it.
std::string label(const Curves& curves, const PlotFrame& frame, std::size_t bss, std::string_view name,
                  std::string_view style, std::vector<Box>& taken) {
    const auto& row = curves.mean_dbm[bss];
    const auto highest = std::ranges::max_element(row);
    if (highest == row.end() || static_cast<double>(*highest) < frame.least_dbm) return {};
    const double half = kLetterWidth * static_cast<double>(name.size()) / 2;
    const double x = std::clamp(frame.x(middle(curves, static_cast<std::size_t>(highest - row.begin()))),
                                frame.left + half, frame.right - half);
    const double over = std::max(frame.y(static_cast<double>(*highest)) - 4, frame.top + kLabelHeight);
    Box box{};
    for (int step = 0; step < 12; ++step) {
        const double y = over + (step % 2 == 0 ? kLabelHeight : -kLabelHeight) * std::ceil(step / 2.0);
        box = {x - half, x + half, y - kLabelHeight, y};
        if (box.top < frame.top || box.bottom > frame.bottom) continue;
        if (std::ranges::none_of(taken, [&](const Box& other) { return box.meets(other); })) break;
    }
    taken.push_back(box);
    return fmt::format("<text class=\"name {}\" x=\"{}\" y=\"{}\">{}</text>", style, coordinate(x),
                       coordinate(box.bottom - 1), escape(name));
}

}  // namespace

double PlotFrame::x(Micros at) const {
    return left + (right - left) * std::clamp(static_cast<double>(at) / (seconds * 1e6), 0.0, 1.0);
}

double PlotFrame::y(double dbm) const {
    return top + (bottom - top) * std::clamp((most_dbm - dbm) / (most_dbm - least_dbm), 0.0, 1.0);
}

Curves reduce(const SignalTrace& trace, std::size_t slots) {
    slots = std::min(slots, trace.mean_dbm.size());
    const std::size_t per_bucket = std::max<std::size_t>(1, (slots + kMostPoints - 1) / kMostPoints);
    Curves curves{trace.slot * static_cast<Micros>(per_bucket), {}};
    curves.mean_dbm.resize(trace.links.size());
    for (std::size_t bss = 0; bss < trace.links.size(); ++bss) {
        for (std::size_t first = 0; first < slots; first += per_bucket) {
            float sum = 0;
            int count = 0;
            for (std::size_t slot = first; slot < std::min(first + per_bucket, slots); ++slot) {
                if (trace.mean_dbm[slot][bss] <= kOffAirDbm) continue;
                sum += trace.mean_dbm[slot][bss];
                ++count;
            }
            curves.mean_dbm[bss].push_back(count > 0 ? sum / static_cast<float>(count) : kOffAirDbm);
        }
    }
    return curves;
}

PlotFrame frame_for(const Curves& curves, double seconds) {
    double most = -60;
    double least = -80;
    for (const auto& row : curves.mean_dbm) {
        for (const float level : row) {
            if (level <= kOffAirDbm) continue;
            most = std::max(most, static_cast<double>(level));
            least = std::min(least, static_cast<double>(level));
        }
    }
    PlotFrame frame;
    frame.seconds = seconds;
    frame.most_dbm = std::min(-10.0, std::ceil((most + 2) / 10) * 10);
    frame.least_dbm = std::max(-100.0, std::floor(least / 10) * 10);
    return frame;
}

std::string path_data(const Curves& curves, const PlotFrame& frame, std::size_t bss, Micros from, Micros to) {
    from = std::max<Micros>(from, 0);
    to = std::min(to, static_cast<Micros>(frame.seconds * 1e6));
    std::string data;
    char command = 'M';
    const auto point = [&](Micros at, double level) {
        if (level < frame.least_dbm) {
            command = 'M';
            return;
        }
        data += fmt::format("{}{} {}", command, coordinate(frame.x(at)), coordinate(frame.y(level)));
        command = 'L';
    };
    if (from >= to || curves.mean_dbm[bss].empty()) return data;
    point(from, level_at(curves, bss, from));
    auto bucket = static_cast<std::size_t>((from + curves.bucket / 2) / curves.bucket);
    for (; bucket < curves.mean_dbm[bss].size() && middle(curves, bucket) < to; ++bucket)
        point(middle(curves, bucket), static_cast<double>(curves.mean_dbm[bss][bucket]));
    point(to, level_at(curves, bss, to));
    return data;
}

std::string style_of(const SignalTrace& trace, std::size_t bss) {
    std::string_view band;
    switch (trace.links[bss].band) {
        case wifi::Band::Ghz2_4:
            band = "b2";
            break;
        case wifi::Band::Ghz5:
            band = "b5";
            break;
        case wifi::Band::Ghz6:
            band = "b6";
            break;
    }
    return fmt::format("a{} {}", trace.sites[bss].ap % kColours, band);
}

std::string curve_group(const SignalTrace& trace, const Curves& curves, const PlotFrame& frame,
                        std::string_view id) {
    std::string out = fmt::format("<g id=\"{}\">", id);
    const Micros end = static_cast<Micros>(frame.seconds * 1e6);
    for (std::size_t bss = 0; bss < trace.sites.size(); ++bss) {
        const std::string data = path_data(curves, frame, bss, 0, end);
        if (data.empty()) continue;
        out += fmt::format("<path class=\"level {}\" d=\"{}\"><title>{}</title></path>", style_of(trace, bss),
                           data, escape(trace.sites[bss].name));
    }
    std::vector<Box> taken;
    for (std::size_t bss = 0; bss < trace.sites.size(); ++bss)
        out += label(curves, frame, bss, trace.sites[bss].name, style_of(trace, bss), taken);
    return out + "</g>\n";
}

}  // namespace lab
