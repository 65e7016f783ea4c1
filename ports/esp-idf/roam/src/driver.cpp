#include "driver.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "esp_log.h"
#include "esp_mac.h"
#include "esp_rrm.h"
#include "esp_wifi.h"
#include "esp_wnm.h"
#include "query.h"
#include "wifi/neighbor.hpp"
#include "wifi/operating_class.hpp"
#include "words.hpp"

namespace roam_esp {

namespace {

using base::Instant;

constexpr const char* kTag = "roam";
constexpr std::uint32_t kActiveLeastMs = 30;
constexpr std::uint32_t kActiveMostMs = 60;
constexpr std::uint8_t kHomeMs = 30;
constexpr std::uint16_t kUnspecified =
    1;                             // status code: unspecified failure (Table 9-50); the driver tells no other
constexpr int kNothingHeard = 4;   // reason code: inactivity (Table 9-49)
constexpr int kStationLeaves = 8;  // reason code: the station leaves its BSS (Table 9-49)
constexpr int kLocalReasons = 200;  // the driver's own, from here on

/// Kinds of security between which no station moves: a network has one.
std::uint8_t family_of(wifi_auth_mode_t mode) {
    switch (mode) {
        case WIFI_AUTH_OPEN:
            return 1;
        case WIFI_AUTH_WEP:
            return 2;
        case WIFI_AUTH_WPA_PSK:
        case WIFI_AUTH_WPA2_PSK:
        case WIFI_AUTH_WPA_WPA2_PSK:
        case WIFI_AUTH_WPA3_PSK:
        case WIFI_AUTH_WPA2_WPA3_PSK:
            return 3;
        case WIFI_AUTH_OWE:
            return 5;
        case WIFI_AUTH_WAPI_PSK:
            return 6;
        default:
            return 4;  // enterprise, of whatever strength
    }
}

wifi::MacAddress address(const std::uint8_t* octets) {
    wifi::MacAddress result;
    std::copy_n(octets, result.octets.size(), result.octets.begin());
    return result;
}

std::optional<wifi::Channel> channel_of(std::uint8_t number) {
    // The API's numbers: 1 to 14 are 2.4 GHz, 36 and above 5 GHz.
    return wifi::Channel::make(number <= 14 ? wifi::Band::Ghz2_4 : wifi::Band::Ghz5, number);
}

bool is_absent(int reason) {
    return reason == WIFI_REASON_NO_AP_FOUND || (reason > WIFI_REASON_SA_QUERY_TIMEOUT && reason <= 212);
}

std::optional<ports::BssEntry> entry_of(const wifi_ap_record_t& ap, std::uint8_t family) {
    const auto channel = channel_of(ap.primary);
    if (!channel) return std::nullopt;
    ports::BssEntry entry;
    entry.bssid = address(ap.bssid);
    entry.channel = *channel;
    entry.level = wifi::Dbm{ap.rssi};
    entry.capability.mode = ap.phy_11ax   ? wifi::PhyMode::He
                            : ap.phy_11ac ? wifi::PhyMode::Vht
                            : ap.phy_11n  ? wifi::PhyMode::Ht
                                          : wifi::PhyMode::Legacy;
    entry.capability.width = ap.second == WIFI_SECOND_CHAN_NONE ? wifi::Width::Mhz20 : wifi::Width::Mhz40;
    entry.fits = family == 0 || family_of(ap.authmode) == family;
    return entry;
}

}  // namespace

Driver::Driver(const micro::Settings& settings, std::string_view ssid)
    : station_{settings, ssid, *this, *this} {}

void Driver::begin(Instant now) {
    now_ = now;
    wifi_ap_record_t ap{};
    if (esp_wifi_sta_get_ap_info(&ap) == ESP_OK) {
        check_wanted_ = true;
    } else {
        // Without a link: the table begins with a search.
        station_.handle(ports::Disconnected{{}, 0, true}, now);
    }
    settle(now);
}

void Driver::take(const Item& item, Instant now) {
    now_ = now;
    switch (item.kind) {
        case Item::Kind::Started:
            begin(now);
            break;
        case Item::Kind::Stopped:
            link_.reset();
            phase_ = Phase::Idle;
            looking_ = false;
            station_.handle(ports::Detached{"the interface was stopped"}, now);
            break;
        case Item::Kind::Connected: {
            phase_ = Phase::Idle;
            link_ = item.bssid;
            ports::Connected event;
            event.bssid = item.bssid;
            event.channel = channel_of(item.channel);
            station_.handle(event, now);
            break;
        }
        case Item::Kind::Disconnected:
            on_disconnected(item, now);
            break;
        case Item::Kind::SignalLow:
            ESP_LOGI(kTag, "signal low: %d dBm", item.code);
            station_.handle(ports::SignalCrossed{false, wifi::Dbm{item.code}}, now);
            break;
        case Item::Kind::BeaconTimeout:
            ESP_LOGW(kTag, "beacons are missing");
            station_.handle(ports::BeaconsLost{}, now);
            break;
        case Item::Kind::ScanDone:
            if (!looking_) break;  // the supplicant's own
            looking_ = false;
            take_scan(now);
            station_.handle(ports::LookEnded{item.code == 0, {}}, now);
            break;
        case Item::Kind::ChannelChanged:
            if (const auto channel = channel_of(item.channel); channel && link_)
                station_.handle(ports::ChannelSwitched{*channel}, now);
            break;
        case Item::Kind::Neighbor:
            ESP_LOGD(kTag, "neighbor " MACSTR, MAC2STR(item.neighbor.bssid.octets.data()));
            station_.handle(item.neighbor, now);
            break;
        case Item::Kind::NoNeighbors:
            station_.handle(ports::NeighborsFailed{"no answer"}, now);
            break;
        case Item::Kind::Quit:
            break;
    }
    settle(now);
}

void Driver::wake(Instant now) {
    now_ = now;
    station_.wake(now);
    settle(now);
}

void Driver::on_disconnected(const Item& item, Instant now) {
    const int reason = item.code;
    if (reason == WIFI_REASON_ROAMING) {
        // The supplicant follows a request to move; what comes of it is another event.
        ESP_LOGI(kTag, "the supplicant moves, as the network asked");
        return;
    }
    const bool was_linked = link_.has_value();
    if (phase_ == Phase::Leaving) {
        link_.reset();
        station_.handle(ports::Disconnected{item.bssid, kStationLeaves, true}, now);
        return join(now);
    }
    link_.reset();
    if (phase_ == Phase::Joining) {
        phase_ = Phase::Idle;
        ESP_LOGW(kTag, MACSTR " did not take us: reason %d", MAC2STR(target_.octets.data()), reason);
        if (is_absent(reason)) return station_.handle(ports::Disconnected{target_, kNothingHeard, true}, now);
        return station_.handle(ports::Rejected{target_, kUnspecified}, now);
    }
    if (phase_ == Phase::Seeking && !was_linked) {
        phase_ = Phase::Idle;
        ESP_LOGW(kTag, "no link: reason %d", reason);
        if (is_absent(reason)) return station_.handle(ports::NothingFound{}, now);
        return station_.handle(ports::Rejected{item.bssid, kUnspecified}, now);
    }
    phase_ = Phase::Idle;
    const bool local = reason >= kLocalReasons || reason == kStationLeaves;
    ESP_LOGW(kTag, "link lost: reason %d", reason);
    const int said = reason < kLocalReasons                 ? reason
                     : reason == WIFI_REASON_BEACON_TIMEOUT ? kNothingHeard
                                                            : 0;
    station_.handle(ports::Disconnected{item.bssid, said, local}, now);
}

void Driver::join(Instant now) {
    phase_ = Phase::Joining;
    station_.handle(ports::Trying{target_, {}}, now);
    if (connect_to(target_)) return;
    phase_ = Phase::Idle;
    station_.handle(ports::Disconnected{target_, kNothingHeard, true}, now);
}

bool Driver::connect_to(std::optional<wifi::MacAddress> bssid) {
    wifi_config_t config{};
    if (esp_wifi_get_config(WIFI_IF_STA, &config) != ESP_OK) return false;
    config.sta.bssid_set = bssid.has_value();
    config.sta.channel = 0;
    config.sta.scan_method = WIFI_ALL_CHANNEL_SCAN;  // or the first match would do
    config.sta.sort_method = WIFI_CONNECT_AP_BY_SIGNAL;
    if (bssid) {
        std::copy(bssid->octets.begin(), bssid->octets.end(), config.sta.bssid);
        config.sta.scan_method = WIFI_FAST_SCAN;
        const station::Bss* known = station::find(station_.knowledge(), *bssid);
        if (known) config.sta.channel = static_cast<std::uint8_t>(known->channel.number());
    }
    if (esp_wifi_set_config(WIFI_IF_STA, &config) != ESP_OK) return false;
    return esp_wifi_connect() == ESP_OK;
}

// -- Requests. Their answers wait for settle().

void Driver::read_signal() {
    wifi_ap_record_t ap{};
    if (esp_wifi_sta_get_ap_info(&ap) != ESP_OK) {
        signal_failed_ = true;
        return;
    }
    family_ = family_of(ap.authmode);
    ports::SignalRead read;
    read.last = wifi::Dbm{ap.rssi};
    read.channel = channel_of(ap.primary);
    signal_ = read;
}

void Driver::watch_signal(wifi::Dbm threshold) {
    watch_refused_ = esp_wifi_set_rssi_threshold(std::clamp(threshold.value, -100, 10)) != ESP_OK;
}

void Driver::look(wifi::Channel channel) {
    wifi_config_t config{};
    (void)esp_wifi_get_config(WIFI_IF_STA, &config);
    // The driver wants text with an end; 32 octets have no room for it in the configuration.
    std::array<std::uint8_t, sizeof(config.sta.ssid) + 1> ssid{};
    std::copy_n(config.sta.ssid, sizeof(config.sta.ssid), ssid.begin());
    wifi_scan_config_t scan{};
    scan.ssid = ssid.data();
    scan.channel = static_cast<std::uint8_t>(channel.number());
    scan.show_hidden = true;
    scan.scan_type = WIFI_SCAN_TYPE_ACTIVE;
    scan.scan_time.active.min = kActiveLeastMs;
    scan.scan_time.active.max = kActiveMostMs;
    scan.home_chan_dwell_time = kHomeMs;
    looking_ = esp_wifi_scan_start(&scan, false) == ESP_OK;
    look_refused_ = !looking_;
}

void Driver::scan(std::span<const wifi::Channel> channels) {
    // Only the rules of others look at several channels at once, and they are not here.
    if (!channels.empty()) look(channels.front());
}

void Driver::move(const wifi::MacAddress& bssid, records::Method) {
    // The driver breaks before it makes, so the way is short: leave, and connect to this BSS on its channel.
    // Where BTM is on, the driver drops the BSSID from the configuration when a link ends: it is set after
    // that (join).
    target_ = bssid;
    phase_ = Phase::Leaving;
    const bool leaves = esp_wifi_disconnect() == ESP_OK;
    if (!leaves) phase_ = Phase::Idle;
    move_answer_ = leaves;
}

void Driver::ask_neighbors() {
    const bool asked = esp_rrm_is_rrm_supported_connection() && esp_rrm_send_neighbor_report_request() == 0;
    neighbors_refused_ = !asked;
}

void Driver::ask_transition(std::uint8_t reason, std::span<const ports::Candidate> candidates) {
    // Entries of one size, each written whole or not at all.
    std::array<char, 512> text{};
    std::size_t size = 0;
    std::uint8_t preference = 255;
    for (const ports::Candidate& candidate : candidates) {
        std::array<char, 80> entry{};
        const auto block = wifi::operating_channel(
            {candidate.channel, wifi::Width::Mhz20, candidate.channel.centre_mhz(), true});
        if (!block) continue;
        const int length = std::snprintf(
            entry.data(), entry.size(), " neighbor=" MACSTR ",0x0000,%u,%u,%u,0301%02x",
            MAC2STR(candidate.bssid.octets.data()), unsigned{block->operating_class}, unsigned{block->number},
            unsigned{wifi::phy_type(candidate.mode, candidate.channel.band())}, unsigned{preference});
        if (length < 0 || static_cast<std::size_t>(length) >= entry.size()) continue;
        if (size + static_cast<std::size_t>(length) >= text.size()) break;
        std::copy_n(entry.data(), length, text.data() + size);
        size += static_cast<std::size_t>(length);
        --preference;
    }
    const int result = roam_send_query(reason, size > 0 ? text.data() : nullptr);
    ESP_LOGI(kTag, "asks where to go (reason %u, %u candidates): %s", unsigned{reason}, 255U - preference,
             result == 0 ? "sent" : "the AP does not answer such questions");
}

void Driver::heed_transitions(bool heed) {
    // The supplicant answers requests as long as the link has BTM; only the next link can be without.
    wifi_config_t config{};
    if (esp_wifi_get_config(WIFI_IF_STA, &config) != ESP_OK) return;
    config.sta.btm_enabled = heed;
    (void)esp_wifi_set_config(WIFI_IF_STA, &config);
    ESP_LOGW(kTag, "%s", heed ? "requests to move are heeded again" : "too many requests to move");
}

void Driver::stop_scan() { (void)esp_wifi_scan_stop(); }

void Driver::search(std::span<const wifi::Channel>) {
    phase_ = Phase::Seeking;
    if (!connect_to(unspoilt())) ESP_LOGD(kTag, "busy; the next try comes by itself");
}

std::optional<wifi::MacAddress> Driver::unspoilt() const {
    // The driver takes the strongest, however often that one has refused. Where one has, the choice is ours.
    const station::Bss* best = nullptr;
    bool spoilt = false;
    for (const station::Bss& bss : station_.knowledge().table) {
        const bool failed = bss.blocked_until > now_;
        spoilt = spoilt || failed;
        if (failed || !bss.fits || !bss.measured) continue;
        if (!best || bss.level > best->level) best = &bss;
    }
    return spoilt && best ? std::optional{best->bssid} : std::nullopt;
}

// -- Answers.

void Driver::settle(Instant now) {
    while (settle_one(now)) {
    }
}

bool Driver::settle_one(Instant now) {
    const auto take = [](bool& flag) { return std::exchange(flag, false); };
    if (const auto read = std::exchange(signal_, std::nullopt))
        station_.handle(*read, now);
    else if (take(signal_failed_))
        station_.handle(ports::SignalFailed{}, now);
    else if (take(watch_refused_))
        station_.handle(ports::WatchRefused{}, now);
    else if (take(look_refused_))
        station_.handle(ports::LookEnded{false, {}}, now);
    else if (take(neighbors_refused_))
        station_.handle(ports::NeighborsFailed{}, now);
    else if (const auto answer = std::exchange(move_answer_, std::nullopt))
        station_.handle(ports::MoveAnswered{*answer, {}}, now);
    else if (take(table_wanted_))
        give_table(now);
    else if (take(check_wanted_))
        give_link(now);
    else
        return false;
    return true;
}

void Driver::take_scan(Instant) {
    table_.clear();
    // One by one, each of which frees the driver's memory for it: no list of ours.
    for (wifi_ap_record_t ap{}; esp_wifi_scan_get_ap_record(&ap) == ESP_OK;)
        if (const auto entry = entry_of(ap, family_)) (void)table_.push_back(*entry);
    (void)esp_wifi_clear_ap_list();
}

void Driver::give_table(Instant now) {
    wifi_ap_record_t ap{};
    if (esp_wifi_sta_get_ap_info(&ap) == ESP_OK) {
        family_ = family_of(ap.authmode);
        if (auto own = entry_of(ap, family_)) {
            own->transition = esp_wnm_is_btm_supported_connection();
            auto* row = std::find_if(table_.begin(), table_.end(),
                                     [&](const ports::BssEntry& entry) { return entry.bssid == own->bssid; });
            if (row != table_.end())
                *row = *own;
            else
                (void)table_.push_back(*own);
        }
    }
    station_.table_read({table_.data(), table_.size()}, now);
    table_.clear();
}

void Driver::give_link(Instant now) {
    wifi_ap_record_t ap{};
    if (esp_wifi_sta_get_ap_info(&ap) != ESP_OK)
        return station_.handle(ports::Disconnected{link_.value_or(wifi::MacAddress{}), 0, true}, now);
    ports::Connected event;
    event.bssid = address(ap.bssid);
    event.channel = channel_of(ap.primary);
    link_ = event.bssid;
    station_.handle(event, now);
}

// -- The log.

void Driver::decided(const micro::Verdict& verdict) {
    const records::Decision& decision = verdict.decision;
    const int level = verdict.serving ? static_cast<int>(verdict.serving->level_cdbm / 100) : 0;
    const char* why = words(decision.reason);
    switch (decision.action) {
        case records::Action::Move:
            ESP_LOGI(kTag, "#%u moves to " MACSTR " from %d dBm: %s", unsigned{verdict.sequence},
                     MAC2STR(decision.target->octets.data()), level, why);
            break;
        case records::Action::Look:
            ESP_LOGI(kTag, "#%u looks at channel %d from %d dBm: %s", unsigned{verdict.sequence},
                     decision.channel ? decision.channel->number() : 0, level, why);
            break;
        case records::Action::Stay:
            if (!verdict.serving) {
                ESP_LOGI(kTag, "#%u %s", unsigned{verdict.sequence}, why);
                break;
            }
            ESP_LOGI(kTag, "#%u stays at %d dBm: %s", unsigned{verdict.sequence}, level, why);
            break;
    }
    for (const records::Candidate& candidate : decision.candidates)
        ESP_LOGD(kTag, "#%u candidate " MACSTR " %d dBm +- %d dB, %u kbit/s, %s", unsigned{verdict.sequence},
                 MAC2STR(candidate.bssid.octets.data()), static_cast<int>(candidate.level_cdbm / 100),
                 static_cast<int>(candidate.deviation_cdb / 100), unsigned{candidate.usable_kbps},
                 candidate.blocked ? "failed lately"
                 : candidate.heard ? "heard"
                                   : "known by name");
}

void Driver::ended(std::uint32_t sequence, const records::Outcome& outcome, Instant) {
    ESP_LOGI(kTag, "#%u %s after %d ms", unsigned{sequence}, words(outcome.kind),
             static_cast<int>(outcome.took.count()));
}

void Driver::said(const records::RoamingEvent& event) {
    ESP_LOGV(kTag, "event %u " MACSTR " status 0x%x", static_cast<unsigned>(event.kind),
             MAC2STR(event.bssid.octets.data()), static_cast<unsigned>(event.status.code));
}

}  // namespace roam_esp
