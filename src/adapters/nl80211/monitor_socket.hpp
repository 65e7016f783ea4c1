// Beacons and probe responses from a monitor interface.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "wifi/channel.hpp"
#include "wifi/units.hpp"

namespace nl80211 {

/// What one beacon or probe response says of its sender's timer, and how it was received.
struct TimedFrame {
    wifi::MacAddress bssid;
    wifi::Channel channel;
    wifi::Dbm level;
    std::uint64_t tsf_us = 0;
    std::uint16_t interval_tu = 0;

    friend bool operator==(const TimedFrame&, const TimedFrame&) = default;
};

/// Reads a packet of a monitor interface: radiotap header, then the frame.
/// @return  empty for every other frame, for a damaged one, and where level or channel are not reported.
[[nodiscard]] std::optional<TimedFrame> parse_timed_frame(std::span<const std::uint8_t> packet);

class MonitorSocket {
public:
    MonitorSocket() = default;
    ~MonitorSocket();
    MonitorSocket(const MonitorSocket&) = delete;
    MonitorSocket& operator=(const MonitorSocket&) = delete;

    /// Binds to interface `index`, deaf at first. Needs CAP_NET_RAW.
    [[nodiscard]] std::expected<void, std::string> open(int index);

    /// Brings the interface up or takes it down. Needs CAP_NET_ADMIN.
    [[nodiscard]] std::expected<void, std::string> set_up(const std::string& name, bool up);

    /// Deaf, the kernel drops every frame before it reaches us.
    void set_deaf(bool deaf);

    [[nodiscard]] int fd() const { return fd_; }
    /// Calls `each` for every frame that waits. Does not block.
    void read(const std::function<void(const TimedFrame&)>& each);

private:
    int fd_ = -1;
};

}  // namespace nl80211
