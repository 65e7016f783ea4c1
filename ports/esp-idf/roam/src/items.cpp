#include "items.hpp"

#include <algorithm>

#include "esp_wifi.h"
#include "micro/neighbors.hpp"

namespace roam_esp {

namespace {

wifi::MacAddress address(const std::uint8_t* octets) {
    wifi::MacAddress result;
    std::copy_n(octets, result.octets.size(), result.octets.begin());
    return result;
}

/// The report is longer than 255 octets where there are many neighbours; its length has 16 bits here, too. A
/// timeout has no data at all.
void neighbors(const void* data, ItemSink sink, void* context) {
    std::size_t count = 0;
    if (data != nullptr) {
        const auto* event = static_cast<const wifi_event_neighbor_report_t*>(data);
        count = micro::report_neighbors(wifi::Region::Global, {event->n_report, event->report_len},
                                        [&](const ports::NeighborReported& one) {
                                            Item item;
                                            item.kind = Item::Kind::Neighbor;
                                            item.neighbor = one;
                                            sink(context, item);
                                        });
    }
    if (count > 0) return;
    Item none;
    none.kind = Item::Kind::NoNeighbors;
    sink(context, none);
}

}  // namespace

void translate(std::int32_t id, const void* data, ItemSink sink, void* context) {
    if (id == WIFI_EVENT_STA_NEIGHBOR_REP) return neighbors(data, sink, context);
    Item item;
    switch (id) {
        case WIFI_EVENT_STA_START:
            item.kind = Item::Kind::Started;
            return sink(context, item);
        case WIFI_EVENT_STA_STOP:
            item.kind = Item::Kind::Stopped;
            return sink(context, item);
        case WIFI_EVENT_STA_BEACON_TIMEOUT:
            item.kind = Item::Kind::BeaconTimeout;
            return sink(context, item);
        default:
            break;
    }
    if (data == nullptr) return;
    switch (id) {
        case WIFI_EVENT_STA_CONNECTED: {
            const auto* event = static_cast<const wifi_event_sta_connected_t*>(data);
            item.kind = Item::Kind::Connected;
            item.bssid = address(event->bssid);
            item.channel = event->channel;
            break;
        }
        case WIFI_EVENT_STA_DISCONNECTED: {
            const auto* event = static_cast<const wifi_event_sta_disconnected_t*>(data);
            item.kind = Item::Kind::Disconnected;
            item.bssid = address(event->bssid);
            item.code = event->reason;
            break;
        }
        case WIFI_EVENT_STA_BSS_RSSI_LOW:
            item.kind = Item::Kind::SignalLow;
            item.code = static_cast<std::int16_t>(static_cast<const wifi_event_bss_rssi_low_t*>(data)->rssi);
            break;
        case WIFI_EVENT_SCAN_DONE:
            item.kind = Item::Kind::ScanDone;
            item.code = static_cast<const wifi_event_sta_scan_done_t*>(data)->status == 0 ? 0 : 1;
            break;
        case WIFI_EVENT_HOME_CHANNEL_CHANGE:
            item.kind = Item::Kind::ChannelChanged;
            item.channel = static_cast<const wifi_event_home_channel_change_t*>(data)->new_chan;
            break;
        default:
            return;
    }
    sink(context, item);
}

}  // namespace roam_esp
