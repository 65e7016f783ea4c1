#include "fake_idf.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdarg>
#include <cstring>
#include <mutex>
#include <thread>

namespace fake {

namespace {

struct Posted {
    std::int64_t at_ms = 0;
    std::int32_t id = 0;
    std::vector<std::uint8_t> data;
};

struct State {
    Idf idf;
    std::int64_t now_ms = 1'000;
    std::vector<Posted> posted;
    esp_event_handler_t handler = nullptr;
    wifi_config_t config{};
    std::vector<wifi_ap_record_t> scanned;
    bool scanning = false;
    std::deque<std::vector<std::uint8_t>> queue;
    std::size_t item_size = 0;
    std::size_t queue_room = 0;
    std::int64_t until_ms = 0;
};

State state;

/// The task on a stack of its own. Only one of test and task runs at any time.
class Task {
public:
    void begin(void (*code)(void*)) {
        thread_ = std::thread{[this, code] {
            wait_for(true);
            code(nullptr);
            has_ended_ = true;
            pass_to(false);
        }};
        has_ended_ = false;
    }
    [[nodiscard]] bool runs() const { return thread_.joinable() && !has_ended_; }
    /// By the test: lets the task run until its time is over.
    void run() {
        pass_to(true);
        wait_for(false);
        if (has_ended_) thread_.join();
    }
    /// By the task: its time is over.
    void rest() {
        pass_to(false);
        wait_for(true);
    }

private:
    void pass_to(bool task) {
        const std::lock_guard lock{mutex_};
        is_tasks_turn_ = task;
        changed_.notify_all();
    }
    void wait_for(bool task) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return is_tasks_turn_ == task; });
    }

    std::thread thread_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_tasks_turn_ = false;
    bool has_ended_ = true;
};

Task task;

template <class Data>
std::vector<std::uint8_t> octets(const Data& data) {
    const auto* at = reinterpret_cast<const std::uint8_t*>(&data);
    return {at, at + sizeof(data)};
}

void bssid_of(std::uint8_t number, std::uint8_t* to) {
    const std::uint8_t octets[6] = {2, 0, 0, 0, number, 0};
    std::memcpy(to, octets, 6);
}

std::vector<std::uint8_t> connected(const Ap& ap) {
    wifi_event_sta_connected_t event{};
    bssid_of(ap.number, event.bssid);
    event.channel = ap.channel;
    return octets(event);
}

std::vector<std::uint8_t> disconnected(std::uint8_t number, std::uint8_t reason) {
    wifi_event_sta_disconnected_t event{};
    bssid_of(number, event.bssid);
    event.reason = reason;
    return octets(event);
}

wifi_ap_record_t record_of(const Ap& ap) {
    wifi_ap_record_t record{};
    bssid_of(ap.number, record.bssid);
    std::memcpy(record.ssid, state.config.sta.ssid, 32);
    record.primary = ap.channel;
    record.rssi = static_cast<int8_t>(ap.dbm);
    record.authmode = ap.security;
    record.phy_11n = 1;
    return record;
}

void deliver(const Posted& event) {
    const auto id = event.id;
    if (id == WIFI_EVENT_STA_CONNECTED) {
        wifi_event_sta_connected_t data;
        std::memcpy(&data, event.data.data(), sizeof(data));
        state.idf.link = data.bssid[4];
        // As documented: with BTM on, the pin is dropped when a link is made or ends.
        state.config.sta.bssid_set = false;
    }
    if (id == WIFI_EVENT_STA_DISCONNECTED) {
        wifi_event_sta_disconnected_t data;
        std::memcpy(&data, event.data.data(), sizeof(data));
        if (state.idf.link == data.bssid[4]) state.idf.link.reset();
        state.config.sta.bssid_set = false;
    }
    if (id == WIFI_EVENT_SCAN_DONE) state.scanning = false;
    std::vector<std::uint8_t> copy = event.data;
    if (state.handler)
        state.handler(nullptr, WIFI_EVENT, id, copy.empty() ? nullptr : static_cast<void*>(copy.data()));
}

/// The next event, if it is due before `until`.
bool deliver_next(std::int64_t until) {
    const auto next = std::ranges::min_element(state.posted, {}, &Posted::at_ms);
    if (next == state.posted.end() || next->at_ms > until) return false;
    const Posted event = *next;
    state.posted.erase(next);
    state.now_ms = std::max(state.now_ms, event.at_ms);
    deliver(event);
    return true;
}

}  // namespace

