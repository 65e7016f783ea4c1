// Where and how loudly one may transmit: Country, powers, and lists of channels.
#pragma once

#include "wifi/element.hpp"

namespace wifi {

/// Three octets whose meaning the first one chooses (9.4.2.8).
struct CountryTriplet {
    static constexpr std::size_t kSize = 3;

    std::uint8_t first = 0;   ///< first channel, or 201 and above: an operating extension identifier
    std::uint8_t second = 0;  ///< number of channels, or the operating class
    std::uint8_t third = 0;   ///< maximum power in dBm, or the coverage class

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("first", value.first);
        at.number("second", value.second);
        at.number("third", value.third);
    }
    friend constexpr bool operator==(const CountryTriplet&, const CountryTriplet&) = default;
};

/// The body has an even number of octets on the air; not everybody keeps to it.
struct Country {
    static constexpr ElementId kId{7};
    static constexpr const char* kName = "country";
    static constexpr const char* kClause = "9.4.2.8";

    std::array<std::uint8_t, 3> country{};  ///< two letters, then ' ' for any environment, 'O' outdoor, 'I'
                                            ///< indoor, 4 for the global classes
    ItemList<CountryTriplet> triplets;
    std::optional<std::uint8_t> padding;  ///< 0, behind an even number of triplets

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.fixed("country", value.country);
        at.items("triplets", value.triplets);
        at.tail("padding", value.padding);
    }
    friend constexpr bool operator==(const Country&, const Country&) = default;
};

struct PowerConstraint {
    static constexpr ElementId kId{32};
    static constexpr const char* kName = "power_constraint";
    static constexpr const char* kClause = "9.4.2.13";

    std::uint8_t local_constraint_db = 0;  ///< dB below the regulatory maximum

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("local_constraint_db", value.local_constraint_db);
    }
    friend constexpr bool operator==(const PowerConstraint&, const PowerConstraint&) = default;
};

struct PowerCapability {
    static constexpr ElementId kId{33};
    static constexpr const char* kName = "power_capability";
    static constexpr const char* kClause = "9.4.2.14";

    std::int8_t minimum_dbm = 0;  ///< on the current channel
    std::int8_t maximum_dbm = 0;  ///< on the current channel

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.signed8("minimum_dbm", value.minimum_dbm);
        at.signed8("maximum_dbm", value.maximum_dbm);
    }
    friend constexpr bool operator==(const PowerCapability&, const PowerCapability&) = default;
};

struct TpcReport {
    static constexpr ElementId kId{35};
    static constexpr const char* kName = "tpc_report";
    static constexpr const char* kClause = "9.4.2.16";

    std::int8_t transmit_power_dbm = 0;  ///< for the frame that carries it
    std::int8_t link_margin_db = 0;      ///< 0 in beacons and probe responses

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.signed8("transmit_power_dbm", value.transmit_power_dbm);
        at.signed8("link_margin_db", value.link_margin_db);
    }
    friend constexpr bool operator==(const TpcReport&, const TpcReport&) = default;
};

/// A subband: its first channel number and how many channels it has.
struct ChannelRange {
    static constexpr std::size_t kSize = 2;

    std::uint8_t first = 0;
    std::uint8_t count = 0;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("first", value.first);
        at.number("count", value.count);
    }
    friend constexpr bool operator==(const ChannelRange&, const ChannelRange&) = default;
};

/// The subbands in which a station can transmit.
struct SupportedChannels {
    static constexpr ElementId kId{36};
    static constexpr const char* kName = "supported_channels";
    static constexpr const char* kClause = "9.4.2.17";

    ItemList<ChannelRange> ranges;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.items("ranges", value.ranges);
    }
    friend constexpr bool operator==(const SupportedChannels&, const SupportedChannels&) = default;
};

/// Channels of one class on which APs are likely to be found.
struct ApChannelReport {
    static constexpr ElementId kId{51};
    static constexpr const char* kName = "ap_channel_report";
    static constexpr const char* kClause = "9.4.2.35";

    std::uint8_t operating_class = 0;  ///< Annex E
    OctetString channels;              ///< one number per octet

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("operating_class", value.operating_class);
        at.numbers("channels", value.channels);
    }
    friend constexpr bool operator==(const ApChannelReport&, const ApChannelReport&) = default;
};

/// Transmit Power Information (9.4.2.161).
inline constexpr auto kTransmitPowerFields = std::to_array<BitField>({
    {"count_minus_1", 0, 3},
    {"interpretation", 3, 3},
    {"category", 6, 2},
});

struct HalfDbm {
    static constexpr std::size_t kSize = 1;

    std::int8_t half_dbm = 0;  ///< in 0.5 dBm, or 0.5 dBm/MHz with a PSD interpretation

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.signed8("half_dbm", value.half_dbm);
    }
    friend constexpr bool operator==(const HalfDbm&, const HalfDbm&) = default;
};

struct TransmitPowerEnvelope {
    static constexpr ElementId kId{195};
    static constexpr const char* kName = "transmit_power_envelope";
    static constexpr const char* kClause = "9.4.2.161";

    Bits<1, kTransmitPowerFields> info;
    ItemList<HalfDbm> maximum;  ///< for 20, 40, 80, 160 MHz; with a PSD interpretation, per 20 MHz channel

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("info", value.info);
        at.items("maximum", value.maximum);
    }
    friend constexpr bool operator==(const TransmitPowerEnvelope&, const TransmitPowerEnvelope&) = default;
};

}  // namespace wifi
