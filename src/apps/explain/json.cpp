#include "apps/explain/json.hpp"

#include "apps/explain/summary.hpp"
#include "engine/encode.hpp"

namespace explain_app {

using namespace explain;
namespace json = boost::json;

namespace {

json::value time(const Names& names, Micros at, Clock clock) {
    if (clock == Clock::Unix) return json::string(names.stamp(at));
    return std::chrono::duration<double>(at).count();
}

double ms(Micros time) { return std::chrono::duration<double, std::milli>(time).count(); }

/// Writes what every object of the answer needs: names, moments and evidence.
class Writer {
public:
    Writer(const Explanation& all, const Names& names) : all_{all}, names_{names} {}

    [[nodiscard]] json::object answer() const {
        json::object object;
        object["schema"] = kSchema;
        object["clock"] = all_.timeline.clock == Clock::Unix   ? "utc"
                          : all_.timeline.clock == Clock::Boot ? "boot"
                          : all_.timeline.clock == Clock::Day  ? "day"
                                                               : "none";
        if (all_.timeline.from) object["from"] = at(*all_.timeline.from);
        if (all_.timeline.to) object["to"] = at(*all_.timeline.to);
        object["inputs"] = inputs();
        json::array verdicts;
        for (const Verdict& verdict : all_.verdicts) verdicts.push_back(of(verdict));
        object["verdicts"] = std::move(verdicts);
        json::array stations;
        for (std::size_t i = 0; i < all_.timeline.stations.size(); ++i)
            stations.push_back(of(all_.timeline.stations[i], i));
        object["stations"] = std::move(stations);
        object["dropped"] = all_.timeline.dropped();
        return object;
    }

private:
    [[nodiscard]] json::value at(Micros moment) const { return time(names_, moment, all_.timeline.clock); }
    [[nodiscard]] json::value at(const std::optional<Moment>& moment) const {
        return moment ? at(moment->at) : json::value{};
    }
    [[nodiscard]] json::value name(const std::optional<wifi::MacAddress>& address) const {
        return address ? json::value(names_(*address)) : json::value{};
    }
    [[nodiscard]] static json::value mhz(const std::optional<wifi::Channel>& channel) {
        return channel ? json::value(channel->centre_mhz()) : json::value{};
    }
    template <class T>
    [[nodiscard]] static json::value number(const std::optional<T>& value) {
        return value ? json::value(*value) : json::value{};
    }

    [[nodiscard]] json::array evidence(const Places& places, bool with_text) const {
        json::array array;
        for (const Place& place : places.list()) {
            json::object object;
            object["input"] = place.input;
            object["line"] = place.line;
            if (const auto line = all_.lines.find(place); with_text && line != all_.lines.end())
                object["text"] = names_.text(line->second);
            array.push_back(std::move(object));
        }
        return array;
    }

    [[nodiscard]] json::array inputs() const {
        json::array array;
        for (std::size_t i = 0; i < all_.read.inputs.size(); ++i) {
            const InputReport& input = all_.read.inputs[i];
            json::object object;
            object["name"] = names_.is_anonymous() ? "input-" + std::to_string(i + 1) : input.name;
            json::array sources;
            for (const Source source : input.sources) sources.push_back(json::string(source_name(source)));
            object["sources"] = std::move(sources);
            object["lines"] = input.lines;
            object["octets"] = input.octets;
            object["plain_lines"] = input.plain;
            object["unknown_lines"] = input.unknown;
            json::array unknown;
            for (const UnknownLine& line : input.unknown_lines) {
                json::object one;
                one["line"] = line.line;
                one["text"] = names_.text(line.text);
                unknown.push_back(std::move(one));
            }
            if (!unknown.empty()) object["unknown"] = std::move(unknown);
            json::array faults;
            for (const Fault& fault : input.faults) {
                json::object one;
                one["line"] = fault.line;
                one["times"] = fault.times;
                one["text"] = names_.text(fault.text);
                faults.push_back(std::move(one));
            }
            object["faults"] = std::move(faults);
            if (input.alignment) {
                json::object alignment;
                alignment["to_input"] = input.alignment->to_input;
                alignment["offset_ms"] = ms(input.alignment->offset);
                alignment["residual_ms"] = ms(input.alignment->residual);
                alignment["matched"] = input.alignment->matched;
                alignment["by_order"] = input.alignment->by_order;
                alignment["applied"] = input.alignment->applied;
                object["alignment"] = std::move(alignment);
            }
            if (!input.not_aligned.empty()) object["not_aligned"] = input.not_aligned;
            array.push_back(std::move(object));
        }
        return array;
    }

