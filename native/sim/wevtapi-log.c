/* The System channel: the newest events of FilterManager, kept whether or not a trace session runs. */
#include "wevtapi-log.h"

#include <stdlib.h>
#include <string.h>

static LOG_RECORD records[SYSTEM_LOG_RECORDS];
static uint64_t written; /* record ids count from 1 */

void SystemLogAppend(const EVENT_DESCRIPTOR *descriptor, int64_t systemTime, const void *payload, uint32_t payloadBytes)
{
    LOG_RECORD *record = &records[written % SYSTEM_LOG_RECORDS];
    if (record->capacity < payloadBytes) {
        uint8_t *larger = realloc(record->payload, payloadBytes);
        if (larger == NULL) {
            return;
        }
        record->payload = larger;
        record->capacity = payloadBytes;
    }
    if (payloadBytes != 0) {
        memcpy(record->payload, payload, payloadBytes);
    }
    record->payloadBytes = payloadBytes;
    record->descriptor = *descriptor;
    record->systemTime = systemTime;
    record->processId = EtwProcessId();
    record->threadId = EtwThreadId();
    record->id = ++written;
}

void SystemLogForget(void)
{
    for (uint32_t index = 0; index < SYSTEM_LOG_RECORDS; index++) {
        free(records[index].payload);
        records[index] = (LOG_RECORD){0};
    }
    written = 0;
    SystemLogCloseAll();
}

const LOG_RECORD *SystemLogFind(uint64_t id)
{
    const LOG_RECORD *record = &records[(id - 1) % SYSTEM_LOG_RECORDS];
    return id != 0 && record->id == id ? record : NULL;
}

uint64_t SystemLogNewest(void)
{
    return written;
}

uint64_t SystemLogOldest(void)
{
    return written == 0 ? 1 : written > SYSTEM_LOG_RECORDS ? written - SYSTEM_LOG_RECORDS + 1 : 1;
}
