#include "adapters/peers/messages.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace peers {

namespace {

using wifi::EncodeFault;
using wifi::ParseFault;
using wifi::Reader;
using wifi::Writer;

/// On the wire. A number is never used again for something else.
enum class Type : std::uint8_t {
    Hello = 1,
    Bye = 2,
    Knock = 3,
    StateRange = 16,
    Bss = 17,
    BssGone = 18,
    Claim = 19,
    Sightings = 32,
    HandOver = 48,
    Ack = 64,
};

constexpr std::uint32_t kMost24 = 0xFFFFFF;
constexpr std::uint32_t kMostMs = std::numeric_limits<std::int32_t>::max();

// Which optional values of a message are there.
constexpr std::uint8_t kHasBusy = 1, kHasDomain = 2, kTransition = 4;
constexpr std::uint8_t kHasRequest = 1, kHasOffset = 2, kDoesTransition = 4;

std::uint32_t wire_ms(base::Milliseconds time) {
    return static_cast<std::uint32_t>(std::max(time.count(), 0));
}

void put_text(Writer& to, std::string_view text, std::size_t most) {
    if (text.size() > most) return to.fail(EncodeFault::TooLong);
    to.number("length", static_cast<std::uint8_t>(text.size()));
    to.copy({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::string text(Reader& from, std::size_t most) {
    std::uint8_t size = 0;
    wifi::OctetString octets;
    from.number("length", size);
    from.require(size <= most);
    from.octets("text", octets, size);
    return {octets.octets.begin(), octets.octets.end()};
}

template <class T>
T number(Reader& from) {
    T value = 0;
    from.number("", value);
    return value;
}

/// A value of an enumeration whose last is `last`.
template <class Enum>
Enum listed(Reader& from, Enum last) {
    const auto value = number<std::uint8_t>(from);
    from.require(value <= static_cast<std::uint8_t>(last));
    return static_cast<Enum>(value);
}

base::Milliseconds milliseconds(Reader& from) {
    const auto value = number<std::uint32_t>(from);
    from.require(value <= kMostMs);
    return base::Milliseconds{static_cast<std::int32_t>(value)};
}

void put(Writer& to, const Hello& hello) {
    to.number("revision", hello.revision);
    put_text(to, hello.name, kMostName);
}
void get(Reader& from, Hello& hello) {
    from.number("revision", hello.revision);
    hello.name = text(from, kMostName);
}

void put(Writer&, const Bye&) {}
void get(Reader&, Bye&) {}

void put(Writer& to, const Knock& knock) {
    to.fixed("to", knock.to);
    to.fixed("challenge", knock.challenge);
    to.fixed("echo", knock.echo);
    to.number("flags", static_cast<std::uint8_t>(knock.done));
    put_text(to, knock.name, kMostName);
}
void get(Reader& from, Knock& knock) {
    from.fixed("to", knock.to);
    from.fixed("challenge", knock.challenge);
    from.fixed("echo", knock.echo);
    knock.done = (number<std::uint8_t>(from) & 1) != 0;
    knock.name = text(from, kMostName);
}

void put(Writer& to, const StateRange& range) {
    to.number("from", range.from);
    to.number("to", range.to);
}
void get(Reader& from, StateRange& range) {
    from.number("from", range.from);
    from.number("to", range.to);
    from.require(range.from <= range.to);
}

void put(Writer& to, const ports::SharedBss& bss) {
    if (bss.neighbor.size() > kMostNeighbor) return to.fail(EncodeFault::TooLong);
    to.mac("bssid", bss.bssid);
    to.number("band", static_cast<std::uint8_t>(bss.channel.band()));
    to.number("channel", static_cast<std::uint8_t>(bss.channel.number()));
    to.number("mode", static_cast<std::uint8_t>(bss.capability.mode));
    to.number("width", static_cast<std::uint16_t>(bss.capability.width));
    to.number("streams", bss.capability.streams);
    to.number("clients", bss.clients);
    to.number("flags", static_cast<std::uint8_t>((bss.busy_per_255 ? kHasBusy : 0) |
                                                 (bss.mobility_domain ? kHasDomain : 0) |
                                                 (bss.transition ? kTransition : 0)));
    to.number("busy", bss.busy_per_255.value_or(0));
    to.number("domain", bss.mobility_domain.value_or(0));
    put_text(to, bss.ssid, kMostSsid);
    to.number("length", static_cast<std::uint8_t>(bss.neighbor.size()));
    to.copy(bss.neighbor);
}
void get(Reader& from, ports::SharedBss& bss) {
    from.mac("bssid", bss.bssid);
    const auto band = listed(from, wifi::Band::Ghz6);
    const auto channel = wifi::Channel::make(band, number<std::uint8_t>(from));
    from.require(channel.has_value());
    bss.channel = channel.value_or(wifi::Channel{});
    bss.capability.mode = listed(from, wifi::PhyMode::Eht);
    const auto width = number<std::uint16_t>(from);
    from.require(width == 20 || width == 40 || width == 80 || width == 160 || width == 320);
    bss.capability.width = static_cast<wifi::Width>(width);
    from.number("streams", bss.capability.streams);
    from.number("clients", bss.clients);
    const auto flags = number<std::uint8_t>(from);
    const auto busy = number<std::uint8_t>(from);
    const auto domain = number<std::uint16_t>(from);
    if ((flags & kHasBusy) != 0) bss.busy_per_255 = busy;
    if ((flags & kHasDomain) != 0) bss.mobility_domain = domain;
    bss.transition = (flags & kTransition) != 0;
    bss.ssid = text(from, kMostSsid);
    wifi::OctetString neighbor;
    from.octets("neighbor", neighbor, number<std::uint8_t>(from));
    bss.neighbor.assign(neighbor.octets.begin(), neighbor.octets.end());
}

void put(Writer& to, const BssGone& gone) { to.mac("bssid", gone.bssid); }
void get(Reader& from, BssGone& gone) { from.mac("bssid", gone.bssid); }

void put(Writer& to, const ports::SharedClaim& claim) {
    to.mac("client", claim.client);
    to.mac("bssid", claim.bssid);
    to.number("epoch", claim.epoch);
}
void get(Reader& from, ports::SharedClaim& claim) {
    from.mac("client", claim.client);
    from.mac("bssid", claim.bssid);
    from.number("epoch", claim.epoch);
}

void put(Writer& to, const Sightings& sightings) {
    to.mac("bssid", sightings.bssid);
    to.number("source", static_cast<std::uint8_t>(sightings.source));
    to.number("stride", static_cast<std::uint8_t>(kSightingSize));
    for (const Sightings::Item& item : sightings.items) {
        to.mac("client", item.client);
        to.number("level", static_cast<std::uint16_t>(item.level_cdbm));
        to.number24("age", std::min(wire_ms(item.age), kMost24));
    }
}
void get(Reader& from, Sightings& sightings) {
    from.mac("bssid", sightings.bssid);
    sightings.source = listed(from, ports::SharedSighting::Source::Downlink);
    const std::size_t stride = number<std::uint8_t>(from);
    from.require(stride >= kSightingSize);  // a later version may add fields to each
    if (!from.ok()) return;
    sightings.items.reserve(from.left() / stride);
    while (from.left() >= stride) {
        Sightings::Item item;
        std::uint32_t age = 0;
        wifi::OctetString unknown;
        from.mac("client", item.client);
        item.level_cdbm = static_cast<std::int16_t>(number<std::uint16_t>(from));
        from.number24("age", age);
        from.octets("unknown", unknown, stride - kSightingSize);
        item.age = base::Milliseconds{static_cast<std::int32_t>(age)};
        sightings.items.push_back(item);
    }
}

void put(Writer& to, const HandOver& hand_over) {
    const records::ClientMemory& memory = hand_over.memory;
    to.number("sequence", hand_over.sequence);
    to.number("epoch", hand_over.epoch);
    to.mac("client", memory.client);
    for (const std::uint8_t count :
         {memory.requests, memory.obeyed, memory.refused, memory.ignored, memory.returned})
        to.number("count", count);
    to.number("back off", wire_ms(memory.back_off));
    to.number("wait left", wire_ms(memory.wait_left));
    to.number("flags", static_cast<std::uint8_t>((memory.since_request ? kHasRequest : 0) |
                                                 (memory.down_minus_up_cdb ? kHasOffset : 0) |
                                                 (memory.transition ? kDoesTransition : 0)));
    to.number("since request", wire_ms(memory.since_request.value_or(base::Milliseconds{0})));
    to.number("bands", memory.bands);
    for (const records::Measures measures : memory.measures)
        to.number("measures", static_cast<std::uint8_t>(measures));
    to.number("rcpi", static_cast<std::uint8_t>(memory.rcpi));
    to.number("offset", static_cast<std::uint16_t>(memory.down_minus_up_cdb.value_or(0)));
    to.number("day spent", wire_ms(memory.day_spent));
}
void get(Reader& from, HandOver& hand_over) {
    records::ClientMemory& memory = hand_over.memory;
    from.number("sequence", hand_over.sequence);
    from.number("epoch", hand_over.epoch);
    from.mac("client", memory.client);
    for (std::uint8_t* count :
         {&memory.requests, &memory.obeyed, &memory.refused, &memory.ignored, &memory.returned})
        from.number("count", *count);
    memory.back_off = milliseconds(from);
    memory.wait_left = milliseconds(from);
    const auto flags = number<std::uint8_t>(from);
    const base::Milliseconds since = milliseconds(from);
    if ((flags & kHasRequest) != 0) memory.since_request = since;
    memory.transition = (flags & kDoesTransition) != 0;
    from.number("bands", memory.bands);
    for (records::Measures& measures : memory.measures) measures = listed(from, records::Measures::Refuses);
    memory.rcpi = listed(from, wifi::RcpiCoding::SignedIfRsniZero);
    const auto offset = number<std::uint16_t>(from);
    if ((flags & kHasOffset) != 0) memory.down_minus_up_cdb = static_cast<std::int16_t>(offset);
    if (from.left() > 0) memory.day_spent = milliseconds(from);  // earlier versions do not say it
}

void put(Writer& to, const Ack& ack) {
    to.number("state", ack.state);
    to.number("hand-overs", ack.hand_overs);
}
void get(Reader& from, Ack& ack) {
    from.number("state", ack.state);
    from.number("hand-overs", ack.hand_overs);
}

constexpr Type type_of(const Hello&) { return Type::Hello; }
constexpr Type type_of(const Bye&) { return Type::Bye; }
constexpr Type type_of(const Knock&) { return Type::Knock; }
constexpr Type type_of(const StateRange&) { return Type::StateRange; }
Type type_of(const ports::SharedBss&) { return Type::Bss; }
constexpr Type type_of(const BssGone&) { return Type::BssGone; }
constexpr Type type_of(const ports::SharedClaim&) { return Type::Claim; }
Type type_of(const Sightings&) { return Type::Sightings; }
constexpr Type type_of(const HandOver&) { return Type::HandOver; }
constexpr Type type_of(const Ack&) { return Type::Ack; }

template <class T>
wifi::Parsed<Message> read(Reader from) {
    T value;
    get(from, value);
    if (!from.ok()) return std::unexpected(from.error());
    return Message{std::move(value)};
}

wifi::Parsed<Message> read(std::uint8_t type, wifi::Octets body, std::size_t offset) {
    const Reader from{body, offset};
    switch (static_cast<Type>(type)) {
        case Type::Hello:
            return read<Hello>(from);
        case Type::Bye:
            return read<Bye>(from);
        case Type::Knock:
            return read<Knock>(from);
        case Type::StateRange:
            return read<StateRange>(from);
        case Type::Bss:
            return read<ports::SharedBss>(from);
        case Type::BssGone:
            return read<BssGone>(from);
        case Type::Claim:
            return read<ports::SharedClaim>(from);
        case Type::Sightings:
            return read<Sightings>(from);
        case Type::HandOver:
            return read<HandOver>(from);
        case Type::Ack:
            return read<Ack>(from);
    }
    return std::unexpected(wifi::ParseError{ParseFault::Unsupported, offset});
}

}  // namespace

std::expected<void, EncodeFault> append(Writer& to, const Message& message) {
    // First beside the datagram: its length comes before it, and what does not fit leaves no half behind.
    std::array<std::uint8_t, 1400> room;
    Writer body{room};
    const Type type = std::visit(
        [&body](const auto& value) {
            put(body, value);
            return type_of(value);
        },
        message);
    const auto octets = body.finish();
    if (!octets) return std::unexpected(octets.error());
    const std::size_t end = to.size() + kMessageHead + octets->size();
    Writer trial = to;
    trial.number("type", static_cast<std::uint8_t>(type));
    trial.number("length", static_cast<std::uint16_t>(octets->size()));
    trial.copy(*octets);
    if (!trial.ok() || trial.size() != end) return std::unexpected(EncodeFault::NoRoom);
    to = trial;
    return {};
}

wifi::Parsed<Decoded> decode(wifi::Octets plain) {
    Decoded decoded;
    for (Reader from{plain}; from.left() > 0;) {
        const std::size_t start = from.offset();
        const auto type = number<std::uint8_t>(from);
        const auto size = number<std::uint16_t>(from);
        const std::size_t at = from.offset();
        wifi::OctetString body;
        from.octets("body", body, size);
        if (!from.ok()) return std::unexpected(wifi::ParseError{ParseFault::Truncated, start});
        auto message = read(type, body.octets, at);
        if (message) {
            decoded.messages.push_back(std::move(*message));
        } else {
            ++decoded.skipped;
            if (!decoded.first_skipped) decoded.first_skipped = message.error();
        }
    }
    return decoded;
}

}  // namespace peers
