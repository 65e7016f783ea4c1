// The task and the event handler around Driver.
#include "roam.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <optional>

#include "driver.hpp"
#include "esp_event.h"
#include "esp_log.h"
#include "esp_timer.h"
#include "esp_wifi.h"
#include "freertos/FreeRTOS.h"
#include "freertos/queue.h"
#include "freertos/task.h"
#include "station/levels.hpp"

namespace {

using roam_esp::Driver;
using roam_esp::Item;

constexpr const char* kTag = "roam";
constexpr UBaseType_t kQueueRoom = 24;      // a report of as many neighbours as are remembered
constexpr std::uint32_t kStack = 6 * 1024;  // octets; a decision takes less than half of it
constexpr UBaseType_t kPriority = 5;        // below the driver's own tasks

micro::Settings settings;
std::optional<Driver> driver;
QueueHandle_t queue = nullptr;
std::atomic<bool> running = false;
esp_event_handler_instance_t registration = nullptr;

base::Instant clock_now() { return base::Instant{esp_timer_get_time() / 1000}; }

void enqueue(void*, const Item& item) {
    // The event loop must not wait. What is lost is asked for again: neighbours, or the state of the link.
    if (xQueueSend(queue, &item, 0) != pdTRUE) ESP_LOGW(kTag, "an event was lost");
}

void on_event(void*, esp_event_base_t, std::int32_t id, void* data) {
    roam_esp::translate(id, data, enqueue, nullptr);
}

TickType_t ticks_until(base::Instant deadline, base::Instant now) {
    constexpr std::int64_t kMostMs = 60'000;
    const std::int64_t left = std::clamp<std::int64_t>(deadline.ms - now.ms, 0, kMostMs);
    return std::max<TickType_t>(pdMS_TO_TICKS(left), left > 0 ? 1 : 0);
}

void run(void*) {
    driver->begin(clock_now());
    for (;;) {
        Item item;
        if (xQueueReceive(queue, &item, ticks_until(driver->deadline(), clock_now())) == pdTRUE) {
            if (item.kind == Item::Kind::Quit) break;
            driver->take(item, clock_now());
        }
        driver->wake(clock_now());
    }
    driver.reset();
    running = false;
    vTaskDelete(nullptr);
}

void configure(const roam_config_t* config) {
    settings = micro::Settings{};
    const std::uint8_t level = config && config->level >= 1 && config->level <= 5 ? config->level : 3;
    settings.policy = station::policy_at(static_cast<station::Level>(level));
    // A visit by the driver's scan takes what it takes: dwell, and the way to and fro.
    settings.policy.look_silence = base::Milliseconds{80};
    // Leaving, scanning for one BSS on one channel, authentication and association: measured by our own moves
    // later.
    settings.policy.move_full = base::Milliseconds{600};
#if CONFIG_SOC_WIFI_HE_SUPPORT
    settings.mode.fill(wifi::PhyMode::He);
#endif
    if (config && config->streams > 0) settings.streams = config->streams;
    if (config && config->width_mhz >= 40) settings.width.fill(wifi::Width::Mhz40);
}

}  // namespace

esp_err_t roam_start(const roam_config_t* config) {
    if (running) return ESP_ERR_INVALID_STATE;
    wifi_config_t wifi{};
    esp_err_t result = esp_wifi_get_config(WIFI_IF_STA, &wifi);
    if (result != ESP_OK) return result;
    const auto* ssid = reinterpret_cast<const char*>(wifi.sta.ssid);
    configure(config);
    driver.emplace(settings, std::string_view{ssid, strnlen(ssid, sizeof(wifi.sta.ssid))});
    queue = xQueueCreate(kQueueRoom, sizeof(Item));
    if (!queue) return ESP_ERR_NO_MEM;
    result =
        esp_event_handler_instance_register(WIFI_EVENT, ESP_EVENT_ANY_ID, on_event, nullptr, &registration);
    running = result == ESP_OK;
    if (running && xTaskCreate(run, "roam", kStack, nullptr, kPriority, nullptr) != pdPASS) {
        running = false;
        (void)esp_event_handler_instance_unregister(WIFI_EVENT, ESP_EVENT_ANY_ID, registration);
        result = ESP_ERR_NO_MEM;
    }
    if (result == ESP_OK) return ESP_OK;
    vQueueDelete(queue);
    queue = nullptr;
    driver.reset();
    return result;
}

esp_err_t roam_stop() {
    if (!running) return ESP_ERR_INVALID_STATE;
    (void)esp_event_handler_instance_unregister(WIFI_EVENT, ESP_EVENT_ANY_ID, registration);
    Item quit;
    quit.kind = Item::Kind::Quit;
    xQueueSend(queue, &quit, portMAX_DELAY);
    while (running) vTaskDelay(1);
    vQueueDelete(queue);
    queue = nullptr;
    return ESP_OK;
}
