#include "adapters/wpa_supplicant/supplicant.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "wifi/hostap_text.hpp"

namespace wpa_supplicant {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kRetry{500};
constexpr milliseconds kAliveEvery{5'000};
constexpr milliseconds kAliveAtLeastEvery{60'000};  // also while nothing else is asked
constexpr int kPagesAtMost = 256;                   // of about four entries each; the table has 1,000 at most
constexpr int kHysteresisDb = 4;
constexpr std::size_t kQueryAtMost = 700;  // characters; the supplicant takes 1,000 octets of neighbours

bool is_ok(const Reply& reply) { return reply && reply->starts_with("OK"); }

std::string first_line(const Reply& reply) {
    if (!reply) return std::string{describe(reply.error())};
    return reply->substr(0, reply->find('\n'));
}

std::string text(const wifi::MacAddress& address) {
    const wifi::MacText octets = wifi::to_text(address);
    return {octets.data(), octets.size()};
}

/// " freq=2412,5180", or nothing for all channels.
std::string frequencies(std::span<const wifi::Channel> channels) {
    std::vector<int> mhz;
    for (const wifi::Channel channel : channels) mhz.push_back(channel.centre_mhz());
    return mhz.empty() ? "" : fmt::format(" freq={}", fmt::join(mhz, ","));
}

}  // namespace

Supplicant::Supplicant(boost::asio::io_context& io, SupplicantConfig config, OnEvent on_event,
                       OnNotice on_notice)
    : io_{io},
      config_{std::move(config)},
      on_event_{std::move(on_event)},
      on_notice_{std::move(on_notice)},
      path_{config_.directory + "/" + config_.interface},
      timer_{io} {}

Supplicant::~Supplicant() {
    *alive_ = false;
    if (commands_) commands_->close();
    if (monitor_) monitor_->close();
}

void Supplicant::start() {
    boost::asio::post(io_, [this, alive = alive_] {
        if (*alive) try_attach();
    });
}

void Supplicant::tell(const ports::StationEvent& event) {
    if (*alive_) on_event_(event);
}

void Supplicant::ask(std::string command, ControlSocket::OnReply on_reply) {
    if (commands_) {
        commands_->request(std::move(command), std::move(on_reply));
        return;
    }
    boost::asio::post(io_, [alive = alive_, handler = std::move(on_reply)] {
        if (*alive && handler) handler(std::unexpected(RequestFault::Broken));
    });
}

// -- Attaching, staying attached.

void Supplicant::try_attach() {
    const auto on_broken = [this] { detach("the control socket is gone"); };
    auto commands = ControlSocket::open(io_, path_, {}, on_broken);
    if (!commands) return retry_later(commands.error());
    auto monitor =
        ControlSocket::open(io_, path_, [this](std::string_view message) { on_message(message); }, on_broken);
    if (!monitor) {
        (*commands)->close();
        return retry_later(monitor.error());
    }
    commands_ = *commands;
    monitor_ = *monitor;
    monitor_->request("ATTACH", [this](const Reply& reply) {
        if (!is_ok(reply)) return detach(fmt::format("ATTACH: {}", first_line(reply)));
        attached();
    });
}

void Supplicant::retry_later(std::string why) {
    if (why != last_problem_) {
        last_problem_ = why;
        tell(ports::Detached{std::move(why)});
    }
    timer_.expires_after(kRetry);
    timer_.async_wait([this, alive = alive_](auto error) {
        if (!error && *alive) try_attach();
    });
}

void Supplicant::detach(const std::string& why) {
    if (commands_) std::exchange(commands_, nullptr)->close();
    if (monitor_) std::exchange(monitor_, nullptr)->close();
    looking_ = false;
    // Another process may answer there next, with networks of its own.
    old_bgscan_.clear();
    heeds_ = true;
    if (std::exchange(attached_, false)) last_problem_.clear();
    retry_later(why);
}

void Supplicant::attached() {
    attached_ = true;
    last_problem_.clear();
    tell(ports::Attached{});
    ask("GET_CAPABILITY freq", [this](const Reply& reply) {
        if (reply) tell(ports::ChannelsKnown{parse_capability_freq(*reply)});
    });
    check_link();
    take_over_scanning();
    expect_alive();
}

void Supplicant::expect_alive() {
    alive_at_ = std::chrono::steady_clock::now();
    timer_.expires_after(kAliveAtLeastEvery);
    timer_.async_wait([this, alive = alive_](auto error) {
        if (!error && *alive) check_alive();
    });
}

void Supplicant::check_alive() {
    // LEVEL succeeds only for an attached address: it tells at once whether the supplicant lives and whether
    // it still sends us events. It drops a monitor that was too slow, and says nothing.
    if (!monitor_) return;
    monitor_->request("LEVEL 3", [this](const Reply& reply) {
        // After no answer, too, the socket is not attached any more: it has a new address.
        if (!is_ok(reply))
            return detach(reply ? "the supplicant dropped our event socket" : first_line(reply));
        expect_alive();
    });
}

void Supplicant::take_over(bool wanted) {
    if (std::exchange(config_.take_over, wanted) == wanted || !attached_) return;
    if (wanted)
        take_over_scanning();
    else
        give_back([] {});
}

void Supplicant::release(std::function<void()> done) {
    timer_.cancel();
    const auto finish = [this, done = std::move(done)] {
        *alive_ = false;
        if (commands_) std::exchange(commands_, nullptr)->close();
        if (monitor_) std::exchange(monitor_, nullptr)->close();
        done();
    };
    if (!attached_) return finish();
    const auto detach_last = [this, finish] {
        if (!monitor_) return finish();
        monitor_->request("DETACH", [finish](const Reply&) { finish(); });
    };
    if (heeds_) return give_back(detach_last);
    ask("SET disable_btm 0", [this, detach_last](const Reply&) { give_back(detach_last); });
}

// -- Events.

void Supplicant::on_message(std::string_view message) {
    const Event event = parse_event(message);
    if (const auto* to = std::get_if<ConnectedTo>(&event)) {
        read_status([this, bssid = to->bssid](const Status& status) { tell_connected(bssid, status); });
        // Whoever activated the network may have set bgscan again.
        take_over_scanning();
        return;
    }
    if (std::holds_alternative<ScanStarted>(event)) return note_scan_started();
    if (const auto* results = std::get_if<ScanResults>(&event)) {
        // Others scan as well; theirs have another id, or none.
        if (results->id == look_id_) end_look(true, {});
        return;
    }
    if (const auto* failed = std::get_if<ScanFailed>(&event))
        return end_look(false, fmt::format("scan failed: {}", failed->code));
    if (std::holds_alternative<Terminating>(event)) return detach("the supplicant ended");
    if (std::holds_alternative<NetworksChanged>(event)) return take_over_scanning();
    std::visit(
        [this](const auto& what) {
            if constexpr (std::is_constructible_v<ports::StationEvent, decltype(what)>) tell(what);
        },
        event);
}

void Supplicant::note_scan_started() {
    // Ours says no more than others. It starts once, so that of two while it is waited for the first was not
    // it.
    if (looking_ && !std::exchange(look_started_, true)) return;
    tell(ports::OtherScanBegun{});
}

void Supplicant::read_status(std::function<void(const Status&)> then) {
    ask("STATUS", [this, done = std::move(then)](const Reply& reply) mutable {
        if (reply) status_ = parse_status(*reply);
        families_ = {status_.family};
        if (!status_.network) return done(status_);
        ask(fmt::format("GET_NETWORK {} key_mgmt", *status_.network),
            [this, tell = std::move(done)](const Reply& keys) mutable {
                if (keys && !keys->starts_with("FAIL")) families_ = parse_key_management(*keys);
                ask(fmt::format("GET_NETWORK {} bssid", *status_.network),
                    [this, tell = std::move(tell)](const Reply& bssid) {
                        status_.locked = bssid && parse_lock(*bssid);
                        tell(status_);
                    });
            });
    });
}

void Supplicant::tell_connected(const wifi::MacAddress& bssid, const Status& status) {
    ports::Connected event;
    event.bssid = bssid;
    event.ssid = status.ssid;
    event.fast_transition = status.fast_transition;
    event.locked = status.locked;
    if (status.bssid == bssid) {
        event.channel = status.channel;
        event.link_mode = status.mode;
    }
    tell(event);
}

void Supplicant::check_link() {
    read_status([this](const Status& status) {
        if (status.state == "COMPLETED" && status.bssid)
            tell_connected(*status.bssid, status);
        else if (status.state == "DISCONNECTED" || status.state == "INACTIVE" || status.state == "SCANNING")
            tell(ports::Disconnected{});
    });
}

// -- Requests.

void Supplicant::read_signal() {
    if (attached_ && std::chrono::steady_clock::now() - alive_at_ >= kAliveEvery) {
        alive_at_ = std::chrono::steady_clock::now();
        check_alive();
    }
    ask("SIGNAL_POLL", [this](const Reply& reply) {
        auto signal = reply ? parse_signal(*reply) : std::nullopt;
        if (!signal) return tell(ports::SignalFailed{});
        ask("PKTCNT_POLL", [this, read = *signal](const Reply& counts) mutable {
            if (counts) parse_packet_counts(*counts, read);
            tell(read);
        });
    });
}

void Supplicant::watch_signal(wifi::Dbm threshold) {
    // FAIL means that the driver has no monitor, or that bgscan owns it: then there are only the readings.
    ask(fmt::format("SIGNAL_MONITOR THRESHOLD={} HYSTERESIS={}", threshold.value, kHysteresisDb),
        [this](const Reply& reply) {
            if (!is_ok(reply)) tell(ports::WatchRefused{});
        });
}

void Supplicant::look(wifi::Channel channel) { scan({&channel, 1}); }

void Supplicant::scan(std::span<const wifi::Channel> channels) {
    looking_ = true;
    look_started_ = false;
    look_id_.reset();
    ask(fmt::format("SCAN TYPE=ONLY{} use_id=1", frequencies(channels)), [this](const Reply& reply) {
        look_id_ = reply ? integer(first_line(reply)) : std::nullopt;
        if (!look_id_ && !is_ok(reply)) end_look(false, first_line(reply));
    });
}

void Supplicant::end_look(bool done, const std::string& why) {
    if (std::exchange(looking_, false)) tell(ports::LookEnded{done, why});
}

void Supplicant::read_table() {
    nameless_.clear();
    read_page(0, {}, 0);
}

void Supplicant::read_page(std::uint32_t from, std::vector<ports::BssEntry> so_far, int pages) {
    ask(fmt::format("BSS RANGE={}- MASK={}", from, kBssMask),
        [this, from, entries = std::move(so_far), pages](const Reply& reply) mutable {
            if (!reply) return tell(ports::TableFailed{});
            const BssPage page = parse_bss_page(*reply);
            for (const BssPage::Row& row : page.rows) {
                // FT_DS takes any entry of a BSS, and with one that has no name the association fails.
                if (row.ssid.empty()) nameless_.insert(row.entry.bssid);
                if (row.ssid != status_.ssid) continue;
                entries.push_back(row.entry);
                entries.back().fits = fits(row);
            }
            const bool more = page.next_id && *page.next_id > from && pages < kPagesAtMost;
            if (more) return read_page(*page.next_id, std::move(entries), pages + 1);
            for (ports::BssEntry& entry : entries)
                if (nameless_.contains(entry.bssid)) entry.over_ds = false;
            tell(ports::TableRead{std::move(entries)});
        });
}

bool Supplicant::fits(const BssPage::Row& row) const {
    // ROAM does not check this: it would leave the link for a BSS that cannot take us. Key management that we
    // do not know by name fits only itself, which nothing here can tell: the supplicant will see.
    return std::ranges::any_of(families_, [&](KeyFamily family) {
        return family == KeyFamily::Other || std::ranges::count(row.families, family) != 0;
    });
}

void Supplicant::move(const wifi::MacAddress& bssid, records::Method method) {
    const auto* command = method == records::Method::FastTransitionOverDs ? "FT_DS" : "ROAM";
    ask(fmt::format("{} {}", command, text(bssid)),
        [this](const Reply& reply) { tell(ports::MoveAnswered{is_ok(reply), first_line(reply)}); });
}

void Supplicant::ask_neighbors() {
    ask("NEIGHBOR_REP_REQUEST", [this](const Reply& reply) {
        if (!is_ok(reply)) tell(ports::NeighborsFailed{first_line(reply)});
    });
}

void Supplicant::ask_transition(std::uint8_t reason, std::span<const ports::Candidate> candidates) {
    std::string command = fmt::format("WNM_BSS_QUERY {}", reason);
    std::uint8_t preference = 255;
    for (const ports::Candidate& candidate : candidates) {
        std::array<char, 80> room{};
        const auto neighbor =
            wifi::write_candidate({candidate.bssid, candidate.channel, candidate.mode, preference}, room);
        if (!neighbor) continue;
        command += fmt::format(" neighbor={}", *neighbor);
        --preference;
        if (command.size() > kQueryAtMost) break;
    }
    ask(std::move(command), {});
}

void Supplicant::heed_transitions(bool heed) {
    if (heeds_ == heed) return;
    heeds_ = heed;
    ask(fmt::format("SET disable_btm {}", heed ? 0 : 1), {});
}

void Supplicant::stop_scan() {
    ask("ABORT_SCAN", {});  // FAIL: there is none
}

void Supplicant::search(std::span<const wifi::Channel> channels) {
    // Busy means that the supplicant searches by itself already, which is as good.
    ask("SCAN" + frequencies(channels), {});
}

// -- Background scanning: ours while we are here.

void Supplicant::take_over_scanning() {
    if (!config_.take_over) return;
    ask("LIST_NETWORKS", [this](const Reply& reply) {
        if (!reply) return;
        for (const int network : parse_networks(*reply))
            ask(fmt::format("GET_NETWORK {} bgscan", network),
                [this, network](const Reply& value) { silence(network, value ? *value : ""); });
    });
}

void Supplicant::silence(int network, std::string_view answer) {
    if (answer.empty() || answer == "\"\"") return;
    // FAIL means that the network has no value of its own; the global one, which cannot be read, would apply.
    const std::string old =
        answer.starts_with("FAIL") ? "NULL" : std::string{answer.substr(0, answer.find('\n'))};
    // Noted before the answer comes: who ends us meanwhile still gets it back.
    old_bgscan_[network] = old;
    ask(fmt::format("SET_NETWORK {} bgscan \"\"", network), [this, network](const Reply& reply) {
        if (is_ok(reply)) return;
        old_bgscan_.erase(network);
        on_notice_(fmt::format("cannot turn off bgscan of network {}: {}", network, first_line(reply)));
    });
}

void Supplicant::give_back(std::function<void()> done) {
    if (old_bgscan_.empty()) return done();
    const auto [network, value] = *old_bgscan_.begin();
    old_bgscan_.erase(old_bgscan_.begin());
    ask(fmt::format("SET_NETWORK {} bgscan {}", network, value),
        [this, next = std::move(done)](const Reply&) mutable { give_back(std::move(next)); });
}

}  // namespace wpa_supplicant
