// Fuzzes what hostapd's control socket may say: replies and events, and the commands made of what was read.
#include "adapters/hostapd/command.hpp"
#include "adapters/hostapd/parse.hpp"
#include "wifi_target.hpp"

namespace {

using wifi::fuzz::check;

template <class T>
void placed(const wifi::TextParsed<T>& parsed, std::string_view text) {
    if (!parsed) check(parsed.error().offset <= text.size() && !parsed.error().wanted.empty());
}

void event(std::string_view text) {
    const auto plain = hostapd::parse_event(text);
    placed(plain, text);
    if (text.starts_with('<')) return;
    const auto again = hostapd::parse_event("<3>" + std::string{text});
    check(again.has_value() == plain.has_value());
    if (plain)
        check(again->index() == plain->index());
    else
        check(again.error().offset == plain.error().offset + 3);
}

void neighbors(std::string_view text) {
    const auto entries = hostapd::parse_neighbors(text);
    placed(entries, text);
    if (!entries) return;
    for (const ports::NeighborEntry& entry : *entries) {
        check(hostapd::remove_neighbor(entry).has_value());
        const auto command = hostapd::set_neighbor(entry);
        if (!command) continue;
        const auto again = hostapd::parse_neighbors(command->substr(13) + "\n");
        check(again && again->size() == 1 && again->front() == entry);
    }
}

void transition(std::string_view text) {
    ports::TransitionAsk ask;
    while (!text.empty()) {
        const std::size_t size = std::min<std::size_t>(static_cast<unsigned char>(text[0]), text.size() - 1);
        const std::string_view body = text.substr(1, size);
        ask.targets.push_back({{body.begin(), body.end()}, static_cast<std::uint8_t>(size)});
        text.remove_prefix(1 + size);
    }
    const auto command = hostapd::transition_request({}, ask, 1);
    if (!command) return;
    static std::array<std::uint8_t, 4096> room;
    check(command->size() <= hostapd::kCommandOctets);
    const auto read = wifi::parse_transition(std::string_view{*command}.substr(11), room);
    check(read && read->disassociation_timer_tbtt == 0 && !read->disassociation_imminent);
}

void printed(std::string_view text) {
    static std::array<std::uint8_t, 4096> room;
    static std::array<std::uint8_t, 4096> room_again;
    static std::array<char, 16384> written;
    const auto octets = wifi::parse_printed(text, room);
    placed(octets, text);
    if (!octets) return;
    const auto again = wifi::write_printed(octets->octets, written);
    check(again.has_value());
    const auto twice = wifi::parse_printed(*again, room_again);
    check(twice && *twice == *octets);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
    switch (data[0] % 7) {
        case 0:
            placed(hostapd::parse_status(text, "wlan0"), text);
            break;
        case 1:
            for (const auto band : {wifi::Band::Ghz2_4, wifi::Band::Ghz5, wifi::Band::Ghz6})
                placed(hostapd::parse_client(text, band), text);
            break;
        case 2:
            placed(hostapd::parse_token(text), text);
            (void)hostapd::lists_station(text, {});
            break;
        case 3:
            neighbors(text);
            break;
        case 4:
            transition(text);
            break;
        case 5:
            printed(text);
            break;
        default:
            event(text);
    }
    return 0;
}
