#include "lab/rehearsal/soak.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "lab/rehearsal/simulation.hpp"

namespace lab {

namespace {

constexpr Micros kSecond = 1'000'000;
constexpr Micros kHour = 3'600 * kSecond;
constexpr Micros kQuiet = 60 * kSecond;  // without faults, before each judgement
// The engine may want to be called at once, but not for ever.
constexpr int kWakesAtOnce = 20;

/// Events that the supplicant makes by itself, each a datagram that a full socket loses; the others answer
/// requests, and for those the adapter has a deadline.
template <class Event>
constexpr bool kUnasked =
    std::is_same_v<Event, ports::Connected> || std::is_same_v<Event, ports::Disconnected> ||
    std::is_same_v<Event, ports::BeaconsLost> || std::is_same_v<Event, ports::LookEnded> ||
    std::is_same_v<Event, ports::NeighborReported> || std::is_same_v<Event, ports::BeaconHeard>;

template <class Event>
constexpr bool kReply =
    std::is_same_v<Event, ports::SignalRead> || std::is_same_v<Event, ports::TableRead> ||
    std::is_same_v<Event, ports::MoveAnswered> || std::is_same_v<Event, ports::NeighborsFailed>;

class Soak final : public Simulation {
public:
    Soak(const World& world, std::uint64_t seed, const engine::Settings& settings, const FaultRates& rates,
         ports::Journal& journal)
        : Simulation{world, seed, settings, journal},
          rates_{rates},
          lap_{static_cast<Micros>(world.scenario().seconds * 1e6) / kMs * kMs} {
        keeps_truth_ = false;
    }

    SoakReport run(int hours, const SoakWatch& watch);

    void read_signal() override {
        answer([this] { Simulation::read_signal(); }, ports::SignalFailed{});
    }
    void look(wifi::Channel channel) override {
        answer([&] { Simulation::look(channel); }, ports::LookEnded{false, "gone"});
    }
    void scan(std::span<const wifi::Channel> channels) override {
        answer([&] { Simulation::scan(channels); }, ports::LookEnded{false, "gone"});
    }
    void read_table() override {
        answer([this] { Simulation::read_table(); }, ports::TableFailed{});
    }
    void move(const wifi::MacAddress& bssid, records::Method method) override {
        answer([&] { Simulation::move(bssid, method); }, ports::MoveAnswered{false, "gone"});
    }
    void ask_neighbors() override {
        answer([this] { Simulation::ask_neighbors(); }, ports::NeighborsFailed{"gone"});
    }
    void check_link() override {
        // Its answer is a reply, although it is told like an event.
        const bool lossy = std::exchange(lossy_, false);
        if (!gone()) Simulation::check_link();
        lossy_ = lossy;
    }
    void search(std::span<const wifi::Channel> channels) override {
        if (!gone()) Simulation::search(channels);
    }

private:
    void tell_later(Micros at, ports::StationEvent event) override;
    [[nodiscard]] Micros place() const override { return now_ < 0 ? now_ : now_ % lap_; }
    [[nodiscard]] bool gone() const { return back_at_ != kNever; }
    [[nodiscard]] double chance() { return draw(0, DrawFor::Fault); }
    [[nodiscard]] bool happens(double per_hour) { return chance() < per_hour * kMs / kHour; }
    template <class Request>
    void answer(const Request& request, ports::StationEvent otherwise) {
        gone() ? Simulation::tell_later(now_, std::move(otherwise)) : request();
    }
    void take_supplicant_away();
    void bring_supplicant_back();
    void judge(int hour);
    void fault(std::string text) {
        if (report_.faults.size() < 20)
            report_.faults.push_back(fmt::format("{:.3f} h: {}", static_cast<double>(now_) / kHour, text));
    }

