// The text forms in which hostapd and wpa_supplicant take and give roaming frames on their control sockets:
// neighbour strings, `nr=` hex, beacon requests, and the payloads of events. Each form is described once;
// `TextWriter` and `TextReader` walk the description, so that either is the other's inverse.
#pragma once

#include <string_view>

#include "base/static_vector.hpp"
#include "wifi/frame.hpp"
#include "wifi/operating_class.hpp"

namespace wifi {

/// A text that is known when compiling, with its length: nothing measures it at run time.
struct Literal {
    std::string_view view;
    template <std::size_t Size>
    consteval Literal(const char (&text)[Size])
        : view{text, Size - 1} {}  // NOLINT(google-explicit-constructor)
};

/// Where a text stops being the form it should be.
struct TextError {
    std::size_t offset = 0;   ///< characters from its start
    std::string_view wanted;  ///< what should stand there

    friend bool operator==(const TextError&, const TextError&) = default;
};
template <class T>
using TextParsed = std::expected<T, TextError>;

/// Reads a form from a text. A part that is not as it should be is a fault where it starts, in hexadecimal
/// where it goes wrong. After the first fault every further read leaves its value alone.
class TextReader {
public:
    static constexpr bool kReads = true;

    /// @param room  where octets given in hexadecimal go; values read borrow from it.
    TextReader(std::string_view text, std::span<std::uint8_t> room)
        : rest_{text}, size_{text.size()}, room_{room} {}

    /// Exactly these characters.
    void literal(Literal wanted);
    /// Seventeen characters, either case.
    void mac(MacAddress& value);
    /// A decimal number of at most `most`, or of what `T` can hold; more is a fault at its first digit.
    void decimal(std::uint32_t& value, std::uint32_t most);
    template <std::unsigned_integral T>
    void decimal(T& value) {
        std::uint32_t wide = 0;
        decimal(wide, static_cast<T>(-1));
        if (ok()) value = static_cast<T>(wide);
    }
    /// Two hexadecimal digits.
    void hex_octet(std::uint8_t& value);
    /// As C writes numbers: 0x.. hexadecimal, 0.. octal, else decimal; at most 32 bits.
    void c_number(std::uint32_t& value);
    /// Pairs of hexadecimal digits, as many as there are, also none. A fault when the room is full or a
    /// single digit is left.
    void hex(OctetString& value);
    /// Up to a blank or the end, at least one character; borrows from the text.
    void word(std::string_view& value);
    /// A part that is there when the text goes on with `mark`.
    template <class Part>
    void option(Literal mark, bool& is_there, Part&& part) {
        is_there = passes(mark);
        if (is_there) part();
    }
    /// Whether the text goes on with `mark`, which is then passed.
    [[nodiscard]] bool passes(Literal mark);
    /// Nothing but one line end may follow.
    void end();

    [[nodiscard]] bool ok() const { return !error_; }
    /// Whether nothing is left, not even a line end.
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    /// The first fault; only when not `ok()`.
    [[nodiscard]] TextError error() const { return error_.value_or(TextError{}); }
    /// Notes a fault here unless there is one.
    void fail(Literal wanted) {
        if (!error_) error_ = TextError{size_ - rest_.size(), wanted.view};
    }

private:
    void number(std::uint32_t& value, std::uint32_t base, std::uint32_t most, Literal wanted);

    std::string_view rest_;
    std::size_t size_;
    std::span<std::uint8_t> room_;
    std::optional<TextError> error_;
};

/// Writes a form as a text into the caller's buffer, with the members of `TextReader`, in lower case. What
/// does not fit makes `finish` empty.
class TextWriter {
public:
    static constexpr bool kReads = false;

    explicit TextWriter(std::span<char> room) : room_{room} {}

    void literal(Literal text) { put(text.view); }
    /// Appends `text` as it is.
    void put(std::string_view text);
    void mac(const MacAddress& value);
    void decimal(std::uint32_t value);
    void hex_octet(const std::uint8_t& value);
    void c_number(const std::uint32_t& value);  ///< writes 0x..
    void hex(const OctetString& value);
    template <class Part>
    void option(Literal mark, const bool& is_there, Part&& part) {
        if (!is_there) return;
        literal(mark);
        part();
    }
    void end() {}

