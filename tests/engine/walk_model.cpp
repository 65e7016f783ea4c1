#include "walk_model.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <utility>

#include "base/random.hpp"
#include "lab/air.hpp"
#include "lab/clairvoyant.hpp"

namespace walk_model {

namespace {

using lab::Micros;

constexpr Micros kMs = 1'000;
constexpr Micros kStart = -18'000 * kMs;
constexpr Micros kVisit = 80 * kMs;
constexpr Micros kOwnVisit = 65 * kMs;
constexpr Micros kMoveTime = 15 * kMs;
constexpr Micros kFastMoveTime = 8 * kMs;
constexpr Micros kMoveFails = 600 * kMs;
constexpr Micros kBeacon = 102'400;
constexpr Micros kPacket = 20 * kMs;
constexpr int kBeaconsLost = 7;
constexpr std::size_t kFrame = 300;
constexpr double kUplinkDb = -1;

bool fast(lab::Security security) {
    return security == lab::Security::FtPsk || security == lab::Security::FtSae ||
           security == lab::Security::FtEap;
}

}  // namespace

WalkModel::WalkModel(const lab::World& world, std::uint64_t seed, engine::Settings settings,
                     ports::Journal& journal)
    : world_{world},
      seed_{seed},
      now_{kStart},
      frames_(world.sites().size()),
      station_{"wlan0", std::move(settings), *this, journal} {}

base::Instant WalkModel::instant() const { return {now_ / kMs + 1'000'000}; }

void WalkModel::after(Micros delay, std::function<void()> what) {
    queue_.push_back({now_ + delay, order_++, std::move(what)});
    std::ranges::push_heap(queue_, std::greater{});
}

void WalkModel::tell(Micros delay, ports::StationEvent event) {
    after(delay, [this, happened = std::move(event)] {
        station_.handle(happened, instant());
        wake_engine();
    });
}

void WalkModel::wake_engine() {
    const base::Instant deadline = station_.deadline();
    if (deadline - instant() > base::Milliseconds{3'600'000}) return;  // "never"
    const Micros at = (deadline.ms - 1'000'000) * kMs;
    if (next_wake_ >= now_ && next_wake_ <= at) return;
    next_wake_ = std::max(at, now_);
    after(next_wake_ - now_, [this] {
        next_wake_ = now_ - 1;
        if (station_.deadline() <= instant()) station_.wake(instant());
        wake_engine();
    });
}

lab::Truth WalkModel::run() {
    const auto end = static_cast<Micros>(world_.scenario().seconds * 1e6) + 100 * kMs;
    tell(0, ports::Attached{});
    after(100 * kMs, [this] { finish_search({}); });
    after(0, [this] { packet_tick(); });
    after(0, [this] { beacon_tick(); });
    while (!queue_.empty() && queue_.front().at <= end) {
        std::ranges::pop_heap(queue_, std::greater{});
        Due due = std::move(queue_.back());
        queue_.pop_back();
        now_ = due.at;
        due.what();
    }
    now_ = end;
    if (linked_ >= 0) truth_.served.back().to = end;
    truth_.length = end;
    std::erase_if(truth_.packets, [](const lab::Packet& packet) { return packet.sent < 0; });
    std::ranges::stable_sort(truth_.packets, {}, [](const lab::Packet& packet) {
        return std::pair{packet.direction, packet.sequence};
    });
    return truth_;
}

double WalkModel::unit_draw() {
    return static_cast<double>(base::draw({seed_, 4711, 1, draws_++}) >> 11) * 0x1.0p-53;
}

double WalkModel::level_dbm(int bss) { return world_.mean_dbm(bss, now_) + world_.fading_db(bss, now_); }

bool WalkModel::heard(int bss, int attempts) {
    if (!world_.on_air(bss, now_)) return false;
    const wifi::Band band = world_.channel_of(bss, now_).band();
    const double snr = level_dbm(bss) + kUplinkDb - lab::noise_dbm(band, wifi::Width::Mhz20);
    const double error = lab::error_rate({lab::FrameRate::Kind::Ofdm, 0}, snr, kFrame);
    for (int i = 0; i < attempts; ++i)
        if (unit_draw() >= error) return true;
    return false;
}

void WalkModel::packet_tick() {
    after(kPacket, [this] { packet_tick(); });
    const bool present = linked_ >= 0 && !moving_link_;
    for (const lab::Direction direction : {lab::Direction::Down, lab::Direction::Up}) {
        lab::Packet packet{direction, sequence_, now_, -1};
        if (present) {
            const bool arrives = heard(linked_, 7);
            if (arrives) packet.arrived = std::max(now_, away_until_) + 1 * kMs;
            if (direction == lab::Direction::Up) {
                ++sent_;
                lost_ += arrives ? 0 : 1;
            } else if (arrives && now_ >= away_until_) {
                ++received_;
                const double level = level_dbm(linked_) + world_.report_noise_db(linked_, frames_[linked_]++);
                last_ = level;
                average_ += (level - average_) / 8;
            }
        }
        truth_.packets.push_back(packet);
    }
    ++sequence_;
}

void WalkModel::beacon_tick() {
    after(kBeacon, [this] { beacon_tick(); });
    if (linked_ < 0 || moving_link_ || now_ < away_until_) return;
    if (heard(linked_, 1)) {
        missed_beacons_ = 0;
        ++received_;
        const double level = level_dbm(linked_) + world_.report_noise_db(linked_, frames_[linked_]++);
        last_ = level;
        beacon_average_ = beacon_average_ == 0 ? level : beacon_average_ + (level - beacon_average_) / 4;
        average_ = average_ == 0 ? level : average_ + (level - average_) / 8;
        return;
    }
    if (++missed_beacons_ == kBeaconsLost) tell(0, ports::BeaconsLost{});
    // After the beacons, the kernel probes; an AP that still answers keeps its station.
    if (missed_beacons_ > kBeaconsLost && missed_beacons_ % 5 == 0 && !heard(linked_, 6)) lose_link();
}

void WalkModel::lose_link() {
    const wifi::MacAddress bssid = world_.sites()[static_cast<std::size_t>(linked_)].bssid;
    truth_.served.back().to = now_;
    linked_ = -1;
    ++link_number_;
    tell(0, ports::Disconnected{bssid, 4, true});
    const std::uint64_t number = link_number_;
    after(2'500 * kMs, [this, number] {
        if (number == link_number_ && linked_ < 0) finish_search({});
    });
}

