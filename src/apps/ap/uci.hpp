// OpenWrt's /etc/config/roam, as the table [ap] of a TOML file: line for line, so that whoever complains of
// line 12 of one means line 12 of the other. docs/openwrt.md describes the sections.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace ap_app {

struct Uci {
    std::string toml;
    /// What is not in the TOML file but on the command line, as its words.
    std::vector<std::string> options;
};

/// @param name  of the file, for messages.
/// @return  or "roam:12: what is wrong".
[[nodiscard]] std::expected<Uci, std::string> read_uci(std::string_view text, std::string_view name);

}  // namespace ap_app
