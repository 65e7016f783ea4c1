#include "explain/reader.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include <sys/stat.h>

#include "explain/input_reader.hpp"

namespace explain {
namespace {

constexpr std::uint64_t kOctetsPerProgress = 4 << 20;

/// An input that was opened, or why it could not be.
struct Opened {
    std::unique_ptr<ByteStream> octets;
    std::optional<std::uint64_t> size;  ///< of a file
    std::optional<int> year;            ///< in which it was last written
    std::optional<Fault> fault;
};

Opened open_input(const InputName& name) {
    const bool is_standard_input = name.path == "-";
    const int file = is_standard_input ? STDIN_FILENO : ::open(name.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return {{}, {}, {}, Fault{Fault::Kind::CannotOpen, 0, 1, std::strerror(errno)}};
    Opened opened;
    opened.octets = file_stream(file, !is_standard_input);
    struct stat state{};
    if (::fstat(file, &state) != 0 || !S_ISREG(state.st_mode)) return opened;
    opened.size = static_cast<std::uint64_t>(state.st_size);
    tm date{};
    if (gmtime_r(&state.st_mtime, &date)) opened.year = date.tm_year + 1900;
    return opened;
}

/// All inputs of one reading, and what is next in time of what they say.
class Inputs {
public:
    Inputs(const std::vector<InputName>& names, const ReadOptions& options) : options_{options} {
        std::uint64_t all = 0;
        bool is_known = true;
        for (const InputName& name : names) {
            Opened opened = open_input(name);
            InputSettings settings{
                options.year ? options.year : opened.year, options.zone, options.unknown_kept, {}};
            all += opened.size.value_or(0);
            is_known = is_known && opened.size;
            auto octets = opened.octets ? unpacked(std::move(opened.octets)) : memory_stream("");
            const auto number = static_cast<std::uint32_t>(readers_.size());
            readers_.push_back(std::make_unique<InputReader>(number, std::move(octets), settings));
            readers_.back()->report().name = name.path;
            if (opened.fault) readers_.back()->report().faults.push_back(*opened.fault);
        }
        if (is_known) octets_in_all_ = all;
    }

    /// The next event of all; empty at the end.
    std::optional<Event> next() {
        InputReader* first = nullptr;
        for (const std::unique_ptr<InputReader>& reader : readers_) {
            while (!reader->events().is_ready() && reader->advance()) tell_progress();
            if (!reader->events().is_ready()) continue;
            if (!first || reader->events().front_key() < first->events().front_key()) first = reader.get();
        }
        if (!first) return std::nullopt;
        return first->events().take().event;
    }

    void note(const Event& event) {
        InputReport& report = readers_[event.place.input]->report();
        if (!report.first || event.at < *report.first) report.first = event.at;
        if (!report.last || event.at > *report.last) report.last = event.at;
    }

    ReadReport report() {
        ReadReport report;
        for (const std::unique_ptr<InputReader>& reader : readers_) {
            report.inputs.push_back(reader->report());
            if (report.clock == Clock::None) report.clock = reader->report().clock;
        }
        return report;
    }

private:
    void tell_progress() {
        if (!options_.progress) return;
        std::uint64_t read = 0;
        for (const std::unique_ptr<InputReader>& reader : readers_) read += reader->raw_octets();
        if (read < told_ + kOctetsPerProgress) return;
        told_ = read;
        options_.progress({read, octets_in_all_});
    }

    const ReadOptions& options_;
    std::vector<std::unique_ptr<InputReader>> readers_;
    std::optional<std::uint64_t> octets_in_all_;
    std::uint64_t told_ = 0;
};

}  // namespace

Reader::Reader(std::vector<InputName> inputs, ReadOptions options)
    : inputs_{std::move(inputs)}, options_{std::move(options)} {}

ReadReport Reader::read(const EventSink& sink) {
    Inputs inputs{inputs_, options_};
    while (const auto event = inputs.next()) {
        if (options_.from && event->at < *options_.from) continue;
        if (options_.to && event->at > *options_.to) continue;
        inputs.note(*event);
        sink(*event);
    }
    return inputs.report();
}

}  // namespace explain
