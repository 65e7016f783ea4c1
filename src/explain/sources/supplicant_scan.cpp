#include "explain/sources/supplicant_rules.hpp"

namespace explain::supplicant {
namespace {

/// All channels there are; a line that names more makes no sense.
constexpr std::size_t kMostChannels = 128;

void add_channel(std::vector<wifi::Channel>& to, std::optional<int> mhz) {
    const auto channel = mhz ? wifi::Channel::at_mhz(*mhz) : std::nullopt;
    if (channel && to.size() < kMostChannels) to.push_back(*channel);
}

void add_channels(std::vector<wifi::Channel>& to, Words rest, char separator) {
    while (!rest.empty()) {
        rest.skip_blanks();
        const auto mhz = rest.number<int>();
        if (!mhz) return;
        add_channel(to, mhz);
        if (separator != ' ' && !rest.empty() && rest.rest()[0] == '-') {  // a range: its start has to do
            (void)rest.until(separator);
            continue;
        }
        if (!rest.skip({&separator, 1})) return;
    }
}

}  // namespace

// "'SCAN TYPE=ONLY freq=5745 use_id=1'": who listens at the control socket asks for a scan.
void command(Words rest, SupplicantInterface& at, Out& out) {
    if (!rest.skip("'")) return;
    if (rest.skip("SCAN")) {
        if (!rest.rest().starts_with("'") && !rest.rest().starts_with(" ")) return;  // SCAN_RESULTS
        at.scan_by = "control interface";
        at.scan_channels.clear();
        if (const auto list = behind(rest.rest(), "freq=")) add_channels(at.scan_channels, Words{*list}, ',');
    } else if (rest.skip("ROAM ") || rest.skip("FT_DS ")) {
        roam_command(rest, at, out);
    }
}

void scan_asked_by_background(Words, SupplicantInterface& at, Out&) { at.scan_by = "bgscan"; }

void scan_frequencies(Words rest, SupplicantInterface& at, Out&) {
    at.scan_channels.clear();
    add_channels(at.scan_channels, rest, ' ');
}

void scan_frequency(Words rest, SupplicantInterface& at, Out&) {
    add_channel(at.scan_channels, rest.number<int>());
}

void own_scan_began(Words, SupplicantInterface& at, Out& out) { at.begin_scan(out, std::string{at.scan_by}); }

void other_scan_began(Words, SupplicantInterface& at, Out& out) {
    at.scan_channels.clear();
    at.begin_scan(out, "another program");
}

void scan_started(Words, SupplicantInterface& at, Out& out) {
    if (!at.scanning) at.begin_scan(out, std::string{at.scan_by});
}

void scan_aborted(Words, SupplicantInterface& at, Out& out) {
    if (at.scanning) at.end_scan(out, std::nullopt, true);
}

void scan_included(Words rest, SupplicantInterface& at, Out&) {
    at.scanned.clear();
    add_channels(at.scanned, rest, ' ');
}

// The results are fetched next, and then it is known how many there are.
void scan_completed(Words, SupplicantInterface& at, Out& out) {
    if (at.scanning) at.scan_over = out.stamp();
}

void scan_results_used(Words rest, SupplicantInterface& at, Out& out) {
    if (at.scanning) at.end_scan(out, rest.number<std::uint32_t>(), false);
}

void scan_results(Words, SupplicantInterface& at, Out& out) {
    if (at.scanning) at.end_scan(out, std::nullopt, false);
}

void scan_failed(Words rest, SupplicantInterface& at, Out& out) {
    if (!at.scanning) at.begin_scan(out, std::string{at.scan_by});
    at.scan_over.reset();
    at.end_scan(out, std::nullopt, true);
    at.say(out, Remark{"scan failed: " + clean(rest.rest()), true});
}

void candidate_skipped(Words rest, SupplicantInterface& at, Out& out) {
    if (!at.seen) return;
    at.seen->said.selectable = false;
    at.seen->said.refused_because = clean(rest.rest());
    at.flush(out, "");
}

// "12 BSSID 02:… SSID 'x' chan 6", with "freq 2437" from wpa_supplicant: heard for the first time.
void bss_added(Words rest, SupplicantInterface& at, Out& out) {
    const auto bssid = mac_behind(rest.rest(), " BSSID ");
    if (!bssid) return;
    BssSeen seen{*bssid, {}, {}, {}, {}, {}, {}, true, {}};
    const std::string_view text = rest.rest();
    const std::size_t open = text.find(" SSID '");
    const std::size_t close = text.rfind('\'');
    if (open != std::string_view::npos && close >= open + 7) {
        seen.ssid = unescaped_ssid(text.substr(open + 7, close - open - 7));
        constexpr int kLast2Ghz = 14;
        const std::string_view behind_name = text.substr(close);
        if (const auto number = number_behind<int>(behind_name, "' chan "))
            seen.channel =
                wifi::Channel::make(*number <= kLast2Ghz ? wifi::Band::Ghz2_4 : wifi::Band::Ghz5, *number);
        else
            seen.channel = channel_behind(behind_name, "' freq ");
    }
    at.say(out, std::move(seen));
}

bool list_entry(std::string_view line, SupplicantInterface& at, Out& out) {
    Words rest{line};
    if (!rest.number<unsigned>() || !rest.skip(": ")) return false;
    const auto bssid = rest.mac();
    if (!bssid || !rest.skip(" ")) return false;
    if (rest.rest().starts_with("info="))
        return transition_entry(Words{line.substr(line.find(": ") + 2)}, at);
    BssSeen seen{*bssid, {}, {}, {}, {}, {}, {}, true, {}};
    std::string_view fields = rest.rest();
    const bool is_selection = fields.starts_with("ssid='");
    if (is_selection) {
        const std::size_t end = fields.rfind("' wpa_ie_len=");
        if (end == std::string_view::npos || end < 6) return false;
        seen.ssid = unescaped_ssid(fields.substr(6, end - 6));
        fields.remove_prefix(end);
    }
    seen.channel = channel_behind(fields, "freq=");
    seen.level_dbm = number_behind<int>(fields, "level=");
    seen.estimated_kbps = number_behind<std::uint32_t>(fields, "est_throughput=");
    if (!seen.channel && !seen.level_dbm) return false;
    if (is_selection)
        at.seen = Begun<BssSeen>{out.stamp(), std::move(seen)};  // the next line says why not, or nothing
    else
        at.say(out, std::move(seen));
    return true;
}

bool result_row(std::string_view line, SupplicantInterface& at, Out& out) {
    Words rest{line};
    const auto bssid = rest.mac();
    if (!bssid || !rest.skip(" freq=")) return false;
    const auto mhz = rest.number<int>();
    const auto level = number_behind<int>(rest.rest(), " level=");
    if (!mhz || !level) return false;
    BssSeen seen{*bssid, {}, wifi::Channel::at_mhz(*mhz), level, {}, {}, {}, true, {}};
    seen.estimated_kbps = number_behind<std::uint32_t>(rest.rest(), " est=");
    if (const auto age = number_behind<std::uint32_t>(rest.rest(), " age="))
        seen.age = std::chrono::milliseconds{*age};
    at.say(out, std::move(seen));
    return true;
}

}  // namespace explain::supplicant
