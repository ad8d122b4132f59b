/* The rules of FSCTL_MANAGE_BYPASS_IO. Titles quote or name the rule; "Operations" is "Supporting BypassIO operations",
 * "Filters" is "BypassIO for filter drivers". */
#include "../../native/sim/handle.h"
#include "../../native/sim/ntfs.h"
#include "harness.h"

static const char16_t file0[] = u"D:\\Games\\pak0.bin";
static const char16_t file1[] = u"D:\\Games\\pak1.bin";

static uint32_t countOn(HANDLE handle)
{
    FS_BPIO_OUTPUT output;
    CHECK_EQUAL(Send(handle, FS_BPIO_OP_GET_INFO, 0, &output), 0);
    return output.GetInfo.ActiveBypassIoCount;
}

static SIM_OPEN *openOf(HANDLE handle)
{
    return HandleFind(handle, HandleFile);
}

TEST("nothing in the way: ENABLE and QUERY give OpStatus 0 and COMPATIBLE_STORAGE_DRIVER")
{
    AddMachine(26100);
    FS_BPIO_OUTPUT output;
    HANDLE file = OpenForRead(file0);
    for (int32_t operation = FS_BPIO_OP_ENABLE; operation <= FS_BPIO_OP_QUERY; operation += 2) {
        CHECK_EQUAL(Send(file, operation, 0, &output), 0);
        CHECK_EQUAL(output.Operation, operation);
        CHECK_EQUAL(output.Query.OpStatus, 0);
        CHECK_EQUAL(output.OutFlags, FSBPIO_OUTFL_COMPATIBLE_STORAGE_DRIVER);
    }
}

TEST("Operations: a veto completes the FSCTL with STATUS_SUCCESS and 352 bytes")
{
    AddMachine(26100);
    AddOptedInFilter(u"Crypt", u"141000");
    CHECK_EQUAL(SimAddVeto(u"Crypt", u"d:\\games\\*", 0xC00004C9, u"Encrypted file not supported"), 0);
    FS_BPIO_INPUT input = {FS_BPIO_OP_QUERY, 0, 0, 0};
    FS_BPIO_OUTPUT output;
    uint32_t returned = 0;
    HANDLE file = OpenForRead(file0);
    CHECK(DeviceIoControl(file, FSCTL_MANAGE_BYPASS_IO, &input, sizeof(input), &output, sizeof(output), &returned, NULL));
    CHECK_EQUAL(returned, 352);
    CHECK_EQUAL((uint32_t)output.Query.OpStatus, 0xC00004C9);
    CHECK(NAME_IS(output.Query, u"Crypt.sys"));
    CHECK(REASON_IS(output.Query, u"Encrypted file not supported"));
}

TEST("FS_BPIO_RESULTS: status, name and reason are those of the first driver that fails")
{
    AddMachine(26100);
    AddOptedInFilter(u"Low", u"40700");
    AddOptedInFilter(u"High", u"328010");
    CHECK_EQUAL(SimAddVeto(u"Low", u"*", 0xC00004CE, u"low"), 0);
    CHECK_EQUAL(SimAddVeto(u"High", u"*", 0xC00004CD, u"high"), 0);
    FS_BPIO_OUTPUT output;
    HANDLE file = OpenForRead(file0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_QUERY, 0, &output), 0);
    CHECK(NAME_IS(output.Query, u"High.sys"));
    CHECK_EQUAL(SimDetachFilter(u"High", u"D:"), 0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_QUERY, 0, &output), 0);
    CHECK(NAME_IS(output.Query, u"Low.sys"));
}

