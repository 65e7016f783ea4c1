// What the event loop hands to the task: ESP-IDF's events as small values, read where they arrive.
#pragma once

#include <cstdint>

#include "ports/station_control.hpp"

namespace roam_esp {

struct Item {
    enum class Kind : std::uint8_t {
        Started,  ///< the station interface: there may be a link or not
        Stopped,
        Connected,     ///< bssid, channel
        Disconnected,  ///< bssid, code: wifi_err_reason_t
        SignalLow,     ///< code: dBm
        BeaconTimeout,
        ScanDone,        ///< code: 0 success
        ChannelChanged,  ///< channel
        Neighbor,        ///< neighbor
        NoNeighbors,     ///< the AP did not answer, or named nobody
        Quit,
    };
    Kind kind = Kind::Started;
    std::uint8_t channel = 0;
    std::int16_t code = 0;
    wifi::MacAddress bssid;
    ports::NeighborReported neighbor;
};

/// Gets the items of one event, in order.
using ItemSink = void (*)(void* context, const Item& item);

/// Turns one Wi-Fi event of ESP-IDF into items.
/// @param id    wifi_event_t.
/// @param data  as the event loop hands it out; null where the event has none.
void translate(std::int32_t id, const void* data, ItemSink sink, void* context);

}  // namespace roam_esp
