// What frames on the air say: who moves where, which access points there are, and how much traffic flows.
//
// Roles come from addresses: who sends beacons, or as BSSID, is an access point, its peer a station. What is
// encrypted says only that it is there.
#pragma once

#include <map>

#include "explain/sources/source.hpp"
#include "wifi/frame.hpp"
#include "wifi/radiotap.hpp"

namespace explain {

class Air {
public:
    /// A frame without its FCS, and what its radiotap header says of it.
    struct Heard {
        wifi::Octets frame;
        std::optional<wifi::Channel> channel;
        std::optional<int> level_dbm;
    };

    /// @return  Unknown when it is no frame of 802.11 that can be read.
    [[nodiscard]] Taken take(const Heard& heard, Out& out);
    /// The capture is over: what was begun is said.
    void finish(Out& out);

private:
    struct KnownBss {
        std::optional<wifi::Channel> channel;
        Micros said{0};
        bool is_said = false;
    };
    struct KnownStation {
        std::optional<wifi::MacAddress> bssid;  ///< of the last exchange
        std::optional<Step> step;
        bool is_linked = false;
        // Probe requests, as one scan.
        std::optional<Micros> last_probe;
        std::vector<wifi::Channel> probed;
        // Data frames since the last event about them.
        LineStamp traffic_since;
        std::uint32_t frames = 0;
        std::uint32_t retries = 0;
        std::optional<wifi::MacAddress> traffic_bssid;
    };

    Taken management(const Heard& heard, Out& out);
    Taken data(const Heard& heard, Out& out);
    void beacon(const wifi::MacAddress& bssid, wifi::Octets elements, const Heard& heard, Out& out);
    void probe_request(const wifi::MacAddress& station, const Heard& heard, Out& out);
    void authentication(const wifi::ManagementFrame& frame, const Heard& heard, Out& out);
    void association_request(const wifi::ManagementFrame& frame, const Heard& heard, Out& out);
    void association_response(const wifi::ManagementFrame& frame, std::uint16_t status, const Heard& heard,
                              Out& out);
    void end_of_link(const wifi::ManagementFrame& frame, std::optional<std::uint16_t> reason, Out& out);
    void action(const wifi::ManagementFrame& frame, const wifi::Action& action, Out& out);
    void keys(const wifi::MacAddress& station, const wifi::MacAddress& bssid, wifi::Octets eapol,
              bool from_station, Out& out);

    KnownStation& station(const wifi::MacAddress& address, Out& out);
    void flush_due(Out& out);
    static void flush_traffic(const wifi::MacAddress& address, KnownStation& known, Out& out);
    static void flush_scan(const wifi::MacAddress& address, KnownStation& known, Out& out);

    std::map<wifi::MacAddress, KnownBss> bss_;
    std::map<wifi::MacAddress, KnownStation> stations_;
    Micros next_flush_{0};
};

}  // namespace explain
