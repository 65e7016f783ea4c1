#include "apps/station/log.hpp"

#include <cstdlib>
#include <memory>

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "engine/encode.hpp"

namespace station_app {

namespace {

constexpr const char* kNotice = "notice";

/// The level's name, or the journal's prefix for it. The library has no level between warning and info.
class LevelFlag final : public spdlog::custom_flag_formatter {
public:
    explicit LevelFlag(bool journal) : journal_{journal} {}

    void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
        const bool notice = message.logger_name == spdlog::string_view_t{kNotice};
        const auto name = spdlog::level::to_string_view(message.level);
        const std::string text = journal_ ? fmt::format("<{}>", notice ? 5 : priority(message.level))
                                 : notice ? "notice "
                                          : fmt::format("{} ", std::string_view{name.data(), name.size()});
        out.append(text.data(), text.data() + text.size());
    }

    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<LevelFlag>(journal_);
    }

private:
    /// As in syslog(3).
    static int priority(spdlog::level::level_enum level) {
        if (level >= spdlog::level::err) return 3;
        if (level == spdlog::level::warn) return 4;
        return level == spdlog::level::info ? 6 : 7;
    }

    bool journal_;
};

std::string text(const wifi::MacAddress& address) {
    const wifi::MacText octets = wifi::to_text(address);
    return {octets.data(), octets.size()};
}

}  // namespace

void set_up_log() {
    auto formatter = std::make_unique<spdlog::pattern_formatter>();
    const char* journal = std::getenv("JOURNAL_STREAM");
    formatter->add_flag<LevelFlag>('L', journal && *journal).set_pattern("%L%v");
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_st>();
    sink->set_formatter(std::move(formatter));
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("roam-station", sink));
    spdlog::register_logger(std::make_shared<spdlog::logger>(kNotice, sink));
}

void log_notice(const std::string& text) {
    const auto logger = spdlog::get(kNotice);
    logger ? logger->info(text) : spdlog::info(text);
}

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
