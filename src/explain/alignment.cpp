#include "explain/alignment.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

namespace explain {
namespace {

/// As many moves as a week of walking has. What comes later is aligned by these.
constexpr std::size_t kMostLandmarks = 4096;
/// Two clocks with a date that differ by less are taken for one: programs need so long to say something.
constexpr Micros kSameClock = std::chrono::milliseconds{20};

std::size_t index_of(Clock clock) { return static_cast<std::size_t>(clock); }

/// The clock that all others are brought onto: of the first input with a date, else with anything.
struct Reference {
    std::size_t input = 0;
    Clock clock = Clock::None;
};
std::optional<Reference> reference_of(const std::vector<ClockSurvey>& surveys) {
    for (const Clock clock : {Clock::Unix, Clock::Day, Clock::Boot})
        for (std::size_t i = 0; i < surveys.size(); ++i)
            if (surveys[i].events[index_of(clock)] > 0) return Reference{i, clock};
    return std::nullopt;
}

std::vector<Landmark> shifted(std::vector<Landmark> landmarks, Micros by) {
    for (Landmark& landmark : landmarks) landmark.at += by;
    return landmarks;
}

constexpr wifi::MacAddress kAnybody{};

/// Where the access point is not said, the station has to be.
bool is_same(const Landmark& one, const Landmark& other) {
    if (bss_of(one) && bss_of(other)) return one.kind == other.kind;
    return one.station == other.station && one.station != kAnybody;
}

/// Longest sequence of links that both tell in the same order, as pairs of indices.
std::vector<std::pair<std::size_t, std::size_t>> in_the_same_order(const std::vector<Landmark>& one,
                                                                   const std::vector<Landmark>& other) {
    // A table of one size by the other's: as long as that stays small.
    constexpr std::size_t kMost = 1500;
    const std::size_t rows = std::min(one.size(), kMost);
    const std::size_t columns = std::min(other.size(), kMost);
    std::vector<std::uint16_t> table((rows + 1) * (columns + 1), 0);
    const auto at = [&table, columns](std::size_t i, std::size_t j) -> std::uint16_t& {
        return table[i * (columns + 1) + j];
    };
    for (std::size_t i = rows; i-- > 0;)
        for (std::size_t j = columns; j-- > 0;)
            at(i, j) = is_same(one[i], other[j]) ? static_cast<std::uint16_t>(at(i + 1, j + 1) + 1)
                                                 : std::max(at(i + 1, j), at(i, j + 1));
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
        if (is_same(one[i], other[j]) && at(i, j) == at(i + 1, j + 1) + 1)
            pairs.emplace_back(i++, j++);
        else if (at(i + 1, j) >= at(i, j + 1))
            ++i;
        else
            ++j;
    }
    return pairs;
}

/// Sorts that only one of the two tells would only be in the way, as are other stations' links.
std::vector<Landmark> only_links(const std::vector<Landmark>& landmarks, const wifi::MacAddress& station) {
    std::vector<Landmark> links;
    std::ranges::copy_if(landmarks, std::back_inserter(links), [&](const Landmark& landmark) {
        return is_link(landmark) &&
               (station == kAnybody || landmark.station == kAnybody || landmark.station == station);
    });
    return links;
}

/// Whose links an input tells of; anybody's where it does not say, or tells of several.
wifi::MacAddress only_station(const std::vector<Landmark>& landmarks) {
    wifi::MacAddress only = kAnybody;
    for (const Landmark& landmark : landmarks) {
        if (landmark.station == kAnybody || landmark.station == only) continue;
        if (only != kAnybody) return kAnybody;
        only = landmark.station;
    }
    return only;
}

class Planner {
public:
    explicit Planner(const std::vector<ClockSurvey>& surveys) : surveys_{surveys} {
        common_.plans.resize(surveys.size());
    }

