// A scenario as plain values: a place, its access points, who walks where, and what happens when.
//
// Lengths are metres, times are seconds from the start of the scored walk, powers dBm, losses dB.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "wifi/channel.hpp"
#include "wifi/units.hpp"

namespace lab {

struct Point {
    double x_m = 0;
    double y_m = 0;

    friend bool operator==(const Point&, const Point&) = default;
};

/// A straight wall. A path that crosses it loses `loss_db`.
struct Wall {
    Point from;
    Point to;
    double loss_db = 5;
};

struct RadioConfig {
    wifi::Channel channel;
    wifi::Width width = wifi::Width::Mhz20;
    wifi::PhyMode mode = wifi::PhyMode::Ht;
    int streams = 2;
    double power_dbm = 17;
    /// Share of the channel's time that others use, 0 to 1; shown in the BSS Load element and felt as
    /// waiting.
    double load = 0;
};

/// Whom an access point turns away when it asks for a link.
enum class Refusal : std::uint8_t {
    Nobody,
    ThisStation,  ///< its address is denied: no answer to a probe, authentication answered with status 1
    Everybody,    ///< no room: authentication is answered with status 17 (9.4.1.9)
};

/// What the other access points' neighbor reports say about one.
enum class ReportedAs : std::uint8_t { ItIs, WrongBssid, WrongChannel, WrongClass };

/// One access point: several radios at one place. Each radio is one BSS.
struct AccessPoint {
    std::string name;
    Point at;
    std::vector<RadioConfig> radios{};
    Refusal refuses = Refusal::Nobody;
    ReportedAs reported_as = ReportedAs::ItIs;
    /// Lines for the end of its hostapd.conf, where the last of a name counts: what somebody set up wrongly.
    std::vector<std::string> settings{};
};

/// One piece of a walk: go straight to `to`, then stand for `pause_s`.
struct Leg {
    Point to;
    double speed_mps = 1.15;
    double pause_s = 0;
};

struct Walker {
    Point start;
    double initial_pause_s = 0;
    std::vector<Leg> legs;  ///< those of all rounds, one after the other
    int streams = 2;
};

enum class Security : std::uint8_t { Open, Wpa2Psk, FtPsk, Sae, FtSae, Eap, FtEap };

enum class PathLoss : std::uint8_t {
    TgaxEnterprise,   ///< 11-14/0980 SS2: breakpoint 10 m, exponent 3.5, walls as drawn
    TgaxResidential,  ///< 11-14/0980 SS1: breakpoint 5 m
    InhOfficeLos,     ///< 3GPP TR 38.901 Table 7.4.1-1, line of sight
    InhOfficeNlos,    ///< the same, without line of sight
};

/// The field between the path-loss model and what a receiver shows.
struct Propagation {
    PathLoss path_loss = PathLoss::TgaxEnterprise;
    double shadow_db = 4;           ///< standard deviation of the spatial field
    double shadow_distance_m = 6;   ///< correlation distance of the spatial field
    double shadow_common = 0.3;     ///< correlation between two APs' fields at one place
    double fading_db = 3;           ///< per half wavelength walked
    double temporal_db = 1;         ///< slow drift of a link while nobody moves
    double temporal_period_s = 60;  ///< its time scale
    double frame_noise_db = 1.5;    ///< measurement noise of one frame's reported signal
    double device_offset_db = 0;    ///< what this station's radio adds to every report
};

enum class EventKind : std::uint8_t {
    ApOff,
    ApOn,
    ChannelSwitch,
    Load,
    Interference,       ///< something that is no Wi-Fi raises the noise of the AP's channel
    TransitionRequest,  ///< the AP asks the station to move (9.6.13.9), if it serves it
    BeaconRequest,      ///< the AP that serves has the station look for BSS and report (9.4.2.20.7)
    ForgedRequest,      ///< somebody else's radio asks in its name
    SupplicantRestart,  ///< killed without a word, started again half a second later
    SupplicantStop,     ///< stopped, as a machine that swaps stops a process; then it goes on
    RoamStationStop,    ///< roam-station is ended, as a service manager does it, and not started again
    GatewayChange,      ///< from the next link on another machine has the server's address: another network
    NetworkChange,  ///< from the next link on another network: other server, other addresses, nothing known
    LeaseRequired,  ///< from then on a new link is not served before the station asked for its lease there
    ProfileLock,    ///< NetworkManager's profile is changed to name the BSS that serves
    ControlFails,   ///< roam-station's every command is answered FAIL
    ControlSilent,  ///< roam-station hears nothing from its supplicant
    ClockStep,      ///< the wall clock is set; no other clock is
};

struct ScenarioEvent {
    double at_s = 0;
    EventKind kind = EventKind::ApOff;
    /// Name of the AP; empty for events about the station's own programs. TransitionRequest, BeaconRequest,
    /// ForgedRequest: empty for whichever AP serves.
    std::string ap;
    int radio = -1;   ///< index into its radios; -1: all
    int channel = 0;  ///< ChannelSwitch: the new channel's number in the radio's band
    double load = 0;  ///< Load: the new share
    /// TransitionRequest, ForgedRequest: names of the BSS in its list ("AP2/5"), best first; empty: a request
    /// without a list. BeaconRequest: the BSS to look for, one request each.
    std::vector<std::string> to{};
    /// TransitionRequest: the AP ends the link after this time; ForgedRequest: the forger says so; 0: only
    /// asked.
    double disassociate_after_s = 0;
    double noise_db = 0;    ///< Interference: above thermal noise, at both ends of every link of the AP
    double step_s = 0;      ///< ClockStep: forward, or back
    double duration_s = 0;  ///< SupplicantStop, ControlFails, ControlSilent: for how long
    /// TransitionRequest in a fleet: which of the stations is asked, index into Scenario::stations.
    std::size_t station = 0;
};

/// The measured stream: packets of `octets` every 1/`per_second` in each direction.
struct Traffic {
    int per_second = 50;
    int octets = 200;
};

/// What a station of a fleet is: its programs, and how it takes a request to move.
enum class StationKind : std::uint8_t {
    Sticky,   ///< wpa_supplicant without background scanning; obeys
    Nm,       ///< wpa_supplicant with NetworkManager's scan string for one access point; obeys
    No11v,    ///< wpa_supplicant that does not offer BSS transition management
    Refuses,  ///< wpa_supplicant whose profile accepts the access point nearest to its start only: status 7
    Ignores,  ///< wpa_supplicant that offers BSS transition management and answers no request
    Returns,  ///< obeys, and goes back after 2 s
    Iwd,      ///< iwd with its default settings
    Roam,     ///< wpa_supplicant with roam-station beside it
    Only2_4,  ///< wpa_supplicant, sticky, that uses the 2.4 GHz band only
};

/// As scenario files and scores call the kind.
[[nodiscard]] std::string_view word_of(StationKind kind);

/// One station of a fleet.
struct Station {
    std::string name;
    StationKind kind = StationKind::Sticky;
    Walker walker;
    Traffic traffic;
};

struct Scenario {
    std::string name;   ///< the file's stem
    std::string title;  ///< one line for people
    double seconds = 60;
    /// Regulatory domain. The default has no 6 GHz band: hwsim radios have one, and a full scan would spend 7
    /// s there.
    std::string country = "CN";
    Security security = Security::Wpa2Psk;
    std::string ssid = "roam-lab";
    bool hidden = false;           ///< beacons do not say the SSID; only who asks by name is told
    std::string other_ssid;        ///< a second, open network on the same radios; empty: none
    bool neighbor_reports = true;  ///< APs answer neighbor report requests with the whole ESS
    bool controller = false;       ///< hears the station's transition queries, and answers them
    bool dhcp = false;             ///< NetworkManager gets its address from a DHCP server behind the APs
    std::string renew;             ///< roam-station's `renew`; empty: its default
    std::string level;             ///< roam-station's `level`; empty: its default
    /// Lines for the end of the station's profile in wpa_supplicant.conf, where the last of a name counts.
    std::vector<std::string> profile;
    std::string locked_to;  ///< name of a BssSite: the station's profile names this BSS; empty: none
    bool standing = false;  ///< the station never moves: a move of the link is a fault
    Propagation propagation;
    Traffic traffic;
    std::vector<Wall> walls;
    std::vector<AccessPoint> aps;
    Walker walker;  ///< in a fleet the first station's
    /// A fleet: several stations at a time, each with programs of its own. Empty: the one station of
    /// `walker`, whose programs the arm says.
    std::vector<Station> stations;
    std::vector<ScenarioEvent> events;

