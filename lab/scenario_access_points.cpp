// The access points of a scenario and what their radios can be.
#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "lab/scenario_tables.hpp"

namespace lab {
namespace {

constexpr Range kMetres{-10'000, 10'000};
constexpr std::size_t kMostBss = kMostRadios - 1;

// EHT is left out: the lab's hostapd cannot run it.
constexpr Word<wifi::PhyMode> kModeWords[] = {
    {"legacy", wifi::PhyMode::Legacy},
    {"ht", wifi::PhyMode::Ht},
    {"vht", wifi::PhyMode::Vht},
    {"he", wifi::PhyMode::He},
};
constexpr Word<Refusal> kRefusalWords[] = {
    {"nobody", Refusal::Nobody},
    {"this-station", Refusal::ThisStation},
    {"everybody", Refusal::Everybody},
};
constexpr Word<ReportedAs> kReportedWords[] = {
    {"it-is", ReportedAs::ItIs},
    {"wrong-bssid", ReportedAs::WrongBssid},
    {"wrong-channel", ReportedAs::WrongChannel},
    {"wrong-class", ReportedAs::WrongClass},
};

/// The channel numbers of a band that the lab can run at `width`. 5 GHz: those without radar detection, which
/// the lab does not do. 2.4 GHz: those that every country has.
std::vector<int> channel_numbers(wifi::Band band, wifi::Width width) {
    std::vector<int> numbers;
    switch (band) {
        case wifi::Band::Ghz2_4:
            if (width > wifi::Width::Mhz40) break;
            for (int number = 1; number <= 11; ++number) numbers.push_back(number);
            break;
        case wifi::Band::Ghz5:
            if (width > wifi::Width::Mhz80) break;
            numbers = {36, 40, 44, 48, 149, 153, 157, 161};
            if (width == wifi::Width::Mhz20) numbers.push_back(165);
            break;
        case wifi::Band::Ghz6: {
            if (width > wifi::Width::Mhz160) break;
            // The last channels fit into no wider block (Table E-4, operating classes 131 to 134).
            const int last = width == wifi::Width::Mhz20 ? 233 : width == wifi::Width::Mhz40 ? 229 : 221;
            for (int number = 1; number <= last; number += 4) numbers.push_back(number);
            break;
        }
    }
    return numbers;
}

wifi::Band band(const TomlTable& table) {
    const double ghz = table.number("band_ghz", {2.4, 6});
    if (ghz == 2.4) return wifi::Band::Ghz2_4;
    if (ghz == 5) return wifi::Band::Ghz5;
    if (ghz == 6) return wifi::Band::Ghz6;
    table.fail("band_ghz", fmt::format("there is no band at {} GHz", ghz), "2.4, 5, 6");
}

bool band_has(wifi::Band band, wifi::PhyMode mode) {
    switch (band) {
        case wifi::Band::Ghz2_4:
            return mode != wifi::PhyMode::Vht;
        case wifi::Band::Ghz5:
            return true;
        case wifi::Band::Ghz6:
            return mode == wifi::PhyMode::He;
    }
    return false;
}

std::vector<int> widths_mhz(wifi::Band band, wifi::PhyMode mode) {
    std::vector<int> widths = {20};
    if (mode >= wifi::PhyMode::Ht) widths.push_back(40);
    if (mode >= wifi::PhyMode::Vht && band != wifi::Band::Ghz2_4) widths.push_back(80);
    if (mode >= wifi::PhyMode::Vht && band == wifi::Band::Ghz6) widths.push_back(160);
    return widths;
}

wifi::Width width(const TomlTable& table, wifi::Band of_band, wifi::PhyMode mode) {
    const int mhz = table.integer("width_mhz", {20, 160}, 20);
    const std::vector<int> allowed = widths_mhz(of_band, mode);
    if (std::ranges::find(allowed, mhz) == allowed.end())
        table.fail("width_mhz", fmt::format("this mode and band cannot be {} MHz wide", mhz),
                   fmt::format("{}", fmt::join(allowed, ", ")));
    return static_cast<wifi::Width>(mhz);
}

RadioConfig read_radio(const toml::table& toml, std::string_view file) {
    const TomlTable table{
        toml, file, "radio", {"band_ghz", "channel", "width_mhz", "mode", "streams", "power_dbm", "load"}};
    RadioConfig radio;
    const wifi::Band of_band = band(table);
    radio.mode = table.choice<wifi::PhyMode>("mode", kModeWords);
    if (!band_has(of_band, radio.mode))
        table.fail("mode", "this band does not have this mode",
                   of_band == wifi::Band::Ghz6 ? "\"he\"" : "\"legacy\", \"ht\", \"he\"");
    radio.width = width(table, of_band, radio.mode);
    radio.channel = read_channel(table, of_band, radio.width);
    const int most_streams = radio.mode == wifi::PhyMode::Legacy ? 1
                             : radio.mode == wifi::PhyMode::Ht   ? 4
                                                                 : 8;
    radio.streams =
        table.integer("streams", {1, static_cast<double>(most_streams)}, std::min(2, most_streams));
    radio.power_dbm = table.number("power_dbm", {-20, 36}, radio.power_dbm);
    radio.load = table.number("load", {0, 0.95}, radio.load);
    return radio;
}

AccessPoint read_ap(const toml::table& toml, std::string_view file) {
    const TomlTable table{
        toml, file, "access point", {"name", "at_m", "refuses", "reported_as", "settings", "radios"}};
    AccessPoint ap;
    ap.name = read_plain_text(table, "name", 16);
    ap.at = read_point(table, "at_m");
    if (table.has("refuses")) ap.refuses = table.choice<Refusal>("refuses", kRefusalWords);
    if (table.has("reported_as")) ap.reported_as = table.choice<ReportedAs>("reported_as", kReportedWords);
    ap.settings = read_setting_lines(table, "settings");
    for (const toml::table* radio : table.tables("radios")) ap.radios.push_back(read_radio(*radio, file));
    std::set<wifi::Band> bands;
    for (const RadioConfig& radio : ap.radios)
        if (!bands.insert(radio.channel.band()).second)
            table.fail("radios", fmt::format("access point \"{}\" has two radios in one band", ap.name),
                       "one [[access_points.radios]] for each band");
    if (ap.radios.empty())
        table.fail("radios", fmt::format("access point \"{}\" has no radio", ap.name),
                   "one [[access_points.radios]] for each band");
    return ap;
}

}  // namespace

Point read_point(const TomlTable& table, std::string_view key) {
    const auto [x, y] = table.pair(key, kMetres);
    return {x, y};
}

std::string read_plain_text(const TomlTable& table, std::string_view key, std::size_t most) {
    std::string text = table.text(key);
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.';
    };
    if (text.empty() || text.size() > most || !std::ranges::all_of(text, plain))
        table.fail(key, fmt::format("\"{}\" cannot be a name here", text),
                   fmt::format("1 to {} letters, digits, '-', '_' and '.'", most));
    return text;
}

