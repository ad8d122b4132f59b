/* The simulated System channel, as wevtapi.c reads it. */
#pragma once

#include "etw.h"

enum { SYSTEM_LOG_RECORDS = 4096 }; /* a log of limited size forgets its oldest records, as Windows' do */

typedef struct {
    uint64_t id; /* EventRecordID; 0: none */
    EVENT_DESCRIPTOR descriptor;
    int64_t systemTime;
    uint32_t processId, threadId;
    uint8_t *payload;
    uint32_t payloadBytes, capacity;
} LOG_RECORD;

const LOG_RECORD *SystemLogFind(uint64_t id); /* NULL: never written, or forgotten */
uint64_t SystemLogOldest(void);
uint64_t SystemLogNewest(void);
void SystemLogCloseAll(void); /* wevtapi.c: handles on a log that is gone */

/** One record as the XML that EvtRender gives, without NUL; count goes beyond capacity when it does not fit. */
void SystemLogXml(const LOG_RECORD *record, TEXT_BUFFER *xml);
