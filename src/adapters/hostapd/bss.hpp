// One BSS of hostapd as ports::ApControl, over its control socket.
//
// Commands have a connection of their own, because hostapd waits when there is no room for its answer; events
// have another, and probe requests, while they are wanted, a third: however many there are, they push nothing
// else out. Works whether hostapd is there already, comes later, is restarted, or hangs: it keeps trying, and
// says what it sees as ApAttached and ApDetached. What was asked meanwhile fails.
//
// ApAttached is followed by a BssStatus, and so is each change that hostapd tells of. hostapd does not say
// whether transitions and beacon requests are on, so they count as on until it answers that it does not know
// the command; neighbor reports, as its list of neighbours can be read; the mobility domain stays unknown.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>

#include <boost/asio/steady_timer.hpp>

#include "adapters/hostap/control_socket.hpp"
#include "adapters/hostapd/command.hpp"
#include "adapters/hostapd/named_bss.hpp"
#include "adapters/hostapd/parse.hpp"

namespace hostapd {

class Bss final : public NamedBss {
public:
    /// @param directory  of the control sockets, such as /run/hostapd.
    /// @param name       of the BSS's interface, which its socket has too.
    /// @param on_event   must not destroy this object.
    Bss(boost::asio::io_context& io, const std::string& directory, std::string name, OnEvent on_event);
    /// Leaves without waiting. What hostapd was told stays as it is.
    ~Bss() override;

    /// Begins to look for hostapd.
    void start();

    void read_status() override;
    /// While a pass is under way, it answers this request too.
    void read_clients() override;
    void read_client(const wifi::MacAddress& client) override;
    void hear_probes(bool wanted) override;
    void ask_beacons(const wifi::MacAddress& client, const ports::BeaconAsk& ask) override;
    void ask_transition(const wifi::MacAddress& client, const ports::TransitionAsk& ask) override;
    /// Of a list longer than hostapd's reply (4096 octets in 2.10) only its beginning is told.
    void read_neighbors() override;
    void set_neighbor(const ports::NeighborEntry& entry) override;
    void remove_neighbor(const ports::NeighborEntry& entry) override;
    void disassociate(const wifi::MacAddress& client, std::uint16_t reason) override;
    /// Refused where the client is in hostapd's accept list, which counts before the other.
    void refuse(const wifi::MacAddress& client, bool refused) override;

private:
    using Socket = std::shared_ptr<hostap::ControlSocket>;

    /// A pass over the clients. It begins anew when the client after which it was to go on has left.
    struct Pass {
        std::set<wifi::MacAddress> told;
        std::set<wifi::MacAddress> passed;  ///< since it began
        int begun = 0;
    };

    void try_attach();
    void attach();
    void attached();
    void retry_later(const std::string& why);
    void detach(const std::string& why);
    void check_later();
    void check_alive();
    void open_probes();
    void close_probes();
    void on_message(std::string_view message);
    void on_probe(std::string_view message);
    void begin_pass();
    void go_on(const hostap::Reply& reply);
    void end_pass(const std::string& problem);
    void learn(bool& does, const hostap::Reply& reply);
    /// Sends a command; without a connection the answer is Broken, in a later turn of the loop.
    void ask(std::string command, hostap::ControlSocket::OnReply on_reply);
    /// Sends an order about a client and tells whether it was taken.
    void order(const wifi::MacAddress& client, std::string command);

    std::string path_;
    Socket commands_;
    Socket monitor_;
    Socket probes_;
    boost::asio::steady_timer timer_;
    bool attached_ = false;
    bool probes_wanted_ = false;
    std::string last_problem_;
    ports::BssStatus status_;  ///< the last one, with what was learned
    std::optional<Pass> pass_;
    std::uint8_t token_ = 0;  ///< of the last request to move
};

}  // namespace hostapd
