// Fuzzes what wpa_supplicant's control socket may say: replies and events.
#include "adapters/wpa_supplicant/parse.hpp"
#include "wifi_target.hpp"

namespace {

using wifi::fuzz::check;

void page(std::string_view text) {
    const wpa_supplicant::BssPage page = wpa_supplicant::parse_bss_page(text);
    for (const auto& row : page.rows) check(row.ssid.size() <= text.size());
}

void event(std::string_view text) {
    const auto plain = wpa_supplicant::parse_event(text);
    if (!text.starts_with('<'))
        check(wpa_supplicant::parse_event("<3>" + std::string{text}).index() == plain.index());
}

void number(std::string_view text) {
    if (const auto value = wpa_supplicant::integer(text))
        check(wpa_supplicant::integer(std::to_string(*value)) == value);
    if (const auto value = wpa_supplicant::field(text, "ssid")) check(value->size() <= text.size());
    if (const auto value = wpa_supplicant::word(text, "freq")) check(value->find(' ') == value->npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
    switch (data[0] % 8) {
        case 0:
            (void)wpa_supplicant::parse_status(text);
            break;
        case 1: {
            auto signal = wpa_supplicant::parse_signal(text);
            if (signal) wpa_supplicant::parse_packet_counts(text, *signal);
            break;
        }
        case 2:
            for (const int id : wpa_supplicant::parse_networks(text)) check(id >= 0);
            break;
        case 3:
            (void)wpa_supplicant::parse_capability_freq(text);
            break;
        case 4:
            page(text);
            break;
        case 5:
            (void)wpa_supplicant::parse_key_management(text);
            break;
        case 6:
            number(text);
            break;
        default:
            event(text);
    }
    return 0;
}