    FaultRates rates_;
    Micros lap_;
    Micros back_at_ = kNever;
    bool lossy_ = false;
    int was_linked_ = -1;
    int wakes_ = 0;
    SoakReport report_;
};

void Soak::tell_later(Micros at, ports::StationEvent event) {
    if (lossy_) {
        const bool unasked = std::visit([]<class Event>(const Event&) { return kUnasked<Event>; }, event);
        if (unasked && chance() < rates_.lost_events) {
            ++report_.lost_events;
            return;
        }
        const bool reply = std::visit([]<class Event>(const Event&) { return kReply<Event>; }, event);
        if (reply && chance() < rates_.slow_replies) {
            ++report_.slow_replies;
            at += static_cast<Micros>((0.1 + 3.9 * chance()) * 1e6);
        }
    }
    Simulation::tell_later(at, std::move(event));
}

void Soak::take_supplicant_away() {
    ++report_.restarts;
    // What was asked dies with the socket; the adapter answers it as failed, before it says why.
    events_.clear();
    to_visit_.clear();
    next_visit_ = kNever;
    if (visit_) go_home();
    const auto visited = std::exchange(beacon_of_, std::nullopt);
    if (visited) Simulation::tell_later(now_, ports::VisitEnded{*visited, false, "gone"});
    Simulation::tell_later(now_, ports::Detached{"the supplicant ended"});
    // Killed, it takes the link along; dropped by a supplicant that lives, the station only hears nothing.
    if (chance() < 0.5) {
        unlink();
        move_until_ = kNever;
        target_ = -1;
        reconnect_at_ = kNever;
    }
    back_at_ = now_ + static_cast<Micros>((0.5 + 4.5 * chance()) * 1e6);
}

void Soak::bring_supplicant_back() {
    back_at_ = kNever;
    events_.clear();
    Simulation::tell_later(now_, ports::Attached{});
    if (linked_ >= 0) return check_link();
    if (move_until_ == kNever) reconnect_at_ = now_ + kSecond;
}

void Soak::judge(int hour) {
    const auto& serving = station_.knowledge().serving;
    const bool linked = linked_ >= 0;
    const auto& sites = world_.sites();
    if (!station_.attached()) fault("the engine says that there is no supplicant");
    if (linked != serving.has_value())
        fault(linked ? "linked, and the engine knows of no link"
                     : "not linked, and the engine believes in a link");
    else if (linked && serving->bssid != sites[static_cast<std::size_t>(linked_)].bssid)
        fault("linked to another BSS than the engine believes");
    // Standing, it reads its link every 40 s at the least; without a link it searches.
    if (station_.deadline() > base::Instant{instant().ms + 600'000}) fault("the engine sleeps for good");
    report_.linked_at_hour += linked ? 1U : 0U;
    report_.hours = static_cast<std::uint64_t>(hour);
}

SoakReport Soak::run(int hours, const SoakWatch& watch) {
    begin();
    for (int hour = 1; hour <= hours; ++hour) {
        const Micros end = hour * kHour;
        while (now_ < end) {
            lossy_ = now_ < end - kQuiet;
            if (lossy_ && !gone() && happens(rates_.restarts_per_hour)) take_supplicant_away();
            if (gone() && now_ >= back_at_) bring_supplicant_back();
            if (lossy_ && happens(rates_.suspensions_per_hour)) {
                ++report_.suspensions;
                suspend(static_cast<Micros>((1 + 599 * chance()) * 1e3) * kMs);
                if (watch.suspended) watch.suspended(instant());
            }
            pass_millisecond(true);
            wakes_ = station_.deadline() <= instant() ? wakes_ + 1 : 0;
            if (wakes_ == kWakesAtOnce) fault("the engine wants to be called again and again");
            if (linked_ != was_linked_ && linked_ >= 0) ++report_.links;
            was_linked_ = linked_;
        }
        judge(hour);
        if (watch.each_hour) watch.each_hour(hour);
    }
    return std::move(report_);
}

}  // namespace

SoakReport soak(const World& world, std::uint64_t seed, const engine::Settings& settings, int hours,
                const FaultRates& rates, ports::Journal& journal, const SoakWatch& watch) {
    return Soak{world, seed, settings, rates, journal}.run(hours, watch);
}

}  // namespace lab
