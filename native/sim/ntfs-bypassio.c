/* What NTFS does with FSCTL_MANAGE_BYPASS_IO. Source: "BypassIO for filter drivers" and "Supporting BypassIO operations".
 * Marked I: inferred, not documented. Reason texts of NTFS are not public; those below are the simulator's own. */
#include "ntfs.h"

enum { FIRST_BUILD_SHOWING_STACK_VETO = 22621, FIRST_BUILD_WITH_CACHED_HANDLE_STATUS = 26100 };

typedef struct {
    NTSTATUS status;
    const char16_t *reason;
} FILE_VETO;

static const FILE_VETO noVeto = {STATUS_SUCCESS, u""};

bool NtfsReadsBypassFilters(const SIM_OPEN *open)
{
    return (open->fileObject.Flags & FO_BYPASS_IO_ENABLED) != 0 && !open->stream->isPaused && !open->stream->isSuspended &&
           !FltpIsAttachBlocked(open->volume);
}

bool NtfsReadsBypassStorage(const SIM_OPEN *open)
{
    return NtfsReadsBypassFilters(open) && !open->volume->isStackPaused && open->volume->isCompatible &&
           NT_SUCCESS(StorageStackAsk(open->volume).status);
}

/* The storage stack is told only when the first file of the volume is enabled and when the last one ends. */
static void beginBypassIo(SIM_OPEN *open)
{
    if ((open->fileObject.Flags & FO_BYPASS_IO_ENABLED) != 0) {
        return; /* "only the first request is meaningful" */
    }
    open->fileObject.Flags |= FO_BYPASS_IO_ENABLED;
    open->stream->bypassCount++;
    if (open->volume->bypassCount++ == 0) {
        open->volume->storageEnableCount++;
    }
}

void NtfsEndBypassIo(SIM_OPEN *open)
{
    if ((open->fileObject.Flags & FO_BYPASS_IO_ENABLED) == 0) {
        return;
    }
    open->fileObject.Flags &= ~FO_BYPASS_IO_ENABLED;
    if (--open->stream->bypassCount == 0) {
        open->stream->isPaused = false; /* a pause concerns enabled handles: it ends with the last of them (I) */
    }
    if (--open->volume->bypassCount == 0) {
        open->volume->storageDisableCount++;
    }
}

/* Directories and volumes take QUERY and refuse ENABLE. The status for a directory is I. */
static FILE_VETO vetoOfTarget(const SIM_OPEN *open, int32_t operation)
{
    if (operation == FS_BPIO_OP_ENABLE && open->kind == OpenVolume) {
        return (FILE_VETO){STATUS_VOLUME_NOT_SUPPORTED, u"BypassIO cannot be enabled on a volume."};
    }
    if (operation == FS_BPIO_OP_ENABLE && open->kind == OpenDirectory) {
        return (FILE_VETO){STATUS_NOT_SUPPORTED, u"BypassIO cannot be enabled on a directory."};
    }
    return open->volume->isDax ? (FILE_VETO){STATUS_NOT_SUPPORTED_ON_DAX, u"The volume is in DAX mode."} : noVeto;
}

static FILE_VETO vetoOfFile(const SIM_OPEN *open)
{
    const uint32_t attributes = OpenAttributes(open);
    if ((attributes & FILE_ATTRIBUTE_COMPRESSED) != 0) {
        return (FILE_VETO){STATUS_NOT_SUPPORTED_WITH_COMPRESSION, u"The file is NTFS compressed."};
    }
    if ((attributes & FILE_ATTRIBUTE_ENCRYPTED) != 0) {
        return (FILE_VETO){STATUS_ENCRYPTED_FILE_NOT_SUPPORTED, u"The file is NTFS encrypted."};
    }
    if ((attributes & FILE_ATTRIBUTE_SPARSE_FILE) != 0) {
        return (FILE_VETO){STATUS_SPARSE_FILE_NOT_SUPPORTED, u"The file is sparse."};
    }
    if (open->file != NULL && (open->file->attributes & SIM_FILE_PAGING_FILE) != 0) {
        return (FILE_VETO){STATUS_PAGEFILE_NOT_SUPPORTED, u"The file is a paging file."};
    }
    return noVeto;
}

/* BypassIO covers non-cached reads only; 24H2 has a status for a handle that can only read through the cache (I). */
static bool isCachedHandle(const SIM_OPEN *open)
{
    return open->kind == OpenFile && (open->fileObject.Flags & FO_NO_INTERMEDIATE_BUFFERING) == 0 &&
           Machine.build >= FIRST_BUILD_WITH_CACHED_HANDLE_STATUS;
}

