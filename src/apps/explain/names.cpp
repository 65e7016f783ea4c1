#include "apps/explain/names.hpp"

#include <algorithm>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace explain_app {

using namespace explain;

namespace {

std::tm broken(Micros at, bool local) {
    // What no calendar has is shown as its end: Windows' has the years 1970 to 3000.
    constexpr std::time_t kEnd = 32'503'593'600;
    const auto seconds = std::clamp<std::time_t>(
        static_cast<std::time_t>(std::chrono::floor<std::chrono::seconds>(at).count()), 0, kEnd);
    return local ? fmt::localtime(seconds) : fmt::gmtime(seconds);
}

int milliseconds(Micros at) {
    return static_cast<int>((at - std::chrono::floor<std::chrono::seconds>(at)).count() / 1000);
}

}  // namespace

Names::Names(const Timeline& timeline, Anonymiser* anonymiser)
    : clock_{timeline.clock}, anonymiser_{anonymiser} {
    if (clock_ == Clock::Unix && timeline.from && timeline.to)
        days_ = broken(*timeline.from, true).tm_yday != broken(*timeline.to, true).tm_yday;
}

std::string Names::operator()(const wifi::MacAddress& address) const {
    const auto letters = wifi::to_text(anonymiser_ ? anonymiser_->of(address) : address);
    return {letters.begin(), letters.end()};
}

std::string Names::text(std::string_view text) const {
    return anonymiser_ ? anonymiser_->text(text) : std::string{text};
}

std::string Names::moment(Micros at) const {
    switch (clock_) {
        case Clock::Unix: {
            const std::tm local = broken(at, true);
            return days_ ? fmt::format("{:%m-%d %H:%M:%S}.{:03}", local, milliseconds(at))
                         : fmt::format("{:%H:%M:%S}.{:03}", local, milliseconds(at));
        }
        case Clock::Day:
            return fmt::format("{:%b %d %H:%M:%S}.{:03}", broken(at, false), milliseconds(at));
        case Clock::Boot:
            return fmt::format("{:.3f} s", std::chrono::duration<double>(at).count());
        case Clock::None:
            break;
    }
    return "-";
}

std::string Names::date(Micros at) const {
    return clock_ == Clock::Unix ? fmt::format("{:%Y-%m-%d} ", broken(at, true)) : std::string{};
}

std::string Names::stamp(Micros at) const {
    if (clock_ != Clock::Unix) return fmt::format("{:.6f}", std::chrono::duration<double>(at).count());
    const auto micros = (at - std::chrono::floor<std::chrono::seconds>(at)).count();
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}Z", broken(at, false), micros);
}

std::string channel_text(wifi::Channel channel) {
    switch (channel.band()) {
        case wifi::Band::Ghz2_4:
            return fmt::format("{} (2.4 GHz)", channel.number());
        case wifi::Band::Ghz5:
            return fmt::format("{}", channel.number());
        case wifi::Band::Ghz6:
            break;
    }
    return fmt::format("{} (6 GHz)", channel.number());
}

std::string_view source_name(Source source) {
    switch (source) {
        case Source::WpaSupplicant:
            return "wpa_supplicant";
        case Source::Hostapd:
            return "hostapd";
        case Source::NetworkManager:
            return "NetworkManager";
        case Source::Iwd:
            return "iwd";
        case Source::Networkd:
            return "systemd-networkd";
        case Source::Kernel:
            return "kernel";
        case Source::EspIdf:
            return "ESP-IDF";
        case Source::RoamStation:
            return "roam-station";
        case Source::RoamAp:
            return "roam-ap";
        case Source::Capture:
            return "capture";
    }
    return "";
}

std::string_view cause_text(RoamCause cause) {
    switch (cause) {
        case RoamCause::FirstLink:
            return "first link";
        case RoamCause::Judged:
            return "own rule";
        case RoamCause::Asked:
            return "asked to";
        case RoamCause::LinkLost:
            return "link lost";
        case RoamCause::Dismissed:
            return "sent away";
        case RoamCause::NotSaid:
            return "not said";
    }
    return "";
}

std::string_view end_text(RoamEnd end) {
    switch (end) {
        case RoamEnd::Open:
            return "open";
        case RoamEnd::Linked:
            return "linked";
        case RoamEnd::Refused:
            return "refused";
        case RoamEnd::TimedOut:
            return "no answer";
        case RoamEnd::GivenUp:
            return "given up";
    }
    return "";
}

std::string_view end_text(LinkEnd end) {
    switch (end) {
        case LinkEnd::Open:
            return "open";
        case LinkEnd::Moved:
            return "moved";
        case LinkEnd::ByUs:
            return "ended by the station";
        case LinkEnd::ByAp:
            return "ended by the access point";
        case LinkEnd::Lost:
            return "lost";
        case LinkEnd::Unsaid:
            return "not said";
    }
    return "";
}

}  // namespace explain_app
