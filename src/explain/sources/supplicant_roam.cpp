#include "explain/sources/supplicant_rules.hpp"

namespace explain::supplicant {
namespace {

/// "02:00:00:00:01:00 freq=2412 level=-67 snr=25 est_throughput=65000"
struct Side {
    std::optional<wifi::MacAddress> bssid;
    std::optional<int> level_dbm;
    std::optional<std::uint32_t> kbps;
};
Side read_side(Words rest) {
    Side side;
    side.bssid = rest.mac();
    side.level_dbm = number_behind<int>(rest.rest(), "level=");
    side.kbps = number_behind<std::uint32_t>(rest.rest(), "est_throughput=");
    return side;
}

Begun<RoamJudged>& judgement(SupplicantInterface& at, Out& out) {
    if (!at.judged) at.judged = Begun<RoamJudged>{out.stamp(), {}};
    return *at.judged;
}

void conclude(SupplicantInterface& at, Out& out, bool moves, std::string_view verdict,
              std::string_view rest) {
    Begun<RoamJudged> begun = judgement(at, out);
    at.judged.reset();
    begun.said.moves = moves;
    begun.said.why = std::string{verdict} + clean(rest);
    if (!begun.said.current) begun.said.current = at.current;
    at.last_judged = begun.said;
    at.say_at(out, begun.since, std::move(begun.said));
}

/// The event repeats, for programs that listen, what the lines before it said.
void conclude_event(SupplicantInterface& at, Out& out, std::string_view rest, bool moves) {
    RoamJudged judged;
    judged.current = mac_behind(rest, "cur_bssid=");
    judged.selected = mac_behind(rest, "sel_bssid=");
    judged.moves = moves;
    judged.current_dbm = number_behind<int>(rest, "cur_level=");
    judged.selected_dbm = number_behind<int>(rest, "sel_level=");
    judged.current_kbps = number_behind<std::uint32_t>(rest, "cur_est=");
    judged.selected_kbps = number_behind<std::uint32_t>(rest, "sel_est=");
    const bool is_repeated =
        at.last_judged && at.last_judged->selected == judged.selected && at.last_judged->moves == moves;
    at.last_judged.reset();
    if (is_repeated) return;
    judged.why = moves ? "CTRL-EVENT-DO-ROAM" : "CTRL-EVENT-SKIP-ROAM";
    at.say(out, std::move(judged));
}

}  // namespace

void considering(Words, SupplicantInterface& at, Out& out) { at.judged = Begun<RoamJudged>{out.stamp(), {}}; }

void current_bss(Words rest, SupplicantInterface& at, Out& out) {
    const Side side = read_side(rest);
    RoamJudged& judged = judgement(at, out).said;
    judged.current = side.bssid;
    judged.current_dbm = side.level_dbm;
    judged.current_kbps = side.kbps;
}

void selected_bss(Words rest, SupplicantInterface& at, Out& out) {
    const Side side = read_side(rest);
    RoamJudged& judged = judgement(at, out).said;
    judged.selected = side.bssid;
    judged.selected_dbm = side.level_dbm;
    judged.selected_kbps = side.kbps;
}

void polled(Words rest, SupplicantInterface& at, Out& out) {
    const auto level = number_behind<int>(rest.rest(), "level=");
    if (!level) return;
    RoamJudged& judged = judgement(at, out).said;
    judged.current_dbm = level;
    if (const auto kbps = number_behind<std::uint32_t>(rest.rest(), "est_throughput="))
        judged.current_kbps = kbps;
    at.say(out, SignalRead{judged.current ? judged.current : at.current, *level, std::nullopt, std::nullopt});
}

void roam_allowed(Words rest, SupplicantInterface& at, Out& out) {
    conclude(at, out, true, "Allow reassociation", rest.rest());
}

void roam_skipped(Words rest, SupplicantInterface& at, Out& out) {
    conclude(at, out, false, "Skip roam", rest.rest());
}

// "   selected current BSS MAC": the list was walked, and nothing stands before the BSS that serves.
void current_selected(Words rest, SupplicantInterface& at, Out& out) {
    const auto bssid = rest.mac();
    if (!bssid) return;
    at.judged.reset();
    at.say(out,
           RoamJudged{at.current ? at.current : bssid, bssid, false, {}, {}, {}, {}, "selected current BSS"});
}

void do_roam(Words rest, SupplicantInterface& at, Out& out) { conclude_event(at, out, rest.rest(), true); }
void skip_roam(Words rest, SupplicantInterface& at, Out& out) { conclude_event(at, out, rest.rest(), false); }

void roam_command(Words rest, SupplicantInterface& at, Out& out) {
    if (const auto bssid = rest.mac()) at.begin(out, Step::Roaming, bssid, std::nullopt);
}

}  // namespace explain::supplicant
