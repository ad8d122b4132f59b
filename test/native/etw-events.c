/* What a consumer is given: exact payloads, times, losses, and the ways a trace ends. */
#include "etw-support.h"

#include <threads.h>

/* One event of a fresh machine: `happen` makes it. */
static void readLast(KEPT *kept, void (*happen)(void))
{
    const uint64_t session = StartSession(u"S");
    CHECK_EQUAL(EnableAll(session), 0);
    const uint64_t trace = OpenConsumer(u"S", kept);
    happen();
    StopAndRead(u"S", trace, kept);
}

static void queryAsGame(void)
{
    CHECK_EQUAL(SimSetProcess(u"game-with-a-long-name.exe", 4242), 0);
    CHECK_EQUAL(QueryStatus(u"D:\\Games\\pak0.bin"), 0xC00004C9u);
    CHECK_EQUAL(SimSetProcess(NULL, 0), 0);
}

static uint32_t putUtf16(uint8_t *out, const char16_t *text)
{
    uint32_t count = 0;
    do {
        memcpy(out + count * 2, &text[count], 2);
    } while (text[count++] != 0);
    return count * 2;
}

TEST("event 12 has the documented payload, byte for byte")
{
    AddMachine(26100);
    AddVetoingFilter();
    KEPT kept;
    readLast(&kept, queryAsGame);
    uint8_t expected[512];
    uint32_t at = putUtf16(expected, u"WdFilter");
    static const uint8_t version[] = {10, 0, 0, 0, 0, 0, 0, 0};
    memcpy(expected + at, version, 8);
    at += 8;
    memcpy(expected + at, kept.payload + at, 8); /* DeviceTime: any */
    at += 8;
    memcpy(expected + at, "game-with-a-lo", 15); /* 14 characters at most */
    at += 15;
    at += putUtf16(expected + at, u"\\Device\\HarddiskVolume1\\Games\\pak0.bin");
    static const uint8_t operation[] = {3, 0, 0, 0}, status[] = {0xC9, 0x04, 0x00, 0xC0};
    memcpy(expected + at, operation, 4);
    at += 4;
    at += putUtf16(expected + at, u"Encrypted file not supported");
    memcpy(expected + at, status, 4);
    at += 4;
    CHECK_EQUAL(kept.count, 1);
    CHECK_EQUAL(kept.payloadBytes, at);
    CHECK(memcmp(kept.payload, expected, at) == 0);
    static const GUID provider = FILTER_MANAGER_GUID;
    const EVENT_HEADER *header = &kept.headers[0];
    CHECK(memcmp(&header->ProviderId, &provider, sizeof(provider)) == 0);
    CHECK_EQUAL(header->EventDescriptor.Id, 12);
    CHECK_EQUAL(header->EventDescriptor.Level, TRACE_LEVEL_WARNING);
    CHECK_EQUAL(header->ProcessId, 4242);
}

static void queryTwice(void)
{
    (void)QueryStatus(u"D:\\Games\\pak0.bin");
    (void)EnableStatus(u"D:\\Games\\pak1.bin");
}

TEST("a Windows before 22H2 has no event 12, and TDH does not know it")
{
    AddMachine(22000);
    AddVetoingFilter();
    KEPT kept;
    readLast(&kept, queryTwice);
    CHECK_EQUAL(kept.count, 0);
    EVENT_RECORD record = {.EventHeader = {.ProviderId = FILTER_MANAGER_GUID, .EventDescriptor = {.Id = 12}}};
    uint32_t bytes = 0;
    CHECK_EQUAL(TdhGetEventInformation(&record, 0, NULL, NULL, &bytes), 1168);
    record.EventHeader.EventDescriptor.Id = 6;
    CHECK_EQUAL(TdhGetEventInformation(&record, 0, NULL, NULL, &bytes), 122);
}

