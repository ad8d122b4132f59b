/* advapi32: OpenTraceW, ProcessTrace, CloseTrace, for one real-time session at a time. */
#include "etw.h"

#include "etw-clock.h"
#include "last-error.h"
#include "lock.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_TRACES = 64, EVENT_TRACE_VERSION = 0x0A };

typedef struct {
    uint64_t handle; /* 0: a free slot */
    uint64_t session;
    EVENT_TRACE_LOGFILEW log;
    bool isProcessing, isClosed;
} TRACE;

static TRACE traces[MAX_TRACES];
static uint64_t nextTrace = 1;

static TRACE *findTrace(uint64_t handle)
{
    for (uint32_t index = 0; index < MAX_TRACES; index++) {
        if (handle != 0 && traces[index].handle == handle) {
            return &traces[index];
        }
    }
    return NULL;
}

static void releaseTrace(TRACE *trace)
{
    ETW_SESSION *session = EtwFindAny(trace->session);
    if (session != NULL && --session->consumerCount == 0 && session->isStopped) {
        EtwReleaseSession(session);
    }
    memset(trace, 0, sizeof(*trace));
}

void EtwForgetTraces(void)
{
    for (uint32_t index = 0; index < MAX_TRACES; index++) {
        if (traces[index].isProcessing) {
            traces[index].isClosed = true; /* its thread releases it */
        } else if (traces[index].handle != 0) {
            releaseTrace(&traces[index]);
        }
    }
}

static void fillHeader(const ETW_SESSION *session, TRACE_LOGFILE_HEADER *header)
{
    memset(header, 0, sizeof(*header));
    header->BufferSize = session->bufferBytes;
    header->Version = EVENT_TRACE_VERSION;
    header->ProviderVersion = Machine.build;
    header->NumberOfProcessors = ETW_PROCESSORS;
    header->LogFileMode = session->logFileMode;
    header->PointerSize = sizeof(void *);
    header->PerfFreq = ETW_QPC_FREQUENCY;
    header->StartTime = session->startSystem;
    header->BootTime = session->startSystem - session->startQpc;
    header->ReservedFlags = session->clock;
}

static uint64_t openTrace(EVENT_TRACE_LOGFILEW *logfile, uint32_t *error)
{
    ETW_SESSION *session = EtwFindName(TextOf(logfile->LoggerName));
    *error = !Machine.isElevated ? ERROR_ACCESS_DENIED : session == NULL ? ERROR_WMI_INSTANCE_NOT_FOUND : ERROR_SUCCESS;
    for (uint32_t index = 0; *error == ERROR_SUCCESS && index < MAX_TRACES; index++) {
        if (traces[index].handle == 0) {
            fillHeader(session, &logfile->LogfileHeader);
            traces[index] = (TRACE){.handle = nextTrace++, .session = session->handle, .log = *logfile};
            session->consumerCount++;
            return traces[index].handle;
        }
    }
    *error = *error == ERROR_SUCCESS ? (uint32_t)ERROR_NO_SYSTEM_RESOURCES : *error;
    return INVALID_PROCESSTRACE_HANDLE;
}

/** Connects to a running real-time session. INVALID_PROCESSTRACE_HANDLE on failure, then GetLastError: 87, 5, 4201. Files and
 *  the old EVENT_TRACE callback are not simulated (87). */
SIM_EXPORT uint64_t OpenTraceW(EVENT_TRACE_LOGFILEW *logfile)
{
    if (logfile == NULL || logfile->LoggerName == NULL || logfile->LogFileName != NULL ||
        logfile->EventRecordCallback == NULL || (logfile->ProcessTraceMode & PROCESS_TRACE_MODE_REAL_TIME) == 0 ||
        (logfile->ProcessTraceMode & PROCESS_TRACE_MODE_EVENT_RECORD) == 0) {
        LastErrorSet(ERROR_INVALID_PARAMETER);
        return INVALID_PROCESSTRACE_HANDLE;
    }
    uint32_t error;
    SimEnter();
    const uint64_t handle = openTrace(logfile, &error);
    SimLeave();
    if (handle == INVALID_PROCESSTRACE_HANDLE) {
        LastErrorSet(error);
    }
    return handle;
}

/* What a buffer's delivery needs outside the lock, where callbacks may call anything. */
typedef struct {
    EVENT_TRACE_LOGFILEW log;
    bool isRaw, isSystemClock;
    int64_t startQpc, startSystem;
} DELIVERY;

/* The time a consumer sees: converted with the clocks that were read together at the session's start, so that setting the
 * system clock while a QPC session runs moves nothing. */
static int64_t shownTime(const DELIVERY *delivery, int64_t stamp)
{
    return delivery->isRaw || delivery->isSystemClock ? stamp : delivery->startSystem + (stamp - delivery->startQpc);
}

