/* FltVetoBypassIo and the way of a request through minifilters. The filters here are written as a driver would be. */
#include "../../native/sim/fltmgr.h"
#include "../../native/sim/open.h"
#include "harness.h"

static const UNICODE_STRING reason = RTL_CONSTANT_STRING(L"Because.");

typedef struct {
    const UNICODE_STRING *reason;
    int32_t operation;
    ULONG inputBytes, outputBytes, code;
    NTSTATUS status;
    ULONG flags;
    UCHAR major;
} VETO_CALL;

static NTSTATUS callVeto(VETO_CALL call, FS_BPIO_OUTPUT *buffer)
{
    FLT_IO_PARAMETER_BLOCK block = {.MajorFunction = call.major};
    static char16_t driver[] = u"mine.sys";
    SIM_SERVICE service = {.driver = driver};
    struct _FLT_FILTER filter = {.service = &service};
    block.Parameters.FileSystemControl.Buffered.FsControlCode = call.code;
    block.Parameters.FileSystemControl.Buffered.InputBufferLength = call.inputBytes;
    block.Parameters.FileSystemControl.Buffered.OutputBufferLength = call.outputBytes;
    block.Parameters.FileSystemControl.Buffered.SystemBuffer = buffer;
    FLT_CALLBACK_DATA data = {.Flags = call.flags, .Iopb = &block};
    const FLT_RELATED_OBJECTS objects = {.Size = sizeof(objects), .Filter = &filter};
    memset(buffer, 0, sizeof(*buffer));
    buffer->Operation = call.operation;
    return FltVetoBypassIo(&data, &objects, call.status, call.reason);
}

/* What the documentation says of one call, in the order that this implementation tests. */
static NTSTATUS expected(VETO_CALL call)
{
    const int isVetoable = call.major == IRP_MJ_FILE_SYSTEM_CONTROL && call.code == FSCTL_MANAGE_BYPASS_IO &&
                           (call.flags & FLTFL_CALLBACK_DATA_POST_OPERATION) == 0 &&
                           (call.inputBytes < 4 || call.operation == FS_BPIO_OP_ENABLE || call.operation == FS_BPIO_OP_QUERY);
    if (!isVetoable) {
        return STATUS_NOT_SUPPORTED;
    }
    if (call.inputBytes < 24) {
        return STATUS_INVALID_BUFFER_SIZE;
    }
    if (call.outputBytes < 352) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    if (call.status >= 0) {
        return STATUS_INVALID_PARAMETER_3;
    }
    return call.reason == NULL || call.reason->Buffer == NULL || call.reason->Length == 0 ? STATUS_INVALID_PARAMETER_4
                                                                                         : STATUS_SUCCESS;
}

TEST("FltVetoBypassIo: its five errors over all combinations of arguments; a failure leaves the buffer alone")
{
    static const UNICODE_STRING empty = {0, 0, NULL};
    static const UNICODE_STRING *const reasons[] = {&reason, &empty, NULL};
    static const ULONG inputs[] = {0, 3, 4, 23, 24, 1000}, outputs[] = {0, 351, 352, 1000};
    static const NTSTATUS statuses[] = {STATUS_NOT_SUPPORTED_WITH_ENCRYPTION, STATUS_SUCCESS, 0x40000000, STATUS_BUFFER_OVERFLOW};
    static const ULONG codes[] = {FSCTL_MANAGE_BYPASS_IO, FSCTL_GET_EXTERNAL_BACKING};
    static const ULONG flags[] = {FLTFL_CALLBACK_DATA_IRP_OPERATION, FLTFL_CALLBACK_DATA_POST_OPERATION};
    static const UCHAR majors[] = {IRP_MJ_FILE_SYSTEM_CONTROL, IRP_MJ_READ};
    uint32_t row = 0;
    for (uint32_t n = 0; n < 3 * 6 * 4 * 4 * 2 * 2 * 2 * 10; n++) {
        uint32_t rest = n;
        VETO_CALL call;
        call.reason = reasons[rest % 3], rest /= 3;
        call.inputBytes = inputs[rest % 6], rest /= 6;
        call.outputBytes = outputs[rest % 4], rest /= 4;
        call.status = statuses[rest % 4], rest /= 4;
        call.code = codes[rest % 2], rest /= 2;
        call.flags = flags[rest % 2], rest /= 2;
        call.major = majors[rest % 2], rest /= 2;
        call.operation = (int32_t)rest;
        FS_BPIO_OUTPUT buffer, untouched = {.Operation = call.operation};
        const NTSTATUS status = callVeto(call, &buffer);
        CHECK_ROW(row, (uint32_t)status, (uint32_t)expected(call));
        if (status != STATUS_SUCCESS) {
            CHECK_ROW(row, memcmp(&buffer, &untouched, sizeof(buffer)), 0);
        } else {
            CHECK_ROW(row, buffer.Operation, call.operation);
            CHECK_ROW(row, buffer.Query.OpStatus == call.status, 1);
            CHECK_ROW(row, NAME_IS(buffer.Query, u"mine.sys") && REASON_IS(buffer.Query, u"Because."), 1);
        }
        row++;
    }
}

/* A filter whose callbacks note the order in which they run. */
static char journal[64];
static uint32_t journalCount;
static FLT_PREOP_CALLBACK_STATUS preResult[4];

static uint32_t numberOf(PCFLT_RELATED_OBJECTS objects)
{
    return (uint32_t)(objects->Filter->service->name[0] - u'0');
}

