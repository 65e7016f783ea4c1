#include "explain/sources/roam_records.hpp"

#include <array>

#include <boost/json.hpp>

#include "explain/input/time_text.hpp"
#include "explain/sources/text.hpp"

namespace explain {
namespace {

namespace json = boost::json;

// An object's members as values; absent and of another kind are the same.
std::string_view text(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    if (!value || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}
std::optional<std::int64_t> number(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    if (!value || !value->is_int64()) return std::nullopt;
    return value->get_int64();
}
std::optional<wifi::MacAddress> mac(const json::object& object, std::string_view key) {
    return real(wifi::parse_mac(text(object, key)));
}
const json::object* part(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value ? value->if_object() : nullptr;
}
const json::array* list(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value ? value->if_array() : nullptr;
}
bool flag(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value && value->is_bool() && value->get_bool();
}
template <class T>
std::optional<T> small(const json::object& object, std::string_view key) {
    const auto value = number(object, key);
    if (!value || *value < 0 || *value > static_cast<std::int64_t>(static_cast<T>(-1))) return std::nullopt;
    return static_cast<T>(*value);
}

/// Hundredths of dBm.
std::optional<int> level(const json::object& bss) {
    const auto hundredths = number(bss, "signal_cdbm");
    if (!hundredths || *hundredths < -20'000 || *hundredths > 10'000) return std::nullopt;
    return static_cast<int>(*hundredths) / 100;
}

/// Of the record: its time of day, else the daemon's own clock.
void set_time(const json::object& record, LineStamp& stamp) {
    const std::string_view time = text(record, "time");
    TimeText reading{time};
    if (const auto date = reading.iso_date(); date && reading.skip('T')) {
        bool whole_seconds = false;
        if (const auto of_day = reading.time_of_day(whole_seconds)) {
            stamp.clock = Clock::Unix;
            stamp.at = *date + *of_day;
            return;
        }
    }
    constexpr std::int64_t kMost = 1LL << 50;
    if (const auto monotonic = number(record, "monotonic_ms");
        monotonic && *monotonic >= 0 && *monotonic < kMost) {
        stamp.clock = Clock::Boot;
        stamp.at = std::chrono::milliseconds{*monotonic};
    }
}

/// What a record is about, for those that say it.
struct Subject {
    std::string interface;
    std::optional<wifi::MacAddress> station;
    LineStamp stamp;
};
void say(const Subject& about, Out& out, Said said) {
    out.say_at(about.stamp, about.interface, std::move(said), about.station);
}

void say_candidates(const json::object& record, const Subject& about, Out& out) {
    const json::array* candidates = list(record, "candidates");
    if (!candidates) return;
    for (const json::value& value : *candidates) {
        const json::object* bss = value.if_object();
        if (!bss || !flag(*bss, "heard")) continue;
        const auto bssid = mac(*bss, "bssid");
        if (!bssid) continue;
        BssSeen seen{*bssid,
                     {},
                     {},
                     level(*bss),
                     small<std::uint32_t>(*bss, "usable_kbps"),
                     {},
                     {},
                     !flag(*bss, "blocked"),
                     {}};
        if (const auto mhz = small<std::uint16_t>(*bss, "frequency_mhz"))
            seen.channel = wifi::Channel::at_mhz(*mhz);
        if (const auto age = small<std::uint32_t>(*bss, "age_ms")) seen.age = std::chrono::milliseconds{*age};
        if (!seen.selectable) seen.refused_because = "an attempt failed lately";
        say(about, out, std::move(seen));
    }
}

RoamJudged judgement(const json::object& record, std::string_view moving_action) {
    RoamJudged judged;
    const json::object* serving = part(record, "serving");
    if (serving) {
        judged.current = mac(*serving, "bssid");
        judged.current_dbm = level(*serving);
        judged.current_kbps = small<std::uint32_t>(*serving, "usable_kbps");
    }
    const json::object* verdict = part(record, "verdict");
    if (!verdict) return judged;
    judged.moves = text(*verdict, "action") == moving_action;
    judged.why = clean(text(*verdict, "reason"));
    judged.selected = mac(*verdict, "target");
    if (const json::array* targets = list(*verdict, "targets");
        targets && !targets->empty() && (*targets)[0].is_string())
        judged.selected =
            wifi::parse_mac({(*targets)[0].get_string().data(), (*targets)[0].get_string().size()});
    const json::array* candidates = list(record, "candidates");
    if (!candidates) return judged;
    // Without a target the best candidate is what was weighed.
    for (const json::value& value : *candidates) {
        const json::object* bss = value.if_object();
        if (!bss) continue;
        const auto bssid = mac(*bss, "bssid");
        if (judged.selected && bssid != judged.selected) continue;
        judged.selected = bssid;
        if (flag(*bss, "heard")) judged.selected_dbm = level(*bss);
        judged.selected_kbps = small<std::uint32_t>(*bss, "usable_kbps");
        break;
    }
    return judged;
}

// roam-record/1. Its time is that of the outcome.
void station_record(const json::object& record, Subject about, Out& out) {
    const Subject outcome_at = about;
    const json::object* outcome = part(record, "outcome");
    constexpr std::int64_t kLongest = 3'600'000;
    if (const auto took = outcome ? number(*outcome, "took_ms") : std::nullopt;
        took && *took >= 0 && *took < kLongest)
        about.stamp.at -= std::chrono::milliseconds{*took};
    const json::object* verdict = part(record, "verdict");
    if (!verdict) return;
    if (const json::object* serving = part(record, "serving"); serving && flag(*serving, "heard"))
        if (const auto now = level(*serving); now && number(*serving, "age_ms") == 0)
            say(about, out, SignalRead{mac(*serving, "bssid"), *now, std::nullopt, std::nullopt});
    say_candidates(record, about, out);
    const RoamJudged judged = judgement(record, "move");
    say(about, out, judged);
    if (const auto reason = small<std::uint8_t>(record, "query"))
        say(about, out, TransitionQueried{about.station, reason, {}});
    if (const auto status = small<std::uint8_t>(record, "answer"))
        say(about, out,
            TransitionAnswered{about.station, status, *status == 0 ? judged.selected : std::nullopt});
    const std::string_view result = outcome ? text(*outcome, "result") : std::string_view{};
    if (result.empty() || result == "none" || result == "moved") return;
    say(outcome_at, out, Remark{"move: " + clean(result), true});
}

// roam-event/1: the terms of the roaming contract.
void station_event(const json::object& record, const Subject& about, Out& out) {
    const std::string_view event = text(record, "event");
    const auto bssid = mac(record, "bssid");
    const auto code = small<std::uint16_t>(record, "status");
    if (event == "roaming-start") return say(about, out, StepBegun{Step::Roaming, bssid, std::nullopt});
    if (event == "roaming-completion") return say(about, out, StepEnded{Step::Roaming, bssid, code, false});
    if (event == "association-start")
        return say(about, out, StepBegun{Step::Association, bssid, std::nullopt});
    if (event == "association-completion") {
        say(about, out, StepEnded{Step::Association, bssid, code, false});
        if (code != std::uint16_t{0} || !bssid) return;
        LinkUp up{*bssid, std::nullopt, std::nullopt};
        if (const std::string_view ssid = text(record, "ssid"); !ssid.empty()) up.ssid = clean(ssid);
        return say(about, out, std::move(up));
    }
    if (event == "disassociation") return say(about, out, LinkDown{bssid, std::nullopt, std::nullopt});
    if (event == "peer-deauthenticated" || event == "peer-disassociated")
        return say(about, out, LinkDown{bssid, code, false});
    if (event == "peer-unreachable") return say(about, out, BeaconsLost{});
    if (event == "trace-start") return say(about, out, ProgramBegun{});
}

void network_record(const json::object& record, const Subject& about, Out& out) {
    const std::string_view verdict = text(record, "verdict");
    say(about, out,
        Remark{"IP network " + clean(verdict) + ": " + clean(text(record, "reason")), verdict == "changed"});
}

// roam-steering/1
void steering_record(const json::object& record, Subject about, Out& out) {
    about.interface = clean(text(record, "bss"));
    about.station = mac(record, "client");
    const json::object* outcome = part(record, "outcome");
    const Subject outcome_at = about;
    constexpr std::int64_t kLongest = 3'600'000;
    if (const auto took = outcome ? number(*outcome, "took_ms") : std::nullopt;
        took && *took > 0 && *took < kLongest)
        about.stamp.at -= std::chrono::milliseconds{*took};
    say_candidates(record, about, out);
    const RoamJudged judged = judgement(record, "steer");
    const auto current = judged.current;
    say(about, out, judged);
    const std::string_view result = outcome ? text(*outcome, "result") : std::string_view{};
    if (result.empty() || result == "none" || result == "not-acted" || result == "not-sent") return;
    TransitionRequested request;
    request.by = current;
    request.station = about.station;
    const json::object* verdict = part(record, "verdict");
    if (const json::array* targets = verdict ? list(*verdict, "targets") : nullptr)
        for (const json::value& target : *targets) {
            if (!target.is_string() || request.candidates.size() >= 64) continue;
            const auto bssid = wifi::parse_mac({target.get_string().data(), target.get_string().size()});
            if (bssid) request.candidates.push_back({*bssid, {}, {}, {}});
        }
    say(about, out, std::move(request));
    if (const auto status = small<std::uint8_t>(*outcome, "status"))
        say(outcome_at, out, TransitionAnswered{about.station, status, mac(*outcome, "bssid")});
    if (result != "moved") say(outcome_at, out, Remark{"request to move: " + clean(result), true});
}

class RoamRecords final : public LineSource {
public:
    Taken take(std::string_view line, Out& out) override {
        if (!line.starts_with('{')) return Taken::Plain;  // its log for people says the same again
        json::monotonic_resource memory{room_.data(), room_.size()};
        boost::system::error_code error;
        const json::value value = json::parse({line.data(), line.size()}, error, &memory);
        const json::object* record = error ? nullptr : value.if_object();
        if (!record) return Taken::Unknown;
        Subject about{clean(text(*record, "interface")), std::nullopt, out.stamp()};
        set_time(*record, about.stamp);
        const std::string_view schema = text(*record, "schema");
        if (schema == "roam-record/1") {
            station_record(*record, about, out);
        } else if (schema == "roam-event/1") {
            station_event(*record, about, out);
        } else if (schema == "roam-network/1") {
            network_record(*record, about, out);
        } else if (schema == "roam-steering/1") {
            steering_record(*record, about, out);
        } else if (schema == "roam-notice/1") {
            say(about, out, Remark{clean(text(*record, "text")), text(*record, "notice") == "detached"});
        } else {
            return schema.starts_with("roam-") ? Taken::Plain : Taken::Unknown;
        }
        return Taken::Used;
    }

private:
    std::array<unsigned char, 32 * 1024> room_{};
};

}  // namespace

std::unique_ptr<LineSource> roam_record_source() { return std::make_unique<RoamRecords>(); }

}  // namespace explain
