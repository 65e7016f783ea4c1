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
inline constexpr std::uint8_t kProbeResponse = 0x50;
inline constexpr std::uint8_t kBeacon = 0x80;
inline constexpr std::uint8_t kDisassociation = 0xA0;
inline constexpr std::uint8_t kAuthentication = 0xB0;
inline constexpr std::uint8_t kDeauthentication = 0xC0;
inline constexpr std::uint8_t kAction = 0xD0;

/// Moves the Timestamp field (9.4.1.10) of a beacon or probe response on by `us`; other frames stay as they
/// are.
inline void delay_timestamp(std::span<std::uint8_t> octets, std::int64_t us) {
    constexpr std::size_t kTimestamp = 24;
    const FrameView view{octets};
    const bool stamped = view.ok() && (view.kind() == kBeacon || view.kind() == kProbeResponse);
    if (!stamped || octets.size() < kTimestamp + 8) return;
    std::uint64_t value = 0;
    for (std::size_t i = 8; i-- > 0;) value = value << 8 | octets[kTimestamp + i];
    value += static_cast<std::uint64_t>(us);
    for (std::size_t i = 0; i < 8; ++i) octets[kTimestamp + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

}  // namespace lab::guest
