#include "apps/decode/packet_source.hpp"

#include <memory>
#include <pcap/pcap.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

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

std::string time_text(const timeval& time) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}Z", fmt::gmtime(time.tv_sec), time.tv_usec);
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
    std::array<char, PCAP_ERRBUF_SIZE> error{};
    // libpcap closes the file with the handle, but not when it refuses it.
    const std::unique_ptr<pcap_t, decltype(&pcap_close)> capture{pcap_fopen_offline(input, error.data()),
                                                                 &pcap_close};
    if (!capture) {
        std::fclose(input);
        return std::unexpected(fmt::format("{}: not a pcap or pcapng file ({})", name, error.data()));
    }
    const int link = pcap_datalink(capture.get());
    if (link != DLT_IEEE802_11 && link != DLT_IEEE802_11_RADIO) {
        const char* known = pcap_datalink_val_to_name(link);
        return std::unexpected(fmt::format(
            "{}: its link type is {}; capture on a monitor interface, so that it is 802.11 or radiotap", name,
            known ? known : std::to_string(link)));
    }
    const Form form = link == DLT_IEEE802_11_RADIO ? Form::Radiotap : Form::Frame;
    std::uint64_t read = 24;
    for (;;) {
        pcap_pkthdr* header = nullptr;
        const unsigned char* data = nullptr;
        const int got = pcap_next_ex(capture.get(), &header, &data);
        if (got == PCAP_ERROR_BREAK) return {};
        if (got != 1)
            return std::unexpected(
                fmt::format("{}: after {} octets: {}", name, read, pcap_geterr(capture.get())));
        read += 16 + header->caplen;
        if (!sink(Packet{{data, header->caplen}, form, time_text(header->ts), read})) return {};
    }
}

}  // namespace decode
