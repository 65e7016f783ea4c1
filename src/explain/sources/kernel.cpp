#include "explain/sources/kernel.hpp"

#include "explain/sources/prefix_table.hpp"
#include "explain/sources/text.hpp"

namespace explain {
namespace {

struct KernelInterface {
    std::string name;
    std::optional<wifi::MacAddress> bssid;  ///< that is linked, or tried
};

using Handler = void (*)(Words rest, KernelInterface& at, Out& out);
using Rule = PrefixRule<Handler>;

/// "3=DEAUTH_LEAVING)"
std::optional<std::uint16_t> reason_in(std::string_view text) {
    return number_behind<std::uint16_t>(text, "(Reason: ");
}

/// "deauthenticat…", "disassociat…" from somebody: the end of a link, or of an attempt at one.
void end_link(Words rest, KernelInterface& at, Out& out, bool by_us) {
    const auto bssid = rest.mac();
    out.say(at.name, LinkDown{bssid, reason_in(rest.rest()), by_us});
    at.bssid.reset();
}

void authenticate(Words rest, KernelInterface& at, Out& out) {
    at.bssid = rest.mac();
    out.say(at.name, StepBegun{Step::Authentication, at.bssid, std::nullopt});
}
void authenticated(Words rest, KernelInterface& at, Out& out) {
    if (rest.empty()) out.say(at.name, StepEnded{Step::Authentication, at.bssid, std::uint16_t{0}, false});
}
void authentication_timed_out(Words rest, KernelInterface& at, Out& out) {
    out.say(at.name, StepEnded{Step::Authentication, rest.mac(), std::nullopt, true});
}
void associate(Words rest, KernelInterface& at, Out& out) {
    at.bssid = rest.mac();
    if (rest.skip(" (try 1/")) out.say(at.name, StepBegun{Step::Association, at.bssid, std::nullopt});
}
void association_answered(Words rest, KernelInterface& at, Out& out) {
    const auto bssid = rest.mac();
    const auto status = number_behind<std::uint16_t>(rest.rest(), "status=");
    if (status) out.say(at.name, StepEnded{Step::Association, bssid, status, false});
}
void association_timed_out(Words rest, KernelInterface& at, Out& out) {
    out.say(at.name, StepEnded{Step::Association, rest.mac(), std::nullopt, true});
}
// The keys come after this, and the kernel says nothing of them: this is as complete as its link gets.
void associated(Words rest, KernelInterface& at, Out& out) {
    if (rest.empty() && at.bssid) out.say(at.name, LinkUp{*at.bssid, std::nullopt, std::nullopt});
}
void ended_by_us(Words rest, KernelInterface& at, Out& out) { end_link(rest, at, out, true); }
void ended_by_peer(Words rest, KernelInterface& at, Out& out) { end_link(rest, at, out, false); }

void aborted_authentication(Words rest, KernelInterface& at, Out& out) {
    constexpr std::uint16_t kUnspecified = 1;
    out.say(at.name, StepEnded{Step::Authentication, rest.mac(), kUnspecified, false});
}
void aborted_association(Words rest, KernelInterface& at, Out& out) {
    constexpr std::uint16_t kUnspecified = 1;
    out.say(at.name, StepEnded{Step::Association, rest.mac(), kUnspecified, false});
}

// "from AP MAC for new auth to MAC": the link is left because the next one is tried.
void left_for_another(Words rest, KernelInterface& at, Out& out) {
    const auto old = rest.mac();
    auto next = mac_behind(rest.rest(), " auth to ");
    if (!next) next = mac_behind(rest.rest(), " assoc to ");
    out.say(at.name, LinkDown{old, std::nullopt, true});
    out.say(at.name, StepBegun{Step::Roaming, next, std::nullopt});
}

// "AP MAC lost"
void connection_lost(Words rest, KernelInterface& at, Out& out) {
    out.say(at.name, BeaconsLost{});
    out.say(at.name, LinkDown{rest.mac(), std::nullopt, true});
}

// "MAC denied authentication (status 17)", "MAC denied association (code=17)", "MAC rejected association
// temporarily; comeback duration 1000 TU (1024 ms)"
bool denied(std::string_view text, KernelInterface& at, Out& out) {
    Words rest{text};
    const auto bssid = rest.mac();
    if (!bssid) return false;
    constexpr std::uint16_t kRefusedTemporarily = 30;  // 9.4.1.9
    if (rest.skip(" denied authentication (status ")) {
        out.say(at.name, StepEnded{Step::Authentication, bssid, rest.number<std::uint16_t>(), false});
        return true;
    }
    if (rest.skip(" denied association (code=")) {
        out.say(at.name, StepEnded{Step::Association, bssid, rest.number<std::uint16_t>(), false});
        return true;
    }
    if (!rest.skip(" rejected association temporarily")) return false;
    out.say(at.name, StepEnded{Step::Association, bssid, kRefusedTemporarily, false});
    out.say(at.name, Remark{clean(text), true});
    return true;
}

// "AP MAC changed bandwidth …", "AP MAC switches to unsupported channel …"
void about_access_point(Words rest, KernelInterface& at, Out& out) {
    const bool is_failure = rest.rest().find("disconnect") != std::string_view::npos;
    out.say(at.name, Remark{"AP " + clean(rest.rest()), is_failure});
}
// "from AP MAC after 500ms, disconnecting."
void no_probe_response(Words rest, KernelInterface& at, Out& out) {
    if (rest.rest().find("disconnecting") != std::string_view::npos) out.say(at.name, BeaconsLost{});
}

constexpr auto kRules = std::to_array<Rule>({
    {"authenticate with ", authenticate},
    {"authenticated", authenticated},
    {"send auth to ", nullptr},
    {"SAE peer confirmed", nullptr},
    {"authentication with ", authentication_timed_out},
    {"aborting authentication with ", aborted_authentication},
    {"associate with ", associate},
    {"RX AssocResp from ", association_answered},
    {"RX ReassocResp from ", association_answered},
    {"association with ", association_timed_out},
    {"aborting association with ", aborted_association},
    {"associated", associated},
    {"deauthenticating from ", ended_by_us},
    {"disassociating from ", ended_by_us},
    {"deauthenticated from ", ended_by_peer},
    {"disassociated from ", ended_by_peer},
    {"disconnect from AP ", left_for_another},
    {"Connection to AP ", connection_lost},
    {"AP ", about_access_point},
    {"No probe response from AP ", no_probe_response},
    {"No ack for nullfunc frame to AP ", no_probe_response},
    {"Failed to send nullfunc to AP ", no_probe_response},
    {"moving STA ", nullptr},
    {"moved STA ", nullptr},
    {"Allocated STA ", nullptr},
    {"Inserted STA ", nullptr},
    {"Removed STA ", nullptr},
    {"Destroyed STA ", nullptr},
    {"Limiting TX power", nullptr},
    {"local address ", nullptr},
    {"waiting for beacon", nullptr},
    {"associating to AP ", nullptr},
    {"capabilities/regulatory", nullptr},
    {"WMM AC", nullptr},
    {"renamed from ", nullptr},
    {"entered promiscuous", nullptr},
    {"left promiscuous", nullptr},
    {"bad ", nullptr},
    {"HT ", nullptr},
    {"VHT ", nullptr},
    {"HE ", nullptr},
    {"EHT ", nullptr},
});
constexpr PrefixTable kTable{kRules};

class Kernel final : public LineSource {
public:
    Kernel() : interfaces_(1) {}

