#include "explain/reader.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "explain/alignment.hpp"
#include "explain/input/machine.hpp"
#include "explain/input_reader.hpp"

namespace explain {
namespace {

constexpr std::uint64_t kOctetsPerProgress = 4 << 20;

/// What of an input stays the same in each reading.
struct Origin {
    std::string name;
    int file = -1;  ///< open; of something that can be read once, its copy's
    bool can_go_back = false;
    std::unique_ptr<TemporaryFile> copy;
    std::optional<std::uint64_t> size;  ///< of a file
    std::optional<int> year;            ///< in which it was last written
    std::optional<int> month;           ///< 1 to 12, likewise
    std::optional<Fault> fault;

    Origin() = default;
    Origin(Origin&& other) noexcept
        : name{std::move(other.name)},
          file{std::exchange(other.file, -1)},
          can_go_back{other.can_go_back},
          copy{std::move(other.copy)},
          size{other.size},
          year{other.year},
          month{other.month},
          fault{std::move(other.fault)} {}
    Origin& operator=(Origin&&) = delete;
    ~Origin() {
        if (!copy && file > kStandardInput) close_file(file);
    }
};

Origin open_input(const std::string& path) {
    Origin origin;
    origin.name = path;
    origin.file = path == "-" ? kStandardInput : open_file(path);
    if (origin.file < 0) {
        origin.fault = Fault{Fault::Kind::CannotOpen, 0, 1, std::strerror(errno)};
        return origin;
    }
    if (const auto state = file_state(origin.file)) {
        origin.can_go_back = true;
        origin.size = state->size;
        origin.year = state->year;
        origin.month = state->month;
    }
    return origin;
}

/// Puts what can be read only once into a file that goes with it, so that it can be read twice.
void keep_copy(Origin& origin) {
    if (origin.file < 0 || origin.can_go_back) return;
    auto copy = TemporaryFile::make();
    if (!copy) return;
    if (!copy->fill(*file_stream(origin.file, false)))
        origin.fault = Fault{Fault::Kind::CannotRead, 0, 1,
                             std::string{"no room for a copy of what comes: "} + std::strerror(errno)};
    if (origin.file > kStandardInput) close_file(origin.file);
    origin.file = copy->file();
    origin.copy = std::move(copy);
    origin.can_go_back = true;
}

/// All inputs of one reading, and what is next in time of what they say.
class Inputs {
public:
    /// @param passes  of so many readings, this is the one with this number, from 0.
    Inputs(std::span<Origin> origins, const ReadOptions& options, const CommonClock& clocks, unsigned pass,
           unsigned passes)
        : options_{options} {
        std::uint64_t all = 0;
        bool is_known = true;
        for (Origin& origin : origins) {
            const auto number = static_cast<std::uint32_t>(readers_.size());
            InputSettings settings;
            settings.year = options.year ? options.year : origin.year;
            if (!options.year) settings.written = origin.month;
            settings.zone = options.zone;
            settings.unknown_kept = options.unknown_kept;
            if (pass + 1 == passes) settings.stand_ins = &stand_ins_;
            if (!clocks.plans.empty()) settings.clocks = clocks.plans[number];
            all += origin.size.value_or(0);
            is_known = is_known && origin.size;
            if (origin.can_go_back) rewind_file(origin.file);
            auto octets = origin.file < 0 ? memory_stream("") : unpacked(file_stream(origin.file, false));
            readers_.push_back(std::make_unique<InputReader>(number, std::move(octets), settings));
            InputReport& report = readers_.back()->report();
            report.name = origin.name;
            if (origin.fault) report.faults.push_back(*origin.fault);
            report.alignment = settings.clocks.alignment;
            report.not_aligned = settings.clocks.not_aligned;
        }
        if (is_known) octets_in_all_ = passes * all;
        octets_before_ = pass * all;
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
        return first->events().take();
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
        std::uint64_t read = octets_before_;
        for (const std::unique_ptr<InputReader>& reader : readers_) read += reader->raw_octets();
        if (read < told_ + kOctetsPerProgress) return;
        told_ = read;
        options_.progress({read, octets_in_all_});
    }

    const ReadOptions& options_;
    StandIns stand_ins_;
    std::vector<std::unique_ptr<InputReader>> readers_;
    std::optional<std::uint64_t> octets_in_all_;
    std::uint64_t octets_before_ = 0;  ///< in the reading before this one
    std::uint64_t told_ = 0;
};

CommonClock survey_clocks(std::span<Origin> origins, const ReadOptions& options) {
    std::vector<ClockSurvey> surveys(origins.size());
    Inputs inputs{origins, options, {}, 0, 2};
    while (const auto event = inputs.next()) surveys[event->place.input].note(*event);
    return plan_clocks(surveys);
}

}  // namespace

Reader::Reader(std::vector<InputName> inputs, ReadOptions options)
    : inputs_{std::move(inputs)}, options_{std::move(options)} {}

ReadReport Reader::read(const EventSink& sink) {
    std::vector<Origin> origins;
    for (const InputName& name : inputs_) origins.push_back(open_input(name.path));
    // One clock is the common one by itself.
    const bool aligns = options_.align && inputs_.size() > 1;
    CommonClock clocks;
    if (aligns) {
        for (Origin& origin : origins) keep_copy(origin);
        clocks = survey_clocks(origins, options_);
    }
    Inputs inputs{origins, options_, clocks, aligns ? 1U : 0U, aligns ? 2U : 1U};
    while (const auto event = inputs.next()) {
        if (options_.from && event->at < *options_.from) continue;
        if (options_.to && event->at > *options_.to) continue;
        inputs.note(*event);
        sink(*event);
    }
    ReadReport report = inputs.report();
    if (aligns) report.clock = clocks.clock;
    return report;
}

}  // namespace explain
