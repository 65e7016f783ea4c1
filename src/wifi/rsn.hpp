// Security of a BSS: the RSN element (9.4.2.24) and the RSN Extension element (9.4.2.241).
#pragma once

#include "wifi/element.hpp"

namespace wifi {

/// A cipher or AKM suite selector (9.4.2.24.2, 9.4.2.24.3): organization identifier << 8 | suite type.
struct Suite {
    static constexpr std::size_t kSize = 4;
    static constexpr const char* kName = "suite";

    std::uint32_t value = 0;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        // The one field of 802.11 that people write big-endian: 00-0F-AC:2.
        std::array<std::uint8_t, 4> octets{
            static_cast<std::uint8_t>(value.value >> 24), static_cast<std::uint8_t>(value.value >> 16),
            static_cast<std::uint8_t>(value.value >> 8), static_cast<std::uint8_t>(value.value)};
        at.suite("selector", octets);
        if constexpr (At::kReads)
            value.value = static_cast<std::uint32_t>(octets[0]) << 24 |
                          static_cast<std::uint32_t>(octets[1]) << 16 |
                          static_cast<std::uint32_t>(octets[2]) << 8 | octets[3];
    }
    friend constexpr auto operator<=>(const Suite&, const Suite&) = default;
};

/// The organization identifier of the standard's own suites.
inline constexpr std::uint32_t kSuiteOui = 0x000FAC;

/// AKM suite types of 00-0F-AC (Table 9-151 and later amendments).
enum class Akm : std::uint8_t {
    Ieee8021x = 1,
    Psk = 2,
    FtIeee8021x = 3,
    FtPsk = 4,
    Ieee8021xSha256 = 5,
    PskSha256 = 6,
    Tdls = 7,
    Sae = 8,
    FtSae = 9,
    ApPeerKey = 10,
    SuiteBSha256 = 11,
    SuiteBSha384 = 12,
    FtIeee8021xSha384 = 13,
    FilsSha256 = 14,
    FilsSha384 = 15,
    FtFilsSha256 = 16,
    FtFilsSha384 = 17,
    Owe = 18,
    FtPskSha384 = 19,
    PskSha384 = 20,
    SaeExtKey = 24,
    FtSaeExtKey = 25,
};

/// The set of AKMs that a BSS accepts or a station can do. Suites of other organizations are not in it.
struct AkmSet {
    std::uint32_t bits = 0;  ///< bit n: suite type n of 00-0F-AC

    /// Whether `akm` is in the set.
    [[nodiscard]] constexpr bool has(Akm akm) const { return (bits >> static_cast<unsigned>(akm) & 1) != 0; }
    /// Adds a suite of 00-0F-AC with a type of 0 to 31; any other is left out.
    constexpr void add(Suite suite) {
        if (suite.value >> 8 == kSuiteOui && (suite.value & 0xFF) < 32) bits |= 1u << (suite.value & 0xFF);
    }
    /// Whether any AKM of a fast BSS transition is in the set (Table 9-151 and later amendments).
    [[nodiscard]] constexpr bool has_ft() const {
        constexpr std::uint32_t kFt =
            1u << 3 | 1u << 4 | 1u << 9 | 1u << 13 | 1u << 16 | 1u << 17 | 1u << 19 | 1u << 25;
        return (bits & kFt) != 0;
    }
    friend constexpr bool operator==(const AkmSet&, const AkmSet&) = default;
    /// What both sets have.
    friend constexpr AkmSet operator&(AkmSet a, AkmSet b) { return {a.bits & b.bits}; }
};

/// Names a PMKSA that both sides hold (9.4.2.24.5).
struct Pmkid {
    static constexpr std::size_t kSize = 16;
    std::array<std::uint8_t, 16> octets{};

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.fixed("pmkid", value.octets);
    }
    friend constexpr bool operator==(const Pmkid&, const Pmkid&) = default;
};

/// RSN Capabilities (9.4.2.24.4).
inline constexpr auto kRsnCapabilityFields = std::to_array<BitField>({
    {"preauthentication", 0},
    {"no_pairwise", 1},
    {"ptksa_replay_counter", 2, 2},
    {"gtksa_replay_counter", 4, 2},
    {"mfp_required", 6},
    {"mfp_capable", 7},
    {"joint_multiband_rsna", 8},
    {"peerkey_enabled", 9},
    {"spp_amsdu_capable", 10},
    {"spp_amsdu_required", 11},
    {"pbac", 12},
    {"extended_key_id", 13},
    {"ocvc", 14},
});

/// Everything after the version may end early, but not with a gap (Inconsistent). A list that its count makes
/// longer than the body is BodyTooShort.
struct Rsn {
    static constexpr ElementId kId{48};
    static constexpr const char* kName = "rsn";
    static constexpr const char* kClause = "9.4.2.24";

    std::uint16_t version = 1;  ///< others than 1 are read alike
    std::optional<Suite> group_data;
    std::optional<ItemList<Suite>> pairwise;
    std::optional<ItemList<Suite>> akms;
    std::optional<Bits<2, kRsnCapabilityFields>> capabilities;
    std::optional<ItemList<Pmkid>> pmkids;
    std::optional<Suite> group_management;

    /// The AKMs that are listed; empty when the element ends before them, which means 802.1X (9.4.2.24.1).
    [[nodiscard]] constexpr AkmSet akm_set() const {
        AkmSet set;
        if (akms)
            for (const Suite suite : *akms) set.add(suite);
        return set;
    }

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("version", value.version);
        at.tail("group_data", value.group_data);
        at.tail("pairwise", value.pairwise);
        at.tail("akms", value.akms);
        at.tail("capabilities", value.capabilities);
        at.tail("pmkids", value.pmkids);
        at.tail("group_management", value.group_management);
    }
    friend constexpr bool operator==(const Rsn&, const Rsn&) = default;
};

/// Extended RSN Capabilities (9.4.2.241); the first four bits are one less than its octets.
inline constexpr auto kRsnxFields = std::to_array<BitField>({
    {"field_length_minus_1", 0, 4},
    {"protected_twt", 4},
    {"sae_hash_to_element", 5},
    {"sae_pk", 6},
    {"protected_wur_wakeup", 7},
    {"secure_ltf", 8},
    {"secure_rtt", 9},
    {"range_protection_required", 10},
});

/// The first four bits say how many octets follow the first; the element's own length rules.
struct Rsnx {
    static constexpr ElementId kId{244};
    static constexpr const char* kName = "rsnx";
    static constexpr const char* kClause = "9.4.2.241";

    OctetString capabilities;  ///< 1 octet or more (else BadValue)

    /// SAE hash-to-element, bit 5.
    [[nodiscard]] constexpr bool sae_hash_to_element() const {
        return !capabilities.empty() && (capabilities.octets[0] & 0x20) != 0;
    }

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.open_bits("capabilities", value.capabilities, kRsnxFields);
        at.require(!value.capabilities.empty());
    }
    friend constexpr bool operator==(const Rsnx&, const Rsnx&) = default;
};

}  // namespace wifi
