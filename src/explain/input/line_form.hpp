// What stands before a program's own words: a time, and perhaps a host and the program's name, in the forms
// of syslog, the journal, the kernel and the programs themselves.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "explain/event.hpp"

namespace explain {

struct FormedLine {
    Clock clock = Clock::None;  ///< None: this line has no time
    Micros at{0};
    bool whole_seconds = false;  ///< the time is no finer
    std::string_view program;    ///< as a log names it: "wpa_supplicant", "kernel"; empty: not said
    std::string_view text;       ///< the program's own words
    bool is_marker = false;      ///< of the log itself: "-- Boot … --"
};

/// Reads the forms. Keeps what one line has to know of those before it.
class LineForms {
public:
    /// @param year  of times without one; empty: they stay `Clock::Day`.
    /// @param zone  of times that do not say theirs: what local time is ahead of UTC.
    /// @param written  month, 1 to 12, in which the log was last written, where `year` is that of then: a log
    ///                 that begins with a later month began in the year before.
    LineForms(std::optional<int> year, std::chrono::minutes zone, std::optional<int> written = std::nullopt)
        : year_{year}, zone_{zone}, written_{written} {}

    /// @return  borrows from `line`, or from this object until the next call.
    [[nodiscard]] FormedLine read(std::string_view line);

private:
    struct Date {
        int month = 0;  ///< 1 to 12
        int day = 0;
    };

    void read_start(std::string_view line, FormedLine& formed);
    void read_outer_number(std::string_view line, FormedLine& formed);
    void read_outer_iso(std::string_view line, FormedLine& formed);
    void read_outer_bracket(std::string_view line, FormedLine& formed);
    void read_outer_angle(std::string_view line, FormedLine& formed);
    void read_outer_word(std::string_view line, FormedLine& formed);
    void read_json(std::string_view line, FormedLine& formed);
    void read_host_and_program(std::string_view rest, FormedLine& formed);
    void read_inner(FormedLine& formed);
    void set_day(Date date, Micros time_of_day, FormedLine& formed);
    void fuse(Clock inner_clock, Micros inner, FormedLine& formed);

    std::optional<int> year_;
    std::chrono::minutes zone_;
    std::optional<int> written_;
    int last_month_ = 0;
    std::optional<Micros> boot_offset_;  ///< of the kernel's own times to those of whole seconds around them
    std::string message_;                ///< of a journal's JSON, and lines without their colours
    std::string program_;
};

}  // namespace explain