static FILE_VETO vetoOf(const SIM_OPEN *open, int32_t operation, KPROCESSOR_MODE mode)
{
    FILE_VETO veto = vetoOfTarget(open, operation);
    if (NT_SUCCESS(veto.status) && open->kind == OpenFile) {
        veto = vetoOfFile(open);
        if (NT_SUCCESS(veto.status) && mode == UserMode && isCachedHandle(open)) {
            veto = (FILE_VETO){STATUS_NOT_SUPPORTED_WITH_CACHED_HANDLE, u"The handle was opened for cached reads."};
        }
    }
    return veto;
}

static uint32_t currentOutFlags(const SIM_OPEN *open)
{
    uint32_t flags = 0;
    flags |= open->volume->isStackPaused ? FSBPIO_OUTFL_VOLUME_STACK_BYPASS_PAUSED : 0;
    flags |= open->stream != NULL && open->stream->isPaused ? FSBPIO_OUTFL_STREAM_BYPASS_PAUSED : 0;
    flags |= FltpIsAttachBlocked(open->volume) ? FSBPIO_OUTFL_FILTER_ATTACH_BLOCKED : 0;
    return flags;
}

/* ENABLE and QUERY. A refusal by the volume or storage stack alone leaves the filter stack bypassed: ENABLE succeeds, and
 * QUERY tells from 22H2 on. Before, only the missing bit 0x8 told. */
static void enableOrQuery(SIM_OPEN *open, const FS_BPIO_INPUT *input, KPROCESSOR_MODE mode, FS_BPIO_OUTPUT *output)
{
    const bool isEnable = input->Operation == FS_BPIO_OP_ENABLE;
    const bool skipsStack = !isEnable && (input->InFlags & FSBPIO_INFL_SKIP_STORAGE_STACK_QUERY) != 0;
    const FILE_VETO veto = vetoOf(open, input->Operation, mode);
    bool isCompatible = open->volume->isCompatible;
    if (!NT_SUCCESS(veto.status)) {
        FltpFillVeto(output, input->Operation, veto.status, TEXT_LITERAL(u"ntfs.sys"), TextOf(veto.reason));
    } else if (!skipsStack) {
        const STACK_ANSWER answer = StorageStackAsk(open->volume);
        if (!NT_SUCCESS(answer.status) && Machine.build < FIRST_BUILD_SHOWING_STACK_VETO) {
            isCompatible = false;
        } else if (!NT_SUCCESS(answer.status) && !isEnable) {
            FltpFillVeto(output, input->Operation, answer.status, answer.driver, answer.reason);
        }
    }
    if (isEnable && NT_SUCCESS(veto.status)) {
        beginBypassIo(open);
    }
    output->OutFlags |= isCompatible ? FSBPIO_OUTFL_COMPATIBLE_STORAGE_DRIVER : 0;
}

/* "On a resume, the file system issues a QUERY to the top of the file system stack": asked as the kernel, which has no cached
 * handle to be refused for. Returns whether nobody refuses any more; the answer is left in `output`. */
static bool askAgain(PFILE_OBJECT fileObject, SIM_VOLUME *volume, int32_t inFlags, int32_t operation, FS_BPIO_OUTPUT *output)
{
    union {
        FS_BPIO_INPUT input;
        FS_BPIO_OUTPUT output;
    } buffer;
    memset(&buffer, 0, sizeof(buffer));
    buffer.input.Operation = FS_BPIO_OP_QUERY;
    buffer.input.InFlags = inFlags;
    ULONG_PTR information = 0;
    const NTSTATUS status = FltpSendFsControl(fileObject, volume, FSCTL_MANAGE_BYPASS_IO, &buffer, sizeof(FS_BPIO_INPUT),
                                              sizeof(FS_BPIO_OUTPUT), KernelMode, &information);
    if (!NT_SUCCESS(status)) {
        /* a filter failed the request instead of answering it: somebody is in the way, whoever it is */
        FltpFillVeto(output, operation, status, (TEXT){NULL, 0}, (TEXT){NULL, 0});
        return false;
    }
    output->Query = buffer.output.Query;
    return NT_SUCCESS(buffer.output.Query.OpStatus);
}

/* Asks as on the volume: whether the file that the handle happens to be on has a veto of its own does not matter here. */
static void resumeVolumeStack(SIM_VOLUME *volume, FS_BPIO_OUTPUT *output)
{
    char16_t rootPath[3] = {volume->mount[0], u':', u'\\'};
    SIM_OPEN root = {.kind = OpenVolume, .volume = volume, .descriptor = -1, .fullPath = {rootPath, 3}};
    root.fileObject.Flags = FO_VOLUME_OPEN;
    root.fileObject.FsContext2 = &root;
    if (volume->isStackPaused && askAgain(&root.fileObject, volume, 0, FS_BPIO_OP_VOLUME_STACK_RESUME, output)) {
        volume->isStackPaused = false;
    }
}

