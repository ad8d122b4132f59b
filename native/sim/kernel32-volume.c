/* kernel32: volumes and the computer. */
#include "handle.h"
#include "last-error.h"
#include "lock.h"
#include "open.h"

#include <stdlib.h>

/* Writes text and NUL; `tooSmall` when it does not fit. */
static uint32_t copyOut(TEXT_BUFFER out, uint32_t tooSmall)
{
    if (out.chars == NULL || out.count >= out.capacity) {
        return tooSmall;
    }
    out.chars[out.count] = 0;
    return ERROR_SUCCESS;
}

static uint32_t writeGuidPath(const SIM_VOLUME *volume, char16_t *buffer, uint32_t capacity, uint32_t tooSmall)
{
    TEXT_BUFFER out = {buffer, buffer == NULL ? 0 : capacity, 0};
    TextAppendAscii(&out, "\\\\?\\Volume");
    TextAppend(&out, TextOf(volume->guid));
    TextAppendAscii(&out, "\\");
    return copyOut(out, tooSmall);
}

typedef struct {
    uint32_t next;
} VOLUME_FIND;

/* The first volume from `index` on that is still there; the count of volumes when there is none. */
static uint32_t nextVolume(uint32_t index)
{
    while (index < Machine.volumeCount && Machine.volumes[index]->isGone) {
        index++;
    }
    return index;
}

SIM_EXPORT HANDLE FindFirstVolumeW(char16_t *volumeName, uint32_t capacity)
{
    HANDLE handle = INVALID_HANDLE_VALUE;
    SimEnter();
    uint32_t error = ERROR_NO_MORE_FILES;
    const uint32_t first = nextVolume(0);
    if (first < Machine.volumeCount) {
        error = writeGuidPath(Machine.volumes[first], volumeName, capacity, ERROR_FILENAME_EXCED_RANGE);
    }
    VOLUME_FIND *find = error == ERROR_SUCCESS ? malloc(sizeof(*find)) : NULL;
    if (find != NULL) {
        find->next = first + 1;
        handle = HandleCreate(HandleVolumeFind, find);
    } else if (error == ERROR_SUCCESS) {
        error = ERROR_NOT_ENOUGH_MEMORY;
    }
    SimLeave();
    (void)LastErrorBool(error);
    return handle;
}

/** 0 with 18 at the end. */
SIM_EXPORT int32_t FindNextVolumeW(HANDLE findVolume, char16_t *volumeName, uint32_t capacity)
{
    SimEnter();
    VOLUME_FIND *find = HandleFind(findVolume, HandleVolumeFind);
    uint32_t error = ERROR_INVALID_HANDLE;
    if (find != NULL) {
        find->next = nextVolume(find->next);
    }
    if (find != NULL && find->next >= Machine.volumeCount) {
        error = ERROR_NO_MORE_FILES;
    } else if (find != NULL) {
        error = writeGuidPath(Machine.volumes[find->next], volumeName, capacity, ERROR_FILENAME_EXCED_RANGE);
        find->next += error == ERROR_SUCCESS;
    }
    SimLeave();
    return LastErrorBool(error);
}

SIM_EXPORT int32_t FindVolumeClose(HANDLE findVolume)
{
    SimEnter();
    const bool closed = HandleClose(findVolume, HandleVolumeFind);
    SimLeave();
    return LastErrorBool(closed ? ERROR_SUCCESS : ERROR_INVALID_HANDLE);
}

/* The volume whose root `path` names, with the trailing backslash these functions insist on. NULL is the current drive. */
static uint32_t findRoot(const char16_t *path, uint32_t unknown, SIM_VOLUME **volume)
{
    const TEXT text = path == NULL ? TEXT_LITERAL(u"\\") : (TEXT){path, TextCount(path, 64)};
    *volume = NULL;
    if (text.count == 0 || text.chars[text.count - 1] != u'\\') {
        return ERROR_INVALID_NAME;
    }
    *volume = text.count == 1 && Machine.volumeCount != 0 ? Machine.volumes[0] : PathFindVolume(text);
    return *volume != NULL ? (uint32_t)ERROR_SUCCESS : unknown;
}

/** A list of NUL-terminated paths with one more NUL. */
SIM_EXPORT int32_t GetVolumePathNamesForVolumeNameW(const char16_t *volumeName, char16_t *buffer, uint32_t capacity,
                                                    uint32_t *returned)
{
    SIM_VOLUME *volume = NULL;
    SimEnter();
    uint32_t error = findRoot(volumeName == NULL ? u"" : volumeName, ERROR_FILE_NOT_FOUND, &volume);
    if (error == ERROR_SUCCESS) {
        const uint32_t needed = 5; /* "D:\", NUL, NUL */
        if (returned != NULL) {
            *returned = needed;
        }
        if (buffer == NULL || capacity < needed) {
            error = ERROR_MORE_DATA;
        } else {
            const char16_t list[5] = {volume->mount[0], u':', u'\\', 0, 0};
            memcpy(buffer, list, sizeof(list));
        }
    }
    SimLeave();
    return LastErrorBool(error);
}