    /// The text; empty when the room was too small.
    [[nodiscard]] std::optional<std::string_view> finish() const {
        if (!fits_) return std::nullopt;
        return std::string_view{room_.data(), size_};
    }

private:
    std::span<char> room_;
    std::size_t size_ = 0;
    bool fits_ = true;
};

/// A neighbour in BSS_TM_REQ and WNM_BSS_QUERY: `bssid,info,class,channel,phy[,hex of subelements]`.
struct NeighborText {
    NeighborReport report;

    template <class At>
    static void describe(At& at, auto& value) {
        auto& report = value.report;
        at.mac(report.bssid);
        at.literal(",");
        std::uint32_t info = 0;
        for (std::size_t i = 0; i < 4; ++i)
            info |= static_cast<std::uint32_t>(report.info.octets[i]) << (8 * i);
        at.c_number(info);
        at.literal(",");
        at.decimal(report.operating_class);
        at.literal(",");
        at.decimal(report.channel);
        at.literal(",");
        at.decimal(report.phy_type);
        OctetString subelements{report.subelements.octets()};
        bool has_subelements = !subelements.empty();
        at.option(",", has_subelements, [&] { at.hex(subelements); });
        if constexpr (At::kReads) {
            for (std::size_t i = 0; i < 4; ++i)
                report.info.octets[i] = static_cast<std::uint8_t>(info >> (8 * i));
            report.subelements = ElementList<NeighborSubelements>{subelements.octets};
        }
    }
    friend bool operator==(const NeighborText&, const NeighborText&) = default;
};

/// A BSS that somebody would move to, and how much they would like it.
struct Candidate {
    MacAddress bssid;
    Channel channel;  ///< its primary 20 MHz channel
    PhyMode mode = PhyMode::Legacy;
    std::uint8_t preference = 255;  ///< subelement 3 of 9.4.2.36: 255 most, 1 least, 0 excluded
};

/// `candidate` as a neighbour in BSS_TM_REQ and WNM_BSS_QUERY, its channel as a 20 MHz one of the global
/// table (Table E-4). Empty when `room` is too small (80 characters suffice) or no class has the channel.
[[nodiscard]] std::optional<std::string_view> write_candidate(const Candidate& candidate,
                                                              std::span<char> room);

/// A line of SHOW_NEIGHBOR, and the arguments of SET_NEIGHBOR:
/// `bssid ssid=hex nr=hex[ lci=hex][ civic=hex][ stat]`.
struct NeighborLine {
    MacAddress bssid;
    OctetString ssid;
    OctetString body;   ///< of the Neighbor Report element, from its BSSID on
    OctetString lci;    ///< empty: none
    OctetString civic;  ///< empty: none
    bool is_stationary = false;

    template <class At>
    static void describe(At& at, auto& value) {
        at.mac(value.bssid);
        at.literal(" ssid=");
        at.hex(value.ssid);
        at.literal(" nr=");
        at.hex(value.body);
        bool has_lci = !value.lci.empty();
        at.option(" lci=", has_lci, [&] { at.hex(value.lci); });
        bool has_civic = !value.civic.empty();
        at.option(" civic=", has_civic, [&] { at.hex(value.civic); });
        at.option(" stat", value.is_stationary, [] {});
        at.end();
    }
    friend bool operator==(const NeighborLine&, const NeighborLine&) = default;
};

/// The arguments of REQ_BEACON: `station [req_mode=xx ]hex`, the hex being the body of a beacon request.
struct BeaconRequestCommand {
    MacAddress station;
    bool has_mode = false;
    std::uint8_t mode = 0;  ///< Measurement Request Mode
    OctetString request;    ///< a BeaconRequest, encoded

    template <class At>
    static void describe(At& at, auto& value) {
        at.mac(value.station);
        at.literal(" ");
        at.option("req_mode=", value.has_mode, [&] {
            at.hex_octet(value.mode);
            at.literal(" ");
        });
        at.hex(value.request);
        at.end();
    }
    friend bool operator==(const BeaconRequestCommand&, const BeaconRequestCommand&) = default;
};

/// `BEACON-REQ-TX-STATUS station token ack=n`
struct BeaconRequestSent {
    MacAddress station;
    std::uint8_t token = 0;  ///< of the request
    std::uint8_t ack = 0;    ///< 1: the station acknowledged the frame

