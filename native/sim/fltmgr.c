/* The filter manager: registration, instances in altitude order, and the way of a file system control through them. */
#include "fltmgr.h"

#include "altitude.h"
#include "etw.h"
#include "ntfs.h"

#include <stdlib.h>

NTSTATUS FLTAPI FltRegisterFilter(PDRIVER_OBJECT Driver, CONST FLT_REGISTRATION *Registration, PFLT_FILTER *RetFilter)
{
    *RetFilter = NULL;
    if (Driver == NULL || Registration == NULL || Registration->Size != sizeof(*Registration) ||
        Registration->Version != FLT_REGISTRATION_VERSION) {
        return STATUS_INVALID_PARAMETER;
    }
    /* Windows finds the service key by the driver object's name; here the driver object is part of it. */
    SIM_SERVICE *service = (SIM_SERVICE *)(void *)((char *)Driver - offsetof(SIM_SERVICE, driverObject));
    PFLT_FILTER filter = calloc(1, sizeof(*filter));
    if (filter == NULL) {
        return STATUS_NO_MEMORY;
    }
    filter->service = service;
    filter->registration = *Registration;
    bool touchesData = false;
    const FLT_OPERATION_REGISTRATION *operation = Registration->OperationRegistration;
    for (; operation != NULL && operation->MajorFunction != IRP_MJ_OPERATION_END; operation++) {
        touchesData |= operation->MajorFunction == IRP_MJ_READ || operation->MajorFunction == IRP_MJ_WRITE;
        if (operation->MajorFunction == IRP_MJ_FILE_SYSTEM_CONTROL) {
            filter->preFsControl = operation->PreOperation;
            filter->postFsControl = operation->PostOperation;
        }
    }
    /* "Minifilters that filter neither IRP_MJ_READ nor IRP_MJ_WRITE are opted in automatically" (BypassIO for filter
     * drivers). The registry value itself keeps its bits: whether Windows then shows 0x8 is not documented. */
    filter->isOptedIn = !touchesData || (service->supportedFeatures & SUPPORTED_FS_FEATURES_BYPASS_IO) != 0;
    service->filter = filter;
    *RetFilter = filter;
    return STATUS_SUCCESS;
}

NTSTATUS FLTAPI FltStartFiltering(PFLT_FILTER Filter)
{
    Filter->isStarted = true;
    EtwFilterLoaded(Filter->service);
    return STATUS_SUCCESS;
}

VOID FLTAPI FltUnregisterFilter(PFLT_FILTER Filter)
{
    SIM_SERVICE *service = Filter->service;
    for (uint32_t index = 0; index < Machine.volumeCount; index++) {
        (void)FltpDetach(service, Machine.volumes[index]);
    }
    service->filter = NULL;
    free(Filter);
    EtwFilterUnloaded(service);
}

void FltpDestroyService(SIM_SERVICE *service)
{
    for (uint32_t index = 0; index < service->ruleCount; index++) {
        free(service->rules[index].pattern);
        free(service->rules[index].reason);
        free(service->rules[index].rawBytes);
    }
    free(service->rules);
    free(service->filter);
    free(service->name);
    free(service->driver);
    free(service->altitude);
    free(service->driverObjectName);
    free(service);
}

SIM_SERVICE *FltpFindService(TEXT name)
{
    for (uint32_t index = 0; index < Machine.serviceCount; index++) {
        if (TextEquals(TextOf(Machine.services[index]->name), name)) {
            return Machine.services[index];
        }
    }
    return NULL;
}

PFLT_INSTANCE FltpFindInstance(const SIM_SERVICE *service, const SIM_VOLUME *volume)
{
    for (uint32_t index = 0; index < volume->instanceCount; index++) {
        if (volume->instances[index]->service == service) {
            return volume->instances[index];
        }
    }
    return NULL;
}

static void findAttachBlocker(SIM_VOLUME *volume)
{
    volume->attachBlocker = NULL;
    for (uint32_t index = 0; index < volume->instanceCount && volume->attachBlocker == NULL; index++) {
        /* Legacy filters have no SupportedFeatures of their own and are not inspected: the documentation speaks of
         * minifilters only and is silent about them. */
        PFLT_FILTER filter = volume->instances[index]->filter;
        if (filter != NULL && !filter->isOptedIn) {
            volume->attachBlocker = volume->instances[index];
        }
    }
}

bool FltpIsAttachBlocked(const SIM_VOLUME *volume)
{
    return volume->attachBlocker != NULL;
}

/* Position by altitude; UINT32_MAX when a minifilter already sits there or an instance has the name. */
static uint32_t findPosition(const SIM_SERVICE *service, const SIM_VOLUME *volume, TEXT instanceName)
{
    uint32_t position = 0;
    for (uint32_t index = 0; index < volume->instanceCount; index++) {
        const PFLT_INSTANCE other = volume->instances[index];
        const int order = AltitudeCompare(TextOf(other->service->altitude), TextOf(service->altitude));
        const bool isCollision = order == 0 && other->filter != NULL && service->kind == SIM_KIND_MINIFILTER;
        if (isCollision || other->service == service || TextEquals(TextOf(other->name), instanceName)) {
            return UINT32_MAX;
        }
        position = order >= 0 ? index + 1 : position;
    }
    return position;
}

