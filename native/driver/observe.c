/* Watching FSCTL_MANAGE_BYPASS_IO go down. Nothing in the request is ever written, and every way out of the pre-operation lets it
 * pass: when memory or a name is short, the record suffers and the request does not. */
#include "probe.h"

#include "paged.h"

/* The requestor's image file name, without its folder. Sources: FltGetRequestorProcess, SeLocateProcessImageName. */
static VOID ProbepNameProcess(_In_ PFLT_CALLBACK_DATA Data, _Inout_ PROBE_RECORD *Record)
{
    PUNICODE_STRING image = NULL;
    PEPROCESS process = FltGetRequestorProcess(Data);
    USHORT start;

    PAGED_CODE();
    if (process == NULL || !NT_SUCCESS(SeLocateProcessImageName(process, &image)) || image == NULL) {
        return;
    }
    for (start = image->Length / sizeof(WCHAR); start > 0 && image->Buffer[start - 1] != L'\\'; start--) {
    }
    Record->ProcessUnits = ProbeCopyText(Record->Process, PROBE_PROCESS_UNITS, image->Buffer + start,
                                          (ULONG)image->Length - start * (ULONG)sizeof(WCHAR));
    ExFreePool(image);
}

/* FSCTL_MANAGE_BYPASS_IO is no paging I/O, for which a name must not be asked. The opened name needs no further I/O to
 * normalize it, so asking costs the request little. */
static VOID ProbepNameFile(_In_ PFLT_CALLBACK_DATA Data, _Inout_ PROBE_RECORD *Record)
{
    PFLT_FILE_NAME_INFORMATION name = NULL;

    PAGED_CODE();
    if (!NT_SUCCESS(FltGetFileNameInformation(Data, FLT_FILE_NAME_OPENED | FLT_FILE_NAME_QUERY_DEFAULT, &name))) {
        Record->Flags |= PROBE_RECORD_NO_PATH;
        return;
    }
    Record->PathUnits = ProbeCopyText(Record->Path, PROBE_PATH_UNITS, name->Name.Buffer, name->Name.Length);
    if (name->Name.Length / sizeof(WCHAR) > PROBE_PATH_UNITS) {
        Record->Flags |= PROBE_RECORD_PATH_CUT;
    }
    FltReleaseFileNameInformation(name);
}

static PROBE_RECORD *ProbepCreateRecord(_In_ PFLT_CALLBACK_DATA Data)
{
    const FLT_PARAMETERS *parameters = &Data->Iopb->Parameters;
    PROBE_RECORD *record = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*record), PROBE_TAG_RECORD); /* zeroed */
    LARGE_INTEGER now;

    PAGED_CODE();
    if (record == NULL) {
        return NULL;
    }
    KeQuerySystemTimePrecise(&now);
    record->Version = PROBE_WIRE_VERSION;
    record->ByteLength = sizeof(*record);
    record->Time = now.QuadPart;
    record->ProcessId = FltGetRequestorProcessId(Data);
    record->ThreadId = (ULONG)(ULONG_PTR)PsGetThreadId(Data->Thread);
    record->Flags = Data->RequestorMode == KernelMode ? PROBE_RECORD_FROM_KERNEL : 0;
    if (parameters->FileSystemControl.Buffered.SystemBuffer != NULL &&
        parameters->FileSystemControl.Buffered.InputBufferLength >= sizeof(FS_BPIO_INPUT)) {
        /* Input and output share the buffer: now is the last moment to read what was asked. */
        const FS_BPIO_INPUT *input = parameters->FileSystemControl.Buffered.SystemBuffer;
        record->Operation = (int32_t)input->Operation;
        record->InFlags = (int32_t)input->InFlags;
    }
    ProbepNameProcess(Data, record);
    ProbepNameFile(Data, record);
    return record;
}

static BOOLEAN ProbepObserves(_In_ PFLT_INSTANCE Instance)
{
    PFLT_CONTEXT context = NULL;
    BOOLEAN observes;

    if (!NT_SUCCESS(FltGetInstanceContext(Instance, &context))) {
        return FALSE;
    }
    observes = ((const PROBE_INSTANCE *)context)->Observes;
    FltReleaseContext(context);
    return observes;
}

_Use_decl_annotations_ FLT_PREOP_CALLBACK_STATUS FLTAPI
ProbePreFsControl(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS FltObjects, PVOID *CompletionContext)
{
    PROBE_RECORD *record;

    PAGED_CODE();
    *CompletionContext = NULL;
    if (Data->Iopb->Parameters.FileSystemControl.Common.FsControlCode != FSCTL_MANAGE_BYPASS_IO ||
        !ProbepObserves(FltObjects->Instance)) {
        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    }
    InterlockedIncrement64(&Probe.ObservedCount);
    record = ProbepCreateRecord(Data);
    if (record == NULL) {
        ProbeRingDrop(&Probe.Ring);
        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    }
    *CompletionContext = record;
    return FLT_PREOP_SUCCESS_WITH_CALLBACK;
}
