// wpa_supplicant as ports::StationControl, over its control socket.
//
// Two sockets: one for commands, one attached for events. Works whether the supplicant is there already,
// comes later, is restarted, or hangs: it keeps trying, and says what it sees as Attached and Detached.
// Background scanning of the interface's networks is taken over while attached, again after each new
// connection, and given back by release().
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "adapters/hostap/control_socket.hpp"
#include "adapters/wpa_supplicant/parse.hpp"
#include "ports/station_control.hpp"

namespace wpa_supplicant {

using hostap::ControlSocket;
using hostap::Reply;
using hostap::RequestFault;

struct SupplicantConfig {
    std::string directory = "/run/wpa_supplicant";
    std::string interface;
    bool take_over = true;  ///< silence bgscan; off when only observing
};

class Supplicant final : public ports::StationControl {
public:
    using OnEvent = std::function<void(const ports::StationEvent&)>;
    /// Something a person should know of: "bgscan of network 0 cannot be read".
    using OnNotice = std::function<void(const std::string&)>;

    Supplicant(boost::asio::io_context& io, SupplicantConfig config, OnEvent on_event, OnNotice on_notice);
    ~Supplicant() override;

    /// Begins to look for the supplicant.
    void start();

    /// Takes background scanning over from now on, or gives it back.
    void take_over(bool wanted);

    /// Gives back what was taken over and ends; `done` is called once, also when the supplicant does not
    /// answer.
    void release(std::function<void()> done);

    void read_signal() override;
    void watch_signal(wifi::Dbm threshold) override;
    void look(wifi::Channel channel) override;
    void scan(std::span<const wifi::Channel> channels) override;
    void read_table() override;
    void move(const wifi::MacAddress& bssid, records::Method method) override;
    void ask_neighbors() override;
    void ask_transition(std::uint8_t reason, std::span<const ports::Candidate> candidates) override;
    void heed_transitions(bool heed) override;
    void stop_scan() override;
    void check_link() override;
    void search(std::span<const wifi::Channel> channels) override;

private:
    void try_attach();
    void retry_later(std::string why);
    void attached();
    void detach(const std::string& why);
    void check_alive();
    /// The supplicant was heard: the next check is due with a reading of the signal, or after a minute.
    void expect_alive();
    void on_message(std::string_view message);
    void note_scan_started();
    /// Reads the link and what its network may use.
    void read_status(std::function<void(const Status&)> then);
    void tell_connected(const wifi::MacAddress& bssid, const Status& status);
    void end_look(bool done, const std::string& why);
    void take_over_scanning();
    void silence(int network, std::string_view answer);
    void give_back(std::function<void()> done);
    void read_page(std::uint32_t from, std::vector<ports::BssEntry> so_far, int pages);
    [[nodiscard]] bool fits(const BssPage::Row& row) const;
    /// Sends a command; without a connection the answer is Broken, in a later turn of the loop.
    void ask(std::string command, ControlSocket::OnReply on_reply);
    void tell(const ports::StationEvent& event);

    boost::asio::io_context& io_;
    SupplicantConfig config_;
    OnEvent on_event_;
    OnNotice on_notice_;
    std::string path_;
    std::shared_ptr<ControlSocket> commands_;
    std::shared_ptr<ControlSocket> monitor_;
    boost::asio::steady_timer timer_;
    std::chrono::steady_clock::time_point alive_at_;
    std::set<wifi::MacAddress> nameless_;  ///< BSS with an entry without SSID, in the table being read
    std::shared_ptr<bool> alive_ =
        std::make_shared<bool>(true);  ///< false once the object is gone or released
    bool attached_ = false;
    bool looking_ = false;
    bool look_started_ = false;            ///< its scan has begun
    std::optional<std::int64_t> look_id_;  ///< the supplicant's name for the scan that looks
    std::string last_problem_;
    Status status_;
    std::vector<KeyFamily> families_;  ///< that the link's network may use
    bool heeds_ = true;                ///< requests of the network to move
    std::map<int, std::string>
        old_bgscan_;  ///< by network id, as GET_NETWORK said; "NULL" where there was none
};

}  // namespace wpa_supplicant