TEST("Filters: ENABLE and QUERY, and only those, fail on a stack with a minifilter without opt-in; the highest is named")
{
    AddMachine(26100);
    AddOptedInFilter(u"Good", u"400000");
    CHECK_EQUAL(SimAddVeto(u"Good", u"*", 0xC00004CE, u"asked"), 0); /* must not be asked at all */
    CHECK_EQUAL(SimAddFilter(u"wof", u"wof.sys", u"40700", 0x7, 1, SIM_KIND_MINIFILTER, NULL, NULL), 0);
    CHECK_EQUAL(SimAddFilter(u"Upper", u"upper.sys", u"389999.5", 0, 1, SIM_KIND_MINIFILTER, NULL, NULL), 0);
    CHECK_EQUAL(SimAttachFilter(u"wof", u"D:", NULL), 0);
    FS_BPIO_OUTPUT output;
    HANDLE file = OpenForRead(file0);
    for (int32_t operation = FS_BPIO_OP_ENABLE; operation <= FS_BPIO_OP_GET_INFO; operation++) {
        const int isRefused = operation == FS_BPIO_OP_ENABLE || operation == FS_BPIO_OP_QUERY;
        CHECK_EQUAL(Send(file, operation, 0, &output), 0);
        CHECK_ROW(operation, output.OutFlags & FSBPIO_OUTFL_FILTER_ATTACH_BLOCKED, FSBPIO_OUTFL_FILTER_ATTACH_BLOCKED);
        if (isRefused) {
            CHECK_EQUAL((uint32_t)output.Query.OpStatus, 0xC00004D2);
            CHECK(NAME_IS(output.Query, u"wof.sys"));
            CHECK(REASON_IS(output.Query, u"The specified minifilter does not support bypass IO."));
        }
    }
    CHECK_EQUAL(SimAttachFilter(u"Upper", u"D:", NULL), 0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_QUERY, 0, &output), 0);
    CHECK(NAME_IS(output.Query, u"upper.sys"));
}

TEST("Filters: a minifilter that filters neither reads nor writes is opted in by itself")
{
    AddMachine(26100);
    CHECK_EQUAL(SimAddFilter(u"Watcher", u"watcher.sys", u"370000", 0, 0, SIM_KIND_MINIFILTER, NULL, NULL), 0);
    CHECK_EQUAL(SimAttachFilter(u"Watcher", u"D:", NULL), 0);
    CHECK_EQUAL(QueryStatus(file0), 0);
}

TEST("a legacy filter is never asked and does not block (documentation speaks of minifilters only)")
{
    AddMachine(26100);
    CHECK_EQUAL(SimAddFilter(u"Old", u"old.sys", u"380000", 0, 1, SIM_KIND_LEGACY, NULL, NULL), 0);
    CHECK_EQUAL(SimAttachFilter(u"Old", u"D:", NULL), 0);
    CHECK_EQUAL(SimAddVeto(u"Old", u"*", 0xC00004CE, u"never"), 0);
    CHECK_EQUAL(QueryStatus(file0), 0);
}

TEST("Operations: the file system vetoes compressed, encrypted, sparse and paging files, on ENABLE and on QUERY")
{
    static const struct {
        uint32_t attribute, status;
    } rows[] = {{SIM_FILE_COMPRESSED, 0xC00004CA}, {SIM_FILE_ENCRYPTED, 0xC00004C3}, {SIM_FILE_SPARSE, 0xC00004C4},
                {SIM_FILE_PAGING_FILE, 0xC00004C5}, {SIM_FILE_WOF, 0}, {SIM_FILE_RESIDENT, 0}};
    AddMachine(26100);
    for (uint32_t index = 0; index < sizeof(rows) / sizeof(rows[0]); index++) {
        char16_t path[] = u"D:\\kind0";
        path[7] = (char16_t)(u'0' + index);
        CHECK_EQUAL(SimAddFile(u"D:", path + 2, 4096, rows[index].attribute, 0), 0);
        FS_BPIO_OUTPUT output;
        HANDLE file = OpenForRead(path);
        for (int32_t operation = FS_BPIO_OP_ENABLE; operation <= FS_BPIO_OP_QUERY; operation += 2) {
            CHECK_EQUAL(Send(file, operation, 0, &output), 0);
            CHECK_ROW(index, (uint32_t)output.Query.OpStatus, rows[index].status);
            CHECK_ROW(index, NAME_IS(output.Query, u"ntfs.sys"), rows[index].status != 0);
        }
        CHECK(CloseHandle(file));
    }
}

TEST("Operations: all files on DAX volumes are vetoed")
{
    AddMachine(26100);
    CHECK_EQUAL(SimAddVolume(u"E:", u"", u"NTFS", 1, u"pmem.sys", 18, 0, NULL), 0);
    CHECK_EQUAL(SimAddFile(u"E:", u"\\a", 1, 0, 0), 0);
    CHECK_EQUAL(QueryStatus(u"E:\\a"), 0xC000049A);
    CHECK_EQUAL(EnableStatus(u"E:\\a"), 0xC000049A);
}

