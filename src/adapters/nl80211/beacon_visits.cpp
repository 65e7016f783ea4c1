#include "adapters/nl80211/beacon_visits.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <net/if.h>

#include "adapters/nl80211/frame_time.hpp"

namespace nl80211 {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

/// A stay ends when the beacon was heard; this is how long it waits for one that is late: others may be
/// sending.
constexpr auto kStay = 20ms;
/// From asking the kernel to being there: the AP is told first that the station sleeps.
constexpr BeaconClock::Micros kFirstLead = 3ms;
constexpr BeaconClock::Micros kLongestLead = 15ms;
/// To be there this much before the beacon is due.
constexpr BeaconClock::Micros kMargin = 1'500us;
/// The kernel says when a stay is over. When it does not, the visit is given up.
constexpr auto kGiveUp = 300ms;
/// A monitor interface that is up costs the driver power: it goes down when nobody has looked for this long.
constexpr auto kRest = 30s;
/// Older entries of the kernel's table are not worth learning from.
constexpr auto kYoung = 30s;
/// From this age on the kernel's entry is renewed: well before the 30 s after which it counts for nothing.
constexpr auto kRenew = 15s;
constexpr std::size_t kTableAtMost = 256;

}  // namespace

BeaconVisits::BeaconVisits(boost::asio::io_context& io, std::unique_ptr<WirelessSocket> wireless, int index,
                           std::string monitor_name, OnEvent on_event)
    : wireless_{std::move(wireless)},
      index_{index},
      monitor_name_{std::move(monitor_name)},
      on_event_{std::move(on_event)},
      frames_{io},
      events_{io},
      timer_{io},
      rest_{io},
      lead_{kFirstLead} {}

BeaconVisits::~BeaconVisits() {
    // Both descriptors belong to others, who close them.
    if (frames_.is_open()) (void)frames_.release();
    if (events_.is_open()) (void)events_.release();
}

std::expected<std::unique_ptr<BeaconVisits>, std::string> BeaconVisits::open(boost::asio::io_context& io,
                                                                             const std::string& interface,
                                                                             OnEvent on_event) {
    const auto index = static_cast<int>(if_nametoindex(interface.c_str()));
    if (index == 0) return std::unexpected(fmt::format("there is no interface {}", interface));
    auto wireless = WirelessSocket::open();
    if (!wireless) return std::unexpected(wireless.error());
    // The kernel puts the first free number: an earlier daemon's interface may be on its way out.
    const auto monitor_index = (*wireless)->add_monitor(index, "roam%d");
    if (!monitor_index) return std::unexpected(monitor_index.error());
    std::array<char, IF_NAMESIZE> name{};
    if (!if_indextoname(static_cast<unsigned>(*monitor_index), name.data()))
        return std::unexpected("the monitor interface is gone already");
    std::unique_ptr<BeaconVisits> made{
        new BeaconVisits{io, std::move(*wireless), index, name.data(), std::move(on_event)}};
    if (const auto opened = made->monitor_.open(*monitor_index); !opened)
        return std::unexpected(opened.error());
    made->frames_.assign(made->monitor_.fd());
    made->events_.assign(made->wireless_->event_fd());
    made->wait_for_events();
    return made;
}

void BeaconVisits::visit(const wifi::MacAddress& bssid, wifi::Channel channel) {
    if (visit_) {
        boost::asio::post(timer_.get_executor(), while_alive([this, bssid] {
                              on_event_(ports::VisitEnded{bssid, false, "another visit is under way"});
                          }));
        return;
    }
    const Time now = steady_clock::now();
    // Clocks may have drifted: to be sure of the beacon, leave earlier and stay longer.
    const auto drift = clock_.due(bssid, now);
    const auto early = lead_ + kMargin + (drift ? drift->within : BeaconClock::Micros{0});
    const auto due = clock_.due(bssid, now + early);
    ++visit_number_;
    visit_ = Visit{bssid, channel, now, std::nullopt, !is_in_table(bssid, now), false, false};
    at(due ? due->at - early : now, [this, due] {
        if (due)
            leave(std::chrono::ceil<std::chrono::milliseconds>(kStay + 2 * due->within));
        else
            end(false, "its beacon time is not known");
    });
}

void BeaconVisits::learn() {
    const auto table = wireless_->scan_table(index_);
    if (!table) return;
    const Time now = steady_clock::now();
    in_table_.clear();
    for (const HeardBss& bss : *table) {
        const auto channel = wifi::Channel::at_mhz(bss.mhz);
        if (!channel || !bss.level || bss.age > kYoung) continue;
        const Time at = now - std::chrono::duration_cast<BeaconClock::Micros>(bss.age);
        in_table_[bss.bssid] = at;
        if (clock_.note(bss.bssid, bss.tsf_us, bss.interval_tu, at,
                        bss.exact ? BeaconClock::Micros{0} : kTick))
            on_event_(ports::BeaconHeard{bss.bssid, *channel, *bss.level});
    }
}

