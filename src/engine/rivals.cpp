#include "engine/rivals.hpp"

#include <algorithm>
#include <utility>

#include "engine/station.hpp"

namespace engine {

namespace policies = station::policies;
using base::Instant;
using records::Rival;

namespace {

constexpr std::array<std::string_view, records::kRivals> kNames{"wpa_supplicant-2.10",
                                                                "wpa_supplicant-2.11",
                                                                "networkmanager",
                                                                "networkmanager-multi",
                                                                "iwd",
                                                                "esp-idf",
                                                                "apple-ios",
                                                                "apple-macos",
                                                                "a3"};

}  // namespace

std::string_view name(Rival rival) { return kNames[static_cast<std::size_t>(rival)]; }

std::span<const std::string_view, records::kRivals> rival_names() { return kNames; }

std::optional<Rival> rival_named(std::string_view name) {
    const auto* found = std::ranges::find(kNames, name);
    if (found == kNames.end()) return std::nullopt;
    return static_cast<Rival>(found - kNames.begin());
}

std::optional<policies::Verdict> Rivals::evaluate(const Settings& settings,
                                                  const station::Knowledge& knowledge, bool busy,
                                                  Instant now) {
    if (!settings.rule && !settings.compare) return std::nullopt;
    evidence_ = policies::evidence_of(knowledge, busy, now);
    const bool new_link =
        evidence_.serving != link_ || (knowledge.serving && knowledge.serving->since != link_since_);
    if (new_link) {
        link_ = evidence_.serving;
        link_since_ = knowledge.serving ? knowledge.serving->since : Instant{};
        scan_ended_ = false;
    }
    for (std::size_t i = 0; settings.compare && i < records::kRivals; ++i) {
        const auto rival = static_cast<Rival>(i);
        if (new_link) beside_[i] = policies::begin(rival, evidence_, now);
        watched_[i] = policies::watch(rival, beside_[i], evidence_, now);
        // Its look costs nothing here: it is over at once, and what we know is what it found.
        if (watched_[i].action == records::Action::Look)
            policies::note_scan_ended(rival, beside_[i], policies::judge(rival, beside_[i], evidence_, now),
                                      now);
    }
    if (!settings.rule) {
        rule_.reset();
        return std::nullopt;
    }
    if (new_link || rule_ != settings.rule) own_ = policies::begin(*settings.rule, evidence_, now);
    rule_ = settings.rule;
    return decide(*settings.rule, now);
}

policies::Verdict Rivals::decide(Rival rule, Instant now) {
    const bool scanned = std::exchange(scan_ended_, false);
    if (rule == Rival::A3) {
        // It measures all the time, and judges each reading.
        policies::Verdict watched = policies::watch(rule, own_, evidence_, now);
        policies::Verdict found = policies::judge(rule, own_, evidence_, now);
        return found.action == records::Action::Stay && watched.action == records::Action::Look ? watched
                                                                                                : found;
    }
    if (!scanned) return policies::watch(rule, own_, evidence_, now);
    policies::Verdict found = policies::judge(rule, own_, evidence_, now);
    policies::note_scan_ended(rule, own_, found, now);
    return found;
}

void Rivals::compare(base::StaticVector<records::RivalVerdict, records::kRivals>& verdicts,
                     Instant now) const {
    verdicts.clear();
    for (std::size_t i = 0; i < records::kRivals; ++i)
        (void)verdicts.push_back(
            policies::compared(static_cast<Rival>(i), beside_[i], watched_[i], evidence_, now));
}

}  // namespace engine