/** False when the buffer callback ended the processing. */
static bool deliver(DELIVERY *delivery, const ETW_BUFFER *buffer)
{
    for (uint32_t at = 0; at < buffer->filled;) {
        EVENT_RECORD record;
        memcpy(&record, buffer->data + at, sizeof(record));
        record.EventHeader.TimeStamp = shownTime(delivery, record.EventHeader.TimeStamp);
        record.UserData = buffer->data + at + sizeof(record);
        record.UserContext = delivery->log.Context;
        delivery->log.CurrentTime = record.EventHeader.TimeStamp;
        delivery->log.EventRecordCallback(&record);
        at += ((uint32_t)sizeof(record) + record.UserDataLength + 7u) & ~7u;
    }
    delivery->log.BuffersRead++;
    delivery->log.Filled = buffer->filled;
    return delivery->log.BufferCallback == NULL || delivery->log.BufferCallback(&delivery->log) != 0;
}

/* Milliseconds until partly filled buffers are due; 0 when they are. */
static uint32_t untilFlush(const ETW_SESSION *session)
{
    const int64_t due = session->lastFlushQpc + (int64_t)session->flushSeconds * ETW_QPC_FREQUENCY - EtwHostQpc();
    return due <= 0 ? 0 : (uint32_t)(due / (ETW_QPC_FREQUENCY / 1000)) + 1;
}

/* Inside the lock: waits for the next buffer. NULL when the session has stopped or the trace was closed, and all is read. */
static ETW_BUFFER *awaitBuffer(const TRACE *trace, ETW_SESSION *session)
{
    for (;;) {
        ETW_BUFFER *buffer = EtwTakeQueued(session);
        if (buffer != NULL || session->isStopped || trace->isClosed || SimIsClosing()) {
            return buffer;
        }
        const uint32_t wait = untilFlush(session);
        if (wait == 0) {
            EtwFlushSession(session);
        } else {
            (void)SimWait(wait);
        }
    }
}

static void process(TRACE *trace, ETW_SESSION *session)
{
    DELIVERY delivery = {
        .log = trace->log,
        .isRaw = (trace->log.ProcessTraceMode & PROCESS_TRACE_MODE_RAW_TIMESTAMP) != 0,
        .isSystemClock = session->clock == WNODE_CLOCK_SYSTEM_TIME,
        .startQpc = session->startQpc,
        .startSystem = session->startSystem,
    };
    delivery.log.BufferSize = session->bufferBytes;
    bool goesOn = true;
    for (ETW_BUFFER *buffer = awaitBuffer(trace, session); buffer != NULL; buffer = awaitBuffer(trace, session)) {
        delivery.log.EventsLost = session->eventsLost;
        SimLeave();
        goesOn = deliver(&delivery, buffer);
        SimEnter();
        EtwGiveBack(session, buffer);
        if (!goesOn) {
            break;
        }
    }
}

/** Blocks the calling thread and calls back on it until the session stops, the trace is closed or the buffer callback returns 0.
 *  What it returns in the last case is not in this program's sources: 0 here. */
SIM_EXPORT uint32_t ProcessTrace(const uint64_t *handles, uint32_t count, const int64_t *start, const int64_t *end)
{
    (void)start; /* a real-time trace has no past to choose from */
    (void)end;
    if (handles == NULL || count != 1) {
        return ERROR_INVALID_PARAMETER; /* one real-time session a call */
    }
    uint32_t error = ERROR_SUCCESS;
    SimEnter();
    TRACE *trace = findTrace(*handles);
    if (trace == NULL || trace->isProcessing) {
        error = ERROR_INVALID_HANDLE;
    } else {
        ETW_SESSION *session = EtwFindAny(trace->session); /* held by this trace's share in it */
        trace->isProcessing = true;
        process(trace, session);
        trace->isProcessing = false;
        if (trace->isClosed) {
            releaseTrace(trace);
        }
    }
    SimLeave();
    return error;
}

/** Disconnects. While ProcessTrace runs: 7007, which is success; it then delivers what is buffered and returns. */
SIM_EXPORT uint32_t CloseTrace(uint64_t handle)
{
    SimEnter();
    TRACE *trace = findTrace(handle);
    uint32_t error = ERROR_INVALID_HANDLE;
    if (trace != NULL && trace->isProcessing) {
        ETW_SESSION *session = EtwFindAny(trace->session);
        EtwFlushSession(session);
        trace->isClosed = true;
        SimWake();
        error = ERROR_CTX_CLOSE_PENDING;
    } else if (trace != NULL) {
        releaseTrace(trace);
        error = ERROR_SUCCESS;
    }
    SimLeave();
    return error;
}
