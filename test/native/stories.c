/* The stories of "Supporting BypassIO operations", played step by step with the sample drivers. Titles quote the document. */
#include "../../native/samples/samples.h"
#include "../../native/samples/volume-drivers.h"
#include "../../native/sim/fltmgr.h"
#include "../../native/sim/handle.h"
#include "../../native/sim/ntfs.h"
#include "filter-support.h"
#include "harness.h"
#include "probe-support.h"

static const char16_t pak0[] = u"D:\\Games\\pak0.bin";

static void load(const char16_t *sample)
{
    CHECK_EQUAL(SimInstallDriver(sample, 0), 0);
    CHECK_EQUAL(SimLoadDriver(sample), 0);
}

static uint32_t command(HANDLE handle, uint32_t code)
{
    uint32_t returned;
    return DeviceIoControl(handle, code, NULL, 0, NULL, 0, &returned, NULL) ? 0 : GetLastError();
}

static SIM_OPEN *openOf(HANDLE handle)
{
    return HandleFind(handle, HandleFile);
}

/* The file's answer to an operation, of which the status is checked. */
static FS_BPIO_OUTPUT sent(HANDLE file, int32_t operation, uint32_t opStatus)
{
    FS_BPIO_OUTPUT output;
    CHECK_EQUAL(Send(file, operation, 0, &output), 0);
    CHECK_EQUAL((uint32_t)output.Query.OpStatus, opStatus);
    return output;
}

TEST("Operations: 'If the file is already encrypted, the filter should call FltVetoBypassIo', on ENABLE and on QUERY")
{
    AddMachine(26100);
    load(u"SampleEncryption");
    HANDLE file = OpenForRead(pak0);
    CHECK_EQUAL(command(file, FSCTL_SAMPLE_ENCRYPT), 0);
    for (int32_t operation = FS_BPIO_OP_ENABLE; operation <= FS_BPIO_OP_QUERY; operation += 2) {
        const FS_BPIO_OUTPUT output = sent(file, operation, 0xC00004C9); /* STATUS_NOT_SUPPORTED_WITH_ENCRYPTION */
        CHECK(NAME_IS(output.Query, u"SampleEncryption.sys"));
        CHECK(REASON_IS(output.Query, u"Encrypted file not supported"));
    }
    CHECK_EQUAL(openOf(file)->stream->bypassCount, 0);
}

TEST("Operations: 'If the file is not currently encrypted, the filter should allow BypassIO' and 'should succeed the query request'")
{
    AddMachine(26100);
    load(u"SampleEncryption");
    HANDLE file = OpenForRead(pak0);
    (void)sent(file, FS_BPIO_OP_QUERY, 0);
    CHECK_EQUAL(openOf(file)->stream->bypassCount, 0); /* 'the driver does not enter the BypassIO ENABLE state during a QUERY' */
    (void)sent(file, FS_BPIO_OP_ENABLE, 0);
    CHECK(NtfsReadsBypassStorage(openOf(file)));
}

TEST("Operations, stream pause: 'should call FsRtlGetBypassIoOpenCount ... sends a STREAM_PAUSE ... must veto all future ENABLE and QUERY'")
{
    AddMachine(26100);
    load(u"SampleEncryption");
    load(u"SampleObserver"); /* above: it sees nothing that is sent downward from the encryption filter */
    HANDLE game = OpenForRead(pak0), other = OpenForRead(u"D:\\Games\\pak1.bin"), tool = OpenForRead(pak0);
    (void)sent(game, FS_BPIO_OP_ENABLE, 0);
    (void)sent(other, FS_BPIO_OP_ENABLE, 0);
    const ULONG seen = SampleObserverCounts.preCount;
    CHECK_EQUAL(command(tool, FSCTL_SAMPLE_ENCRYPT), 0);
    CHECK_EQUAL(SampleObserverCounts.preCount, seen); /* 'should not send this operation to the top of the stack' */
    CHECK(openOf(game)->stream->isPaused);
    CHECK(!NtfsReadsBypassFilters(openOf(game))); /* 'on return, BypassIO is disabled and drained' */
    CHECK(NtfsReadsBypassStorage(openOf(other))); /* another stream of the volume goes on */
    (void)sent(game, FS_BPIO_OP_ENABLE, 0xC00004C9);
    (void)sent(tool, FS_BPIO_OP_QUERY, 0xC00004C9);
    CHECK_EQUAL(SampleObserverCounts.vetoCount, 2);
}

static ULONG readsSeenOf(HANDLE file)
{
    uint8_t bytes[4096];
    uint32_t read;
    const ULONG before = SampleEncryptionReadCount;
    CHECK(SetFilePointerEx(file, 0, NULL, FILE_BEGIN));
    CHECK(ReadFile(file, bytes, sizeof(bytes), &read, NULL));
    CHECK_EQUAL(read, sizeof(bytes));
    return SampleEncryptionReadCount - before;
}