    CommonClock plan() {
        const auto reference = reference_of(surveys_);
        if (!reference) return common_;
        reference_ = *reference;
        common_.clock = reference->clock;
        known_ = surveys_[reference->input].landmarks[index_of(reference->clock)];
        // What is aligned helps to align the rest: an access point knows the station, the station its kernel.
        std::vector<std::pair<std::size_t, Clock>> open;
        for (std::size_t i = 0; i < surveys_.size(); ++i)
            for (const Clock clock : {Clock::Unix, Clock::Day, Clock::Boot})
                if (surveys_[i].events[index_of(clock)] > 0 &&
                    !(i == reference->input && clock == reference->clock))
                    open.emplace_back(i, clock);
        while (!open.empty()) {
            const bool any =
                std::erase_if(open, [&](const auto& one) { return align(one.first, one.second); }) > 0;
            if (any) continue;
            // Two clocks of one kind are taken for the same one, until they are seen to differ: the logs of
            // two access points may have no event in common, and tell of one station's way from one to the
            // other.
            const auto same =
                std::ranges::find(open, reference_.clock, &std::pair<std::size_t, Clock>::second);
            if (same == open.end()) break;
            learn(surveys_[same->first].landmarks[index_of(same->second)]);
            open.erase(same);
        }
        for (const auto& [input, clock] : open) give_up(input, clock);
        name();
        for (std::size_t i = 0; i < surveys_.size(); ++i)
            if (surveys_[i].main_clock() == Clock::None && surveys_[i].events[index_of(Clock::None)] > 0)
                order(i);
        name();
        return common_;
    }

private:
    bool align(std::size_t input, Clock clock) {
        const std::vector<Landmark>& own = surveys_[input].landmarks[index_of(clock)];
        const auto match = match_clocks(known_, own);
        const bool has_same_clock = clock == reference_.clock;
        // One event that meets is enough where it is the only one that could, or says that nothing need be
        // done.
        const bool agrees = has_same_clock && match && std::chrono::abs(match->offset) <= kSameClock;
        // Two dates are mostly one clock: where half as much speaks for that as for anything else, it is
        // taken.
        if (has_same_clock && match && !agrees &&
            2 * meetings_of_one_clock(known_, own, kSameClock) >= match->matched) {
            learn(own);
            return true;
        }
        const bool is_sure =
            match && (agrees || (match->is_unique && (match->matched >= 2 || own.size() == 1)));
        if (!is_sure) return false;
        const bool is_applied = !has_same_clock || std::chrono::abs(match->offset) > kSameClock;
        const Micros offset = is_applied ? match->offset : Micros{0};
        ClockPlan& plan = common_.plans[input];
        plan.offsets[index_of(clock)] = offset;
        plan.becomes[index_of(clock)] = reference_.clock;
        if (surveys_[input].main_clock() == clock)
            plan.alignment = Alignment{.to_input = static_cast<std::uint32_t>(reference_.input),
                                       .offset = match->offset,
                                       .matched = match->matched,
                                       .residual = match->residual,
                                       .by_order = false,
                                       .applied = is_applied};
        learn(shifted(own, offset));
        return true;
    }

    void learn(const std::vector<Landmark>& more) {
        const auto by_time = [](const Landmark& a, const Landmark& b) { return a.at < b.at; };
        std::vector<Landmark> all;
        std::ranges::merge(known_, more, std::back_inserter(all), by_time);
        known_ = std::move(all);
    }

    /// What is aligned tells of links at access points that others name by their interface only.
    void name() {
        std::vector<ToldLink> links;
        std::vector<Join> joins;
        for (std::size_t input = 0; input < surveys_.size(); ++input) {
            const ClockSurvey& survey = surveys_[input];
            const ClockPlan& plan = common_.plans[input];
            for (std::size_t clock = 0; clock < kClocks; ++clock) {
                if (plan.becomes[clock] != reference_.clock || clock == index_of(Clock::None)) continue;
                for (const Landmark& one : survey.landmarks[clock])
                    if (const auto bss = is_link(one) ? bss_of(one) : std::nullopt)
                        links.push_back({input, one.at + plan.offsets[clock], *bss, one.station});
            }
            for (const ClockSurvey::Nameless& one : survey.nameless) {
                if (plan.becomes[index_of(one.clock)] != reference_.clock) continue;
                const Landmark& joined = survey.landmarks[index_of(one.clock)][one.at];
                joins.push_back(
                    {input, one.interface, joined.station, joined.at + plan.offsets[index_of(one.clock)]});
            }
        }
        links.insert(links.end(), placed_.begin(), placed_.end());
        for (auto& [of, bss] : learn_addresses(joins, links, kSameClock))
            common_.plans[of.first].addresses.insert_or_assign(of.second, bss);
    }

