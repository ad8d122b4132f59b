/* advapi32: StartTraceW, ControlTraceW, EnableTraceEx2, QueryAllTracesW. All return a Win32 code. */
#include "etw.h"

#include "etw-clock.h"
#include "lock.h"

#include <string.h>

enum { DEFAULT_BUFFER_KB = 64, MAX_BUFFER_KB = 16384, MIN_BUFFERS_A_PROCESSOR = 2, EXTRA_BUFFERS = 20 };

static bool isZero(const GUID *guid)
{
    static const GUID zero;
    return memcmp(guid, &zero, sizeof(zero)) == 0;
}

static bool isGuidRunning(const GUID *guid)
{
    const ETW_SESSION *session;
    for (uint32_t index = 0; (session = EtwSessionAt(index)) != NULL; index++) {
        if (!isZero(guid) && memcmp(&session->guid, guid, sizeof(*guid)) == 0) {
            return true;
        }
    }
    return false;
}

/* 24 when the size is smaller than the structure, or leaves no room behind LoggerNameOffset for a name of that length. */
static uint32_t checkSize(const EVENT_TRACE_PROPERTIES *properties, uint32_t nameCount)
{
    const uint32_t total = properties->Wnode.BufferSize, offset = properties->LoggerNameOffset;
    if (total < sizeof(*properties)) {
        return ERROR_BAD_LENGTH;
    }
    if (offset != 0 && offset < sizeof(*properties)) {
        return ERROR_INVALID_PARAMETER;
    }
    return offset != 0 && (offset > total || (total - offset) / sizeof(char16_t) < nameCount + 1u) ? ERROR_BAD_LENGTH
                                                                                                   : ERROR_SUCCESS;
}

/* The session's state as properties; the name where there is room for it. */
static void describe(const ETW_SESSION *session, EVENT_TRACE_PROPERTIES *properties)
{
    properties->Wnode.HistoricalContext = session->handle;
    properties->Wnode.Guid = session->guid;
    properties->Wnode.ClientContext = session->clock;
    properties->Wnode.Flags = WNODE_FLAG_TRACED_GUID;
    properties->BufferSize = session->bufferBytes / 1024;
    properties->MinimumBuffers = session->minimumBuffers;
    properties->MaximumBuffers = session->maximumBuffers;
    properties->LogFileMode = session->logFileMode;
    properties->FlushTimer = session->flushSeconds;
    properties->NumberOfBuffers = session->bufferCount;
    properties->FreeBuffers = session->freeCount;
    properties->EventsLost = session->eventsLost;
    properties->BuffersWritten = session->buffersWritten;
    properties->LogBuffersLost = 0;
    properties->RealTimeBuffersLost = session->realTimeBuffersLost;
    properties->LoggerThreadId = (HANDLE)(uintptr_t)session->handle;
    if (properties->LoggerNameOffset != 0) {
        memcpy((uint8_t *)properties + properties->LoggerNameOffset, session->name,
               (TextOf(session->name).count + 1) * sizeof(char16_t));
    }
}

/* Windows raises what is too small and gives a real-time session two buffers for each processor at least. */
static void configure(ETW_SESSION *session, const EVENT_TRACE_PROPERTIES *wanted)
{
    uint32_t kilobytes = wanted->BufferSize == 0 ? (uint32_t)DEFAULT_BUFFER_KB : wanted->BufferSize;
    kilobytes = kilobytes > MAX_BUFFER_KB ? (uint32_t)MAX_BUFFER_KB : kilobytes;
    const uint32_t least = ETW_PROCESSORS * MIN_BUFFERS_A_PROCESSOR;
    session->bufferBytes = kilobytes * 1024;
    session->minimumBuffers = wanted->MinimumBuffers < least ? least : wanted->MinimumBuffers;
    session->maximumBuffers = wanted->MaximumBuffers == 0 ? session->minimumBuffers + EXTRA_BUFFERS : wanted->MaximumBuffers;
    if (session->maximumBuffers < session->minimumBuffers) {
        session->maximumBuffers = session->minimumBuffers;
    }
    session->logFileMode = wanted->LogFileMode;
    session->flushSeconds = wanted->FlushTimer == 0 ? 1 : wanted->FlushTimer;
    session->clock = wanted->Wnode.ClientContext == WNODE_CLOCK_SYSTEM_TIME ? WNODE_CLOCK_SYSTEM_TIME : WNODE_CLOCK_QPC;
    session->guid = wanted->Wnode.Guid;
}

