/* The probe driver in the simulated kernel: what it observes, what it answers, and what it leaves behind. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <sys/mman.h>
#include <unistd.h>

#include "../../native/sim/fltmgr.h"
#include "../../native/wire/probe.h"
#include "harness.h"
#include "probe-support.h"

TEST("the probe loads, tells its version and capabilities, and unloads without a trace")
{
    AddMachine(26100);
    HANDLE port = StartProbe();
    const PROBE_REQUEST request = {PROBE_WIRE_VERSION, sizeof(request), PROBE_COMMAND_VERSION, 0};
    PROBE_VERSION version;
    uint32_t returned = 0;
    CHECK_EQUAL(FilterSendMessage(port, (void *)&request, sizeof(request), &version, sizeof(version), &returned), 0);
    CHECK_EQUAL(returned, sizeof(version));
    CHECK_EQUAL(version.Version, PROBE_WIRE_VERSION);
    CHECK_EQUAL(version.ByteLength, sizeof(version));
    CHECK_EQUAL(version.DriverVersion, PROBE_DRIVER_VERSION);
    CHECK_EQUAL(version.Capabilities, PROBE_CAN_OBSERVE | PROBE_CAN_ASK);
    CHECK(CloseHandle(port));
    CHECK_EQUAL(FilterUnload(u"bpioprobe"), 0);
    CHECK(FltpFindService(TEXT_LITERAL(u"bpioprobe")) == NULL);
}

TEST("the probe attaches to nothing by itself, and its presence changes no answer")
{
    FS_BPIO_OUTPUT before, after;
    AddMachine(26100);
    AddOptedInFilter(u"Crypt", u"141000");
    CHECK_EQUAL(SimAddVeto(u"Crypt", u"*pak0.bin", 0xC00004C9, u"Encrypted file not supported"), 0);
    HANDLE refused = OpenForRead(u"D:\\Games\\pak0.bin"), allowed = OpenForRead(u"D:\\Games\\pak1.bin");
    HANDLE port = StartProbe();
    CHECK_EQUAL(MachineFindMount(TEXT_LITERAL(u"D:"))->instanceCount, 1);
    for (int32_t operation = FS_BPIO_OP_ENABLE; operation < FS_BPIO_OP_MAX_OPERATION; operation++) {
        for (uint32_t row = 0; row < 2; row++) {
            CHECK_EQUAL(Send(row ? refused : allowed, operation, 0, &before), 0);
            CHECK_EQUAL(FilterAttach(u"bpioprobe", u"D:", NULL, 0, NULL), 0);
            CHECK_EQUAL(FilterAttachAtAltitude(u"bpioprobe", u"D:", u"7", u"Ask 0", 0, NULL), 0);
            CHECK_EQUAL(Send(row ? refused : allowed, operation, 0, &after), 0);
            CHECK_ROW(operation, memcmp(&before, &after, sizeof(before)), 0);
            CHECK_EQUAL(FilterDetach(u"bpioprobe", u"D:", NULL), 0);
            CHECK_EQUAL(FilterDetach(u"bpioprobe", u"D:", NULL), 0);
        }
    }
    CHECK(CloseHandle(port));
}

TEST("it records every request with process, file, operation, status, refuser and reason, in order")
{
    FS_BPIO_OUTPUT output;
    PROBE_RECORD records[4];
    AddMachine(26100);
    AddOptedInFilter(u"Crypt", u"141000");
    CHECK_EQUAL(SimAddVeto(u"Crypt", u"*pak0.bin", 0xC00004C9, u"Encrypted file not supported"), 0);
    HANDLE port = StartProbe();
    CHECK_EQUAL(FilterAttach(u"bpioprobe", u"D:\\", NULL, 0, NULL), 0);
    CHECK_EQUAL(SimSetProcess(u"game.exe", 4242), 0);
    HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin");
    CHECK_EQUAL(Send(file, FS_BPIO_OP_QUERY, FSBPIO_INFL_SKIP_STORAGE_STACK_QUERY, &output), 0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_GET_INFO, 0, &output), 0);
    (void)SimSetProcess(NULL, 0);
    CHECK_EQUAL(DrainProbe(port, records, 4), 2);
    CHECK_EQUAL(records[0].Sequence, 1);
    CHECK_EQUAL(records[0].ProcessId, 4242);
    CHECK(TextIs(records[0].Process, records[0].ProcessUnits, u"game.exe"));
    CHECK(TextIs(records[0].Path, records[0].PathUnits, u"\\Device\\HarddiskVolume1\\Games\\pak0.bin"));
    CHECK_EQUAL(records[0].Operation, FS_BPIO_OP_QUERY);
    CHECK_EQUAL(records[0].InFlags, FSBPIO_INFL_SKIP_STORAGE_STACK_QUERY);
    CHECK_EQUAL(records[0].Status, 0);
    CHECK_EQUAL((uint32_t)records[0].OpStatus, 0xC00004C9);
    CHECK(TextIs(records[0].Driver, records[0].DriverUnits, u"Crypt.sys"));
    CHECK(TextIs(records[0].Reason, records[0].ReasonUnits, u"Encrypted file not supported"));
    CHECK_EQUAL(records[0].Flags, PROBE_RECORD_ANSWERED);
    CHECK(records[0].Time > 0);
    CHECK_EQUAL(records[1].Sequence, 2);
    CHECK_EQUAL(records[1].Operation, FS_BPIO_OP_GET_INFO);
    CHECK_EQUAL(records[1].OpStatus, 0);
    CHECK_EQUAL(records[1].OutFlags, FSBPIO_OUTFL_COMPATIBLE_STORAGE_DRIVER);
    CHECK_EQUAL(DrainProbe(port, records, 4), 0);
    CHECK(CloseHandle(port));
}

TEST("the ring is bounded: what does not fit is dropped, counted, and leaves a gap in the sequence")
{
    static PROBE_RECORD records[300];
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    HANDLE port = StartProbe();
    CHECK_EQUAL(FilterAttach(u"bpioprobe", u"D:", NULL, 0, NULL), 0);
    HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin");
    for (uint32_t index = 0; index < 300; index++) {
        CHECK_EQUAL(Send(file, FS_BPIO_OP_QUERY, 0, &output), 0);
    }
    PROBE_STATISTICS statistics = ReadProbeStatistics(port);
    CHECK_EQUAL(statistics.ObservedCount, 300);
    CHECK_EQUAL(statistics.WaitingCount, 256);
    CHECK_EQUAL(statistics.DroppedCount, 44);
    CHECK_EQUAL(DrainProbe(port, records, 300), 256);
    CHECK_EQUAL(records[255].Sequence, 256);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_QUERY, 0, &output), 0);
    CHECK_EQUAL(DrainProbe(port, records, 300), 1);
    CHECK_EQUAL(records[0].Sequence, 301);
    statistics = ReadProbeStatistics(port);
    CHECK_EQUAL(statistics.DrainedCount, 257);
    CHECK(CloseHandle(port));
}

TEST("ask: three refusing filters and the file system, each asked from just below the one before")
{
    static const struct {
        const char16_t *altitude, *driver;
    } rows[] = {{u"400000", u"High.sys"}, {u"299999", u"Middle.sys"}, {u"199999", u"Low.sys"}, {u"99999", u"ntfs.sys"}};
    AddMachine(26100);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\Games\\packed.bin", 4096, SIM_FILE_COMPRESSED, 0), 0);
    AddOptedInFilter(u"High", u"300000");
    AddOptedInFilter(u"Middle", u"200000");
    AddOptedInFilter(u"Low", u"100000");
    CHECK_EQUAL(SimAddVeto(u"High", u"*", 0xC00004C9, u"one"), 0);
    CHECK_EQUAL(SimAddVeto(u"Middle", u"*", 0xC00004CE, u"two"), 0);
    CHECK_EQUAL(SimAddVeto(u"Low", u"*", 0xC00004D0, u"three"), 0);
    HANDLE port = StartProbe(), file = OpenForRead(u"D:\\Games\\packed.bin");
    for (uint32_t row = 0; row < 4; row++) {
        char16_t name[] = u"Ask 0";
        name[4] = (char16_t)(u'0' + row);
        CHECK_EQUAL(FilterAttachAtAltitude(u"bpioprobe", u"D:", rows[row].altitude, name, 0, NULL), 0);
        PROBE_ANSWER answer;
        CHECK_EQUAL(AskProbe(port, file, name, &answer), 0);
        FS_BPIO_OUTPUT output;
        memcpy(&output, answer.Output, sizeof(output));
        CHECK_EQUAL(answer.Status, 0);
        CHECK_EQUAL(answer.ReturnedBytes, sizeof(output));
        CHECK_ROW(row, TextIs(output.Query.FailingDriverName, output.Query.FailingDriverNameLen, rows[row].driver), 1);
    }
    CHECK_EQUAL(ReadProbeStatistics(port).ObservedCount, 0); /* instances that ask do not observe */
    CHECK_EQUAL(ReadProbeStatistics(port).AskedCount, 4);
    CHECK(CloseHandle(port));
    CHECK_EQUAL(MachineFindMount(TEXT_LITERAL(u"D:"))->instanceCount, 3);
}

