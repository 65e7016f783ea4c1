// One station while its facts arrive: what is open, and the functions that each kind of event calls. Private
// to this folder.
#pragma once

#include <bitset>
#include <optional>

#include "explain/timeline/timeline.hpp"

namespace explain {

/// What sources tell of an attempt.
enum class Mark : std::uint8_t {
    RoamingBegun,
    AuthenticationBegun,
    AuthenticationEnded,
    AssociationBegun,
    AssociationEnded,
    KeysBegun,
    KeysEnded,
    FastBegun,
    FastEnded,
    LinkedUp,
    GoneDown,
};
inline constexpr std::size_t kMarks = 11;

/// News of one thing by another source comes this late at most: programs flush, clocks are aligned to a few
/// ms.
inline constexpr Micros kLateNews = std::chrono::seconds{2};

struct Building {
    Station station;

    bool link_is_open = false;  ///< then it is links.back()
    bool roam_is_open = false;  ///< then it is roams.back()
    bool scan_is_open = false;  ///< then it is scans.back()
    /// What each source has told of roams.back(), so that a second telling is a second attempt.
    std::bitset<kSources * kMarks> told;
    std::optional<Micros> last_told;  ///< when anybody told of roams.back()
    bool fast_is_presumed =
        false;  ///< of roams.back(): nobody said so, its access point saw no authentication
    std::bitset<kSources> scan_begun_by;
    std::bitset<kSources> scan_ended_by;
    std::optional<Micros> link_ended;  ///< of links.back()
    std::optional<Source> link_ended_by;
    bool ended_before_noticed = false;  ///< the access point said so before the station knew
    std::optional<Micros> scan_ended;
    std::optional<Micros> choice_due;  ///< a scan ended then, and what it found has not been judged yet
    std::optional<Judgement> judged;   ///< the last
    bool has_exact_links = false;      ///< somebody tells of its links with times that were not only placed
    std::optional<Micros> beacons_lost;
    /// When the access point of the open link said that the station is gone, and why.
    std::optional<Moment> forgotten;
    std::optional<std::uint16_t> forgotten_reason;
    std::optional<Weak> weak;
    Places scan_places;

    // Traffic, where it is seen.
    std::optional<Micros> last_frame;
    Micros rate_from{0};
    std::uint32_t rate_count = 0;
    double frames_per_second = 0;

    [[nodiscard]] Link* link() { return link_is_open ? &station.links.back() : nullptr; }
    [[nodiscard]] Roam* roam() { return roam_is_open ? &station.roams.back() : nullptr; }

    // building_link.cpp
    void note(const Event& event, const StepBegun& step);
    void note(const Event& event, const StepEnded& step);
    void note(const Event& event, const LinkUp& up);
    void note(const Event& event, const LinkDown& down);
    void note(const Event& event, const ProgramBegun& begun);
    /// What has been open for too long is settled: a link that stood and nobody called complete, an attempt
    /// that came to nothing.
    void settle(Micros now);

    // building_radio.cpp
    void note(const Event& event, const SignalRead& signal);
    void note(const Event& event, const ScanBegun& scan);
    void note(const Event& event, const ScanEnded& scan);
    void note(const Event& event, const BssSeen& seen);
    void note(const Event& event, const RoamJudged& judgement);
    void note(const Event& event, const ChannelSwitched& change);
    void note(const Event& event, const TrafficSeen& traffic);
    void level_read(Micros at, int level_dbm, const wifi::MacAddress& bssid, const Place& place);
    void weak_over(Micros at, bool moved);
    void choose(Micros at, std::optional<wifi::MacAddress> went_to, const Place& place);

    // building_network.cpp
    void note(const Event& event, const TransitionRequested& request);
    void note(const Event& event, const TransitionAnswered& answer);
    void note(const Event& event, const TransitionQueried& query);
    void note(const Event& event, const NeighborsReported& report);
    void note(const Event& event, const MeasurementReported& report);
    void note(const Event& event, const AddressNews& news);
    void note(const Event& event, const ClientJoined& joined);
    void note(const Event& event, const ClientLeft& left);
    void note(const Event& event, const ClientRefused& refused);
    void note(const Event& event, const Remark& remark);
    void moved(const Roam& roam);

private:
    // building_attempt.cpp
    [[nodiscard]] bool was_told(Source source, Mark mark) const;
    void tell(const Event& event, Mark mark, Roam& roam);
    Roam& roam_to(const Event& event, Mark mark, const wifi::MacAddress& target);
    Roam& begin_roam(const Event& event, const wifi::MacAddress& target);
    void explain_cause(Roam& roam, Micros at);
    void complete(Roam& roam, const Event& event);
    void fail(Roam& roam, const Event& event, RoamEnd end, std::optional<std::uint16_t> status);
    // building_link.cpp
    void leave(const Event& event, LinkEnd end, std::optional<std::uint16_t> reason);
    void end_link(Micros at, Source source, LinkEnd end, std::optional<std::uint16_t> reason);
    void sync_link(const Roam& roam);
    void presume_fast(const Event& event, Roam& roam);
    void keys_were_made(const Event& event, const wifi::MacAddress& target);
};

/// Sets `moment` unless a source nearer to the air has.
/// @param keep_first  of two tellings of one source the first counts, otherwise the last.
void set_moment(std::optional<Moment>& moment, Micros at, Source source, bool keep_first);
/// The same for a frame that the station sends.
void set_frame_moment(std::optional<Moment>& moment, Micros at, Source source);

}  // namespace explain
