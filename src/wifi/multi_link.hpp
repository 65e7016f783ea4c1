// Multi-link devices (802.11be): the Multi-Link element. Clauses are those of IEEE P802.11be/D2.0.
#pragma once

#include "wifi/capabilities.hpp"
#include "wifi/element.hpp"

namespace wifi {

struct BssElements;  // bss_elements.hpp

/// STA Control of a Per-STA Profile (9.4.2.312.2.4).
inline constexpr auto kStaControlFields = std::to_array<BitField>({
    {"link_id", 0, 4},
    {"complete_profile", 4},
    {"mac_present", 5},
    {"beacon_interval_present", 6},
    {"tsf_offset_present", 7},
    {"dtim_present", 8},
    {"nstr_pair_present", 9},
    {"nstr_bitmap_16", 10},
    {"bss_parameters_change_count_present", 11},
});

/// One link of the sender's. What the profile holds behind the STA information depends on the frame that
/// carries it: Capability Information (and Status Code in a response), then elements.
struct PerStaProfile {
    static constexpr const char* kName = "per_sta_profile";
    static constexpr const char* kClause = "802.11be 9.4.2.312.2.4";

    Bits<2, kStaControlFields> control;
    std::optional<MacAddress> mac;  ///< of the station or AP on this link
    std::optional<std::uint16_t> beacon_interval_tu;
    std::optional<std::uint64_t> tsf_offset_2us;  ///< two's complement, in 2 us
    /// Count in the low octet, period in beacon intervals in the high one.
    std::optional<std::uint16_t> dtim;
    /// Bit n: cannot transmit and receive at once on this link and link n.
    std::optional<std::uint8_t> nstr_bitmap;
    std::optional<std::uint16_t> nstr_bitmap_16;  ///< the same for 16 links
    std::optional<std::uint8_t> bss_parameters_change_count;
    OctetString profile;  ///< what follows the STA information, not decoded

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("control", value.control);
        at.sized("sta_info", [&value](auto& info) {
            const auto& control = value.control;
            const bool with_nstr = control.template get<"nstr_pair_present">() != 0;
            const bool is_wide = control.template get<"nstr_bitmap_16">() != 0;
            info.when(control.template get<"mac_present">() != 0, "mac", value.mac);
            info.when(control.template get<"beacon_interval_present">() != 0, "beacon_interval_tu",
                      value.beacon_interval_tu);
            info.when(control.template get<"tsf_offset_present">() != 0, "tsf_offset_2us",
                      value.tsf_offset_2us);
            info.when(control.template get<"dtim_present">() != 0, "dtim", value.dtim);
            info.when(with_nstr && !is_wide, "nstr_bitmap", value.nstr_bitmap);
            info.when(with_nstr && is_wide, "nstr_bitmap_16", value.nstr_bitmap_16);
            info.when(control.template get<"bss_parameters_change_count_present">() != 0,
                      "bss_parameters_change_count", value.bss_parameters_change_count);
        });
        at.rest("profile", value.profile);
    }
    friend constexpr bool operator==(const PerStaProfile&, const PerStaProfile&) = default;
};

struct LinkInformation : Registry<Row<PerStaProfile, ElementId{0}>> {};

/// Multi-Link Control; from bit 4 on the Presence Bitmap of the basic variant (9.4.2.312).
inline constexpr auto kMultiLinkFields = std::to_array<BitField>({
    {"type", 0, 3},
    {"link_id_present", 4},
    {"bss_parameters_change_count_present", 5},
    {"medium_sync_delay_present", 6},
    {"eml_present", 7},
    {"mld_capabilities_present", 8},
    {"mld_id_present", 9},
});

/// EML Capabilities, of the Common Info (9.4.2.312.2.3). A code n other than 0 means, in microseconds:
/// padding 16 x 2^n, transition 8 x 2^n, timeout 64 x 2^n; 0 means none.
inline constexpr auto kEmlFields = std::to_array<BitField>({
    {"emlsr_support", 0},
    {"emlsr_padding_delay", 1, 3},
    {"emlsr_transition_delay", 4, 3},
    {"emlmr_support", 7},
    {"emlmr_delay", 8, 3},
    {"transition_timeout", 11, 4},
});