TEST("ask: a file of another volume, an unknown instance, a closed or foreign handle are refused")
{
    AddMachine(26100);
    CHECK_EQUAL(SimAddVolume(u"E:", u"", u"NTFS", 0, u"stornvme.sys", BusTypeNvme, 1, NULL), 0);
    CHECK_EQUAL(SimAddFile(u"E:", u"\\a", 1, 0, 0), 0);
    HANDLE port = StartProbe(), file = OpenForRead(u"D:\\Games\\pak0.bin"), other = OpenForRead(u"E:\\a");
    PROBE_ANSWER answer;
    CHECK_EQUAL(FilterAttachAtAltitude(u"bpioprobe", u"D:", u"5", u"Ask 0", 0, NULL), 0);
    CHECK_EQUAL(AskProbe(port, other, u"Ask 0", &answer), 0x801F0015);
    CHECK_EQUAL(AskProbe(port, file, u"Ask 1", &answer), 0x801F0015);
    CHECK_EQUAL(AskProbe(port, port, u"Ask 0", &answer), 0x80070006);
    CHECK(CloseHandle(file));
    CHECK_EQUAL(AskProbe(port, file, u"Ask 0", &answer), 0x80070006);
    CHECK_EQUAL(AskProbe(port, NULL, u"Ask 0", &answer), 0x80070006);
    CHECK(CloseHandle(port));
}

