// Where packets come from: hexadecimal text, or a pcap or pcapng file, read as a stream in constant memory.
#pragma once

#include <cstdio>
#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "apps/decode/packet_json.hpp"

namespace decode {

struct Packet {
    wifi::Octets octets;
    Form form = Form::Frame;
    std::string time;               ///< RFC 3339, UTC; empty when not known
    std::uint64_t octets_read = 0;  ///< of the source, so far
};

/// Gets each packet in turn; false stops the source.
using PacketSink = std::function<bool(const Packet&)>;
/// What went wrong, for people: what, where, what to do.
using SourceError = std::string;

/// Octets from hexadecimal digits; blanks, colons, dashes, commas and "0x" between octets are passed over.
[[nodiscard]] std::expected<std::vector<std::uint8_t>, SourceError> parse_hex(std::string_view text);

/// One packet per line of hexadecimal text; empty lines and lines that start with '#' are passed over.
[[nodiscard]] std::expected<void, SourceError> read_hex_lines(std::FILE* input, const std::string& name,
                                                              Form form, const PacketSink& sink);

/// The packets of a capture with link type 802.11, plain or with radiotap headers.
/// @param input  positioned at the start; closed by the call.
[[nodiscard]] std::expected<void, SourceError> read_capture(std::FILE* input, const std::string& name,
                                                            const PacketSink& sink);

}  // namespace decode