/// MLD Capabilities, of the Common Info (9.4.2.312.2.3). `max_simultaneous_links` is one less than the
/// number.
inline constexpr auto kMldCapabilityFields = std::to_array<BitField>({
    {"max_simultaneous_links", 0, 4},
    {"srs_support", 4},
    {"tid_to_link_negotiation", 5, 2},
    {"frequency_separation", 7, 5},
    {"aar_support", 12},
});

/// Link ID Info, of the Common Info (9.4.2.312.2.3).
inline constexpr auto kLinkIdFields = std::to_array<BitField>({
    {"link_id", 0, 4},
});

/// Basic variant (type 0); of the other variants the common information is kept as it is. Too long for one
/// element, it goes on in Fragment elements; see `defragment`. A part whose presence bit says otherwise is
/// Inconsistent.
struct MultiLink {
    static constexpr ElementId kId = ElementId::extended(107);
    static constexpr const char* kName = "multi_link";
    static constexpr const char* kClause = "802.11be 9.4.2.312";

    Bits<2, kMultiLinkFields> control;
    // Common Info (9.4.2.312.2.3).
    std::optional<MacAddress> mld_mac;  ///< there in the basic variant
    std::optional<Bits<1, kLinkIdFields>> link_id;
    std::optional<std::uint8_t> bss_parameters_change_count;
    std::optional<std::uint16_t> medium_sync_delay;  ///< duration in 32 us in the low octet
    std::optional<Bits<2, kEmlFields>> eml;
    std::optional<Bits<2, kMldCapabilityFields>> mld_capabilities;
    std::optional<std::uint8_t> mld_id;
    OctetString other_common;  ///< of variants that are not basic; empty else
    ElementList<LinkInformation> links;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("control", value.control);
        const bool is_basic = value.control.template get<"type">() == 0;
        at.sized("common", [&value, is_basic](auto& common) {
            const auto& control = value.control;
            common.when(is_basic, "mld_mac", value.mld_mac);
            common.when(is_basic && control.template get<"link_id_present">() != 0, "link_id", value.link_id);
            common.when(is_basic && control.template get<"bss_parameters_change_count_present">() != 0,
                        "bss_parameters_change_count", value.bss_parameters_change_count);
            common.when(is_basic && control.template get<"medium_sync_delay_present">() != 0,
                        "medium_sync_delay", value.medium_sync_delay);
            common.when(is_basic && control.template get<"eml_present">() != 0, "eml", value.eml);
            common.when(is_basic && control.template get<"mld_capabilities_present">() != 0,
                        "mld_capabilities", value.mld_capabilities);
            common.when(is_basic && control.template get<"mld_id_present">() != 0, "mld_id", value.mld_id);
            if (!is_basic) common.rest("other_common", value.other_common);
        });
        at.elements("links", value.links);
    }
    friend constexpr bool operator==(const MultiLink&, const MultiLink&) = default;
};

/// Joins an element and the Fragment elements (242) that follow it at once (9.4.2.188, 10.28.11). An element
/// of less than 255 octets has none and is returned as it is.
/// @param list  the list that `first` was found in, from its start (so that `first.offset` counts in it).
/// @param room  where the joined body goes when there may be more than one part; it must outlive the result.
/// @return  the element with its whole body, of any length. Truncated with the offset of the part that breaks
///          off; BadValue with the offset of the part with which the body no longer fits `room`.
[[nodiscard]] constexpr Parsed<Element> defragment(Octets list, const Element& first,
                                                   std::span<std::uint8_t> room) {
    constexpr std::uint8_t kFragment = 242;
    if (first.body.size() < 255) return first;
    std::size_t size = 0;
    Element part = first;
    for (;;) {
        if (room.size() - size < part.body.size())
            return std::unexpected(ParseError{ParseFault::BadValue, part.offset});
        std::ranges::copy(part.body, room.begin() + static_cast<std::ptrdiff_t>(size));
        size += part.body.size();
        if (part.body.size() < 255 || part.end() >= list.size() || list[part.end()] != kFragment) break;
        const auto next = element_at(list, part.end());
        if (!next) return std::unexpected(next.error());
        part = *next;
    }
    return Element{first.id, Octets{room.data(), size}, first.offset};
}

}  // namespace wifi
