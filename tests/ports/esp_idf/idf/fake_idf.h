/* The part of ESP-IDF's public API that the component calls, for tests on the host: its names and signatures, with the
 * fields that are used. What the calls do is in fake_idf.cpp. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int esp_err_t;
#define ESP_OK 0
#define ESP_FAIL (-1)
#define ESP_ERR_NO_MEM 0x101
#define ESP_ERR_INVALID_STATE 0x103

#define MACSTR "%02x:%02x:%02x:%02x:%02x:%02x"
#define MAC2STR(a) (a)[0], (a)[1], (a)[2], (a)[3], (a)[4], (a)[5]

void fake_log(char level, const char* tag, const char* format, ...) __attribute__((format(printf, 3, 4)));
#define ESP_LOGE(tag, format, ...) fake_log('E', tag, format, ##__VA_ARGS__)
#define ESP_LOGW(tag, format, ...) fake_log('W', tag, format, ##__VA_ARGS__)
#define ESP_LOGI(tag, format, ...) fake_log('I', tag, format, ##__VA_ARGS__)
#define ESP_LOGD(tag, format, ...) fake_log('D', tag, format, ##__VA_ARGS__)
#define ESP_LOGV(tag, format, ...) fake_log('V', tag, format, ##__VA_ARGS__)

/* esp_wifi */
typedef enum { WIFI_IF_STA = 0 } wifi_interface_t;
typedef enum {
    WIFI_AUTH_OPEN = 0,
    WIFI_AUTH_WEP,
    WIFI_AUTH_WPA_PSK,
    WIFI_AUTH_WPA2_PSK,
    WIFI_AUTH_WPA_WPA2_PSK,
    WIFI_AUTH_ENTERPRISE,
    WIFI_AUTH_WPA3_PSK,
    WIFI_AUTH_WPA2_WPA3_PSK,
    WIFI_AUTH_WAPI_PSK,
    WIFI_AUTH_OWE,
} wifi_auth_mode_t;
typedef enum { WIFI_SECOND_CHAN_NONE = 0, WIFI_SECOND_CHAN_ABOVE, WIFI_SECOND_CHAN_BELOW } wifi_second_chan_t;
typedef enum { WIFI_SCAN_TYPE_ACTIVE = 0, WIFI_SCAN_TYPE_PASSIVE } wifi_scan_type_t;
typedef enum { WIFI_FAST_SCAN = 0, WIFI_ALL_CHANNEL_SCAN } wifi_scan_method_t;
typedef enum { WIFI_CONNECT_AP_BY_SIGNAL = 0, WIFI_CONNECT_AP_BY_SECURITY } wifi_sort_method_t;
enum {
    WIFI_REASON_BEACON_TIMEOUT = 200,
    WIFI_REASON_NO_AP_FOUND = 201,
    WIFI_REASON_AUTH_FAIL = 202,
    WIFI_REASON_ROAMING = 207,
    WIFI_REASON_SA_QUERY_TIMEOUT = 209,
};
typedef struct {
    uint8_t ssid[32];
    uint8_t password[64];
    wifi_scan_method_t scan_method;
    bool bssid_set;
    uint8_t bssid[6];
    uint8_t channel;
    wifi_sort_method_t sort_method;
    uint32_t btm_enabled : 1;
} wifi_sta_config_t;
typedef union {
    wifi_sta_config_t sta;
} wifi_config_t;
typedef struct {
    uint8_t bssid[6];
    uint8_t ssid[33];
    uint8_t primary;
    wifi_second_chan_t second;
    int8_t rssi;
    wifi_auth_mode_t authmode;
    uint32_t phy_11n : 1;
    uint32_t phy_11ac : 1;
    uint32_t phy_11ax : 1;
} wifi_ap_record_t;
typedef struct {
    uint32_t min;
    uint32_t max;
} wifi_active_scan_time_t;
typedef struct {
    wifi_active_scan_time_t active;
    uint32_t passive;
} wifi_scan_time_t;
typedef struct {
    uint8_t* ssid;
    uint8_t* bssid;
    uint8_t channel;
    bool show_hidden;
    wifi_scan_type_t scan_type;
    wifi_scan_time_t scan_time;
    uint8_t home_chan_dwell_time;
} wifi_scan_config_t;
enum {
    WIFI_EVENT_SCAN_DONE = 1,
    WIFI_EVENT_STA_START,
    WIFI_EVENT_STA_STOP,
    WIFI_EVENT_STA_CONNECTED,
    WIFI_EVENT_STA_DISCONNECTED,
    WIFI_EVENT_STA_BSS_RSSI_LOW,
    WIFI_EVENT_STA_BEACON_TIMEOUT,
    WIFI_EVENT_HOME_CHANNEL_CHANGE,
    WIFI_EVENT_STA_NEIGHBOR_REP,
};
typedef struct {
    uint8_t ssid[32];
    uint8_t ssid_len;
    uint8_t bssid[6];
    uint8_t channel;
} wifi_event_sta_connected_t;
typedef struct {
    uint8_t ssid[32];
    uint8_t ssid_len;
    uint8_t bssid[6];
    uint8_t reason;
    int8_t rssi;
} wifi_event_sta_disconnected_t;
typedef struct {
    int32_t rssi;
} wifi_event_bss_rssi_low_t;
typedef struct {
    uint32_t status;
    uint8_t number;
} wifi_event_sta_scan_done_t;
typedef struct {
    uint8_t old_chan;
    uint8_t new_chan;
} wifi_event_home_channel_change_t;
typedef struct {
    uint16_t report_len;
    uint8_t n_report[];
} wifi_event_neighbor_report_t;

