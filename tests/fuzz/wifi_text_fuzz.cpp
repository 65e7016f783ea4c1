// Fuzzes the text forms of hostapd: what is read must be written and read again as the same value.
#include "wifi/hostap_text.hpp"
#include "wifi/operating_class.hpp"
#include "wifi_target.hpp"

namespace {

template <class T>
void both_ways(std::string_view text) {
    static std::array<std::uint8_t, 4096> room;
    static std::array<std::uint8_t, 4096> room_again;
    static std::array<char, 16384> written;
    const auto value = wifi::parse_text<T>(text, room);
    if (!value) return wifi::fuzz::check(value.error().offset <= text.size());
    const auto again = wifi::write_text(*value, written);
    wifi::fuzz::check(again.has_value());
    const auto twice = wifi::parse_text<T>(*again, room_again);
    wifi::fuzz::check(twice.has_value() && *twice == *value);
}

void transition(std::string_view text) {
    static std::array<std::uint8_t, 4096> room;
    static std::array<std::uint8_t, 4096> room_again;
    static std::array<char, 16384> written;
    const auto command = wifi::parse_transition(text, room);
    if (!command) return wifi::fuzz::check(command.error().offset <= text.size());
    const auto again = wifi::write_transition(*command, written);
    wifi::fuzz::check(again.has_value());
    const auto twice = wifi::parse_transition(*again, room_again);
    wifi::fuzz::check(twice.has_value() && *twice == *command);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 3 || size > 2048) return 0;
    const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
    switch (data[0] % 11) {
        case 0:
            both_ways<wifi::NeighborText>(text);
            break;
        case 1:
            both_ways<wifi::NeighborLine>(text);
            break;
        case 2:
            both_ways<wifi::BeaconRequestCommand>(text);
            break;
        case 3:
            both_ways<wifi::BeaconRequestSent>(text);
            break;
        case 4:
            both_ways<wifi::BeaconResponse>(text);
            break;
        case 5:
            both_ways<wifi::LinkMeasurementResponse>(text);
            break;
        case 6:
            both_ways<wifi::TransitionQueryEvent>(text);
            break;
        case 7:
            both_ways<wifi::TransitionResponseEvent>(text);
            break;
        case 8:
            both_ways<wifi::NeighborEvent>(text);
            break;
        case 9:
            transition(text);
            break;
        default:
            for (int region = 0; region < 5; ++region)
                (void)wifi::resolve_repaired(static_cast<wifi::Region>(region), data[1], data[2]);
    }
    return 0;
}