TEST("Operations: QUERY can be sent on directory and volume handles, ENABLE cannot")
{
    AddMachine(26100);
    CHECK_EQUAL(QueryStatus(u"D:\\Games"), 0);
    CHECK_EQUAL(QueryStatus(u"D:\\"), 0);
    CHECK_EQUAL(QueryStatus(u"\\\\.\\D:"), 0);
    CHECK_EQUAL(EnableStatus(u"D:\\Games"), 0xC00000BB);
    CHECK_EQUAL(EnableStatus(u"\\\\.\\D:"), 0xC00004C6);
}

TEST("Operations: alternate data streams on a directory can use BypassIO")
{
    AddMachine(26100);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\Games:notes", 4096, 0, 0), 0);
    CHECK_EQUAL(EnableStatus(u"D:\\Games:notes"), 0);
    CHECK_EQUAL(EnableStatus(u"D:\\games:NOTES:$data"), 0);
}

TEST("Filters: ENABLE on a resident file succeeds")
{
    AddMachine(26100);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\tiny", 100, SIM_FILE_RESIDENT, 0), 0);
    CHECK_EQUAL(EnableStatus(u"D:\\tiny"), 0);
}

TEST("a cached handle is refused from build 26100 on (inference), a directory never for that")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    HANDLE cached = OpenWith(file0, GENERIC_READ, 0);
    CHECK_EQUAL(Send(cached, FS_BPIO_OP_QUERY, 0, &output), 0);
    CHECK_EQUAL((uint32_t)output.Query.OpStatus, 0xC00004D5);
    HANDLE directory = OpenWith(u"D:\\Games", GENERIC_READ, FILE_FLAG_BACKUP_SEMANTICS);
    CHECK_EQUAL(Send(directory, FS_BPIO_OP_QUERY, 0, &output), 0);
    CHECK_EQUAL(output.Query.OpStatus, 0);
    CHECK_EQUAL(SimSetMachine(u"TEST", 10, 0, 22631, 1, 1), 0);
    CHECK_EQUAL(Send(cached, FS_BPIO_OP_QUERY, 0, &output), 0);
    CHECK_EQUAL(output.Query.OpStatus, 0);
}

TEST("a file system other than NTFS and Windows before 22000 do not know the request: error 1")
{
    FS_BPIO_OUTPUT output;
    AddMachine(19045);
    HANDLE file = OpenForRead(file0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_QUERY, 0, &output), 1);
    CHECK_EQUAL(SimSetMachine(u"TEST", 10, 0, 22000, 1, 1), 0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_QUERY, 0, &output), 0);
    CHECK_EQUAL(SimAddVolume(u"E:", u"", u"ReFS", 0, u"stornvme.sys", BusTypeNvme, 1, NULL), 0);
    CHECK_EQUAL(SimAddFilter(u"wof", u"wof.sys", u"40700", 0, 1, SIM_KIND_MINIFILTER, NULL, NULL), 0);
    CHECK_EQUAL(SimAttachFilter(u"wof", u"E:", NULL), 0);
    CHECK_EQUAL(Send(OpenForRead(u"E:\\"), FS_BPIO_OP_QUERY, 0, &output), 1);
}

TEST("partial: a veto of the volume or storage stack shows in QUERY from 22621 on, volume layer first")
{
    FS_BPIO_OUTPUT output;
    AddMachine(22621);
    CHECK_EQUAL(SimAddStackDriver(u"D:", u"storport.sys", SIM_LAYER_STORAGE, 0xC00000BB, u"Bypass IO not supported"), 0);
    CHECK_EQUAL(SimAddStackDriver(u"D:", u"fvevol.sys", SIM_LAYER_VOLUME, 0xC00004C9, u"BitLocker Drive Encryption is enabled."), 0);
    HANDLE file = OpenForRead(file0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_QUERY, 0, &output), 0);
    CHECK_EQUAL((uint32_t)output.Query.OpStatus, 0xC00004C9);
    CHECK(NAME_IS(output.Query, u"fvevol.sys"));
    CHECK(REASON_IS(output.Query, u"BitLocker Drive Encryption is enabled."));
}

