#include "event_text.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace explain {
namespace {

std::string text(const wifi::MacAddress& address) {
    const auto characters = wifi::to_text(address);
    return {characters.data(), characters.size()};
}
std::string text(const std::optional<wifi::MacAddress>& address) { return address ? text(*address) : "-"; }
std::string text(const std::optional<wifi::Channel>& channel) {
    return channel ? std::to_string(channel->centre_mhz()) : "-";
}
std::string text(const std::optional<std::string>& value) { return value.value_or("-"); }
template <std::integral T>
std::string text(const std::optional<T>& value) {
    return value ? std::to_string(+*value) : "-";
}
std::string text(const std::vector<Neighbor>& neighbors) {
    std::string list;
    for (const Neighbor& neighbor : neighbors)
        list += " [" + text(neighbor.bssid) + " " + text(neighbor.operating_class) + "/" +
                text(neighbor.channel_number) + " " + text(neighbor.preference) + "]";
    return list;
}
std::string text(const std::vector<wifi::Channel>& channels) {
    std::string list;
    for (const wifi::Channel channel : channels) list += " " + std::to_string(channel.centre_mhz());
    return list;
}

const char* name(Step step) {
    switch (step) {
        case Step::Roaming:
            return "roaming";
        case Step::Authentication:
            return "authentication";
        case Step::Association:
            return "association";
        case Step::FourWay:
            return "4-way";
        case Step::FastTransition:
            return "ft";
    }
    return "?";
}
const char* name(AddressStep step) {
    static constexpr std::array kNames{"begun",   "discover", "offer",  "request", "acknowledged",
                                       "refused", "bound",    "failed", "lost"};
    return kNames[static_cast<std::size_t>(step)];
}

struct Text {
    std::string operator()(const LinkUp& said) const {
        return "up " + text(said.bssid) + " " + text(said.ssid) + " " + text(said.channel);
    }
    std::string operator()(const LinkDown& said) const {
        return "down " + text(said.bssid) + " reason " + text(said.reason) +
               (said.by_us ? *said.by_us ? " by us" : " by peer" : "");
    }
    std::string operator()(const StepBegun& said) const {
        return std::string{"begins "} + name(said.step) + " " + text(said.bssid) + " " + text(said.channel);
    }
    std::string operator()(const StepEnded& said) const {
        return std::string{"ends "} + name(said.step) + " " + text(said.bssid) + " " +
               (said.timed_out ? "timeout" : text(said.status));
    }
    std::string operator()(const SignalRead& said) const {
        return "signal " + text(said.bssid) + " " + std::to_string(said.level_dbm);
    }
    std::string operator()(const BeaconsLost&) const { return "beacons lost"; }
    std::string operator()(const ScanBegun& said) const {
        return "scan by " + text(said.by) + text(said.channels) +
               (said.only ? " for " + text(said.only) : "");
    }
    std::string operator()(const ScanEnded& said) const {
        return "scanned " + text(said.bss_count) + (said.failed ? " failed" : "") + text(said.channels);
    }
    std::string operator()(const BssSeen& said) const {
        return "seen " + text(said.bssid) + " " + text(said.ssid) + " " + text(said.channel) + " " +
               text(said.level_dbm) + " " + text(said.estimated_kbps) +
               (said.selectable ? "" : " not: " + text(said.refused_because));
    }
    std::string operator()(const RoamJudged& said) const {
        return "judged " + text(said.current) + " " + text(said.current_dbm) + " " + text(said.current_kbps) +
               " -> " + text(said.selected) + " " + text(said.selected_dbm) + " " + text(said.selected_kbps) +
               (said.moves ? " moves: " : " stays: ") + said.why;
    }
    std::string operator()(const TransitionRequested& said) const {
        return "requested " + text(said.by) + " token " + text(said.token) +
               (said.abridged ? " abridged" : "") + (said.disassociation_imminent ? " imminent" : "") +
               " timer " + text(said.timer_tbtt) + " validity " + text(said.validity_tbtt) +
               text(said.candidates);
    }
    std::string operator()(const TransitionAnswered& said) const {
        return "answered " + text(said.status) + " " + text(said.target);
    }
    std::string operator()(const TransitionQueried& said) const {
        return "queried " + text(said.reason) + text(said.candidates);
    }
    std::string operator()(const NeighborsAsked&) const { return "neighbors asked"; }
    std::string operator()(const NeighborsReported& said) const {
        return "neighbors by " + text(said.by) + text(said.neighbors);
    }
    std::string operator()(const MeasurementAsked& said) const { return "measure " + text(said.station); }
    std::string operator()(const MeasurementReported& said) const {
        return "measured " + text(said.bssid) + " " + text(said.level_dbm) + (said.refused ? " refused" : "");
    }
    std::string operator()(const ChannelSwitched& said) const {
        return "switched " + text(said.bssid) + " " + text(said.channel);
    }
    std::string operator()(const AddressNews& said) const {
        return std::string{"address "} + name(said.step) + " " + text(said.address);
    }
    std::string operator()(const ClientJoined& said) const {
        return "joined " + text(said.client) + " " + text(said.bss);
    }
    std::string operator()(const ClientLeft& said) const {
        return "left " + text(said.client) + " " + text(said.bss) + " reason " + text(said.reason);
    }
    std::string operator()(const ClientRefused& said) const {
        return "refused " + text(said.client) + " " + text(said.bss) + " " + text(said.status);
    }
    std::string operator()(const Setting& said) const {
        return "set " + said.name + "=" + said.value + " " + text(said.bss);
    }
    std::string operator()(const ProgramBegun&) const { return "program begins"; }
    std::string operator()(const ProgramEnded&) const { return "program ends"; }
    std::string operator()(const Remark& said) const {
        return (said.failure ? "failure: " : "remark: ") + said.text;
    }
    std::string operator()(const TrafficSeen& said) const {
        return "traffic " + text(said.station) + " " + std::to_string(said.frames) + " retries " +
               std::to_string(said.retries);
    }
};

}  // namespace

