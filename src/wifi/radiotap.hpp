// The radiotap header that captures put before a frame (radiotap.org): how a frame was received.
#pragma once

#include "wifi/octets.hpp"

namespace wifi {

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
    std::optional<std::uint8_t> antenna;

    friend bool operator==(const Radiotap&, const Radiotap&) = default;
};

/// Reads the header (radiotap.org). Where a field of unknown size or a vendor's comes, it and the fields
/// behind it are left out; that is no fault.
/// @return  Truncated at offset 2 when the header is longer than `packet`; BodyTooShort with the offset of
/// the
///          field or presence word that runs past the header, at most its length; Unsupported at offset 0 for
///          a version other than 0.
[[nodiscard]] Parsed<Radiotap> parse_radiotap(Octets packet);

}  // namespace wifi