ports::Connected WalkModel::connected() const {
    ports::Connected event;
    event.bssid = world_.sites()[static_cast<std::size_t>(linked_)].bssid;
    event.channel = world_.channel_of(linked_, now_);
    event.ssid = world_.scenario().ssid;
    event.fast_transition = fast(world_.scenario().security);
    return event;
}

void WalkModel::link_to(int bss) {
    if (linked_ >= 0) truth_.served.back().to = std::max(truth_.served.back().from, truth_.served.back().to);
    linked_ = bss;
    ++link_number_;
    moving_link_ = false;
    missed_beacons_ = 0;
    beacon_average_ = 0;
    last_ = average_ = std::round(level_dbm(bss));
    sent_ = lost_ = received_ = 0;
    truth_.served.push_back({bss, now_, now_, fast(world_.scenario().security)});
    tell(0, connected());
}

void WalkModel::read_signal() {
    if (linked_ < 0) return tell(0, ports::SignalFailed{});
    const auto dbm = [](double level) { return wifi::Dbm{static_cast<int>(std::lround(level))}; };
    ports::SignalRead read;
    read.last = dbm(last_);
    read.average = dbm(average_);
    if (beacon_average_ != 0) read.beacon = dbm(beacon_average_);
    read.channel = world_.channel_of(linked_, now_);
    read.width = world_.link(linked_).width;
    read.sent = sent_;
    read.lost = lost_;
    read.received = received_;
    tell(0, read);
}

void WalkModel::watch_signal(wifi::Dbm) {}

void WalkModel::look(wifi::Channel channel) {
    const bool own = linked_ >= 0 && world_.channel_of(linked_, now_) == channel;
    if (moving_link_) return tell(0, ports::LookEnded{false, "FAIL-BUSY"});
    ++truth_.mgmt_frames;
    truth_.looks.push_back({now_, channel.centre_mhz()});
    if (!own) {
        away_until_ = now_ + kVisit;
        truth_.away.push_back({now_, away_until_});
    }
    after(own ? kOwnVisit : kVisit, [this, channel] {
        for (const lab::BssSite& site : world_.sites()) {
            if (world_.channel_of(site.index, now_) != channel || !heard(site.index, 2)) continue;
            const double noise =
                world_.report_noise_db(site.index, frames_[static_cast<std::size_t>(site.index)]++);
            table_[site.index] = {static_cast<int>(std::lround(level_dbm(site.index) + noise)), now_};
        }
        station_.handle(ports::LookEnded{true, {}}, instant());
        wake_engine();
    });
}

