#include "explain/input_reader.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "capture/packet_reader.hpp"
#include "explain/input/line_form.hpp"
#include "explain/input/line_reader.hpp"
#include "explain/input/machine.hpp"
#include "explain/sources/air.hpp"
#include "explain/sources/all.hpp"
#include "explain/sources/text.hpp"

namespace explain {
namespace {

/// So much of the start of an input is looked at to find out whose it is.
constexpr std::size_t kLookedAt = 64 * 1024;
/// Between two looks at what others have to say.
constexpr std::size_t kOctetsAtATime = 1 << 20;
/// A clock that goes back by less was not set: lines of several threads come in any order.
constexpr Micros kBackAndForth = std::chrono::seconds{2};

std::string start_of(ByteStream& octets) {
    std::string start(kLookedAt, '\0');
    std::size_t size = 0;
    while (size < start.size()) {
        const std::size_t got = octets.read(std::span{start}.subspan(size));
        if (got == 0) break;
        size += got;
    }
    start.resize(size);
    return start;
}

/// `start`, then the rest of `octets`.
class Rejoined final : public ByteStream {
public:
    Rejoined(std::string start, std::unique_ptr<ByteStream> octets)
        : start_{std::move(start)}, octets_{std::move(octets)} {}
    std::size_t read(std::span<char> room) override {
        if (given_ == start_.size()) return octets_->read(room);
        const std::size_t count = std::min(room.size(), start_.size() - given_);
        std::copy_n(start_.begin() + static_cast<std::ptrdiff_t>(given_), count, room.begin());
        given_ += count;
        return count;
    }
    [[nodiscard]] std::uint64_t raw_octets() const override { return octets_->raw_octets(); }
    [[nodiscard]] const std::optional<Fault>& fault() const override { return octets_->fault(); }

private:
    std::string start_;
    std::size_t given_ = 0;
    std::unique_ptr<ByteStream> octets_;
};

bool is_plain_name(std::string_view name) {
    return std::ranges::all_of(name, [](char c) { return c > 0x20 && c < 0x7F; });
}

std::size_t index_of(Clock clock) { return static_cast<std::size_t>(clock); }
std::size_t index_of(Source source) { return static_cast<std::size_t>(source); }

/// pcap of either byte order with microseconds or nanoseconds, pcapng.
bool begins_as_capture(std::string_view start) {
    using namespace std::string_view_literals;
    for (const std::string_view magic : {"\xA1\xB2\xC3\xD4"sv, "\xD4\xC3\xB2\xA1"sv, "\xA1\xB2\x3C\x4D"sv,
                                         "\x4D\x3C\xB2\xA1"sv, "\x0A\x0D\x0D\x0A"sv})
        if (start.starts_with(magic)) return true;
    return false;
}

/// Whose lines without a program's name these are: who makes most of them.
struct Likely {
    Source source = Source::WpaSupplicant;
    std::array<bool, kSources> speaks{};  ///< has said something that this source has not
};
Likely likely_source(std::string_view start, const InputSettings& settings) {
    Likely likely;
    std::size_t best_score = 0;
    std::array<std::vector<bool>, kSources> used;  ///< by source, of each line
    for (const Source source : nameless_sources()) {
        const auto reader = line_source(source);
        if (!reader) continue;
        LineForms forms{settings.year, settings.zone, settings.written};
        std::vector<Event> events;
        Out out{source, events};
        std::size_t score = 0;
        for (std::string_view rest = start; !rest.empty();) {
            const FormedLine formed = forms.read(trimmed(Words{rest}.until('\n')));
            rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
            if (!formed.program.empty() || formed.text.empty()) continue;
            const Taken taken = reader->take(formed.text, out);
            score += taken == Taken::Used ? 10 : taken == Taken::Plain ? 1 : 0;
            used[index_of(source)].push_back(!events.empty());
            events.clear();
        }
        if (score > best_score) {
            likely.source = source;
            best_score = score;
        }
    }
    const std::vector<bool>& by_likely = used[index_of(likely.source)];
    for (std::size_t i = 0; i < kSources; ++i)
        for (std::size_t line = 0; line < used[i].size(); ++line)
            likely.speaks[i] = likely.speaks[i] || (used[i][line] && !by_likely[line]);
    return likely;
}

}  // namespace

class InputReader::Lines final : public InputReader::Content {
public:
    Lines(InputReader& owner, const Likely& likely)
        : owner_{owner},
          lines_{*owner.octets_},
          forms_{owner.settings_.year, owner.settings_.zone, owner.settings_.written},
          likely_{likely.source} {
        for (std::size_t i = 0; i < kSources; ++i)
            if (likely.speaks[i]) (void)reading_of(static_cast<Source>(i));
    }

