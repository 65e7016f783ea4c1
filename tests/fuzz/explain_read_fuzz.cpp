// Fuzzes what `roam explain` reads: whole inputs, whatever they hold, and the lines of each source by itself.
#include "explain/input/line_form.hpp"
#include "explain/input/line_reader.hpp"
#include "explain/input_reader.hpp"
#include "explain/sources/all.hpp"
#include "wifi_target.hpp"

namespace {

using namespace explain;
using wifi::fuzz::check;

/// What a terminal or a JSON document could not take.
void check_text(const std::string& text) {
    check(text.size() <= 4096);
    for (const char c : text) check(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
}

void check_event(const Event& event) {
    check(event.interface.size() <= 2048);
    std::visit(
        [](const auto& said) {
            if constexpr (requires { said.candidates.size(); }) check(said.candidates.size() <= 64);
            if constexpr (requires { said.neighbors.size(); }) check(said.neighbors.size() <= 64);
            if constexpr (requires { said.channels.size(); }) check(said.channels.size() <= 128);
            if constexpr (requires { said.text.size(); }) check_text(said.text);
            if constexpr (requires { said.why.size(); }) check_text(said.why);
            if constexpr (requires { said.ssid->size(); })
                if (said.ssid) check_text(*said.ssid);
        },
        event.said);
}

void read_input(std::string_view content) {
    InputSettings settings;
    settings.year = 2026;
    settings.unknown_kept = 4;
    InputReader reader{0, unpacked(memory_stream(content)), settings};
    std::uint64_t events = 0;
    for (bool goes_on = true; goes_on;) {
        goes_on = reader.advance();
        while (reader.events().is_ready()) {
            const Event event = reader.events().take();
            check(event.place.line <= reader.report().lines);
            check_event(event);
            ++events;
        }
    }
    const InputReport& report = reader.report();
    check(report.plain + report.unknown <= report.lines);
    std::uint64_t counted = 0;
    for (const std::uint64_t by_source : report.events) counted += by_source;
    check(counted == events);
    for (const UnknownLine& line : report.unknown_lines) check_text(line.text);
}

void read_lines(std::string_view content, Source source) {
    const auto reader = line_source(source);
    if (!reader) return;
    const auto octets = memory_stream(content);
    LineReader lines{*octets};
    std::vector<Event> events;
    Out out{source, events};
    std::uint64_t number = 0;
    while (const auto line = lines.next()) {
        out.set_stamp({{0, ++number}, Clock::Unix, Micros{static_cast<std::int64_t>(number) * 1000}});
        (void)reader->take(*line, out);
        for (const Event& event : events) check_event(event);
        events.clear();
    }
    reader->finish(out);
    for (const Event& event : events) check_event(event);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const std::string_view content{reinterpret_cast<const char*>(data) + 1, size - 1};
    const unsigned choice = data[0] % (explain::kSources + 2);
    if (choice < explain::kSources)
        read_lines(content, static_cast<explain::Source>(choice));
    else
        read_input(content);
    return 0;
}
