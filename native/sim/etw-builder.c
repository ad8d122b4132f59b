/* The builder functions of sim.h that make things happen: processes, bursts, unloads, the clock. */
#include "etw.h"

#include "etw-clock.h"
#include "fltmgr.h"
#include "lock.h"

#include <stdlib.h>
#include <string.h>

enum { IMAGE_NAME_BYTES = 14, BURST_CHUNK = 64, PATH_UNITS = 1024 };

static _Thread_local uint32_t playedProcessId;
static _Thread_local char playedName[IMAGE_NAME_BYTES + 1];
static _Thread_local uint32_t threadId;
static uint32_t threadCount; /* guarded by the lock, like everything that writes events */

uint32_t EtwProcessId(void)
{
    return playedName[0] != 0 ? playedProcessId : EtwHostProcessId();
}

const char *EtwProcessName(void)
{
    return playedName[0] != 0 ? playedName : "bpio.exe";
}

uint32_t EtwThreadId(void)
{
    if (threadId == 0) {
        threadId = ++threadCount * 4;
    }
    return threadId;
}

/* Windows-1252 where Latin-1 agrees with it, a question mark for everything else: an ANSI name has one byte a character. */
static char toAnsi(char16_t unit)
{
    const bool isSame = unit < 0x80 || (unit >= 0xA0 && unit <= 0xFF);
    return (char)(isSame ? (unsigned char)unit : (unsigned char)'?');
}

SIM_EXPORT uint32_t SimSetProcess(const char16_t *name, uint32_t processId)
{
    const TEXT text = TextOf(name);
    memset(playedName, 0, sizeof(playedName));
    for (uint32_t index = 0; index < text.count && index < IMAGE_NAME_BYTES; index++) {
        playedName[index] = toAnsi(text.chars[index]);
    }
    playedProcessId = processId;
    return ERROR_SUCCESS;
}

SIM_EXPORT uint32_t SimShiftClock(int64_t by)
{
    SimEnter();
    Machine.clockShift = by;
    SimLeave();
    return ERROR_SUCCESS;
}

static void forgetService(SIM_SERVICE *service)
{
    uint32_t index = 0;
    while (Machine.services[index] != service) {
        index++;
    }
    Machine.serviceCount--;
    for (; index < Machine.serviceCount; index++) {
        Machine.services[index] = Machine.services[index + 1];
    }
    FltpDestroyService(service);
}

SIM_EXPORT uint32_t SimRemoveFilter(const char16_t *name)
{
    SimEnter();
    SIM_SERVICE *service = FltpFindService(TextOf(name));
    if (service != NULL) {
        if (service->filter != NULL) {
            FltUnregisterFilter(service->filter);
        }
        for (uint32_t index = 0; index < Machine.volumeCount; index++) {
            (void)FltpDetach(service, Machine.volumes[index]); /* a legacy filter has no registration that does it */
        }
        forgetService(service);
    }
    SimLeave();
    return service == NULL ? (uint32_t)ERROR_NOT_FOUND : (uint32_t)ERROR_SUCCESS;
}

typedef struct {
    TEXT filter, prefix, reason;
    uint32_t fileCount, operation, status, perSecond;
    bool isPatient;
} BURST;

/* Inside the lock. False when the filter has gone. */
static bool writeVeto(const BURST *burst, uint32_t index)
{
    const SIM_SERVICE *service = FltpFindService(burst->filter);
    if (service == NULL) {
        return false;
    }
    char16_t path[PATH_UNITS];
    TEXT_BUFFER buffer = {path, PATH_UNITS, 0};
    TextAppend(&buffer, burst->prefix);
    TextAppendUint(&buffer, index % burst->fileCount);
    EtwPathVetoed(service, (TEXT){path, buffer.count}, (int32_t)burst->operation, burst->reason, (NTSTATUS)burst->status);
    return true;
}

static uint32_t writeChunk(const BURST *burst, uint32_t from, uint32_t to)
{
    bool exists = true;
    SimEnter();
    for (uint32_t index = from; exists && index < to; index++) {
        while (burst->isPatient && EtwIsCrowded() && !SimIsClosing()) {
            (void)SimWait(1000);
        }
        exists = writeVeto(burst, index);
    }
    SimLeave();
    return exists ? (uint32_t)ERROR_SUCCESS : (uint32_t)ERROR_NOT_FOUND;
}

static uint32_t writeBurst(const BURST *burst, uint32_t count)
{
    const int64_t start = EtwHostQpc();
    uint32_t error = ERROR_SUCCESS;
    for (uint32_t written = 0; error == ERROR_SUCCESS && written < count;) {
        uint32_t due = count;
        if (burst->perSecond != 0) {
            const uint64_t planned = (uint64_t)(EtwHostQpc() - start) * burst->perSecond / ETW_QPC_FREQUENCY + 1;
            due = planned < count ? (uint32_t)planned : count;
        }
        if (due <= written) {
            EtwHostSleep(1000);
            continue;
        }
        const uint32_t to = due - written > BURST_CHUNK ? written + BURST_CHUNK : due;
        error = writeChunk(burst, written, to);
        written = to;
    }
    return error;
}

SIM_EXPORT uint32_t SimBurst(const char16_t *process, uint32_t processId, const char16_t *filter, const char16_t *pathPrefix,
                             uint32_t fileCount, uint32_t operation, uint32_t status, const char16_t *reason, uint32_t count,
                             uint32_t perSecond, uint32_t isPatient)
{
    const BURST burst = {TextOf(filter), TextOf(pathPrefix), TextOf(reason), fileCount,
                         operation,      status,             perSecond,      isPatient != 0};
    if (burst.filter.count == 0 || burst.prefix.count < 3 || burst.prefix.count > PATH_UNITS - 16 || fileCount == 0 ||
        (operation != FS_BPIO_OP_ENABLE && operation != FS_BPIO_OP_QUERY) || (int32_t)status >= 0 || burst.reason.count == 0) {
        return ERROR_INVALID_PARAMETER;
    }
    (void)SimSetProcess(process, processId); /* a burst has a thread of its own, or is all its thread does meanwhile */
    const uint32_t error = writeBurst(&burst, count);
    (void)SimSetProcess(NULL, 0);
    return error;
}

SIM_EXPORT uint32_t SimWriteEvent(uint32_t id, uint32_t version, const uint8_t *payload, uint32_t bytes)
{
    if (id > UINT16_MAX || version > UINT8_MAX || bytes > UINT16_MAX || (payload == NULL && bytes != 0)) {
        return ERROR_INVALID_PARAMETER;
    }
    const EVENT_DESCRIPTOR descriptor = {.Id = (uint16_t)id, .Version = (uint8_t)version, .Level = TRACE_LEVEL_WARNING};
    SimEnter();
    EtwWrite(&EtwFilterManager, &descriptor, payload, bytes);
    SimLeave();
    return ERROR_SUCCESS;
}
