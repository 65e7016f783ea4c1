// Short words for the events of a roaming trace, for tests.
#pragma once

#include <string>
#include <vector>

#include "records/roaming_event.hpp"
#include "station/trace_check.hpp"

namespace trace {

using records::RoamingEvent;
using records::RoamingStatus;
using Kind = records::RoamingEventKind;
namespace status = records::status;
using Trace = std::vector<RoamingEvent>;

inline wifi::MacAddress ap(int last) { return {{2, 0, 0, 0, static_cast<std::uint8_t>(last), 0}}; }

/// Appends events, each `ms` after the one before.
class Builder {
public:
    Builder& wait(int ms) {
        at_ = at_ + base::Milliseconds{ms};
        return *this;
    }
    Builder& add(Kind kind, RoamingStatus what = {}, wifi::MacAddress bssid = {}) {
        RoamingEvent event;
        event.kind = kind;
        event.at = at_;
        event.status = what;
        event.bssid = bssid;
        events_.push_back(event);
        wait(10);
        return *this;
    }
    Builder& list(const std::vector<int>& aps, Kind kind = Kind::Candidates) {
        add(kind);
        if (kind == Kind::Candidates) last().ssid = ssid_;
        for (const int one : aps) (void)last().list.push_back(ap(one));
        return *this;
    }
    Builder& start(int to) {
        add(Kind::AssociationStart, {}, ap(to));
        last().ssid = ssid_;
        return *this;
    }
    Builder& end(int to, RoamingStatus how = status::kSuccess) {
        return add(Kind::AssociationCompletion, how, ap(to));
    }
    Builder& attempt(int to, RoamingStatus how = status::kSuccess) { return start(to).end(to, how); }
    Builder& ask() { return add(Kind::ConnectRequest).list({1, 2, 3}); }
    Builder& open() { return ask().add(Kind::ConnectionStart); }
    Builder& linked(int to = 1) { return open().attempt(to).add(Kind::ConnectionCompletion); }
    Builder& roam(RoamingStatus why = status::kBetterFound) { return add(Kind::RoamingStart, why); }
    Builder& done(RoamingStatus how = status::kSuccess) { return add(Kind::RoamingCompletion, how); }
    Builder& gone(int from, RoamingStatus why) { return add(Kind::Disassociation, why, ap(from)); }
    Builder& leave(Kind request, int from) {
        return add(request).gone(from, status::kEndedByHost).add(Kind::RequestCompleted);
    }
    /// An independent network with one peer.
    Builder& independent() {
        add(Kind::ConnectRequest).add(Kind::ConnectionStart);
        last().independent = true;
        last().bssid = ap(9);
        last().ssid = ssid_;
        return attempt(1).add(Kind::ConnectionCompletion);
    }
    Builder& merge(int to, std::string_view ssid = "net") {
        add(Kind::RoamingStart, status::kIndependentMerge, ap(to));
        last().ssid = records::SsidValue{ssid};
        return *this;
    }
    RoamingEvent& last() { return events_.back(); }
    [[nodiscard]] const Trace& trace() const { return events_; }
    [[nodiscard]] base::Instant now() const { return at_; }
    records::SsidValue ssid_{"net"};

private:
    base::Instant at_{1'000};
    Trace events_;
};

/// The first violation's rules, with its place; empty when the whole trace keeps the rules.
struct Verdict {
    std::size_t place = 0;
    std::vector<int> rules;
};
inline Verdict judge(const Trace& trace, bool complete = false) {
    station::TraceCheck check;
    Verdict verdict;
    const auto note = [&](const station::Violations& violations) {
        for (const station::Violation& violation : violations) verdict.rules.push_back(violation.rule);
    };
    for (; verdict.place < trace.size(); ++verdict.place) {
        note(check.feed(trace[verdict.place]));
        if (!verdict.rules.empty()) return verdict;
    }
    if (complete) note(check.finish());
    return verdict;
}

inline std::string text(const Trace& trace) {
    std::string lines;
    for (const RoamingEvent& event : trace)
        lines += std::to_string(event.at.ms) + " kind " + std::to_string(static_cast<int>(event.kind)) +
                 " ap " + std::to_string(event.bssid.octets[4]) + " status " +
                 std::to_string(event.status.code) + "\n";
    return lines;
}

}  // namespace trace
