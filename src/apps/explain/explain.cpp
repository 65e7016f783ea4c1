#include "apps/explain/explain.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/cli/exit_status.hpp"
#include "apps/cli/json_text.hpp"
#include "apps/cli/time_text.hpp"
#include "apps/explain/html.hpp"
#include "apps/explain/json.hpp"
#include "apps/explain/summary.hpp"
#include "apps/explain/terminal.hpp"
#include "engine/roaming_json.hpp"
#include "explain/input/machine.hpp"
#include "explain/trace/roaming_trace.hpp"

namespace explain_app {

namespace {

using explain::Micros;

constexpr const char* kExamples = R"(
Examples:
  journalctl -b -o json | roam explain
      What was wrong with this machine's roaming since it started.
  roam explain wpa_supplicant.log kernel.log hostapd.log
      Both ends of the link on one clock.
  roam explain --html report.html walk.log.xz air.pcapng
      The same as a page with a timeline.
  roam explain --station 02:00:00:00:00:00 --from 17:05 --to 17:10 --json=short ap*.log
      One station, five minutes, for a script.

Exit status: 0 success, 1 nothing could be read or written, 2 wrong usage, 130 interrupted.
)";

struct Options {
    std::vector<std::string> files;
    std::string json = "off";
    std::string html;
    bool is_anonymous = false;
    std::string from;
    std::string to;
    std::vector<std::string> stations;
    std::vector<std::string> bssids;
    std::string events = "off";
    bool shows_unknown = false;
    bool is_quiet = false;
};

/// Standard input is read twice, so it is kept in a file.
class StandardInput {
public:
    /// A path under which it can be opened again; empty when there is no room for it.
    std::string path() {
        if (!copy_) {
            copy_ = explain::TemporaryFile::make();
            if (!copy_ || !copy_->fill(*explain::file_stream(explain::kStandardInput, false))) return "";
        }
        return copy_->path();
    }

private:
    std::unique_ptr<explain::TemporaryFile> copy_;
};

/// How far a long input has been read, on standard error if that is a terminal.
void show_progress(const explain::Progress& progress) {
    static auto last = std::chrono::steady_clock::now();
    const auto now = std::chrono::steady_clock::now();
    if (now - last < std::chrono::milliseconds{500}) return;
    last = now;
    if (progress.octets_in_all && *progress.octets_in_all > 0)
        fmt::print(stderr, "\r{:3} % of {} MB\033[K", progress.octets_read * 100 / *progress.octets_in_all,
                   *progress.octets_in_all / 1'000'000);
    else
        fmt::print(stderr, "\r{} MB\033[K", progress.octets_read / 1'000'000);
}

Screen screen_of(Stream stream) {
    Screen screen;
    const bool is_seen = is_terminal(stream);
    if (const auto size = terminal_size(stream)) {
        screen.columns = size->columns;
        screen.rows = std::max<std::size_t>(size->rows, 10);
    }
    const char* no_colour = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    screen.colour =
        is_seen && (!no_colour || *no_colour == '\0') && terminal && std::string_view{terminal} != "dumb";
    screen.columns = std::clamp<std::size_t>(screen.columns, 30, 120);
    return screen;
}

/// "379.5" are seconds on the log's own clock; otherwise as `roam station history --since` reads it.
std::optional<Micros> moment(const std::string& text) {
    double seconds = 0;
    const char* end = text.data() + text.size();
    if (const auto [at, fault] = std::from_chars(text.data(), end, seconds);
        fault == std::errc{} && at == end)
        return seconds >= 0 && seconds < 1e12
                   ? std::optional{Micros{static_cast<std::int64_t>(seconds * 1e6)}}
                   : std::nullopt;
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    const auto ms = cli::parse_time(text, now.count());
    if (!ms) return std::nullopt;
    return std::chrono::milliseconds{*ms};
}

int complain(const std::string& text) {
    fmt::print(stderr, "roam explain: {}\n", text);
    return cli::kUsage;
}

/// What was wrong with the inputs: worth knowing, and no reason to stop.
void tell_faults(const Explanation& all, const Names& names) {
    for (std::size_t at = 0; at < all.read.inputs.size(); ++at) {
        const explain::InputReport& input = all.read.inputs[at];
        const std::string shown = place_text(all, names, {static_cast<std::uint32_t>(at), 0});
        const std::string name = shown.substr(0, shown.rfind(':'));
        for (const explain::Fault& fault : input.faults)
            fmt::print(stderr, "roam explain: {}{}: {}{}\n", name,
                       fault.line > 0 ? fmt::format(":{}", fault.line) : "", names.text(fault.text),
                       fault.times > 1 ? fmt::format(" ({} times)", fault.times) : "");
        if (!input.not_aligned.empty())
            fmt::print(stderr, "roam explain: {}: its clock stands alone: {}\n", name, input.not_aligned);
    }
}

/// Why there is no answer.
std::string nothing(const Explanation& all) {
    std::uint64_t lines = 0;
    std::uint64_t unknown = 0;
    for (const explain::InputReport& input : all.read.inputs) {
        lines += input.lines;
        unknown += input.unknown;
    }
    if (lines == 0) return "the input is empty";
    return fmt::format(
        "no line tells of a station's roaming: {} lines, {} of them in no form that is known (--unknown "
        "shows them); "
        "wpa_supplicant says more with -dd -t",
        lines, unknown);
}

/// The roaming trace of each station, one event per line, for roam check-trace and for driver authors.
void print_events(const Explanation& all, const Names& names, engine::EventNames as) {
    for (const explain::Station& station : all.timeline.stations) {
        const std::string who = station.address ? names(*station.address) : station.interface;
        for (const records::RoamingEvent& event : explain::roaming_trace(station))
            fmt::print("{}\n", names.text(boost::json::serialize(engine::to_json(who, event, as))));
    }
}

int show(const Options& options, const Explanation& all) {
    Anonymiser anonymiser;
    if (options.is_anonymous) teach(anonymiser, all.timeline);
    const Names names{all.timeline, options.is_anonymous ? &anonymiser : nullptr};
    if (!options.is_quiet) tell_faults(all, names);
    if (options.shows_unknown && options.json == "off") fmt::print("{}", unknown_lines(all, names));
    if (all.is_empty()) {
        if (options.json != "off") fmt::print("{}\n", boost::json::serialize(to_json(all, names)));
        fmt::print(stderr, "roam explain: {}\n", nothing(all));
        return cli::kFailure;
    }
    if (!options.html.empty()) {
        std::ofstream file{options.html, std::ios::binary};
        file << html(all, names);
        file.close();
        if (!file) {
            fmt::print(stderr, "roam explain: {} cannot be written\n", options.html);
            return cli::kFailure;
        }
    }
    if (options.events != "off")
        print_events(all, names,
                     options.events == "windows" ? engine::EventNames::Windows : engine::EventNames::Roam);
    else if (options.json != "off")
        cli::print_json(std::cout, to_json(all, names),
                        options.json == "short" ? cli::JsonForm::Short : cli::JsonForm::Pretty);
    else if (!options.shows_unknown)
        fmt::print("{}", summary(all, names, screen_of(Stream::Output)));
    std::cout.flush();
    if (std::fflush(stdout) != 0 || !std::cout) return cli::kFailure;
    return cli::kSuccess;
}

int run(const Options& options) {
    Request request;
    StandardInput standard_input;
    std::vector<std::string> files = options.files;
    if (files.empty()) {
        if (is_terminal(Stream::Input))
            return complain("which logs? Name files, or pipe one in: journalctl -b -o json | roam explain");
        files.emplace_back("-");
    }
    for (const std::string& file : files) {
        std::string path = file == "-" ? standard_input.path() : file;
        if (path.empty()) {
            fmt::print(stderr, "roam explain: standard input cannot be kept: no room for a temporary file\n");
            return cli::kFailure;
        }
        request.inputs.push_back({std::move(path)});
    }
    for (const auto& [text, option, to] :
         {std::tuple{&options.from, "--from", &request.from}, std::tuple{&options.to, "--to", &request.to}}) {
        if (text->empty()) continue;
        *to = moment(*text);
        if (!*to)
            return complain(fmt::format(
                "{}: \"{}\" is no moment such as 17:05, \"2026-01-31 17:05\", 15min (ago) or 379.5 "
                "(seconds of a log that counts from its start)",
                option, *text));
    }
    request.stations = options.stations;
    for (const std::string& text : options.bssids) {
        const auto bssid = wifi::parse_mac(text);
        if (!bssid)
            return complain(fmt::format("--bssid: \"{}\" is not an address such as 02:00:00:00:01:00", text));
        request.bssids.push_back(*bssid);
    }
    if (options.shows_unknown) request.unknown_kept = 200;
    if (!options.is_quiet && is_terminal(Stream::Error)) request.progress = show_progress;
    Explanation all = explain_inputs(request);
    // The copy's name is nobody's business.
    for (std::size_t at = 0; at < files.size(); ++at)
        if (files[at] == "-") all.read.inputs[at].name = "-";
    if (request.progress) fmt::print(stderr, "\r\033[K");
    const bool unread = std::ranges::all_of(all.read.inputs, [](const explain::InputReport& input) {
        return std::ranges::any_of(input.faults, [](const explain::Fault& fault) {
            return fault.kind == explain::Fault::Kind::CannotOpen;
        });
    });
    if (unread && !all.read.inputs.empty()) {
        const Names names{all.timeline};
        tell_faults(all, names);
        return cli::kFailure;
    }
    return show(options, all);
}

}  // namespace

