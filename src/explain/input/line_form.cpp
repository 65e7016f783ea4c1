#include "explain/input/line_form.hpp"

#include <array>

#include "explain/input/journal_json.hpp"
#include "explain/input/time_text.hpp"

namespace explain {
namespace {

constexpr char kEscape = '\x1B';

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// "wpa_supplicant[512]: text" or "kernel: text"; the parts of nothing else.
struct Tagged {
    std::string_view program;
    std::string_view text;
};
std::optional<Tagged> tagged(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 64) return std::nullopt;
    if (colon + 1 < text.size() && text[colon + 1] != ' ') return std::nullopt;
    std::string_view program = text.substr(0, colon);
    if (program.find(' ') != std::string_view::npos) return std::nullopt;
    program = program.substr(0, program.find('['));
    text.remove_prefix(std::min(colon + 2, text.size()));
    return Tagged{program, text};
}

/// Removes the sequences by which a terminal changes colours.
void copy_without_colours(std::string_view line, std::string& to) {
    to.clear();
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != kEscape) {
            to += line[i];
            continue;
        }
        if (i + 1 >= line.size() || line[i + 1] != '[') continue;
        std::size_t end = i + 2;
        while (end < line.size() && (is_digit(line[end]) || line[end] == ';')) ++end;
        i = end;  // at its letter
    }
}

/// "(379479) text": what an ESP-IDF application prints behind the level. The time is in milliseconds.
std::optional<Micros> esp_time(TimeText& text) {
    if (!text.skip('(')) return std::nullopt;
    const auto value = text.number(12);
    if (!value || !text.skip(')') || !text.skip(' ')) return std::nullopt;
    return std::chrono::milliseconds{static_cast<std::int64_t>(*value)};
}

bool is_esp_line(std::string_view line) {
    constexpr std::string_view kLevels = "EWIDV";
    return line.size() > 5 && line[1] == ' ' && line[2] == '(' && is_digit(line[3]) &&
           kLevels.find(line[0]) != std::string_view::npos;
}

/// "1700000000.123456" as a time; empty unless a fraction follows.
std::optional<Micros> seconds_and_fraction(TimeText& text) {
    const auto seconds = text.number(12);
    if (!seconds || !text.skip('.')) return std::nullopt;
    const auto fraction = text.fraction();
    if (!fraction) return std::nullopt;
    return std::chrono::seconds{static_cast<std::int64_t>(*seconds)} + *fraction;
}

}  // namespace

FormedLine LineForms::read(std::string_view line) {
    FormedLine formed;
    if (line.empty()) return formed;
    if (line[0] == kEscape || (line.back() == 'm' && line.find(kEscape) != std::string_view::npos)) {
        copy_without_colours(line, message_);
        line = message_;
        if (line.empty()) return formed;
    }
    formed.text = line;
    read_start(line, formed);
    if (!formed.is_marker) read_inner(formed);
    return formed;
}

void LineForms::read_start(std::string_view line, FormedLine& formed) {
    const char first = line[0];
    if (is_digit(first)) return read_outer_number(line, formed);
    if (is_upper(first)) return read_outer_word(line, formed);
    switch (first) {
        case '[':
            return read_outer_bracket(line, formed);
        case '<':
            return read_outer_angle(line, formed);
        case '{':
            return read_json(line, formed);
        case '-':
            formed.is_marker = line.starts_with("-- ");
            return;
        default:
            return;
    }
}

void LineForms::read_outer_number(std::string_view line, FormedLine& formed) {
    if (line.size() > 10 && line[4] == '-' && line[7] == '-') return read_outer_iso(line, formed);
    TimeText text{line};
    const auto time = seconds_and_fraction(text);
    if (!time || text.rest().size() < 2) return;
    const bool is_own = text.rest().starts_with(": ");  // wpa_supplicant -t and hostapd -t
    if (!is_own && text.rest()[0] != ' ') return;
    formed.clock = Clock::Unix;
    formed.at = *time;
    formed.text = text.rest().substr(is_own ? 2 : 1);
    if (is_own && formed.text.size() > 2 &&
        is_digit(formed.text[0])) {  // what hostapd logs of a station has two
        TimeText again{formed.text};
        if (seconds_and_fraction(again) && again.rest().starts_with(": "))
            formed.text = again.rest().substr(2);
    }
    if (!is_own) read_host_and_program(formed.text, formed);
}

