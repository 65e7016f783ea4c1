#include "apps/decode/decode.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <set>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/decode/console.hpp"
#include "apps/decode/packet_source.hpp"
#include "apps/decode/render.hpp"

namespace decode {
namespace {

constexpr int kFault = 1;
constexpr int kUsage = 2;
constexpr int kInterrupted = 130;

struct Options {
    std::vector<std::string> inputs;
    Form form = Form::Frame;
    std::string json = "off";  ///< short, pretty or off
    bool is_quiet = false;
    bool shows_all = false;
    std::set<std::string> kinds;
    std::vector<wifi::MacAddress> addresses;
    std::uint64_t most = 0;  ///< 0: no limit
    TreeOptions tree;

    [[nodiscard]] bool is_json() const { return json != "off"; }
};

/// How far a long input has been read, on standard error, if that is a terminal and there was something to
/// wait for.
class Progress {
public:
    Progress(std::uint64_t whole, bool is_wanted)
        : whole_{whole}, is_wanted_{is_wanted && errors_are_watched()} {}
    ~Progress() {
        if (is_shown_) fmt::print(stderr, "\r\033[K");
    }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void at(std::uint64_t octets, std::uint64_t frames) {
        if (!is_wanted_ || whole_ == 0 || frames % 1024 != 0) return;
        const auto now = std::chrono::steady_clock::now();
        if (now - last_ < std::chrono::seconds{1}) return;
        last_ = now;
        is_shown_ = true;
        fmt::print(stderr, "\r{:3} %  {} frames", std::min<std::uint64_t>(100, octets * 100 / whole_),
                   frames);
    }

private:
    std::uint64_t whole_;
    bool is_wanted_;
    bool is_shown_ = false;
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

/// Shows packets and counts what it showed.
class Printer {
public:
    explicit Printer(const Options& options) : options_{options} {}

    bool show(const Packet& packet) {
        if (is_interrupted()) return false;
        ++read_;
        if (!is_wanted(frame_head(packet.octets, packet.form))) return true;
        line_.clear();
        line_.begin_object();
        if (options_.is_json()) {
            line_.key("schema");
            line_.number(1);
        }
        line_.key("frame");
        line_.number(read_);
        if (!packet.time.empty()) {
            line_.key("time");
            line_.string(packet.time);
        }
        faults_ += write_frame(line_, packet.octets, packet.form, options_.tree);
        line_.end_object();
        if (options_.json == "short") {
            line_.put("\n");
            print(line_.text());
        } else {
            print_for_people();
        }
        ++shown_;
        return shown_ != options_.most;
    }
    [[nodiscard]] std::uint64_t read() const { return read_; }
    [[nodiscard]] std::uint64_t faults() const { return faults_; }

private:
    static void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }
    void print_for_people() const {
        json::monotonic_resource memory;
        const json::object tree = read_tree(line_.text(), &memory);
        print(options_.json == "pretty" ? pretty(tree) + "\n" : render(tree));
    }
    [[nodiscard]] bool is_wanted(const FrameHead& frame) const {
        if (!options_.kinds.empty() && !options_.kinds.contains(frame.kind)) return false;
        if (!frame.is_management && options_.kinds.empty() && !options_.shows_all) return false;
        return options_.addresses.empty() ||
               std::ranges::any_of(options_.addresses, [&](const wifi::MacAddress& wanted) {
                   return std::ranges::find(frame.addresses, wanted) != frame.addresses.end();
               });
    }