void WalkModel::read_table() {
    ports::TableRead read;
    for (const auto& [bss, heard] : table_) {
        const radio::LinkCapability link = world_.link(bss);
        ports::BssEntry entry;
        entry.bssid = world_.sites()[static_cast<std::size_t>(bss)].bssid;
        entry.channel = world_.channel_of(bss, heard.at);
        entry.level = wifi::Dbm{heard.level_dbm};
        entry.age_s = static_cast<std::int32_t>((now_ - heard.at) / 1'000'000);
        entry.capability = {link.mode, link.width, link.streams};
        entry.busy_per_255 = static_cast<std::uint8_t>(std::lround(world_.load_of(bss, heard.at) * 255));
        if (fast(world_.scenario().security)) entry.mobility_domain = 0xA1B2;
        read.entries.push_back(entry);
    }
    tell(0, std::move(read));
}

void WalkModel::move(const wifi::MacAddress& bssid) {
    const auto site = std::ranges::find(world_.sites(), bssid, &lab::BssSite::bssid);
    const bool known = site != world_.sites().end() && table_.contains(site->index);
    if (!known || linked_ < 0) return tell(0, ports::MoveAnswered{false, "FAIL"});
    tell(0, ports::MoveAnswered{true, "OK"});
    moving_link_ = true;
    truth_.served.back().to = now_;
    const bool answers = heard(site->index, 3) && heard(site->index, 3);
    const Micros takes = fast(world_.scenario().security) ? kFastMoveTime : kMoveTime;
    after(answers ? takes : kMoveFails, [this, target = site->index, answers] {
        if (answers) return link_to(target);
        const wifi::MacAddress there = world_.sites()[static_cast<std::size_t>(target)].bssid;
        moving_link_ = false;
        linked_ = -1;
        ++link_number_;
        tell(0, ports::Rejected{there, 1});
        after(1'500 * kMs, [this, number = link_number_] {
            if (number == link_number_) finish_search({});
        });
    });
}

void WalkModel::ask_neighbors() {
    if (!world_.scenario().neighbor_reports) return tell(1'000 * kMs, ports::NeighborsFailed{"none"});
    for (const lab::BssSite& site : world_.sites()) {
        if (site.index == linked_) continue;
        const radio::LinkCapability link = world_.link(site.index);
        tell(5 * kMs,
             ports::NeighborReported{
                 site.bssid, world_.channel_of(site.index, now_), {link.mode, link.width, link.streams}});
    }
}

void WalkModel::check_link() {
    if (linked_ >= 0)
        tell(0, connected());
    else
        tell(0, ports::Disconnected{});
}

void WalkModel::search(const std::vector<wifi::Channel>& channels) {
    if (linked_ >= 0 || moving_link_) return;
    ++link_number_;
    const auto takes = static_cast<Micros>(channels.empty() ? 25 : channels.size()) * 65 * kMs;
    after(takes, [this, channels, number = link_number_] {
        if (number == link_number_ && linked_ < 0) finish_search(channels);
    });
}

void WalkModel::finish_search(std::vector<wifi::Channel> channels) {
    int best = -1;
    double best_rate = -1;
    for (const lab::BssSite& site : world_.sites()) {
        const wifi::Channel channel = world_.channel_of(site.index, now_);
        if (!channels.empty() && std::ranges::count(channels, channel) == 0) continue;
        if (!heard(site.index, 2)) continue;
        const double level = level_dbm(site.index);
        table_[site.index] = {static_cast<int>(std::lround(level)), now_};
        const double rate =
            radio::usable_kbps(world_.link(site.index), {static_cast<std::int32_t>(level * 100)}) +
            level / 1000;
        if (rate > best_rate) {
            best_rate = rate;
            best = site.index;
        }
    }
    if (best >= 0) return link_to(best);
    tell(0, ports::NothingFound{});
    after(3'000 * kMs, [this, number = link_number_] {
        if (number == link_number_ && linked_ < 0) finish_search({});
    });
}

Walk walk(const lab::World& world, std::uint64_t seed, const engine::Settings& settings) {
    Records journal;
    WalkModel model{world, seed, settings, journal};
    const lab::Truth truth = model.run();
    const lab::SignalTrace trace = lab::sample(world);
    const lab::SlotValues values =
        lab::slot_values(trace, lab::scored_slots(world.scenario(), trace), radio::usable_kbps);
    const lab::ClairvoyantPath optimum =
        lab::clairvoyant(values, trace.slot, lab::handoff_floor(world.scenario().security));
    const auto scored = lab::score({world.scenario(), "model", seed, trace, truth, ""}, values, optimum);
    if (!scored) throw std::runtime_error{scored.error().message};
    return {*scored, std::move(journal.all), truth};
}

}  // namespace walk_model
