// Bss: the list of clients, and what is kept from one to the next.
#include <algorithm>
#include <limits>
#include <utility>

#include <boost/asio/post.hpp>

#include "adapters/hostapd_ubus/bss.hpp"

namespace hostapd_ubus {

namespace {

using std::chrono::milliseconds;
using ubus::Answer;
using ubus::Fields;
using ubus::Writer;

/// A list this young answers what is asked now.
constexpr milliseconds kFresh{100};
/// Idle time of a client of which nothing was heard since it is known.
constexpr milliseconds kLong{60'000};
constexpr std::size_t kClientsAtMost = 2'007;  // association identifiers of a BSS (9.4.1.8)

base::Milliseconds whole(std::chrono::steady_clock::duration time) {
    const auto ms = std::chrono::duration_cast<milliseconds>(time).count();
    return base::Milliseconds{
        static_cast<std::int32_t>(std::clamp<std::int64_t>(ms, 0, std::numeric_limits<std::int32_t>::max()))};
}

}  // namespace

std::optional<wifi::Band> Bss::band() const {
    return status_.channel ? std::optional{status_.channel->band()} : std::nullopt;
}

std::uint16_t Bss::authorized() const {
    return static_cast<std::uint16_t>(
        std::ranges::count_if(clients_, [](const auto& each) { return each.second.station.authorized; }));
}

void Bss::list_later() {
    list_timer_.expires_after(settings_.list_every);
    list_timer_.async_wait([this, alive = alive(), binding = binding_](auto error) {
        if (error || !*alive || binding != binding_) return;
        if (Clock::now() - listed_at_ >= settings_.list_every / 2) fetch_list();
        list_later();
    });
}

void Bss::read_clients() {
    if (!ready_) return tell_later(ports::ClientsFailed{"its object on ubus is not there"});
    all_wanted_ = true;
    fetch_list();
}

void Bss::read_client(const wifi::MacAddress& client) {
    const auto known = clients_.find(client);
    if (ready_ && known != clients_.end() && known->second.in_list && Clock::now() - listed_at_ <= kFresh)
        return tell_later(reading_of(client, known->second));
    // Also while the object is lost: it may be found again.
    if (!attached_) return tell_later(ports::ClientFailed{client});
    wanted_.insert(client);
    fetch_list();
}

void Bss::fetch_list() {
    if (!ready_ || std::exchange(listing_, true)) return;
    list_taken_ = false;
    call(
        "get_clients", {}, [this](const Fields& data) { take_list(data); },
        [this, binding = binding_](const Answer& answer) {
            if (binding == binding_) list_done(answer);
        });
}

void Bss::take_list(const Fields& data) {
    list_taken_ = true;
    listed_before_ = std::exchange(listed_at_, Clock::now());
    for (auto& [address, known] : clients_) known.in_list = false;
    std::vector<wifi::MacAddress> joined;
    for (const ubus::Field& field : data.inside("clients")) {
        const auto address = wifi::parse_mac(field.name());
        if (!address) continue;
        const auto before = clients_.find(*address);
        const bool was = before != clients_.end() && before->second.station.authorized;
        const Station station = parse_station(field.inside(), band());
        take_station(*address, station, listed_at_);
        if (station.authorized && !was && !first_list_) joined.push_back(*address);
    }
    std::vector<wifi::MacAddress> left;
    std::erase_if(clients_, [&](const auto& entry) {
        if (entry.second.in_list) return false;
        if (entry.second.station.authorized) left.push_back(entry.first);
        return true;
    });
    first_list_ = false;
    for (const wifi::MacAddress& client : left) tell(ports::ClientLeft{client});
    for (const wifi::MacAddress& client : joined) tell(ports::ClientJoined{client});
}

void Bss::take_station(const wifi::MacAddress& address, const Station& read, Clock::time_point now) {
    if (clients_.size() >= kClientsAtMost && !clients_.contains(address)) return;
    const auto [entry, is_new] = clients_.try_emplace(address);
    Known& known = entry->second;
    const bool was = known.station.authorized;
    // Between this list and the one before it sent something: half of that time ago, as far as one can know.
    if (is_new || read.authorized != was) {
        known.joined = now;
        if (!is_new) known.heard = now;
        known.elements.reset();
        known.elements_asked = false;
    } else if (read.received_packets != known.station.received_packets ||
               read.received != known.station.received) {
        const auto between = listed_before_ + (now - listed_before_) / 2;
        known.heard = std::max(known.heard.value_or(between), between);
    }
    known.station = read;
    known.in_list = true;
    if (!read.authorized || known.elements_asked) return;
    known.elements_asked = true;
    if (methods_.elements) ask_elements(address);
    measure_link(address, known);
}

void Bss::ask_elements(const wifi::MacAddress& client) {
    Writer arguments;
    arguments.text("address", text_of(client));
    call("get_sta_ies", arguments,
         [this, client](const Fields& data) {
             const auto known = clients_.find(client);
             if (known == clients_.end()) return;
             if (auto elements = parse_elements(data, known->second.station, band()))
                 known->second.elements = *elements;
         },
         {});
}

void Bss::measure_link(const wifi::MacAddress& client, const Known& known) {
    const bool can = known.station.measurements && (*known.station.measurements & 1) != 0;
    if (settings_.manage && methods_.link_measurement && can)
        call("link_measurement_req", link_measurement(client), {}, {});
}

/// hostapd says that it has its keys.
void Bss::came(const wifi::MacAddress& client) {
    if (clients_.size() >= kClientsAtMost && !clients_.contains(client)) return;
    Known& known = clients_[client];
    known.station.authorized = true;
    known.joined = Clock::now();
    known.heard = known.joined;
    known.elements.reset();
    known.elements_asked = false;
    known.in_list = false;
    tell(ports::ClientJoined{client});
}

ports::ClientRead Bss::reading_of(const wifi::MacAddress& client, const Known& known) const {
    const Station& station = known.station;
    const auto now = Clock::now();
    ports::ClientRead read;
    read.client = client;
    read.authorized = station.authorized;
    read.signal = station.signal;
    read.inactive = known.heard ? whole(now - *known.heard) : whole(kLong);
    read.connected = whole(now - known.joined);
    read.received = station.received;
    read.sent = station.sent;
    read.received_packets = station.received_packets;
    read.sent_packets = station.sent_packets;
    read.tx_kbps = station.tx_kbps;
    read.capability = known.elements ? known.elements->capability : station.capability;
    read.transition =
        known.elements ? known.elements->transition.value_or(station.transition) : station.transition;
    read.bands = known.elements ? known.elements->bands : std::uint8_t{0};
    return read;
}

void Bss::list_done(const Answer& answer) {
    listing_ = false;
    if (!answer && answer.error().why == ubus::CallFault::Why::Down) return;  // it may be found again
    const std::string problem = answer ? std::string{} : "get_clients: " + ubus::describe(answer.error());
    const bool all = std::exchange(all_wanted_, false);
    const auto wanted = std::exchange(wanted_, {});
    if (!answer && answer.error().why == ubus::CallFault::Why::NoAnswer) return set_up_again(problem);
    if (!answer || !list_taken_) {
        if (all) tell(ports::ClientsFailed{problem.empty() ? "get_clients: no data" : problem});
        // They are there still, as far as anybody knows: the next list answers.
        if (attached_) wanted_.insert(wanted.begin(), wanted.end());
        return;
    }
    std::vector<ports::ApEvent> told;
    for (const auto& [address, known] : clients_)
        if (all || wanted.contains(address)) told.emplace_back(reading_of(address, known));
    for (const wifi::MacAddress& client : wanted)
        if (!clients_.contains(client)) told.emplace_back(ports::ClientFailed{client});
    if (all) told.emplace_back(ports::ClientsRead{});
    for (const ports::ApEvent& event : told) tell(event);
}

}  // namespace hostapd_ubus
