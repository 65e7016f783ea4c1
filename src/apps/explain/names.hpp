// How moments, addresses and names are written; anonymous where that is asked for.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "explain/timeline/timeline.hpp"

namespace explain_app {

/// Replaces addresses and names of networks, each by the same substitute everywhere.
class Anonymiser {
public:
    /// What is to be replaced in running text, too, beside everything that looks like an address.
    void add_ssid(std::string_view ssid);
    void add(const wifi::MacAddress& address);

    [[nodiscard]] wifi::MacAddress of(const wifi::MacAddress& address);
    [[nodiscard]] std::string text(std::string_view text);

private:
    [[nodiscard]] std::string without_addresses(std::string_view text);
    [[nodiscard]] std::string without_numbers(std::string_view text);
    [[nodiscard]] std::string without_names(std::string text) const;

    std::map<wifi::MacAddress, wifi::MacAddress> addresses_;
    std::map<std::string, std::string, std::less<>> ip_;
    std::map<std::string, std::string, std::less<>> names_;
};

/// Every address and name of the timeline.
void teach(Anonymiser& anonymiser, const explain::Timeline& timeline);

class Names {
public:
    explicit Names(const explain::Timeline& timeline, Anonymiser* anonymiser = nullptr);

    [[nodiscard]] std::string operator()(const wifi::MacAddress& address) const;
    /// Running text: addresses and names in it are replaced where that is asked for.
    [[nodiscard]] std::string text(std::string_view text) const;
    [[nodiscard]] bool is_anonymous() const { return anonymiser_ != nullptr; }

    /// "14:22:01.123", or with seconds since the start of the clock "379.500 s".
    [[nodiscard]] std::string moment(explain::Micros at) const;
    /// Of the whole: its date where the clock has one.
    [[nodiscard]] std::string date(explain::Micros at) const;
    /// RFC 3339 in UTC, or seconds as a number.
    [[nodiscard]] std::string stamp(explain::Micros at) const;

private:
    explain::Clock clock_;
    bool days_ = false;  ///< more than one day is shown
    Anonymiser* anonymiser_;
};

/// "ch 36", "ch 1 (2.4 GHz)".
[[nodiscard]] std::string channel_text(wifi::Channel channel);
[[nodiscard]] std::string_view source_name(explain::Source source);
[[nodiscard]] std::string_view cause_text(explain::RoamCause cause);
[[nodiscard]] std::string_view end_text(explain::RoamEnd end);
[[nodiscard]] std::string_view end_text(explain::LinkEnd end);

}  // namespace explain_app
