// Connects to a network and stays on the right access point of it: asks for neighbours, watches the level, asks the
// network where to go when it falls, looks, moves, obeys. All of that is in the component; an application only starts it.
#include <string.h>

#include "esp_event.h"
#include "esp_log.h"
#include "esp_netif.h"
#include "esp_wifi.h"
#include "nvs_flash.h"
#include "roam.h"

static const char* TAG = "example";

static void on_address(void* context, esp_event_base_t base, int32_t id, void* data) {
    (void)context;
    (void)base;
    (void)id;
    const ip_event_got_ip_t* event = data;
    ESP_LOGI(TAG, "address " IPSTR "%s", IP2STR(&event->ip_info.ip), event->ip_changed ? "" : ", as before");
}

void app_main(void) {
    esp_err_t result = nvs_flash_init();
    if (result == ESP_ERR_NVS_NO_FREE_PAGES || result == ESP_ERR_NVS_NEW_VERSION_FOUND) {
        ESP_ERROR_CHECK(nvs_flash_erase());
        result = nvs_flash_init();
    }
    ESP_ERROR_CHECK(result);
    ESP_ERROR_CHECK(esp_netif_init());
    ESP_ERROR_CHECK(esp_event_loop_create_default());
    esp_netif_create_default_wifi_sta();
    ESP_ERROR_CHECK(esp_event_handler_register(IP_EVENT, IP_EVENT_STA_GOT_IP, on_address, NULL));

    const wifi_init_config_t init = WIFI_INIT_CONFIG_DEFAULT();
    ESP_ERROR_CHECK(esp_wifi_init(&init));
    ESP_ERROR_CHECK(esp_wifi_set_storage(WIFI_STORAGE_RAM));
    ESP_ERROR_CHECK(esp_wifi_set_mode(WIFI_MODE_STA));
    wifi_config_t config = {0};
    memcpy(config.sta.ssid, CONFIG_EXAMPLE_SSID,
           strnlen(CONFIG_EXAMPLE_SSID, sizeof(config.sta.ssid)));
    memcpy(config.sta.password, CONFIG_EXAMPLE_PASSWORD,
           strnlen(CONFIG_EXAMPLE_PASSWORD, sizeof(config.sta.password)));
    config.sta.rm_enabled = 1;
    config.sta.btm_enabled = 1;
    config.sta.mbo_enabled = 1;
    config.sta.ft_enabled = 1;
    config.sta.pmf_cfg.capable = true;
    ESP_ERROR_CHECK(esp_wifi_set_config(WIFI_IF_STA, &config));
    ESP_ERROR_CHECK(esp_wifi_start());

    const roam_config_t roam = {.level = CONFIG_EXAMPLE_LEVEL};
    ESP_ERROR_CHECK(roam_start(&roam));
}