    [[nodiscard]] json::object of(const Verdict& verdict) const {
        json::object object;
        const Rule* rule = find_rule(verdict.rule);
        object["rule"] = verdict.rule;
        object["title"] = rule ? rule->title : verdict.rule;
        object["certainty"] = word_of(verdict.certainty);
        object["weight"] = verdict.weight;
        object["station"] = verdict.station;
        object["from"] = at(verdict.from);
        object["to"] = at(verdict.to);
        object["bssid"] = name(verdict.bssid);
        object["times"] = verdict.times;
        object["what"] = names_.text(verdict.what);
        object["why"] = names_.text(verdict.why);
        object["remedy"] = names_.text(verdict.remedy);
        object["source"] = rule ? rule->source : "";
        object["evidence"] = evidence(verdict.places, true);
        return object;
    }

    [[nodiscard]] json::object of(const Station& station, std::size_t index) const {
        json::object object;
        object["address"] = name(station.address);
        object["interface"] = station.interface;
        object["own_logs"] = station.own;
        object["ssid"] = station.ssid ? json::value(names_.text(*station.ssid)) : json::value{};
        json::object totals;
        totals["events"] = station.tally.events;
        totals["attempts"] = station.tally.roams;
        totals["failed"] = station.tally.failed;
        totals["scans"] = station.tally.scans;
        totals["linked_ms"] = ms(station.tally.linked);
        totals["scanning_ms"] = ms(station.tally.scanning);
        totals["dropped"] = station.dropped();
        object["totals"] = std::move(totals);
        object["links"] = list(station.links);
        object["roams"] = list(station.roams);
        object["scans"] = list(station.scans);
        object["transitions"] = list(station.transitions);
        object["neighbor_reports"] = list(station.reports);
        object["failures"] = list(station.failures);
        json::array signal;
        for (const auto& point : station.signal.points()) {
            json::object one;
            one["at"] = at(point.at);
            one["bssid"] = names_(point.bssid);
            one["dbm"] = point.level_dbm;
            signal.push_back(std::move(one));
        }
        object["signal"] = std::move(signal);
        if (index < all_.what_ifs.size()) object["what_if"] = of(all_.what_ifs[index]);
        return object;
    }

    template <class T>
    [[nodiscard]] json::array list(const Kept<T>& items) const {
        json::array array;
        for (const T& item : items) array.push_back(of(item));
        return array;
    }