TEST("Operations: ENABLE 'means a driver might not see all non-cached reads for that file', of that open, until BypassIO is paused")
{
    AddMachine(26100);
    load(u"SampleEncryption");
    HANDLE game = OpenForRead(pak0), other = OpenForRead(pak0);
    CHECK_EQUAL(readsSeenOf(game), 1);
    (void)sent(game, FS_BPIO_OP_ENABLE, 0);
    CHECK_EQUAL(readsSeenOf(game), 0);
    CHECK_EQUAL(readsSeenOf(other), 1); /* 'does not change the behavior of other opens on the same file' */
    CHECK_EQUAL(command(other, FSCTL_SAMPLE_ENCRYPT), 0);
    CHECK_EQUAL(readsSeenOf(game), 1); /* what is encrypted now has to be decrypted by the filter */
    CHECK_EQUAL(command(other, FSCTL_SAMPLE_DECRYPT), 0);
    CHECK_EQUAL(readsSeenOf(game), 0);
    (void)sent(game, FS_BPIO_OP_DISABLE, 0);
    CHECK_EQUAL(readsSeenOf(game), 1);
}

TEST("Operations, stream pause: nothing is sent when BypassIO is not active on the stream")
{
    AddMachine(26100);
    load(u"SampleEncryption");
    HANDLE file = OpenForRead(pak0);
    CHECK_EQUAL(command(file, FSCTL_SAMPLE_ENCRYPT), 0);
    CHECK(!openOf(file)->stream->isPaused);
}

TEST("Operations, stream resume: 'no longer encrypted. The filter should then send the STREAM_RESUME operation'")
{
    AddMachine(26100);
    load(u"SampleEncryption");
    HANDLE game = OpenForRead(pak0);
    (void)sent(game, FS_BPIO_OP_ENABLE, 0);
    CHECK_EQUAL(command(game, FSCTL_SAMPLE_ENCRYPT), 0);
    CHECK(!NtfsReadsBypassFilters(openOf(game)));
    CHECK_EQUAL(command(game, FSCTL_SAMPLE_DECRYPT), 0);
    CHECK(!openOf(game)->stream->isPaused);
    CHECK(NtfsReadsBypassStorage(openOf(game)));
    (void)sent(game, FS_BPIO_OP_QUERY, 0);
}

TEST("Operations, stream resume: 'resume BypassIO only if all filters in the stack are not blocking', asked from the top")
{
    AddMachine(26100);
    AddOptedInFilter(u"Upper", u"300000");
    load(u"SampleEncryption");
    HANDLE game = OpenForRead(pak0);
    (void)sent(game, FS_BPIO_OP_ENABLE, 0);
    CHECK_EQUAL(command(game, FSCTL_SAMPLE_ENCRYPT), 0);
    CHECK_EQUAL(SimAddVeto(u"Upper", u"*", 0xC00004CE, u"now I do"), 0);
    CHECK_EQUAL(command(game, FSCTL_SAMPLE_DECRYPT), 0);
    CHECK(openOf(game)->stream->isPaused); /* the filter above, which the resume itself never met, still blocks */
}

TEST("Operations, DISABLE: 'it should send the DISABLE operation to the top of the file system stack using the associated handle'")
{
    AddMachine(26100);
    load(u"SampleObserver");
    HANDLE game = OpenForRead(pak0), second = OpenForRead(pak0);
    (void)sent(game, FS_BPIO_OP_ENABLE, 0);
    (void)sent(second, FS_BPIO_OP_ENABLE, 0);
    const ULONG seen = SampleObserverCounts.preCount;
    (void)sent(game, FS_BPIO_OP_DISABLE, 0);
    CHECK_EQUAL(SampleObserverCounts.preCount, seen + 1);
    CHECK(!NtfsReadsBypassFilters(openOf(game)));
    CHECK(NtfsReadsBypassFilters(openOf(second))); /* per handle */
    (void)sent(game, FS_BPIO_OP_DISABLE, 0); /* 'does not currently have BypassIO enabled, it should be ignored' */
    CHECK_EQUAL(openOf(second)->stream->bypassCount, 1);
}

TEST("an encryption filter that cannot know a file's name fails the request rather than let it pass")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    load(u"SampleEncryption");
    HANDLE file = OpenForRead(pak0);
    (void)SimFailAllocation(1);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_ENABLE, 0, &output), 1450);
    (void)SimFailAllocation(0);
    CHECK_EQUAL(openOf(file)->stream->bypassCount, 0);
    (void)SimFailAllocation(2); /* the name is there, the mark cannot be made: the file stays as it was */
    CHECK_EQUAL(command(file, FSCTL_SAMPLE_ENCRYPT), 1450);
    (void)SimFailAllocation(0);
    (void)sent(file, FS_BPIO_OP_QUERY, 0);
}

TEST("a sample without opt-in blocks the volume while attached; one that filters neither reads nor writes does not")
{
    AddMachine(26100);
    EnableLoadPrivilege();
    load(u"SampleSelfOpted");
    HANDLE file = OpenForRead(pak0);
    (void)sent(file, FS_BPIO_OP_QUERY, 0);
    load(u"SampleNoOptIn");
    const FS_BPIO_OUTPUT output = sent(file, FS_BPIO_OP_QUERY, 0xC00004D2);
    CHECK(NAME_IS(output.Query, u"SampleNoOptIn.sys"));
    CHECK_EQUAL(FilterDetach(u"SampleNoOptIn", u"D:", NULL), 0);
    (void)sent(file, FS_BPIO_OP_QUERY, 0);
    CHECK_EQUAL(FilterUnload(u"SampleNoOptIn"), 0);
    CHECK_EQUAL(FilterUnload(u"SampleSelfOpted"), 0);
}