TEST("SKIP_STORAGE_STACK_QUERY: the answer covers the filter stack only; no effect on ENABLE, which succeeds partially")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    CHECK_EQUAL(SimAddStackDriver(u"D:", u"fvevol.sys", SIM_LAYER_VOLUME, 0xC00004C9, u"BitLocker"), 0);
    HANDLE file = OpenForRead(file0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_QUERY, FSBPIO_INFL_SKIP_STORAGE_STACK_QUERY, &output), 0);
    CHECK_EQUAL(output.Query.OpStatus, 0);
    for (int32_t flags = 0; flags <= FSBPIO_INFL_SKIP_STORAGE_STACK_QUERY; flags++) {
        CHECK_EQUAL(Send(file, FS_BPIO_OP_ENABLE, flags, &output), 0);
        CHECK_EQUAL(output.Enable.OpStatus, 0);
    }
    CHECK_EQUAL(countOn(file), 1);
    CHECK(NtfsReadsBypassFilters(openOf(file)));
    CHECK(!NtfsReadsBypassStorage(openOf(file)));
}

TEST("early builds: a stack veto is invisible but for the missing bit 0x8")
{
    FS_BPIO_OUTPUT output;
    AddMachine(22000);
    CHECK_EQUAL(SimAddStackDriver(u"D:", u"fvevol.sys", SIM_LAYER_VOLUME, 0xC00004C9, u"BitLocker"), 0);
    CHECK_EQUAL(Send(OpenForRead(file0), FS_BPIO_OP_QUERY, 0, &output), 0);
    CHECK_EQUAL(output.Query.OpStatus, 0);
    CHECK_EQUAL(output.OutFlags & FSBPIO_OUTFL_COMPATIBLE_STORAGE_DRIVER, 0);
}

TEST("a storage driver that is not compatible clears bit 0x8 and vetoes nothing")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    CHECK_EQUAL(SimAddVolume(u"E:", u"", u"NTFS", 0, u"storahci.sys", BusTypeSata, 0, NULL), 0);
    CHECK_EQUAL(SimAddFile(u"E:", u"\\a", 1, 0, 0), 0);
    HANDLE file = OpenForRead(u"E:\\a");
    CHECK_EQUAL(Send(file, FS_BPIO_OP_QUERY, 0, &output), 0);
    CHECK_EQUAL(output.Query.OpStatus, 0);
    CHECK_EQUAL(output.OutFlags, 0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_GET_INFO, 0, &output), 0);
    CHECK_EQUAL(output.OutFlags, 0);
}

TEST("Operations: only the first ENABLE on a file object is meaningful; other opens do not change")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    HANDLE first = OpenForRead(file0), second = OpenForRead(file0);
    CHECK_EQUAL(Send(first, FS_BPIO_OP_ENABLE, 0, &output), 0);
    CHECK_EQUAL(Send(first, FS_BPIO_OP_ENABLE, 0, &output), 0);
    CHECK_EQUAL(countOn(first), 1);
    CHECK(NtfsReadsBypassStorage(openOf(first)));
    CHECK(!NtfsReadsBypassFilters(openOf(second)));
    CHECK_EQUAL(Send(second, FS_BPIO_OP_ENABLE, 0, &output), 0);
    CHECK_EQUAL(countOn(first), 2);
    CHECK(CloseHandle(first));
    CHECK_EQUAL(countOn(second), 1);
}

TEST("Operations: DISABLE is ignored when BypassIO is not enabled and never failed; close ends it, too")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    HANDLE file = OpenForRead(file0), directory = OpenForRead(u"D:\\");
    CHECK_EQUAL(Send(file, FS_BPIO_OP_DISABLE, 0, &output), 0);
    CHECK_EQUAL(Send(directory, FS_BPIO_OP_DISABLE, 0, &output), 0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_ENABLE, 0, &output), 0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_DISABLE, 0, &output), 0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_DISABLE, 0, &output), 0);
    CHECK_EQUAL(countOn(file), 0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_ENABLE, 0, &output), 0);
    CHECK(CloseHandle(file));
    CHECK_EQUAL(countOn(directory), 0);
}

