// What the engine needs to hear other BSSs' beacons in visits too short to be felt.
//
// A visit leaves the serving channel only for the moment in which one BSS's beacon is due (11.1.3.2: beacons
// come at the target beacon transmission times of the BSS's own timer). It needs a radio that can be kept on
// another channel for some milliseconds while associated, and a way to receive beacons there; where either is
// missing, there are no visits and looks are scans.
#pragma once

#include <string>

#include "wifi/channel.hpp"
#include "wifi/units.hpp"

namespace ports {

/// A beacon or probe response of another BSS was heard, in a visit or in somebody's scan. Its beacon time
/// is known from now on.
struct BeaconHeard {
    wifi::MacAddress bssid;
    wifi::Channel channel;
    wifi::Dbm level;  ///< of this one frame
};

/// The radio is on the serving channel again. What was heard was told before.
struct VisitEnded {
    wifi::MacAddress bssid;
    bool made = false;  ///< false: the radio was busy, or the beacon time is not known
    std::string why;
};

class BeaconVisits {
public:
    BeaconVisits() = default;
    BeaconVisits(const BeaconVisits&) = delete;
    BeaconVisits& operator=(const BeaconVisits&) = delete;
    virtual ~BeaconVisits() = default;

    /// Visits `channel` when a beacon of `bssid` is due, within one beacon interval: BeaconHeard for each BSS
    /// heard, then VisitEnded. One visit at a time.
    virtual void visit(const wifi::MacAddress& bssid, wifi::Channel channel) = 0;
    /// Learns beacon times from what the kernel has heard in scans, whoever made them: BeaconHeard for each
    /// BSS heard lately, before it returns. Not during a visit.
    virtual void learn() = 0;
    /// Somebody's scan has the kernel forget what was heard before: visits have to renew it.
    virtual void forget() = 0;
};

}  // namespace ports
