#include "apps/station/notices.hpp"

#include <fmt/format.h>

#include "engine/encode.hpp"

namespace station_app {

namespace {

std::string text(const wifi::MacAddress& address) {
    const wifi::MacText octets = wifi::to_text(address);
    return {octets.data(), octets.size()};
}

}  // namespace

std::string notice_of(std::string_view interface, const records::Record& record) {
    using records::OutcomeKind;
    const records::Outcome& outcome = record.outcome;
    const std::string from = record.serving ? text(record.serving->bssid) : "no link";
    if (outcome.kind == OutcomeKind::None) {
        if (records::is_new_link(record.trigger))
            return fmt::format("{}: linked to {}, {} dBm", interface, from,
                               record.serving ? record.serving->level_cdbm / 100 : 0);
        if (record.trigger == records::Trigger::Disconnected && record.serving)
            return fmt::format("{}: lost the link to {}", interface, from);
        return {};
    }
    // A request of the network's names nobody; where the supplicant went is what counts.
    const bool there = outcome.kind == OutcomeKind::Moved || outcome.kind == OutcomeKind::Elsewhere;
    const std::string target = record.decision.target ? text(*record.decision.target)
                               : there                ? text(outcome.bssid)
                                                      : "?";
    const std::string move = fmt::format("{} -> {}", from, target);
    std::string why = fmt::format("{} ms", outcome.took.count());
    if (outcome.method) why += fmt::format(", {}", engine::name(*outcome.method));
    why += fmt::format(", {}", engine::name(record.decision.reason));
    switch (outcome.kind) {
        case OutcomeKind::Moved:
            return fmt::format("{}: moved {} ({})", interface, move, why);
        case OutcomeKind::Elsewhere:
            return fmt::format("{}: meant to move {}, linked to {} instead ({})", interface, move,
                               text(outcome.bssid), why);
        case OutcomeKind::Rejected:
            return fmt::format("{}: move {} failed: rejected with status {} ({})", interface, move,
                               outcome.status_code, why);
        case OutcomeKind::Stayed:
            return fmt::format("{}: stayed on {} although the network asked to move ({})", interface, from,
                               why);
        default:
            return fmt::format("{}: move {} failed: {} ({})", interface, move, engine::name(outcome.kind),
                               why);
    }
}

}  // namespace station_app
