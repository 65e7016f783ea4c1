// Reads logs and captures of several programs and machines into events in the order of time, on one clock.
//
// Bytes become lines (input/), lines become events (sources/), clocks become one clock (clocks.hpp). Nothing
// that a file can hold is an error: what is not understood is counted, what is broken is a fault of the
// report, and the reading goes on as far as it can.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "explain/event.hpp"
#include "explain/fault.hpp"

namespace explain {

/// Where bytes come from. A file may be compressed with gzip or xz: its content says so, not its name.
struct InputName {
    std::string path;  ///< "-" is standard input
};

/// How far the reading is. Octets are those of the files as they lie there, before decompression.
struct Progress {
    std::uint64_t octets_read = 0;
    std::optional<std::uint64_t> octets_in_all;  ///< empty: an input is no file
};

struct ReadOptions {
    /// Events outside are not given to the sink. On the common clock.
    std::optional<Micros> from = std::nullopt;
    std::optional<Micros> to = std::nullopt;
    /// Of clocks that do not say theirs (`Clock::Day`); empty: from the file's own date, where it has one.
    std::optional<int> year = std::nullopt;
    /// Of times of day that do not say their zone: what local time is ahead of UTC.
    std::chrono::minutes zone{0};
    /// So many unknown lines of each input are kept for the report, the first ones.
    std::size_t unknown_kept = 0;
    /// Shift inputs onto the clock of the first one that has a date, by what they have in common.
    bool align = true;
    /// Called now and then, about every 4 MB.
    std::function<void(const Progress&)> progress = nullptr;
};

/// How an input's clock was brought onto the common one.
struct Alignment {
    std::uint32_t to_input = 0;  ///< whose clock the common one is
    Micros offset{0};            ///< was added to the input's times
    std::size_t matched = 0;     ///< common events it was found by
    Micros residual{0};          ///< median of what the matched events still differ by
    /// The input's lines have no time: they are placed at the links that others tell of in the same order,
    /// and what lies between two of those at the nearer one.
    bool by_order = false;
    bool applied = false;  ///< false: too small to be told from how long programs take to say something
};

struct UnknownLine {
    std::uint64_t line = 0;
    std::string text;
};

struct InputReport {
    std::string name;
    std::vector<Source> sources;                   ///< that said at least one event, the most talkative first
    std::array<std::uint64_t, kSources> events{};  ///< by source
    std::uint64_t octets = 0;                      ///< after decompression
    std::uint64_t lines = 0;                       ///< of a capture: packets
    std::uint64_t plain = 0;    ///< lines of a known program that say nothing about roaming
    std::uint64_t unknown = 0;  ///< lines in no form that we know
    std::vector<UnknownLine> unknown_lines;
    std::vector<Fault> faults;
    Clock clock = Clock::None;    ///< as the lines have it, before alignment
    std::optional<Micros> first;  ///< of the events, on the common clock
    std::optional<Micros> last;
    std::optional<Alignment> alignment;
    std::string
        not_aligned;  ///< why its clock could not be brought onto the common one; empty: it was, or is
};

struct ReadReport {
    std::vector<InputReport> inputs;
    Clock clock = Clock::None;  ///< the common one
};

/// Gets each event in turn. The order is that of time; where a clock went back (`Fault::ClockBack`), and
/// among events without a time, that of the input.
using EventSink = std::function<void(const Event&)>;

class Reader {
public:
    explicit Reader(std::vector<InputName> inputs, ReadOptions options = {});

    /// Reads everything once, a second time where clocks have to be aligned. Memory does not grow with the
    /// inputs.
    [[nodiscard]] ReadReport read(const EventSink& sink);

private:
    std::vector<InputName> inputs_;
    ReadOptions options_;
};

}  // namespace explain