static TEXT sessionName(const char16_t *name)
{
    return (TEXT){name, name == NULL ? 0 : TextCount(name, ETW_MAX_NAME + 1)};
}

static uint32_t start(uint64_t *handle, TEXT name, EVENT_TRACE_PROPERTIES *properties)
{
    if (!Machine.isElevated) {
        return ERROR_ACCESS_DENIED; /* administrators and Performance Log Users only */
    }
    if (EtwFindName(name) != NULL || isGuidRunning(&properties->Wnode.Guid)) {
        return ERROR_ALREADY_EXISTS;
    }
    ETW_SESSION *session = EtwCreateSession();
    if (session == NULL) {
        return ERROR_NO_SYSTEM_RESOURCES;
    }
    configure(session, properties);
    memcpy(session->name, name.chars, name.count * sizeof(char16_t));
    session->startQpc = EtwHostQpc();
    session->startSystem = EtwSystemTime();
    *handle = session->handle;
    describe(session, properties);
    return ERROR_SUCCESS;
}

/** Starts a real-time session; files are not simulated (161, as for a path that cannot be used). */
SIM_EXPORT uint32_t StartTraceW(uint64_t *sessionHandle, const char16_t *name, EVENT_TRACE_PROPERTIES *properties)
{
    const TEXT text = sessionName(name);
    if (sessionHandle == NULL || properties == NULL || text.count == 0 || text.count > ETW_MAX_NAME) {
        return ERROR_INVALID_PARAMETER;
    }
    *sessionHandle = 0;
    const uint32_t error = checkSize(properties, text.count);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    if ((properties->Wnode.Flags & WNODE_FLAG_TRACED_GUID) == 0 || properties->LoggerNameOffset == 0) {
        return ERROR_INVALID_PARAMETER;
    }
    if ((properties->LogFileMode & EVENT_TRACE_REAL_TIME_MODE) == 0 || properties->LogFileNameOffset != 0) {
        return ERROR_BAD_PATHNAME;
    }
    SimEnter();
    const uint32_t started = start(sessionHandle, text, properties);
    SimLeave();
    return started;
}

static uint32_t control(ETW_SESSION *session, EVENT_TRACE_PROPERTIES *properties, uint32_t code)
{
    if (code == EVENT_TRACE_CONTROL_UPDATE) {
        session->flushSeconds = properties->FlushTimer != 0 ? properties->FlushTimer : session->flushSeconds;
        if (properties->MaximumBuffers > session->maximumBuffers) {
            session->maximumBuffers = properties->MaximumBuffers; /* a pool grows, it does not shrink */
        }
    } else if (code == EVENT_TRACE_CONTROL_FLUSH) {
        EtwFlushSession(session);
    } else if (code == EVENT_TRACE_CONTROL_STOP) {
        EtwStopSession(session);
    }
    describe(session, properties);
    if (code == EVENT_TRACE_CONTROL_STOP && session->consumerCount == 0) {
        EtwReleaseSession(session);
    }
    return ERROR_SUCCESS;
}

/** Acts on a running session by handle, or by name when the handle is 0. */
SIM_EXPORT uint32_t ControlTraceW(uint64_t sessionHandle, const char16_t *name, EVENT_TRACE_PROPERTIES *properties,
                                  uint32_t controlCode)
{
    const TEXT text = sessionName(name);
    if (properties == NULL || (sessionHandle == 0 && text.count == 0) || controlCode > EVENT_TRACE_CONTROL_FLUSH) {
        return ERROR_INVALID_PARAMETER;
    }
    SimEnter();
    ETW_SESSION *session = sessionHandle != 0 ? EtwFindHandle(sessionHandle) : EtwFindName(text);
    uint32_t error = session == NULL ? (uint32_t)ERROR_WMI_INSTANCE_NOT_FOUND
                                     : checkSize(properties, TextOf(session->name).count);
    if (!Machine.isElevated) {
        error = ERROR_ACCESS_DENIED;
    }
    if (error == ERROR_SUCCESS) {
        error = control(session, properties, controlCode);
    }
    SimLeave();
    return error;
}

