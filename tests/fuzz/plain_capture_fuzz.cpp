// Fuzzes our own reader of pcap and pcapng files.
#include "capture/plain_reader.hpp"
#include "wifi_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static std::array<std::uint8_t, 1 << 16> copy;
    if (size == 0 || size > copy.size()) return 0;
    std::copy_n(data, size, copy.begin());
    std::FILE* input = fmemopen(copy.data(), size, "rb");
    if (!input) return 0;
    unsigned sum = 0;
    if (auto reader = capture::PlainReader::open(input)) {
        // Every packet takes some of the file, so there is an end.
        for (std::size_t count = 0;; ++count) {
            wifi::fuzz::check(count <= size);
            const auto packet = reader->next();
            wifi::fuzz::check(packet || !packet.error().empty());
            if (!packet || !*packet) break;
            for (const std::uint8_t octet : (*packet)->octets) sum += octet;  // each can be read
        }
    }
    std::fclose(input);
    return sum == 0xFFFFFFFF ? -1 : 0;
}