TEST("TDH describes event 12 by name and type, in two calls")
{
    AddMachine(26100);
    EVENT_RECORD record = {.EventHeader = {.ProviderId = FILTER_MANAGER_GUID, .EventDescriptor = {.Id = 12}}};
    uint32_t bytes = 0;
    CHECK_EQUAL(TdhGetEventInformation(&record, 0, NULL, NULL, &bytes), 122);
    TRACE_EVENT_INFO *info = malloc(bytes);
    CHECK_EQUAL(TdhGetEventInformation(&record, 0, NULL, info, &bytes), 0);
    CHECK_EQUAL(info->PropertyCount, 9);
    const EVENT_PROPERTY_INFO *process = &info->EventPropertyInfoArray[4];
    CHECK_EQUAL(process->InType, TDH_INTYPE_ANSISTRING);
    CHECK(TextIs((const char16_t *)(const void *)((const uint8_t *)info + process->NameOffset), 11, u"ProcessName"));
    free(info);
    CHECK_EQUAL(TdhGetEventInformation(NULL, 0, NULL, NULL, &bytes), 87);
    record.EventHeader.ProviderId.Data1++;
    bytes = 0;
    CHECK_EQUAL(TdhGetEventInformation(&record, 0, NULL, NULL, &bytes), 1168);
}

static void loadWithoutOptIn(void)
{
    CHECK_EQUAL(SimAddFilter(u"Late", u"late.sys", u"45000", 3, 1, SIM_KIND_MINIFILTER, u"1.0", u"Example"), 0);
}

TEST("a load is event 6, version 1 since Windows 10; a load without opt-in is event 11 as well")
{
    AddMachine(26100);
    KEPT kept;
    readLast(&kept, loadWithoutOptIn);
    CHECK_EQUAL(kept.count, 2);
    CHECK_EQUAL(kept.headers[0].EventDescriptor.Id, 6);
    CHECK_EQUAL(kept.headers[0].EventDescriptor.Version, 1);
    CHECK_EQUAL(kept.headers[1].EventDescriptor.Id, 11);
    CHECK_EQUAL(kept.payload[kept.payloadBytes - 4], 3); /* SupportedFeatures */

    (void)SimReset();
    CHECK_EQUAL(SimSetMachine(u"OLD", 6, 3, 9600, 1, 1), 0);
    readLast(&kept, loadWithoutOptIn);
    CHECK_EQUAL(kept.count, 1);
    CHECK_EQUAL(kept.headers[0].EventDescriptor.Version, 0);
    CHECK_EQUAL(kept.payloadBytes, 4 + 4 + 4 + 2 + 4 * 2 + 8);
}

static void unload(void)
{
    CHECK_EQUAL(SimRemoveFilter(u"WdFilter"), 0);
    CHECK_EQUAL(SimRemoveFilter(u"WdFilter"), 1168);
    CHECK_EQUAL(QueryStatus(u"D:\\Games\\pak0.bin"), 0);
}

TEST("an unload is event 1 and ends the filter's vetoes")
{
    AddMachine(26100);
    AddVetoingFilter();
    KEPT kept;
    readLast(&kept, unload);
    CHECK_EQUAL(kept.count, 1);
    CHECK_EQUAL(kept.headers[0].EventDescriptor.Id, 1);
}

static void shiftBetween(void)
{
    (void)QueryStatus(u"D:\\Games\\pak0.bin");
    CHECK_EQUAL(SimShiftClock(-36000000000), 0);
    (void)QueryStatus(u"D:\\Games\\pak0.bin");
}

TEST("setting the system clock back during a QPC session does not move its times")
{
    AddMachine(26100);
    AddVetoingFilter();
    KEPT kept;
    readLast(&kept, shiftBetween);
    CHECK(kept.headers[1].TimeStamp >= kept.headers[0].TimeStamp);
    CHECK(kept.headers[1].TimeStamp - kept.headers[0].TimeStamp < 36000000000);
}

static uint32_t burst(uint32_t count, uint32_t isPatient)
{
    return SimBurst(u"game.exe", 4242, u"WdFilter", u"D:\\Games\\f", 10, 1, 0xC00004C9u, u"Encrypted file not supported", count, 0, isPatient);
}

