// What crosses the air, as a pcap file for other tools: management frames with radiotap headers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lab/truth.hpp"

namespace lab::guest {

/// Gathers a classic pcap file of link type 127. It reads no clock and writes nothing before the end, when
/// the kernel would have pages to write back at moments of its own: a run that is captured is the same run.
class Capture {
public:
    /// The guest has little memory: what comes after this many octets is left out.
    static constexpr std::size_t kMostOctets = 48U << 20;

    Capture();

    /// Adds a frame that ended on the air at `at`, microseconds from the start of the walk.
    /// @param frame  from Frame Control on, without FCS.
    /// @param mhz  centre of the primary channel.
    /// @param signal_dbm  where it was to be received; empty when nobody in particular was meant.
    void add(Micros at, std::span<const std::uint8_t> frame, int mhz, std::optional<int> signal_dbm);

    /// Throws std::runtime_error when `file` cannot be written.
    void write(const std::filesystem::path& file) const;

private:
    void append(const std::string& octets);

    std::vector<std::string> blocks_;  ///< of one size, so that growing copies nothing
    std::size_t size_ = 0;
};

}  // namespace lab::guest
