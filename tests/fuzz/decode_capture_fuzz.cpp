// Fuzzes what `roam decode` reads packets from: pcap and pcapng files, lines of hexadecimal.
#include "apps/decode/packet_source.hpp"
#include "wifi_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    static std::array<std::uint8_t, 1 << 16> copy;
    if (size > copy.size()) return 0;
    std::copy_n(data, size, copy.begin());
    std::FILE* input = fmemopen(copy.data() + 1, size - 1, "rb");
    if (!input) return 0;
    unsigned sum = 0;
    std::uint64_t read = 0;
    const decode::PacketSink sink = [&](const decode::Packet& packet) {
        for (const std::uint8_t octet : packet.octets) sum += octet;  // each can be read
        wifi::fuzz::check(packet.octets_read > read);
        read = packet.octets_read;
        return true;
    };
    if (data[0] % 4 == 0) {
        const auto result = decode::read_hex_lines(input, "fuzz", decode::Form::Frame, sink);
        wifi::fuzz::check(result || !result.error().empty());
        std::fclose(input);
    } else {
        const auto result = decode::read_capture(input, "fuzz", sink);
        wifi::fuzz::check(result || !result.error().empty());
    }
    return sum == 0xFFFFFFFF ? -1 : 0;
}
