// Small parts of lines. Nothing here allocates; every octet may be anything.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wifi/channel.hpp"
#include "wifi/units.hpp"

namespace explain {

/// Takes parts off the front of a text.
class Words {
public:
    explicit Words(std::string_view text) : rest_{text} {}

    [[nodiscard]] std::string_view rest() const { return rest_; }
    [[nodiscard]] bool empty() const { return rest_.empty(); }
    [[nodiscard]] bool skip(std::string_view wanted) {
        if (!rest_.starts_with(wanted)) return false;
        rest_.remove_prefix(wanted.size());
        return true;
    }
    void skip_blanks() {
        while (!rest_.empty() && rest_[0] == ' ') rest_.remove_prefix(1);
    }
    /// A decimal number, with a sign if there is one.
    template <class T>
    [[nodiscard]] std::optional<T> number() {
        T value{};
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        if (error != std::errc{}) return std::nullopt;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return value;
    }
    [[nodiscard]] std::optional<wifi::MacAddress> mac() {
        const auto address = wifi::parse_mac(rest_.substr(0, 17));
        if (address) rest_.remove_prefix(17);
        return address;
    }
    /// Up to the next `end`, which is passed; all when there is none.
    [[nodiscard]] std::string_view until(char end) {
        const std::size_t at = rest_.find(end);
        const std::string_view word = rest_.substr(0, at);
        rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at + 1);
        return word;
    }

private:
    std::string_view rest_;
};

/// What follows the first `key` in `text`; empty optional without it.
[[nodiscard]] inline std::optional<std::string_view> behind(std::string_view text, std::string_view key) {
    const std::size_t at = text.find(key);
    if (at == std::string_view::npos) return std::nullopt;
    return text.substr(at + key.size());
}
template <class T>
[[nodiscard]] std::optional<T> number_behind(std::string_view text, std::string_view key) {
    const auto rest = behind(text, key);
    return rest ? Words{*rest}.number<T>() : std::nullopt;
}
/// As C writes numbers: 0x… is hexadecimal.
[[nodiscard]] inline std::optional<unsigned> c_number_behind(std::string_view text, std::string_view key) {
    auto rest = behind(text, key);
    if (!rest) return std::nullopt;
    const bool is_hex = rest->starts_with("0x");
    if (is_hex) rest->remove_prefix(2);
    unsigned value = 0;
    const auto [end, error] =
        std::from_chars(rest->data(), rest->data() + rest->size(), value, is_hex ? 16 : 10);
    return error == std::errc{} ? std::optional{value} : std::nullopt;
}
[[nodiscard]] inline std::optional<wifi::MacAddress> mac_behind(std::string_view text, std::string_view key) {
    const auto rest = behind(text, key);
    return rest ? Words{*rest}.mac() : std::nullopt;
}
/// "5180" MHz behind `key`.
[[nodiscard]] inline std::optional<wifi::Channel> channel_behind(std::string_view text,
                                                                 std::string_view key) {
    const auto mhz = number_behind<int>(text, key);
    return mhz ? wifi::Channel::at_mhz(*mhz) : std::nullopt;
}

/// Whether wpa_supplicant or hostapd dumps octets in this line.
[[nodiscard]] bool is_hexdump(std::string_view text);

/// An address, or empty where it is all zeros: programs print that for "none".
[[nodiscard]] inline std::optional<wifi::MacAddress> real(std::optional<wifi::MacAddress> address) {
    return address == wifi::MacAddress{} ? std::nullopt : address;
}

/// At most this much of a line goes into an event.
inline constexpr std::size_t kLongestText = 512;

/// `text` as UTF-8 that can be shown: at most `kLongestText` octets, control characters and what is no UTF-8
/// replaced.
[[nodiscard]] std::string clean(std::string_view text);

/// An SSID as printed between quotes with \xNN, \n, \" and the like, as octets; then cleaned.
[[nodiscard]] std::string unescaped_ssid(std::string_view printed);

}  // namespace explain