TEST("ntddstor: the storage ENABLE is sent only at a volume count of 0 to 1, the DISABLE at 1 to 0")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    HANDLE first = OpenForRead(file0), second = OpenForRead(file1);
    const SIM_VOLUME *volume = openOf(first)->volume;
    (void)Send(first, FS_BPIO_OP_ENABLE, 0, &output);
    (void)Send(second, FS_BPIO_OP_ENABLE, 0, &output);
    CHECK_EQUAL(volume->storageEnableCount, 1);
    (void)Send(first, FS_BPIO_OP_DISABLE, 0, &output);
    CHECK_EQUAL(volume->storageDisableCount, 0);
    CHECK(CloseHandle(second));
    CHECK_EQUAL(volume->storageDisableCount, 1);
    (void)Send(first, FS_BPIO_OP_ENABLE, 0, &output);
    CHECK_EQUAL(volume->storageEnableCount, 2);
}

TEST("Operations: a vetoed ENABLE does not enter the enabled state, a QUERY never does")
{
    AddMachine(26100);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\zip", 1, SIM_FILE_COMPRESSED, 0), 0);
    FS_BPIO_OUTPUT output;
    HANDLE zipped = OpenForRead(u"D:\\zip"), plain = OpenForRead(file0);
    (void)Send(zipped, FS_BPIO_OP_ENABLE, 0, &output);
    (void)Send(plain, FS_BPIO_OP_QUERY, 0, &output);
    CHECK_EQUAL(countOn(plain), 0);
}

TEST("Operations: VOLUME_STACK_PAUSE can be sent several times, on volume, directory or file, with nothing enabled")
{
    static const char16_t *const targets[] = {u"\\\\.\\D:", u"D:\\", u"D:\\Games\\pak0.bin"};
    AddMachine(26100);
    for (uint32_t row = 0; row < 3; row++) {
        FS_BPIO_OUTPUT output;
        HANDLE handle = OpenForRead(targets[row]);
        for (uint32_t times = 0; times < 3; times++) {
            CHECK_EQUAL(Send(handle, FS_BPIO_OP_VOLUME_STACK_PAUSE, 0, &output), 0);
            CHECK_ROW(row, output.OutFlags & FSBPIO_OUTFL_VOLUME_STACK_BYPASS_PAUSED, 1);
        }
        /* not counted: one resume is enough */
        CHECK_EQUAL(Send(handle, FS_BPIO_OP_VOLUME_STACK_RESUME, 0, &output), 0);
        CHECK_ROW(row, output.OutFlags & FSBPIO_OUTFL_VOLUME_STACK_BYPASS_PAUSED, 0);
        CHECK(CloseHandle(handle));
    }
}

TEST("Operations: while the volume stack is paused BypassIO goes on in the file system stack")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    HANDLE file = OpenForRead(file0);
    (void)Send(file, FS_BPIO_OP_ENABLE, 0, &output);
    (void)Send(file, FS_BPIO_OP_VOLUME_STACK_PAUSE, 0, &output);
    CHECK(NtfsReadsBypassFilters(openOf(file)));
    CHECK(!NtfsReadsBypassStorage(openOf(file)));
    CHECK_EQUAL(Send(file, FS_BPIO_OP_QUERY, 0, &output), 0);
    CHECK_EQUAL(output.OutFlags & 3, FSBPIO_OUTFL_VOLUME_STACK_BYPASS_PAUSED);
}

TEST("Operations: resume asks again from the top and stays paused while somebody refuses; its answer is in the results")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    HANDLE file = OpenForRead(file0);
    (void)Send(file, FS_BPIO_OP_VOLUME_STACK_PAUSE, 0, &output);
    CHECK_EQUAL(SimAddStackDriver(u"D:", u"volsnap.sys", SIM_LAYER_VOLUME, 0xC00004CF, u"A snapshot exists."), 0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_VOLUME_STACK_RESUME, 0, &output), 0);
    CHECK_EQUAL(output.OutFlags & 1, 1);
    CHECK_EQUAL((uint32_t)output.VolumeStackResume.OpStatus, 0xC00004CF);
    CHECK(NAME_IS(output.VolumeStackResume, u"volsnap.sys"));
    CHECK_EQUAL(output.Operation, FS_BPIO_OP_VOLUME_STACK_RESUME);
}

TEST("Operations: VOLUME_STACK_RESUME can be sent even if nothing is enabled or paused")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    CHECK_EQUAL(Send(OpenForRead(u"\\\\.\\D:"), FS_BPIO_OP_VOLUME_STACK_RESUME, 0, &output), 0);
    CHECK_EQUAL(output.VolumeStackResume.OpStatus, 0);
    CHECK_EQUAL(output.OutFlags & 3, 0);
}