void LineForms::read_outer_iso(std::string_view line, FormedLine& formed) {
    TimeText text{line};
    const auto date = text.iso_date();
    if (!date || (!text.skip('T') && !text.skip(' '))) return;
    const auto time = text.time_of_day(formed.whole_seconds);
    if (!time) return;
    const auto zone = text.zone();
    formed.clock = Clock::Unix;
    formed.at = *date + *time - zone.value_or(zone_);
    text.skip_blanks();
    formed.text = text.rest();
    read_host_and_program(text.rest(), formed);
}

void LineForms::read_outer_bracket(std::string_view line, FormedLine& formed) {
    TimeText text{line.substr(1)};
    text.skip_blanks();
    if (const auto month_first = text.rest(); !month_first.empty() && is_upper(month_first[0])) {
        // dmesg -T: [Mon Nov 30 14:22:01 2026]
        const std::size_t end = month_first.find("] ");
        if (end == std::string_view::npos) return;
        FormedLine inside;
        read_outer_word(month_first.substr(0, end), inside);
        if (inside.clock == Clock::None) return;
        formed.clock = inside.clock;
        formed.at = inside.at;
        formed.whole_seconds = inside.whole_seconds;
        formed.program = "kernel";
        formed.text = month_first.substr(end + 2);
        return;
    }
    if (const auto inside = text.rest(); inside.size() > 10 && inside[4] == '-' && inside[7] == '-') {
        const std::size_t end = inside.find(']');
        if (end == std::string_view::npos) return;
        read_outer_iso(inside.substr(0, end), formed);
        formed.text = inside.substr(std::min(end + 2, inside.size()));
        formed.program = {};
        return;
    }
    const auto time = seconds_and_fraction(text);
    if (!time || !text.skip(']')) return;
    // Some kernels say the thread, too: [  379.123456][ T1234]
    if (text.rest().starts_with("[ ") || text.rest().starts_with("[T")) {
        const std::size_t end = text.rest().find(']');
        if (end == std::string_view::npos) return;
        text = TimeText{text.rest().substr(end + 1)};
    }
    if (!text.skip(' ')) return;
    formed.clock = Clock::Boot;
    formed.at = *time;
    formed.text = text.rest();
    read_host_and_program(text.rest(), formed);
    if (formed.program.empty()) formed.program = "kernel";
}

void LineForms::read_outer_angle(std::string_view line, FormedLine& formed) {
    if (line.size() > 1 && !is_digit(line[1])) return;  // NetworkManager's own: read_inner
    TimeText text{line.substr(1)};
    if (!text.number(3) || !text.skip('>')) return;
    formed.text = text.rest();
    if (text.rest().empty()) return;
    if (!text.rest().starts_with("1 ")) return read_start(formed.text, formed);
    // RFC 5424: VERSION TIME HOST APPLICATION PROCESS MESSAGE-ID DATA MESSAGE
    std::string_view rest = text.rest().substr(2);
    FormedLine stamp;
    read_outer_iso(rest.substr(0, rest.find(' ')), stamp);
    if (stamp.clock == Clock::None) return;
    std::array<std::string_view, 6> words{};
    for (std::string_view& word : words) {
        const std::size_t end = rest.find(' ');
        if (end == std::string_view::npos) return;
        word = rest.substr(0, end);
        rest.remove_prefix(end + 1);
    }
    if (words[5].starts_with('[')) {
        const std::size_t end = rest.find("] ");
        if (words[5].back() != ']' && end != std::string_view::npos) rest.remove_prefix(end + 2);
    }
    formed.clock = stamp.clock;
    formed.at = stamp.at;
    formed.whole_seconds = stamp.whole_seconds;
    formed.program = words[2];
    formed.text = rest;
}