std::string to_text(const Event& event) {
    constexpr std::int64_t kShown = 1'000'000'000;
    const std::int64_t micros = event.at.count() % kShown;
    std::array<char, 32> time{};
    std::snprintf(time.data(), time.size(), "%lld.%06lld ", static_cast<long long>(micros / 1'000'000),
                  static_cast<long long>(micros % 1'000'000));
    return time.data() + std::visit(Text{}, event.said);
}

std::vector<std::string> Told::lines(std::initializer_list<std::string_view> words) const {
    std::vector<std::string> chosen;
    for (const Event& event : events) {
        std::string line = to_text(event);
        bool is_wanted = words.size() == 0;
        for (const std::string_view word : words)
            is_wanted = is_wanted || line.find(word) != std::string::npos;
        if (is_wanted) chosen.push_back(std::move(line));
    }
    return chosen;
}

Told read_files(const std::vector<std::string>& paths, ReadOptions options) {
    std::vector<InputName> names;
    for (const std::string& path : paths) names.push_back({path});
    Told told;
    Reader reader{names, std::move(options)};
    told.report = reader.read([&told](const Event& event) { told.events.push_back(event); });
    return told;
}

Told read_text(std::string_view content, ReadOptions options) {
    return read_files({file_of(content)}, std::move(options));
}

std::string file_of(std::string_view content) {
    struct Folder {
        std::filesystem::path path;
        Folder() {
            std::random_device random;
            do path = std::filesystem::temp_directory_path() / ("explain_test." + std::to_string(random()));
            while (!std::filesystem::create_directory(path));
        }
        Folder(const Folder&) = delete;
        Folder& operator=(const Folder&) = delete;
        ~Folder() {
            std::error_code ignored;
            std::filesystem::remove_all(path, ignored);
        }
    };
    static const Folder folder;
    static int number = 0;
    const std::filesystem::path path = folder.path / std::to_string(number++ % 64);
    std::ofstream{path, std::ios::binary} << content;
    return path.string();
}

std::string content_of(const std::string& path) {
    std::ostringstream content;
    content << std::ifstream{path, std::ios::binary}.rdbuf();
    return content.str();
}

std::string vector_path(std::string_view name) {
    return std::string{EXPLAIN_VECTORS} + "/" + std::string{name};
}

}  // namespace explain