TEST("Operations: STREAM_PAUSE is ignored on a stream that is not BypassIO-enabled")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    HANDLE file = OpenForRead(file0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_STREAM_PAUSE, 0, &output), 0);
    CHECK_EQUAL(output.OutFlags & FSBPIO_OUTFL_STREAM_BYPASS_PAUSED, 0);
    CHECK_EQUAL(Send(OpenForRead(u"D:\\"), FS_BPIO_OP_STREAM_PAUSE, 0, &output), 0);
    CHECK_EQUAL(Send(OpenForRead(u"\\\\.\\D:"), FS_BPIO_OP_STREAM_PAUSE, 0, &output), 0);
}

TEST("Operations: STREAM_PAUSE pauses all handles on the stream and no other stream")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\Games\\pak0.bin:extra", 4096, 0, 0), 0);
    HANDLE first = OpenForRead(file0), second = OpenForRead(u"d:\\GAMES\\PAK0.BIN"), extra = OpenForRead(u"D:\\Games\\pak0.bin:extra");
    (void)Send(first, FS_BPIO_OP_ENABLE, 0, &output);
    (void)Send(second, FS_BPIO_OP_ENABLE, 0, &output);
    (void)Send(extra, FS_BPIO_OP_ENABLE, 0, &output);
    CHECK_EQUAL(Send(second, FS_BPIO_OP_STREAM_PAUSE, 0, &output), 0);
    CHECK_EQUAL(Send(second, FS_BPIO_OP_STREAM_PAUSE, 0, &output), 0);
    CHECK(!NtfsReadsBypassFilters(openOf(first)));
    CHECK(!NtfsReadsBypassFilters(openOf(second)));
    CHECK(NtfsReadsBypassFilters(openOf(extra)));
    CHECK_EQUAL(Send(first, FS_BPIO_OP_STREAM_RESUME, 0, &output), 0);
    CHECK(NtfsReadsBypassFilters(openOf(first)));
    CHECK(NtfsReadsBypassFilters(openOf(second)));
}

TEST("Operations: STREAM_RESUME stays paused while a filter still refuses, and is ignored when not paused")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    AddOptedInFilter(u"Crypt", u"141000");
    HANDLE file = OpenForRead(file0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_STREAM_RESUME, 0, &output), 0);
    CHECK_EQUAL(output.StreamResume.OpStatus, 0);
    (void)Send(file, FS_BPIO_OP_ENABLE, 0, &output);
    (void)Send(file, FS_BPIO_OP_STREAM_PAUSE, 0, &output);
    CHECK_EQUAL(SimAddVeto(u"Crypt", u"*\\pak0.bin", 0xC00004C9, u"Encrypted file not supported"), 0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_STREAM_RESUME, 0, &output), 0);
    CHECK_EQUAL((uint32_t)output.StreamResume.OpStatus, 0xC00004C9);
    CHECK_EQUAL(output.OutFlags & FSBPIO_OUTFL_STREAM_BYPASS_PAUSED, FSBPIO_OUTFL_STREAM_BYPASS_PAUSED);
    CHECK_EQUAL(SimDetachFilter(u"Crypt", u"D:"), 0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_STREAM_RESUME, 0, &output), 0);
    CHECK_EQUAL(output.OutFlags & FSBPIO_OUTFL_STREAM_BYPASS_PAUSED, 0);
}

TEST("late attach: a filter without opt-in blocks enabled handles as well, until it is detached")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    HANDLE file = OpenForRead(file0);
    (void)Send(file, FS_BPIO_OP_ENABLE, 0, &output);
    CHECK_EQUAL(SimAddFilter(u"Late", u"late.sys", u"260000", 0, 1, SIM_KIND_MINIFILTER, NULL, NULL), 0);
    CHECK_EQUAL(SimAttachFilter(u"Late", u"D:", NULL), 0);
    CHECK(!NtfsReadsBypassFilters(openOf(file)));
    CHECK_EQUAL(SimDetachFilter(u"Late", u"D:"), 0);
    CHECK(NtfsReadsBypassFilters(openOf(file)));
}

