/* The way of a file system control through the filters: down in altitude order, up in reverse, and from an instance downward. */
#include "etw.h"
#include "fltmgr.h"
#include "lock.h"
#include "ntfs.h"
#include "process.h"

#include <stdlib.h>

typedef struct {
    PFLT_INSTANCE instance;
    PVOID context;
    bool isSynchronized;
    bool isDrained; /* the instance went away and was told */
} PENDING_POST;

/* One request on its way. Lives on the stack of whoever sent it. */
struct SIM_OPERATION {
    struct SIM_OPERATION *next;
    PFLT_CALLBACK_DATA data;
    PENDING_POST pending[SIM_MAX_INSTANCES];
    uint32_t pendingCount;
};

static void enter(PFLT_INSTANCE instance)
{
    instance->activeCalls++;
    instance->filter->activeCalls++;
}

static void leave(PFLT_INSTANCE instance)
{
    instance->activeCalls--;
    instance->filter->activeCalls--;
    if (instance->isDetaching || instance->filter->isUnregistering) {
        SimWake();
    }
}

static FLT_PREOP_CALLBACK_STATUS callPre(PFLT_CALLBACK_DATA data, PFLT_INSTANCE instance, PVOID *context)
{
    const FLT_RELATED_OBJECTS objects = FltpRelatedObjects(instance, data->Iopb->TargetFileObject);
    data->Iopb->TargetInstance = instance;
    enter(instance);
    const DRIVER_CALL call = VerifierEnterDriver(instance->service, PASSIVE_LEVEL);
    const FLT_PREOP_CALLBACK_STATUS result = instance->filter->preFsControl(data, &objects, context);
    VerifierLeaveDriver(call, PASSIVE_LEVEL);
    if (result == FLT_PREOP_PENDING || result == FLT_PREOP_DISALLOW_FASTIO) {
        VerifierReport("a pre-operation callback returned a status that a file system control here cannot have");
    }
    if (result == FLT_PREOP_SUCCESS_NO_CALLBACK && *context != NULL && instance->service->image != NULL) {
        VerifierReport("a pre-operation callback left a completion context that no callback will free");
    }
    leave(instance);
    return result;
}

static bool canCall(PFLT_INSTANCE instance)
{
    return instance->filter != NULL && instance->filter->isStarted && !instance->isDetaching && !instance->filter->isUnregistering;
}

/* The stack as it is now: a callback that waits lets others attach and detach. */
static uint32_t copyStack(const SIM_VOLUME *volume, PFLT_INSTANCE below, PFLT_INSTANCE *stack)
{
    uint32_t first = 0;
    while (below != NULL && first < volume->instanceCount && volume->instances[first++] != below) {
    }
    const uint32_t count = volume->instanceCount - first;
    memcpy(stack, volume->instances + first, count * sizeof(stack[0]));
    return count;
}

/* Highest altitude first. True when a minifilter completed the operation. */
static bool callPreOperations(struct SIM_OPERATION *operation, const SIM_VOLUME *volume, PFLT_INSTANCE below)
{
    PFLT_INSTANCE stack[SIM_MAX_INSTANCES];
    const uint32_t count = copyStack(volume, below, stack);
    for (uint32_t index = 0; index < count; index++) {
        const PFLT_INSTANCE instance = stack[index];
        if (!canCall(instance)) {
            continue;
        }
        FLT_PREOP_CALLBACK_STATUS result = FLT_PREOP_SUCCESS_WITH_CALLBACK;
        PVOID context = NULL;
        if (instance->filter->preFsControl != NULL) {
            result = callPre(operation->data, instance, &context);
        }
        if (result == FLT_PREOP_COMPLETE) {
            return true;
        }
        const bool wantsPost = result == FLT_PREOP_SUCCESS_WITH_CALLBACK || result == FLT_PREOP_SYNCHRONIZE;
        if (wantsPost && instance->filter->postFsControl != NULL) {
            operation->pending[operation->pendingCount++] =
                (PENDING_POST){instance, context, result == FLT_PREOP_SYNCHRONIZE, false};
        }
    }
    return false;
}

