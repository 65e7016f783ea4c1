/* The rules W1 to W126 of the roaming contract, checked event by event: for drivers and their tests, in C and
 * C++.
 *
 * A driver says what it is asked, what happens to it and what it indicates; each call returns the rules that
 * this event breaks. No heap, no library, no clock; one checker is about 1.1 kB, of its owner's memory. The
 * rules, and which of them a trace can show: docs/roaming-operation.md. The interface is stable: numbers are
 * kept, structures grow at their end, and ROAM_TRACE_CHECK_VERSION says so. */
#ifndef ROAM_TRACE_CHECK_H
#define ROAM_TRACE_CHECK_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ROAM_TRACE_CHECK_VERSION 1
#define ROAM_TRACE_LIST_MOST 16

enum roam_trace_event {
    ROAM_TRACE_START = 0, /* a new trace begins; one before it was cut */
    /* asked of the station; a status other than 0: it refused */
    ROAM_CONNECT_REQUEST = 1,
    ROAM_DISCONNECT_REQUEST = 2,
    ROAM_RESET_REQUEST = 3,
    ROAM_REQUEST_COMPLETED = 4,
    /* happened to it, or was told to it */
    ROAM_ADAPTER_RESET = 5,
    ROAM_RADIO_OFF = 6,
    ROAM_RADIO_ON = 7,
    ROAM_PEER_DEAUTHENTICATED = 8, /* status: 0x10000 + reason code */
    ROAM_PEER_DISASSOCIATED = 9,   /* status: 0x20000 + reason code */
    ROAM_PEER_UNREACHABLE = 10,
    ROAM_CANDIDATES = 11, /* ssid, list */
    ROAM_EXCLUDED = 12,   /* list; the broadcast address alone: all */
    ROAM_STREAM_ON = 13,
    ROAM_STREAM_OFF = 14,
    ROAM_RESUMED = 15, /* from low power */
    ROAM_SCAN_REQUEST = 16,
    ROAM_BACKGROUND_SCAN = 17,
    /* indicated by it */
    ROAM_CONNECTION_START = 18,
    ROAM_CONNECTION_COMPLETION = 19,
    ROAM_ROAMING_START = 20, /* status: the reason */
    ROAM_ROAMING_COMPLETION = 21,
    ROAM_ASSOCIATION_START = 22, /* bssid, ssid */
    ROAM_ASSOCIATION_COMPLETION = 23,
    ROAM_DISASSOCIATION = 24,
    ROAM_LINK_QUALITY = 25,
    ROAM_PMKID_CANDIDATES = 26,
    ROAM_SCAN_CONFIRM = 27,
    ROAM_MEDIA_CONNECT = 28,
    ROAM_MEDIA_DISCONNECT = 29,
    ROAM_NO_EVENT = 255
};

/* What an event does not have is 0. */
typedef struct roam_trace_record {
    uint32_t event;   /* enum roam_trace_event */
    uint32_t status;  /* DOT11_ASSOC_STATUS */
    uint64_t at_ms;   /* of a clock that never goes back */
    uint8_t bssid[6]; /* the peer */
    uint8_t ssid[32];
    uint8_t ssid_size;
    uint8_t independent; /* connection start: of an IBSS */
    uint8_t quality;     /* link quality, 0 to 100 */
    uint8_t list_size;
    uint8_t list[ROAM_TRACE_LIST_MOST][6]; /* what is longer is given by its first entries */
    uint32_t comeback_ms;                  /* association completion with status 30 of the peer: not before */
} roam_trace_record;

typedef struct roam_trace_violation {
    uint8_t rule;         /* 12 stands for W12 */
    const char* expected; /* what the rule asks for; lives for ever */
} roam_trace_violation;

typedef struct roam_trace_check roam_trace_check;

/* How much memory a checker takes. It may lie anywhere that is aligned as malloc() aligns. */
size_t roam_trace_check_size(void);
/* Begins with a station in its initial state. NULL where the memory is too small or not aligned. There is
 * nothing to release. */
roam_trace_check* roam_trace_check_begin(void* memory, size_t size);

/* Tells one event. Puts at most `room` of the rules that it breaks into `found`.
 * Returns how many there are; -1 for a record that is none: an unknown event, a list or an SSID that is too
 * long. */
int roam_trace_check_feed(roam_trace_check* check, const roam_trace_record* record,
                          roam_trace_violation* found, size_t room);
/* What is missing at the end of a trace that is complete. */
int roam_trace_check_end(roam_trace_check* check, roam_trace_violation* found, size_t room);

/* The event of an NDIS status indication, such as 0x40030006, or of an OID, such as 0x0E010181; ROAM_NO_EVENT
 * for any other. */
uint32_t roam_trace_event_of(uint32_t ndis_code);

#ifdef __cplusplus
}
#endif

#endif