TEST("while a consumer is slow, events beyond the pool are lost and counted")
{
    AddMachine(26100);
    AddVetoingFilter();
    KEPT kept;
    PROPERTIES properties;
    const uint64_t session = StartSession(u"S");
    CHECK_EQUAL(EnableAll(session), 0);
    const uint64_t trace = OpenConsumer(u"S", &kept);
    CHECK_EQUAL(burst(1000, 0), 0); /* nobody calls ProcessTrace meanwhile */
    CHECK_EQUAL(Control(u"S", EVENT_TRACE_CONTROL_QUERY, &properties), 0);
    const uint32_t lost = properties.properties.EventsLost;
    CHECK(lost > 0);
    StopAndRead(u"S", trace, &kept);
    CHECK_EQUAL(kept.count + lost, 1000);
}

TEST("without a consumer the oldest buffers are lost and counted, and a late one gets the newest events")
{
    AddMachine(26100);
    AddVetoingFilter();
    KEPT kept;
    PROPERTIES properties;
    CHECK_EQUAL(EnableAll(StartSession(u"S")), 0);
    CHECK_EQUAL(burst(1000, 0), 0);
    CHECK_EQUAL(Control(u"S", EVENT_TRACE_CONTROL_QUERY, &properties), 0);
    CHECK_EQUAL(properties.properties.EventsLost, 0);
    CHECK(properties.properties.RealTimeBuffersLost > 0);
    const uint64_t trace = OpenConsumer(u"S", &kept);
    StopAndRead(u"S", trace, &kept);
    CHECK(kept.count > 0 && kept.count < 1000);
}

TEST("what nobody ever read is counted as lost when the session stops")
{
    AddMachine(26100);
    AddVetoingFilter();
    PROPERTIES properties;
    CHECK_EQUAL(EnableAll(StartSession(u"S")), 0);
    (void)QueryStatus(u"D:\\Games\\pak0.bin");
    CHECK_EQUAL(Control(u"S", EVENT_TRACE_CONTROL_STOP, &properties), 0);
    CHECK_EQUAL(properties.properties.RealTimeBuffersLost, 1);
    CHECK_EQUAL(properties.properties.EventsLost, 0);
}

static int patientBurst(void *unused)
{
    (void)unused;
    CHECK_EQUAL(burst(3000, 1), 0);
    PROPERTIES properties;
    CHECK_EQUAL(Control(u"S", EVENT_TRACE_CONTROL_STOP, &properties), 0);
    CHECK_EQUAL(properties.properties.EventsLost, 0);
    return 0;
}

TEST("a consumer on its own thread gets every event of a patient burst, in buffers, in order")
{
    AddMachine(26100);
    AddVetoingFilter();
    static KEPT kept;
    CHECK_EQUAL(EnableAll(StartSession(u"S")), 0);
    const uint64_t trace = OpenConsumer(u"S", &kept);
    thrd_t writer;
    CHECK_EQUAL(thrd_create(&writer, patientBurst, NULL), thrd_success);
    CHECK_EQUAL(ProcessTrace(&trace, 1, NULL, NULL), 0);
    CHECK_EQUAL(thrd_join(writer, NULL), thrd_success);
    CHECK_EQUAL(CloseTrace(trace), 0);
    CHECK_EQUAL(kept.count, 3000);
    CHECK(kept.buffers > 100);
    for (uint32_t index = 1; index < 3000; index++) {
        CHECK(kept.headers[index].TimeStamp >= kept.headers[index - 1].TimeStamp);
    }
}

TEST("a buffer callback that returns 0 ends the processing")
{
    AddMachine(26100);
    AddVetoingFilter();
    KEPT kept;
    CHECK_EQUAL(EnableAll(StartSession(u"S")), 0);
    const uint64_t trace = OpenConsumer(u"S", &kept);
    kept.stopAfterBuffers = 1;
    CHECK_EQUAL(burst(100, 0), 0);
    CHECK_EQUAL(ProcessTrace(&trace, 1, NULL, NULL), 0);
    CHECK_EQUAL(kept.buffers, 1);
    CHECK_EQUAL(CloseTrace(trace), 0);
}

static uint64_t closing;

static void closeInside(EVENT_RECORD *record)
{
    ++*(uint32_t *)record->UserContext;
    CHECK_EQUAL(CloseTrace(closing), 7007);
}

