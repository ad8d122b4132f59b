/* Sentences of "Supporting BypassIO operations" that the other files do not play: who may send, what must not fail. */
#include "../../native/samples/samples.h"
#include "../../native/sim/fltmgr.h"
#include "../../native/sim/handle.h"
#include "../../native/sim/ntfs.h"
#include "filter-support.h"
#include "harness.h"

static SIM_OPEN *openOf(HANDLE handle)
{
    return HandleFind(handle, HandleFile);
}

/* As a filter sends it: from its instance downward, in kernel mode. */
static NTSTATUS sendFromKernel(HANDLE file, int32_t operation, FS_BPIO_OUTPUT *output)
{
    FS_BPIO_INPUT input = {operation, 0, 0, 0};
    ULONG returned = 0;
    memset(output, 0xCC, sizeof(*output));
    const NTSTATUS status =
        FltFsControlFile(MachineFindMount(TEXT_LITERAL(u"D:"))->instances[0], &openOf(file)->fileObject, FSCTL_MANAGE_BYPASS_IO,
                         &input, sizeof(input), output, sizeof(*output), &returned);
    CHECK_EQUAL(returned, sizeof(*output));
    return status;
}

TEST("Operations: 'This request can come from user or kernel mode', each of the eight, with the same answer")
{
    AddMachine(26100);
    StartTestFilter();
    HANDLE fromUser = OpenForRead(u"D:\\Games\\pak0.bin"), fromKernel = OpenForRead(u"D:\\Games\\pak1.bin");
    for (int32_t operation = FS_BPIO_OP_ENABLE; operation < FS_BPIO_OP_MAX_OPERATION; operation++) {
        FS_BPIO_OUTPUT user, kernel;
        CHECK_EQUAL(Send(fromUser, operation, 0, &user), 0);
        CHECK_EQUAL(sendFromKernel(fromKernel, operation, &kernel), STATUS_SUCCESS);
        kernel.GetInfo.ActiveBypassIoCount = user.GetInfo.ActiveBypassIoCount;
        CHECK_ROW(operation, memcmp(&user, &kernel, sizeof(user)), 0);
        CHECK_ROW(operation, NtfsReadsBypassFilters(openOf(fromUser)), NtfsReadsBypassFilters(openOf(fromKernel)));
    }
}

TEST("Operations: 'During the post-operation, the driver can see whether all drivers below it are capable'")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    CHECK_EQUAL(SimInstallDriver(u"SampleObserver", 0), 0);
    CHECK_EQUAL(SimLoadDriver(u"SampleObserver"), 0);
    HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin");
    CHECK_EQUAL(Send(file, FS_BPIO_OP_ENABLE, 0, &output), 0); /* 'it should forward the request down the stack': it did */
    CHECK_EQUAL(SampleObserverCounts.vetoCount, 0);
    AddOptedInFilter(u"Below", u"1000");
    CHECK_EQUAL(SimAddVeto(u"Below", u"*", 0xC00004CE, u"no"), 0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_ENABLE, 0, &output), 0);
    CHECK_EQUAL(SampleObserverCounts.postCount, 2);
    CHECK_EQUAL(SampleObserverCounts.vetoCount, 1);
}

TEST("Operations: 'This operation should not be failed': DISABLE, pauses and resumes succeed on a file that everybody vetoes")
{
    static const int32_t operations[] = {FS_BPIO_OP_DISABLE, FS_BPIO_OP_VOLUME_STACK_PAUSE, FS_BPIO_OP_VOLUME_STACK_RESUME,
                                         FS_BPIO_OP_STREAM_PAUSE, FS_BPIO_OP_STREAM_RESUME};
    static const char16_t *const targets[] = {u"D:\\Games\\packed.bin", u"D:\\Games", u"\\\\.\\D:"};
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\Games\\packed.bin", 1, SIM_FILE_COMPRESSED, 0), 0);
    AddOptedInFilter(u"Loud", u"300000");
    CHECK_EQUAL(SimAddVeto(u"Loud", u"*", 0xC00004CE, u"always"), 0);
    CHECK_EQUAL(SimAddStackDriver(u"D:", u"fvevol.sys", SIM_LAYER_VOLUME, 0xC00004C9, u"BitLocker"), 0);
    for (uint32_t target = 0; target < 3; target++) {
        HANDLE handle = OpenForRead(targets[target]);
        for (uint32_t row = 0; row < 5; row++) {
            CHECK_ROW(target * 10 + row, Send(handle, operations[row], 0, &output), 0);
        }
        CHECK(CloseHandle(handle));
    }
}

TEST("Operations: 'Pause and resume are not reference counted': two pauses, one resume; pausing a stream twice is one pause")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin");
    static const int32_t operations[] = {FS_BPIO_OP_ENABLE,      FS_BPIO_OP_STREAM_PAUSE,       FS_BPIO_OP_STREAM_PAUSE,
                                         FS_BPIO_OP_VOLUME_STACK_PAUSE, FS_BPIO_OP_VOLUME_STACK_PAUSE, FS_BPIO_OP_STREAM_RESUME,
                                         FS_BPIO_OP_VOLUME_STACK_RESUME};
    for (uint32_t row = 0; row < 7; row++) {
        CHECK_EQUAL(Send(file, operations[row], 0, &output), 0);
        CHECK_ROW(row, NtfsReadsBypassStorage(openOf(file)), row == 0 || row == 6);
    }
}

TEST("FltVetoBypassIo: 'The minifilter then completes': a veto of ENABLE and of QUERY from a pre-operation reaches the caller whole")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    AddOptedInFilter(u"Veto", u"300000");
    CHECK_EQUAL(SimAddVeto(u"Veto", u"*", 0xC00004D0, u"A unique, descriptive string"), 0);
    HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin");
    for (int32_t operation = FS_BPIO_OP_ENABLE; operation <= FS_BPIO_OP_QUERY; operation += 2) {
        CHECK_EQUAL(Send(file, operation, 0, &output), 0);
        CHECK_EQUAL(output.Operation, operation);
        CHECK_EQUAL((uint32_t)output.Query.OpStatus, 0xC00004D0);
        CHECK_EQUAL(output.Query.FailureReasonLen, 28); /* characters */
        CHECK(NAME_IS(output.Query, u"Veto.sys"));
    }
}
