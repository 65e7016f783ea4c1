// What roam-ap shows on ubus, in the shapes that usteer's users and their scripts know, and `why`.
// Pure functions from the engine's state; docs/openwrt.md describes them.
#pragma once

#include <array>
#include <string_view>

#include <boost/json/object.hpp>

#include "engine/access_point.hpp"

namespace ap_app {

/// Our BSS by "hostapd.NAME".
[[nodiscard]] boost::json::object local_info(const engine::AccessPoint& ap);
/// Those of the peers, by "PEER#BSSID".
[[nodiscard]] boost::json::object remote_info(const engine::AccessPoint& ap);
/// The peers: how many BSS each has.
[[nodiscard]] boost::json::object remote_hosts(const engine::AccessPoint& ap);
/// By BSS, then by client: those that are linked there.
[[nodiscard]] boost::json::object connected_clients(const engine::AccessPoint& ap, base::Instant now);
/// By client, then by BSS: everybody, linked or heard.
[[nodiscard]] boost::json::object all_clients(const engine::AccessPoint& ap, base::Instant now);
/// One client; empty when nothing is known of it.
[[nodiscard]] boost::json::object client_info(const engine::AccessPoint& ap, const wifi::MacAddress& client,
                                              base::Instant now);
/// What the daemon goes by.
[[nodiscard]] boost::json::object config_view(const engine::AccessPoint& ap);

}  // namespace ap_app
