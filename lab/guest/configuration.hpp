// Configuration files of the real programs, written from a scenario.
#pragma once

#include <string>

#include "lab/arms.hpp"
#include "lab/scenario.hpp"

namespace lab::guest {

/// The secret of every lab network; it never leaves the guest.
inline constexpr const char* kPassphrase = "correct horse battery";
inline constexpr const char* kIdentity = "walker";
/// Addresses that an access point with `refuses = "this-station"` denies.
inline constexpr const char* kDenyFile = "/run/hostapd.deny";

/// hostapd.conf for one BSS on `interface`. `users_file` is the EAP user database for 802.1X scenarios.
[[nodiscard]] std::string hostapd_config(const Scenario& scenario, const BssSite& site,
                                         const std::string& interface, const std::string& users_file);

/// The EAP user database of hostapd's own server: one user, EAP-pwd (no certificates, so no wall clock).
[[nodiscard]] std::string eap_users();

[[nodiscard]] std::string supplicant_config(const Scenario& scenario, const Arm& arm);

/// wpa_supplicant.conf of a fleet's station. @param station  index into Scenario::stations; not of kind
/// `iwd`.
[[nodiscard]] std::string fleet_supplicant_config(const Scenario& scenario, std::size_t station);

/// Folders of a fleet's access point and of its station; a program's own things are below them.
[[nodiscard]] std::string ap_folder(const AccessPoint& ap);
[[nodiscard]] std::string station_folder(const Station& station);

/// iwd's network file; its name is `iwd_network_name()`.
[[nodiscard]] std::string iwd_network(const Scenario& scenario);
[[nodiscard]] std::string iwd_network_name(const Scenario& scenario);
[[nodiscard]] std::string iwd_main_config();

/// NetworkManager.conf of the guest: no policy kit, nothing that other daemons would answer.
[[nodiscard]] std::string networkmanager_config();
/// The profile of the scenario's network, in NetworkManager's keyfile format.
/// @param station,router  addresses in one /24; not used where the scenario has DHCP.
[[nodiscard]] std::string networkmanager_profile(const Scenario& scenario, const std::string& station,
                                                 const std::string& router);

/// systemd-networkd's file for the station's interface: addresses by DHCP.
[[nodiscard]] std::string networkd_config();

/// A system bus that lets everybody in: the guest has one user.
[[nodiscard]] std::string bus_config(const std::string& socket = "unix:path=/run/dbus/system_bus_socket");

}  // namespace lab::guest