int run_explain(std::span<const std::string> arguments) {
    Options options;
    CLI::App app{"Says from logs and captures why a station roamed, why it did not, and what is wrong."};
    app.name("roam explain");
    app.footer(kExamples);
    app.add_option("file", options.files,
                   "Logs of wpa_supplicant, hostapd, NetworkManager, iwd, systemd-networkd, the kernel, "
                   "ESP-IDF, roam-station "
                   "and roam-ap, and captures; also compressed; none or - is standard input");
    app.add_flag("-j,--json{pretty}", options.json,
                 "The answer as JSON: pretty (also without a value), short, or off")
        ->check(CLI::IsMember({"pretty", "short", "off"}))
        ->option_text("[=pretty|short|off]");
    app.add_option("--html", options.html, "Also write the answer as one page with a timeline")
        ->option_text("FILE");
    app.add_option("--events", options.events,
                   "Instead the roaming trace of each station, for check-trace: names of roam, or of windows")
        ->check(CLI::IsMember({"roam", "windows", "off"}));
    app.add_flag("--anonymise", options.is_anonymous,
                 "Replace addresses and names of networks, the same everywhere");
    app.add_option("--from", options.from,
                   "Only from then on: 17:05, \"2026-01-31 17:05\", 15min (ago), 379.5");
    app.add_option("--to", options.to, "Only until then");
    app.add_option("--station", options.stations, "Only this station: its address, or its interface")
        ->delimiter(',')
        ->allow_extra_args(false);
    app.add_option("--bssid", options.bssids, "Only what concerns this BSS")
        ->delimiter(',')
        ->allow_extra_args(false);
    app.add_flag("--unknown", options.shows_unknown, "Show the lines in no form that is known instead");
    app.add_flag("-q,--quiet,--no-progress", options.is_quiet,
                 "No progress, and no word about faults of the inputs");
    try {
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
        app.parse(reversed);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? cli::kSuccess : cli::kUsage;
    }
    std::signal(SIGINT, [](int) { std::_Exit(cli::kInterrupted); });
    prepare_streams();
    return run(options);
}

}  // namespace explain_app