/* A stream pause concerns the filter stack: the volume and storage stacks are not asked (I). */
static void resumeStream(SIM_OPEN *open, FS_BPIO_OUTPUT *output)
{
    if (open->stream != NULL && open->stream->isPaused &&
        askAgain(&open->fileObject, open->volume, FSBPIO_INFL_SKIP_STORAGE_STACK_QUERY, FS_BPIO_OP_STREAM_RESUME, output)) {
        open->stream->isPaused = false;
    }
}

static void pauseStream(SIM_OPEN *open)
{
    if (open->stream != NULL && open->stream->bypassCount != 0) { /* ignored on a stream that is not enabled */
        open->stream->isPaused = true;
    }
}

static void getInfo(const SIM_OPEN *open, FS_BPIO_OUTPUT *output)
{
    const TEXT driver = TextOf(open->volume->storageDriver);
    const uint32_t count = driver.count < BPIO_DRIVER_NAME_CHARS ? driver.count : BPIO_DRIVER_NAME_CHARS;
    output->GetInfo.ActiveBypassIoCount = open->volume->bypassCount;
    output->GetInfo.StorageDriverNameLen = (uint16_t)count;
    memcpy(output->GetInfo.StorageDriverName, driver.chars, count * sizeof(char16_t));
    output->OutFlags |= open->volume->isCompatible ? FSBPIO_OUTFL_COMPATIBLE_STORAGE_DRIVER : 0;
}

static void perform(SIM_OPEN *open, const FS_BPIO_INPUT *input, KPROCESSOR_MODE mode, FS_BPIO_OUTPUT *output)
{
    memset(output, 0, sizeof(*output));
    switch (input->Operation) {
    case FS_BPIO_OP_ENABLE:
    case FS_BPIO_OP_QUERY: enableOrQuery(open, input, mode, output); break;
    case FS_BPIO_OP_DISABLE: NtfsEndBypassIo(open); break;
    case FS_BPIO_OP_VOLUME_STACK_PAUSE: open->volume->isStackPaused = true; break;
    case FS_BPIO_OP_VOLUME_STACK_RESUME: resumeVolumeStack(open->volume, output); break;
    case FS_BPIO_OP_STREAM_PAUSE: pauseStream(open); break;
    case FS_BPIO_OP_STREAM_RESUME: resumeStream(open, output); break;
    default: getInfo(open, output); break;
    }
    output->Operation = input->Operation;
    output->OutFlags |= currentOutFlags(open);
}

/* Which failures a file system gives for short buffers and unknown operations is I. The count of returned bytes is documented
 * for vetoes only (352); here every operation returns the whole structure. */
void NtfsManageBypassIo(PFLT_CALLBACK_DATA data, SIM_VOLUME *volume)
{
    const FLT_PARAMETERS *parameters = &data->Iopb->Parameters;
    data->IoStatus.Information = 0;
    if (!volume->isNtfs || Machine.build < SIM_FIRST_BYPASSIO_BUILD) {
        data->IoStatus.Status = STATUS_INVALID_DEVICE_REQUEST;
        return;
    }
    if (parameters->FileSystemControl.Buffered.InputBufferLength < sizeof(FS_BPIO_INPUT)) {
        data->IoStatus.Status = STATUS_INVALID_BUFFER_SIZE;
        return;
    }
    FS_BPIO_INPUT input; /* a copy: the output goes into the same buffer */
    memcpy(&input, parameters->FileSystemControl.Buffered.SystemBuffer, sizeof(input));
    if (input.Operation < FS_BPIO_OP_ENABLE || input.Operation >= FS_BPIO_OP_MAX_OPERATION) {
        data->IoStatus.Status = STATUS_INVALID_PARAMETER;
        return;
    }
    if (parameters->FileSystemControl.Buffered.OutputBufferLength < sizeof(FS_BPIO_OUTPUT)) {
        data->IoStatus.Status = STATUS_BUFFER_TOO_SMALL;
        return;
    }
    perform(data->Iopb->TargetFileObject->FsContext2, &input, data->RequestorMode,
            parameters->FileSystemControl.Buffered.SystemBuffer);
    data->IoStatus.Status = STATUS_SUCCESS;
    data->IoStatus.Information = sizeof(FS_BPIO_OUTPUT);
}