TEST("a client that goes away without a word takes its asking instances with it; observing ones stay")
{
    AddMachine(26100);
    HANDLE port = StartProbe();
    CHECK_EQUAL(FilterAttach(u"bpioprobe", u"D:", NULL, 0, NULL), 0);
    CHECK_EQUAL(FilterAttachAtAltitude(u"bpioprobe", u"D:", u"5", u"Ask 0", 0, NULL), 0);
    CHECK_EQUAL(FilterAttachAtAltitude(u"bpioprobe", u"D:", u"6", u"Ask 1", 0, NULL), 0);
    CHECK_EQUAL(MachineFindMount(TEXT_LITERAL(u"D:"))->instanceCount, 3);
    CHECK(CloseHandle(port));
    CHECK_EQUAL(MachineFindMount(TEXT_LITERAL(u"D:"))->instanceCount, 1);
    CHECK_EQUAL(FilterUnload(u"bpioprobe"), 0);
    CHECK_EQUAL(MachineFindMount(TEXT_LITERAL(u"D:"))->instanceCount, 0);
}

TEST("one client at a time, administrators only")
{
    HANDLE port, second;
    AddMachine(26100);
    port = StartProbe();
    CHECK_EQUAL(FilterConnectCommunicationPort(u"\\BypassIoProbe", 0, NULL, 0, NULL, &second), 0x800704D6);
    CHECK(second == INVALID_HANDLE_VALUE);
    CHECK(CloseHandle(port));
    CHECK_EQUAL(SimSetMachine(u"TEST", 10, 0, 26100, 1, 0), 0);
    CHECK_EQUAL(FilterConnectCommunicationPort(u"\\BypassIoProbe", 0, NULL, 0, NULL, &second), 0x80070005);
    CHECK_EQUAL(SimSetMachine(u"TEST", 10, 0, 26100, 1, 1), 0);
}

TEST("requests that are short, long, of another version, unknown, or without a buffer get their codes and nothing else")
{
    static const struct {
        uint32_t version, length, command, reserved, sent;
        uint32_t expected;
    } rows[] = {
        {1, 16, 1, 0, 16, 0},          {2, 16, 1, 0, 16, 0x8007051A}, {0, 16, 1, 0, 16, 0x8007051A}, {1, 16, 0, 0, 16, 0x80070001},
        {1, 16, 5, 0, 16, 0x80070001}, {1, 15, 1, 0, 16, 0x80070057}, {1, 16, 1, 0, 15, 0x80070057}, {1, 17, 1, 0, 17, 0x80070057},
        {1, 16, 1, 1, 16, 0x80070057}, {1, 16, 4, 0, 16, 0x80070057}, {1, 160, 1, 0, 160, 0x80070057}, {1, 161, 4, 0, 161, 0x80070057},
        {1, 0, 1, 0, 0, 0x80070057},
    };
    AddMachine(26100);
    HANDLE port = StartProbe();
    for (uint32_t row = 0; row < sizeof(rows) / sizeof(rows[0]); row++) {
        uint8_t bytes[256] = {0}, out[64];
        uint32_t returned = 77;
        memcpy(bytes, &rows[row], 16);
        CHECK_ROW(row, FilterSendMessage(port, bytes, rows[row].sent, out, sizeof(out), &returned), rows[row].expected);
        CHECK_ROW(row, returned, rows[row].expected == 0 ? sizeof(PROBE_VERSION) : 0);
    }
    const PROBE_REQUEST request = {1, 16, PROBE_COMMAND_VERSION, 0};
    uint8_t out[24];
    uint32_t returned;
    CHECK_EQUAL(FilterSendMessage(port, NULL, 16, out, sizeof(out), &returned), 0x80070057);
    CHECK_EQUAL(FilterSendMessage(port, (void *)&request, 16, NULL, 64, &returned), 0x8007007A);
    CHECK_EQUAL(FilterSendMessage(port, (void *)&request, 16, out, 23, &returned), 0x8007007A);
    CHECK(CloseHandle(port));
}

