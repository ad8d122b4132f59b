/* What the tests of event tracing share: a session of any name, and a consumer that keeps what it is given. */
#pragma once

#include "../../native/sim/etw-exports.h"
#include "harness.h"

typedef struct {
    EVENT_TRACE_PROPERTIES properties;
    char16_t name[1100];
} PROPERTIES;

void FillProperties(PROPERTIES *properties); /* real time, QPC, 4 KB buffers, flushed each hour: nothing happens by itself */
uint64_t StartSession(const char16_t *name);
uint32_t Control(const char16_t *name, uint32_t code, PROPERTIES *properties);
uint32_t EnableAll(uint64_t session);
void AddVetoingFilter(void); /* WdFilter, refuses everything on D: with 0xC00004C9 and a reason */

enum { KEPT_EVENTS = 4096 };
typedef struct {
    EVENT_HEADER headers[KEPT_EVENTS];
    uint8_t payload[512]; /* of the last event */
    uint32_t payloadBytes;
    uint32_t count, buffers, stopAfterBuffers;
} KEPT;

/** Connects a consumer that fills `kept`. */
uint64_t OpenConsumer(const char16_t *name, KEPT *kept);
/** Stops the session, then reads all that it has. */
void StopAndRead(const char16_t *name, uint64_t trace, KEPT *kept);
