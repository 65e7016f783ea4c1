// ARP frames from the air, and the kernel's tables: parsed twice with one answer, and never past their end.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapters/gateway/kernel_tables.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto reply = gateway::parse_arp_reply({data, size});
    if (reply && (size < 28 || reply->hardware.is_group())) std::abort();
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto address = gateway::default_gateway(text, "wlan0");
    if (address && !text.contains("wlan0")) std::abort();
    const auto hardware = gateway::hardware_of(text, "wlan0", {{10, 0, 0, 1}});
    if (hardware && !text.contains("10.0.0.1")) std::abort();
    return 0;
}
