// Fast BSS transition: the Fast BSS Transition element and the Timeout Interval element.
#pragma once

#include "wifi/element.hpp"

namespace wifi {

struct R1KhId {
    static constexpr const char* kName = "r1kh_id";
    static constexpr const char* kClause = "9.4.2.47";

    MacAddress r1kh_id;  ///< MAC address of the key holder

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.mac("r1kh_id", value.r1kh_id);
    }
    friend constexpr bool operator==(const R1KhId&, const R1KhId&) = default;
};

struct R0KhId {
    static constexpr const char* kName = "r0kh_id";
    static constexpr const char* kClause = "9.4.2.47";

    OctetString r0kh_id;  ///< 1 to 48 octets (else BadValue)

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.rest("r0kh_id", value.r0kh_id);
        at.require(value.r0kh_id.size() >= 1 && value.r0kh_id.size() <= 48);
    }
    friend constexpr bool operator==(const R0KhId&, const R0KhId&) = default;
};

/// Key Info of the GTK subelement (9.4.2.47).
inline constexpr auto kKeyInfoFields = std::to_array<BitField>({
    {"key_id", 0, 2},
});

struct FtGtk {
    static constexpr const char* kName = "gtk";
    static constexpr const char* kClause = "9.4.2.47";

    Bits<2, kKeyInfoFields> key_info;   ///< Key ID 1 to 3
    std::uint8_t key_length = 0;        ///< octets of the key before wrapping
    std::array<std::uint8_t, 8> rsc{};  ///< receive sequence counter
    OctetString wrapped_key;            ///< NIST AES Key Wrap, 8 octets longer than the padded key

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("key_info", value.key_info);
        at.number("key_length", value.key_length);
        at.fixed("rsc", value.rsc);
        at.rest("wrapped_key", value.wrapped_key);
    }
    friend constexpr bool operator==(const FtGtk&, const FtGtk&) = default;
};

struct FtIgtk {
    static constexpr const char* kName = "igtk";
    static constexpr const char* kClause = "9.4.2.47";

    std::uint16_t key_id = 0;     ///< 4 or 5
    std::uint64_t ipn = 0;        ///< packet number, 48 bits
    std::uint8_t key_length = 0;  ///< octets of the key before wrapping
    OctetString wrapped_key;      ///< NIST AES Key Wrap, 8 octets longer than the padded key

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("key_id", value.key_id);
        at.number48("ipn", value.ipn);
        at.number("key_length", value.key_length);
        at.rest("wrapped_key", value.wrapped_key);
    }
    friend constexpr bool operator==(const FtIgtk&, const FtIgtk&) = default;
};

/// Operating Channel Information of the sender.
struct FtOci {
    static constexpr const char* kName = "oci";
    static constexpr const char* kClause = "9.4.2.47";

    std::uint8_t operating_class = 0;   ///< Annex E
    std::uint8_t primary_channel = 0;   ///< number in that class
    std::uint8_t centre_segment_1 = 0;  ///< channel number, 0 when not used

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("operating_class", value.operating_class);
        at.number("primary_channel", value.primary_channel);
        at.number("centre_segment_1", value.centre_segment_1);
    }
    friend constexpr bool operator==(const FtOci&, const FtOci&) = default;
};

struct FtBigtk {
    static constexpr const char* kName = "bigtk";
    static constexpr const char* kClause = "9.4.2.47";

    std::uint16_t key_id = 0;     ///< 6 or 7
    std::uint64_t bipn = 0;       ///< packet number, 48 bits
    std::uint8_t key_length = 0;  ///< octets of the key before wrapping
    OctetString wrapped_key;      ///< NIST AES Key Wrap, 8 octets longer than the padded key

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("key_id", value.key_id);
        at.number48("bipn", value.bipn);
        at.number("key_length", value.key_length);
        at.rest("wrapped_key", value.wrapped_key);
    }
    friend constexpr bool operator==(const FtBigtk&, const FtBigtk&) = default;
};

struct FtSubelements
    : Registry<Row<R1KhId, ElementId{1}>, Row<FtGtk, ElementId{2}>, Row<R0KhId, ElementId{3}>,
               Row<FtIgtk, ElementId{4}>, Row<FtOci, ElementId{5}>, Row<FtBigtk, ElementId{6}>> {};

/// MIC Control (9.4.2.47).
inline constexpr auto kMicControlFields = std::to_array<BitField>({
    {"rsnxe_used", 0},
    {"mic_length", 1, 3},
    {"element_count", 8, 8},
});

/// The MIC has 16 octets, or 24 or 32 when the MIC Length field says 1 or 2 (IEEE Std 802.11-2020 has 16
/// only; the field came with the longer AKMs). Without it, a 24-octet MIC of AKM 13 cannot be told from a
/// 16-octet one. A MIC of another size than the field says is Inconsistent.
struct FastTransition {
    static constexpr ElementId kId{55};
    static constexpr const char* kName = "fast_bss_transition";
    static constexpr const char* kClause = "9.4.2.47";

    std::array<std::uint8_t, 32> anonce{};
    std::array<std::uint8_t, 32> snonce{};
    ElementList<FtSubelements> subelements;

    /// element_count: elements that the MIC covers; 0: it is not used.
    Bits<2, kMicControlFields> mic_control;
    OctetString mic;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("mic_control", value.mic_control);
        at.octets("mic", value.mic, 16 + 8 * std::size_t{value.mic_control.template get<"mic_length">()});
        at.fixed("anonce", value.anonce);
        at.fixed("snonce", value.snonce);
        at.elements("subelements", value.subelements);
    }
    friend constexpr bool operator==(const FastTransition&, const FastTransition&) = default;
};

/// Timeout Interval Type (9.4.2.48).
inline constexpr auto kTimeoutTypes = std::to_array<ValueName>({
    {1, "reassociation_deadline_tu"},
    {2, "key_lifetime_s"},
    {3, "association_comeback_tu"},
    {4, "time_to_start_tu"},
});

struct TimeoutInterval {
    static constexpr ElementId kId{56};
    static constexpr const char* kName = "timeout_interval";
    static constexpr const char* kClause = "9.4.2.48";

    std::uint8_t type = 0;       ///< kTimeoutTypes
    std::uint32_t interval = 0;  ///< in TU, but seconds for a key lifetime

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("type", value.type, kTimeoutTypes);
        at.number("interval", value.interval);
    }
    friend constexpr bool operator==(const TimeoutInterval&, const TimeoutInterval&) = default;
};

}  // namespace wifi
