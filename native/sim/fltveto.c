/* FltVetoBypassIo. */
#include "etw.h"
#include "fltmgr.h"

static uint32_t clipInto(char16_t *out, uint32_t capacity, TEXT text)
{
    const uint32_t count = text.count < capacity ? text.count : capacity;
    if (count != 0) {
        memcpy(out, text.chars, count * sizeof(char16_t));
    }
    return count;
}

void FltpFillVeto(FS_BPIO_OUTPUT *output, int32_t operation, NTSTATUS status, TEXT driver, TEXT reason)
{
    memset(output, 0, sizeof(*output));
    output->Operation = operation;
    output->Query.OpStatus = status;
    output->Query.FailingDriverNameLen =
        (uint16_t)clipInto(output->Query.FailingDriverName, BPIO_DRIVER_NAME_CHARS, driver);
    output->Query.FailureReasonLen = (uint16_t)clipInto(output->Query.FailureReason, BPIO_REASON_CHARS, reason);
}

/* Only ENABLE and QUERY can be vetoed, and only on the way down. */
static bool isVetoable(const FLT_CALLBACK_DATA *data)
{
    if ((data->Flags & FLTFL_CALLBACK_DATA_POST_OPERATION) != 0 ||
        data->Iopb->MajorFunction != IRP_MJ_FILE_SYSTEM_CONTROL ||
        data->Iopb->Parameters.FileSystemControl.Buffered.FsControlCode != FSCTL_MANAGE_BYPASS_IO) {
        return false;
    }
    const void *buffer = data->Iopb->Parameters.FileSystemControl.Buffered.SystemBuffer;
    if (buffer == NULL ||
        data->Iopb->Parameters.FileSystemControl.Buffered.InputBufferLength < sizeof(((FS_BPIO_INPUT *)0)->Operation)) {
        return true; /* the operation cannot be read: the length check that follows says why */
    }
    int32_t operation;
    memcpy(&operation, buffer, sizeof(operation));
    return operation == FS_BPIO_OP_ENABLE || operation == FS_BPIO_OP_QUERY;
}

/* The documentation lists the failures and not their order. Windows may test in another order when several apply, and for an
 * empty reason or for a warning status; here a reason needs at least one character and a status has to be negative. */
NTSTATUS FLTAPI FltVetoBypassIo(PFLT_CALLBACK_DATA CallbackData, PCFLT_RELATED_OBJECTS FltObjects, NTSTATUS OperationStatus,
                                PCUNICODE_STRING FailureReason)
{
    if (!isVetoable(CallbackData)) {
        return STATUS_NOT_SUPPORTED;
    }
    VerifierIrql(APC_LEVEL, "FltVetoBypassIo");
    const FLT_PARAMETERS *parameters = &CallbackData->Iopb->Parameters;
    FS_BPIO_OUTPUT *output = parameters->FileSystemControl.Buffered.SystemBuffer;
    if (output == NULL || parameters->FileSystemControl.Buffered.InputBufferLength < sizeof(FS_BPIO_INPUT)) {
        return STATUS_INVALID_BUFFER_SIZE;
    }
    if (parameters->FileSystemControl.Buffered.OutputBufferLength < sizeof(FS_BPIO_OUTPUT)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    if (NT_SUCCESS(OperationStatus)) {
        return STATUS_INVALID_PARAMETER_3;
    }
    if (FailureReason == NULL || FailureReason->Buffer == NULL || FailureReason->Length == 0) {
        return STATUS_INVALID_PARAMETER_4;
    }
    /* Input and output share the system buffer: read the operation before the output is written over it. */
    int32_t operation;
    memcpy(&operation, output, sizeof(operation));
    const TEXT reason = {FailureReason->Buffer, FailureReason->Length / (uint32_t)sizeof(WCHAR)};
    FltpFillVeto(output, operation, OperationStatus, TextOf(FltObjects->Filter->service->driver), reason);
    EtwBypassIoVetoed(FltObjects->Filter->service, CallbackData->Iopb->TargetFileObject, operation, reason, OperationStatus);
    return STATUS_SUCCESS;
}