void LineForms::read_outer_word(std::string_view line, FormedLine& formed) {
    if (line.size() < 15 || line[3] != ' ') return;
    TimeText text{line};
    auto month = text.month_name();
    bool has_year_behind = false;
    if (!month) {
        static constexpr std::array<std::string_view, 7> kDays{"Mon", "Tue", "Wed", "Thu",
                                                               "Fri", "Sat", "Sun"};
        bool is_day = false;
        for (const std::string_view day : kDays) is_day = is_day || line.starts_with(day);
        if (!is_day) return;
        text = TimeText{line.substr(4)};
        if (is_digit(line[4])) {
            // journalctl -o short-full: Mon 2026-11-30 14:22:01 UTC host …
            const auto date = text.iso_date();
            if (!date || !text.skip(' ')) return;
            const auto time = text.time_of_day(formed.whole_seconds);
            if (!time || !text.skip(' ')) return;
            const bool is_utc = text.rest().starts_with("UTC ") || text.rest().starts_with("GMT ");
            const std::size_t end = text.rest().find(' ');
            if (end == std::string_view::npos) return;
            formed.clock = Clock::Unix;
            formed.at = *date + *time - (is_utc ? std::chrono::minutes{0} : zone_);
            formed.text = text.rest().substr(end + 1);
            return read_host_and_program(formed.text, formed);
        }
        month = text.month_name();
        has_year_behind = true;  // dmesg -T and OpenWrt's logread
    }
    if (!month || text.skip_blanks() == 0) return;
    const auto day = text.number(2);
    if (!day || text.skip_blanks() == 0) return;
    const auto time = text.time_of_day(formed.whole_seconds);
    if (!time) return;
    const bool is_over = text.rest().empty();
    if (!is_over && !text.skip(' ')) return;
    if (!has_year_behind) {
        set_day({*month, static_cast<int>(*day)}, *time, formed);
        formed.text = text.rest();
        return read_host_and_program(text.rest(), formed);
    }
    const auto year = text.number(4);
    if (!year) return;
    const auto date = start_of_day(static_cast<int>(*year), *month, static_cast<int>(*day));
    if (!date) return;
    formed.clock = Clock::Unix;
    formed.at = *date + *time - zone_;
    text.skip_blanks();
    if (text.rest().starts_with('[')) {  // logread -t: [1700000000.123]
        TimeText finer{text.rest().substr(1)};
        const auto exact = seconds_and_fraction(finer);
        if (exact && finer.skip(']')) {
            formed.at = *exact;
            formed.whole_seconds = false;
            finer.skip_blanks();
            text = finer;
        }
    }
    formed.text = text.rest();
    // The facility and level: daemon.notice
    const std::size_t blank = formed.text.find(' ');
    if (blank != std::string_view::npos && formed.text.substr(0, blank).find('.') != std::string_view::npos)
        formed.text.remove_prefix(blank + 1);
    if (const auto tag = tagged(formed.text)) {
        formed.program = tag->program;
        formed.text = tag->text;
    }
}

void LineForms::read_json(std::string_view line, FormedLine& formed) {
    if (const std::string_view program = program_of_record(line); !program.empty()) {
        formed.program = program;
        return;
    }
    const auto entry = read_journal_entry(line);
    if (!entry) return;
    message_ = entry->message;
    program_ = entry->program;
    formed.clock = entry->time ? Clock::Unix : Clock::None;
    formed.at = entry->time.value_or(Micros{0});
    formed.program = program_;
    formed.text = message_;
}

