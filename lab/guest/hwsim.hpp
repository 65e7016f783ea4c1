// The netlink family of mac80211_hwsim: every frame that a simulated radio sends arrives here, and what is
// heard goes back. One process may register, and is then the medium of all radios.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <vector>

#include "wifi/units.hpp"

namespace lab::guest {

/// One entry of a rate series as mac80211 asked for it.
struct RateTry {
    std::int8_t index =
        -1;  ///< legacy rate index of the band, HT MCS, or VHT (streams-1)<<4 | MCS; -1 ends the series
    std::uint8_t count = 0;   ///< attempts allowed, or made
    std::uint16_t flags = 0;  ///< kRate… below
};

inline constexpr std::uint16_t kRateMcs = 1U << 3;
inline constexpr std::uint16_t kRate40Mhz = 1U << 5;
inline constexpr std::uint16_t kRateShortGi = 1U << 7;
inline constexpr std::uint16_t kRateVhtMcs = 1U << 8;
inline constexpr std::uint16_t kRate80Mhz = 1U << 9;
inline constexpr std::uint16_t kRate160Mhz = 1U << 10;

using RateSeries = std::array<RateTry, 4>;

/// A frame that a radio wants to send.
struct TxFrame {
    int radio = 0;  ///< index of the transmitting radio
    std::vector<std::uint8_t> octets;
    int mhz = 0;  ///< centre of its primary 20 MHz channel
    bool wants_ack = false;
    std::uint32_t flags = 0;
    std::uint64_t cookie = 0;
    RateSeries rates;
};

/// Messages for the kernel, gathered so that one system call carries all of them.
class Batch {
public:
    void clear() { octets_.clear(); }
    [[nodiscard]] bool empty() const { return octets_.empty(); }
    [[nodiscard]] std::span<const std::uint8_t> octets() const { return octets_; }

private:
    friend class Hwsim;
    std::vector<std::uint8_t> octets_;
};

class Hwsim {
public:
    /// Registers as the medium. Throws std::system_error when the kernel refuses.
    Hwsim();
    ~Hwsim();
    Hwsim(const Hwsim&) = delete;
    Hwsim& operator=(const Hwsim&) = delete;

    [[nodiscard]] int fd() const { return fd_; }

    /// Hands over every frame that waits.
    void receive(const std::function<void(TxFrame)>& frame);

    /// Adds "radio `receiver` hears this frame". The kernel drops it when the radio is tuned elsewhere.
    void add_reception(Batch& batch, int receiver, std::span<const std::uint8_t> frame, int rate_index,
                       int signal_dbm, int mhz);

    /// Adds the transmit status of `frame`: the attempts made, and whether an acknowledgement came.
    void add_status(Batch& batch, const TxFrame& frame, const RateSeries& made, bool acked,
                    int ack_signal_dbm);

    void send(const Batch& batch);

    /// Sends one reception and says whether the radio was tuned to it and took it.
    [[nodiscard]] bool offer(int receiver, std::span<const std::uint8_t> frame, int rate_index,
                             int signal_dbm, int mhz);

private:
    void read_waiting();
    void take_message(const void* header, std::size_t length);

    int fd_ = -1;
    int family_ = 0;
    std::uint32_t sequence_ = 0;
    std::uint32_t awaited_ = 0;
    int awaited_error_ = 0;
    bool answered_ = false;
    std::vector<std::uint8_t> buffer_;
    std::deque<TxFrame> waiting_;
    Batch single_;
};

}  // namespace lab::guest
