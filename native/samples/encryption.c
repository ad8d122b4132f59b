/* The documentation's encryption filter. It allows BypassIO on a file that is not encrypted; when such a file is about to be
 * encrypted it makes the file system stop first, and vetoes from then on. Source: "Supporting BypassIO operations". */
#include "samples.h"

/* A file that is encrypted, by its full name. A real filter would find this in the file itself. */
typedef struct ENCRYPTED_FILE {
    struct ENCRYPTED_FILE *next;
    UNICODE_STRING name;
} ENCRYPTED_FILE;

static struct {
    PFLT_FILTER filter;
    FAST_MUTEX mutex;
    ENCRYPTED_FILE *files;
} Encryption;

/* The link that points at the file, or at the end of the list. The mutex is held. */
static ENCRYPTED_FILE **findFile(PCUNICODE_STRING name)
{
    ENCRYPTED_FILE **link = &Encryption.files;
    while (*link != NULL && ((*link)->name.Length != name->Length || memcmp((*link)->name.Buffer, name->Buffer, name->Length) != 0)) {
        link = &(*link)->next;
    }
    return link;
}

static NTSTATUS markEncrypted(PCUNICODE_STRING name)
{
    NTSTATUS status = STATUS_SUCCESS;
    ExAcquireFastMutex(&Encryption.mutex);
    ENCRYPTED_FILE **link = findFile(name);
    if (*link == NULL) {
        ENCRYPTED_FILE *file = ExAllocatePool2(POOL_FLAG_PAGED, sizeof(*file) + name->Length, SAMPLE_TAG);
        status = file == NULL ? STATUS_INSUFFICIENT_RESOURCES : STATUS_SUCCESS;
        if (file != NULL) {
            file->name = (UNICODE_STRING){name->Length, name->Length, (PWSTR)(void *)(file + 1)};
            memcpy(file->name.Buffer, name->Buffer, name->Length);
            *link = file;
        }
    }
    ExReleaseFastMutex(&Encryption.mutex);
    return status;
}

static void unmark(PCUNICODE_STRING name)
{
    ExAcquireFastMutex(&Encryption.mutex);
    ENCRYPTED_FILE **link = findFile(name);
    ENCRYPTED_FILE *file = *link;
    if (file != NULL) {
        *link = file->next;
    }
    ExReleaseFastMutex(&Encryption.mutex);
    if (file != NULL) {
        ExFreePoolWithTag(file, SAMPLE_TAG);
    }
}

static BOOLEAN isEncrypted(PCUNICODE_STRING name)
{
    ExAcquireFastMutex(&Encryption.mutex);
    const BOOLEAN found = *findFile(name) != NULL;
    ExReleaseFastMutex(&Encryption.mutex);
    return found;
}

/* Down the filter stack, to the file system: "A filter should not send this operation to the top of the stack." */
static NTSTATUS sendDown(PCFLT_RELATED_OBJECTS objects, int32_t operation)
{
    FS_BPIO_INPUT input = {operation, 0, 0, 0};
    FS_BPIO_OUTPUT output;
    return FltFsControlFile(objects->Instance, objects->FileObject, FSCTL_MANAGE_BYPASS_IO, &input, sizeof(input), &output,
                            sizeof(output), NULL);
}

/* Marked before BypassIO is paused: an enable that comes in between is vetoed and cannot slip through. */
static NTSTATUS encrypt(PCFLT_RELATED_OBJECTS objects, PCUNICODE_STRING name)
{
    NTSTATUS status = markEncrypted(name);
    if (NT_SUCCESS(status) && FsRtlGetBypassIoOpenCount(objects->FileObject) != 0) {
        status = sendDown(objects, FS_BPIO_OP_STREAM_PAUSE);
        if (!NT_SUCCESS(status)) {
            unmark(name);
        }
    }
    return status; /* BypassIO is paused and drained: here the file would be encrypted */
}

static NTSTATUS decrypt(PCFLT_RELATED_OBJECTS objects, PCUNICODE_STRING name)
{
    if (!isEncrypted(name)) {
        return STATUS_SUCCESS;
    }
    unmark(name); /* the resume makes the file system ask everybody again, this filter included */
    return sendDown(objects, FS_BPIO_OP_STREAM_RESUME);
}

static FLT_PREOP_CALLBACK_STATUS complete(PFLT_CALLBACK_DATA data, NTSTATUS status, ULONG_PTR information)
{
    data->IoStatus.Status = status;
    data->IoStatus.Information = information;
    return FLT_PREOP_COMPLETE;
}

