/* Trace sessions: starting, controlling and enabling, with every documented code. */
#include "etw-support.h"

static const GUID provider = FILTER_MANAGER_GUID;

TEST("a session that was started is there for everyone, with its name, handle and configuration")
{
    AddMachine(26100);
    const uint64_t handle = StartSession(u"BypassIO Inspector");
    PROPERTIES properties;
    CHECK_EQUAL(Control(u"bypassio INSPECTOR", EVENT_TRACE_CONTROL_QUERY, &properties), 0);
    CHECK_EQUAL(properties.properties.Wnode.HistoricalContext, handle);
    CHECK_EQUAL(properties.properties.BufferSize, 4);
    CHECK_EQUAL(properties.properties.MinimumBuffers, 8); /* two for each of four processors */
    CHECK(TextIs(properties.name, 18, u"BypassIO Inspector"));
}

TEST("StartTraceW answers 87, 24, 161 and 183 as documented")
{
    AddMachine(26100);
    PROPERTIES properties;
    uint64_t handle = 77;
    FillProperties(&properties);
    CHECK_EQUAL(StartTraceW(NULL, u"S", &properties.properties), 87);
    CHECK_EQUAL(StartTraceW(&handle, NULL, &properties.properties), 87);
    CHECK_EQUAL(StartTraceW(&handle, u"", &properties.properties), 87);
    CHECK_EQUAL(StartTraceW(&handle, u"S", NULL), 87);
    properties.properties.Wnode.BufferSize = 119;
    CHECK_EQUAL(StartTraceW(&handle, u"S", &properties.properties), 24);
    CHECK_EQUAL(handle, 0); /* and not -1 */
    properties.properties.Wnode.BufferSize = 120 + 2 * 3;
    CHECK_EQUAL(StartTraceW(&handle, u"Name", &properties.properties), 24); /* no room for the name and its NUL */
    FillProperties(&properties);
    properties.properties.LoggerNameOffset = 8;
    CHECK_EQUAL(StartTraceW(&handle, u"S", &properties.properties), 87);
    FillProperties(&properties);
    properties.properties.Wnode.Flags = 0;
    CHECK_EQUAL(StartTraceW(&handle, u"S", &properties.properties), 87);
    FillProperties(&properties);
    properties.properties.LogFileMode = 1;
    CHECK_EQUAL(StartTraceW(&handle, u"S", &properties.properties), 161);
    FillProperties(&properties);
    properties.properties.Wnode.Guid = provider;
    CHECK_EQUAL(StartTraceW(&handle, u"S", &properties.properties), 0);
    FillProperties(&properties);
    CHECK_EQUAL(StartTraceW(&handle, u"s", &properties.properties), 183); /* the name, any case */
    properties.properties.Wnode.Guid = provider;
    CHECK_EQUAL(StartTraceW(&handle, u"T", &properties.properties), 183); /* the GUID */
}

TEST("the sixty-fifth session gets 1450, and one that stops makes room")
{
    AddMachine(26100);
    char16_t name[] = u"Session 00";
    for (uint32_t index = 0; index < 64; index++) {
        name[8] = (char16_t)(u'0' + index / 10);
        name[9] = (char16_t)(u'0' + index % 10);
        CHECK(StartSession(name) != 0);
    }
    PROPERTIES properties;
    uint64_t handle;
    FillProperties(&properties);
    CHECK_EQUAL(StartTraceW(&handle, u"One more", &properties.properties), 1450);
    CHECK_EQUAL(Control(u"Session 63", EVENT_TRACE_CONTROL_STOP, &properties), 0);
    CHECK(StartSession(u"One more") != 0);
}