TEST("CloseTrace during ProcessTrace answers 7007; what is buffered still arrives")
{
    AddMachine(26100);
    AddVetoingFilter();
    uint32_t count = 0;
    CHECK_EQUAL(EnableAll(StartSession(u"S")), 0);
    EVENT_TRACE_LOGFILEW logfile = {.LoggerName = u"S", .ProcessTraceMode = 0x10000100u, .EventRecordCallback = closeInside,
                                    .Context = &count};
    closing = OpenTraceW(&logfile);
    CHECK_EQUAL(logfile.LogfileHeader.PerfFreq, 10000000);
    CHECK_EQUAL(burst(60, 0), 0);
    CHECK_EQUAL(ProcessTrace(&closing, 1, NULL, NULL), 0);
    CHECK_EQUAL(count, 60);
    CHECK_EQUAL(CloseTrace(closing), 6);
    PROPERTIES properties;
    CHECK_EQUAL(Control(u"S", EVENT_TRACE_CONTROL_QUERY, &properties), 0); /* the session outlives its consumer */
}

TEST("a trace that cannot be opened or processed says why")
{
    AddMachine(26100);
    KEPT kept;
    CHECK_EQUAL(OpenConsumer(u"Nobody", &kept), INVALID_PROCESSTRACE_HANDLE);
    CHECK_EQUAL(GetLastError(), 4201);
    CHECK_EQUAL(OpenTraceW(NULL), INVALID_PROCESSTRACE_HANDLE);
    CHECK_EQUAL(GetLastError(), 87);
    uint64_t handles[] = {1234, 5678};
    CHECK_EQUAL(ProcessTrace(handles, 1, NULL, NULL), 6);
    CHECK_EQUAL(ProcessTrace(handles, 2, NULL, NULL), 87);
    CHECK_EQUAL(ProcessTrace(NULL, 1, NULL, NULL), 87);
    CHECK_EQUAL(CloseTrace(1234), 6);
}

TEST("the System log keeps the events of a machine that nobody traced, newest first when asked so")
{
    AddMachine(26100);
    AddVetoingFilter();
    (void)QueryStatus(u"D:\\Games\\pak0.bin");
    HANDLE query = EvtQuery(NULL, u"System", u"*[System[Provider[@Name='Microsoft-Windows-FilterManager'] and (EventID=6 or EventID=12)]]",
                            EvtQueryChannelPath | EvtQueryReverseDirection);
    CHECK(query != NULL);
    HANDLE events[8];
    uint32_t count = 0, used = 0, properties = 0;
    CHECK(EvtNext(query, 8, events, 0, 0, &count));
    CHECK_EQUAL(count, 2);
    CHECK(!EvtRender(NULL, events[0], EvtRenderEventXml, 0, NULL, &used, &properties));
    CHECK_EQUAL(GetLastError(), 122);
    char16_t *xml = malloc(used);
    CHECK(EvtRender(NULL, events[0], EvtRenderEventXml, used, xml, &used, &properties));
    static const char16_t start[] = u"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>";
    CHECK(memcmp(xml, start, sizeof(start) - 2) == 0);
    CHECK_EQUAL(xml[used / 2 - 1], 0);
    free(xml);
    CHECK(EvtClose(events[0]) && EvtClose(events[1]));
    CHECK(!EvtNext(query, 8, events, 0, 0, &count));
    CHECK_EQUAL(GetLastError(), 259);
    CHECK(EvtClose(query));
    CHECK(!EvtClose(query));
}

TEST("a query on another channel, or one that is not understood, fails with its code")
{
    AddMachine(26100);
    CHECK(EvtQuery(NULL, u"Application", NULL, EvtQueryChannelPath) == NULL);
    CHECK_EQUAL(GetLastError(), 15007);
    CHECK(EvtQuery(NULL, u"System", u"nonsense", EvtQueryChannelPath) == NULL);
    CHECK_EQUAL(GetLastError(), 15001);
    CHECK(EvtQuery(NULL, NULL, NULL, EvtQueryChannelPath) == NULL);
    CHECK_EQUAL(GetLastError(), 87);
}