    void give_up(std::size_t input, Clock clock) {
        if (surveys_[input].main_clock() != clock) return;
        common_.plans[input].not_aligned =
            surveys_[input].landmarks[index_of(clock)].empty()
                ? "it tells of no link that another input tells of, too: its times are its own"
                : "its links meet those of the other inputs at no one offset: its times are its own";
    }

    /// Lines without a time are placed by the links that they tell of in the same order as others.
    void order(std::size_t input) {
        const ClockSurvey& survey = surveys_[input];
        ClockPlan& plan = common_.plans[input];
        const std::vector<Landmark>& own = survey.landmarks[index_of(Clock::None)];
        const std::vector<Landmark> links = only_links(known_, only_station(own));
        std::vector<std::size_t> indices;
        std::vector<Landmark> own_links;
        for (std::size_t i = 0; i < own.size(); ++i) {
            if (!is_link(own[i])) continue;
            own_links.push_back(own[i]);
            indices.push_back(i);
        }
        for (const auto& [mine, theirs] : in_the_same_order(own_links, links)) {
            plan.marks.push_back({survey.lines[indices[mine]], links[theirs].at});
            if (const auto bss = bss_of(own_links[mine]))
                placed_.push_back({input, links[theirs].at, *bss, own_links[mine].station});
        }
        if (plan.marks.empty()) {
            plan.not_aligned =
                "its lines have no time, and it tells of no link that another input tells of, too";
            return;
        }
        plan.becomes[index_of(Clock::None)] = reference_.clock;
        plan.alignment = Alignment{};
        plan.alignment->to_input = static_cast<std::uint32_t>(reference_.input);
        plan.alignment->matched = plan.marks.size();
        plan.alignment->by_order = true;
        plan.alignment->applied = true;
    }

    const std::vector<ClockSurvey>& surveys_;
    Reference reference_;
    std::vector<Landmark> known_;
    std::vector<ToldLink> placed_;  ///< of lines without a time
    CommonClock common_;
};

}  // namespace

namespace {

/// An access point tells of one link twice: of the association, and when the keys are complete.
bool tells_again(const Landmark& link, const std::vector<Landmark>& before) {
    constexpr Micros kKeysWithin = std::chrono::seconds{2};
    for (auto one = before.rbegin(); one != before.rend() && link.at - one->at < kKeysWithin; ++one)
        if (one->kind == link.kind && one->station == link.station) return true;
    return false;
}

}  // namespace

void ClockSurvey::note(const Event& event) {
    const std::size_t clock = index_of(event.clock);
    ++events[clock];
    const auto landmark = landmark_of(event);
    if (!landmark || landmarks[clock].size() >= kMostLandmarks) return;
    if (is_link(*landmark) && !bss_of(*landmark)) {
        if (tells_again(*landmark, landmarks[clock])) return;
        if (!event.interface.empty())
            nameless.push_back({event.interface, event.clock, landmarks[clock].size()});
    }
    landmarks[clock].push_back(*landmark);
    if (event.clock == Clock::None) lines.push_back(event.place.line);
}

Clock ClockSurvey::main_clock() const {
    const auto most = std::ranges::max_element(events);
    return *most == 0 ? Clock::None : static_cast<Clock>(most - events.begin());
}

CommonClock plan_clocks(const std::vector<ClockSurvey>& surveys) { return Planner{surveys}.plan(); }

}  // namespace explain
