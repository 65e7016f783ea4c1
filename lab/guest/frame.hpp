// The few fields of an 802.11 MAC header that the medium needs (9.2.3, 9.2.4.1).
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "wifi/units.hpp"

namespace lab::guest {

class FrameView {
public:
    /// `octets` must outlive the view.
    explicit FrameView(std::span<const std::uint8_t> octets) : octets_{octets} {}

    /// Whether there is a header with three addresses; hwsim sends nothing shorter.
    [[nodiscard]] bool ok() const { return octets_.size() >= 24; }

    [[nodiscard]] bool is_management() const { return (octets_[0] & 0x0C) == 0x00; }
    [[nodiscard]] bool is_data() const { return (octets_[0] & 0x0C) == 0x08; }
    /// Frame Control type and subtype as the first octet shows them, version bits cleared.
    [[nodiscard]] std::uint8_t kind() const { return octets_[0] & 0xFC; }
    /// Power Management bit (9.2.4.1.7).
    [[nodiscard]] bool power_save() const { return (octets_[1] & 0x10) != 0; }
    [[nodiscard]] bool is_protected() const { return (octets_[1] & 0x40) != 0; }

    [[nodiscard]] wifi::MacAddress receiver() const { return address(4); }
    [[nodiscard]] wifi::MacAddress transmitter() const { return address(10); }

    /// What follows the three-address header.
    [[nodiscard]] std::span<const std::uint8_t> body() const { return octets_.subspan(24); }

private:
    [[nodiscard]] wifi::MacAddress address(std::size_t at) const {
        wifi::MacAddress result;
        std::copy_n(octets_.begin() + static_cast<std::ptrdiff_t>(at), 6, result.octets.begin());
        return result;
    }

    std::span<const std::uint8_t> octets_;
};

inline constexpr std::uint8_t kAssociationResponse = 0x10;
inline constexpr std::uint8_t kReassociationRequest = 0x20;
inline constexpr std::uint8_t kReassociationResponse = 0x30;
inline constexpr std::uint8_t kProbeRequest = 0x40;
inline constexpr std::uint8_t kBeacon = 0x80;
inline constexpr std::uint8_t kDisassociation = 0xA0;
inline constexpr std::uint8_t kAuthentication = 0xB0;
inline constexpr std::uint8_t kDeauthentication = 0xC0;

}  // namespace lab::guest
