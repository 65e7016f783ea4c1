// The roaming trace as plain values: what was asked of a station, what happened to it, what it said.
//
// The vocabulary is that of the native 802.11 contract, which is the strictest published one: a driver author
// finds each event and each status under its Windows name and number. engine/ has the encodings,
// station/trace_check.hpp the rules, docs/roaming-operation.md both tables.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/static_vector.hpp"
#include "base/time.hpp"
#include "wifi/units.hpp"

namespace records {

enum class RoamingEventKind : std::uint8_t {
    TraceStart,  ///< a new trace begins; one before it was cut
    // Asked of the station. A status other than success: it refused.
    ConnectRequest,
    DisconnectRequest,
    ResetRequest,
    RequestCompleted,  ///< all that the disconnect or reset request had to say was said
    // Happened to it, or was told to it.
    AdapterReset,  ///< the device was restarted under the link
    RadioOff,
    RadioOn,
    PeerDeauthenticated,  ///< `status` has the reason code
    PeerDisassociated,    ///< `status` has the reason code
    PeerUnreachable,      ///< nothing heard for as long as is allowed
    Candidates,           ///< the list for the next operation, or the longer one of this operation
    Excluded,             ///< addresses never to be tried; the broadcast address alone: all
    StreamOn,
    StreamOff,
    Resumed,  ///< from low power
    ScanRequest,
    BackgroundScan,
    // Said by it.
    ConnectionStart,
    ConnectionCompletion,
    RoamingStart,
    RoamingCompletion,
    AssociationStart,
    AssociationCompletion,
    Disassociation,
    LinkQuality,
    PmkidCandidates,
    ScanConfirm,
    MediaConnect,
    MediaDisconnect,
};
inline constexpr std::size_t kRoamingEventKinds = 30;

/// DOT11_ASSOC_STATUS: the outcome of an operation, or the reason of a start or a disassociation.
struct RoamingStatus {
    std::uint32_t code = 0;
    friend constexpr bool operator==(const RoamingStatus&, const RoamingStatus&) = default;
};

namespace status {
inline constexpr RoamingStatus kSuccess{0};
inline constexpr RoamingStatus kFailure{1};
inline constexpr RoamingStatus kUnreachable{2};
inline constexpr RoamingStatus kRadioOff{3};
inline constexpr RoamingStatus kPhyDisabled{4};
inline constexpr RoamingStatus kCancelled{5};
inline constexpr RoamingStatus kExhausted{6};  ///< of the candidate list, without success
inline constexpr RoamingStatus kEndedByHost{7};
inline constexpr RoamingStatus kEndedByRoaming{8};  ///< the operating system's own: a station never says it
inline constexpr RoamingStatus kEndedByReset{9};
inline constexpr RoamingStatus kSystemError{10};
inline constexpr RoamingStatus kBetterFound{11};
inline constexpr RoamingStatus kAssociationLost{12};
inline constexpr RoamingStatus kIndependentMerge{13};

/// The peer ended the link, with this reason code (9.4.1.7).
constexpr RoamingStatus deauthenticated(std::uint16_t reason) { return {0x1'0000U | reason}; }
constexpr RoamingStatus disassociated(std::uint16_t reason) { return {0x2'0000U | reason}; }
/// The peer refused, with this status code (9.4.1.9).
constexpr RoamingStatus refused(std::uint16_t code) { return {0x3'0000U | code}; }

constexpr bool is_deauthenticated(RoamingStatus of) { return of.code >> 16U == 1; }
constexpr bool is_disassociated(RoamingStatus of) { return of.code >> 16U == 2; }
constexpr bool is_refused(RoamingStatus of) { return of.code >> 16U == 3; }
constexpr bool is_radio(RoamingStatus of) { return of == kRadioOff || of == kPhyDisabled; }
constexpr bool is_vendor(RoamingStatus of) { return of.code >= 0x8000'0000U; }
}  // namespace status

/// An SSID by value, 0 to 32 octets.
struct SsidValue {
    std::array<char, 32> octets{};
    std::uint8_t size = 0;

    constexpr SsidValue() = default;
    /// What is longer than 32 octets is cut.
    constexpr explicit SsidValue(std::string_view text) {
        while (size < text.size() && size < octets.size()) {
            octets[size] = text[size];
            ++size;
        }
    }
    [[nodiscard]] constexpr std::string_view text() const { return {octets.data(), size}; }
    friend constexpr bool operator==(const SsidValue& a, const SsidValue& b) {
        if (a.size != b.size) return false;
        for (std::size_t i = 0; i < a.size; ++i)
            if (a.octets[i] != b.octets[i]) return false;
        return true;
    }
};

/// Addresses in the order of preference.
using AddressList = base::StaticVector<wifi::MacAddress, 16>;

constexpr bool contains(const AddressList& list, const wifi::MacAddress& bssid) {
    for (const wifi::MacAddress& entry : list)
        if (entry == bssid) return true;
    return false;
}

struct RoamingEvent {
    RoamingEventKind kind = RoamingEventKind::TraceStart;
    base::Instant at;
    wifi::MacAddress bssid;  ///< the peer; of an independent network's start, the target
    RoamingStatus status;
    SsidValue ssid;  ///< Candidates, AssociationStart; of an independent network's start, the target
    bool independent = false;        ///< ConnectionStart: an IBSS
    std::uint8_t quality = 0;        ///< LinkQuality: 0 to 100
    base::Milliseconds comeback{0};  ///< AssociationCompletion refused with status 30: not before
    AddressList list;                ///< Candidates, Excluded, PmkidCandidates

    friend constexpr bool operator==(const RoamingEvent&, const RoamingEvent&) = default;
};

}  // namespace records
