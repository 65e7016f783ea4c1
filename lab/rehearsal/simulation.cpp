#include "lab/rehearsal/simulation.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lab/air.hpp"

namespace lab {

namespace {

constexpr Micros kMs = Simulation::kMs;
constexpr Micros kBeacon = Simulation::kBeacon;
// What the laboratory shows of one visit to a channel and of one move, seen from the stream.
constexpr Micros kVisit = 62 * kMs;
// A scan of several channels: the kernel stays away for 125 ms at most, then is home for 200 ms.
constexpr int kVisitsInRow = 2;
constexpr Micros kHomeBetween = 200 * kMs;
constexpr Micros kProbeAfter = 32 * kMs;
constexpr Micros kVisitMost = 23 * kMs;  // a visit for one beacon ends after this when it was not heard
constexpr Micros kVisitLead = 4 * kMs;   // a visit for one beacon leaves this long before it is due
constexpr Micros kFastTransition = 12 * kMs;
constexpr Micros kFullMove = 18 * kMs;
constexpr Micros kTargetSilent = 650 * kMs;  // three authentication attempts
constexpr Micros kBeaconsMissed = 8 * kBeacon;
constexpr Micros kLinkDead = 1'800 * kMs;
constexpr Micros kReconnect = 700 * kMs;
constexpr Micros kYoung = 30'000 * kMs;  // older entries of the table say nothing of beacon times
constexpr std::size_t kManagementOctets = 300;

const std::vector<wifi::Channel> kChannels = [] {
    std::vector<wifi::Channel> channels;
    for (const int number : {1, 6, 11}) channels.push_back(*wifi::Channel::make(wifi::Band::Ghz2_4, number));
    for (const int number : {36, 40, 44, 48, 149, 153, 157, 161})
        channels.push_back(*wifi::Channel::make(wifi::Band::Ghz5, number));
    return channels;
}();

}  // namespace

int Simulation::reported(int bss) {
    return static_cast<int>(std::lround(level(bss) + world_.report_noise_db(bss, draws_++) +
                                        world_.scenario().propagation.device_offset_db));
}

double Simulation::frame_loss(int bss, std::size_t octets) const {
    const wifi::Band band = world_.channel_of(bss, place()).band();
    const FrameRate slowest{};  // OFDM, 6 Mbit/s
    return error_rate(slowest, level(bss) - noise_dbm(band, wifi::Width::Mhz20), octets);
}

bool Simulation::passes(int bss, std::size_t octets, int attempts) {
    return draw(static_cast<std::uint64_t>(bss), DrawFor::FrameLoss) >=
           std::pow(frame_loss(bss, octets), attempts);
}

ports::Capability Simulation::capability(int bss) const {
    const radio::LinkCapability link = world_.link(bss);
    return {link.mode, link.width, link.streams};
}

bool Simulation::fast() const {
    const Security security = world_.scenario().security;
    return security == Security::FtPsk || security == Security::FtSae || security == Security::FtEap;
}

void Simulation::link(int bss, bool fast_transition) {
    linked_ = bss;
    linked_since_ = now_;
    linked_fast_ = fast_transition;
    last_beacon_ = now_;
    told_missing_ = false;
    last_dbm_ = reported(bss);
    beacon_average_ = last_dbm_;
    sent_ = lost_ = received_ = 0;
    heard_[static_cast<std::size_t>(bss)] = Heard{last_dbm_, now_};
    ports::Connected connected;
    connected.bssid = world_.sites()[static_cast<std::size_t>(bss)].bssid;
    connected.channel = world_.channel_of(bss, place());
    connected.ssid = world_.scenario().ssid;
    connected.fast_transition = fast();
    tell_later(now_, connected);
}

void Simulation::unlink() {
    if (linked_ < 0) return;
    if (now_ > 0 && keeps_truth_)
        truth_.served.push_back({linked_, std::max<Micros>(linked_since_, 0), now_, linked_fast_});
    linked_ = -1;
}

int Simulation::strongest() const {
    int best = -1;
    for (const BssSite& site : world_.sites())
        if (world_.on_air(site.index, place()) && (best < 0 || level(site.index) > level(best)))
            best = site.index;
    return best;
}

void Simulation::read_signal() {
    if (linked_ < 0) return tell_later(now_, ports::SignalFailed{});
    ports::SignalRead read;
    read.last = {last_dbm_};
    read.average = wifi::Dbm{static_cast<int>(std::lround(beacon_average_))};
    read.beacon = read.average;
    read.channel = world_.channel_of(linked_, place());
    read.width = world_.link(linked_).width;
    read.sent = sent_;
    read.lost = lost_;
    read.received = received_;
    tell_later(now_, read);
}

void Simulation::look(wifi::Channel channel) {
    visit_ = channel;
    visit_from_ = now_;
    visit_away_ = linked_ >= 0 && world_.channel_of(linked_, place()) != channel;
    if (keeps_truth_) truth_.looks.push_back({now_, channel.centre_mhz()});
}

void Simulation::scan(std::span<const wifi::Channel> channels) {
    to_visit_.assign(channels.rbegin(), channels.rend());
    if (to_visit_.empty()) to_visit_.assign(kChannels.rbegin(), kChannels.rend());
    visits_in_row_ = 0;
    next_visit_ = now_;
}

void Simulation::visit_next() {
    next_visit_ = kNever;
    look(to_visit_.back());
    to_visit_.pop_back();
    ++visits_in_row_;
}

void Simulation::visit(const wifi::MacAddress& bssid, wifi::Channel channel) {
    visit_ = channel;
    beacon_of_ = bssid;
    const Micros due = now_ > next_beacon_ - kVisitLead ? next_beacon_ + kBeacon : next_beacon_;
    visit_from_ = (due / kMs + 1) * kMs - kVisitLead;
}

void Simulation::go_home() {
    if (visit_away_) {
        if (now_ > 0 && keeps_truth_) truth_.away.push_back({std::max<Micros>(visit_from_, 0), now_});
        for (const std::size_t at : buffered_) truth_.packets[at].arrived = now_ + 2 * kMs;
        buffered_.clear();
    }
    visit_.reset();
    visit_away_ = false;
}

/// A visit ends when the beacon is heard that it was made for, or when its time is over.
void Simulation::step_beacon_visit() {
    if (now_ == visit_from_) visit_away_ = linked_ >= 0 && world_.channel_of(linked_, place()) != *visit_;
    bool heard = false;
    if (now_ == visit_from_ + kVisitLead)
        for (const BssSite& site : world_.sites()) {
            if (!world_.on_air(site.index, place()) || world_.channel_of(site.index, place()) != *visit_ ||
                !passes(site.index, kManagementOctets, 1))
                continue;
            heard = heard || site.bssid == *beacon_of_;
            tell_later(now_, ports::BeaconHeard{site.bssid, *visit_, {reported(site.index)}});
        }
    if (!heard && now_ < visit_from_ + kVisitMost) return;
    go_home();
    tell_later(now_, ports::VisitEnded{*std::exchange(beacon_of_, std::nullopt), true, {}});
}

void Simulation::finish_visit() {
    const wifi::Channel visited = *visit_;
    go_home();
    for (const BssSite& site : world_.sites()) {
        if (!world_.on_air(site.index, place()) || world_.channel_of(site.index, place()) != visited)
            continue;
        // The probe request is sent once, its answer with retries.
        if (passes(site.index, 100, 1) && passes(site.index, kManagementOctets, 4))
            heard_[static_cast<std::size_t>(site.index)] =
                Heard{reported(site.index), visit_from_ + kProbeAfter};
    }
    if (to_visit_.empty()) return tell_later(now_, ports::LookEnded{true, {}});
    const bool home = visits_in_row_ >= kVisitsInRow;
    if (home) visits_in_row_ = 0;
    next_visit_ = now_ + (home ? kHomeBetween : 0);
}

void Simulation::learn() {
    for (const BssSite& site : world_.sites()) {
        const auto& heard = heard_[static_cast<std::size_t>(site.index)];
        if (!heard || heard->at <= learned_to_ || now_ - heard->at > kYoung) continue;
        station_.handle(
            ports::BeaconHeard{site.bssid, world_.channel_of(site.index, place()), {heard->level_dbm}},
            instant());
    }
    learned_to_ = now_;
}

void Simulation::read_table() {
    ports::TableRead table;
    for (const BssSite& site : world_.sites()) {
        const auto& heard = heard_[static_cast<std::size_t>(site.index)];
        if (!heard) continue;
        ports::BssEntry entry;
        entry.bssid = site.bssid;
        entry.channel = world_.channel_of(site.index, place());
        entry.level = {heard->level_dbm};
        entry.age_s = static_cast<std::int32_t>((now_ - heard->at) / 1'000'000);
        entry.capability = capability(site.index);
        entry.busy_per_255 = static_cast<std::uint8_t>(world_.load_of(site.index, place()) * 255);
        if (fast()) entry.mobility_domain = 0xB2A1;
        table.entries.push_back(entry);
    }
    tell_later(now_, std::move(table));
}

void Simulation::move(const wifi::MacAddress& bssid, records::Method /*method*/) {
    const auto& sites = world_.sites();
    const auto site = std::ranges::find(sites, bssid, &BssSite::bssid);
    tell_later(now_, ports::MoveAnswered{site != sites.end(), {}});
    if (site == sites.end()) return;
    to_visit_.clear();
    next_visit_ = kNever;
    if (visit_) go_home();
    beacon_of_.reset();
    unlink();
    target_ = site->index;
    const bool answers = world_.on_air(target_, place()) && passes(target_, kManagementOctets, 4) &&
                         passes(target_, kManagementOctets, 4);
    move_until_ = now_ + (!answers ? kTargetSilent : fast() ? kFastTransition : kFullMove);
    if (!answers) target_ = -1;
}

void Simulation::finish_move() {
    move_until_ = kNever;
    if (std::exchange(target_, -1) >= 0) return;
    tell_later(now_, ports::Disconnected{});
    reconnect_at_ = now_ + kReconnect;
}

void Simulation::ask_neighbors() {
    if (!world_.scenario().neighbor_reports) return tell_later(now_, ports::NeighborsFailed{});
    for (const BssSite& site : world_.sites())
        tell_later(now_, ports::NeighborReported{site.bssid, world_.channel_of(site.index, place()),
                                                 capability(site.index)});
}

void Simulation::check_link() {
    if (linked_ < 0) return tell_later(now_, ports::Disconnected{});
    ports::Connected connected;
    connected.bssid = world_.sites()[static_cast<std::size_t>(linked_)].bssid;
    connected.channel = world_.channel_of(linked_, place());
    connected.fast_transition = fast();
    tell_later(now_, connected);
}

void Simulation::beacon() {
    if (linked_ < 0 || visit_away_) return;
    if (world_.on_air(linked_, place()) && passes(linked_, kManagementOctets, 1)) {
        last_beacon_ = now_;
        told_missing_ = false;
        ++received_;
        last_dbm_ = reported(linked_);
        beacon_average_ += (last_dbm_ - beacon_average_) / 4;
        heard_[static_cast<std::size_t>(linked_)] = Heard{last_dbm_, now_};
        return;
    }
    if (now_ - last_beacon_ > kBeaconsMissed && !std::exchange(told_missing_, true))
        tell_later(now_, ports::BeaconsLost{});
    if (now_ - last_beacon_ > kLinkDead) {
        unlink();
        tell_later(now_, ports::Disconnected{});
        reconnect_at_ = now_ + kReconnect;
    }
}

void Simulation::packet(std::int64_t sequence) {
    for (const Direction direction : {Direction::Down, Direction::Up}) {
        Packet sent{direction, static_cast<std::uint32_t>(sequence), now_, -1};
        const bool scored = sequence >= 0 && keeps_truth_;
        if (linked_ >= 0 && visit_away_) {
            if (scored) buffered_.push_back(truth_.packets.size());
        } else if (linked_ >= 0) {
            ++sent_;
            const bool arrives =
                world_.on_air(linked_, place()) &&
                passes(linked_, static_cast<std::size_t>(world_.scenario().traffic.octets) + 60, 7);
            if (arrives) sent.arrived = now_ + kMs;
            if (arrives && direction == Direction::Down) {
                ++received_;
                last_dbm_ = reported(linked_);
            }
            if (!arrives) ++lost_;
        }
        if (scored) truth_.packets.push_back(sent);
    }
}

void Simulation::step() {
    if (beacon_of_) {
        step_beacon_visit();
    } else if (visit_ && now_ >= visit_from_ + kVisit) {
        finish_visit();
    }
    if (!visit_ && now_ >= next_visit_) visit_next();
    if (now_ >= move_until_) {
        if (target_ >= 0) link(target_, fast());
        finish_move();
    }
    if (linked_ < 0 && now_ >= reconnect_at_ && move_until_ == kNever) {
        reconnect_at_ = now_ + kReconnect;
        if (const int best = strongest(); best >= 0 && passes(best, kManagementOctets, 4)) {
            reconnect_at_ = kNever;
            link(best, false);
        }
    }
    // Events may lead to requests whose answers are due at once.
    while (!events_.empty() && events_.begin()->first <= now_) {
        const ports::StationEvent event = std::move(events_.begin()->second);
        events_.erase(events_.begin());
        station_.handle(event, instant());
    }
    if (station_.deadline() <= instant()) station_.wake(instant());
}

void Simulation::begin() {
    tell_later(now_, ports::Attached{});
    tell_later(now_, ports::ChannelsKnown{kChannels});
    // The supplicant has searched all channels before its first link.
    for (const BssSite& site : world_.sites())
        if (world_.on_air(site.index, place()) && passes(site.index, kManagementOctets, 2))
            heard_[static_cast<std::size_t>(site.index)] = Heard{reported(site.index), now_};
    link(strongest(), false);
    next_beacon_ = now_ + kBeacon;
}

void Simulation::pass_millisecond(bool streaming) {
    const Micros period = 1'000'000 / world_.scenario().traffic.per_second;
    if (now_ >= next_beacon_) {
        next_beacon_ += kBeacon;
        beacon();
    }
    if (streaming && now_ % period == 0) packet(now_ / period);
    step();
    now_ += kMs;
}

}  // namespace lab
