#include "explain/sources/supplicant_interface.hpp"

#include <utility>

namespace explain {

void SupplicantInterface::begin(Out& out, Step what, std::optional<wifi::MacAddress> bssid,
                                std::optional<wifi::Channel> on) {
    if (what != Step::Roaming) step = what;
    say(out, StepBegun{what, bssid, on});
}

void SupplicantInterface::set(std::string_view setting, std::string value) {
    constexpr std::size_t kMost = 8;
    if (settings.size() < kMost) settings.push_back({std::string{setting}, std::move(value), std::nullopt});
}

void SupplicantInterface::say_settings(Out& out) {
    for (Setting& setting : settings) {
        setting.bss = target;
        say(out, std::move(setting));
    }
    settings.clear();
}

void SupplicantInterface::end(Out& out, Step what, std::optional<wifi::MacAddress> bssid,
                              std::optional<std::uint16_t> status, bool timed_out) {
    if (step == what) step.reset();
    say(out, StepEnded{what, bssid, status, timed_out});
}

void SupplicantInterface::begin_scan(Out& out, std::string_view by) {
    if (scan_over) end_scan(out, std::nullopt, false);
    ScanBegun begun{std::exchange(scan_channels, {}), std::nullopt, std::exchange(scan_only, {})};
    if (!by.empty()) begun.by = by;
    scan_by.clear();
    scanned.clear();
    scanning = true;
    say(out, std::move(begun));
}

void SupplicantInterface::end_scan(Out& out, std::optional<std::uint32_t> bss_count, bool failed) {
    const LineStamp when = scan_over.value_or(out.stamp());
    scan_over.reset();
    scanning = false;
    say_at(out, when, ScanEnded{bss_count, failed, std::exchange(scanned, {})});
}

void SupplicantInterface::flush_begun(Out& out, std::string_view text, bool is_plain) {
    const bool in_list = !text.empty() && text[0] >= '0' && text[0] <= '9';
    if (seen && !text.starts_with("   ")) say_at(out, seen->since, std::move(std::exchange(seen, {})->said));
    // Later it would come too late for its place in the order.
    constexpr Micros kLongest = std::chrono::milliseconds{500};
    const bool is_old = transition && out.stamp().at - transition->since.at > kLongest;
    const bool goes_on = in_list || is_plain || text.starts_with("WNM:");
    if (transition && (is_old || !goes_on))
        say_at(out, transition->since, std::move(std::exchange(transition, {})->said));
    if (neighbors && !text.starts_with("RRM"))
        say_at(out, neighbors->since, std::move(std::exchange(neighbors, {})->said));
}

void SupplicantInterface::flush_all(Out& out) {
    flush(out, "");
    judged.reset();
    if (scan_over) end_scan(out, std::nullopt, false);
}

}  // namespace explain
