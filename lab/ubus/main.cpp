// roam-lab-ubus: a broker of ubus with stock hostapd's BSS as OpenWrt's objects on it.
#include <csignal>
#include <cstdio>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "lab/ubus/bridge.hpp"
#include "lab/ubus/broker.hpp"

int main(int argc, char** argv) {
    if (argc != 3) {
        (void)std::fprintf(stderr,
                           "usage: roam-lab-ubus FOLDER SOCKET\n"
                           "FOLDER has hostapd's control sockets; the broker listens at SOCKET.\n");
        return 2;
    }
    boost::asio::io_context io{1};
    const lab::ubus_broker::Broker broker{io, argv[2]};
    lab::ubus_bridge::Bridge bridge{io, argv[1], argv[2]};
    bridge.start();
    boost::asio::signal_set signals{io, SIGTERM, SIGINT};
    signals.async_wait([&](auto, int) { io.stop(); });
    io.run();
    return 0;
}