    template <class At>
    static void describe(At& at, auto& value) {
        at.literal("BEACON-REQ-TX-STATUS ");
        at.mac(value.station);
        at.literal(" ");
        at.decimal(value.token);
        at.literal(" ack=");
        at.decimal(value.ack);
    }
    friend bool operator==(const BeaconRequestSent&, const BeaconRequestSent&) = default;
};

/// `BEACON-RESP-RX station token mode hex`; the hex is empty when the station refused or found nothing.
struct BeaconResponse {
    MacAddress station;
    std::uint8_t token = 0;  ///< of the request
    std::uint8_t mode = 0;   ///< Measurement Report Mode: 1 late, 2 incapable, 4 refused
    OctetString report;      ///< a BeaconReport, encoded

    template <class At>
    static void describe(At& at, auto& value) {
        at.literal("BEACON-RESP-RX ");
        at.mac(value.station);
        at.literal(" ");
        at.decimal(value.token);
        at.literal(" ");
        at.hex_octet(value.mode);
        at.literal(" ");
        at.hex(value.report);
    }
    friend bool operator==(const BeaconResponse&, const BeaconResponse&) = default;
};

/// `LINK-MSR-RESP-RX station token hex`
struct LinkMeasurementResponse {
    MacAddress station;
    std::uint8_t token = 0;  ///< of the request
    OctetString report;      ///< TPC Report element, antennas, RCPI, RSNI: 8 octets

    template <class At>
    static void describe(At& at, auto& value) {
        at.literal("LINK-MSR-RESP-RX ");
        at.mac(value.station);
        at.literal(" ");
        at.decimal(value.token);
        at.literal(" ");
        at.hex(value.report);
    }
    friend bool operator==(const LinkMeasurementResponse&, const LinkMeasurementResponse&) = default;
};

/// `BSS-TM-QUERY station reason=n[ neighbor=hex]`
struct TransitionQueryEvent {
    MacAddress station;
    std::uint8_t reason = 0;  ///< kTransitionReasons
    OctetString candidates;   ///< Neighbor Report elements

    template <class At>
    static void describe(At& at, auto& value) {
        at.literal("BSS-TM-QUERY ");
        at.mac(value.station);
        at.literal(" reason=");
        at.decimal(value.reason);
        bool has_candidates = !value.candidates.empty();
        at.option(" neighbor=", has_candidates, [&] { at.hex(value.candidates); });
    }
    friend bool operator==(const TransitionQueryEvent&, const TransitionQueryEvent&) = default;
};

/// `BSS-TM-RESP station status_code=n bss_termination_delay=n[ target_bssid=mac]`
struct TransitionResponseEvent {
    MacAddress station;
    std::uint8_t status = 0;                 ///< kBtmStatuses
    std::uint8_t termination_delay_min = 0;  ///< as `BtmResponse::termination_delay_min`
    bool has_target = false;                 ///< hostapd gives one with status 0
    MacAddress target;

    template <class At>
    static void describe(At& at, auto& value) {
        at.literal("BSS-TM-RESP ");
        at.mac(value.station);
        at.literal(" status_code=");
        at.decimal(value.status);
        at.literal(" bss_termination_delay=");
        at.decimal(value.termination_delay_min);
        at.option(" target_bssid=", value.has_target, [&] { at.mac(value.target); });
    }
    friend bool operator==(const TransitionResponseEvent&, const TransitionResponseEvent&) = default;
};

/// `RRM-NEIGHBOR-REP-RECEIVED bssid=mac info=0x.. op_class=n chan=n phy_type=n[ lci=hex][ civic=hex]`
struct NeighborEvent {
    MacAddress bssid;
    std::uint32_t info = 0;            ///< BSSID Information, bit 0 lowest
    std::uint8_t operating_class = 0;  ///< Annex E
    std::uint8_t channel = 0;          ///< number in that class
    std::uint8_t phy_type = 0;         ///< kPhyTypes
    OctetString lci;
    OctetString civic;