static FLT_PREOP_CALLBACK_STATUS notePre(PFLT_CALLBACK_DATA data, PCFLT_RELATED_OBJECTS objects, PVOID *context)
{
    const uint32_t number = numberOf(objects);
    CHECK_EQUAL(data->Flags & FLTFL_CALLBACK_DATA_POST_OPERATION, 0);
    CHECK(data->Iopb->TargetInstance == objects->Instance);
    journal[journalCount++] = (char)('0' + number);
    *context = &preResult[number];
    if (preResult[number] == FLT_PREOP_COMPLETE) {
        data->IoStatus.Status = STATUS_ACCESS_DENIED;
        data->IoStatus.Information = 0;
    }
    return preResult[number];
}

static FLT_POSTOP_CALLBACK_STATUS notePost(PFLT_CALLBACK_DATA data, PCFLT_RELATED_OBJECTS objects, PVOID context,
                                           FLT_POST_OPERATION_FLAGS flags)
{
    UNREFERENCED_PARAMETER(flags);
    CHECK(data->Flags & FLTFL_CALLBACK_DATA_POST_OPERATION);
    CHECK(context == &preResult[numberOf(objects)]);
    journal[journalCount++] = (char)('a' + numberOf(objects));
    /* from here a veto is too late */
    CHECK_EQUAL((uint32_t)FltVetoBypassIo(data, objects, STATUS_ACCESS_DENIED, &reason), (uint32_t)STATUS_NOT_SUPPORTED);
    return FLT_POSTOP_FINISHED_PROCESSING;
}

static const FLT_OPERATION_REGISTRATION noteOperations[] = {
    {IRP_MJ_FILE_SYSTEM_CONTROL, 0, notePre, notePost, NULL},
    {IRP_MJ_OPERATION_END, 0, NULL, NULL, NULL},
};

/* Replaces the scenario filter behind a service by this one, as a driver's DriverEntry would register itself. */
static void addNoteFilter(const char16_t *name, const char16_t *altitude)
{
    const FLT_REGISTRATION registration = {
        .Size = sizeof(registration), .Version = FLT_REGISTRATION_VERSION, .OperationRegistration = noteOperations};
    PFLT_FILTER filter;
    CHECK_EQUAL(SimAddFilter(name, u"note.sys", altitude, 0, 0, SIM_KIND_MINIFILTER, NULL, NULL), 0);
    SIM_SERVICE *service = FltpFindService(TextOf(name));
    FltUnregisterFilter(service->filter);
    CHECK_EQUAL(FltRegisterFilter(&service->driverObject, &registration, &filter), 0);
    CHECK_EQUAL(FltStartFiltering(filter), 0);
    CHECK_EQUAL(SimAttachFilter(name, u"D:", NULL), 0);
    journalCount = 0;
}

static const char *journalOfQuery(void)
{
    FS_BPIO_OUTPUT output;
    HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin");
    journalCount = 0;
    (void)Send(file, FS_BPIO_OP_QUERY, 0, &output);
    CHECK(CloseHandle(file));
    journal[journalCount] = 0;
    return journal;
}

TEST("pre-operation callbacks run from the highest altitude down, post-operation callbacks back up")
{
    AddMachine(26100);
    addNoteFilter(u"2", u"100");
    addNoteFilter(u"0", u"100.25");
    addNoteFilter(u"1", u"100.2");
    for (uint32_t index = 0; index < 4; index++) {
        preResult[index] = FLT_PREOP_SUCCESS_WITH_CALLBACK;
    }
    CHECK(strcmp(journalOfQuery(), "012cba") == 0);
}

TEST("post-operation callbacks run only for those that asked, and above a filter that completed the request")
{
    AddMachine(26100);
    addNoteFilter(u"0", u"300");
    addNoteFilter(u"1", u"200");
    addNoteFilter(u"2", u"100");
    preResult[0] = FLT_PREOP_SUCCESS_WITH_CALLBACK;
    preResult[1] = FLT_PREOP_SUCCESS_NO_CALLBACK;
    preResult[2] = FLT_PREOP_SUCCESS_WITH_CALLBACK;
    CHECK(strcmp(journalOfQuery(), "012ca") == 0);
    preResult[1] = FLT_PREOP_COMPLETE;
    CHECK(strcmp(journalOfQuery(), "01a") == 0);
    FS_BPIO_OUTPUT output;
    CHECK_EQUAL(Send(OpenForRead(u"D:\\Games\\pak0.bin"), FS_BPIO_OP_QUERY, 0, &output), 5);
}

TEST("STREAM_RESUME sends its QUERY to the top of the stack: every filter sees it")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    addNoteFilter(u"0", u"300");
    preResult[0] = FLT_PREOP_SUCCESS_NO_CALLBACK;
    HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin");
    (void)Send(file, FS_BPIO_OP_ENABLE, 0, &output);
    (void)Send(file, FS_BPIO_OP_STREAM_PAUSE, 0, &output);
    journalCount = 0;
    (void)Send(file, FS_BPIO_OP_STREAM_RESUME, 0, &output);
    CHECK_EQUAL(journalCount, 2); /* the resume itself, and the query */
}

TEST("a filter whose registration has another version or size is refused")
{
    AddMachine(26100);
    FLT_REGISTRATION registration = {.Size = sizeof(registration), .Version = 0x0202};
    PFLT_FILTER filter = (PFLT_FILTER)&registration;
    AddOptedInFilter(u"Any", u"1");
    SIM_SERVICE *service = FltpFindService(TextOf(u"Any"));
    CHECK_EQUAL(FltRegisterFilter(&service->driverObject, &registration, &filter) < 0, 1);
    CHECK(filter == NULL);
}