Idf& idf() { return state.idf; }

void reset() {
    state = State{};
    std::memcpy(state.config.sta.ssid, "net", 3);
    state.config.sta.btm_enabled = 1;
}

Ap* Idf::find(std::uint8_t number) {
    const auto ap = std::ranges::find(aps, number, &Ap::number);
    return ap == aps.end() ? nullptr : &*ap;
}

std::size_t Idf::count(const std::string& call) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(calls, [&](const std::string& one) { return one.starts_with(call); }));
}

bool Idf::logged(const std::string& text) const {
    return std::ranges::any_of(log,
                               [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

void Idf::post(int ms_from_now, std::int32_t id, std::vector<std::uint8_t> data) {
    state.posted.push_back({state.now_ms + ms_from_now, id, std::move(data)});
}

void Idf::start() { post(0, WIFI_EVENT_STA_START, {}); }

void Idf::supplicant_moves(std::uint8_t number) {
    post(10, WIFI_EVENT_STA_DISCONNECTED, disconnected(link.value_or(0), WIFI_REASON_ROAMING));
    post(80, WIFI_EVENT_STA_CONNECTED, connected(*find(number)));
}

void Idf::run_for(int ms) {
    state.until_ms = state.now_ms + ms;
    if (task.runs()) return task.run();
    while (deliver_next(state.until_ms)) {
    }
    state.now_ms = state.until_ms;
}

}  // namespace fake

using fake::state;

extern "C" {

esp_event_base_t const WIFI_EVENT = "WIFI_EVENT";

void fake_log(char level, const char* tag, const char* format, ...) {
    std::va_list arguments;
    va_start(arguments, format);
    char text[256];
    std::vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    state.idf.log.push_back(std::string{level} + " " + tag + ": " + text);
}

esp_err_t esp_wifi_connect() {
    const bool pinned = state.config.sta.bssid_set;
    const std::uint8_t number = state.config.sta.bssid[4];
    state.idf.calls.push_back(pinned ? "connect to " + std::to_string(number) : "connect");
    const fake::Ap* best = nullptr;
    for (const fake::Ap& ap : state.idf.aps) {
        if (!ap.there || ap.dbm < -92 || (pinned && ap.number != number)) continue;
        if (pinned && state.config.sta.channel != 0 && state.config.sta.channel != ap.channel) continue;
        if (!best || ap.dbm > best->dbm) best = &ap;
    }
    if (!best)
        state.idf.post(300, WIFI_EVENT_STA_DISCONNECTED, fake::disconnected(number, WIFI_REASON_NO_AP_FOUND));
    else if (best->refuses)
        state.idf.post(120, WIFI_EVENT_STA_DISCONNECTED,
                       fake::disconnected(best->number, WIFI_REASON_AUTH_FAIL));
    else
        state.idf.post(90, WIFI_EVENT_STA_CONNECTED, fake::connected(*best));
    return ESP_OK;
}
esp_err_t esp_wifi_disconnect() {
    state.idf.calls.push_back("disconnect");
    if (state.idf.link)
        state.idf.post(5, WIFI_EVENT_STA_DISCONNECTED, fake::disconnected(*state.idf.link, 8));
    return ESP_OK;
}
esp_err_t esp_wifi_get_config(wifi_interface_t, wifi_config_t* config) {
    *config = state.config;
    return ESP_OK;
}
esp_err_t esp_wifi_set_config(wifi_interface_t, wifi_config_t* config) {
    state.config = *config;
    return ESP_OK;
}
esp_err_t esp_wifi_scan_start(const wifi_scan_config_t* config, bool) {
    if (state.scanning) return ESP_FAIL;
    state.idf.calls.push_back("scan " + std::to_string(config->channel) + " for " +
                              reinterpret_cast<const char*>(config->ssid));
    state.scanning = true;
    state.scanned.clear();
    for (const fake::Ap& ap : state.idf.aps)
        if (ap.there && ap.dbm >= -92 && ap.channel == config->channel)
            state.scanned.push_back(fake::record_of(ap));
    state.idf.post(70, WIFI_EVENT_SCAN_DONE, fake::octets(wifi_event_sta_scan_done_t{}));
    return ESP_OK;
}
esp_err_t esp_wifi_scan_stop() { return ESP_OK; }
esp_err_t esp_wifi_scan_get_ap_record(wifi_ap_record_t* record) {
    if (state.scanned.empty()) return ESP_FAIL;
    *record = state.scanned.front();
    state.scanned.erase(state.scanned.begin());
    return ESP_OK;
}
esp_err_t esp_wifi_clear_ap_list() {
    state.scanned.clear();
    return ESP_OK;
}
esp_err_t esp_wifi_sta_get_ap_info(wifi_ap_record_t* record) {
    const fake::Ap* ap = state.idf.link ? state.idf.find(*state.idf.link) : nullptr;
    if (!ap) return ESP_FAIL;
    *record = fake::record_of(*ap);
    return ESP_OK;
}
esp_err_t esp_wifi_set_rssi_threshold(int32_t rssi) {
    state.idf.calls.push_back("threshold " + std::to_string(rssi));
    return ESP_OK;
}

int esp_rrm_send_neighbor_report_request() {
    state.idf.calls.push_back("neighbors");
    if (!state.idf.report_comes) {
        state.idf.post(1'000, WIFI_EVENT_STA_NEIGHBOR_REP, {});
        return 0;
    }
    const std::size_t size = state.idf.report.size() + 1;
    std::vector<std::uint8_t> data{static_cast<std::uint8_t>(size & 0xFF),
                                   static_cast<std::uint8_t>(size >> 8), 1};
    data.insert(data.end(), state.idf.report.begin(), state.idf.report.end());
    state.idf.post(8, WIFI_EVENT_STA_NEIGHBOR_REP, std::move(data));
    return 0;
}
bool esp_rrm_is_rrm_supported_connection() { return state.idf.rrm && state.idf.link; }
int esp_wnm_send_bss_transition_mgmt_query(enum btm_query_reason reason, const char* candidates, int) {
    state.idf.query_reasons.push_back(static_cast<int>(reason));
    state.idf.queries.emplace_back(candidates ? candidates : "");
    if (!state.idf.btm) return -1;
    if (state.idf.on_query) state.idf.on_query();
    return 0;
}
bool esp_wnm_is_btm_supported_connection() { return state.idf.btm && state.idf.link; }

esp_err_t esp_event_handler_instance_register(esp_event_base_t, int32_t, esp_event_handler_t handler, void*,
                                              esp_event_handler_instance_t*) {
    state.handler = handler;
    return ESP_OK;
}
esp_err_t esp_event_handler_instance_unregister(esp_event_base_t, int32_t, esp_event_handler_instance_t) {
    state.handler = nullptr;
    return ESP_OK;
}
int64_t esp_timer_get_time() { return state.now_ms * 1000; }

QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t size) {
    state.item_size = size;
    state.queue_room = length;
    return &state.queue;
}
BaseType_t xQueueSend(QueueHandle_t, const void* item, TickType_t) {
    if (state.queue.size() >= state.queue_room || state.idf.queue_full) return 0;
    const auto* at = static_cast<const std::uint8_t*>(item);
    state.queue.emplace_back(at, at + state.item_size);
    return pdTRUE;
}
BaseType_t xQueueReceive(QueueHandle_t, void* item, TickType_t ticks) {
    const std::int64_t waits_until = state.now_ms + std::int64_t{ticks} * 10;
    while (state.queue.empty()) {
        if (fake::deliver_next(std::min(waits_until, state.until_ms))) continue;
        if (waits_until > state.until_ms) {
            state.now_ms = state.until_ms;
            fake::task.rest();
            continue;
        }
        state.now_ms = std::max(state.now_ms, waits_until);
        return 0;
    }
    std::memcpy(item, state.queue.front().data(), state.item_size);
    state.queue.pop_front();
    return pdTRUE;
}
void vQueueDelete(QueueHandle_t) { state.queue.clear(); }
BaseType_t xTaskCreate(void (*code)(void*), const char*, uint32_t, void*, UBaseType_t, TaskHandle_t*) {
    fake::task.begin(code);
    return pdPASS;
}
void vTaskDelete(TaskHandle_t) {}
// roam_stop() waits for the task: let it run.
void vTaskDelay(TickType_t) { state.idf.run_for(10); }

}  // extern "C"