    Taken take(std::string_view text, Out& out) override {
        const std::size_t colon = text.substr(0, 18).find(": ");
        if (colon == std::string_view::npos || colon == 0) return about_machine(text, out);
        const std::string_view name = text.substr(0, colon);
        const std::string_view rest = text.substr(colon + 2);
        if (const Rule* rule = kTable.find(rest)) {
            if (rule->handler) rule->handler(Words{rest.substr(rule->prefix.size())}, named(name), out);
            return rule->handler ? Taken::Used : Taken::Plain;
        }
        if (!rest.empty() && denied(rest, named(name), out)) return Taken::Used;
        return about_machine(text, out);
    }

private:
    static constexpr std::size_t kMostInterfaces = 16;

    KernelInterface& named(std::string_view name) {
        for (KernelInterface& known : interfaces_)
            if (known.name == name) return known;
        if (interfaces_.size() == kMostInterfaces) interfaces_.erase(interfaces_.begin());
        interfaces_.push_back({std::string{name}, {}});
        return interfaces_.back();
    }

    static Taken about_machine(std::string_view text, Out& out) {
        if (const auto code = behind(text, "Regulatory domain changed to country: ")) {
            out.say("", Setting{"country", clean(Words{*code}.until(' ')), std::nullopt});
            return Taken::Used;
        }
        if (text.starts_with("Linux version ")) {
            out.say("", ProgramBegun{});
            return Taken::Used;
        }
        if (text.starts_with("PM: suspend entry") || text.starts_with("PM: suspend exit")) {
            out.say("", Remark{clean(text), false});
            return Taken::Used;
        }
        for (const std::string_view known : {"cfg80211: ", "IPv6: ADDRCONF", "ieee80211 phy", "mac80211"})
            if (text.starts_with(known)) return Taken::Plain;
        return Taken::Unknown;
    }

    std::vector<KernelInterface> interfaces_;
};

}  // namespace

std::unique_ptr<LineSource> kernel_source() { return std::make_unique<Kernel>(); }

}  // namespace explain
