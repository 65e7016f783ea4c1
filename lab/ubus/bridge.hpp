// Stock hostapd as OpenWrt's objects on ubus: what it says on its control socket becomes answers and
// notifications, and methods become commands. For the laboratory, where hostapd is Debian's.
//
// What a control socket cannot do is missing: nobody is refused by a subscriber's verdict, and measurement
// capabilities of clients are not told.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "adapters/hostap/control_socket.hpp"
#include "adapters/hostapd/directory.hpp"
#include "adapters/ubus/client.hpp"

namespace lab::ubus_bridge {

/// One BSS.
class BssObject {
public:
    BssObject(boost::asio::io_context& io, ubus::Client& client, const std::string& directory,
              std::string name);
    ~BssObject();
    BssObject(const BssObject&) = delete;
    BssObject& operator=(const BssObject&) = delete;

    void publish();

private:
    using Call = ubus::Call;
    using Reply = std::function<void(const std::string&)>;

    void open();
    void ask(const std::string& command, Reply on_reply);
    void take(const ubus::Call& call);
    void on_event(std::string_view message);
    void get_status(const Call& call);
    void get_clients(const Call& call, const std::string& command,
                     std::shared_ptr<std::vector<std::string>> read);
    void get_elements(const Call& call);
    void neighbors(const Call& call, bool own);
    void set_neighbors(const Call& call);
    void request_beacons(const Call& call);
    void request_transition(const Call& call);
    void order(const Call& call, const std::string& command);
    void notify(std::string_view name, const std::function<void(ubus::Writer&)>& content);

    ubus::Client& client_;
    std::string path_;
    std::string name_;
    std::string bssid_;
    std::shared_ptr<hostap::ControlSocket> commands_;
    std::shared_ptr<hostap::ControlSocket> monitor_;
    std::shared_ptr<hostap::ControlSocket> probes_;
    boost::asio::io_context& io_;
    std::uint32_t object_ = 0;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

/// Every BSS in a folder of control sockets.
class Bridge final : ubus::Client::Listener {
public:
    Bridge(boost::asio::io_context& io, std::string directory, std::string socket);
    void start();

private:
    void up() override;
    void down(const std::string&) override {}
    void event(std::string_view, const ubus::Fields&) override {}
    void complain(const std::string&) override {}

    boost::asio::io_context& io_;
    std::string directory_;
    ubus::Client client_;
    hostapd::Directory files_;
    std::map<std::string, std::unique_ptr<BssObject>> objects_;
};

}  // namespace lab::ubus_bridge
