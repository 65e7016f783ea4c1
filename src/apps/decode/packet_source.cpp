#include "apps/decode/packet_source.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "capture/packet_reader.hpp"

namespace decode {
namespace {

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_separator(char c) {
    return c == ' ' || c == ':' || c == '-' || c == ',' || c == '\t' || c == '\r' || c == '\n';
}

std::string time_text(std::chrono::microseconds time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}Z", fmt::gmtime(static_cast<std::time_t>(seconds.count())),
                       (time - seconds).count());
}

}  // namespace

std::expected<std::vector<std::uint8_t>, SourceError> parse_hex(std::string_view text) {
    std::vector<std::uint8_t> octets;
    for (std::size_t at = 0; at < text.size();) {
        if (is_separator(text[at])) {
            ++at;
            continue;
        }
        if (text.substr(at).starts_with("0x") || text.substr(at).starts_with("0X")) {
            at += 2;
            continue;
        }
        const int high = digit_of(text[at]);
        const int low = at + 1 < text.size() ? digit_of(text[at + 1]) : -1;
        if (high < 0 || low < 0)
            return std::unexpected(fmt::format(
                "column {}: '{}' is not an octet in hexadecimal; give two digits per octet, such as 80 00",
                at + 1, text.substr(at, 2)));
        octets.push_back(static_cast<std::uint8_t>(high << 4 | low));
        at += 2;
    }
    return octets;
}

std::expected<void, SourceError> read_hex_lines(std::FILE* input, const std::string& name, Form form,
                                                const PacketSink& sink) {
    std::string line;
    std::uint64_t read = 0;
    for (std::size_t number = 1;; ++number) {
        line.clear();
        int c = 0;
        while ((c = std::fgetc(input)) != EOF && c != '\n') line += static_cast<char>(c);
        if (c == EOF && line.empty()) return {};
        read += line.size() + 1;
        if (line.find_first_not_of(" \t\r") == std::string::npos || line[0] == '#') continue;
        const auto octets = parse_hex(line);
        if (!octets) return std::unexpected(fmt::format("{}:{}: {}", name, number, octets.error()));
        if (!sink(Packet{*octets, form, {}, read})) return {};
    }
}

std::expected<void, SourceError> read_capture(std::FILE* input, const std::string& name,
                                              const PacketSink& sink) {
    auto reader = capture::PacketReader::open(input);
    if (!reader) return std::unexpected(fmt::format("{}: {}", name, reader.error()));
    const Form form = reader->has_radiotap() ? Form::Radiotap : Form::Frame;
    std::uint64_t read = 24;
    for (;;) {
        const auto packet = reader->next();
        if (!packet)
            return std::unexpected(fmt::format("{}: after {} octets: {}", name, read, packet.error()));
        if (!*packet) return {};
        read += 16 + (*packet)->octets.size();
        if (!sink(Packet{(*packet)->octets, form, time_text((*packet)->time), read})) return {};
    }
}

}  // namespace decode
