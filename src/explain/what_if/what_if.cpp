#include "explain/what_if/what_if.hpp"

#include <algorithm>
#include <array>

#include "station/decide.hpp"
#include "station/knowledge.hpp"
#include "station/policies/rivals.hpp"
#include "station/value.hpp"

namespace explain {

namespace {

namespace policies = station::policies;
using base::Instant;

constexpr std::uint8_t kLoad = 255 / 10;

radio::LinkCapability assumed(wifi::Band band) {
    if (band == wifi::Band::Ghz2_4) return {band, wifi::PhyMode::Ht, wifi::Width::Mhz20, 2};
    return {band, wifi::PhyMode::Vht, wifi::Width::Mhz80, 2};
}

/// Walks through what the station told, in the order of time, and knows at each moment what it knew.
class Walk {
public:
    Walk(const Station& station, Micros origin) : station_{station}, origin_{origin} {}

    WhatIf go() {
        WhatIf result;
        for (const Choice& choice : station_.choices) {
            if (!choice.serving) continue;
            advance(choice.at);
            Crossroads at = ask(choice);
            if (!at.answers.empty()) result.crossroads.push_back(std::move(at));
        }
        sum(result);
        return result;
    }

private:
    [[nodiscard]] Instant instant(Micros at) const { return {(at - origin_).count() / 1000}; }

    /// Everything up to `until`: links, levels and scan results, whichever comes first.
    void advance(Micros until) {
        for (;;) {
            const Micros link =
                next_link_ < 2 * station_.links.size() ? link_time(next_link_) : Micros::max();
            const Micros level = next_level_ < station_.signal.points().size()
                                     ? station_.signal.points()[next_level_].at
                                     : Micros::max();
            const Micros scan = next_scan_ < station_.scans.size()
                                    ? station_.scans[next_scan_].to.value_or(station_.scans[next_scan_].from)
                                    : Micros::max();
            const Micros first = std::min({link, level, scan});
            if (first > until || first == Micros::max()) return;
            if (link == first)
                take_link(next_link_++);
            else if (scan == first)
                take_scan(station_.scans[next_scan_++]);
            else
                take_level(station_.signal.points()[next_level_++]);
        }
    }

    /// Even: the link begins. Odd: it ends.
    [[nodiscard]] Micros link_time(std::size_t at) const {
        const Link& link = station_.links[at / 2];
        return at % 2 == 0 ? link.from : link.to.value_or(Micros::max());
    }
    void take_link(std::size_t at) {
        const Link& link = station_.links[at / 2];
        if (at % 2 == 1) {
            if (link.end != LinkEnd::Moved && knowledge_.serving)
                station::note_disconnected(policy_, knowledge_, instant(*link.to));
            return;
        }
        sight(link.bssid, std::nullopt, link.from);
        station::note_connected(policy_, knowledge_, link.bssid, link.fast_transition, instant(link.from));
        fresh_link_ = true;
    }
    void take_scan(const Scan& scan) {
        for (const Heard& heard : scan.found) sight(heard.bssid, heard.level_dbm, heard.at);
    }
    void take_level(const SignalCurve::Point& point) {
        if (!knowledge_.serving || knowledge_.serving->bssid != point.bssid) {
            sight(point.bssid, point.level_dbm, point.at);
            return;
        }
        station::Reading reading;
        reading.last = reading.average = wifi::Dbm{point.level_dbm};
        station::note_reading(policy_, knowledge_, reading, instant(point.at));
        watch(point.at);
    }

    void sight(const wifi::MacAddress& bssid, std::optional<int> level, Micros at) {
        const auto known = station_.known.find(bssid);
        if (known == station_.known.end()) return;
        station::Sighting sighting;
        sighting.bssid = bssid;
        // A channel that nobody said is as good as any where only one is compared with itself.
        sighting.channel = known->second.channel.value_or(*wifi::Channel::make(wifi::Band::Ghz5, 36));
        sighting.link = assumed(sighting.channel.band());
        sighting.busy_per_255 = kLoad;
        sighting.fits = known->second.selectable;
        sighting.mobility_domain = known->second.mobility_domain;
        if (level) sighting.level = wifi::Dbm{*level};
        station::note_sighting(policy_, knowledge_, sighting, instant(at));
    }