/* A completion may arrive at DISPATCH_LEVEL, and a filter must expect it: here it always does, unless the filter asked for the
 * thread of its pre-operation. */
static void callPost(PFLT_CALLBACK_DATA data, const PENDING_POST *pending, FLT_POST_OPERATION_FLAGS flags)
{
    const PFLT_INSTANCE instance = pending->instance;
    const FLT_RELATED_OBJECTS objects = FltpRelatedObjects(instance, data->Iopb->TargetFileObject);
    const KIRQL irql = pending->isSynchronized ? PASSIVE_LEVEL : DISPATCH_LEVEL;
    data->Iopb->TargetInstance = instance;
    enter(instance);
    const DRIVER_CALL call = VerifierEnterDriver(instance->service, irql);
    if (instance->filter->postFsControl(data, &objects, pending->context, flags) != FLT_POSTOP_FINISHED_PROCESSING) {
        VerifierReport("a post-operation callback asked to continue later, which is not simulated");
    }
    VerifierLeaveDriver(call, irql);
    leave(instance);
}

/* Lowest altitude first, and only those that asked. */
static void callPostOperations(struct SIM_OPERATION *operation)
{
    operation->data->Flags |= FLTFL_CALLBACK_DATA_POST_OPERATION;
    while (operation->pendingCount > 0) {
        PENDING_POST *pending = &operation->pending[--operation->pendingCount];
        if (!pending->isDrained) {
            callPost(operation->data, pending, 0);
        }
    }
}

/* The answer is not there yet: a copy of the callback data with an empty status is what such a callback gets. */
void FltpDrainOperations(PFLT_INSTANCE instance)
{
    for (struct SIM_OPERATION *operation = instance->volume->operations; operation != NULL; operation = operation->next) {
        for (uint32_t index = 0; index < operation->pendingCount; index++) {
            PENDING_POST *pending = &operation->pending[index];
            if (pending->instance == instance && !pending->isDrained) {
                FLT_IO_PARAMETER_BLOCK block = *operation->data->Iopb;
                FLT_CALLBACK_DATA data = {.Flags = operation->data->Flags | FLTFL_CALLBACK_DATA_POST_OPERATION,
                                          .Thread = operation->data->Thread, .Iopb = &block,
                                          .RequestorMode = operation->data->RequestorMode};
                pending->isDrained = true;
                callPost(&data, pending, FLTFL_POST_OPERATION_DRAINING);
            }
        }
    }
}

/* While an operation is on the volume's list, no instance that it may hold is freed. */
static void begin(struct SIM_OPERATION *operation, PFLT_CALLBACK_DATA data, SIM_VOLUME *volume)
{
    operation->next = volume->operations;
    operation->data = data;
    operation->pendingCount = 0;
    volume->operations = operation;
}

static void end(struct SIM_OPERATION *operation, SIM_VOLUME *volume)
{
    struct SIM_OPERATION **link = &volume->operations;
    while (*link != operation) {
        link = &(*link)->next;
    }
    *link = operation->next;
    FltpFreeDetached(volume);
}

static void perform(PFLT_CALLBACK_DATA data, SIM_VOLUME *volume, PFLT_INSTANCE below)
{
    struct SIM_OPERATION operation; /* 6 KiB, of which little is used: not worth clearing */
    begin(&operation, data, volume);
    if (!callPreOperations(&operation, volume, below)) {
        FsDispatchControl(data, volume);
    }
    callPostOperations(&operation);
    end(&operation, volume);
}

static void showRead(PFLT_CALLBACK_DATA data, PFLT_INSTANCE instance)
{
    const FLT_RELATED_OBJECTS objects = FltpRelatedObjects(instance, data->Iopb->TargetFileObject);
    PVOID context = NULL;
    data->Iopb->TargetInstance = instance;
    enter(instance);
    const DRIVER_CALL call = VerifierEnterDriver(instance->service, PASSIVE_LEVEL);
    (void)instance->filter->preRead(data, &objects, &context);
    VerifierLeaveDriver(call, PASSIVE_LEVEL);
    leave(instance);
}