    bool step() override {
        const auto line = lines_.next();
        InputReport& report = owner_.report_;
        report.octets = lines_.octets();
        if (!line) {
            for (const std::unique_ptr<Reading>& reading : readings_)
                if (reading) reading->source->finish(reading->out);
            return false;
        }
        ++report.lines;
        if (lines_.was_cut())
            owner_.add_fault(Fault::Kind::LineTooLong, report.lines, "a line of more than 64 kB was cut");
        const FormedLine formed = forms_.read(*line);
        if (formed.clock != Clock::None) {
            stamp_.clock = formed.clock;
            stamp_.at = formed.at;
        }
        stamp_.place = Place{owner_.number_, report.lines};
        count(take(formed), *line);
        return true;
    }

private:
    struct Reading {
        std::unique_ptr<LineSource> source;
        Out out;
    };

    Taken take(const FormedLine& formed) {
        if (formed.text.empty() || formed.is_marker) return Taken::Plain;
        if (!formed.program.empty()) {
            const auto source = source_named(formed.program);
            return source ? ask(*source, formed.text) : Taken::Plain;
        }
        const Taken taken = ask(likely_, formed.text);
        if (taken == Taken::Plain && has_both_of_hostap() &&
            ask(other_of_hostap(), formed.text) == Taken::Used)
            return Taken::Used;
        if (taken != Taken::Unknown) return taken;
        for (const Source other : nameless_sources()) {
            if (other == likely_) continue;
            const Taken by_other = ask(other, formed.text);
            if (by_other != Taken::Unknown) return by_other;
        }
        return Taken::Unknown;
    }

    /// wpa_supplicant and hostapd say many things in the same words: where both write into one file, what one
    /// would pass over may be the other's.
    [[nodiscard]] bool has_both_of_hostap() const {
        return readings_[index_of(Source::WpaSupplicant)] && readings_[index_of(Source::Hostapd)] &&
               (likely_ == Source::WpaSupplicant || likely_ == Source::Hostapd);
    }
    [[nodiscard]] Source other_of_hostap() const {
        return likely_ == Source::Hostapd ? Source::WpaSupplicant : Source::Hostapd;
    }

    Reading* reading_of(Source source) {
        std::unique_ptr<Reading>& reading = readings_[index_of(source)];
        if (!reading) {
            auto reader = line_source(source);
            if (!reader) return nullptr;
            reading = std::make_unique<Reading>(Reading{std::move(reader), Out{source, owner_.said_}});
        }
        return reading.get();
    }

    Taken ask(Source source, std::string_view text) {
        Reading* reading = reading_of(source);
        if (!reading) return Taken::Unknown;
        reading->out.set_stamp(stamp_);
        return reading->source->take(text, reading->out);
    }

    void count(Taken taken, std::string_view line) {
        InputReport& report = owner_.report_;
        if (taken == Taken::Plain) ++report.plain;
        if (taken != Taken::Unknown) return;
        ++report.unknown;
        if (report.unknown_lines.size() < owner_.settings_.unknown_kept)
            report.unknown_lines.push_back({report.lines, clean(line)});
    }

    InputReader& owner_;
    LineReader lines_;
    LineForms forms_;
    Source likely_;
    LineStamp stamp_;
    std::array<std::unique_ptr<Reading>, kSources> readings_;
};

class InputReader::Packets final : public InputReader::Content {
public:
    explicit Packets(InputReader& owner) : owner_{owner}, out_{Source::Capture, owner.said_} {
        std::FILE* file = stdio_of(*owner.octets_);
        if (!file) {
            owner_.add_fault(Fault::Kind::Capture, 0, "no memory");
            return;
        }
        auto packets = capture::PacketReader::open(file);
        if (packets)
            packets_.emplace(std::move(*packets));
        else
            owner_.add_fault(Fault::Kind::Capture, 0, packets.error());
    }

    bool step() override {
        if (!packets_) return false;
        InputReport& report = owner_.report_;
        auto packet = packets_->next();
        if (!packet) owner_.add_fault(Fault::Kind::Truncated, report.lines, packet.error());
        if (!packet || !*packet) {
            air_.finish(out_);
            return false;
        }
        constexpr std::uint64_t kHeader = 16;
        report.octets += (*packet)->octets.size() + kHeader;
        ++report.lines;
        out_.set_stamp({Place{owner_.number_, report.lines}, Clock::Unix, (*packet)->time});
        const Taken taken = take((*packet)->octets);
        if (taken == Taken::Plain) ++report.plain;
        if (taken == Taken::Unknown) ++report.unknown;
        return true;
    }

private:
    Taken take(wifi::Octets packet) {
        if (!packets_->has_radiotap()) return air_.take({packet, {}, {}}, out_);
        const auto header = wifi::parse_radiotap(packet);
        if (!header || header->is_bad) return Taken::Unknown;
        Air::Heard heard{capture::frame_behind(*header, packet), {}, {}};
        if (header->channel_mhz) heard.channel = wifi::Channel::at_mhz(*header->channel_mhz);
        if (header->signal) heard.level_dbm = header->signal->value;
        return air_.take(heard, out_);
    }