/** The mount point on which a path lies, whether or not the path exists. */
SIM_EXPORT int32_t GetVolumePathNameW(const char16_t *fileName, char16_t *buffer, uint32_t capacity)
{
    PARSED_PATH path;
    SimEnter();
    uint32_t error = PathParse(fileName, PathExact, &path);
    if (error == ERROR_SUCCESS && path.volume == NULL) {
        error = ERROR_INVALID_NAME;
    }
    if (error == ERROR_SUCCESS && TextCount(fileName, 11) == 11 &&
        TextEquals((TEXT){fileName, 11}, TEXT_LITERAL(u"\\\\?\\Volume{"))) {
        error = writeGuidPath(path.volume, buffer, capacity, ERROR_FILENAME_EXCED_RANGE);
    } else if (error == ERROR_SUCCESS) {
        TEXT_BUFFER out = {buffer, buffer == NULL ? 0 : capacity, 0};
        TextAppend(&out, TextOf(path.volume->mount));
        TextAppendAscii(&out, "\\");
        error = copyOut(out, ERROR_FILENAME_EXCED_RANGE);
    }
    SimLeave();
    return LastErrorBool(error);
}

SIM_EXPORT int32_t GetVolumeNameForVolumeMountPointW(const char16_t *mountPoint, char16_t *buffer, uint32_t capacity)
{
    SIM_VOLUME *volume = NULL;
    SimEnter();
    uint32_t error = mountPoint == NULL ? (uint32_t)ERROR_INVALID_NAME : findRoot(mountPoint, ERROR_FILE_NOT_FOUND, &volume);
    if (error == ERROR_SUCCESS) {
        error = writeGuidPath(volume, buffer, capacity, ERROR_FILENAME_EXCED_RANGE);
    }
    SimLeave();
    return LastErrorBool(error);
}

/* FILE_SUPPORTS_BYPASS_IO 0x800 stays clear: which file systems set it is not documented. */
static uint32_t volumeFlags(const SIM_VOLUME *volume)
{
    const uint32_t basic = FILE_CASE_PRESERVED_NAMES | FILE_UNICODE_ON_DISK;
    uint32_t flags = basic;
    if (volume->isNtfs) {
        flags |= FILE_CASE_SENSITIVE_SEARCH | FILE_PERSISTENT_ACLS | FILE_FILE_COMPRESSION | FILE_SUPPORTS_SPARSE_FILES |
                 FILE_SUPPORTS_REPARSE_POINTS | FILE_SUPPORTS_ENCRYPTION | FILE_NAMED_STREAMS;
    }
    return volume->isDax ? flags | FILE_DAX_VOLUME : flags;
}

typedef struct {
    char16_t *label;
    uint32_t labelCapacity;
    uint32_t *serial, *maxComponent, *flags;
    char16_t *fileSystem;
    uint32_t fileSystemCapacity;
} VOLUME_INFORMATION;

static uint32_t describe(const SIM_VOLUME *volume, VOLUME_INFORMATION out)
{
    if (out.label != NULL) {
        TEXT_BUFFER label = {out.label, out.labelCapacity, 0};
        TextAppend(&label, TextOf(volume->label));
        if (copyOut(label, ERROR_MORE_DATA) != ERROR_SUCCESS) {
            return ERROR_MORE_DATA;
        }
    }
    if (out.fileSystem != NULL) {
        TEXT_BUFFER name = {out.fileSystem, out.fileSystemCapacity, 0};
        TextAppend(&name, TextOf(volume->fileSystem));
        if (copyOut(name, ERROR_MORE_DATA) != ERROR_SUCCESS) {
            return ERROR_MORE_DATA;
        }
    }
    if (out.serial != NULL) {
        *out.serial = volume->serial;
    }
    if (out.maxComponent != NULL) {
        *out.maxComponent = 255;
    }
    if (out.flags != NULL) {
        *out.flags = volumeFlags(volume);
    }
    return ERROR_SUCCESS;
}

SIM_EXPORT int32_t GetVolumeInformationW(const char16_t *rootPath, char16_t *label, uint32_t labelCapacity, uint32_t *serial,
                                         uint32_t *maxComponent, uint32_t *flags, char16_t *fileSystem,
                                         uint32_t fileSystemCapacity)
{
    SIM_VOLUME *volume = NULL;
    SimEnter();
    uint32_t error = findRoot(rootPath, ERROR_PATH_NOT_FOUND, &volume);
    if (error == ERROR_SUCCESS) {
        error = describe(volume, (VOLUME_INFORMATION){label, labelCapacity, serial, maxComponent, flags, fileSystem,
                                                      fileSystemCapacity});
    }
    SimLeave();
    return LastErrorBool(error);
}