void FltpShowRead(PFILE_OBJECT fileObject, SIM_VOLUME *volume, uint64_t offset, uint32_t bytes, void *buffer)
{
    FLT_IO_PARAMETER_BLOCK block = {.MajorFunction = IRP_MJ_READ, .TargetFileObject = fileObject};
    block.Parameters.Read.Length = bytes;
    block.Parameters.Read.ByteOffset.QuadPart = (int64_t)offset;
    block.Parameters.Read.ReadBuffer = buffer;
    FLT_CALLBACK_DATA data = {.Flags = FLTFL_CALLBACK_DATA_IRP_OPERATION, .Thread = ProcessCurrentThread(), .Iopb = &block,
                              .RequestorMode = UserMode};
    struct SIM_OPERATION operation;
    PFLT_INSTANCE stack[SIM_MAX_INSTANCES];
    begin(&operation, &data, volume);
    const uint32_t count = copyStack(volume, NULL, stack);
    for (uint32_t index = 0; index < count; index++) {
        if (canCall(stack[index]) && stack[index]->filter->preRead != NULL) {
            showRead(&data, stack[index]);
        }
    }
    end(&operation, volume);
}

/* The filter manager's own look at the request, before any minifilter sees it. It refuses ENABLE and QUERY, and only those,
 * on a stack that has an attached minifilter without opt-in. A file system learns of such an attach through a notification
 * that NTFS alone implements, so that other file systems are not inspected (inference), nor is Windows 10. */
static bool inspectBypassIo(PFLT_CALLBACK_DATA data, const SIM_VOLUME *volume)
{
    const FLT_PARAMETERS *parameters = &data->Iopb->Parameters;
    if (parameters->FileSystemControl.Buffered.FsControlCode != FSCTL_MANAGE_BYPASS_IO || !FltpIsAttachBlocked(volume) ||
        !volume->isNtfs || Machine.build < SIM_FIRST_BYPASSIO_BUILD ||
        parameters->FileSystemControl.Buffered.InputBufferLength < sizeof(FS_BPIO_INPUT)) {
        return false;
    }
    FS_BPIO_INPUT input;
    memcpy(&input, parameters->FileSystemControl.Buffered.SystemBuffer, sizeof(input));
    if (input.Operation != FS_BPIO_OP_ENABLE && input.Operation != FS_BPIO_OP_QUERY) {
        return false;
    }
    data->IoStatus.Information = 0;
    if (parameters->FileSystemControl.Buffered.OutputBufferLength < sizeof(FS_BPIO_OUTPUT)) {
        data->IoStatus.Status = STATUS_BUFFER_TOO_SMALL;
        return true;
    }
    FS_BPIO_OUTPUT *output = parameters->FileSystemControl.Buffered.SystemBuffer;
    FltpFillVeto(output, input.Operation, STATUS_BYPASSIO_FLT_NOT_SUPPORTED, TextOf(volume->attachBlocker->service->driver),
                 TEXT_LITERAL(u"The specified minifilter does not support bypass IO."));
    output->OutFlags = FSBPIO_OUTFL_FILTER_ATTACH_BLOCKED;
    data->IoStatus.Status = STATUS_SUCCESS;
    data->IoStatus.Information = sizeof(FS_BPIO_OUTPUT);
    return true;
}

static FLT_IO_PARAMETER_BLOCK controlBlock(PFILE_OBJECT fileObject, ULONG code, void *systemBuffer, ULONG inputBytes,
                                           ULONG outputBytes)
{
    FLT_IO_PARAMETER_BLOCK block = {.MajorFunction = IRP_MJ_FILE_SYSTEM_CONTROL, .MinorFunction = IRP_MN_USER_FS_REQUEST,
                                    .TargetFileObject = fileObject};
    block.Parameters.FileSystemControl.Buffered.OutputBufferLength = outputBytes;
    block.Parameters.FileSystemControl.Buffered.InputBufferLength = inputBytes;
    block.Parameters.FileSystemControl.Buffered.FsControlCode = code;
    block.Parameters.FileSystemControl.Buffered.SystemBuffer = systemBuffer;
    return block;
}

