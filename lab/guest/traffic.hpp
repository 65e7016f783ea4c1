// The measured stream: one packet in each direction every period, between the station and a host behind the
// APs.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "lab/guest/loop.hpp"
#include "lab/truth.hpp"

namespace lab::guest {

inline constexpr const char* kServerAddress = "10.0.0.1";
inline constexpr const char* kStationAddress = "10.0.0.2";
inline constexpr const char* kStationMac = "02:00:00:00:00:00";  ///< as mac80211_hwsim numbers its radios
inline constexpr const char* kStationNamespace = "sta";

/// Where a stream's ends are.
struct StreamEnds {
    std::string space = kStationNamespace;  ///< the station's network namespace
    std::string station = kStationAddress;
    std::uint16_t port = 5004;  ///< at both ends; RTP media by convention (RFC 3551)
};

class TrafficStream {
public:
    /// Called for each arrival: direction, sequence (negative before the walk), when it was sent.
    using Arrived = std::function<void(Direction, std::int64_t sequence, Micros sent)>;

    /// Opens both ends; the station's inside its network namespace. Throws std::system_error.
    TrafficStream(Loop& loop, int octets, Micros period, Arrived arrived, StreamEnds ends = {});
    ~TrafficStream();
    TrafficStream(const TrafficStream&) = delete;
    TrafficStream& operator=(const TrafficStream&) = delete;

    /// Sends packet n at n x period, from `first` (may be negative) to `last`, both included.
    void start(std::int64_t first, std::int64_t last);

private:
    void send_next();
    void read(int fd, Direction direction);

    Loop& loop_;
    std::vector<char> payload_;
    Micros period_;
    Arrived arrived_;
    StreamEnds ends_;
    int server_ = -1;
    int station_ = -1;
    std::int64_t next_ = 0;
    std::int64_t last_ = 0;
};

}  // namespace lab::guest
