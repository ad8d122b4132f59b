#include "filter-support.h"

#include "harness.h"
#include "probe-support.h"

enum { TEST_TAG = 0x74736554 };

TEST_FILTER TestFilter;

static void note(char what)
{
    if (TestFilter.journalCount < sizeof(TestFilter.journal) - 1) {
        TestFilter.journal[TestFilter.journalCount++] = what;
    }
}

static FLT_PREOP_CALLBACK_STATUS FLTAPI pre(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS FltObjects, PVOID *CompletionContext)
{
    *CompletionContext = NULL;
    TestFilter.preCount++;
    TestFilter.preIrql = KeGetCurrentIrql();
    if (TestFilter.forgetsName) {
        PFLT_FILE_NAME_INFORMATION name;
        (void)FltGetFileNameInformation(Data, FLT_FILE_NAME_OPENED, &name);
    }
    if (TestFilter.asksUserInPre && TestFilter.client != NULL) {
        TestFilter.replyBytes = sizeof(TestFilter.reply);
        TestFilter.sendStatus = FltSendMessage(FltObjects->Filter, &TestFilter.client, (PVOID) "may I?", 6, TestFilter.reply,
                                               &TestFilter.replyBytes, NULL);
    }
    if (TestFilter.preResult == FLT_PREOP_COMPLETE) {
        Data->IoStatus.Status = STATUS_ACCESS_DENIED;
        Data->IoStatus.Information = 0;
    }
    return TestFilter.preResult;
}

static FLT_POSTOP_CALLBACK_STATUS FLTAPI post(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS FltObjects, PVOID CompletionContext,
                                              FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(FltObjects);
    UNREFERENCED_PARAMETER(CompletionContext);
    TestFilter.postIrql = KeGetCurrentIrql();
    *TestFilter.memory += 1;
    TestFilter.postCount++;
    TestFilter.drainCount += FlagOn(Flags, FLTFL_POST_OPERATION_DRAINING) != 0;
    return FLT_POSTOP_FINISHED_PROCESSING;
}

static NTSTATUS FLTAPI setup(PCFLT_RELATED_OBJECTS FltObjects, FLT_INSTANCE_SETUP_FLAGS Flags, DEVICE_TYPE DeviceType,
                             FLT_FILESYSTEM_TYPE FileSystem)
{
    note(FlagOn(Flags, FLTFL_INSTANCE_SETUP_AUTOMATIC_ATTACHMENT) ? 'A' : 'M');
    CHECK_EQUAL(DeviceType, 8);
    CHECK_EQUAL(FileSystem, FLT_FSTYPE_NTFS);
    CHECK(FltObjects->Instance != NULL && FltObjects->Volume != NULL);
    return TestFilter.setupStatus;
}

static NTSTATUS FLTAPI queryTeardown(PCFLT_RELATED_OBJECTS FltObjects, FLT_INSTANCE_QUERY_TEARDOWN_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(FltObjects);
    UNREFERENCED_PARAMETER(Flags);
    note('q');
    return TestFilter.queryTeardownStatus;
}

static VOID FLTAPI teardownStart(PCFLT_RELATED_OBJECTS FltObjects, FLT_INSTANCE_TEARDOWN_FLAGS Reason)
{
    UNREFERENCED_PARAMETER(FltObjects);
    note(Reason == FLTFL_INSTANCE_TEARDOWN_MANUAL ? 's' : Reason == FLTFL_INSTANCE_TEARDOWN_FILTER_UNLOAD ? 'u' : 'v');
}

static VOID FLTAPI teardownComplete(PCFLT_RELATED_OBJECTS FltObjects, FLT_INSTANCE_TEARDOWN_FLAGS Reason)
{
    UNREFERENCED_PARAMETER(FltObjects);
    UNREFERENCED_PARAMETER(Reason);
    note('c');
}

static VOID FLTAPI cleanup(PFLT_CONTEXT Context, FLT_CONTEXT_TYPE Type)
{
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Type);
    TestFilter.cleanupCount++;
}

static NTSTATUS FLTAPI connect(PFLT_PORT ClientPort, PVOID ServerPortCookie, PVOID Context, ULONG SizeOfContext, PVOID *Cookie)
{
    CHECK(ServerPortCookie == &TestFilter);
    TestFilter.connectContextBytes = SizeOfContext;
    memcpy(TestFilter.connectContext, Context == NULL ? (PVOID) "" : Context, SizeOfContext < 16 ? SizeOfContext : 16);
    TestFilter.client = ClientPort;
    *Cookie = &TestFilter.client;
    return TestFilter.connectStatus;
}

