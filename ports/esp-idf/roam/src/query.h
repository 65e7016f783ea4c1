// The one call that C++ cannot make: the reasons of the API's enumeration end at 9, those of IEEE Std 802.11-2020
// (Table 9-198), which go on the air, at 20.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// esp_wnm_send_bss_transition_mgmt_query() with a reason of Table 9-198.
int roam_send_query(int reason, const char* candidates);

#ifdef __cplusplus
}
#endif
