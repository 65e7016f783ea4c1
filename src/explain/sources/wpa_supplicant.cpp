#include "explain/sources/wpa_supplicant.hpp"

#include "explain/sources/hostap_names.hpp"
#include "explain/sources/prefix_table.hpp"
#include "explain/sources/supplicant_rules.hpp"

namespace explain {
namespace {

using namespace supplicant;
using Rule = PrefixRule<Handler>;

void remark(Words rest, SupplicantInterface& at, Out& out) { at.say(out, Remark{clean(rest.rest()), false}); }
void failure(Words rest, SupplicantInterface& at, Out& out) { at.say(out, Remark{clean(rest.rest()), true}); }

constexpr auto kOwnRules = std::to_array<Rule>({
    // Links (hostap.md 6.4).
    {"Own MAC address: ", own_address},
    {"State: ", state_changed},
    {"SME: Trying to use FT over-the-air", using_fast_transition},
    {"SME: Trying to authenticate with ", trying_to_authenticate},
    {"SME: Authentication response: peer=", authentication_answered},
    {"SME: Authentication timed out", authentication_timed_out},
    {"SME: Authentication request to the driver failed", authentication_not_sent},
    {"CTRL-EVENT-AUTH-REJECT ", authentication_rejected},
    {"Trying to associate with ", trying_to_associate},
    {"Associated with ", associated},
    {"SME: Association with ", association_failed},
    {"SME: Association timed out", association_timed_out},
    {"SME: Association request to the driver failed", association_not_sent},
    {"CTRL-EVENT-ASSOC-REJECT ", association_rejected},
    {"nl80211: Associated on ", associated_on},
    {"FT: Completed successfully", fast_transition_done},
    {"FT: Failed to set PTK to the driver", fast_transition_seen},
    {"FT: Request over-the-DS with ", fast_transition_over_ds},
    {"WPA: RX message 1 of 4-Way Handshake from ", four_way_began},
    {"WPA: 4-Way Handshake failed", four_way_failed},
    {"WPA: Key negotiation completed with ", keys_negotiated},
    {"Authentication with ", whole_attempt_timed_out},
    {"CTRL-EVENT-CONNECTED ", connected},
    {"CTRL-EVENT-DISCONNECTED ", disconnected},
    {"CTRL-EVENT-CHANNEL-SWITCH ", channel_switched},
    {"CTRL-EVENT-LINK-CHANNEL-SWITCH ", channel_switched},
    {"CTRL-EVENT-SIGNAL-CHANGE ", signal_changed},
    {"CTRL-EVENT-BEACON-LOSS", beacons_lost},
    // Scans (1.1, 2, 6.2).
    {"Control interface command ", command},
    {"bgscan simple: Request a background scan", scan_asked_by_background},
    {"bgscan learn: Request a background scan", scan_asked_by_background},
    {"bgscan learn: Scanning frequencies:", scan_frequencies},
    {"nl80211: Scan frequency ", scan_frequency},
    {"Own scan request started a scan", own_scan_began},
    {"External program started a scan", other_scan_began},
    {"CTRL-EVENT-SCAN-STARTED", scan_started},
    {"nl80211: Scan aborted", scan_aborted},
    {"nl80211: Scan included frequencies:", scan_included},
    {"Scan completed in ", scan_completed},
    {"BSS: last_scan_res_used=", scan_results_used},
    {"CTRL-EVENT-SCAN-RESULTS", scan_results},
    {"CTRL-EVENT-SCAN-FAILED", scan_failed},
    {"BSS: Add new id ", bss_added},
    {"   skip - ", candidate_skipped},
    {"   skip ", candidate_skipped},
    // Whether to move (1.2 to 1.5).
    {"Considering within-ESS reassociation", considering},
    {"Current BSS: ", current_bss},
    {"Selected BSS: ", selected_bss},
    {"Using signal poll values for the current BSS: ", polled},
    {"Allow reassociation", roam_allowed},
    {"Skip roam", roam_skipped},
    {"   selected current BSS ", current_selected},
    {"CTRL-EVENT-DO-ROAM ", do_roam},
    {"CTRL-EVENT-SKIP-ROAM ", skip_roam},
    {"CTRL_IFACE ROAM ", nullptr},  // the command said it
    // 802.11v and k (3, 4, 6.4).
    {"WNM: BSS Transition Management Request: ", transition_requested},
    {"WNM: Preferred List Available", transition_list},
    {"WNM: BSS Transition Management Request did not include candidates", transition_without_list},
    {"WNM: Disassociation Imminent - Disassociation Timer ", disassociation_imminent},
    {"ESS-DISASSOC-IMMINENT ", ess_disassociation_imminent},
    {"WNM: Transition to BSS ", transition_chosen},
    {"WNM: Send BSS Transition Management Response to ", transition_answered},
    {"WNM: Send BSS Transition Management Query to ", transition_queried},
    {"WNM: Scan ", transition_scan},
    {"WNM: Scan only for a specific BSSID since there is only a single candidate ", single_candidate},
    {"WNM: No BSS transition candidate match found", remark},
    {"WNM: Previously stored BSS transition candidate list is not valid anymore", failure},
    {"MBO-TRANSITION-REASON ", remark},
    {"RRM: Neighbor report request ", neighbors_asked},
    {"RRM-NEIGHBOR-REP-RECEIVED ", neighbor_received},
    {"RRM-NEIGHBOR-REP-REQUEST-FAILED", neighbors_failed},
    {"Measurement request type ", measurement_asked},
    {"RRM: Radio Measurement report", measurement_reported},
    {"Beacon request: No valid channels", measurement_refused},
    {"RRM: Parallel measurements are not supported, reject", measurement_refused},
    // Settings, and what else explains.
    {"wpa_supplicant v", program_began},
    {"CTRL-EVENT-TERMINATING", program_ended},
    {"bgscan: Initialized module '", background_scan_set},
    {"SME: FT mobility domain ", mobility_domain},
    {"FT: Mobility domain - hexdump(len=2): ", mobility_domain_offered},
    {"WPA: using KEY_MGMT ", key_management},
    {"SME: Selected AP supports MFP: require MFP", protection_required},
    {"CTRL-EVENT-REGDOM-CHANGE ", country},
    {"CTRL-EVENT-NETWORK-NOT-FOUND", failure},
    {"CTRL-EVENT-SSID-TEMP-DISABLED ", failure},
    {"CTRL-EVENT-EAP-FAILURE", failure},
    {"CTRL-EVENT-EAP-TIMEOUT-FAILURE", failure},
    {"CTRL-EVENT-STARTED-CHANNEL-SWITCH ", remark},
    {"SME: FT Authentication response processing failed", failure},
    {"FT: FT Action Response indicates failure", failure},
    {"FT: Validation of Reassociation Response failed", failure},
    {"Connection to AP lost", remark},
    {"Added BSSID ", remark},
    {"OCE: RSSI-based association rejection", failure},
    {"Unprotected Deauthentication frame dropped", remark},
    {"Unprotected Disassociation frame dropped", remark},
    // Nothing about roaming.
    {"CTRL-EVENT-", nullptr},
    {"WNM:", nullptr},
    {"PMKSA-CACHE-", nullptr},
    {"bgscan", nullptr},
    {"Considering connect request", nullptr},
    {"Selecting BSS from priority group", nullptr},
    {"Sorted scan results", nullptr},
    {"Scan ", nullptr},
    {"Scan-only results received", nullptr},
    {"Starting AP scan", nullptr},
    {"Setting ", nullptr},
    {"Added interface", nullptr},
    {"Add ", nullptr},
    {"Add interface", nullptr},
    {"Add radio work", nullptr},
    {"Starting radio work", nullptr},
    {"Radio work", nullptr},
    {"First radio work", nullptr},
    {"Request association", nullptr},
    {"Re-association to the same ESS", nullptr},
    {"Automatic auth_alg selection", nullptr},
    {"Associated to a new BSS", nullptr},
    {"Association info event", nullptr},
    {"Cancelling ", nullptr},
    {"Determining shared radio", nullptr},
    {"Shared frequencies", nullptr},
    {"Authentication timeout restart", nullptr},
    {"Driver ", nullptr},
    {"driver_wired", nullptr},
    {"Operating frequency changed", nullptr},
    {"Process pending EAPOL", nullptr},
    {"Received scan", nullptr},
    {"No suitable network found", nullptr},
    {"Already associated", nullptr},
    {"Deauthentication", nullptr},
    {"Disassociation", nullptr},
    {"Disconnect", nullptr},
    {"Request to deauthenticate", nullptr},
    {"Network configuration found", nullptr},
    {"Select network", nullptr},
    {"Limit ", nullptr},
    {"Use ", nullptr},
    {"Include ", nullptr},
    {"Optimize scan", nullptr},
    {"Fast associate", nullptr},
    {"TX EAPOL", nullptr},
    {"RX EAPOL", nullptr},
    {"EAPOL", nullptr},
    {"update_config", nullptr},
    {"Override interface", nullptr},
    {"Received Action frame", nullptr},
    {"wpa_driver", nullptr},
    {"wpa_supplicant", nullptr},
    {"Removed BSSID ", nullptr},
    {"BSSID ", nullptr},
    {"Interface ", nullptr},
    {"Removing interface", nullptr},
    {"Successfully initialized wpa_supplicant", nullptr},
    {"Update scan results", nullptr},
    {"Ignore ", nullptr},
    {"Short-circuit", nullptr},
    {"Rescheduling scan request", nullptr},
    {"SSWU: ", nullptr},
    {"No ongoing scan", nullptr},
    {"Abort an ongoing scan", nullptr},
    {"Updating scan results", nullptr},
    {"freq=", nullptr},
    {"freq[", nullptr},
    {"Not configuring frame filtering", nullptr},
    {"Conflicting frequency", nullptr},
    {"Consecutive connection failures", nullptr},
    {"Continuous association failures", nullptr},
    {"Try to ", nullptr},
    {"Drop ", nullptr},
    {"Free ", nullptr},
    {"ENGINE: ", nullptr},
    {"New scan results available", nullptr},
    {"radio_work_free", nullptr},
    {"ctrl_interface", nullptr},
    {"sae_pwe", nullptr},
    {"wpas_", nullptr},
    {"wpa_", nullptr},
});

constexpr PrefixTable kTable{with_plain(kOwnRules, kHostapPlain)};

/// "wlan0: " before a line: not longer than the kernel allows (IFNAMSIZ), and no words of a sentence.
std::string_view interface_prefix(std::string_view text) {
    const std::size_t colon = text.substr(0, 17).find(": ");
    if (colon == std::string_view::npos || colon == 0 || colon > 15) return {};
    const std::string_view name = text.substr(0, colon);
    for (const char c : name) {
        const bool is_fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                             c == '-' || c == '.' || c == '_';
        if (!is_fine) return {};
    }
    return name[0] >= '0' && name[0] <= '9' ? std::string_view{} : name;
}

bool begins_list(std::string_view text) {
    Words rest{text};
    return rest.number<unsigned>() && rest.skip(": ") && rest.mac();
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

class WpaSupplicant final : public LineSource {
public:
    WpaSupplicant() : interfaces_(1) {}

    Taken take(std::string_view text, Out& out) override {
        if (text.size() < 2) return Taken::Unknown;
        // Lines of one interface mostly follow each other.
        SupplicantInterface* at = &interfaces_[last_];
        if (!at->name.empty() && text.starts_with(at->name) &&
            text.substr(at->name.size()).starts_with(": ")) {
            text.remove_prefix(at->name.size() + 2);
            return read(text, *at, out, kTable.find(text));
        }
        if (const Rule* rule = kTable.find(text)) {
            note_interface_of_event(text);
            return read(text, interfaces_[last_], out, rule);
        }
        if (const std::string_view name = interface_prefix(text); !name.empty()) {
            const std::string_view rest = text.substr(name.size() + 2);
            const Rule* rule = kTable.find(rest);
            // The P2P device has the radio's scans, too: it is no station of its own.
            if (name.starts_with("p2p-dev-")) return rule ? Taken::Plain : Taken::Unknown;
            // A name counts where what follows is of an interface: anything may begin with a word and a
            // colon.
            if ((rule && rule->handler) || begins_list(rest)) return read(rest, named(name), out, rule);
            if (rule) return Taken::Plain;
        }
        return read(text, *at, out, nullptr);
    }

    void finish(Out& out) override {
        for (SupplicantInterface& at : interfaces_) at.flush_all(out);
    }

private:
    /// More interfaces than any machine has: the last one's memory serves them all.
    static constexpr std::size_t kMostInterfaces = 16;

    static Taken read(std::string_view text, SupplicantInterface& at, Out& out, const Rule* rule) {
        at.flush(out, text, rule && !rule->handler);
        if (rule) {
            if (!rule->handler) return Taken::Plain;
            rule->handler(Words{text.substr(rule->prefix.size())}, at, out);
            return Taken::Used;
        }
        if (text.empty()) return Taken::Plain;
        if (is_digit(text[0]) && list_entry(text, at, out)) return Taken::Used;
        if (is_hex(text[0]) && result_row(text, at, out)) return Taken::Used;
        return is_hexdump(text) ? Taken::Plain : Taken::Unknown;
    }

    SupplicantInterface& named(std::string_view name) {
        for (std::size_t i = 0; i < interfaces_.size(); ++i) {
            // What was said before the first name belongs to whoever is named first.
            if (interfaces_[i].name != name && !interfaces_[i].name.empty()) continue;
            if (interfaces_[i].name.empty()) interfaces_[i].name = name;
            last_ = i;
            return interfaces_[i];
        }
        if (interfaces_.size() == kMostInterfaces) {
            interfaces_.back() = {};
            interfaces_.back().name = name;
        } else {
            interfaces_.push_back({});
            interfaces_.back().name = name;
        }
        last_ = interfaces_.size() - 1;
        return interfaces_.back();
    }

    /// "nl80211: Drv Event 19 (NL80211_CMD_FRAME) received for wlan0": what follows without a name is about
    /// it.
    void note_interface_of_event(std::string_view text) {
        constexpr std::string_view kEvent = "nl80211: Drv Event ";
        if (!text.starts_with(kEvent)) return;
        const auto name = behind(text, " received for ");
        if (name && !name->empty() && name->size() <= 15) (void)named(*name);
    }

    std::vector<SupplicantInterface> interfaces_;
    std::size_t last_ = 0;
};

}  // namespace

std::unique_ptr<LineSource> wpa_supplicant_source() { return std::make_unique<WpaSupplicant>(); }

}  // namespace explain
