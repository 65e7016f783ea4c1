// The kernel's nl80211 interface, as far as visits to other channels need it.
//
// Requests are answered by the kernel at once, so they are made and waited for; only the end of a stay or
// scan on another channel comes as an event. Most of it needs CAP_NET_ADMIN in the interface's network
// namespace.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wifi/units.hpp"

struct nl_sock;
struct nl_msg;

namespace nl80211 {

/// What the kernel says of the radio's time on other channels.
struct AwayEvent {
    enum class What : std::uint8_t { StayBegan, StayOver, ScanOver };

    What what = What::StayBegan;
    std::uint64_t cookie = 0;  ///< of the stay
    int index = 0;             ///< ScanOver: the interface that scanned, whoever asked for it
};

/// One entry of the kernel's table of what scans have heard.
struct HeardBss {
    wifi::MacAddress bssid;
    int mhz = 0;                      ///< where it was heard
    std::uint64_t tsf_us = 0;         ///< its own timer in the last frame
    std::uint16_t interval_tu = 0;    ///< its beacon interval in time units of 1024 us
    std::chrono::nanoseconds age{0};  ///< of that frame
    bool exact = false;               ///< otherwise `age` is a number of the kernel's ticks
    std::optional<wifi::Dbm> level;
};

class WirelessSocket {
public:
    ~WirelessSocket();
    WirelessSocket(const WirelessSocket&) = delete;
    WirelessSocket& operator=(const WirelessSocket&) = delete;

    /// Opens both sockets and finds the family.
    /// @return  what is missing, as text.
    [[nodiscard]] static std::expected<std::unique_ptr<WirelessSocket>, std::string> open();

    /// Adds a monitor interface to the radio of interface `index`. The kernel takes it away when this socket
    /// closes, however the program ends.
    /// @return  its index, or what went wrong.
    [[nodiscard]] std::expected<int, std::string> add_monitor(int index, const std::string& name);

    /// Keeps the radio of interface `index` on `mhz` for `stay`, rounded up to the kernel's ticks; 10 ms at
    /// least (cfg80211's least).
    /// @return  the cookie of the stay, or what went wrong.
    [[nodiscard]] std::expected<std::uint64_t, std::string> remain_on_channel(int index, int mhz,
                                                                              std::chrono::milliseconds stay);
    /// Ends a stay before its time. A stay that is over already is no fault.
    void cancel_remain_on_channel(int index, std::uint64_t cookie);

    /// Listens on `mhz` without sending, for about a ninth of a second: AwayEvent::ScanOver. What is heard is
    /// in the kernel's table from then on. Fails while any scan runs.
    [[nodiscard]] std::expected<void, std::string> start_scan(int index, int mhz);
    /// Ends it now; what was heard so far stands. ScanOver follows all the same.
    void stop_scan(int index);

    /// The kernel's table, as seen from interface `index`; needs no rights. What lacks a timer or an interval
    /// is left out.
    [[nodiscard]] std::expected<std::vector<HeardBss>, std::string> scan_table(int index);

    /// Readable when events wait.
    [[nodiscard]] int event_fd() const;
    /// Calls `each` for every event that waits. Does not block.
    void read_events(const std::function<void(const AwayEvent&)>& each);

private:
    using Socket = std::unique_ptr<nl_sock, void (*)(nl_sock*)>;

    WirelessSocket(Socket requests, Socket events, int family);

    /// Sends the message and waits for the answer. `answer` is called for each message of it.
    [[nodiscard]] std::expected<void, std::string> transact(nl_msg* message,
                                                            const std::function<void(nl_msg*)>& answer);

    Socket requests_;
    Socket events_;
    int family_;
};

}  // namespace nl80211
