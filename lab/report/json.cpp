#include "lab/report/json.hpp"

#include <concepts>
#include <cstddef>
#include <optional>
#include <type_traits>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "lab/steering.hpp"

namespace lab {
namespace {

namespace json = boost::json;

/// Names every member once, for writing and for reading. `visit(name, member)` for each, in the order of the
/// file.
template <class Object, class Visit>
    requires std::same_as<std::remove_const_t<Object>, OutageByDirection>
void each_field(Object& outage, Visit&& visit) {
    visit("down", outage.down);
    visit("up", outage.up);
}

template <class Object, class Visit>
    requires std::same_as<std::remove_const_t<Object>, OutageByCause>
void each_field(Object& outage, Visit&& visit) {
    visit("coverage", outage.coverage);
    visit("handoff", outage.handoff);
    visit("offchannel", outage.offchannel);
}

template <class Object, class Visit>
    requires std::same_as<std::remove_const_t<Object>, SteeringRequest>
void each_field(Object& request, Visit&& visit) {
    visit("at_s", request.at_s);
    visit("bss", request.bss);
    visit("target", request.target);
    visit("timer_tbtt", request.timer_tbtt);
    visit("imminent", request.imminent);
    visit("better", request.better);
    visit("answer", request.answer);
}

template <class Object, class Visit>
    requires std::same_as<std::remove_const_t<Object>, StationFigures>
void each_field(Object& station, Visit&& visit) {
    visit("name", station.name);
    visit("kind", station.kind);
    visit("imminent", station.imminent);
    visit("requests_better", station.requests_better);
    visit("accepted", station.accepted);
    visit("episodes", station.episodes);
    visit("episodes_met", station.episodes_met);
    visit("dismissals", station.dismissals);
    visit("requests", station.requests);
}

template <class Object, class Visit>
    requires std::same_as<std::remove_const_t<Object>, Score>
void each_field(Object& score, Visit&& visit) {
    visit("scenario", score.scenario);
    visit("arm", score.arm);
    visit("seed", score.seed);
    visit("seconds", score.seconds);
    visit("of_optimum", score.of_optimum);
    visit("outage_s", score.outage_s);
    visit("outage_by_cause_s", score.outage_by_cause_s);
    visit("longest_gap_ms", score.longest_gap_ms);
    visit("late_share", score.late_share);
    visit("roams", score.roams);
    visit("returns_10s", score.returns_10s);
    visit("clairvoyant_roams", score.clairvoyant_roams);
    visit("clairvoyant_returns_10s", score.clairvoyant_returns_10s);
    visit("suboptimal_6db_share", score.suboptimal_6db_share);
    visit("offchannel_share", score.offchannel_share);
    visit("mgmt_frames", score.mgmt_frames);
    visit("looks", score.looks);
    visit("usable_mbps", score.usable_mbps);
    visit("optimum_mbps", score.optimum_mbps);
    visit("ft_roams", score.ft_roams);
    visit("worst_ft_gap_ms", score.worst_ft_gap_ms);
    visit("station_rss_kb", score.station_rss_kb);
    visit("station_wakeups_per_minute", score.station_wakeups_per_minute);
    visit("events_sha", score.events_sha);
    visit("station", score.station);
}

template <class T>
concept Composite =
    std::same_as<T, OutageByDirection> || std::same_as<T, OutageByCause> ||
    std::same_as<T, SteeringRequest> || std::same_as<T, StationFigures> || std::same_as<T, Score>;

using Requests = std::vector<SteeringRequest>;
using MaybeStation = std::optional<StationFigures>;

/// A field that is left out where it has no value.
template <class T>
constexpr bool is_left_out(const T&) {
    return false;
}
template <>
constexpr bool is_left_out(const MaybeStation& station) {
    return !station;
}

template <class Member>
void write(std::string& out, const Member& member) {
    if constexpr (Composite<Member>) {
        char before = '{';
        each_field(member, [&](std::string_view name, const auto& value) {
            if (is_left_out(value)) return;
            out += fmt::format("{}\"{}\":", before, name);
            write(out, value);
            before = ',';
        });
        out += '}';
    } else if constexpr (std::same_as<Member, MaybeStation>) {
        write(out, *member);
    } else if constexpr (std::same_as<Member, Requests>) {
        out += '[';
        for (std::size_t i = 0; i < member.size(); ++i) {
            if (i > 0) out += ',';
            write(out, member[i]);
        }
        out += ']';
    } else if constexpr (std::same_as<Member, std::string>) {
        out += json::serialize(json::string{member});
    } else {
        // Boost.JSON would write 0.95 as 9.5E-1; this is as exact and can be read.
        out += fmt::format("{}", member);
    }
}

/// Reads values from a parsed tree; after the first fault nothing more is read.
class Reader {
public:
    template <class Member>
    void read(const json::value& from, Member& into, const std::string& where) {
        if constexpr (Composite<Member>) {
            const json::object* object = from.if_object();
            if (!object) return fail(where, "an object is expected");
            each_field(into, [&](std::string_view name, auto& member) {
                if (error_) return;
                const std::string path = fmt::format("{}.{}", where, name);
                const json::value* value = object->if_contains(name);
                if (value)
                    read(*value, member, path);
                else if (!is_left_out(member))
                    fail(path, "the field is missing");
            });
        } else if constexpr (std::same_as<Member, MaybeStation>) {
            read(from, into.emplace(), where);
        } else if constexpr (std::same_as<Member, Requests>) {
            const json::array* array = from.if_array();
            if (!array) return fail(where, "an array is expected");
            into.resize(array->size());
            for (std::size_t i = 0; i < into.size(); ++i)
                read((*array)[i], into[i], fmt::format("{}[{}]", where, i));
        } else if constexpr (std::same_as<Member, std::string>) {
            if (!from.is_string()) return fail(where, "a string is expected");
            into = std::string{from.get_string()};
        } else {
            json::error_code fault;
            const auto number = from.to_number<Member>(fault);
            if (fault) {
                return fail(where, std::floating_point<Member> ? "a number is expected"
                                                               : "a whole number in its range is expected");
            }
            into = number;
        }
    }