TEST("Filters: a cached open or mapping by any process suspends BypassIO on the enabled handle until it is gone")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    HANDLE file = OpenForRead(file0);
    (void)Send(file, FS_BPIO_OP_ENABLE, 0, &output);
    CHECK_EQUAL(SimSetSuspended(u"D:", u"\\Games\\pak0.bin", 1), 0);
    CHECK(!NtfsReadsBypassFilters(openOf(file)));
    CHECK_EQUAL(countOn(file), 1);
    CHECK_EQUAL(SimSetSuspended(u"D:", u"\\Games\\pak0.bin", 0), 0);
    CHECK(NtfsReadsBypassFilters(openOf(file)));
    CHECK_EQUAL(SimSetSuspended(u"D:", u"\\missing", 1), 2);
}

TEST("GET_INFO: count and storage driver name on volume, directory and file; lengths in characters, clipped to 32")
{
    static const char16_t *const targets[] = {u"\\\\.\\E:", u"E:\\", u"E:\\a"};
    AddMachine(26100);
    CHECK_EQUAL(SimAddVolume(u"E:", u"", u"NTFS", 0, u"a-storage-driver-with-a-very-long-name.sys", BusTypeNvme, 1, NULL), 0);
    CHECK_EQUAL(SimAddFile(u"E:", u"\\a", 1, 0, 0), 0);
    for (uint32_t row = 0; row < 3; row++) {
        FS_BPIO_OUTPUT output;
        CHECK_EQUAL(Send(OpenForRead(targets[row]), FS_BPIO_OP_GET_INFO, 0, &output), 0);
        CHECK_EQUAL(output.GetInfo.StorageDriverNameLen, 32);
        CHECK(TextIs(output.GetInfo.StorageDriverName, 32, u"a-storage-driver-with-a-very-lon"));
        CHECK_EQUAL(output.OutFlags, FSBPIO_OUTFL_COMPATIBLE_STORAGE_DRIVER);
    }
}

TEST("a device opened with attribute rights only cannot carry the FSCTL; data rights on a volume need elevation")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    CHECK_EQUAL(Send(OpenWith(u"\\\\.\\D:", 0, 0), FS_BPIO_OP_QUERY, 0, &output), 1);
    CHECK_EQUAL(Send(OpenWith(u"\\\\.\\D:", FILE_READ_ATTRIBUTES, 0), FS_BPIO_OP_QUERY, 0, &output), 1);
    CHECK_EQUAL(SimSetMachine(u"TEST", 10, 0, 26100, 1, 0), 0);
    CHECK(OpenForRead(u"\\\\.\\D:") == INVALID_HANDLE_VALUE);
    CHECK_EQUAL(GetLastError(), 5);
    CHECK(OpenWith(u"\\\\.\\D:", 0, 0) != INVALID_HANDLE_VALUE);
    CHECK_EQUAL(QueryStatus(file0), 0); /* files need no elevation */
}

TEST("an unknown operation is an invalid parameter: error 87 (inference)")
{
    static const int32_t operations[] = {0, 9, 10, -1, INT32_MAX, INT32_MIN};
    AddMachine(26100);
    HANDLE file = OpenForRead(file0);
    for (uint32_t row = 0; row < sizeof(operations) / sizeof(operations[0]); row++) {
        FS_BPIO_OUTPUT output;
        CHECK_ROW(row, Send(file, operations[row], 0, &output), 87);
    }
}

TEST("names and reasons of vetoes are clipped to 32 and 128 characters")
{
    char16_t reason[301];
    for (uint32_t index = 0; index < 300; index++) {
        reason[index] = (char16_t)(u'a' + index % 26);
    }
    reason[300] = 0;
    AddMachine(26100);
    CHECK_EQUAL(SimAddFilter(u"L", u"filter-with-a-name-of-more-than-32-characters.sys", u"1", 8, 1, 1, NULL, NULL), 0);
    CHECK_EQUAL(SimAttachFilter(u"L", u"D:", NULL), 0);
    CHECK_EQUAL(SimAddVeto(u"L", u"*", 0xC0000022, reason), 0);
    FS_BPIO_OUTPUT output;
    CHECK_EQUAL(Send(OpenForRead(file0), FS_BPIO_OP_QUERY, 0, &output), 0);
    CHECK_EQUAL(output.Query.FailingDriverNameLen, 32);
    CHECK_EQUAL(output.Query.FailureReasonLen, 128);
    CHECK(memcmp(output.Query.FailureReason, reason, 256) == 0);
}
