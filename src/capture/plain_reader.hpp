// Reads pcap and pcapng without a library: for systems that have no libpcap. Nothing but the file is trusted
// less.
//
// pcap of either byte order, with microseconds or nanoseconds; pcapng with sections of either byte order,
// several interfaces of one link type, enhanced, simple and obsolete packet blocks, and any time resolution.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "capture/packet_reader.hpp"

namespace capture {

class PlainReader {
public:
    /// @param file  positioned at the start; stays the caller's.
    /// @return  a fault when it is no capture.
    [[nodiscard]] static std::expected<PlainReader, Error> open(std::FILE* file);

    /// Of all packets (the tcpdump group's registry): 105 is 802.11, 127 is radiotap before it.
    [[nodiscard]] int link_type() const { return link_type_; }
    /// The next packet; empty at the end.
    [[nodiscard]] std::expected<std::optional<Packet>, Error> next();

private:
    struct Interface {
        std::uint32_t longest = 0;  ///< octets that are kept of each packet; 0: all
        std::int64_t units =
            1'000'000;  ///< of time stamps, each second; of a power of two the exponent, negative
        std::int64_t offset_s = 0;
    };
    struct Block {
        std::uint32_t type = 0;
        std::span<const std::uint8_t> body;
    };

    explicit PlainReader(std::FILE* file) : file_{file} {}

    [[nodiscard]] std::expected<void, Error> begin();
    [[nodiscard]] std::expected<void, Error> begin_plain(std::span<const std::uint8_t> magic);
    [[nodiscard]] std::expected<std::optional<Packet>, Error> next_plain();
    [[nodiscard]] std::expected<std::optional<Packet>, Error> next_block_packet();
    /// The next block; empty at the end of the file. @param started  its type has been read: a section's.
    [[nodiscard]] std::expected<std::optional<Block>, Error> next_block(bool started);
    [[nodiscard]] std::expected<void, Error> add_interface(std::span<const std::uint8_t> body);
    [[nodiscard]] std::expected<Packet, Error> packet_of(std::uint32_t interface, std::uint64_t stamp,
                                                         std::span<const std::uint8_t> octets) const;
    [[nodiscard]] std::expected<Packet, Error> enhanced(const Block& block) const;
    [[nodiscard]] std::expected<Packet, Error> simple(const Block& block) const;
    /// Fills `room`. False: the file ends at once; a fault: within.
    [[nodiscard]] std::expected<bool, Error> fill(std::span<std::uint8_t> room);
    [[nodiscard]] std::uint32_t number(std::span<const std::uint8_t> octets, std::size_t at,
                                       std::size_t size) const;

    std::FILE* file_;
    bool is_big_endian_ = false;
    bool has_blocks_ = false;  ///< pcapng
    bool has_nanoseconds_ = false;
    int link_type_ = -1;
    std::vector<Interface> interfaces_;
    std::vector<std::uint8_t> room_;
};

}  // namespace capture