SIM_EXPORT int32_t GetVolumeInformationByHandleW(HANDLE file, char16_t *label, uint32_t labelCapacity, uint32_t *serial,
                                                 uint32_t *maxComponent, uint32_t *flags, char16_t *fileSystem,
                                                 uint32_t fileSystemCapacity)
{
    SimEnter();
    const SIM_OPEN *open = HandleFind(file, HandleFile);
    uint32_t error = ERROR_INVALID_HANDLE;
    if (open != NULL) {
        const bool isOnFileSystem = open->kind == OpenFile || open->kind == OpenDirectory || open->kind == OpenVolume;
        error = isOnFileSystem ? describe(open->volume, (VOLUME_INFORMATION){label, labelCapacity, serial, maxComponent, flags,
                                                                             fileSystem, fileSystemCapacity})
                               : (uint32_t)ERROR_INVALID_FUNCTION;
    }
    SimLeave();
    return LastErrorBool(error);
}

SIM_EXPORT uint32_t GetDriveTypeW(const char16_t *rootPath)
{
    SIM_VOLUME *volume = NULL;
    char16_t withBackslash[4] = {0};
    if (rootPath != NULL && TextCount(rootPath, 4) == 2) { /* "D:" is accepted here */
        memcpy(withBackslash, rootPath, 2 * sizeof(char16_t));
        withBackslash[2] = u'\\';
        rootPath = withBackslash;
    }
    SimEnter();
    const uint32_t error = findRoot(rootPath, ERROR_PATH_NOT_FOUND, &volume);
    const uint32_t type = error != ERROR_SUCCESS ? DRIVE_NO_ROOT_DIR
                          : volume->busType == BusTypeUsb ? DRIVE_REMOVABLE
                                                          : DRIVE_FIXED;
    SimLeave();
    return type;
}

static void measure(const SIM_VOLUME *volume, uint64_t *freeBytes, uint64_t *totalBytes)
{
    if (volume->host == NULL || HostSpace(volume->host, freeBytes, totalBytes) != ERROR_SUCCESS) {
        *totalBytes = StorageVolumeBytes(volume);
        *freeBytes = *totalBytes / 2;
    }
}

SIM_EXPORT int32_t GetDiskFreeSpaceExW(const char16_t *directory, uint64_t *freeToCaller, uint64_t *total, uint64_t *totalFree)
{
    PARSED_PATH path;
    uint64_t freeBytes = 0, totalBytes = 0;
    SimEnter();
    uint32_t error = PathParse(directory == NULL ? u"\\" : directory, PathExact, &path);
    if (error == ERROR_SUCCESS && path.kind != PathFile) {
        error = ERROR_INVALID_NAME;
    }
    if (error == ERROR_SUCCESS) {
        measure(path.volume, &freeBytes, &totalBytes);
    }
    SimLeave();
    if (error == ERROR_SUCCESS && freeToCaller != NULL) {
        *freeToCaller = freeBytes;
    }
    if (error == ERROR_SUCCESS && total != NULL) {
        *total = totalBytes;
    }
    if (error == ERROR_SUCCESS && totalFree != NULL) {
        *totalFree = freeBytes;
    }
    return LastErrorBool(error);
}

static void appendDosDevices(TEXT_BUFFER *out)
{
    const TEXT end = {u"", 1};
    for (uint32_t index = 0; index < Machine.volumeCount; index++) {
        TextAppend(out, TextOf(Machine.volumes[index]->mount));
        TextAppend(out, end);
    }
    TextAppend(out, end);
}

/** The NT device of "D:", or with NULL the list of all names. Returns the count of units written, NULs included. */
SIM_EXPORT uint32_t QueryDosDeviceW(const char16_t *deviceName, char16_t *buffer, uint32_t capacity)
{
    TEXT_BUFFER out = {buffer, buffer == NULL ? 0 : capacity, 0};
    uint32_t error = ERROR_SUCCESS;
    SimEnter();
    if (deviceName == NULL) {
        appendDosDevices(&out);
    } else {
        const SIM_VOLUME *volume = MachineFindMount((TEXT){deviceName, TextCount(deviceName, 16)});
        if (volume == NULL) {
            error = ERROR_FILE_NOT_FOUND;
        } else {
            const TEXT end = {u"\0", 2};
            TextAppend(&out, TextOf(volume->device));
            TextAppend(&out, end);
        }
    }
    SimLeave();
    if (error == ERROR_SUCCESS && out.count > out.capacity) {
        error = ERROR_INSUFFICIENT_BUFFER;
    }
    return LastErrorBool(error) ? out.count : 0;
}

/** `size` in and out: capacity with NUL, then the count without; on 111 the count needed with NUL. */
SIM_EXPORT int32_t GetComputerNameW(char16_t *buffer, uint32_t *size)
{
    if (size == NULL) {
        return LastErrorBool(ERROR_INVALID_PARAMETER);
    }
    SimEnter();
    TEXT_BUFFER out = {buffer, buffer == NULL ? 0 : *size, 0};
    TextAppend(&out, TextOf(Machine.name));
    SimLeave();
    const uint32_t error = copyOut(out, ERROR_BUFFER_OVERFLOW);
    *size = error == ERROR_SUCCESS ? out.count : out.count + 1;
    return LastErrorBool(error);
}

SIM_EXPORT HANDLE GetCurrentProcess(void)
{
    return INVALID_HANDLE_VALUE; /* the pseudo handle has the value -1 */
}
