#include "adapters/hostapd/bss.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

namespace hostapd {

namespace {

using hostap::ControlSocket;
using hostap::Reply;
using hostap::RequestFault;
using std::chrono::milliseconds;

constexpr milliseconds kRetry{500};
constexpr milliseconds kAliveEvery{2'000};
constexpr int kPassesAtMost = 4;
constexpr std::size_t kClientsAtMost = 2007;  // association identifiers of a BSS (9.4.1.8)

bool is_ok(const Reply& reply) { return reply && reply->starts_with("OK"); }

std::string first_line(const Reply& reply) {
    if (!reply) return std::string{hostap::describe(reply.error())};
    return reply->substr(0, std::min<std::size_t>(reply->find('\n'), 80));
}

std::string not_understood(const wifi::TextError& error) {
    return "answer not understood: " + std::string{error.wanted} + " wanted at " +
           std::to_string(error.offset);
}

}  // namespace

Bss::Bss(boost::asio::io_context& io, const std::string& directory, std::string name, OnEvent on_event)
    : NamedBss{io, std::move(name), std::move(on_event)}, path_{directory + "/" + this->name()}, timer_{io} {
    status_.transition = status_.neighbor_reports = status_.beacon_reports = true;
}

Bss::~Bss() {
    will_go();
    for (const Socket& socket : {monitor_, probes_}) {
        if (!socket) continue;
        socket->say("DETACH");
        socket->close();
    }
    if (commands_) commands_->close();
}

void Bss::start() {
    boost::asio::post(io(), [this, alive = alive()] {
        if (*alive) try_attach();
    });
}

void Bss::ask(std::string command, ControlSocket::OnReply on_reply) {
    if (!commands_) {
        boost::asio::post(io(), [alive = alive(), handler = std::move(on_reply)] {
            if (*alive) handler(std::unexpected(RequestFault::Broken));
        });
        return;
    }
    commands_->request(std::move(command), [this, handler = std::move(on_reply)](const Reply& reply) {
        handler(reply);
        // It hangs. What waits behind this command would wait as long, each in its turn.
        if (!reply && reply.error() == RequestFault::NoAnswer) detach(first_line(reply));
    });
}

// -- Attaching, staying attached.

void Bss::try_attach() {
    auto commands = ControlSocket::open(io(), path_, {}, [this] { detach("the control socket is gone"); });
    if (!commands) return retry_later(commands.error());
    commands_ = *commands;
    // A hostapd that hangs reads later what it was sent: no ATTACH of an address that is gone by then.
    ask("PING", [this](const Reply& reply) {
        if (reply && reply->starts_with("PONG")) return attach();
        detach("PING: " + first_line(reply));
    });
}

void Bss::attach() {
    auto monitor = ControlSocket::open(
        io(), path_, [this](std::string_view message) { on_message(message); },
        [this] { detach("the control socket is gone"); });
    if (!monitor) return detach(monitor.error());
    monitor_ = *monitor;
    monitor_->request("ATTACH", [this](const Reply& reply) {
        if (!is_ok(reply)) return detach("ATTACH: " + first_line(reply));
        attached();
    });
}

void Bss::attached() {
    attached_ = true;
    last_problem_.clear();
    status_ = {};  // another process may answer there now
    status_.transition = status_.neighbor_reports = status_.beacon_reports = true;
    // Asked first, so that the status says it: FAIL means that neighbor reports are off.
    ask("SHOW_NEIGHBOR", [this](const Reply& reply) {
        if (reply && reply->starts_with("FAIL")) status_.neighbor_reports = false;
    });
    read_status();
    if (probes_wanted_) open_probes();
    check_later();
    tell(ports::ApAttached{});
}

void Bss::retry_later(const std::string& why) {
    timer_.expires_after(kRetry);
    timer_.async_wait([this, alive = alive()](auto error) {
        if (!error && *alive) try_attach();
    });
    if (why == last_problem_) return;
    last_problem_ = why;
    tell(ports::ApDetached{why});
}

void Bss::detach(const std::string& why) {
    if (!commands_) return;
    const Socket commands = std::exchange(commands_, nullptr);
    if (const Socket monitor = std::exchange(monitor_, nullptr)) {
        monitor->say("DETACH");
        monitor->close();
    }
    close_probes();
    if (std::exchange(attached_, false)) last_problem_.clear();
    commands->abandon();
    retry_later(why);
}

void Bss::check_later() {
    timer_.expires_after(kAliveEvery);
    timer_.async_wait([this, alive = alive()](auto error) {
        if (!error && *alive) check_alive();
    });
}

void Bss::check_alive() {
    // LEVEL succeeds only for an attached address: it tells at once whether hostapd lives and whether it
    // still sends us events. It drops a monitor that was too slow, and says nothing.
    if (!monitor_) return;
    monitor_->request("LEVEL 3", [this](const Reply& reply) {
        if (!is_ok(reply)) return detach(reply ? "hostapd dropped our event socket" : first_line(reply));
        check_later();
    });
    if (!probes_wanted_) return;
    if (!probes_) return open_probes();
    probes_->request("LEVEL 3", [this](const Reply& reply) {
        if (is_ok(reply)) return;
        close_probes();  // too many to take: the next check begins again
    });
}

void Bss::open_probes() {
    auto opened = ControlSocket::open(
        io(), path_, [this](std::string_view message) { on_probe(message); }, [this] { probes_.reset(); });
    if (!opened) return;  // as for a request that fails: the next check tries again
    probes_ = *opened;
    probes_->request("ATTACH probe_rx_events=1", [this](const Reply& reply) {
        if (!is_ok(reply)) close_probes();
    });
}

void Bss::close_probes() {
    const Socket probes = std::exchange(probes_, nullptr);
    if (!probes) return;
    probes->say("DETACH");
    probes->close();
}

void Bss::hear_probes(bool wanted) {
    if (std::exchange(probes_wanted_, wanted) == wanted || !attached_) return;
    if (wanted)
        open_probes();
    else
        close_probes();
}

// -- Events.

void Bss::on_message(std::string_view message) {
    // The answer with a token came before what happened to the request.
    if (commands_) commands_->poll();
    if (!attached_) return;
    const auto event = parse_event(message);
    if (!event) return;  // nobody's answer depends on what cannot be read
    if (std::holds_alternative<Changed>(*event)) return read_status();
    if (std::holds_alternative<Disabled>(*event)) {
        status_.enabled = false;
        return tell(status_);
    }
    if (std::holds_alternative<Terminating>(*event)) return detach("hostapd ended");
    if (std::holds_alternative<ports::ProbeHeard>(*event)) return;  // have a socket of their own
    std::visit(
        [this](const auto& what) {
            if constexpr (std::is_constructible_v<ports::ApEvent, decltype(what)>) tell(what);
        },
        *event);
}

void Bss::on_probe(std::string_view message) {
    if (!message.contains("RX-PROBE-REQUEST")) return;  // all else comes over the other one
    const auto event = parse_event(message);
    if (!event) return;
    if (const auto* heard = std::get_if<ports::ProbeHeard>(&*event)) tell(*heard);
}

// -- Reading.

void Bss::read_status() {
    ask("STATUS", [this](const Reply& reply) {
        if (!reply) return tell(ports::StatusFailed{first_line(reply)});
        auto status = parse_status(*reply, name());
        if (!status) return tell(ports::StatusFailed{not_understood(status.error())});
        status->transition = status_.transition;
        status->neighbor_reports = status_.neighbor_reports;
        status->beacon_reports = status_.beacon_reports;
        status_ = *status;
        tell(status_);
    });
}

void Bss::learn(bool& does, const Reply& reply) {
    if (!reply || !reply->starts_with("UNKNOWN COMMAND") || !does) return;
    does = false;
    read_status();
}

void Bss::read_client(const wifi::MacAddress& client) {
    ask(about("STA", client), [this, client](const Reply& reply) {
        const auto band = status_.channel ? std::optional{status_.channel->band()} : std::nullopt;
        const auto read = reply ? parse_client(*reply, band) : std::unexpected(wifi::TextError{});
        if (!read || read->client != client) return tell(ports::ClientFailed{client});
        tell(*read);
    });
}

void Bss::read_clients() {
    if (pass_) return;
    pass_ = Pass{};
    begin_pass();
}

void Bss::begin_pass() {
    ++pass_->begun;
    pass_->passed.clear();
    ask("STA-FIRST", [this](const Reply& reply) { go_on(reply); });
}

void Bss::go_on(const Reply& reply) {
    if (!reply) return end_pass(first_line(reply));
    if (reply->empty()) return end_pass({});
    if (reply->starts_with("FAIL")) {
        if (pass_->begun == kPassesAtMost) return end_pass("clients leave while they are read");
        return begin_pass();
    }
    const auto band = status_.channel ? std::optional{status_.channel->band()} : std::nullopt;
    const auto read = parse_client(*reply, band);
    if (!read) return end_pass(not_understood(read.error()));
    if (!pass_->passed.insert(read->client).second) return end_pass("the list of clients goes in circles");
    if (pass_->passed.size() > kClientsAtMost) return end_pass("more clients than a BSS can have");
    ask(about("STA-NEXT", read->client), [this](const Reply& next) { go_on(next); });
    if (pass_->told.insert(read->client).second) tell(*read);
}

void Bss::end_pass(const std::string& problem) {
    pass_.reset();
    if (problem.empty()) return tell(ports::ClientsRead{});
    tell(ports::ClientsFailed{problem});
}

void Bss::read_neighbors() {
    ask("SHOW_NEIGHBOR", [this](const Reply& reply) {
        if (!reply || reply->starts_with("FAIL") || reply->starts_with("UNKNOWN COMMAND"))
            return tell(ports::NeighborsRefused{first_line(reply)});
        auto entries = parse_neighbors(*reply);
        if (!entries) return tell(ports::NeighborsRefused{not_understood(entries.error())});
        tell(ports::NeighborsRead{std::move(*entries)});
    });
}

// -- Asking and ordering.

void Bss::ask_beacons(const wifi::MacAddress& client, const ports::BeaconAsk& wanted) {
    auto command = beacon_request(client, wanted);
    if (!command) return tell_later(ports::MeasurementFailed{client, std::move(command.error())});
    ask(std::move(*command), [this, client](const Reply& reply) {
        const auto token = reply ? parse_token(*reply) : std::unexpected(wifi::TextError{});
        if (token) return tell(ports::MeasurementSent{client, *token});
        learn(status_.beacon_reports, reply);
        tell(ports::MeasurementFailed{client, first_line(reply)});
    });
}

void Bss::ask_transition(const wifi::MacAddress& client, const ports::TransitionAsk& wanted) {
    // Another one for each request: clients take one that repeats a token for the same request.
    token_ = token_ == 255 ? std::uint8_t{1} : static_cast<std::uint8_t>(token_ + 1);
    auto command = transition_request(client, wanted, token_);
    if (!command) return tell_later(ports::TransitionFailed{client, std::move(command.error())});
    ask(std::move(*command), [this, client](const Reply& reply) {
        if (is_ok(reply)) return tell(ports::TransitionSent{client});
        learn(status_.transition, reply);
        tell(ports::TransitionFailed{client, first_line(reply)});
    });
}

void Bss::set_neighbor(const ports::NeighborEntry& entry) {
    auto command = hostapd::set_neighbor(entry);
    if (!command) return tell_later(ports::NeighborsRefused{std::move(command.error())});
    ask(std::move(*command), [this](const Reply& reply) {
        if (!is_ok(reply)) tell(ports::NeighborsRefused{"SET_NEIGHBOR: " + first_line(reply)});
    });
}

void Bss::remove_neighbor(const ports::NeighborEntry& entry) {
    auto command = hostapd::remove_neighbor(entry);
    if (!command) return tell_later(ports::NeighborsRefused{std::move(command.error())});
    ask(std::move(*command), [this](const Reply& reply) {
        if (!is_ok(reply)) tell(ports::NeighborsRefused{"REMOVE_NEIGHBOR: " + first_line(reply)});
    });
}

void Bss::order(const wifi::MacAddress& client, std::string command) {
    ask(std::move(command), [this, client](const Reply& reply) {
        tell(ports::ClientOrderAnswered{client, is_ok(reply), first_line(reply)});
    });
}

void Bss::disassociate(const wifi::MacAddress& client, std::uint16_t reason) {
    order(client, disassociation(client, reason));
}

void Bss::refuse(const wifi::MacAddress& client, bool refused) {
    if (!refused) return order(client, deny(client, false));
    ask("ACCEPT_ACL SHOW", [this, client](const Reply& reply) {
        if (reply && !lists_station(*reply, client)) return order(client, deny(client, true));
        tell(ports::ClientOrderAnswered{client, false,
                                        reply ? "hostapd's accept list has it" : first_line(reply)});
    });
}

}  // namespace hostapd