void LineForms::read_host_and_program(std::string_view rest, FormedLine& formed) {
    formed.text = rest;
    if (is_esp_line(rest)) return;
    const std::size_t blank = rest.find(' ');
    if (blank == std::string_view::npos) return;
    const auto with_host = tagged(rest.substr(blank + 1));
    const bool first_is_host = rest[blank - (blank > 0 ? 1 : 0)] != ':';
    if (first_is_host && with_host) {
        formed.program = with_host->program;
        formed.text = with_host->text;
        return;
    }
    // Only where the journal leaves out the host. An interface of the kernel's has no number of a process.
    if (const auto alone = tagged(rest); alone && rest.substr(0, blank).find('[') != std::string_view::npos) {
        formed.program = alone->program;
        formed.text = alone->text;
    }
}

void LineForms::read_inner(FormedLine& formed) {
    std::string_view text = formed.text;
    if (text.empty()) return;
    if (formed.program == "kernel" && text[0] == '[' && formed.clock != Clock::Boot) {
        FormedLine inner;
        read_outer_bracket(text, inner);
        if (inner.clock != Clock::Boot) return;
        formed.text = inner.text;
        return fuse(Clock::Boot, inner.at, formed);
    }
    if (is_digit(text[0]) && !formed.program.empty()) {  // -t below a syslog
        TimeText stamp{text};
        const auto time = seconds_and_fraction(stamp);
        if (!time || !stamp.rest().starts_with(": ")) return;
        formed.clock = Clock::Unix;
        formed.at = *time;
        formed.whole_seconds = false;
        formed.text = stamp.rest().substr(2);
        return;
    }
    if (is_esp_line(text)) {
        TimeText stamp{text.substr(2)};
        const auto time = esp_time(stamp);
        if (!time) return;
        formed.clock = Clock::Boot;
        formed.at = *time;
        formed.whole_seconds = false;
        formed.program = "esp-idf";
        formed.text = stamp.rest();
        return;
    }
    if (text[0] != '<' || text.size() < 8) return;
    // NetworkManager: <info>  [1700000000.1234] text
    const std::size_t end = text.find('>');
    if (end == std::string_view::npos || end > 7) return;
    TimeText stamp{text.substr(end + 1)};
    stamp.skip_blanks();
    if (!stamp.skip('[')) return;
    const auto time = seconds_and_fraction(stamp);
    if (!time || !stamp.skip(']')) return;
    (void)stamp.skip(' ');
    formed.clock = Clock::Unix;
    formed.at = *time;
    formed.whole_seconds = false;
    formed.program = "NetworkManager";
    formed.text = stamp.rest();
}

void LineForms::set_day(Date date, Micros time_of_day, FormedLine& formed) {
    if (year_) {
        if (last_month_ == 0 && written_ && date.month > *written_) --*year_;
        // A log goes over the end of a year, or one of its lines comes late.
        if (last_month_ - date.month > 6) ++*year_;
        const bool is_late = last_month_ != 0 && date.month - last_month_ > 6;
        const auto start = start_of_day(*year_ - (is_late ? 1 : 0), date.month, date.day);
        if (!start) return;
        if (!is_late) last_month_ = date.month;
        formed.clock = Clock::Unix;
        formed.at = *start + time_of_day - zone_;
        return;
    }
    constexpr int kLeapYear = 1972;
    const auto start = start_of_day(kLeapYear, date.month, date.day);
    if (!start) return;
    formed.clock = Clock::Day;
    formed.at = *start - *start_of_day(kLeapYear, 1, 1) + time_of_day - zone_;
}

// The kernel says its own time to the microsecond, the log around it when that was to the second: how far the
// two are apart is known the better the more lines there are, because none was logged before it was said.
void LineForms::fuse(Clock inner_clock, Micros inner, FormedLine& formed) {
    if (formed.clock == Clock::None) {
        formed.clock = inner_clock;
        formed.at = inner;
        return;
    }
    if (!formed.whole_seconds) return;
    const Micros offset = formed.at - inner;
    const bool is_new = !boot_offset_ || offset > *boot_offset_ + std::chrono::seconds{2} ||
                        offset < *boot_offset_ - std::chrono::seconds{2};
    if (is_new || offset > *boot_offset_) boot_offset_ = offset;
    formed.at = inner + *boot_offset_;
    formed.whole_seconds = false;
}

}  // namespace explain