    /// Each rule sees each reading of the link.
    void watch(Micros at) {
        const Instant now = instant(at);
        const policies::Evidence evidence = policies::evidence_of(knowledge_, station_.traffic_seen, now);
        for (std::size_t i = 0; i < records::kRivals; ++i) {
            const auto rival = static_cast<records::Rival>(i);
            if (fresh_link_) memory_[i] = policies::begin(rival, evidence, now);
            watched_[i] = policies::watch(rival, memory_[i], evidence, now);
            if (watched_[i].action == records::Action::Look)
                policies::note_scan_ended(rival, memory_[i],
                                          policies::judge(rival, memory_[i], evidence, now), now);
        }
        fresh_link_ = false;
    }

    [[nodiscard]] std::uint32_t worth(const wifi::MacAddress& bssid, Instant now) const {
        const station::Bss* bss = station::find(knowledge_, bssid);
        return bss ? station::describe(policy_, knowledge_, *bss, now).usable_kbps : 0;
    }

    Crossroads ask(const Choice& choice) {
        Crossroads at;
        at.at = choice.at;
        at.serving = *choice.serving;
        at.went_to = choice.went_to;
        at.places = choice.places;
        if (!knowledge_.serving || knowledge_.serving->bssid != at.serving) return at;
        if (choice.candidates.empty()) return at;
        for (const Heard& heard : choice.candidates) sight(heard.bssid, heard.level_dbm, heard.at);
        const Instant now = instant(choice.at);
        if (choice.serving_dbm) {
            station::Reading reading;
            reading.last = reading.average = wifi::Dbm{*choice.serving_dbm};
            station::note_reading(policy_, knowledge_, reading, now);
        }
        watch(choice.at);
        at.kbps = worth(choice.went_to.value_or(at.serving), now);
        const auto answer = [&](std::optional<records::Rival> rival, records::Action action,
                                records::Reason reason, std::optional<wifi::MacAddress> target) {
            const bool moves = action == records::Action::Move && target;
            const std::uint32_t there = worth(moves ? *target : at.serving, now);
            at.answers.push_back({rival, action, reason, moves ? target : std::nullopt,
                                  static_cast<std::int64_t>(there) - static_cast<std::int64_t>(at.kbps)});
        };
        const records::Decision own = station::decide(policy_, knowledge_, now);
        answer(std::nullopt, own.action, own.reason, own.target);
        const policies::Evidence evidence = policies::evidence_of(knowledge_, station_.traffic_seen, now);
        for (std::size_t i = 0; i < records::kRivals; ++i) {
            const auto rival = static_cast<records::Rival>(i);
            const policies::Verdict verdict = policies::judge(rival, memory_[i], evidence, now);
            answer(rival, verdict.action, verdict.reason, verdict.target);
        }
        return at;
    }

    static void sum(WhatIf& result) {
        if (result.crossroads.empty()) return;
        for (std::size_t i = 0; i <= records::kRivals; ++i) {
            PolicySum sum;
            std::int64_t gain = 0;
            for (const Crossroads& at : result.crossroads) {
                const Answer& answer = at.answers[i];
                sum.rival = answer.rival;
                sum.moves += answer.target.has_value();
                sum.agrees += answer.target == at.went_to;
                gain += answer.gain_kbps;
            }
            sum.mean_gain_kbps = gain / static_cast<std::int64_t>(result.crossroads.size());
            result.sums.push_back(sum);
        }
    }

    const Station& station_;
    Micros origin_;
    station::Policy policy_;
    station::Knowledge knowledge_;
    std::array<policies::Memory, records::kRivals> memory_;
    std::array<policies::Verdict, records::kRivals> watched_;
    bool fresh_link_ = false;
    std::size_t next_link_ = 0;
    std::size_t next_level_ = 0;
    std::size_t next_scan_ = 0;
};

}  // namespace

WhatIf what_if(const Station& station, Micros origin) { return Walk{station, origin}.go(); }

}  // namespace explain
