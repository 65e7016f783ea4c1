#include "explain/sources/supplicant_rules.hpp"

namespace explain::supplicant {
namespace {

/// "02:00:00:00:01:00 (SSID='x' freq=5180 MHz)"
struct Peer {
    std::optional<wifi::MacAddress> bssid;
    std::optional<std::string> ssid;
    std::optional<wifi::Channel> channel;
};
Peer read_peer(Words rest) {
    Peer peer;
    peer.bssid = rest.mac();
    // An SSID may hold anything, also what follows it: what is behind the last mark counts.
    const std::string_view text = rest.rest();
    const std::size_t freq = text.rfind("' freq=");
    if (freq != std::string_view::npos) {
        peer.channel = channel_behind(text.substr(freq), "freq=");
        const std::size_t ssid = text.find("SSID='");
        if (ssid != std::string_view::npos && ssid + 6 <= freq)
            peer.ssid = unescaped_ssid(text.substr(ssid + 6, freq - ssid - 6));
    }
    return peer;
}

/// 9.4.1.9. For what is no answer: no status code is sent.
constexpr std::uint16_t kUnspecified = 1;

void aim(SupplicantInterface& at, const Peer& peer) {
    at.target = peer.bssid;
    if (peer.ssid) at.ssid = peer.ssid;
    at.channel = peer.channel;
}

/// SAE's first answer, and one that asks for a token or another group, do not end the authentication.
bool ends_authentication(int type, int transaction, int status) {
    constexpr int kSae = 3;
    constexpr int kTokenRequired = 76;
    constexpr int kGroupNotSupported = 77;
    constexpr int kHashToElement = 126;
    if (type != kSae) return true;
    if (transaction == 1)
        return status != 0 && status != kTokenRequired && status != kGroupNotSupported &&
               status != kHashToElement;
    return true;
}

}  // namespace

void own_address(Words rest, SupplicantInterface& at, Out&) { at.own = rest.mac(); }

void state_changed(Words rest, SupplicantInterface& at, Out& out) {
    (void)rest.until('>');
    rest.skip_blanks();
    const std::string_view to = rest.rest();
    if (to.starts_with("4WAY_HANDSHAKE") && at.step != Step::FourWay)
        return at.begin(out, Step::FourWay, at.target ? at.target : at.current, at.channel);
    if (to.starts_with("DISCONNECTED") || to.starts_with("INACTIVE") || to.starts_with("INTERFACE_DISABLED"))
        at.fast_transition = false;
}

void trying_to_authenticate(Words rest, SupplicantInterface& at, Out& out) {
    const Peer peer = read_peer(rest);
    const bool is_transition = at.fast_transition;
    at.fast_transition = false;
    aim(at, peer);
    at.say_settings(out);
    if (is_transition) at.begin(out, Step::FastTransition, peer.bssid, peer.channel);
    at.begin(out, Step::Authentication, peer.bssid, peer.channel);
}

void authentication_answered(Words rest, SupplicantInterface& at, Out& out) {
    const auto peer = rest.mac();
    const auto type = number_behind<int>(rest.rest(), "auth_type=");
    const auto transaction = number_behind<int>(rest.rest(), "auth_transaction=");
    const auto status = number_behind<std::uint16_t>(rest.rest(), "status_code=");
    if (!status || !ends_authentication(type.value_or(0), transaction.value_or(0), *status)) return;
    at.end(out, Step::Authentication, peer, status);
}

void authentication_timed_out(Words, SupplicantInterface& at, Out& out) {
    at.end(out, Step::Authentication, at.target, std::nullopt, true);
}

void authentication_not_sent(Words, SupplicantInterface& at, Out& out) {
    at.end(out, Step::Authentication, at.target, kUnspecified);
}

void authentication_rejected(Words rest, SupplicantInterface& at, Out& out) {
    // Follows the answer that said the same, where -d shows that.
    if (at.step != Step::Authentication) return;
    const auto peer = rest.mac();
    at.end(out, Step::Authentication, peer, number_behind<std::uint16_t>(rest.rest(), "status_code="));
}

void trying_to_associate(Words rest, SupplicantInterface& at, Out& out) {
    if (rest.skip("SSID '")) {  // the driver chooses the BSS
        const std::size_t end = rest.rest().rfind('\'');
        if (end != std::string_view::npos) at.ssid = unescaped_ssid(rest.rest().substr(0, end));
        at.target.reset();
        at.channel.reset();
        return at.begin(out, Step::Association, std::nullopt, std::nullopt);
    }
    const Peer peer = read_peer(rest);
    if (!peer.bssid) return;
    aim(at, peer);
    at.say_settings(out);
    at.begin(out, Step::Association, peer.bssid, peer.channel);
}

void associated(Words rest, SupplicantInterface& at, Out& out) {
    const auto bssid = rest.mac();
    if (!bssid) return;
    // The driver moved by itself: there was no attempt to end.
    if (at.step != Step::Association && at.target != bssid)
        at.begin(out, Step::Association, bssid, at.channel);
    at.target = bssid;
    at.end(out, Step::Association, bssid, std::uint16_t{0});
}

void association_failed(Words rest, SupplicantInterface& at, Out& out) {
    const auto bssid = rest.mac();
    if (at.step != Step::Association) return;
    at.end(out, Step::Association, bssid, number_behind<std::uint16_t>(rest.rest(), "status code "));
}

void association_timed_out(Words, SupplicantInterface& at, Out& out) {
    at.end(out, Step::Association, at.target, std::nullopt, true);
}

/// The kernel has forgotten the BSS: cfg80211 keeps what was heard for 30 s.
void association_not_sent(Words, SupplicantInterface& at, Out& out) {
    at.end(out, Step::Association, at.target, kUnspecified);
}

void association_rejected(Words rest, SupplicantInterface& at, Out& out) {
    const auto bssid = mac_behind(rest.rest(), "bssid=");
    const auto status = number_behind<std::uint16_t>(rest.rest(), "status_code=");
    const bool timed_out = rest.rest().find(" timeout") != std::string_view::npos;
    // Where a timeout was it says status 1, which nobody sent.
    at.end(out, Step::Association, bssid ? bssid : at.target, timed_out ? std::nullopt : status, timed_out);
}

void associated_on(Words rest, SupplicantInterface& at, Out&) {
    if (const auto mhz = rest.number<int>()) at.channel = wifi::Channel::at_mhz(*mhz);
}

void using_fast_transition(Words, SupplicantInterface& at, Out&) { at.fast_transition = true; }

/// wpa_ft.c installs the keys when the access point has answered, which cfg80211 refuses before there is an
/// association: all that is said of a fast transition without -d.
void fast_transition_seen(Words, SupplicantInterface& at, Out& out) {
    if (at.step != Step::Authentication) return;
    at.begin(out, Step::FastTransition, at.target, at.channel);
    at.end(out, Step::Authentication, at.target, std::uint16_t{0});
}

void fast_transition_done(Words, SupplicantInterface& at, Out& out) {
    at.end(out, Step::FastTransition, at.target, std::uint16_t{0});
}

void fast_transition_over_ds(Words rest, SupplicantInterface& at, Out& out) {
    at.target = rest.mac();
    at.begin(out, Step::FastTransition, at.target, std::nullopt);
}

void four_way_began(Words rest, SupplicantInterface& at, Out& out) {
    if (at.step == Step::FourWay) return;
    at.begin(out, Step::FourWay, rest.mac(), at.channel);
}

void four_way_failed(Words, SupplicantInterface& at, Out& out) {
    at.end(out, Step::FourWay, at.target ? at.target : at.current, kUnspecified);
}

void keys_negotiated(Words rest, SupplicantInterface& at, Out& out) {
    const auto bssid = rest.mac();
    if (at.step == Step::FourWay) at.end(out, Step::FourWay, bssid, std::uint16_t{0});
}

void whole_attempt_timed_out(Words rest, SupplicantInterface& at, Out& out) {
    const auto bssid = rest.mac();
    at.end(out, at.step.value_or(Step::Association), bssid, std::nullopt, true);
}

void connected(Words rest, SupplicantInterface& at, Out& out) {
    if (!rest.skip("- Connection to ")) return;
    const auto bssid = rest.mac();
    if (!bssid) return;
    at.step.reset();
    at.current = bssid;
    at.target = bssid;
    at.say(out, LinkUp{*bssid, at.ssid, at.channel});
}

void disconnected(Words rest, SupplicantInterface& at, Out& out) {
    LinkDown down;
    down.bssid = real(mac_behind(rest.rest(), "bssid="));
    down.reason = number_behind<std::uint16_t>(rest.rest(), "reason=");
    down.by_us = rest.rest().find("locally_generated=1") != std::string_view::npos;
    at.current.reset();
    at.step.reset();
    at.say(out, std::move(down));
}

void channel_switched(Words rest, SupplicantInterface& at, Out& out) {
    at.channel = channel_behind(rest.rest(), "freq=");
    at.say(out, ChannelSwitched{at.current, at.channel});
}

void signal_changed(Words rest, SupplicantInterface& at, Out& out) {
    const auto level = number_behind<int>(rest.rest(), " signal=");
    // A driver that does not know says -9999.
    constexpr int kWeakest = -150;
    if (!level || *level < kWeakest) return;
    constexpr int kNoNoise = 9999;
    SignalRead read{at.current, *level, number_behind<int>(rest.rest(), " noise="),
                    number_behind<std::uint32_t>(rest.rest(), " txrate=")};
    if (read.noise_dbm == kNoNoise) read.noise_dbm.reset();
    if (read.rate_kbps == 0U) read.rate_kbps.reset();
    at.say(out, read);
}

void beacons_lost(Words, SupplicantInterface& at, Out& out) { at.say(out, BeaconsLost{}); }

}  // namespace explain::supplicant