static FLT_PREOP_CALLBACK_STATUS veto(PFLT_CALLBACK_DATA data, PCFLT_RELATED_OBJECTS objects)
{
    static const UNICODE_STRING reason = RTL_CONSTANT_STRING(L"Encrypted file not supported");
    const NTSTATUS status = FltVetoBypassIo(data, objects, STATUS_NOT_SUPPORTED_WITH_ENCRYPTION, &reason);
    return complete(data, status, NT_SUCCESS(status) ? sizeof(FS_BPIO_OUTPUT) : 0);
}

static FLT_PREOP_CALLBACK_STATUS FLTAPI preFsControl(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS FltObjects,
                                                     PVOID *CompletionContext)
{
    PAGED_CODE();
    const ULONG code = Data->Iopb->Parameters.FileSystemControl.Common.FsControlCode;
    const int32_t operation = SampleBypassIoOperation(Data);
    const BOOLEAN isQuestion = operation == FS_BPIO_OP_ENABLE || operation == FS_BPIO_OP_QUERY;
    PFLT_FILE_NAME_INFORMATION name = NULL;
    *CompletionContext = NULL;
    if (!isQuestion && code != FSCTL_SAMPLE_ENCRYPT && code != FSCTL_SAMPLE_DECRYPT) {
        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    }
    const NTSTATUS named = FltGetFileNameInformation(Data, FLT_FILE_NAME_NORMALIZED | FLT_FILE_NAME_QUERY_DEFAULT, &name);
    if (!NT_SUCCESS(named)) {
        return complete(Data, named, 0); /* not knowing whether the file is encrypted is no reason to let plain text out */
    }
    FLT_PREOP_CALLBACK_STATUS result = FLT_PREOP_SUCCESS_NO_CALLBACK;
    if (code == FSCTL_SAMPLE_ENCRYPT) {
        result = complete(Data, encrypt(FltObjects, &name->Name), 0);
    } else if (code == FSCTL_SAMPLE_DECRYPT) {
        result = complete(Data, decrypt(FltObjects, &name->Name), 0);
    } else if (isEncrypted(&name->Name)) {
        result = veto(Data, FltObjects);
    }
    FltReleaseFileNameInformation(name);
    return result;
}

ULONG SampleEncryptionReadCount;

/* What makes it an encryption filter, and the opt-in bit necessary: here it would decrypt what was read. */
static FLT_PREOP_CALLBACK_STATUS FLTAPI preReadWrite(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS FltObjects,
                                                     PVOID *CompletionContext)
{
    UNREFERENCED_PARAMETER(FltObjects);
    *CompletionContext = NULL;
    SampleEncryptionReadCount += Data->Iopb->MajorFunction == IRP_MJ_READ;
    return FLT_PREOP_SUCCESS_NO_CALLBACK;
}

static NTSTATUS FLTAPI unload(FLT_FILTER_UNLOAD_FLAGS Flags)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(Flags);
    FltUnregisterFilter(Encryption.filter);
    while (Encryption.files != NULL) {
        unmark(&Encryption.files->name);
    }
    return STATUS_SUCCESS;
}

static const FLT_OPERATION_REGISTRATION operations[] = {
    {IRP_MJ_READ, 0, preReadWrite, NULL, NULL},
    {IRP_MJ_WRITE, 0, preReadWrite, NULL, NULL},
    {IRP_MJ_FILE_SYSTEM_CONTROL, 0, preFsControl, NULL, NULL},
    {IRP_MJ_OPERATION_END, 0, NULL, NULL, NULL},
};

static const FLT_REGISTRATION registration = {
    .Size = sizeof(FLT_REGISTRATION),
    .Version = FLT_REGISTRATION_VERSION,
    .OperationRegistration = operations,
    .FilterUnloadCallback = unload,
};

NTSTATUS SampleEncryptionEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    memset(&Encryption, 0, sizeof(Encryption));
    SampleEncryptionReadCount = 0;
    ExInitializeFastMutex(&Encryption.mutex);
    NTSTATUS status = FltRegisterFilter(DriverObject, &registration, &Encryption.filter);
    if (NT_SUCCESS(status)) {
        status = FltStartFiltering(Encryption.filter);
        if (!NT_SUCCESS(status)) {
            FltUnregisterFilter(Encryption.filter);
        }
    }
    return status;
}
