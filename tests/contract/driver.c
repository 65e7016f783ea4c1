/* A driver's test in C: a legal roam, and one that forgets its completion. */
#include <stdlib.h>
#include <string.h>

#include "contract/roam_trace_check.h"

int roam_of_a_driver_in_c(int forgets_completion, unsigned char* rules, int room);

static roam_trace_record record(uint32_t event, uint64_t at_ms, uint32_t status, uint8_t peer) {
    roam_trace_record r;
    memset(&r, 0, sizeof r);
    r.event = event;
    r.at_ms = at_ms;
    r.status = status;
    if (peer != 0) {
        r.bssid[0] = 2;
        r.bssid[5] = peer;
    }
    if (event == ROAM_ASSOCIATION_START || event == ROAM_CANDIDATES) {
        memcpy(r.ssid, "net", 3);
        r.ssid_size = 3;
    }
    if (event == ROAM_CANDIDATES) {
        r.list_size = 2;
        r.list[0][0] = r.list[1][0] = 2;
        r.list[0][5] = 1;
        r.list[1][5] = 2;
    }
    return r;
}

/* Returns how many rules were broken, and which. */
int roam_of_a_driver_in_c(int forgets_completion, unsigned char* rules, int room) {
    const roam_trace_record trace[] = {
        record(ROAM_CONNECT_REQUEST, 0, 0, 0),
        record(ROAM_CANDIDATES, 1, 0, 0),
        record(roam_trace_event_of(0x40030004), 2, 0, 0),
        record(roam_trace_event_of(0x40030002), 3, 0, 1),
        record(roam_trace_event_of(0x40030003), 50, 0, 1),
        record(roam_trace_event_of(0x40030005), 51, 0, 0),
        record(roam_trace_event_of(0x40030006), 9000, 11, 0),
        record(roam_trace_event_of(0x40030002), 9001, 0, 2),
        record(roam_trace_event_of(0x40030003), 9050, 0, 2),
        record(roam_trace_event_of(0x40030007), 9051, 0, 0),
    };
    const size_t count = sizeof trace / sizeof trace[0] - (forgets_completion ? 1 : 0);
    void* memory = malloc(roam_trace_check_size());
    roam_trace_check* check = roam_trace_check_begin(memory, roam_trace_check_size());
    roam_trace_violation found[4];
    int broken = 0;
    size_t i;
    if (check == NULL) return -1;
    for (i = 0; i <= count; ++i) {
        const int here = i < count ? roam_trace_check_feed(check, &trace[i], found, 4)
                                   : roam_trace_check_end(check, found, 4);
        int j;
        if (here < 0) return -1;
        for (j = 0; j < here && j < 4 && broken < room; ++j) rules[broken++] = found[j].rule;
    }
    free(memory);
    return broken;
}