static VOID FLTAPI disconnect(PVOID Cookie)
{
    note('d');
    TestFilter.disconnectCookie = Cookie;
    FltCloseClientPort(TestFilter.filter, &TestFilter.client);
}

static NTSTATUS FLTAPI message(PVOID PortCookie, PVOID Input, ULONG InputBytes, PVOID Output, ULONG OutputBytes, PULONG Written)
{
    TestFilter.messageIrql = KeGetCurrentIrql();
    TestFilter.messageCookie = PortCookie;
    TestFilter.messageInput = Input;
    TestFilter.messageInputBytes = InputBytes;
    TestFilter.messageOutput = Output;
    TestFilter.messageOutputBytes = OutputBytes;
    *Written = TestFilter.messageWrites;
    return TestFilter.messageStatus;
}

static NTSTATUS FLTAPI unload(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    note(FlagOn(Flags, FLTFL_FILTER_UNLOAD_MANDATORY) ? 'X' : 'U');
    if (!NT_SUCCESS(TestFilter.unloadStatus) && !FlagOn(Flags, FLTFL_FILTER_UNLOAD_MANDATORY)) {
        return TestFilter.unloadStatus;
    }
    if (TestFilter.freesBeforeUnregister) {
        ExFreePoolWithTag(TestFilter.memory, TEST_TAG);
    }
    if (!TestFilter.closesPortAfterUnregister) {
        FltCloseCommunicationPort(TestFilter.server);
    }
    FltUnregisterFilter(TestFilter.filter);
    if (!TestFilter.freesBeforeUnregister && !TestFilter.leavesPool) {
        ExFreePoolWithTag(TestFilter.memory, TEST_TAG);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS entry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    static const FLT_CONTEXT_REGISTRATION contexts[] = {
        {FLT_INSTANCE_CONTEXT, 0, cleanup, 8, TEST_TAG, NULL, NULL, NULL},
        {FLT_STREAM_CONTEXT, 0, cleanup, FLT_VARIABLE_SIZED_CONTEXTS, TEST_TAG, NULL, NULL, NULL},
        {FLT_CONTEXT_END, 0, NULL, 0, 0, NULL, NULL, NULL},
    };
    static const FLT_OPERATION_REGISTRATION operations[] = {
        {IRP_MJ_FILE_SYSTEM_CONTROL, 0, pre, post, NULL},
        {IRP_MJ_OPERATION_END, 0, NULL, NULL, NULL},
    };
    const FLT_REGISTRATION registration = {
        .Size = sizeof(registration),
        .Version = FLT_REGISTRATION_VERSION,
        .ContextRegistration = contexts,
        .OperationRegistration = operations,
        .FilterUnloadCallback = unload,
        .InstanceSetupCallback = setup,
        .InstanceQueryTeardownCallback = TestFilter.hasQueryTeardown ? queryTeardown : NULL,
        .InstanceTeardownStartCallback = teardownStart,
        .InstanceTeardownCompleteCallback = teardownComplete,
    };
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\TestPort");
    OBJECT_ATTRIBUTES attributes;
    UNREFERENCED_PARAMETER(RegistryPath);
    InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
    TestFilter.memory = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*TestFilter.memory), TEST_TAG);
    CHECK_EQUAL(FltRegisterFilter(DriverObject, &registration, &TestFilter.filter), 0);
    CHECK_EQUAL(FltCreateCommunicationPort(TestFilter.filter, &TestFilter.server, &attributes, &TestFilter, connect, disconnect,
                                           TestFilter.hasMessage ? message : NULL, TestFilter.maxConnections),
                0);
    return FltStartFiltering(TestFilter.filter);
}

void InstallTestFilter(void)
{
    static const SIM_IMAGE image = {u"TestFilter", u"TestFilter.sys", u"200000", 0x8, false, entry};
    memset(&TestFilter, 0, sizeof(TestFilter));
    TestFilter.hasQueryTeardown = TestFilter.hasMessage = true;
    TestFilter.maxConnections = 2;
    TestFilter.preResult = FLT_PREOP_SUCCESS_WITH_CALLBACK;
    EnableLoadPrivilege();
    CHECK_EQUAL(DriversInstall(&image, 0), 0);
}

void StartTestFilter(void)
{
    InstallTestFilter();
    CHECK_EQUAL(FilterLoad(u"TestFilter"), 0);
    CHECK_EQUAL(FilterAttach(u"TestFilter", u"D:\\", NULL, 0, NULL), 0);
}
