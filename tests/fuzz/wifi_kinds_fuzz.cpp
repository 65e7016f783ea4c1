// Fuzzes the description of every kind: the first octet chooses the registry, the second the kind.
#include "wifi_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    std::size_t registry = 0;
    wifi::for_each_registry([&]<class Kinds>(const char*) {
        if (registry++ == data[0] % 17u) wifi::fuzz::one_of<Kinds>(data[1], {data + 2, size - 2});
    });
    return 0;
}
