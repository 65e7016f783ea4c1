// Whether the BSS of a site are set up so that clients can be steered and move fast: what each has on, and
// what they have to agree on. Judges facts, from wherever they come; what is not known is said, not guessed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "wifi/channel.hpp"
#include "wifi/units.hpp"

namespace engine {

class AccessPoint;

inline constexpr std::string_view kCheckSchema = "roam-ap-check/1";

/// Where the keys of a fast transition come from (13.2.2), as hostapd is set up.
struct KeyHolders {
    std::string nas_identifier;   ///< the R0 key holder's name; hostapd needs one for FT
    std::string r1_holder;        ///< address of the R1 key holder, as text
    bool local = false;           ///< ft_psk_generate_local: each makes its own from the passphrase
    std::vector<std::string> r0;  ///< names whose keys it may ask for; "*" is everybody
    std::vector<std::string> r1;  ///< addresses that may ask for its keys; "*" is everybody
};

/// What is known of one BSS. An empty optional is unknown.
struct CheckedBss {
    std::string where;  ///< interface, peer or file: how people find it
    std::optional<wifi::MacAddress> bssid;
    std::string ssid;
    std::optional<wifi::Channel> channel;
    std::optional<bool> transition;        ///< BSS transition management
    std::optional<bool> neighbor_reports;  ///< 802.11k
    std::optional<bool> beacon_reports;
    /// As hostapd names them: "WPA-PSK", "FT-SAE". Empty and known: open.
    std::optional<std::vector<std::string>> key_management;
    std::optional<std::uint16_t> mobility_domain;
    std::optional<KeyHolders> keys;

    /// Whether it offers fast transition.
    [[nodiscard]] std::optional<bool> fast_transition() const;
};

enum class Severity : std::uint8_t {
    Problem,  ///< clients cannot be steered, or lose their link for longer than they would have to
    Advice,
    Unknown,
};
inline constexpr std::size_t kSeverities = 3;
[[nodiscard]] std::string_view name(Severity severity);

struct Finding {
    Severity severity = Severity::Problem;
    std::string_view code;           ///< for machines; docs/ap.md lists them
    std::string ssid;                ///< empty: all
    std::vector<std::string> where;  ///< the BSS that it is about
    std::string text;                ///< for people
    std::string setting;             ///< what to set in hostapd.conf; empty: nothing
};

/// BSS among which a client moves by fast transition.
struct FtGroup {
    std::string ssid;
    std::optional<std::uint16_t> mobility_domain;
    std::vector<std::string> where;
    std::optional<bool> keys;  ///< whether each gets the keys of each
};

struct SiteReport {
    std::vector<Finding> findings;
    std::vector<FtGroup> groups;
};

/// A function of the facts alone; the order of findings is that of SSIDs, then of severity.
[[nodiscard]] SiteReport check_site(std::span<const CheckedBss> bsses);

/// What an access point knows of its site. That something is on is known only where a client has used it.
[[nodiscard]] std::vector<CheckedBss> facts_of(const AccessPoint& ap);

/// Facts and report, schema kCheckSchema.
[[nodiscard]] boost::json::object check_json(std::span<const CheckedBss> bsses);

}  // namespace engine
