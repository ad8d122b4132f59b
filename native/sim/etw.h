/* Inside the simulated event tracing: sessions with their buffers, and the consumers that read them. Guarded by lock.h. */
#pragma once

#include "machine.h"
#include "../wire/etw.h"

enum {
    ETW_MAX_SESSIONS = 64, /* Windows' default limit */
    ETW_MAX_ENABLED = 8,   /* providers of one session: far more than are simulated */
    ETW_MAX_NAME = 1024,
    ETW_PROCESSORS = 4,
};

typedef struct ETW_BUFFER {
    struct ETW_BUFFER *next;
    uint32_t filled; /* bytes */
    uint32_t eventCount;
    uint32_t processor;
    uint8_t *data; /* records: EVENT_RECORD, then its payload, padded to 8 */
} ETW_BUFFER;

typedef struct {
    GUID provider;
    uint8_t level;
    uint64_t anyKeyword, allKeyword;
    bool hasIds, isIdsIn;
    uint32_t idCount;
    uint16_t ids[MAX_EVENT_FILTER_EVENT_ID_COUNT];
} ETW_ENABLED;

typedef struct {
    uint64_t handle; /* 0: a free slot */
    GUID guid;
    char16_t name[ETW_MAX_NAME + 1];
    uint32_t clock; /* WNODE_CLOCK_* */
    uint32_t bufferBytes, minimumBuffers, maximumBuffers, logFileMode, flushSeconds;
    int64_t startQpc, startSystem, lastFlushQpc;
    ETW_ENABLED enabled[ETW_MAX_ENABLED];
    uint32_t enabledCount;

    ETW_BUFFER *current[ETW_PROCESSORS];
    ETW_BUFFER *queueHead, *queueTail; /* full or flushed, waiting for the consumer */
    ETW_BUFFER *freeList;
    uint32_t bufferCount, freeCount;
    uint32_t eventsLost, buffersWritten, realTimeBuffersLost;
    uint32_t consumerCount;
    bool isStopped; /* keeps what the consumer has not read yet; freed with the last consumer */
} ETW_SESSION;

/* etw-session.c */
ETW_SESSION *EtwFindHandle(uint64_t handle); /* running sessions only */
ETW_SESSION *EtwFindName(TEXT name);
ETW_SESSION *EtwFindAny(uint64_t handle);    /* also a stopped one that still has a consumer */
uint32_t EtwSessionCount(void);
ETW_SESSION *EtwSessionAt(uint32_t index);
/** Takes a free slot. NULL at the limit. */
ETW_SESSION *EtwCreateSession(void);
void EtwStopSession(ETW_SESSION *session);
void EtwReleaseSession(ETW_SESSION *session);
/** Hands every buffer with events in it to the consumer's queue. */
void EtwFlushSession(ETW_SESSION *session);
ETW_BUFFER *EtwTakeQueued(ETW_SESSION *session);
void EtwGiveBack(ETW_SESSION *session, ETW_BUFFER *buffer);
/** True when the next event may find no buffer: a patient writer waits. */
bool EtwIsCrowded(void);
int64_t EtwSystemTime(void);

/** Writes one event into every session that enabled its provider, level, keyword and id. `payload` is copied. */
void EtwWrite(const GUID *provider, const EVENT_DESCRIPTOR *descriptor, const void *payload, uint32_t payloadBytes);
/** For SimReset: stops every session, and lets waiting consumers return. */
void EtwForgetAll(void);
void EtwForgetTraces(void); /* etw-consume.c */

/* etw-filter-manager.c: what FltMgr writes, as Microsoft-Windows-FilterManager */
extern const GUID EtwFilterManager;
void EtwFilterLoaded(const SIM_SERVICE *service);
void EtwFilterUnloaded(const SIM_SERVICE *service);
/** Event 12. A veto without a file object has no name to log. */
void EtwBypassIoVetoed(const SIM_SERVICE *service, PFILE_OBJECT fileObject, int32_t operation, TEXT reason, NTSTATUS status);
/** The same for a path such as "D:\Games\x.bin" that nobody has opened. */
void EtwPathVetoed(const SIM_SERVICE *service, TEXT fullPath, int32_t operation, TEXT reason, NTSTATUS status);
typedef struct {
    const char16_t *name;
    uint16_t inType;
    uint16_t lengthIndex; /* behind an index plus one; 0: ends in NUL or has its type's size */
} ETW_PROPERTY;
/** The properties of an event as this Windows knows them; NULL when it does not. */
const ETW_PROPERTY *EtwFilterManagerSchema(const EVENT_DESCRIPTOR *descriptor, uint32_t *count);

/* Who is asking: the thread's own process, or the one that a scenario plays on it. */
uint32_t EtwProcessId(void);
uint32_t EtwThreadId(void);
const char *EtwProcessName(void); /* at most 14 bytes, as PsGetProcessImageFileName gives it */

/* wevtapi.c: the System channel of the event log */
void SystemLogAppend(const EVENT_DESCRIPTOR *descriptor, int64_t systemTime, const void *payload, uint32_t payloadBytes);
void SystemLogForget(void);
