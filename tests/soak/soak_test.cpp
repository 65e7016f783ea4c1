// The engine, the checker of traces and what the daemon writes, for hours of walking with everything going
// wrong: supplicants that end, events that are lost, replies that come late, a clock that steps, a disk that
// is full.
#include "lab/rehearsal/soak.hpp"

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "adapters/store/database.hpp"
#include "apps/daemon/log.hpp"
#include "apps/station/files.hpp"
#include "apps/station/history.hpp"
#include "engine/roaming_json.hpp"
#include "lab/rehearsal/rehearsal.hpp"
#include "station/trace_check.hpp"

namespace {

namespace fs = std::filesystem;

/// A day would take a minute, some with the sanitizers.
int hours() {
    const char* text = std::getenv("ROAM_SOAK_HOURS");
    int value = 2;
    if (text) std::from_chars(text, text + std::string_view{text}.size(), value);
    return value;
}

/// Resident memory in kB.
std::size_t resident_kb() {
    std::ifstream file{"/proc/self/statm"};
    std::size_t size = 0;
    std::size_t resident = 0;
    file >> size >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) / 1024;
}

/// No file can grow, or all can again: to a program a disk that is full.
void fill_disk(bool full) {
    rlimit limit{};
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = full ? 0 : limit.rlim_max;
    setrlimit(RLIMIT_FSIZE, &limit);
}

/// What the daemon does with records and trace, and the checker beside it.
class Journals final : public ports::Journal {
public:
    explicit Journals(const fs::path& folder)
        : records_{folder.string(), 4U << 20},
          history_{io_, std::make_unique<store::Database>((folder / store::kFileName).string(), 4U << 20),
                   [] { return true; }} {}

    void write(std::string_view interface, const records::Record& record) override {
        ++written;
        if (record.sequence != ++last_sequence_) ++out_of_order;
        records_.write(interface, record);
        history_.write(interface, record);
        if (written % 50 == 0) history_.flush();
    }
    void trace(std::string_view interface, const records::RoamingEvent& event) override {
        records_.trace(interface, event);
        // An operation that was under way while the clock stood took that long, whoever is to blame.
        constexpr base::Milliseconds kOperation{10'000};
        const bool excused = suspended && event.at - *suspended <= kOperation;
        for (const station::Violation& violation : check_.feed(event))
            if (violations.size() < 20 && !(excused && is_of_time(violation.rule)))
                violations.push_back(fmt::format("W{} at {} ms, {}: {}", violation.rule, event.at.ms,
                                                 engine::name(event.kind), violation.expected));
    }
    std::size_t in_store(std::size_t most) {
        ports::HistoryQuery query;
        query.count = most;
        query.link_events_only = false;
        const auto entries = history_.latest(query);
        return entries ? entries->size() : 0;
    }

    std::optional<base::Instant> suspended;  ///< until then, last
    std::uint64_t written = 0;
    std::uint64_t out_of_order = 0;
    std::vector<std::string> violations;

private:
    static bool is_of_time(std::uint8_t rule) { return rule == 57 || rule == 109 || rule == 110; }

    boost::asio::io_context io_{1};
    station_app::RecordFile records_;
    station_app::History history_;
    station::TraceCheck check_;
    std::uint32_t last_sequence_ = 0;
};

/// A place that nobody chose, whose access points go off and come back.
lab::Scenario place(std::uint64_t seed) {
    lab::Scenario scenario = lab::random_scenario(seed);
    const auto happen = [&](double at_s, lab::EventKind kind, std::size_t ap, double load = 0) {
        lab::ScenarioEvent event;
        event.at_s = at_s;
        event.kind = kind;
        event.ap = scenario.aps[ap % scenario.aps.size()].name;
        event.load = load;
        scenario.events.push_back(event);
    };
    happen(50, lab::EventKind::ApOff, 0);
    happen(80, lab::EventKind::ApOn, 0);
    happen(100, lab::EventKind::Load, 1, 0.8);
    happen(130, lab::EventKind::Load, 1);
    happen(150, lab::EventKind::ApOff, 2);
    happen(210, lab::EventKind::ApOn, 2);
    return scenario;
}

class Soak : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Soak, LeavesTheEngineInTheStateOfTheLink) {
    daemon_app::set_log_level(std::nullopt);
    std::signal(SIGXFSZ, SIG_IGN);  // a write is answered with EFBIG
    const fs::path folder = fs::temp_directory_path() / fmt::format("roam-soak-{}", getpid());
    fs::remove_all(folder);
    std::size_t first_kb = 0;
    lab::SoakReport report;
    {
        Journals journals{folder};
        const lab::World world{place(GetParam()), GetParam()};
        engine::Settings settings;
        lab::SoakWatch watch;
        watch.each_hour = [&](int hour) {
            if (hour == 1) first_kb = resident_kb();
            fill_disk(hour % 2 == 1 && hour != hours());
        };
        watch.suspended = [&](base::Instant now) { journals.suspended = now; };
        report = lab::soak(world, GetParam(), settings, hours(), {}, journals, watch);
        fill_disk(false);
        EXPECT_TRUE(journals.violations.empty()) << fmt::format("{}", fmt::join(journals.violations, "\n"));
        EXPECT_GT(journals.written, 100U * static_cast<unsigned>(hours()));
        EXPECT_EQ(journals.out_of_order, 0U);
        EXPECT_GE(journals.in_store(400), 300U) << "it is written again once there is room";
    }
    fs::remove_all(folder);
    EXPECT_TRUE(report.faults.empty()) << fmt::format("{}", fmt::join(report.faults, "\n"));
    // Faults that did not happen prove nothing.
    const auto each = static_cast<std::uint64_t>(hours());
    EXPECT_EQ(report.hours, each);
    EXPECT_GT(report.restarts, 4 * each);
    EXPECT_GT(report.suspensions, each);
    EXPECT_GT(report.lost_events, 10 * each);
    EXPECT_GT(report.slow_replies, 10 * each);
    EXPECT_GT(report.linked_at_hour * 10, 7 * each) << "a station without a link has little to get wrong";
    const std::size_t last_kb = resident_kb();
    fmt::print(
        "{} h: {} links, {} restarts, {} suspensions, {} events lost, {} replies late; {} kB after an hour, "
        "{} at the end\n",
        report.hours, report.links, report.restarts, report.suspensions, report.lost_events,
        report.slow_replies, first_kb, last_kb);
#ifndef __SANITIZE_ADDRESS__  // which keeps what was freed
    EXPECT_LT(last_kb, first_kb + 4'096);
#endif
}

INSTANTIATE_TEST_SUITE_P(Places, Soak, testing::Values(1, 2));

}  // namespace
