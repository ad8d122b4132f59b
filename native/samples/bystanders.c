/* Three filters that veto nothing: one that never opted in, one that did not have to, and one that watches. */
#include "samples.h"

SAMPLE_OBSERVER_COUNTS SampleObserverCounts;

static PFLT_FILTER noOptIn, selfOpted, observer;

static FLT_PREOP_CALLBACK_STATUS FLTAPI passThrough(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS FltObjects,
                                                    PVOID *CompletionContext)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(FltObjects);
    *CompletionContext = NULL;
    return FLT_PREOP_SUCCESS_NO_CALLBACK;
}

static NTSTATUS start(PDRIVER_OBJECT driver, const FLT_REGISTRATION *registration, PFLT_FILTER *filter)
{
    NTSTATUS status = FltRegisterFilter(driver, registration, filter);
    if (NT_SUCCESS(status)) {
        status = FltStartFiltering(*filter);
        if (!NT_SUCCESS(status)) {
            FltUnregisterFilter(*filter);
        }
    }
    return status;
}

static NTSTATUS FLTAPI allowTeardown(PCFLT_RELATED_OBJECTS FltObjects, FLT_INSTANCE_QUERY_TEARDOWN_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(FltObjects);
    UNREFERENCED_PARAMETER(Flags);
    return STATUS_SUCCESS;
}

/* Filters reads and writes, and its key's SupportedFeatures is the 0x3 of many published samples. */

static NTSTATUS FLTAPI unloadNoOptIn(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Flags);
    FltUnregisterFilter(noOptIn);
    return STATUS_SUCCESS;
}

NTSTATUS SampleNoOptInEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    static const FLT_OPERATION_REGISTRATION operations[] = {
        {IRP_MJ_READ, 0, passThrough, NULL, NULL},
        {IRP_MJ_WRITE, 0, passThrough, NULL, NULL},
        {IRP_MJ_OPERATION_END, 0, NULL, NULL, NULL},
    };
    static const FLT_REGISTRATION registration = {.Size = sizeof(FLT_REGISTRATION),
                                                  .Version = FLT_REGISTRATION_VERSION,
                                                  .OperationRegistration = operations,
                                                  .FilterUnloadCallback = unloadNoOptIn,
                                                  .InstanceQueryTeardownCallback = allowTeardown};
    UNREFERENCED_PARAMETER(RegistryPath);
    return start(DriverObject, &registration, &noOptIn);
}

/* Filters neither reads nor writes, and so is opted in without a word about it in its key. */

static NTSTATUS FLTAPI unloadSelfOpted(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Flags);
    FltUnregisterFilter(selfOpted);
    return STATUS_SUCCESS;
}

NTSTATUS SampleSelfOptedEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    static const FLT_OPERATION_REGISTRATION operations[] = {
        {IRP_MJ_CREATE, 0, passThrough, NULL, NULL},
        {IRP_MJ_OPERATION_END, 0, NULL, NULL, NULL},
    };
    static const FLT_REGISTRATION registration = {.Size = sizeof(FLT_REGISTRATION),
                                                  .Version = FLT_REGISTRATION_VERSION,
                                                  .OperationRegistration = operations,
                                                  .FilterUnloadCallback = unloadSelfOpted,
                                                  .InstanceQueryTeardownCallback = allowTeardown};
    UNREFERENCED_PARAMETER(RegistryPath);
    return start(DriverObject, &registration, &selfOpted);
}

/* Counts what passes and what comes back refused, in the thread of the request. */

static FLT_PREOP_CALLBACK_STATUS FLTAPI preObserve(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS FltObjects,
                                                   PVOID *CompletionContext)
{
    UNREFERENCED_PARAMETER(FltObjects);
    *CompletionContext = NULL;
    if (SampleBypassIoOperation(Data) == 0) {
        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    }
    SampleObserverCounts.preCount++;
    return FLT_PREOP_SYNCHRONIZE;
}

static FLT_POSTOP_CALLBACK_STATUS FLTAPI postObserve(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS FltObjects,
                                                     PVOID CompletionContext, FLT_POST_OPERATION_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(FltObjects);
    UNREFERENCED_PARAMETER(CompletionContext);
    if (!FlagOn(Flags, FLTFL_POST_OPERATION_DRAINING)) {
        PAGED_CODE();
        SampleObserverCounts.postCount++;
        const FS_BPIO_OUTPUT *output = Data->Iopb->Parameters.FileSystemControl.Buffered.SystemBuffer;
        const BOOLEAN isWhole = Data->IoStatus.Information >= sizeof(*output);
        SampleObserverCounts.vetoCount += NT_SUCCESS(Data->IoStatus.Status) && isWhole && !NT_SUCCESS(output->Query.OpStatus) &&
                                          output->Operation != FS_BPIO_OP_GET_INFO;
    }
    return FLT_POSTOP_FINISHED_PROCESSING;
}

static NTSTATUS FLTAPI unloadObserver(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    UNREFERENCED_PARAMETER(Flags);
    FltUnregisterFilter(observer);
    return STATUS_SUCCESS;
}

NTSTATUS SampleObserverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    static const FLT_OPERATION_REGISTRATION operations[] = {
        {IRP_MJ_FILE_SYSTEM_CONTROL, 0, preObserve, postObserve, NULL},
        {IRP_MJ_OPERATION_END, 0, NULL, NULL, NULL},
    };
    static const FLT_REGISTRATION registration = {.Size = sizeof(FLT_REGISTRATION),
                                                  .Version = FLT_REGISTRATION_VERSION,
                                                  .OperationRegistration = operations,
                                                  .FilterUnloadCallback = unloadObserver,
                                                  .InstanceQueryTeardownCallback = allowTeardown};
    UNREFERENCED_PARAMETER(RegistryPath);
    memset(&SampleObserverCounts, 0, sizeof(SampleObserverCounts));
    return start(DriverObject, &registration, &observer);
}
