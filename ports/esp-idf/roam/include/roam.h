// Roaming for a station on ESP-IDF: which access point to be on, looked for carefully, and why.
//
// Call roam_start() instead of esp_wifi_connect(), after esp_wifi_set_config() and esp_wifi_start(). From then on Roam
// connects, looks, moves, reconnects with growing pauses, and asks the network; the application must not.
#pragma once

#include <stdint.h>

#include "esp_err.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    /// How eager to move, 1 (only when the link fails) to 5 (follows the best rate at even odds); 0 means 3.
    uint8_t level;
    /// Spatial streams and widest channel of our own radio; 0 means one stream, 20 MHz.
    uint8_t streams;
    uint8_t width_mhz;
} roam_config_t;

/// Takes over the station interface. The network is the one that esp_wifi_set_config() named.
/// @param config  may be NULL; read during the call only.
/// @return  ESP_ERR_INVALID_STATE when it runs already, ESP_ERR_NO_MEM, or what ESP-IDF said.
esp_err_t roam_start(const roam_config_t* config);

/// Lets go of it. The link stays as it is.
esp_err_t roam_stop(void);

#ifdef __cplusplus
}
#endif
