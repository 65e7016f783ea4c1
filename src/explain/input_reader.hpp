// One input from octets to events, a few at a time.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "explain/alignment.hpp"
#include "explain/bss_addresses.hpp"
#include "explain/event_queue.hpp"
#include "explain/input/byte_stream.hpp"
#include "explain/reader.hpp"

namespace explain {

/// What the inputs of one reading share.
struct InputSettings {
    std::optional<int> year;     ///< of this input's clock
    std::optional<int> written;  ///< month of the file's last change, where `year` is that of then
    std::chrono::minutes zone{0};
    std::size_t unknown_kept = 0;
    ClockPlan clocks;
    StandIns* stand_ins = nullptr;  ///< of all inputs; nullptr: addresses that are not told stay empty
};

class InputReader {
public:
    InputReader(std::uint32_t number, std::unique_ptr<ByteStream> octets, const InputSettings& settings);
    ~InputReader();

    /// Reads until the first event is ready or so many octets were read, and says whether there is more to
    /// read.
    bool advance();
    [[nodiscard]] EventQueue& events() { return queue_; }
    [[nodiscard]] std::uint64_t raw_octets() const { return octets_->raw_octets(); }
    /// What was found so far; all of it, once `advance` has answered false.
    [[nodiscard]] InputReport& report() { return report_; }

private:
    class Lines;
    class Packets;
    class Content {
    public:
        Content() = default;
        Content(const Content&) = delete;
        Content& operator=(const Content&) = delete;
        virtual ~Content() = default;
        /// Takes one line or packet; false at the end.
        virtual bool step() = 0;
    };

    void collect();
    void name_bss(Event& event);
    [[nodiscard]] Micros placed_by_order(std::uint64_t line);
    void add_fault(Fault::Kind kind, std::uint64_t line, const std::string& text);
    [[nodiscard]] std::string stand_ins_text() const;
    void finish();

    std::uint32_t number_;
    InputSettings settings_;
    std::unique_ptr<ByteStream> octets_;
    InputReport report_;
    EventQueue queue_;
    std::vector<Event> said_;                        ///< by the last line
    std::array<std::optional<Micros>, 4> latest_{};  ///< by clock
    Micros epoch_{0};                                ///< of a boot clock that began anew
    std::size_t mark_ = 0;                           ///< of the lines without a time
    BssAddresses stand_ins_;                         ///< that were given out to this input
    bool is_over_ = false;
    std::unique_ptr<Content> content_;
};

}  // namespace explain
