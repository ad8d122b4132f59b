/* Watching the answer come back. All of it may run at DISPATCH_LEVEL, so nothing here is paged and nothing waits. */
#include "probe.h"

_Use_decl_annotations_ USHORT ProbeCopyText(uint16_t *To, USHORT Capacity, const VOID *From, ULONG Bytes)
{
    const ULONG units = Bytes / sizeof(WCHAR);
    const USHORT count = units < Capacity ? (USHORT)units : Capacity;

    RtlCopyMemory(To, From, count * sizeof(WCHAR));
    return count;
}

/* FS_BPIO_OUTPUT has room for a refusal in these operations only. */
static BOOLEAN ProbepAnswersWithResults(_In_ int32_t Operation)
{
    return Operation == FS_BPIO_OP_ENABLE || Operation == FS_BPIO_OP_QUERY || Operation == FS_BPIO_OP_VOLUME_STACK_RESUME ||
           Operation == FS_BPIO_OP_STREAM_RESUME;
}

static USHORT ProbepClip(_In_ USHORT Units, _In_ USHORT Capacity)
{
    return Units < Capacity ? Units : Capacity;
}

/* The counts inside the answer were written by somebody else: each is clipped to its array before it is used. */
static VOID ProbepReadAnswer(_In_ PFLT_CALLBACK_DATA Data, _Inout_ PROBE_RECORD *Record)
{
    const FLT_PARAMETERS *parameters = &Data->Iopb->Parameters;
    const FS_BPIO_OUTPUT *output = parameters->FileSystemControl.Buffered.SystemBuffer;
    const ULONG capacity = parameters->FileSystemControl.Buffered.OutputBufferLength;

    Record->Status = Data->IoStatus.Status;
    if (!NT_SUCCESS(Data->IoStatus.Status) || output == NULL || capacity < sizeof(*output) ||
        Data->IoStatus.Information < sizeof(*output)) {
        return;
    }
    Record->Flags |= PROBE_RECORD_ANSWERED;
    Record->OutFlags = (uint32_t)output->OutFlags;
    if (!ProbepAnswersWithResults(Record->Operation)) {
        return;
    }
    Record->OpStatus = (int32_t)output->Query.OpStatus;
    Record->DriverUnits =
        ProbeCopyText(Record->Driver, PROBE_DRIVER_UNITS, output->Query.FailingDriverName,
                       ProbepClip(output->Query.FailingDriverNameLen, PROBE_DRIVER_UNITS) * (ULONG)sizeof(WCHAR));
    Record->ReasonUnits = ProbeCopyText(Record->Reason, PROBE_REASON_UNITS, output->Query.FailureReason,
                                         ProbepClip(output->Query.FailureReasonLen, PROBE_REASON_UNITS) * (ULONG)sizeof(WCHAR));
}

/* May run at DISPATCH_LEVEL: record and ring are non-paged, the system buffer is too. While draining, the callback data says
 * nothing of the outcome. */
_Use_decl_annotations_ FLT_POSTOP_CALLBACK_STATUS FLTAPI
ProbePostFsControl(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS FltObjects, PVOID CompletionContext,
                   FLT_POST_OPERATION_FLAGS Flags)
{
    PROBE_RECORD *record = CompletionContext;

    UNREFERENCED_PARAMETER(FltObjects);
    if (FlagOn(Flags, FLTFL_POST_OPERATION_DRAINING)) {
        record->Flags |= PROBE_RECORD_DRAINED;
    } else {
        ProbepReadAnswer(Data, record);
    }
    ProbeRingPut(&Probe.Ring, record);
    ExFreePoolWithTag(record, PROBE_TAG_RECORD);
    return FLT_POSTOP_FINISHED_PROCESSING;
}
