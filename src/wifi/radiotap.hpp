// The radiotap header that captures put before a frame (radiotap.org): how a frame was received.
#pragma once

#include "wifi/octets.hpp"

namespace wifi {

/// What we use of the header. Of a field that occurs several times the first counts, of the flags the last.
struct Radiotap {
    std::size_t length = 0;  ///< octets of the header; the frame starts there
    std::optional<std::uint64_t>
        tsf_us;            ///< when the first octet of the frame arrived, in the receiver's TSF
    bool has_fcs = false;  ///< the frame ends with its FCS, 4 octets
    bool is_bad = false;   ///< the FCS did not match
    std::optional<std::uint8_t> rate_500kbps;
    std::optional<std::uint16_t> channel_mhz;
    std::optional<Dbm> signal;  ///< of the first antenna that reports one
    std::optional<Dbm> noise;
    std::optional<std::uint8_t> antenna;  ///< from 0

    friend bool operator==(const Radiotap&, const Radiotap&) = default;
};

/// Reads the header (radiotap.org). Where a field of unknown size or a vendor's comes, it and the fields
/// behind it are left out; that is no fault.
/// @return  BodyTooShort at offset 0 for a packet of less than 8 octets, else with the offset of the presence
///          word or field that runs past the header (of a field, at most the header's length); Truncated at
///          offset 2 when the header is longer than `packet`; Unsupported at offset 0 for a version other
///          than 0.
[[nodiscard]] Parsed<Radiotap> parse_radiotap(Octets packet);

}  // namespace wifi