    template <class At>
    static void describe(At& at, auto& value) {
        at.literal("RRM-NEIGHBOR-REP-RECEIVED bssid=");
        at.mac(value.bssid);
        at.literal(" info=");
        at.c_number(value.info);
        at.literal(" op_class=");
        at.decimal(value.operating_class);
        at.literal(" chan=");
        at.decimal(value.channel);
        at.literal(" phy_type=");
        at.decimal(value.phy_type);
        bool has_lci = !value.lci.empty();
        at.option(" lci=", has_lci, [&] { at.hex(value.lci); });
        bool has_civic = !value.civic.empty();
        at.option(" civic=", has_civic, [&] { at.hex(value.civic); });
    }
    friend bool operator==(const NeighborEvent&, const NeighborEvent&) = default;
};

/// `mbo=reason:delay:preference`; hostapd takes all three or none.
struct MboArguments {
    std::uint8_t reason = 0;               ///< kMboTransitionReasons, 0 to 9
    std::uint16_t retry_delay_s = 0;       ///< other than 0 only with `disassociation_imminent`
    std::uint8_t cellular_preference = 0;  ///< kCellularPreferences
    friend bool operator==(const MboArguments&, const MboArguments&) = default;
};

/// The arguments of BSS_TM_REQ behind the station's address. The defaults are hostapd's. A disassociation
/// timer other than 0 makes hostapd disassociate the station when it runs out, with or without
/// `disassociation_imminent`.
struct TransitionCommand {
    MacAddress station;
    std::uint8_t token = 1;                       ///< dialog token
    std::uint16_t disassociation_timer_tbtt = 0;  ///< 0: none
    std::uint8_t validity_tbtt = 1;               ///< 1 is too short for a station that has to scan
    /// How long the BSS is off, in minutes; hostapd sends TSF 0.
    std::optional<std::uint16_t> termination_min;
    std::string_view url;  ///< without blanks
    bool preferred_list = false;
    bool abridged = false;
    bool disassociation_imminent = false;
    bool link_removal_imminent = false;
    std::optional<MboArguments> mbo;
    base::StaticVector<NeighborText, 16> neighbors;  ///< at most 16

    friend bool operator==(const TransitionCommand&, const TransitionCommand&) = default;
};

/// Reads any of the forms above. Events may carry more fields behind the known ones; commands may not.
/// @param room  as for TextReader; half the text's length always suffices.
/// @return  where the text stops being a `T`, and what should stand there.
template <class T>
[[nodiscard]] TextParsed<T> parse_text(std::string_view text, std::span<std::uint8_t> room) {
    TextReader reader{text, room};
    T value;
    T::describe(reader, value);
    if (!reader.ok()) return std::unexpected(reader.error());
    return value;
}
/// Writes any of the forms above; empty when `room` is too small.
template <class T>
[[nodiscard]] std::optional<std::string_view> write_text(const T& value, std::span<char> room) {
    TextWriter writer{room};
    T::describe(writer, value);
    return writer.finish();
}

/// The arguments of BSS_TM_REQ, in any order, as hostapd takes them.
/// @param room  as for `parse_text`; the result borrows from it and from `text`.
/// @return  where the text stops being one; also for the 17th neighbour.
[[nodiscard]] TextParsed<TransitionCommand> parse_transition(std::string_view text,
                                                             std::span<std::uint8_t> room);
/// Writes `command` in one fixed order, leaving defaults out; empty when `room` is too small.
[[nodiscard]] std::optional<std::string_view> write_transition(const TransitionCommand& command,
                                                               std::span<char> room);

/// An SSID as both programs print it: `\\`, `\"`, `\e`, `\n`, `\r`, `\t`, and `\xHH` for all else that is not
/// printable ASCII; or any text with these escapes.
/// @param room  as many octets as `text` has characters always suffice.
/// @return  where an escape is none of these, or the room is too small.
[[nodiscard]] TextParsed<OctetString> parse_printed(std::string_view text, std::span<std::uint8_t> room);
/// Prints octets so; empty when `room` is too small (four characters for each octet suffice).
[[nodiscard]] std::optional<std::string_view> write_printed(Octets octets, std::span<char> room);

}  // namespace wifi