/* The event-id filter, which is the only kind simulated; any other type is refused. */
static uint32_t readFilter(const ENABLE_TRACE_PARAMETERS *parameters, ETW_ENABLED *enabled)
{
    if (parameters == NULL || parameters->FilterDescCount == 0) {
        return ERROR_SUCCESS;
    }
    const EVENT_FILTER_DESCRIPTOR *descriptor = parameters->EnableFilterDesc;
    if (parameters->Version != ENABLE_TRACE_PARAMETERS_VERSION_2 || descriptor == NULL || parameters->FilterDescCount != 1 ||
        descriptor->Type != EVENT_FILTER_TYPE_EVENT_ID || descriptor->Ptr == 0 ||
        descriptor->Size < offsetof(EVENT_FILTER_EVENT_ID, Events)) {
        return ERROR_INVALID_PARAMETER;
    }
    const EVENT_FILTER_EVENT_ID *filter = (const EVENT_FILTER_EVENT_ID *)(uintptr_t)descriptor->Ptr;
    if (filter->Count > MAX_EVENT_FILTER_EVENT_ID_COUNT ||
        descriptor->Size != offsetof(EVENT_FILTER_EVENT_ID, Events) + filter->Count * sizeof(uint16_t)) {
        return ERROR_INVALID_PARAMETER;
    }
    enabled->hasIds = true;
    enabled->isIdsIn = filter->FilterIn != 0;
    enabled->idCount = filter->Count;
    memcpy(enabled->ids, filter->Events, filter->Count * sizeof(uint16_t));
    return ERROR_SUCCESS;
}

static uint32_t enable(ETW_SESSION *session, const ETW_ENABLED *wanted, uint32_t controlCode)
{
    uint32_t index = 0;
    while (index < session->enabledCount && memcmp(&session->enabled[index].provider, &wanted->provider, sizeof(GUID)) != 0) {
        index++;
    }
    if (controlCode == EVENT_CONTROL_CODE_DISABLE_PROVIDER) {
        if (index < session->enabledCount) {
            session->enabled[index] = session->enabled[--session->enabledCount];
        }
        return ERROR_SUCCESS;
    }
    if (controlCode == EVENT_CONTROL_CODE_CAPTURE_STATE) {
        return ERROR_SUCCESS; /* the filter manager has no rundown */
    }
    if (index == ETW_MAX_ENABLED) {
        return ERROR_NO_SYSTEM_RESOURCES;
    }
    session->enabled[index] = *wanted; /* each call replaces the earlier one, filters included */
    session->enabledCount += index == session->enabledCount;
    return ERROR_SUCCESS;
}

/** Enables or disables a provider in a session. A provider that nobody registered is accepted: it may come later. */
SIM_EXPORT uint32_t EnableTraceEx2(uint64_t sessionHandle, const GUID *provider, uint32_t controlCode, uint8_t level,
                                   uint64_t matchAnyKeyword, uint64_t matchAllKeyword, uint32_t timeoutMs,
                                   const ENABLE_TRACE_PARAMETERS *parameters)
{
    (void)timeoutMs; /* done at once */
    if (sessionHandle == 0 || provider == NULL || controlCode > EVENT_CONTROL_CODE_CAPTURE_STATE) {
        return ERROR_INVALID_PARAMETER;
    }
    ETW_ENABLED wanted = {.provider = *provider, .level = level, .anyKeyword = matchAnyKeyword, .allKeyword = matchAllKeyword};
    uint32_t error = readFilter(parameters, &wanted);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    SimEnter();
    ETW_SESSION *session = EtwFindHandle(sessionHandle);
    error = session == NULL ? (uint32_t)ERROR_WMI_INSTANCE_NOT_FOUND : enable(session, &wanted, controlCode);
    if (!Machine.isElevated) {
        error = ERROR_ACCESS_DENIED;
    }
    SimLeave();
    return error;
}

/** Describes every running session; 234 when there are more than `count`, with the true number in *returned. */
SIM_EXPORT uint32_t QueryAllTracesW(EVENT_TRACE_PROPERTIES **properties, uint32_t count, uint32_t *returned)
{
    if (returned == NULL || (properties == NULL && count != 0)) {
        return ERROR_INVALID_PARAMETER;
    }
    SimEnter();
    const uint32_t running = EtwSessionCount();
    uint32_t error = Machine.isElevated ? ERROR_SUCCESS : ERROR_ACCESS_DENIED;
    for (uint32_t index = 0; error == ERROR_SUCCESS && index < running && index < count; index++) {
        const ETW_SESSION *session = EtwSessionAt(index);
        error = checkSize(properties[index], TextOf(session->name).count);
        if (error == ERROR_SUCCESS) {
            describe(session, properties[index]);
        }
    }
    *returned = error == ERROR_SUCCESS ? running : 0;
    SimLeave();
    return error == ERROR_SUCCESS && running > count ? (uint32_t)ERROR_MORE_DATA : error;
}
