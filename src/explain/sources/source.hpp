// What a reader of one program's lines looks like.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "explain/event.hpp"

namespace explain {

/// Where and when a line was said.
struct LineStamp {
    Place place;
    Clock clock = Clock::None;
    Micros at{0};
};

/// Takes what a source says.
class Out {
public:
    Out(Source source, std::vector<Event>& events) : source_{source}, events_{events} {}

    void set_stamp(const LineStamp& stamp) { stamp_ = stamp; }
    [[nodiscard]] const LineStamp& stamp() const { return stamp_; }

    void say(std::string_view interface, Said said, std::optional<wifi::MacAddress> station = std::nullopt) {
        say_at(stamp_, interface, std::move(said), station);
    }
    /// Something that began on an earlier line.
    void say_at(const LineStamp& stamp, std::string_view interface, Said said,
                std::optional<wifi::MacAddress> station = std::nullopt) {
        events_.push_back(Event{source_, stamp.place, stamp.clock, stamp.at, std::string{interface}, station,
                                std::move(said)});
    }

private:
    Source source_;
    std::vector<Event>& events_;
    LineStamp stamp_;
};

/// What a line was to a source.
enum class Taken : std::uint8_t {
    Unknown,  ///< in no form that this source knows
    Plain,    ///< a form of this source, and nothing about roaming
    Used      ///< it said something, or belongs to what the source will say
};

/// Reads one program's own words, line by line. Its state is bounded: what a line can make it remember is as
/// large as a line, per interface, for at most so many interfaces.
class LineSource {
public:
    LineSource() = default;
    LineSource(const LineSource&) = delete;
    LineSource& operator=(const LineSource&) = delete;
    virtual ~LineSource() = default;

    [[nodiscard]] virtual Taken take(std::string_view text, Out& out) = 0;
    /// The input is over: what was begun is said.
    virtual void finish(Out& out) { static_cast<void>(out); }
};

}  // namespace explain
