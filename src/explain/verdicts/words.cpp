#include <array>

#include <fmt/format.h>

#include "explain/verdicts/families.hpp"

namespace explain {

namespace {

struct Code {
    std::uint16_t code;
    std::string_view text;
};

// Table 9-50.
constexpr auto kStatus = std::to_array<Code>({
    {1, "it does not say why (unspecified failure; hostapd answers so when the address is denied)"},
    {10, "it cannot support all requested capabilities"},
    {12, "a reason outside the standard"},
    {13, "it does not support the authentication algorithm"},
    {15, "challenge failure: the password differs"},
    {17, "it cannot handle more stations"},
    {18, "the station lacks rates of the basic rate set"},
    {30, "refused temporarily, try again later (management frame protection checks the old link first)"},
    {31,
     "robust management frame policy violation: one side wants management frame protection, the other has it "
     "off"},
    {32, "unspecified QoS failure"},
    {33, "not enough bandwidth"},
    {34, "poor channel conditions"},
    {37, "the request was declined"},
    {40, "an invalid element"},
    {41, "an invalid group cipher"},
    {42, "an invalid pairwise cipher"},
    {43, "an invalid AKMP: the key managements differ"},
    {45, "an invalid RSNE capability"},
    {46, "cipher rejected by policy"},
    {53, "an invalid PMKID"},
    {54, "an invalid Mobility Domain element"},
    {55, "an invalid Fast BSS Transition element"},
    {28, "the R0 key holder cannot be reached"},
    {82, "rejected with a suggested BSS transition"},
});

// Table 9-49.
constexpr auto kReason = std::to_array<Code>({
    {1, "unspecified"},
    {2, "authentication no longer valid"},
    {3, "the sender leaves"},
    {4, "inactivity: nothing was heard for too long"},
    {5, "the access point cannot handle all its stations"},
    {6, "a frame of a station that is not authenticated"},
    {7, "a frame of a station that is not associated"},
    {8, "the sender leaves the BSS"},
    {12, "a BSS transition"},
    {14, "message integrity failure"},
    {15, "4-way handshake timeout: usually the password"},
    {16, "group key handshake timeout"},
    {23, "802.1X authentication failed"},
    {34, "too many frames without acknowledgement"},
});

std::string find(std::span<const Code> codes, std::uint16_t code, std::string_view kind) {
    for (const Code& one : codes)
        if (one.code == code) return fmt::format("{} {}: {}", kind, code, one.text);
    return fmt::format("{} {}", kind, code);
}

}  // namespace

std::string text(const wifi::MacAddress& address) {
    const auto letters = wifi::to_text(address);
    return {letters.begin(), letters.end()};
}

std::string text(wifi::Channel channel) {
    const std::string_view band = channel.band() == wifi::Band::Ghz2_4 ? "2.4"
                                  : channel.band() == wifi::Band::Ghz5 ? "5"
                                                                       : "6";
    return fmt::format("channel {} ({} GHz)", channel.number(), band);
}

double in_seconds(Micros time) { return std::chrono::duration<double>(time).count(); }

std::string text(Micros time) {
    const double s = in_seconds(time);
    if (s < 1) return fmt::format("{:.0f} ms", s * 1000);
    if (s < 10) return fmt::format("{:.1f} s", s);
    if (s < 120) return fmt::format("{:.0f} s", s);
    if (s < 7200) return fmt::format("{:.0f} min", s / 60);
    return fmt::format("{:.1f} h", s / 3600);
}

std::string times(std::uint64_t count) {
    if (count == 1) return "once";
    if (count == 2) return "twice";
    return fmt::format("{} times", count);
}

std::string status_text(std::uint16_t status) { return find(kStatus, status, "status"); }
std::string reason_text(std::uint16_t reason) { return find(kReason, reason, "reason"); }

}  // namespace explain
