#include "probe-support.h"

#include "harness.h"

void EnableLoadPrivilege(void)
{
    TOKEN_PRIVILEGES wanted = {1, {{{0, 0}, SE_PRIVILEGE_ENABLED}}};
    HANDLE token;
    CHECK(OpenProcessToken(GetCurrentProcess(), 0x28, &token));
    CHECK(LookupPrivilegeValueW(NULL, u"SeLoadDriverPrivilege", &wanted.Privileges[0].Luid));
    CHECK(AdjustTokenPrivileges(token, 0, &wanted, 0, NULL, NULL));
    CHECK(CloseHandle(token));
}

HANDLE StartProbe(void)
{
    HANDLE port;
    EnableLoadPrivilege();
    CHECK_EQUAL(SimInstallDriver(u"bpioprobe", 0), 0);
    CHECK_EQUAL(FilterLoad(u"bpioprobe"), 0);
    CHECK_EQUAL(FilterConnectCommunicationPort(u"\\BypassIoProbe", 0, NULL, 0, NULL, &port), 0);
    return port;
}

PROBE_STATISTICS ReadProbeStatistics(HANDLE port)
{
    PROBE_REQUEST request = {PROBE_WIRE_VERSION, sizeof(request), PROBE_COMMAND_STATISTICS, 0};
    PROBE_STATISTICS statistics;
    uint32_t returned = 0;
    memset(&statistics, 0, sizeof(statistics));
    CHECK_EQUAL(FilterSendMessage(port, &request, sizeof(request), &statistics, sizeof(statistics), &returned), 0);
    CHECK_EQUAL(returned, sizeof(statistics));
    return statistics;
}

uint32_t DrainProbe(HANDLE port, PROBE_RECORD *records, uint32_t capacity)
{
    PROBE_REQUEST request = {PROBE_WIRE_VERSION, sizeof(request), PROBE_COMMAND_DRAIN, 0};
    const uint32_t bytes = (uint32_t)(sizeof(PROBE_DRAIN) + capacity * sizeof(*records));
    uint8_t *buffer = malloc(bytes);
    uint32_t returned = 0, count = 0;
    if (FilterSendMessage(port, &request, sizeof(request), buffer, bytes, &returned) == 0) {
        PROBE_DRAIN head;
        memcpy(&head, buffer, sizeof(head));
        count = head.RecordCount;
        CHECK_EQUAL(head.ByteLength, returned);
        CHECK_EQUAL(returned, sizeof(head) + count * sizeof(*records));
        memcpy(records, buffer + sizeof(head), count * sizeof(*records));
    }
    free(buffer);
    return count;
}

uint32_t AskProbe(HANDLE port, HANDLE file, const char16_t *instance, PROBE_ANSWER *answer)
{
    PROBE_ASK ask = {.Head = {PROBE_WIRE_VERSION, sizeof(ask), PROBE_COMMAND_ASK, 0}, .FileHandle = (uint64_t)(uintptr_t)file};
    uint32_t returned = 0;
    memset(answer, 0, sizeof(*answer));
    for (; instance[ask.NameUnits] != 0; ask.NameUnits++) {
        ask.Name[ask.NameUnits] = instance[ask.NameUnits];
    }
    return FilterSendMessage(port, &ask, sizeof(ask), answer, sizeof(*answer), &returned);
}