    InputReader& owner_;
    std::optional<capture::PacketReader> packets_;
    Air air_;
    Out out_;
};

InputReader::InputReader(std::uint32_t number, std::unique_ptr<ByteStream> octets,
                         const InputSettings& settings)
    : number_{number}, settings_{settings} {
    std::string start = start_of(*octets);
    const bool is_capture = begins_as_capture(start);
    const Likely likely = is_capture ? Likely{} : likely_source(start, settings);
    octets_ = std::make_unique<Rejoined>(std::move(start), std::move(octets));
    if (is_capture)
        content_ = std::make_unique<Packets>(*this);
    else
        content_ = std::make_unique<Lines>(*this, likely);
}

InputReader::~InputReader() = default;

bool InputReader::advance() {
    const std::uint64_t until = report_.octets + kOctetsAtATime;
    while (!is_over_ && !queue_.is_ready() && report_.octets < until) {
        is_over_ = !content_->step();
        if (!said_.empty()) collect();
        if (is_over_) finish();
    }
    return !is_over_;
}

void InputReader::collect() {
    for (Event& event : said_) {
        if (!is_plain_name(event.interface)) event.interface = clean(event.interface);
        name_bss(event);
        std::optional<Micros>& latest = latest_[index_of(event.clock)];
        if (event.clock == Clock::Boot) event.at += epoch_;
        if (latest && event.at + kBackAndForth < *latest && event.clock != Clock::None) {
            add_fault(Fault::Kind::ClockBack, event.place.line,
                      event.clock == Clock::Boot
                          ? "the clock began anew; what follows is taken to come after what was before"
                          : "the clock was set back");
            if (event.clock == Clock::Boot) {
                epoch_ += *latest - event.at;
                event.at = *latest;
            } else {
                latest = event.at;
                queue_.keep_order();
            }
        }
        latest = latest ? std::max(*latest, event.at) : event.at;
        ++report_.events[index_of(event.source)];
        if (report_.clock == Clock::None) report_.clock = event.clock;
        event.is_placed = event.clock == Clock::None && !settings_.clocks.marks.empty();
        event.at = event.is_placed ? placed_by_order(event.place.line)
                                   : event.at + settings_.clocks.offsets[index_of(event.clock)];
        event.clock = settings_.clocks.becomes[index_of(event.clock)];
        const Micros key = event.at;
        queue_.push(key, std::move(event));
    }
    said_.clear();
}

void InputReader::name_bss(Event& event) {
    std::optional<wifi::MacAddress>* const bss = missing_bss(event);
    if (!bss) return;
    const BssAddresses& learned = settings_.clocks.addresses;
    if (const auto known = learned.find(event.interface); known != learned.end()) {
        *bss = known->second;
        return;
    }
    if (!settings_.stand_ins) return;
    auto known = stand_ins_.find(event.interface);
    if (known == stand_ins_.end()) {
        const auto fresh = tells_of_a_client(event) ? settings_.stand_ins->next() : std::nullopt;
        if (!fresh) return;
        known = stand_ins_.emplace(event.interface, *fresh).first;
    }
    *bss = known->second;
}

// At the nearer of the two marks around it: programs say most of a move in the lines next to its end.
Micros InputReader::placed_by_order(std::uint64_t line) {
    const auto& marks = settings_.clocks.marks;
    while (mark_ + 1 < marks.size() && marks[mark_ + 1].line <= line) ++mark_;
    if (mark_ + 1 == marks.size() || line <= marks[mark_].line) return marks[mark_].at;
    const bool is_nearer_to_next = marks[mark_ + 1].line - line < line - marks[mark_].line;
    return marks[is_nearer_to_next ? mark_ + 1 : mark_].at;
}

std::string InputReader::stand_ins_text() const {
    std::string text =
        "the addresses of its BSS are not told (hostapd -d tells them, a log of a client helps): ";
    std::string_view between;
    for (const auto& [interface, address] : stand_ins_) {
        const wifi::MacText letters = wifi::to_text(address);
        text.append(between).append(letters.begin(), letters.end()).append(" stands for ").append(interface);
        between = ", ";
    }
    return text;
}

void InputReader::add_fault(Fault::Kind kind, std::uint64_t line, const std::string& text) {
    for (Fault& known : report_.faults) {
        if (known.kind != kind) continue;
        ++known.times;
        return;
    }
    report_.faults.push_back({kind, line, 1, text});
}

void InputReader::finish() {
    queue_.finish();
    if (const auto& fault = octets_->fault()) add_fault(fault->kind, report_.lines, fault->text);
    if (!stand_ins_.empty()) add_fault(Fault::Kind::Unnamed, 0, stand_ins_text());
    std::uint64_t known = 0;
    for (std::size_t i = 0; i < kSources; ++i) {
        known += report_.events[i];
        if (report_.events[i] > 0) report_.sources.push_back(static_cast<Source>(i));
    }
    std::ranges::stable_sort(report_.sources, std::greater{},
                             [this](Source source) { return report_.events[index_of(source)]; });
    if (known == 0 && report_.faults.empty())
        add_fault(Fault::Kind::NothingKnown, 0,
                  report_.lines == 0 ? "it is empty" : "not one line says anything about a Wi-Fi link");
}

}  // namespace explain
