#include "query.h"

#include "esp_wnm.h"

int roam_send_query(int reason, const char* candidates) {
    // The list is our own, ranked: what else the supplicant has cached is not appended (0).
    return esp_wnm_send_bss_transition_mgmt_query((enum btm_query_reason)reason, candidates, 0);
}
