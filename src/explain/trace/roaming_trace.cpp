#include "explain/trace/roaming_trace.hpp"

#include <algorithm>
#include <optional>

#include "station/roaming.hpp"

namespace explain {

namespace {

namespace operation = station::operation;
namespace status = records::status;
using On = operation::Event;

/// The contract allows 10 s (W57, W109); roam-station ends an operation at the same moment.
constexpr base::Milliseconds kOperationEnds{9'000};
constexpr std::uint16_t kStationLeaves = 3;  // reason code (Table 9-49): as a user wished

struct Told {
    Micros at{0};
    On on = On::Connected;
    wifi::MacAddress bssid;
    records::RoamingStatus why;
    std::optional<std::string> ssid;
};

Told end_of(const Link& link) {
    Told told{*link.to, On::LinkLost, link.bssid, status::kFailure, {}};
    const bool left = link.end == LinkEnd::ByUs && link.reason.value_or(kStationLeaves) == kStationLeaves;
    if (left) told.on = On::Disconnect;
    if (link.end == LinkEnd::ByAp) told.why = status::deauthenticated(link.reason.value_or(1));
    if (link.end == LinkEnd::Lost) told.why = status::kUnreachable;
    return told;
}

void tell_attempt(std::vector<Told>& story, const Roam& roam) {
    // An attempt is the talk with the target: looking and deciding come before, maybe while another is tried.
    const Micros begun = roam.authentication ? roam.authentication->at
                         : roam.association  ? roam.association->at
                                             : roam.begun();
    story.push_back({begun, On::Trying, roam.to, {}, {}});
    const Micros ended = roam.ended ? std::max(roam.ended->at, begun) : begun;
    switch (roam.end) {
        case RoamEnd::Open:
            return;
        case RoamEnd::Linked:
            story.push_back({roam.stood().value_or(ended), On::Connected, roam.to, {}, {}});
            return;
        case RoamEnd::Refused:
            story.push_back({ended, On::Rejected, roam.to, status::refused(roam.status.value_or(1)), {}});
            return;
        case RoamEnd::TimedOut:
        case RoamEnd::GivenUp:
            story.push_back({ended, On::Rejected, roam.to, status::kUnreachable, {}});
            return;
    }
}

/// What happened, in the order of time; of one moment the end of a link comes first, and a beginning before
/// its end.
std::vector<Told> story_of(const Station& station) {
    std::vector<Told> story;
    for (const Link& link : station.links)
        if (link.to && link.end != LinkEnd::Open && link.end != LinkEnd::Moved) story.push_back(end_of(link));
    for (const Roam& roam : station.roams) tell_attempt(story, roam);
    for (const Link& link : station.links)
        story.push_back({link.from, On::Connected, link.bssid, {}, link.ssid});
    std::ranges::stable_sort(story, {}, &Told::at);
    return story;
}

class Teller {
public:
    explicit Teller(const Station& station)
        : ssid_{station.ssid.value_or("")}, tells_looks_{station.own && !station.scans.empty()} {}

    void tell(const Told& told) {
        const base::Instant now{std::max<std::int64_t>(told.at.count() / 1'000, 0)};
        if (open_since_ && now - *open_since_ > kOperationEnds)
            feed({On::DeadlinePassed, *open_since_ + kOperationEnds, {}, {}, {}, name()});
        // What a station tries and nobody hears, its access points do not know, nor whom it could try;
        // without -d its own log does not tell whom it found either.
        if (!tells_looks_ && last_ && now - *last_ > kOperationEnds)
            feed({On::NothingFound, *last_ + kOperationEnds, {}, {}, {}, name()});
        last_ = now;
        // The old link ends in every attempt that goes on.
        const auto attempt = roaming_.attempt();
        const bool ends = told.on == On::LinkLost || told.on == On::Disconnect;
        if (ends && attempt && *attempt != told.bssid) return;
        if (told.ssid && !told.ssid->empty() && *told.ssid != ssid_) {
            // Another network: going there is no roam.
            if (!ssid_.empty()) feed({On::Reset, now, {}, {}, {}, name()});
            ssid_ = *told.ssid;
        }
        feed({told.on, now, told.bssid, told.why, {}, name()});
    }
    [[nodiscard]] std::vector<records::RoamingEvent> told() && { return std::move(trace_); }

private:
    /// An association has a name; a log that does not tell it is no reason to leave it out.
    [[nodiscard]] records::SsidValue name() const {
        return records::SsidValue{ssid_.empty() ? "(not told)" : ssid_};
    }

    void feed(const station::Roaming::Input& input) {
        roaming_.feed(input, [this](const records::RoamingEvent& event) {
            if (trace_.empty()) {
                records::RoamingEvent start;
                start.at = event.at;
                trace_.push_back(start);
            }
            trace_.push_back(event);
        });
        if (!operation::is_open(roaming_.state()))
            open_since_.reset();
        else if (!open_since_)
            open_since_ = input.at;
    }

    station::Roaming roaming_;
    std::string ssid_;
    bool tells_looks_;  ///< its own log is read, and tells of its scans
    std::optional<base::Instant> open_since_;
    std::optional<base::Instant> last_;  ///< when something was told of it
    std::vector<records::RoamingEvent> trace_;
};

}  // namespace

std::vector<records::RoamingEvent> roaming_trace(const Station& station) {
    Teller teller{station};
    for (const Told& told : story_of(station)) teller.tell(told);
    return std::move(teller).told();
}

}  // namespace explain