    const Options& options_;
    JsonText line_;  ///< of the packet at hand
    std::uint64_t read_ = 0;
    std::uint64_t shown_ = 0;
    std::uint64_t faults_ = 0;
};

/// Every name that --kind takes.
std::set<std::string> known_kinds() {
    std::set<std::string> kinds{"data", "control", "extension", "protected", "unknown", "fault", "elements"};
    const auto add = [&kinds]<class Row>() { kinds.insert(Row::Type::kName); };
    wifi::ManagementBodies::for_each(add);
    wifi::ActionBodies::for_each(add);
    return kinds;
}

std::string nearest(const std::string& given, const std::set<std::string>& known) {
    const auto shared = [&given](const std::string& name) {
        return std::ranges::count_if(given, [&name](char c) { return name.find(c) != std::string::npos; }) *
                   2 -
               static_cast<std::ptrdiff_t>(std::max(name.size(), given.size()));
    };
    return *std::ranges::max_element(known, {}, shared);
}

int complain(const Options& options, const char* code, const std::string& message) {
    if (options.is_json())
        fmt::print("{}\n", json::serialize(json::object{{"error", {{"code", code}, {"message", message}}}}));
    else
        fmt::print(stderr, "roam decode: {}\n", message);
    return kUsage;
}

/// Whether a stream holds text rather than a capture, by its first octet, which stays unread.
bool holds_text(std::FILE* input) {
    const int first = std::fgetc(input);
    if (first == EOF) return true;
    std::ungetc(first, input);
    // Captures start with D4, A1, 4D or a line end: no digit of hexadecimal text.
    return std::isxdigit(first) != 0 || first == '#' || first == ' ' || first == '\t';
}

std::expected<void, SourceError> read_file(const std::string& path, Form form, bool is_quiet,
                                           Printer& printer) {
    const bool is_standard = path == "-";
    std::FILE* input = is_standard ? stdin : std::fopen(path.c_str(), "rb");
    if (!input)
        return std::unexpected(
            fmt::format("{}: cannot be read: {}", path, std::generic_category().message(errno)));
    const std::string name = is_standard ? "standard input" : path;
    std::error_code ignored;
    Progress progress{is_standard ? 0 : std::filesystem::file_size(path, ignored), !is_quiet};
    const auto sink = [&](const Packet& packet) {
        progress.at(packet.octets_read, printer.read());
        return printer.show(packet);
    };
    if (!holds_text(input)) return read_capture(input, name, sink);
    const auto result = read_hex_lines(input, name, form, sink);
    if (!is_standard) std::fclose(input);
    return result;
}

int run(const Options& options) {
    Printer printer{options};
    prepare_console();
    std::string joined;  // octets given as several arguments are one frame
    for (const std::string& input : options.inputs) {
        std::error_code ignored;
        if (input != "-" && !std::filesystem::exists(input, ignored)) {
            joined += input + " ";
            continue;
        }
        const auto read = read_file(input, options.form, options.is_quiet, printer);
        if (is_interrupted()) return kInterrupted;
        if (!read) return complain(options, "unreadable-input", read.error());
    }
    if (!joined.empty()) {
        const auto octets = parse_hex(joined);
        if (!octets)
            return complain(options, "bad-hex",
                            fmt::format("\"{}\" is neither a file nor hexadecimal: {}",
                                        joined.substr(0, joined.size() - 1), octets.error()));
        printer.show(Packet{*octets, options.form, {}, 0});
    }
    if (is_interrupted()) return kInterrupted;
    return printer.faults() > 0 ? kFault : 0;
}

}  // namespace

int run_decode(std::span<const std::string> arguments) {
    Options options;
    CLI::App app{
        "Shows what 802.11 management frames say, octet by octet if they are wrong.\n\n"
        "Examples:\n"
        "  roam decode walk.pcapng --kind btm_request,btm_response\n"
        "  roam decode --as elements 0b 05 03 00 20 00 00"};
    app.name("roam decode");
    std::vector<std::string> kinds;
    std::vector<std::string> addresses;
    app.add_option("input", options.inputs,
                   "pcap or pcapng files, '-' for standard input (a capture or lines of hexadecimal), or one "
                   "frame in "
                   "hexadecimal")
        ->required();
    app.add_option("--as", options.form, "what hexadecimal input is")
        ->transform(CLI::CheckedTransformer(std::map<std::string, Form>{{"frame", Form::Frame},
                                                                        {"radiotap", Form::Radiotap},
                                                                        {"elements", Form::Elements},
                                                                        {"action", Form::Action}}))
        ->option_text("frame|radiotap|elements|action");
    app.add_flag("-j,--json{short}", options.json,
                 "one JSON object per frame, on one line or with =pretty on many; see docs/decode-schema.md")
        ->check(CLI::IsMember({"short", "pretty", "off"}))
        ->option_text("[=pretty|short|off]");
    app.add_option("--kind", kinds, "show only frames of these kinds, such as beacon,btm_request")
        ->delimiter(',')
        ->allow_extra_args(false);  // what follows is a file
    app.add_option("--address", addresses, "show only frames to, from or of the BSS with this address")
        ->delimiter(',')
        ->allow_extra_args(false);  // what follows is a file
    app.add_flag("--all", options.shows_all, "show that data and control frames are there, too");
    app.add_option("-n,--count", options.most, "stop after this many shown frames");
    app.add_option("--rcpi", options.tree.rcpi, "how the stations in this capture code RCPI")
        ->transform(CLI::CheckedTransformer(std::map<std::string, wifi::RcpiCoding>{
            {"standard", wifi::RcpiCoding::Standard},
            {"signed", wifi::RcpiCoding::SignedDbm},
            {"signed-if-rsni-zero", wifi::RcpiCoding::SignedIfRsniZero}}))
        ->option_text("standard|signed|signed-if-rsni-zero");
    app.add_flag("-q,--quiet,--no-progress", options.is_quiet, "no progress");
    try {
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
        app.parse(reversed);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    const auto known = known_kinds();
    for (const std::string& kind : kinds) {
        if (!known.contains(kind))
            return complain(options, "unknown-kind",
                            fmt::format("--kind: there is no kind \"{}\"; did you mean \"{}\"?", kind,
                                        nearest(kind, known)));
        options.kinds.insert(kind);
    }
    for (const std::string& text : addresses) {
        const auto address = wifi::parse_mac(text);
        if (!address)
            return complain(
                options, "bad-address",
                fmt::format("--address: \"{}\" is not an address such as 02:00:00:00:01:00", text));
        options.addresses.push_back(*address);
    }
    return run(options);
}

}  // namespace decode