    [[nodiscard]] bool is_fleet() const { return !stations.empty(); }
};

/// The scenario as one station of a fleet has it: walker and stream are its own. Others are not changed.
/// @pre `station` is an index into Scenario::stations, or 0.
[[nodiscard]] Scenario seen_by(const Scenario& scenario, std::size_t station);

/// Whether that station's radio and profile have the band.
[[nodiscard]] bool can_use(const Scenario& scenario, std::size_t station, wifi::Band band);

/// Where a scenario file is wrong, for people: "corridor.toml:12:9: …; allowed: …".
struct ScenarioError {
    std::string message;
};

/// Reads and checks one TOML file. Unknown keys, wrong types and impossible values are errors.
[[nodiscard]] std::expected<Scenario, ScenarioError> load_scenario(const std::filesystem::path& file);
[[nodiscard]] std::expected<Scenario, ScenarioError> parse_scenario(std::string_view text,
                                                                    std::string_view file_name);

/// One BSS of the scenario, in the order in which the lab numbers its radios.
struct BssSite {
    int index = 0;           ///< 0-based; its radio in the guest is `index + 1`, radio 0 is the station's
                             ///< (a fleet's further stations follow after the last BSS)
    std::string name;        ///< "AP1/5", the AP's name and the band
    std::size_t ap = 0;      ///< index into Scenario::aps
    std::size_t radio = 0;   ///< index into AccessPoint::radios
    wifi::MacAddress bssid;  ///< 02:00:00:00:II:00 with II = index + 1, as mac80211_hwsim numbers them
};

[[nodiscard]] std::vector<BssSite> bss_sites(const Scenario& scenario);

}  // namespace lab
