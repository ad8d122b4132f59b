/* kernel32: opening, reading and describing files. */
#include "handle.h"
#include "last-error.h"
#include "lock.h"
#include "open.h"

static uint32_t checkDisposition(uint32_t disposition)
{
    return disposition < CREATE_NEW || disposition > TRUNCATE_EXISTING ? ERROR_INVALID_PARAMETER : ERROR_SUCCESS;
}

/* The machine's disks are read-only: what would have to be created or cut is refused as write-protected. */
static uint32_t applyDisposition(uint32_t error, uint32_t disposition)
{
    const bool exists = error != ERROR_FILE_NOT_FOUND && error != ERROR_PATH_NOT_FOUND;
    switch (disposition) {
    case CREATE_NEW: return error == ERROR_SUCCESS ? ERROR_FILE_EXISTS : exists ? error : (uint32_t)ERROR_WRITE_PROTECT;
    case CREATE_ALWAYS:
    case TRUNCATE_EXISTING: return error == ERROR_SUCCESS ? ERROR_WRITE_PROTECT : error;
    case OPEN_ALWAYS: return error == ERROR_FILE_NOT_FOUND ? ERROR_WRITE_PROTECT : error;
    default: return error;
    }
}

static HANDLE createFile(const char16_t *fileName, uint32_t access, uint32_t disposition, uint32_t flags)
{
    PARSED_PATH path;
    SIM_OPEN *opened = NULL;
    uint32_t error = PathParse(fileName, PathExact, &path);
    if (error == ERROR_SUCCESS) {
        error = OpenPath(&path, access, flags, &opened);
        if (path.kind == PathFile) {
            error = applyDisposition(error, disposition);
        }
    }
    if (error != ERROR_SUCCESS) {
        if (opened != NULL) {
            OpenClose(opened);
        }
        LastErrorSet(error);
        return INVALID_HANDLE_VALUE;
    }
    LastErrorSet(disposition == OPEN_ALWAYS ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    HANDLE handle = HandleCreate(HandleFile, opened);
    if (handle == INVALID_HANDLE_VALUE) {
        LastErrorSet(ERROR_TOO_MANY_OPEN_FILES);
    }
    return handle;
}

/** Opens a file, directory (FILE_FLAG_BACKUP_SEMANTICS), volume or device; INVALID_HANDLE_VALUE and the last error on failure.
 *  Sharing modes are not tracked: a file in use is one whose scenario says so. */
SIM_EXPORT HANDLE CreateFileW(const char16_t *fileName, uint32_t desiredAccess, uint32_t shareMode, void *security,
                              uint32_t disposition, uint32_t flagsAndAttributes, HANDLE templateFile)
{
    (void)shareMode;
    (void)security;
    (void)templateFile;
    if (checkDisposition(disposition) != ERROR_SUCCESS) {
        LastErrorSet(ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    SimEnter();
    HANDLE handle = createFile(fileName, desiredAccess, disposition, flagsAndAttributes);
    SimLeave();
    return handle;
}

/** Closes a file, token, port or process. The pseudo handle of GetCurrentProcess may be closed and stays. */
SIM_EXPORT int32_t CloseHandle(HANDLE object)
{
    if (object == INVALID_HANDLE_VALUE) {
        return 1;
    }
    SimEnter();
    const bool closed = HandleClose(object, HandleFile) || HandleClose(object, HandleToken) || HandleClose(object, HandleFilterPort) ||
                        HandleClose(object, HandleProcess);
    SimLeave();
    return LastErrorBool(closed ? ERROR_SUCCESS : ERROR_INVALID_HANDLE);
}

typedef struct {
    uint64_t Internal; /* NTSTATUS */
    uint64_t InternalHigh;
    uint32_t Offset;
    uint32_t OffsetHigh;
    HANDLE hEvent;
} OVERLAPPED;

/* What a read needs to know, taken while the lock is held: the machine may be forgotten during the read. */
typedef struct {
    bool isSimulated;
    uint64_t sizeBytes;
    uint64_t offset;
    int descriptor;
} READ_REQUEST;

/* Simulated content is zeros: only its length means something. */
static uint32_t readAt(READ_REQUEST request, void *buffer, uint32_t bytes, uint32_t *read)
{
    if (!request.isSimulated) {
        return request.descriptor < 0 ? (uint32_t)ERROR_ACCESS_DENIED
                                      : HostRead(request.descriptor, request.offset, buffer, bytes, read);
    }
    const uint64_t left = request.offset < request.sizeBytes ? request.sizeBytes - request.offset : 0;
    *read = left < bytes ? (uint32_t)left : bytes;
    if (*read != 0) {
        memset(buffer, 0, *read);
    }
    return ERROR_SUCCESS;
}

static uint32_t checkRead(const SIM_OPEN *open)
{
    if (open == NULL) {
        return ERROR_INVALID_HANDLE;
    }
    if (open->kind == OpenNull) {
        return ERROR_SUCCESS;
    }
    if (open->kind != OpenFile) {
        return ERROR_INVALID_FUNCTION;
    }
    return (open->access & (GENERIC_READ | GENERIC_ALL | FILE_READ_DATA | MAXIMUM_ALLOWED)) != 0 ? ERROR_SUCCESS
                                                                                                 : ERROR_ACCESS_DENIED;
}

/** Reads from the handle's position, or from the OVERLAPPED's offset (completed at once). At the end of the file: success
 *  with 0 bytes, or 38 with an OVERLAPPED. */
SIM_EXPORT int32_t ReadFile(HANDLE file, void *buffer, uint32_t bytesToRead, uint32_t *bytesRead, void *overlapped)
{
    uint32_t read = 0;
    OVERLAPPED *request = overlapped;
    if (bytesRead != NULL) {
        *bytesRead = 0;
    }
    if ((bytesRead == NULL && request == NULL) || (buffer == NULL && bytesToRead != 0)) {
        return LastErrorBool(buffer == NULL && bytesToRead != 0 ? ERROR_NOACCESS : ERROR_INVALID_PARAMETER);
    }
    SimEnter();
    SIM_OPEN *open = HandleFind(file, HandleFile);
    uint32_t error = checkRead(open);
    if (error == ERROR_SUCCESS && open->kind == OpenFile) {
        const uint64_t offset =
            request != NULL ? (uint64_t)request->OffsetHigh << 32 | request->Offset : open->position;
        const READ_REQUEST what = {open->file != NULL, OpenSizeBytes(open), offset, open->descriptor};
        open->references++; /* the read runs without the lock; the handle may be closed meanwhile */
        if (!NtfsReadsBypassFilters(open)) {
            FltpShowRead(&open->fileObject, open->volume, offset, bytesToRead, buffer);
        }
        SimLeave();
        error = readAt(what, buffer, bytesToRead, &read);
        SimEnter();
        open->position = offset + read;
        OpenRelease(open);
    }
    SimLeave();
    if (bytesRead != NULL) {
        *bytesRead = read;
    }
    if (request != NULL) {
        request->Internal = 0;
        request->InternalHigh = read;
        if (error == ERROR_SUCCESS && read == 0 && bytesToRead != 0) {
            error = ERROR_HANDLE_EOF;
        }
    }
    return LastErrorBool(error);
}

static uint32_t movePointer(SIM_OPEN *open, int64_t distance, uint32_t method, int64_t *newPosition)
{
    if (open == NULL) {
        return ERROR_INVALID_HANDLE;
    }
    if (method > FILE_END) {
        return ERROR_INVALID_PARAMETER;
    }
    const uint64_t base = method == FILE_BEGIN ? 0 : method == FILE_CURRENT ? open->position : OpenSizeBytes(open);
    if (distance < 0 ? (uint64_t)-(distance + 1) >= base : (uint64_t)distance > INT64_MAX - base) {
        return ERROR_NEGATIVE_SEEK;
    }
    open->position = base + (uint64_t)distance;
    if (newPosition != NULL) {
        *newPosition = (int64_t)open->position;
    }
    return ERROR_SUCCESS;
}

SIM_EXPORT int32_t SetFilePointerEx(HANDLE file, int64_t distance, int64_t *newPosition, uint32_t method)
{
    SimEnter();
    SIM_OPEN *open = HandleFind(file, HandleFile);
    const bool isFile = open != NULL && (open->kind == OpenFile || open->kind == OpenDirectory);
    const uint32_t error = open != NULL && !isFile ? (uint32_t)ERROR_INVALID_FUNCTION
                                                   : movePointer(open, distance, method, newPosition);
    SimLeave();
    return LastErrorBool(error);
}

SIM_EXPORT uint32_t GetFileAttributesW(const char16_t *fileName)
{
    char16_t spelling[HOST_PATH_UNITS];
    TEXT_BUFFER actual = {spelling, HOST_PATH_UNITS, 0};
    PARSED_PATH path;
    FOUND found = {0};
    SimEnter();
    uint32_t error = PathParse(fileName, PathExact, &path);
    uint32_t attributes = FILE_ATTRIBUTE_ARCHIVE; /* what Windows says of a device name such as NUL */
    if (error == ERROR_SUCCESS && path.kind == PathFile) {
        error = FindPath(&path, &found, &actual);
        attributes = found.attributes;
        if (error == ERROR_SUCCESS && path.hasTrailingSeparator && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
            error = ERROR_INVALID_NAME;
        }
    } else if (error == ERROR_SUCCESS && path.kind != PathNull) {
        error = ERROR_INVALID_PARAMETER;
    }
    SimLeave();
    return LastErrorBool(error) ? attributes : INVALID_FILE_ATTRIBUTES;
}

static void fillBasic(const SIM_OPEN *open, FILE_BASIC_INFO *info)
{
    memset(info, 0, sizeof(*info));
    if (open->file == NULL) {
        *info = (FILE_BASIC_INFO){open->facts.createdAt, open->facts.readAt, open->facts.writtenAt, open->facts.changedAt, 0};
    }
    info->FileAttributes = OpenAttributes(open);
}

static void fillStandard(const SIM_OPEN *open, FILE_STANDARD_INFO *info)
{
    memset(info, 0, sizeof(*info));
    info->EndOfFile = (int64_t)OpenSizeBytes(open);
    const uint64_t halfWhenSparse = (OpenAttributes(open) & FILE_ATTRIBUTE_SPARSE_FILE) != 0 ? 2 : 1;
    info->AllocationSize = open->file == NULL ? (int64_t)open->facts.allocatedBytes
                                              : (info->EndOfFile / (int64_t)halfWhenSparse + 4095) / 4096 * 4096;
    info->NumberOfLinks = open->file == NULL ? open->facts.linkCount : 1;
    info->Directory = open->kind == OpenDirectory;
}

/** Classes FileBasicInfo 0, FileStandardInfo 1 and FileAttributeTagInfo 9. 24 when the buffer is too short. */
SIM_EXPORT int32_t GetFileInformationByHandleEx(HANDLE file, uint32_t infoClass, void *buffer, uint32_t bufferBytes)
{
    union {
        FILE_BASIC_INFO basic;
        FILE_STANDARD_INFO standard;
        FILE_ATTRIBUTE_TAG_INFO tag;
    } info;
    uint32_t bytes = 0, error = ERROR_SUCCESS;
    SimEnter();
    const SIM_OPEN *open = HandleFind(file, HandleFile);
    if (open == NULL) {
        error = ERROR_INVALID_HANDLE;
    } else if (open->kind != OpenFile && open->kind != OpenDirectory) {
        error = ERROR_INVALID_PARAMETER;
    } else if (infoClass == FileBasicInfo) {
        fillBasic(open, &info.basic);
        bytes = sizeof(info.basic);
    } else if (infoClass == FileStandardInfo) {
        fillStandard(open, &info.standard);
        bytes = sizeof(info.standard);
    } else if (infoClass == FileAttributeTagInfo) {
        const uint32_t attributes = OpenAttributes(open);
        info.tag = (FILE_ATTRIBUTE_TAG_INFO){attributes, (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 ? IO_REPARSE_TAG_SYMLINK : 0};
        bytes = sizeof(info.tag);
    } else {
        error = ERROR_INVALID_PARAMETER;
    }
    SimLeave();
    if (error == ERROR_SUCCESS && (buffer == NULL || bufferBytes < bytes)) {
        error = StatusToWin32(STATUS_INFO_LENGTH_MISMATCH);
    }
    if (error == ERROR_SUCCESS) {
        memcpy(buffer, &info, bytes);
    }
    return LastErrorBool(error);
}

static uint32_t writeFinalPath(const SIM_OPEN *open, uint32_t flags, TEXT_BUFFER *out)
{
    switch (flags & 7u) {
    case VOLUME_NAME_DOS:
        TextAppendAscii(out, "\\\\?\\");
        TextAppend(out, TextOf(open->volume->mount));
        break;
    case VOLUME_NAME_GUID:
        TextAppendAscii(out, "\\\\?\\Volume");
        TextAppend(out, TextOf(open->volume->guid));
        break;
    case VOLUME_NAME_NT: TextAppend(out, TextOf(open->volume->device)); break;
    case VOLUME_NAME_NONE: break;
    default: return ERROR_INVALID_PARAMETER;
    }
    TextAppend(out, TextPart(open->fullPath, 2, open->fullPath.count));
    return ERROR_SUCCESS;
}

/** Returns the count without NUL; when the buffer is too small the count needed with NUL, and 122. */
SIM_EXPORT uint32_t GetFinalPathNameByHandleW(HANDLE file, char16_t *buffer, uint32_t capacity, uint32_t flags)
{
    TEXT_BUFFER out = {buffer, buffer == NULL ? 0 : capacity, 0};
    SimEnter();
    const SIM_OPEN *open = HandleFind(file, HandleFile);
    uint32_t error = ERROR_INVALID_HANDLE;
    if (open != NULL) {
        const bool isFile = open->kind == OpenFile || open->kind == OpenDirectory;
        error = isFile ? writeFinalPath(open, flags, &out) : (uint32_t)ERROR_INVALID_FUNCTION;
    }
    SimLeave();
    if (error != ERROR_SUCCESS) {
        LastErrorSet(error);
        return 0;
    }
    if (out.count >= out.capacity) {
        LastErrorSet(ERROR_INSUFFICIENT_BUFFER);
        return out.count + 1;
    }
    buffer[out.count] = 0;
    return out.count;
}