TEST("without rights, sessions can be neither started, controlled, enabled, listed nor read: 5")
{
    CHECK_EQUAL(SimSetMachine(u"TEST", 10, 0, 26100, 1, 1), 0);
    const uint64_t running = StartSession(u"Somebody's");
    CHECK_EQUAL(SimSetMachine(u"TEST", 10, 0, 26100, 1, 0), 0);
    PROPERTIES properties;
    EVENT_TRACE_PROPERTIES *list[] = {&properties.properties};
    KEPT kept;
    uint64_t handle;
    uint32_t count;
    FillProperties(&properties);
    CHECK_EQUAL(StartTraceW(&handle, u"Ours", &properties.properties), 5);
    CHECK_EQUAL(Control(u"Somebody's", EVENT_TRACE_CONTROL_STOP, &properties), 5);
    CHECK_EQUAL(EnableAll(running), 5);
    CHECK_EQUAL(QueryAllTracesW(list, 1, &count), 5);
    CHECK_EQUAL(OpenConsumer(u"Somebody's", &kept), INVALID_PROCESSTRACE_HANDLE);
    CHECK_EQUAL(GetLastError(), 5);
}

TEST("ControlTraceW answers 4201 for a session that is not there, 87 and 24 for what it cannot use")
{
    AddMachine(26100);
    PROPERTIES properties;
    CHECK_EQUAL(Control(u"Nobody", EVENT_TRACE_CONTROL_STOP, &properties), 4201);
    CHECK_EQUAL(Control(NULL, EVENT_TRACE_CONTROL_STOP, &properties), 87);
    CHECK(StartSession(u"S") != 0);
    CHECK_EQUAL(ControlTraceW(0, u"S", NULL, EVENT_TRACE_CONTROL_QUERY), 87);
    CHECK_EQUAL(Control(u"S", 4, &properties), 87);
    FillProperties(&properties);
    properties.properties.Wnode.BufferSize = 100;
    CHECK_EQUAL(ControlTraceW(0, u"S", &properties.properties, EVENT_TRACE_CONTROL_QUERY), 24);
    CHECK_EQUAL(Control(u"S", EVENT_TRACE_CONTROL_STOP, &properties), 0);
    CHECK_EQUAL(Control(u"S", EVENT_TRACE_CONTROL_STOP, &properties), 4201);
}

TEST("UPDATE changes the flush timer and enlarges the pool")
{
    AddMachine(26100);
    CHECK(StartSession(u"S") != 0);
    PROPERTIES properties;
    FillProperties(&properties);
    properties.properties.FlushTimer = 7;
    properties.properties.MaximumBuffers = 99;
    CHECK_EQUAL(ControlTraceW(0, u"S", &properties.properties, EVENT_TRACE_CONTROL_UPDATE), 0);
    CHECK_EQUAL(Control(u"S", EVENT_TRACE_CONTROL_QUERY, &properties), 0);
    CHECK_EQUAL(properties.properties.FlushTimer, 7);
    CHECK_EQUAL(properties.properties.MaximumBuffers, 99);
}

TEST("QueryAllTracesW lists every session and says 234 when there are more than fit")
{
    AddMachine(26100);
    CHECK(StartSession(u"A") != 0 && StartSession(u"B") != 0);
    PROPERTIES first, second;
    EVENT_TRACE_PROPERTIES *list[] = {&first.properties, &second.properties};
    uint32_t count = 0;
    FillProperties(&first);
    FillProperties(&second);
    CHECK_EQUAL(QueryAllTracesW(list, 1, &count), 234);
    CHECK_EQUAL(count, 2);
    CHECK_EQUAL(QueryAllTracesW(list, 2, &count), 0);
    CHECK(TextIs(first.name, 1, u"A") && TextIs(second.name, 1, u"B"));
    CHECK_EQUAL(QueryAllTracesW(list, 2, NULL), 87);
}

/* How many of one unload (level 4) and one veto (level 3) a session gets that was enabled in this way. */
static uint32_t countDelivered(uint8_t level, uint64_t any, uint64_t all, const ENABLE_TRACE_PARAMETERS *parameters)
{
    (void)SimReset();
    AddMachine(26100);
    AddVetoingFilter();
    AddOptedInFilter(u"Other", u"40000");
    KEPT kept;
    const uint64_t session = StartSession(u"S");
    CHECK_EQUAL(EnableTraceEx2(session, &provider, EVENT_CONTROL_CODE_ENABLE_PROVIDER, level, any, all, 0, parameters), 0);
    const uint64_t trace = OpenConsumer(u"S", &kept);
    CHECK_EQUAL(QueryStatus(u"D:\\Games\\pak0.bin"), 0xC00004C9u);
    CHECK_EQUAL(SimRemoveFilter(u"Other"), 0);
    StopAndRead(u"S", trace, &kept);
    return kept.count;
}