NTSTATUS FltpSendFsControl(PFILE_OBJECT fileObject, SIM_VOLUME *volume, ULONG code, void *systemBuffer, ULONG inputBytes,
                           ULONG outputBytes, KPROCESSOR_MODE mode, ULONG_PTR *information)
{
    *information = 0;
    if (volume->isGone) {
        return STATUS_VOLUME_DISMOUNTED;
    }
    FLT_IO_PARAMETER_BLOCK block = controlBlock(fileObject, code, systemBuffer, inputBytes, outputBytes);
    FLT_CALLBACK_DATA data = {.Flags = FLTFL_CALLBACK_DATA_IRP_OPERATION | FLTFL_CALLBACK_DATA_SYSTEM_BUFFER,
                              .Thread = ProcessCurrentThread(), .Iopb = &block, .RequestorMode = mode};
    if (!inspectBypassIo(&data, volume)) {
        perform(&data, volume, NULL);
    }
    *information = data.IoStatus.Information;
    return data.IoStatus.Status;
}

/* Only filters below the instance see the request; the filter manager's inspection belongs to its own entry from the I/O manager,
 * which a request from inside the stack does not pass (inference: the decompiled entry is the only caller). */
NTSTATUS FLTAPI FltFsControlFile(PFLT_INSTANCE Instance, PFILE_OBJECT FileObject, ULONG FsControlCode, PVOID InputBuffer,
                                 ULONG InputBufferLength, PVOID OutputBuffer, ULONG OutputBufferLength, PULONG LengthReturned)
{
    VerifierIrql(PASSIVE_LEVEL, "FltFsControlFile");
    SIM_VOLUME *volume = Instance->volume;
    if (LengthReturned != NULL) {
        *LengthReturned = 0;
    }
    if (volume->isGone) {
        return STATUS_VOLUME_DISMOUNTED;
    }
    if (Instance->isDetaching) {
        return STATUS_FLT_DELETING_OBJECT;
    }
    if (((const SIM_OPEN *)FileObject->FsContext2)->volume != volume) {
        return STATUS_INVALID_PARAMETER;
    }
    const ULONG bytes = InputBufferLength > OutputBufferLength ? InputBufferLength : OutputBufferLength;
    uint8_t *buffer = KernelAllocate((size_t)bytes + 1);
    if (buffer == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    if (InputBufferLength != 0) {
        memcpy(buffer, InputBuffer, InputBufferLength);
    }
    FLT_IO_PARAMETER_BLOCK block = controlBlock(FileObject, FsControlCode, buffer, InputBufferLength, OutputBufferLength);
    FLT_CALLBACK_DATA data = {.Flags = FLTFL_CALLBACK_DATA_IRP_OPERATION | FLTFL_CALLBACK_DATA_SYSTEM_BUFFER |
                                       FLTFL_CALLBACK_DATA_GENERATED_IO,
                              .Thread = ProcessCurrentThread(), .Iopb = &block, .RequestorMode = KernelMode};
    Instance->references++; /* it marks the place until the request is back */
    perform(&data, volume, Instance);
    Instance->references--;
    SimWake();
    const ULONG_PTR returned = data.IoStatus.Information;
    if (!NT_ERROR(data.IoStatus.Status) && OutputBuffer != NULL) {
        memcpy(OutputBuffer, buffer, returned < OutputBufferLength ? returned : OutputBufferLength);
    }
    if (LengthReturned != NULL) {
        *LengthReturned = (ULONG)returned;
    }
    free(buffer);
    return data.IoStatus.Status;
}