    void fail(const std::string& where, std::string_view what) {
        if (!error_) error_ = JsonError{fmt::format("{}: {}", where, what)};
    }

    [[nodiscard]] const std::optional<JsonError>& error() const { return error_; }

private:
    std::optional<JsonError> error_;
};

}  // namespace

std::string to_json(std::span<const Score> scores) {
    std::string out = fmt::format("{{\"schema\":\"{}\",\"runs\":[", kScoreSchema);
    std::string_view before = "\n";
    for (const Score& score : scores) {
        out += before;
        write(out, score);
        before = ",\n";
    }
    out += "\n]";
    before = ",\"fleets\":[\n";
    for (const FleetFigures& fleet : fleets_of({scores.begin(), scores.end()})) {
        out += fmt::format(
            "{}{{\"scenario\":{},\"arm\":{},\"seed\":{},\"stations\":{},\"of_optimum\":{},\"outage_s\":{},"
            "\"requests\":{},\"imminent\":{},\"requests_better\":{},\"accepted\":{},\"precision\":{},"
            "\"episodes\":{},\"episodes_met\":{},\"recall\":{},\"dismissals\":{}}}",
            before, json::serialize(json::string{fleet.scenario}), json::serialize(json::string{fleet.arm}),
            fleet.seed, fleet.stations, fleet.of_optimum, fleet.outage_s, fleet.requests, fleet.imminent,
            fleet.requests_better, fleet.accepted, fleet.precision(), fleet.episodes, fleet.episodes_met,
            fleet.recall(), fleet.dismissals);
        before = ",\n";
    }
    if (before == ",\n" && out.contains("\"fleets\":[")) out += "\n]";
    return out + "}\n";
}

std::expected<std::vector<Score>, JsonError> read_scores(std::string_view text) {
    json::error_code fault;
    json::stream_parser parser;
    const std::size_t taken = parser.write(text, fault);
    if (!fault) parser.finish(fault);
    if (fault)
        return std::unexpected(JsonError{fmt::format("octet {}: no JSON, {}", taken, fault.message())});
    const json::value root = parser.release();
    const json::object* object = root.if_object();
    const json::value* schema = object ? object->if_contains("schema") : nullptr;
    if (!schema || !schema->is_string() || std::string_view{schema->get_string()} != kScoreSchema)
        return std::unexpected(JsonError{fmt::format("schema: \"{}\" is expected", kScoreSchema)});
    const json::value* runs = object->if_contains("runs");
    if (!runs || !runs->is_array()) return std::unexpected(JsonError{"runs: an array is expected"});

    Reader reader;
    std::vector<Score> scores(runs->get_array().size());
    for (std::size_t i = 0; i < scores.size() && !reader.error(); ++i)
        reader.read(runs->get_array()[i], scores[i], fmt::format("runs[{}]", i));
    if (const auto& error = reader.error()) return std::unexpected(*error);
    return scores;
}

}  // namespace lab