static uint32_t insertInstance(SIM_SERVICE *service, SIM_VOLUME *volume, TEXT name)
{
    const uint32_t position = findPosition(service, volume, name);
    if (position == UINT32_MAX) {
        return ERROR_ALREADY_EXISTS;
    }
    PFLT_INSTANCE instance = calloc(1, sizeof(*instance));
    if (instance == NULL || (instance->name = TextCopy(name)) == NULL) {
        free(instance);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    instance->service = service;
    instance->filter = service->filter;
    instance->volume = volume;
    instance->serial = ++Machine.nextSerial;
    for (uint32_t index = volume->instanceCount; index > position; index--) {
        volume->instances[index] = volume->instances[index - 1];
    }
    volume->instances[position] = instance;
    volume->instanceCount++;
    service->instanceCount++;
    findAttachBlocker(volume);
    return ERROR_SUCCESS;
}

uint32_t FltpAttach(SIM_SERVICE *service, SIM_VOLUME *volume, TEXT instanceName)
{
    if (volume->instanceCount == SIM_MAX_INSTANCES) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    if (instanceName.count != 0) {
        return insertInstance(service, volume, instanceName);
    }
    char16_t name[160];
    TEXT_BUFFER buffer = {name, 160, 0};
    TextAppend(&buffer, TextOf(service->name));
    TextAppendAscii(&buffer, " Instance");
    return insertInstance(service, volume, (TEXT){name, buffer.count});
}

uint32_t FltpDetach(SIM_SERVICE *service, SIM_VOLUME *volume)
{
    for (uint32_t index = 0; index < volume->instanceCount; index++) {
        if (volume->instances[index]->service != service) {
            continue;
        }
        free(volume->instances[index]->name);
        free(volume->instances[index]);
        volume->instanceCount--;
        for (uint32_t next = index; next < volume->instanceCount; next++) {
            volume->instances[next] = volume->instances[next + 1];
        }
        service->instanceCount--;
        findAttachBlocker(volume);
        return ERROR_SUCCESS;
    }
    return ERROR_NOT_FOUND;
}

typedef struct {
    PFLT_INSTANCE instance;
    PVOID context;
} PENDING_POST;

static FLT_RELATED_OBJECTS relatedObjects(PFLT_INSTANCE instance, PFILE_OBJECT fileObject)
{
    return (FLT_RELATED_OBJECTS){.Size = sizeof(FLT_RELATED_OBJECTS), .Filter = instance->filter, .Volume = instance->volume,
                                 .Instance = instance, .FileObject = fileObject};
}

/* Highest altitude first. True when a minifilter completed the operation. */
static bool callPreOperations(PFLT_CALLBACK_DATA data, SIM_VOLUME *volume, PENDING_POST *pending, uint32_t *pendingCount)
{
    for (uint32_t index = 0; index < volume->instanceCount; index++) {
        PFLT_INSTANCE instance = volume->instances[index];
        if (instance->filter == NULL || !instance->filter->isStarted) {
            continue;
        }
        FLT_PREOP_CALLBACK_STATUS result = FLT_PREOP_SUCCESS_WITH_CALLBACK;
        PVOID context = NULL;
        data->Iopb->TargetInstance = instance;
        if (instance->filter->preFsControl != NULL) {
            const FLT_RELATED_OBJECTS objects = relatedObjects(instance, data->Iopb->TargetFileObject);
            result = instance->filter->preFsControl(data, &objects, &context);
        }
        if (result == FLT_PREOP_COMPLETE) {
            return true;
        }
        const bool wantsPost = result == FLT_PREOP_SUCCESS_WITH_CALLBACK || result == FLT_PREOP_SYNCHRONIZE;
        if (wantsPost && instance->filter->postFsControl != NULL) {
            pending[(*pendingCount)++] = (PENDING_POST){instance, context};
        }
    }
    return false;
}

/* Lowest altitude first, and only those that asked. */
static void callPostOperations(PFLT_CALLBACK_DATA data, const PENDING_POST *pending, uint32_t pendingCount)
{
    data->Flags |= FLTFL_CALLBACK_DATA_POST_OPERATION;
    while (pendingCount-- > 0) {
        PFLT_INSTANCE instance = pending[pendingCount].instance;
        const FLT_RELATED_OBJECTS objects = relatedObjects(instance, data->Iopb->TargetFileObject);
        data->Iopb->TargetInstance = instance;
        (void)instance->filter->postFsControl(data, &objects, pending[pendingCount].context, 0);
    }
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

NTSTATUS FltpSendFsControl(PFILE_OBJECT fileObject, SIM_VOLUME *volume, ULONG code, void *systemBuffer, ULONG inputBytes,
                           ULONG outputBytes, KPROCESSOR_MODE mode, ULONG_PTR *information)
{
    FLT_IO_PARAMETER_BLOCK block = {.MajorFunction = IRP_MJ_FILE_SYSTEM_CONTROL, .MinorFunction = IRP_MN_USER_FS_REQUEST,
                                    .TargetFileObject = fileObject};
    block.Parameters.FileSystemControl.Buffered.OutputBufferLength = outputBytes;
    block.Parameters.FileSystemControl.Buffered.InputBufferLength = inputBytes;
    block.Parameters.FileSystemControl.Buffered.FsControlCode = code;
    block.Parameters.FileSystemControl.Buffered.SystemBuffer = systemBuffer;
    FLT_CALLBACK_DATA data = {.Flags = FLTFL_CALLBACK_DATA_IRP_OPERATION | FLTFL_CALLBACK_DATA_SYSTEM_BUFFER, .Iopb = &block,
                              .RequestorMode = mode};

    if (!inspectBypassIo(&data, volume)) {
        PENDING_POST pending[SIM_MAX_INSTANCES];
        uint32_t pendingCount = 0;
        if (!callPreOperations(&data, volume, pending, &pendingCount)) {
            FsDispatchControl(&data, volume);
        }
        callPostOperations(&data, pending, pendingCount);
    }
    *information = data.IoStatus.Information;
    return data.IoStatus.Status;
}