    [[nodiscard]] json::object of(const Link& link) const {
        json::object object;
        object["bssid"] = names_(link.bssid);
        object["mhz"] = mhz(link.channel);
        object["from"] = at(link.from);
        object["to"] = link.to ? at(*link.to) : json::value{};
        object["end"] = end_text(link.end);
        object["reason"] = number(link.reason);
        object["fast_transition"] = link.fast_transition;
        object["evidence"] = evidence(link.places, false);
        return object;
    }
    [[nodiscard]] json::object of(const Roam& roam) const {
        json::object object;
        object["from"] = name(roam.from);
        object["to"] = names_(roam.to);
        object["from_mhz"] = mhz(roam.from_channel);
        object["to_mhz"] = mhz(roam.to_channel);
        object["from_dbm"] = number(roam.from_dbm);
        object["to_dbm"] = number(roam.to_dbm);
        object["cause"] = cause_text(roam.cause);
        object["why"] = names_.text(roam.why);
        object["end"] = end_text(roam.end);
        object["status"] = number(roam.status);
        object["fast_transition"] = roam.fast_transition;
        json::object phases;
        phases["decided"] = at(roam.decided);
        phases["scan_begun"] = at(roam.scan_begun);
        phases["scan_ended"] = at(roam.scan_ended);
        phases["left"] = at(roam.left);
        phases["authentication"] = at(roam.authentication);
        phases["authenticated"] = at(roam.authenticated);
        phases["association"] = at(roam.association);
        phases["associated"] = at(roam.associated);
        phases["keys"] = at(roam.keys);
        phases["linked"] = at(roam.linked);
        phases["address"] = at(roam.address);
        phases["ended"] = at(roam.ended);
        object["phases"] = std::move(phases);
        object["begun"] = at(roam.begun());
        const auto gap = roam.gap();
        const auto outage = roam.outage();
        object["gap_ms"] = gap ? json::value(ms(*gap)) : json::value{};
        object["outage_ms"] = outage ? json::value(ms(*outage)) : json::value{};
        object["evidence"] = evidence(roam.places, true);
        return object;
    }
    [[nodiscard]] json::object of(const Scan& scan) const {
        json::object object;
        object["from"] = at(scan.from);
        object["to"] = scan.to ? at(*scan.to) : json::value{};
        json::array channels;
        for (const wifi::Channel& channel : scan.channels) channels.push_back(channel.centre_mhz());
        object["mhz"] = std::move(channels);
        object["by"] = scan.by ? json::value(*scan.by) : json::value{};
        object["only"] = name(scan.only);
        object["failed"] = scan.failed;
        object["while_linked"] = scan.while_linked;
        object["silence_ms"] = scan.silence ? json::value(ms(*scan.silence)) : json::value{};
        object["frames_missed"] = number(scan.frames_missed);
        json::array found;
        for (const Heard& heard : scan.found) {
            json::object one;
            one["bssid"] = names_(heard.bssid);
            one["mhz"] = mhz(heard.channel);
            one["dbm"] = number(heard.level_dbm);
            one["kbps"] = number(heard.kbps);
            one["selectable"] = heard.selectable;
            found.push_back(std::move(one));
        }
        object["found"] = std::move(found);
        return object;
    }
    [[nodiscard]] json::object of(const Transition& asked) const {
        json::object object;
        object["at"] = at(asked.at);
        object["by"] = name(asked.said.by);
        json::array candidates;
        for (const Neighbor& candidate : asked.said.candidates) candidates.push_back(of(candidate));
        object["candidates"] = std::move(candidates);
        object["disassociation_imminent"] = asked.said.disassociation_imminent;
        object["status"] = number(asked.status);
        object["answered"] = asked.answered ? at(*asked.answered) : json::value{};
        object["moved"] = asked.moved ? at(*asked.moved) : json::value{};
        object["moved_to"] = name(asked.moved_to);
        object["evidence"] = evidence(asked.places, false);
        return object;
    }
    [[nodiscard]] json::object of(const Neighbor& neighbor) const {
        json::object object;
        object["bssid"] = names_(neighbor.bssid);
        object["operating_class"] = number(neighbor.operating_class);
        object["channel"] = number(neighbor.channel_number);
        object["preference"] = number(neighbor.preference);
        return object;
    }
    [[nodiscard]] json::object of(const Report& report) const {
        json::object object;
        object["at"] = at(report.at);
        object["by"] = name(report.by);
        json::array neighbors;
        for (const Neighbor& neighbor : report.neighbors) neighbors.push_back(of(neighbor));
        object["neighbors"] = std::move(neighbors);
        return object;
    }
    [[nodiscard]] json::object of(const Failure& failure) const {
        json::object object;
        object["at"] = at(failure.at);
        object["bssid"] = name(failure.bssid);
        object["status"] = number(failure.status);
        object["timed_out"] = failure.timed_out;
        object["text"] = names_.text(failure.text);
        object["evidence"] = evidence(failure.places, false);
        return object;
    }

    [[nodiscard]] json::object of(const WhatIf& what) const {
        json::object object;
        object["assumption"] = kAssumption;
        json::array sums;
        for (const PolicySum& sum : what.sums) {
            json::object one;
            one["policy"] = policy_name(sum.rival);
            one["moves"] = sum.moves;
            one["agrees"] = sum.agrees;
            one["mean_gain_kbps"] = sum.mean_gain_kbps;
            sums.push_back(std::move(one));
        }
        object["policies"] = std::move(sums);
        json::array crossroads;
        for (const Crossroads& point : what.crossroads) {
            json::object one;
            one["at"] = at(point.at);
            one["serving"] = names_(point.serving);
            one["went_to"] = name(point.went_to);
            one["kbps"] = point.kbps;
            json::array answers;
            for (const Answer& answer : point.answers) {
                json::object said;
                said["policy"] = policy_name(answer.rival);
                said["action"] = engine::name(answer.action);
                said["reason"] = engine::name(answer.reason);
                said["target"] = name(answer.target);
                said["gain_kbps"] = answer.gain_kbps;
                answers.push_back(std::move(said));
            }
            one["answers"] = std::move(answers);
            crossroads.push_back(std::move(one));
        }
        object["crossroads"] = std::move(crossroads);
        return object;
    }

    const Explanation& all_;
    const Names& names_;
};

}  // namespace

json::object to_json(const Explanation& all, const Names& names) { return Writer{all, names}.answer(); }

}  // namespace explain_app
