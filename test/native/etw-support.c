#include "etw-support.h"

void FillProperties(PROPERTIES *properties)
{
    memset(properties, 0, sizeof(*properties));
    properties->properties = (EVENT_TRACE_PROPERTIES){
        .Wnode = {.BufferSize = sizeof(*properties), .ClientContext = WNODE_CLOCK_QPC, .Flags = WNODE_FLAG_TRACED_GUID},
        .BufferSize = 4,
        .MaximumBuffers = 8,
        .LogFileMode = EVENT_TRACE_REAL_TIME_MODE,
        .FlushTimer = 3600,
        .LoggerNameOffset = offsetof(PROPERTIES, name),
    };
}

uint64_t StartSession(const char16_t *name)
{
    PROPERTIES properties;
    uint64_t handle = 0;
    FillProperties(&properties);
    CHECK_EQUAL(StartTraceW(&handle, name, &properties.properties), 0);
    return handle;
}

uint32_t Control(const char16_t *name, uint32_t code, PROPERTIES *properties)
{
    FillProperties(properties);
    return ControlTraceW(0, name, &properties->properties, code);
}

uint32_t EnableAll(uint64_t session)
{
    static const GUID provider = FILTER_MANAGER_GUID;
    return EnableTraceEx2(session, &provider, EVENT_CONTROL_CODE_ENABLE_PROVIDER, 5, 0, 0, 0, NULL);
}

void AddVetoingFilter(void)
{
    AddOptedInFilter(u"WdFilter", u"328010");
    CHECK_EQUAL(SimAddVeto(u"WdFilter", u"D:\\*", 0xC00004C9u, u"Encrypted file not supported"), 0);
}

static void onRecord(EVENT_RECORD *record)
{
    KEPT *kept = record->UserContext;
    if (kept->count < KEPT_EVENTS) {
        kept->headers[kept->count] = record->EventHeader;
    }
    kept->count++;
    kept->payloadBytes = record->UserDataLength;
    memcpy(kept->payload, record->UserData, record->UserDataLength < sizeof(kept->payload) ? record->UserDataLength
                                                                                           : sizeof(kept->payload));
}

static uint32_t onBuffer(EVENT_TRACE_LOGFILEW *logfile)
{
    KEPT *kept = logfile->Context;
    kept->buffers++;
    return kept->stopAfterBuffers == 0 || kept->buffers < kept->stopAfterBuffers;
}

uint64_t OpenConsumer(const char16_t *name, KEPT *kept)
{
    EVENT_TRACE_LOGFILEW logfile = {
        .LoggerName = name,
        .ProcessTraceMode = PROCESS_TRACE_MODE_REAL_TIME | PROCESS_TRACE_MODE_EVENT_RECORD,
        .BufferCallback = onBuffer,
        .EventRecordCallback = onRecord,
        .Context = kept,
    };
    memset(kept, 0, sizeof(*kept));
    return OpenTraceW(&logfile);
}

void StopAndRead(const char16_t *name, uint64_t trace, KEPT *kept)
{
    PROPERTIES properties;
    (void)kept;
    CHECK_EQUAL(Control(name, EVENT_TRACE_CONTROL_STOP, &properties), 0);
    CHECK_EQUAL(ProcessTrace(&trace, 1, NULL, NULL), 0);
    CHECK_EQUAL(CloseTrace(trace), 0);
}