TEST("buffers that are misaligned are served, buffers that are not there are ERROR_NOACCESS, and no record is lost by it")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    HANDLE port = StartProbe();
    CHECK_EQUAL(FilterAttach(u"bpioprobe", u"D:", NULL, 0, NULL), 0);
    CHECK_EQUAL(Send(OpenForRead(u"D:\\Games\\pak0.bin"), FS_BPIO_OP_QUERY, 0, &output), 0);
    uint8_t odd[17 + sizeof(PROBE_VERSION)] = {0};
    const PROBE_REQUEST request = {1, 16, PROBE_COMMAND_VERSION, 0}, drain = {1, 16, PROBE_COMMAND_DRAIN, 0};
    uint32_t returned;
    memcpy(odd + 1, &request, sizeof(request));
    CHECK_EQUAL(FilterSendMessage(port, odd + 1, 16, odd + 17, sizeof(PROBE_VERSION), &returned), 0);
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *pages = mmap(NULL, page * 2, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(pages != MAP_FAILED);
    CHECK_EQUAL(munmap(pages + page, page), 0);
    CHECK_EQUAL(FilterSendMessage(port, pages + page, 16, odd, sizeof(odd), &returned), 0x800703E6);
    CHECK_EQUAL(FilterSendMessage(port, (void *)&request, 16, pages + page - 8, sizeof(PROBE_VERSION), &returned), 0x800703E6);
    CHECK_EQUAL(FilterSendMessage(port, (void *)&drain, 16, pages + page - 100, 5000, &returned), 0x800703E6);
    CHECK_EQUAL(FilterSendMessage(port, (void *)(uintptr_t)0xFFFF800000000000ull, 16, odd, sizeof(odd), &returned), 0x800703E6);
    CHECK_EQUAL(ReadProbeStatistics(port).WaitingCount, 1);
    CHECK_EQUAL(munmap(pages, page), 0);
    CHECK(CloseHandle(port));
}

TEST("each allocation failing once, at load, attach, message, ask and unload: an error, no leak, and the next try works")
{
    FS_BPIO_OUTPUT output;
    PROBE_ANSWER answer;
    PROBE_RECORD record;
    AddMachine(26100);
    EnableLoadPrivilege();
    CHECK_EQUAL(SimInstallDriver(u"bpioprobe", 0), 0);
    HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin");
    uint32_t failures = 0, which = 1;
    for (bool isWhole = false; !isWhole && which < 100; which++) {
        HANDLE port = INVALID_HANDLE_VALUE;
        (void)SimFailAllocation(which);
        uint32_t result = FilterLoad(u"bpioprobe");
        result |= FilterConnectCommunicationPort(u"\\BypassIoProbe", 0, NULL, 0, NULL, &port);
        result |= FilterAttach(u"bpioprobe", u"D:", NULL, 0, NULL);
        result |= FilterAttachAtAltitude(u"bpioprobe", u"D:", u"5", u"Ask 0", 0, NULL);
        CHECK_EQUAL(Send(file, FS_BPIO_OP_QUERY, 0, &output), 0); /* an observer never fails a request */
        CHECK_EQUAL(output.Query.OpStatus, 0);
        result |= AskProbe(port, file, u"Ask 0", &answer);
        result |= (uint32_t)answer.Status;
        result |= DrainProbe(port, &record, 1) == 1 ? 0u : 1u;
        (void)CloseHandle(port);
        (void)FilterUnload(u"bpioprobe");
        isWhole = SimFailAllocation(0) < which;
        failures += result != 0;
        CHECK_ROW(which, MachineFindMount(TEXT_LITERAL(u"D:"))->instanceCount, 0);
        CHECK_ROW(which, isWhole ? result : 0, 0);
    }
    CHECK(which < 100);
    CHECK(failures >= 10);
}