/// Frames are received while a visit is under way, and only then.
bool BeaconVisits::hear(bool on) {
    monitor_.set_deaf(!on);
    if (!on) {
        frames_.cancel();
        rest_.expires_after(kRest);
        rest_.async_wait(while_alive([this] {
            const bool resting = rest_.expiry() <= steady_clock::now();
            if (resting && std::exchange(up_, false)) (void)monitor_.set_up(monitor_name_, false);
        }));
        return true;
    }
    rest_.cancel();
    if (!up_) up_ = monitor_.set_up(monitor_name_, true).has_value();
    if (up_) wait_for_frames();
    return up_;
}

/// A timer that has run out cannot be cancelled any more: what it does must still be about the same visit.
void BeaconVisits::at(Time when, std::function<void()> what) {
    timer_.expires_at(when);
    timer_.async_wait(while_alive([this, number = visit_number_, then = std::move(what)] {
        if (visit_ && number == visit_number_) then();
    }));
}

void BeaconVisits::leave(std::chrono::milliseconds stay) {
    if (!hear(true)) return end(false, "the monitor interface does not come up");
    visit_->asked = steady_clock::now();
    const int mhz = visit_->channel.centre_mhz();
    visit_->away = visit_->scan = visit_->scan && wireless_->start_scan(index_, mhz).has_value();
    if (visit_->scan) return at(steady_clock::now() + lead_ + stay, [this] { go_home(); });
    const auto cookie = wireless_->remain_on_channel(index_, mhz, stay);
    if (!cookie) return end(false, cookie.error());
    visit_->away = true;
    visit_->cookie = *cookie;
    give_up_later();
}

void BeaconVisits::give_up_later() {
    at(steady_clock::now() + kGiveUp, [this] {
        if (visit_->cookie) wireless_->cancel_remain_on_channel(index_, *visit_->cookie);
        end(false, "the kernel did not say that the stay was over");
    });
}

void BeaconVisits::go_home() {
    visit_->ending = true;
    if (visit_->cookie) return wireless_->cancel_remain_on_channel(index_, *visit_->cookie);
    wireless_->stop_scan(index_);
    give_up_later();
}

bool BeaconVisits::is_in_table(const wifi::MacAddress& bssid, Time now) const {
    const auto renewed = in_table_.find(bssid);
    return renewed != in_table_.end() && now - renewed->second < kRenew;
}

void BeaconVisits::heard(const TimedFrame& frame) {
    const Time now = steady_clock::now();
    clock_.note(frame.bssid, frame.tsf_us, frame.interval_tu, now);
    if (visit_ && visit_->scan && in_table_.size() < kTableAtMost) in_table_[frame.bssid] = now;
    on_event_(ports::BeaconHeard{frame.bssid, frame.channel, frame.level});
    if (visit_ && visit_->away && !visit_->ending && frame.bssid == visit_->bssid) go_home();
}

void BeaconVisits::away_changed(const AwayEvent& event) {
    using What = AwayEvent::What;
    if (!visit_ || !visit_->away) return;
    const bool ours =
        event.what == What::ScanOver ? visit_->scan && event.index == index_ : visit_->cookie == event.cookie;
    if (!ours) return;
    if (event.what != What::StayBegan) {
        monitor_.read([this](const TimedFrame& frame) { heard(frame); });
        return end(true, {});
    }
    const auto took = std::chrono::duration_cast<BeaconClock::Micros>(steady_clock::now() - visit_->asked);
    lead_ = std::clamp((3 * lead_ + took) / 4, BeaconClock::Micros{500}, kLongestLead);
}

void BeaconVisits::end(bool made, std::string why) {
    timer_.cancel();
    const wifi::MacAddress bssid = visit_->bssid;
    visit_.reset();
    (void)hear(false);
    on_event_(ports::VisitEnded{bssid, made, std::move(why)});
}

void BeaconVisits::wait_for_frames() {
    frames_.cancel();
    frames_.async_wait(boost::asio::posix::stream_descriptor::wait_read, while_alive([this] {
                           monitor_.read([this](const TimedFrame& frame) { heard(frame); });
                           if (visit_) wait_for_frames();
                       }));
}

void BeaconVisits::wait_for_events() {
    events_.async_wait(boost::asio::posix::stream_descriptor::wait_read, while_alive([this] {
                           wireless_->read_events([this](const AwayEvent& event) { away_changed(event); });
                           wait_for_events();
                       }));
}

}  // namespace nl80211
