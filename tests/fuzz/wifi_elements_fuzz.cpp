// Fuzzes lists of elements: the walk, the index, and the summary of a BSS.
#include "wifi/bss_summary.hpp"
#include "wifi_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > 4096) return 0;
    const wifi::Octets octets{data, size};
    const wifi::BssElementIndex index{octets};
    const wifi::ElementList<wifi::BssElements> list{octets};
    std::size_t end = 0;
    const auto fault = list.each([&](const wifi::Element& element) {
        wifi::fuzz::check(element.offset == end);
        end = element.end();
        if (element.id == 52) (void)wifi::read_neighbor(element);
        static std::array<std::uint8_t, 2048> room;
        (void)wifi::defragment(octets, element, room);
    });
    wifi::fuzz::check(fault == index.fault() && (fault || end == size));
    (void)wifi::summarise(octets, wifi::Channel{});
    return 0;
}