esp_err_t esp_wifi_connect(void);
esp_err_t esp_wifi_disconnect(void);
esp_err_t esp_wifi_get_config(wifi_interface_t interface, wifi_config_t* config);
esp_err_t esp_wifi_set_config(wifi_interface_t interface, wifi_config_t* config);
esp_err_t esp_wifi_scan_start(const wifi_scan_config_t* config, bool block);
esp_err_t esp_wifi_scan_stop(void);
esp_err_t esp_wifi_scan_get_ap_record(wifi_ap_record_t* record);
esp_err_t esp_wifi_clear_ap_list(void);
esp_err_t esp_wifi_sta_get_ap_info(wifi_ap_record_t* record);
esp_err_t esp_wifi_set_rssi_threshold(int32_t rssi);

/* esp_rrm, esp_wnm */
int esp_rrm_send_neighbor_report_request(void);
bool esp_rrm_is_rrm_supported_connection(void);
enum btm_query_reason { REASON_UNSPECIFIED = 0, REASON_PREMIUM_AP = 9 };
int esp_wnm_send_bss_transition_mgmt_query(enum btm_query_reason reason, const char* candidates, int cand_list);
bool esp_wnm_is_btm_supported_connection(void);

/* esp_event, esp_timer, FreeRTOS */
typedef const char* esp_event_base_t;
typedef void* esp_event_handler_instance_t;
typedef void (*esp_event_handler_t)(void* arg, esp_event_base_t base, int32_t id, void* data);
extern esp_event_base_t const WIFI_EVENT;
#define ESP_EVENT_ANY_ID (-1)
esp_err_t esp_event_handler_instance_register(esp_event_base_t base, int32_t id, esp_event_handler_t handler, void* arg,
                                              esp_event_handler_instance_t* instance);
esp_err_t esp_event_handler_instance_unregister(esp_event_base_t base, int32_t id, esp_event_handler_instance_t instance);
int64_t esp_timer_get_time(void);

typedef long BaseType_t;
typedef unsigned long UBaseType_t;
typedef uint32_t TickType_t;
typedef void* QueueHandle_t;
typedef void* TaskHandle_t;
#define pdTRUE 1
#define pdPASS 1
#define portMAX_DELAY 0xffffffffU
#define pdMS_TO_TICKS(ms) ((TickType_t)((ms) / 10))
QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t size);
BaseType_t xQueueSend(QueueHandle_t queue, const void* item, TickType_t ticks);
BaseType_t xQueueReceive(QueueHandle_t queue, void* item, TickType_t ticks);
void vQueueDelete(QueueHandle_t queue);
BaseType_t xTaskCreate(void (*code)(void*), const char* name, uint32_t stack, void* arg, UBaseType_t priority,
                       TaskHandle_t* task);
void vTaskDelete(TaskHandle_t task);
void vTaskDelay(TickType_t ticks);

#ifdef __cplusplus
}
#endif
