/* Trace sessions: buffers per processor, the queue to the consumer, and what is lost when nobody reads. */
#include "etw.h"

#include "etw-clock.h"
#include "lock.h"

#include <stdlib.h>
#include <string.h>

static ETW_SESSION *sessions[ETW_MAX_SESSIONS];
static uint64_t nextHandle = 1;

int64_t EtwSystemTime(void)
{
    return EtwHostSystemTime() + Machine.clockShift;
}

ETW_SESSION *EtwFindAny(uint64_t handle)
{
    for (uint32_t index = 0; index < ETW_MAX_SESSIONS; index++) {
        if (sessions[index] != NULL && sessions[index]->handle == handle) {
            return sessions[index];
        }
    }
    return NULL;
}

ETW_SESSION *EtwFindHandle(uint64_t handle)
{
    ETW_SESSION *session = EtwFindAny(handle);
    return session != NULL && !session->isStopped ? session : NULL;
}

ETW_SESSION *EtwFindName(TEXT name)
{
    for (uint32_t index = 0; index < ETW_MAX_SESSIONS; index++) {
        if (sessions[index] != NULL && !sessions[index]->isStopped && TextEquals(TextOf(sessions[index]->name), name)) {
            return sessions[index];
        }
    }
    return NULL;
}

ETW_SESSION *EtwSessionAt(uint32_t index)
{
    for (uint32_t slot = 0; slot < ETW_MAX_SESSIONS; slot++) {
        if (sessions[slot] != NULL && !sessions[slot]->isStopped && index-- == 0) {
            return sessions[slot];
        }
    }
    return NULL;
}

uint32_t EtwSessionCount(void)
{
    uint32_t count = 0;
    while (EtwSessionAt(count) != NULL) {
        count++;
    }
    return count;
}

ETW_SESSION *EtwCreateSession(void)
{
    for (uint32_t index = 0; index < ETW_MAX_SESSIONS; index++) {
        if (sessions[index] == NULL) {
            sessions[index] = calloc(1, sizeof(ETW_SESSION));
            if (sessions[index] != NULL) {
                sessions[index]->handle = nextHandle++;
                sessions[index]->lastFlushQpc = EtwHostQpc();
            }
            return sessions[index];
        }
    }
    return NULL;
}

static void freeList(ETW_BUFFER *buffer)
{
    while (buffer != NULL) {
        ETW_BUFFER *next = buffer->next;
        free(buffer->data);
        free(buffer);
        buffer = next;
    }
}

void EtwReleaseSession(ETW_SESSION *session)
{
    for (uint32_t index = 0; index < ETW_MAX_SESSIONS; index++) {
        if (sessions[index] == session) {
            sessions[index] = NULL;
        }
    }
    for (uint32_t processor = 0; processor < ETW_PROCESSORS; processor++) {
        freeList(session->current[processor]);
    }
    freeList(session->queueHead);
    freeList(session->freeList);
    free(session);
}

static void enqueue(ETW_SESSION *session, ETW_BUFFER *buffer)
{
    buffer->next = NULL;
    if (session->queueTail == NULL) {
        session->queueHead = buffer;
    } else {
        session->queueTail->next = buffer;
    }
    session->queueTail = buffer;
    session->buffersWritten++;
    SimWake();
}

ETW_BUFFER *EtwTakeQueued(ETW_SESSION *session)
{
    ETW_BUFFER *buffer = session->queueHead;
    if (buffer != NULL) {
        session->queueHead = buffer->next;
        session->queueTail = session->queueHead == NULL ? NULL : session->queueTail;
    }
    return buffer;
}

void EtwGiveBack(ETW_SESSION *session, ETW_BUFFER *buffer)
{
    buffer->filled = buffer->eventCount = 0;
    buffer->next = session->freeList;
    session->freeList = buffer;
    session->freeCount++;
    SimWake();
}

void EtwFlushSession(ETW_SESSION *session)
{
    session->lastFlushQpc = EtwHostQpc();
    for (uint32_t processor = 0; processor < ETW_PROCESSORS; processor++) {
        ETW_BUFFER *buffer = session->current[processor];
        if (buffer != NULL && buffer->eventCount != 0) {
            session->current[processor] = NULL;
            enqueue(session, buffer);
        }
    }
}

static void dropQueue(ETW_SESSION *session)
{
    for (ETW_BUFFER *buffer = EtwTakeQueued(session); buffer != NULL; buffer = EtwTakeQueued(session)) {
        session->realTimeBuffersLost++;
        EtwGiveBack(session, buffer);
    }
}

void EtwStopSession(ETW_SESSION *session)
{
    EtwFlushSession(session);
    if (session->consumerCount == 0) {
        dropQueue(session); /* counted before the caller reads the counters and releases the session */
    }
    session->isStopped = true;
    SimWake();
}

void EtwForgetAll(void)
{
    EtwForgetTraces();
    for (uint32_t index = 0; index < ETW_MAX_SESSIONS; index++) {
        ETW_SESSION *session = sessions[index];
        if (session == NULL) {
            continue;
        }
        session->isStopped = true;
        dropQueue(session);
        if (session->consumerCount == 0) {
            EtwReleaseSession(session);
        }
    }
    SimWake();
}

static ETW_BUFFER *makeBuffer(const ETW_SESSION *session)
{
    ETW_BUFFER *buffer = calloc(1, sizeof(*buffer));
    if (buffer != NULL && (buffer->data = malloc(session->bufferBytes)) == NULL) {
        free(buffer);
        buffer = NULL;
    }
    return buffer;
}

