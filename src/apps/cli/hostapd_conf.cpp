#include "apps/cli/hostapd_conf.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace cli {

namespace {

using engine::CheckedBss;

constexpr std::size_t kMostBss = 64;

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
        if (end > 0) words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

std::optional<int> number(std::string_view text, int base = 10) {
    int value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : static_cast<char>(letter);
    });
    return text;
}

class Reader {
public:
    explicit Reader(std::string_view name) : name_{name} { begin(""); }

    /// @return  what is wrong with the line; empty: nothing.
    std::string take(std::string_view key, std::string_view value) {
        CheckedBss& bss = bsses_.back();
        if (key == "interface" || key == "bss") {
            if (key == "bss") {
                if (bsses_.size() >= kMostBss) return "more BSS than a radio has";
                begin(std::string{value});
            } else {
                bss.where = value;
            }
            return {};
        }
        if (key == "ssid") return bss.ssid = value, "";
        if (key == "bssid") {
            bss.bssid = wifi::parse_mac(value);
            return bss.bssid ? "" : "bssid is an address";
        }
        if (key == "bss_transition") return flag(value, bss.transition);
        if (key == "rrm_neighbor_report") return flag(value, bss.neighbor_reports);
        if (key == "rrm_beacon_report") return flag(value, bss.beacon_reports);
        if (key == "wpa") return wpa_.back() = value != "0", "";
        if (key == "wpa_key_mgmt") return bss.key_management = words_of(value), "";
        if (key == "mobility_domain") {
            const auto domain = value.size() == 4 ? number(value, 16) : std::nullopt;
            if (!domain) return "mobility_domain is two octets in hexadecimal, as a1b2";
            // As hostapd reads it: the octets in their order, which the air sends low octet first.
            bss.mobility_domain = static_cast<std::uint16_t>(*domain);
            return {};
        }
        if (key == "nas_identifier") return bss.keys->nas_identifier = value, "";
        if (key == "r1_key_holder") return bss.keys->r1_holder = holder(value), "";
        if (key == "ft_psk_generate_local") return bss.keys->local = value == "1", "";
        if (key == "r0kh" || key == "r1kh") return key_holder(key, words_of(value), *bss.keys);
        if (key == "hw_mode") return band_ = value == "a" ? wifi::Band::Ghz5 : wifi::Band::Ghz2_4, "";
        if (key == "op_class") {
            const auto op_class = number(value);
            is_6ghz_ = op_class && *op_class >= 131 && *op_class <= 137;
        }
        if (key == "channel") channel_ = number(value);
        return {};
    }

    [[nodiscard]] std::vector<CheckedBss> finish() && {
        const wifi::Band band = is_6ghz_ ? wifi::Band::Ghz6 : band_;
        for (std::size_t i = 0; i < bsses_.size(); ++i) {
            CheckedBss& bss = bsses_[i];
            if (channel_ && *channel_ > 0 && *channel_ < 256)
                bss.channel = wifi::Channel::make(band, static_cast<std::uint8_t>(*channel_));
            if (!wpa_[i]) bss.key_management.emplace();
            // Without a line, hostapd uses its own address.
            if (bss.keys->r1_holder.empty() && bss.bssid) {
                const wifi::MacText address = wifi::to_text(*bss.bssid);
                bss.keys->r1_holder.assign(address.data(), address.size());
            }
            bss.where = fmt::format("{}:{}", name_, bss.where);
        }
        return std::move(bsses_);
    }

private:
    void begin(std::string where) {
        CheckedBss bss;
        bss.where = std::move(where);
        bss.transition = bss.neighbor_reports = bss.beacon_reports = false;
        bss.key_management = {"WPA-PSK"};
        bss.keys.emplace();
        bsses_.push_back(std::move(bss));
        wpa_.push_back(false);
    }

    static std::string flag(std::string_view value, std::optional<bool>& to) {
        if (value != "0" && value != "1") return "it is 0 or 1";
        to = value == "1";
        return {};
    }

    /// An address, as twelve digits or with colons.
    static std::string holder(std::string_view value) {
        std::string digits = lower(std::string{value});
        if (digits.size() != 12) return digits;
        for (std::size_t at = 2; at < digits.size(); at += 3) digits.insert(at, ":");
        return digits;
    }

    static std::string key_holder(std::string_view key, const std::vector<std::string>& words,
                                  engine::KeyHolders& keys) {
        if (words.size() != 3) return fmt::format("{} is an address, a name and a key", key);
        if (key == "r0kh")
            keys.r0.push_back(lower(words[0]) == "ff:ff:ff:ff:ff:ff" ? "*" : words[1]);
        else
            keys.r1.push_back(words[0] == "00:00:00:00:00:00" ? "*" : holder(words[1]));
        return {};
    }

    std::string name_;
    std::vector<CheckedBss> bsses_;
    std::vector<bool> wpa_;  ///< by BSS: it has security
    wifi::Band band_ = wifi::Band::Ghz2_4;
    bool is_6ghz_ = false;
    std::optional<int> channel_;
};

}  // namespace

std::expected<std::vector<CheckedBss>, std::string> parse_hostapd_conf(std::string_view text,
                                                                       std::string_view name) {
    Reader reader{name};
    std::size_t line_number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++line_number;
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
        if (line.empty() || line.front() == '#') continue;
        const std::size_t equals = line.find('=');
        const auto fault = equals == std::string_view::npos
                               ? std::string{"a line is key=value"}
                               : reader.take(line.substr(0, equals), line.substr(equals + 1));
        if (!fault.empty()) return std::unexpected(fmt::format("{}:{}: {}", name, line_number, fault));
    }
    return std::move(reader).finish();
}

}  // namespace cli