std::vector<std::string> read_setting_lines(const TomlTable& table, std::string_view key) {
    std::vector<std::string> lines = table.texts(key);
    for (const std::string& line : lines)
        if (line.find('=') == std::string::npos || line.find_first_of("\n{}") != std::string::npos)
            table.fail(key, fmt::format("\"{}\" is no setting", line),
                       "lines such as \"mobility_domain=c3d4\"");
    return lines;
}

wifi::Channel read_channel(const TomlTable& table, wifi::Band band, wifi::Width width) {
    const int number = table.integer("channel", {1, 233});
    const std::optional<wifi::Channel> channel = wifi::Channel::make(band, number);
    const std::vector<int> allowed = channel_numbers(band, width);
    if (!channel || std::ranges::find(allowed, number) == allowed.end())
        table.fail("channel",
                   fmt::format("channel {} cannot be used here at {} MHz", number, static_cast<int>(width)),
                   fmt::format("{}", fmt::join(allowed, ", ")));
    return *channel;
}

std::vector<AccessPoint> read_aps(const TomlTable& root, std::string_view file) {
    std::vector<AccessPoint> aps;
    std::set<std::string> names;
    std::size_t bss = 0;
    for (const toml::table* toml : root.tables("access_points")) {
        aps.push_back(read_ap(*toml, file));
        bss += aps.back().radios.size();
        if (!names.insert(aps.back().name).second || bss > kMostBss) {
            const TomlTable table{*toml,
                                  file,
                                  "access point",
                                  {"name", "at_m", "refuses", "reported_as", "settings", "radios"}};
            if (bss > kMostBss) table.fail("radios", "too many radios", fmt::format("{} in all", kMostBss));
            table.fail("name", fmt::format("a second access point is called \"{}\"", aps.back().name),
                       "names that differ");
        }
    }
    if (aps.empty())
        root.fail("access_points", "the scenario has no access point", "one [[access_points]] or more");
    return aps;
}

}  // namespace lab
