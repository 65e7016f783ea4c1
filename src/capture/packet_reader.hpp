// The packets of a pcap or pcapng file whose link type is 802.11, one after the other, in constant memory.
#pragma once

#include <chrono>
#include <cstdio>
#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "wifi/radiotap.hpp"

namespace capture {

struct Packet {
    wifi::Octets octets;             ///< valid until the next one is read
    std::chrono::microseconds time;  ///< since 1970, by the clock of whoever captured
};

/// What went wrong, for people.
using Error = std::string;

class PacketReader {
public:
    /// @param file  positioned at the start; closed with the reader, and when this fails.
    /// @return  a fault when it is no capture, or one of something else than 802.11.
    [[nodiscard]] static std::expected<PacketReader, Error> open(std::FILE* file);

    /// Whether a radiotap header stands before each frame.
    [[nodiscard]] bool has_radiotap() const { return has_radiotap_; }
    /// The next packet; empty at the end.
    [[nodiscard]] std::expected<std::optional<Packet>, Error> next();

private:
    struct Close {
        void operator()(void* capture) const;
    };
    PacketReader(void* capture, bool has_radiotap) : capture_{capture}, has_radiotap_{has_radiotap} {}

    std::unique_ptr<void, Close> capture_;  ///< libpcap's
    bool has_radiotap_;
};

/// The frame behind a radiotap header, without its FCS.
[[nodiscard]] inline wifi::Octets frame_behind(const wifi::Radiotap& header, wifi::Octets packet) {
    const wifi::Octets frame = packet.subspan(header.length);
    return header.has_fcs && frame.size() >= 4 ? frame.first(frame.size() - 4) : frame;
}

}  // namespace capture