static HANDLE addVolumeDriver(const char16_t *driver)
{
    AddMachine(26100);
    CHECK_EQUAL(SimAddStackDriver(u"D:", driver, SIM_LAYER_VOLUME, 0, NULL), 0);
    return OpenWith(u"\\\\.\\D:", GENERIC_READ, 0);
}

TEST("Operations, volume stack pause: Volsnap 'does this each time a new snapshot is created', then 'must veto all future ENABLE and QUERY'")
{
    HANDLE volume = addVolumeDriver(u"SampleSnapshot.sys"), game = OpenForRead(pak0);
    (void)sent(game, FS_BPIO_OP_ENABLE, 0);
    CHECK(NtfsReadsBypassStorage(openOf(game)));
    load(u"SampleObserver");
    CHECK_EQUAL(command(volume, IOCTL_SAMPLE_SNAPSHOT_CREATE), 0);
    CHECK_EQUAL(command(volume, IOCTL_SAMPLE_SNAPSHOT_CREATE), 0);
    CHECK_EQUAL(SampleObserverCounts.preCount, 2); /* 'to the top', and 'can be sent multiple times to the same volume' */
    CHECK(openOf(game)->volume->isStackPaused);
    CHECK(NtfsReadsBypassFilters(openOf(game))); /* 'BypassIO will continue to operate on the file system stack' */
    CHECK(!NtfsReadsBypassStorage(openOf(game)));
    const FS_BPIO_OUTPUT output = sent(game, FS_BPIO_OP_QUERY, 0xC00004CF);
    CHECK(NAME_IS(output.Query, u"SampleSnapshot.sys"));
    CHECK_EQUAL(output.OutFlags & FSBPIO_OUTFL_VOLUME_STACK_BYPASS_PAUSED, FSBPIO_OUTFL_VOLUME_STACK_BYPASS_PAUSED);
}

TEST("Operations, volume stack resume: 'only after the last snapshot goes away'")
{
    HANDLE volume = addVolumeDriver(u"SampleSnapshot.sys"), game = OpenForRead(pak0);
    (void)sent(game, FS_BPIO_OP_ENABLE, 0);
    CHECK_EQUAL(command(volume, IOCTL_SAMPLE_SNAPSHOT_DELETE), 1168);
    CHECK_EQUAL(command(volume, IOCTL_SAMPLE_SNAPSHOT_CREATE), 0);
    CHECK_EQUAL(command(volume, IOCTL_SAMPLE_SNAPSHOT_CREATE), 0);
    CHECK_EQUAL(command(volume, IOCTL_SAMPLE_SNAPSHOT_DELETE), 0);
    CHECK(openOf(game)->volume->isStackPaused);
    CHECK_EQUAL(command(volume, IOCTL_SAMPLE_SNAPSHOT_DELETE), 0);
    CHECK(!openOf(game)->volume->isStackPaused);
    CHECK(NtfsReadsBypassStorage(openOf(game)));
    (void)sent(game, FS_BPIO_OP_QUERY, 0);
}

TEST("Operations, volume stack pause: Bitlocker 'needs to enable encryption on a volume', also with no BypassIO-enabled file on it")
{
    HANDLE volume = addVolumeDriver(u"SampleVolumeEncryption.sys"), game = OpenForRead(pak0);
    CHECK_EQUAL(command(volume, IOCTL_SAMPLE_VOLUME_ENCRYPT), 0);
    const FS_BPIO_OUTPUT output = sent(game, FS_BPIO_OP_QUERY, 0xC00004C9);
    CHECK(REASON_IS(output.Query, u"BitLocker Drive Encryption is enabled."));
    CHECK_EQUAL(command(volume, IOCTL_SAMPLE_VOLUME_ENCRYPT), 0);
    CHECK_EQUAL(command(volume, IOCTL_SAMPLE_VOLUME_DECRYPT), 0);
    (void)sent(game, FS_BPIO_OP_QUERY, 0);
    CHECK(!openOf(game)->volume->isStackPaused);
    CHECK_EQUAL(command(volume, 0x00562440), 1);
}

TEST("Operations: neither snapshots nor encryption of the volume can be failed by a filter that vetoes: pauses 'should not be failed'")
{
    HANDLE volume = addVolumeDriver(u"SampleSnapshot.sys");
    AddOptedInFilter(u"Loud", u"300000");
    CHECK_EQUAL(SimAddVeto(u"Loud", u"*", 0xC00004CE, u"always"), 0);
    CHECK_EQUAL(command(volume, IOCTL_SAMPLE_SNAPSHOT_CREATE), 0);
    CHECK_EQUAL(command(volume, IOCTL_SAMPLE_SNAPSHOT_DELETE), 0);
}
