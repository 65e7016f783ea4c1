// One run inside the lab's kernel: access points, stations, medium and streams, from boot to power-off.
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/guest/capture.hpp"
#include "lab/guest/control.hpp"
#include "lab/guest/control_proxy.hpp"
#include "lab/guest/hwsim.hpp"
#include "lab/guest/loop.hpp"
#include "lab/guest/medium.hpp"
#include "lab/guest/member.hpp"
#include "lab/guest/process.hpp"
#include "lab/guest/station_truth.hpp"
#include "lab/guest/traffic.hpp"
#include "lab/run_plan.hpp"
#include "lab/world.hpp"
#include "wifi/hostap_text.hpp"

namespace lab::guest {

class Guest {
public:
    /// Reads the plan in `folder`; throws std::runtime_error when it or its scenario cannot be used.
    explicit Guest(std::filesystem::path folder);

    /// The whole run. Throws std::exception with a message for people when the lab itself fails; what happens
    /// to the station is never a failure.
    void run();

private:
    void watch_programs();
    void program_ended(const Ended& ended);
    void start_streams(Micros length);
    void write_truth(Micros length);
    /// A mark in every station's log.
    void mark_all(const std::string& text);
    void start_access_points();
    void check_access_points();
    void share_neighbors();
    void start_station();
    void start_station_program();
    void start_bus();
    void start_supplicant();
    void start_bus_supplicant();
    void start_iwd();
    /// @param prefix  the first three octets of its addresses.
    /// @param knows_all  it refuses whoever asks for an address that it does not have; others say nothing.
    void start_dhcp_server(const std::string& prefix, bool knows_all);
    void restart_dhcp_server();
    /// From now on a new link is not served before the station has asked for its lease there.
    void require_leases();
    void start_networkmanager();
    void start_networkd();
    void start_roam_station();
    void schedule_events();
    void happen(const ScenarioEvent& event);
    void happen_to_control(const ScenarioEvent& event);
    void happen_to_ap(const ScenarioEvent& event, const BssSite& site);
    [[nodiscard]] std::vector<wifi::Candidate> candidates_of(const ScenarioEvent& event) const;
    void request_transition(const ScenarioEvent& event, const BssSite& site);
    void request_beacons(const ScenarioEvent& event, const BssSite& site);
    /// What hostapd says of the station's answers goes into the truth log; a controller answers what it asks.
    void listen_to_access_points();
    void heard_from(const BssSite& site, std::string_view event);
    void forge_request(const ScenarioEvent& event, const BssSite& site);
    void restart_station_program();
    /// Ends roam-station for good, and marks the supplicant's background scanning before and after.
    void stop_roam_station();
    void mark_background_scanning();
    /// As a user does it with nmcli, while the link stands.
    void lock_profile();
    /// What roam-station has used so far, if it runs.
    void sample_usage();
    void save_logs();

    [[nodiscard]] const RadioConfig& radio_of(const BssSite& site) const;
    // Of fleets.
    void set_up_fleet();
    void start_fleet_access_points();
    void start_roam_aps();
    /// A broker of ubus with that access point's hostapd on it.
    void start_ubus(const AccessPoint& ap);
    void start_fleet_stations();
    void start_member(Member& member);
    void start_member_iwd(Member& member);
    void start_member_roam(Member& member);
    /// To its wpa_supplicant; nobody waits for the answer.
    void command_member(Member& member, const std::string& command);
    /// Once it has followed the request of `bss`, it returns there.
    void go_back(Member& member, int bss);
    void copy_fleet_records() const;
    /// What runs on it in this arm.
    [[nodiscard]] StationKind kind_of(const Member& member) const;

    /// Sends `command` to the hostapd of that BSS.
    void request_of(const BssSite& site, const std::string& command, Control::Reply reply = nullptr);
    [[nodiscard]] std::string hostapd_socket(const BssSite& site) const;
    [[nodiscard]] std::vector<std::string> in_station(std::vector<std::string> command) const;
    [[nodiscard]] Program start_logged(const std::string& name,
                                       const std::vector<std::string>& command) const;

    std::filesystem::path folder_;
    RunPlan plan_;
    Arm arm_;
    Loop loop_;
    std::deque<Member> members_;  ///< in the order of Scenario::stations; one in a scenario without
    const World& world_;          ///< the first member's
    StationTruth& truth_;         ///< the first member's
    Control control_{loop_};
    std::optional<ControlProxy> proxy_;  ///< in scenarios whose control socket fails
    std::optional<Capture> capture_;     ///< when the plan asks for it
    std::optional<Hwsim> hwsim_;
    std::optional<Medium> medium_;
    std::map<std::string, Program> programs_;
    std::map<int, bool> ap_ready_;  ///< by BSS
};

}  // namespace lab::guest
