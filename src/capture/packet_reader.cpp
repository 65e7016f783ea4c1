#include "capture/packet_reader.hpp"

#include <array>
#include <pcap/pcap.h>

#include <fmt/format.h>

namespace capture {

void PacketReader::Close::operator()(void* capture) const { pcap_close(static_cast<pcap_t*>(capture)); }

std::expected<PacketReader, Error> PacketReader::open(std::FILE* file) {
    std::array<char, PCAP_ERRBUF_SIZE> error{};
    // libpcap closes the file with the handle, but not when it refuses it.
    pcap_t* capture = pcap_fopen_offline(file, error.data());
    if (!capture) {
        std::fclose(file);
        return std::unexpected(fmt::format("not a pcap or pcapng file ({})", error.data()));
    }
    const int link = pcap_datalink(capture);
    PacketReader reader{capture, link == DLT_IEEE802_11_RADIO};
    if (link == DLT_IEEE802_11 || link == DLT_IEEE802_11_RADIO) return reader;
    const char* known = pcap_datalink_val_to_name(link);
    return std::unexpected(
        fmt::format("its link type is {}; capture on a monitor interface, so that it is 802.11 or radiotap",
                    known ? known : std::to_string(link)));
}

std::expected<std::optional<Packet>, Error> PacketReader::next() {
    auto* capture = static_cast<pcap_t*>(capture_.get());
    pcap_pkthdr* header = nullptr;
    const unsigned char* data = nullptr;
    const int got = pcap_next_ex(capture, &header, &data);
    if (got == PCAP_ERROR_BREAK) return std::nullopt;
    if (got != 1) return std::unexpected(std::string{pcap_geterr(capture)});
    const auto time = std::chrono::seconds{header->ts.tv_sec} + std::chrono::microseconds{header->ts.tv_usec};
    return Packet{{data, header->caplen}, time};
}

}  // namespace capture