TEST("levels, keywords and event ids decide what a session gets")
{
    CHECK_EQUAL(countDelivered(5, 0, 0, NULL), 2);
    CHECK_EQUAL(countDelivered(0, 0, 0, NULL), 2);
    CHECK_EQUAL(countDelivered(4, 0, 0, NULL), 2);
    CHECK_EQUAL(countDelivered(3, 0, 0, NULL), 1);
    CHECK_EQUAL(countDelivered(2, 0, 0, NULL), 0);
    CHECK_EQUAL(countDelivered(5, 0x8000000000000000u, 0, NULL), 2);
    CHECK_EQUAL(countDelivered(5, 0x1, 0, NULL), 0);
    CHECK_EQUAL(countDelivered(5, 0x8000000000000001u, 0x1, NULL), 0);
    CHECK_EQUAL(countDelivered(5, 0, 0x1, NULL), 2); /* matchAll is ignored without matchAny */
    uint8_t bytes[] = {1, 0, 1, 0, 12, 0};
    EVENT_FILTER_DESCRIPTOR descriptor = {(uint64_t)(uintptr_t)bytes, sizeof(bytes), EVENT_FILTER_TYPE_EVENT_ID};
    const ENABLE_TRACE_PARAMETERS parameters = {.Version = 2, .EnableFilterDesc = &descriptor, .FilterDescCount = 1};
    CHECK_EQUAL(countDelivered(5, 0, 0, &parameters), 1);
    bytes[0] = 0; /* all but these */
    bytes[4] = 1;
    CHECK_EQUAL(countDelivered(5, 0, 0, &parameters), 1);
}

TEST("a filter on event ids that cannot be read is refused with 87")
{
    AddMachine(26100);
    const uint64_t session = StartSession(u"S");
    uint8_t bytes[4 + 2 * 65] = {1, 0, 65, 0};
    EVENT_FILTER_DESCRIPTOR descriptor = {(uint64_t)(uintptr_t)bytes, sizeof(bytes), EVENT_FILTER_TYPE_EVENT_ID};
    ENABLE_TRACE_PARAMETERS parameters = {.Version = 2, .EnableFilterDesc = &descriptor, .FilterDescCount = 1};
    CHECK_EQUAL(EnableTraceEx2(session, &provider, 1, 5, 0, 0, 0, &parameters), 87); /* more than 64 ids */
    bytes[2] = 2;
    CHECK_EQUAL(EnableTraceEx2(session, &provider, 1, 5, 0, 0, 0, &parameters), 87); /* size and count disagree */
    descriptor.Size = 3;
    CHECK_EQUAL(EnableTraceEx2(session, &provider, 1, 5, 0, 0, 0, &parameters), 87);
    parameters.Version = 3;
    CHECK_EQUAL(EnableTraceEx2(session, &provider, 1, 5, 0, 0, 0, &parameters), 87);
    CHECK_EQUAL(EnableTraceEx2(session, NULL, 1, 5, 0, 0, 0, NULL), 87);
    CHECK_EQUAL(EnableTraceEx2(0, &provider, 1, 5, 0, 0, 0, NULL), 87);
    CHECK_EQUAL(EnableTraceEx2(session, &provider, 3, 5, 0, 0, 0, NULL), 87);
    CHECK_EQUAL(EnableTraceEx2(session + 100, &provider, 1, 5, 0, 0, 0, NULL), 4201);
}

TEST("a provider that was disabled again writes nothing more")
{
    AddMachine(26100);
    AddVetoingFilter();
    KEPT kept;
    const uint64_t session = StartSession(u"S");
    CHECK_EQUAL(EnableAll(session), 0);
    const uint64_t trace = OpenConsumer(u"S", &kept);
    (void)QueryStatus(u"D:\\Games\\pak0.bin");
    CHECK_EQUAL(EnableTraceEx2(session, &provider, EVENT_CONTROL_CODE_DISABLE_PROVIDER, 0, 0, 0, 0, NULL), 0);
    (void)QueryStatus(u"D:\\Games\\pak0.bin");
    StopAndRead(u"S", trace, &kept);
    CHECK_EQUAL(kept.count, 1);
}
