#include "wifi/hostap_text.hpp"

namespace wifi {
namespace {

constexpr int hex_digit(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}
/// The octet that the first two characters give, or -1.
constexpr int hex_pair(std::string_view text) {
    if (text.size() < 2) return -1;
    const int high = hex_digit(text[0]);
    const int low = hex_digit(text[1]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}
constexpr bool starts_with(std::string_view text, std::string_view mark) {
    if (text.size() < mark.size()) return false;
    for (std::size_t i = 0; i < mark.size(); ++i)
        if (text[i] != mark[i]) return false;
    return true;
}
constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

void TextReader::literal(Literal wanted) {
    if (ok() && !passes(wanted)) fail(wanted);
}

bool TextReader::passes(Literal mark) {
    if (!ok() || !starts_with(rest_, mark.view)) return false;
    rest_.remove_prefix(mark.view.size());
    return true;
}

void TextReader::mac(MacAddress& value) {
    if (!ok()) return;
    const auto address = parse_mac(std::string_view{rest_.data(), rest_.size() < 17 ? rest_.size() : 17});
    if (!address) return fail("an address such as 02:00:00:00:01:00");
    value = *address;
    rest_.remove_prefix(17);
}

void TextReader::number(std::uint32_t& value, std::uint32_t base, std::uint32_t most, Literal wanted) {
    std::uint32_t sum = 0;
    std::size_t digits = 0;
    for (; digits < rest_.size(); ++digits) {
        const int digit = hex_digit(rest_[digits]);
        if (digit < 0 || static_cast<std::uint32_t>(digit) >= base) break;
        if (sum > (most - static_cast<std::uint32_t>(digit)) / base)
            return fail("a number within the field's range");
        sum = sum * base + static_cast<std::uint32_t>(digit);
    }
    if (digits == 0) return fail(wanted);
    rest_.remove_prefix(digits);
    value = sum;
}

void TextReader::decimal(std::uint32_t& value, std::uint32_t most) {
    if (ok()) number(value, 10, most, "a decimal number");
}

void TextReader::c_number(std::uint32_t& value) {
    if (!ok()) return;
    const bool is_hex = passes("0x") || passes("0X");
    number(value, is_hex ? 16 : !rest_.empty() && rest_[0] == '0' ? 8 : 10, 0xFFFFFFFFU, "a number");
}

void TextReader::hex_octet(std::uint8_t& value) {
    if (!ok()) return;
    const int pair = hex_pair(rest_);
    if (pair < 0) return fail("two hexadecimal digits");
    value = static_cast<std::uint8_t>(pair);
    rest_.remove_prefix(2);
}

void TextReader::hex(OctetString& value) {
    if (!ok()) return;
    std::size_t size = 0;
    for (int pair = hex_pair(rest_); pair >= 0; pair = hex_pair(rest_)) {
        if (size == room_.size()) return fail("fewer octets than the caller has room for");
        room_[size++] = static_cast<std::uint8_t>(pair);
        rest_.remove_prefix(2);
    }
    if (!rest_.empty() && hex_digit(rest_[0]) >= 0) return fail("an even number of hexadecimal digits");
    value = Octets{room_.first(size)};
    room_ = room_.subspan(size);
}

void TextReader::word(std::string_view& value) {
    if (!ok()) return;
    std::size_t size = 0;
    while (size < rest_.size() && rest_[size] != ' ') ++size;
    if (size == 0) return fail("a word");
    value = rest_;
    value.remove_suffix(rest_.size() - size);
    rest_.remove_prefix(size);
}

void TextReader::end() {
    if (ok() && !rest_.empty() && !(rest_.size() == 1 && rest_[0] == '\n')) fail("the end");
}

void TextWriter::put(std::string_view text) {
    if (!fits_ || room_.size() - size_ < text.size()) {
        fits_ = false;
        return;
    }
    std::ranges::copy(text, room_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += text.size();
}

void TextWriter::mac(const MacAddress& value) {
    const MacText text = to_text(value);
    put({text.data(), text.size()});
}

void TextWriter::decimal(std::uint32_t value) {
    std::array<char, 10> digits{};
    std::size_t first = digits.size();
    do {
        digits[--first] = static_cast<char>('0' + value % 10);
        value /= 10;
    } while (value != 0);
    put({digits.data() + first, digits.size() - first});
}

void TextWriter::hex_octet(const std::uint8_t& value) {
    const std::array<char, 2> pair{kDigits[value >> 4], kDigits[value & 0x0F]};
    put({pair.data(), 2});
}

void TextWriter::c_number(const std::uint32_t& value) {
    literal("0x");
    unsigned shift = 28;
    while (shift > 0 && value >> shift == 0) shift -= 4;
    for (;; shift -= 4) {
        put({&kDigits[value >> shift & 0x0F], 1});
        if (shift == 0) return;
    }
}

void TextWriter::hex(const OctetString& value) {
    for (const std::uint8_t octet : value.octets) hex_octet(octet);
}

namespace {

void read_mbo(TextReader& reader, TransitionCommand& command) {
    auto& mbo = command.mbo.emplace();
    reader.decimal(mbo.reason);
    reader.literal(":");
    reader.decimal(mbo.retry_delay_s);
    reader.literal(":");
    reader.decimal(mbo.cellular_preference);
}

void read_neighbor_text(TextReader& reader, TransitionCommand& command) {
    NeighborText neighbor;
    NeighborText::describe(reader, neighbor);
    if (reader.ok() && !command.neighbors.push_back(neighbor)) reader.fail("at most 16 neighbours");
}

void read_termination(TextReader& reader, TransitionCommand& command) {
    std::uint32_t ignored = 0;
    reader.decimal(ignored, 255);
    reader.literal(",");
    reader.decimal(command.termination_min.emplace());
}

}  // namespace

std::optional<std::string_view> write_candidate(const Candidate& candidate, std::span<char> room) {
    const auto block = block_around(candidate.channel, Width::Mhz20);
    const auto where = block ? operating_channel(*block) : std::nullopt;
    if (!where) return std::nullopt;
    const std::array<std::uint8_t, 3> preference{3, 1, candidate.preference};
    NeighborText text;
    text.report.bssid = candidate.bssid;
    text.report.operating_class = where->operating_class;
    text.report.channel = where->number;
    text.report.phy_type = phy_type(candidate.mode, candidate.channel.band());
    text.report.subelements = ElementList<NeighborSubelements>{preference};
    return write_text(text, room);
}

TextParsed<TransitionCommand> parse_transition(std::string_view text, std::span<std::uint8_t> room) {
    TextReader reader{text, room};
    TransitionCommand command;
    reader.mac(command.station);
    while (reader.ok() && !reader.at_end()) {
        if (reader.passes(" disassoc_timer="))
            reader.decimal(command.disassociation_timer_tbtt);
        else if (reader.passes(" valid_int="))
            reader.decimal(command.validity_tbtt);
        else if (reader.passes(" dialog_token="))
            reader.decimal(command.token);
        else if (reader.passes(" bss_term="))
            read_termination(reader, command);
        else if (reader.passes(" neighbor="))
            read_neighbor_text(reader, command);
        else if (reader.passes(" pref=1"))
            command.preferred_list = true;
        else if (reader.passes(" abridged=1"))
            command.abridged = true;
        else if (reader.passes(" disassoc_imminent=1"))
            command.disassociation_imminent = true;
        else if (reader.passes(" link_removal_imminent=1"))
            command.link_removal_imminent = true;
        else if (reader.passes(" mbo="))
            read_mbo(reader, command);
        else if (reader.passes(" url="))
            reader.word(command.url);
        else
            reader.fail("an argument of BSS_TM_REQ or the end");
    }
    if (!reader.ok()) return std::unexpected(reader.error());
    return command;
}

std::optional<std::string_view> write_transition(const TransitionCommand& command, std::span<char> room) {
    TextWriter writer{room};
    const TransitionCommand defaults;
    const auto number = [&writer](Literal mark, std::uint32_t value, std::uint32_t otherwise) {
        if (value == otherwise) return;
        writer.literal(mark);
        writer.decimal(value);
    };
    const auto flag = [&writer](Literal mark, bool is_set) {
        if (is_set) writer.literal(mark);
    };
    writer.mac(command.station);
    number(" disassoc_timer=", command.disassociation_timer_tbtt, defaults.disassociation_timer_tbtt);
    number(" valid_int=", command.validity_tbtt, defaults.validity_tbtt);
    number(" dialog_token=", command.token, defaults.token);
    if (command.termination_min) {
        writer.literal(" bss_term=0,");
        writer.decimal(*command.termination_min);
    }
    flag(" pref=1", command.preferred_list);
    flag(" abridged=1", command.abridged);
    flag(" disassoc_imminent=1", command.disassociation_imminent);
    flag(" link_removal_imminent=1", command.link_removal_imminent);
    if (command.mbo) {
        writer.literal(" mbo=");
        writer.decimal(command.mbo->reason);
        writer.literal(":");
        writer.decimal(command.mbo->retry_delay_s);
        writer.literal(":");
        writer.decimal(command.mbo->cellular_preference);
    }
    for (const NeighborText& neighbor : command.neighbors) {
        writer.literal(" neighbor=");
        NeighborText::describe(writer, neighbor);
    }
    if (!command.url.empty()) {  // last: hostapd finds arguments by searching, also inside a URL
        writer.literal(" url=");
        writer.put(command.url);
    }
    return writer.finish();
}

namespace {

struct Escape {
    char mark;
    std::uint8_t octet;
};
constexpr auto kEscapes =
    std::to_array<Escape>({{'\\', '\\'}, {'"', '"'}, {'e', 0x1B}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'}});

}  // namespace

TextParsed<OctetString> parse_printed(std::string_view text, std::span<std::uint8_t> room) {
    std::size_t size = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        if (size == room.size())
            return std::unexpected(TextError{start, "fewer octets than there is room for"});
        int octet = static_cast<unsigned char>(text[at++]);
        if (octet == '\\') {
            octet = -1;
            const char mark = at < text.size() ? text[at++] : '\0';
            for (const Escape& escape : kEscapes)
                if (escape.mark == mark) octet = escape.octet;
            if (mark == 'x') {
                octet = hex_pair({text.data() + at, text.size() - at});
                at += 2;
            }
        }
        if (octet < 0) return std::unexpected(TextError{start, "an escape such as \\x20"});
        room[size++] = static_cast<std::uint8_t>(octet);
    }
    return OctetString{Octets{room.first(size)}};
}

std::optional<std::string_view> write_printed(Octets octets, std::span<char> room) {
    TextWriter writer{room};
    for (const std::uint8_t octet : octets) {
        const auto character = static_cast<char>(octet);
        const Escape* found = nullptr;
        for (const Escape& escape : kEscapes)
            if (escape.octet == octet) found = &escape;
        if (found) {
            const std::array<char, 2> pair{'\\', found->mark};
            writer.put({pair.data(), 2});
        } else if (octet >= 32 && octet < 127) {
            writer.put({&character, 1});
        } else {
            writer.literal("\\x");
            writer.hex_octet(octet);
        }
    }
    return writer.finish();
}

}  // namespace wifi
