// Fuzzes the radiotap header reader.
#include "wifi/radiotap.hpp"
#include "wifi_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto header = wifi::parse_radiotap({data, size});
    if (!header) {
        wifi::fuzz::check(header.error().offset <= size);
        return 0;
    }
    wifi::fuzz::check(header->length >= 8 && header->length <= size);
    // What stands behind the header cannot change what was read of it.
    const auto alone = wifi::parse_radiotap({data, header->length});
    wifi::fuzz::check(alone && alone->length == header->length && alone->signal == header->signal &&
                      alone->channel_mhz == header->channel_mhz && alone->tsf_us == header->tsf_us);
    return 0;
}