/* A buffer to write into. While a consumer is connected, a full pool loses the new event; without one the oldest full buffer
 * makes room, so that a late consumer meets the newest events. Windows documents the two counters (events that were not
 * recorded, buffers that could not be delivered), not the choice between them: it is this simulator's. */
static ETW_BUFFER *takeFree(ETW_SESSION *session)
{
    ETW_BUFFER *buffer = session->freeList;
    if (buffer != NULL) {
        session->freeList = buffer->next;
        session->freeCount--;
    } else if (session->bufferCount < session->maximumBuffers) {
        buffer = makeBuffer(session);
        session->bufferCount += buffer != NULL;
    } else if (session->consumerCount == 0 && (buffer = EtwTakeQueued(session)) != NULL) {
        session->realTimeBuffersLost++;
    }
    if (buffer != NULL) {
        buffer->next = NULL;
        buffer->filled = buffer->eventCount = 0;
    }
    return buffer;
}

bool EtwIsCrowded(void)
{
    for (uint32_t index = 0; index < ETW_MAX_SESSIONS; index++) {
        const ETW_SESSION *session = sessions[index];
        if (session != NULL && !session->isStopped && session->consumerCount != 0 && session->enabledCount != 0 &&
            session->maximumBuffers - session->bufferCount + session->freeCount <= ETW_PROCESSORS) {
            return true;
        }
    }
    return false;
}

static const ETW_ENABLED *findEnabled(const ETW_SESSION *session, const GUID *provider)
{
    for (uint32_t index = 0; index < session->enabledCount; index++) {
        if (memcmp(&session->enabled[index].provider, provider, sizeof(GUID)) == 0) {
            return &session->enabled[index];
        }
    }
    return NULL;
}

/* "level n delivers levels <= n"; matchAnyKeyword 0 delivers everything and matchAll is ignored then. Level 0 delivers all
 * levels (general knowledge of generated provider code). */
static bool isWanted(const ETW_ENABLED *enabled, const EVENT_DESCRIPTOR *descriptor)
{
    if (enabled == NULL || (enabled->level != 0 && descriptor->Level > enabled->level)) {
        return false;
    }
    if (enabled->anyKeyword != 0 && descriptor->Keyword != 0 &&
        ((descriptor->Keyword & enabled->anyKeyword) == 0 ||
         (descriptor->Keyword & enabled->allKeyword) != enabled->allKeyword)) {
        return false;
    }
    bool isListed = false;
    for (uint32_t index = 0; index < enabled->idCount; index++) {
        isListed |= enabled->ids[index] == descriptor->Id;
    }
    return !enabled->hasIds || isListed == enabled->isIdsIn;
}

static void writeInto(ETW_SESSION *session, const EVENT_RECORD *record, const void *payload)
{
    const uint32_t bytes = ((uint32_t)sizeof(*record) + record->UserDataLength + 7u) & ~7u;
    const uint32_t processor = session->logFileMode & EVENT_TRACE_NO_PER_PROCESSOR_BUFFERING
                                   ? 0
                                   : record->BufferContext.ProcessorNumber;
    ETW_BUFFER *buffer = session->current[processor];
    if (bytes > session->bufferBytes) {
        session->eventsLost++;
        return;
    }
    if (buffer != NULL && buffer->filled + bytes > session->bufferBytes) {
        session->current[processor] = NULL;
        enqueue(session, buffer);
        buffer = NULL;
    }
    if (buffer == NULL && (buffer = session->current[processor] = takeFree(session)) == NULL) {
        session->eventsLost++;
        return;
    }
    buffer->processor = processor;
    memcpy(buffer->data + buffer->filled, record, sizeof(*record));
    if (record->UserDataLength != 0) {
        memcpy(buffer->data + buffer->filled + sizeof(*record), payload, record->UserDataLength);
    }
    buffer->filled += bytes;
    buffer->eventCount++;
}

void EtwWrite(const GUID *provider, const EVENT_DESCRIPTOR *descriptor, const void *payload, uint32_t payloadBytes)
{
    EVENT_RECORD record = {
        .EventHeader = {.Size = (uint16_t)sizeof(EVENT_HEADER), .Flags = EVENT_HEADER_FLAG_64_BIT_HEADER,
                        .ThreadId = EtwThreadId(), .ProcessId = EtwProcessId(), .ProviderId = *provider,
                        .EventDescriptor = *descriptor},
        .BufferContext = {.ProcessorNumber = (uint8_t)(EtwThreadId() / 4 % ETW_PROCESSORS), .Alignment = 8},
        .UserDataLength = (uint16_t)payloadBytes,
    };
    const int64_t qpc = EtwHostQpc(), system = EtwSystemTime();
    for (uint32_t index = 0; index < ETW_MAX_SESSIONS; index++) {
        ETW_SESSION *session = sessions[index];
        if (session == NULL || session->isStopped || !isWanted(findEnabled(session, provider), descriptor)) {
            continue;
        }
        record.EventHeader.TimeStamp = session->clock == WNODE_CLOCK_SYSTEM_TIME ? system : qpc;
        record.BufferContext.LoggerId = (uint16_t)session->handle;
        writeInto(session, &record, payload);
    }
    SystemLogAppend(descriptor, system, payload, payloadBytes);
}
