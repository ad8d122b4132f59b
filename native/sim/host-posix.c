/* The files of the host, for every host but Windows (host-windows.c); their directories are in host-posix-directory.c. */
#define _GNU_SOURCE 1 /* SEEK_DATA, fdopendir, openat */
#define _DARWIN_C_SOURCE 1

#include "host-posix.h"

#include "../wire/status.h"
#include "host-name.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define FILETIME_OF_1970 116444736000000000ll

static int64_t fileTime(int64_t seconds, int64_t nanoseconds)
{
    return FILETIME_OF_1970 + seconds * 10000000 + nanoseconds / 100;
}

enum { SPARSE_UNIT_BYTES = 65536, BLOCK_BYTES = 512 };

struct HOST_LISTING {
    DIR *directory;
};

uint32_t HostErrorOf(int code)
{
    switch (code) {
    case ENOENT: return ERROR_FILE_NOT_FOUND;
    case ENOTDIR: return ERROR_PATH_NOT_FOUND;
    case EACCES:
    case EPERM: return ERROR_ACCESS_DENIED;
    case EMFILE:
    case ENFILE: return ERROR_TOO_MANY_OPEN_FILES;
    case ENAMETOOLONG: return ERROR_FILENAME_EXCED_RANGE;
    case ENOMEM: return ERROR_NOT_ENOUGH_MEMORY;
    default: return ERROR_CANT_ACCESS_FILE; /* ELOOP among them: a link where a directory was expected */
    }
}

#if defined(__APPLE__)
#define STAT_TIME(status, which) ((status)->st_##which##timespec)
#else
#define STAT_TIME(status, which) ((status)->st_##which##tim)
#endif

static void describe(const struct stat *status, HOST_FACTS *facts)
{
    memset(facts, 0, sizeof(*facts));
    facts->kind = S_ISREG(status->st_mode)   ? HostFile
                  : S_ISDIR(status->st_mode) ? HostDirectory
                  : S_ISLNK(status->st_mode) ? HostLink
                                             : HostOther;
    const mode_t writable = S_IWUSR | S_IWGRP | S_IWOTH;
    facts->isReadOnly = (status->st_mode & writable) == 0;
    facts->sizeBytes = (uint64_t)status->st_size;
    facts->allocatedBytes = (uint64_t)status->st_blocks * BLOCK_BYTES;
    facts->isSparse = facts->kind == HostFile && facts->sizeBytes > facts->allocatedBytes &&
                      facts->sizeBytes - facts->allocatedBytes >= SPARSE_UNIT_BYTES;
    facts->writtenAt = fileTime(STAT_TIME(status, m).tv_sec, STAT_TIME(status, m).tv_nsec);
    facts->readAt = fileTime(STAT_TIME(status, a).tv_sec, STAT_TIME(status, a).tv_nsec);
    facts->changedAt = fileTime(STAT_TIME(status, c).tv_sec, STAT_TIME(status, c).tv_nsec);
    facts->createdAt = facts->writtenAt < facts->changedAt ? facts->writtenAt : facts->changedAt; /* POSIX knows no birth */
    facts->fileIndex = (uint64_t)status->st_ino;
    facts->linkCount = (uint32_t)status->st_nlink;
}

static uint32_t lastSeparator(TEXT path)
{
    uint32_t at = path.count;
    while (at != 0 && path.chars[at - 1] != u'\\') {
        at--;
    }
    return at == 0 ? 0 : at - 1;
}

uint32_t HostResolve(HOST_ROOT *root, TEXT path, HOST_FACTS *facts, TEXT_BUFFER *actual)
{
    struct stat status;
    HOST_DIRECTORY *directory;
    if (path.count == 0) {
        actual->count = 0;
        if (fstat(HostRootDescriptor(root), &status) != 0) {
            return HostErrorOf(errno);
        }
        describe(&status, facts);
        return ERROR_SUCCESS;
    }
    const uint32_t separator = lastSeparator(path);
    uint32_t error = HostTakeDirectory(root, TextPart(path, 0, separator), actual, &directory);
    if (error != ERROR_SUCCESS) {
        return error == ERROR_FILE_NOT_FOUND ? (uint32_t)ERROR_PATH_NOT_FOUND : error;
    }
    char bytes[HOST_NAME_BYTES];
    error = HostLookUp(HostDescriptor(directory), TextPart(path, separator + 1, path.count), bytes, &status);
    HostReturnDirectory(root, directory);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    describe(&status, facts);
    return HostAppendSpelling(actual, bytes);
}

uint32_t HostOpen(HOST_ROOT *root, TEXT actual, int *descriptor)
{
    char16_t spelling[HOST_PATH_BYTES];
    TEXT_BUFFER parent = {spelling, HOST_PATH_BYTES, 0};
    char bytes[HOST_NAME_BYTES];
    HOST_DIRECTORY *directory;
    *descriptor = -1;
    const uint32_t separator = lastSeparator(actual);
    if (!HostNameToBytes(TextPart(actual, separator + 1, actual.count), bytes, HOST_NAME_BYTES)) {
        return ERROR_FILE_NOT_FOUND;
    }
    const uint32_t error = HostTakeDirectory(root, TextPart(actual, 0, separator), &parent, &directory);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    /* Not blocking: what was a file a moment ago may be a pipe by now. */
    *descriptor = openat(HostDescriptor(directory), bytes, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    const uint32_t failure = *descriptor < 0 ? HostErrorOf(errno) : (uint32_t)ERROR_SUCCESS;
    HostReturnDirectory(root, directory);
    return failure;
}

void HostClose(int descriptor)
{
    (void)close(descriptor);
}

uint32_t HostRead(int descriptor, uint64_t offset, void *buffer, uint32_t bytes, uint32_t *read)
{
    *read = 0;
    if (offset > INT64_MAX) {
        return ERROR_INVALID_PARAMETER;
    }
    while (*read < bytes) {
        const ssize_t got = pread(descriptor, (char *)buffer + *read, bytes - *read, (off_t)(offset + *read));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return *read != 0 ? (uint32_t)ERROR_SUCCESS : HostErrorOf(errno);
        }
        if (got == 0) {
            break;
        }
        *read += (uint32_t)got;
    }
    return ERROR_SUCCESS;
}

uint32_t HostDataRanges(int descriptor, uint64_t sizeBytes, uint64_t fromBytes, HOST_RANGE *ranges, uint32_t capacity,
                        uint32_t *count)
{
    *count = 0;
#if defined(SEEK_DATA) && defined(SEEK_HOLE)
    while (*count < capacity && fromBytes < sizeBytes) {
        const off_t data = lseek(descriptor, (off_t)fromBytes, SEEK_DATA);
        const off_t hole = data < 0 ? -1 : lseek(descriptor, data, SEEK_HOLE);
        if (data < 0 && errno == ENXIO) {
            return ERROR_SUCCESS; /* nothing but a hole up to the end */
        }
        if (data < 0 || hole <= data) {
            return ERROR_NOT_SUPPORTED;
        }
        ranges[(*count)++] = (HOST_RANGE){(uint64_t)data, (uint64_t)hole};
        fromBytes = (uint64_t)hole;
    }
    return ERROR_SUCCESS;
#else
    (void)descriptor, (void)sizeBytes, (void)fromBytes, (void)ranges, (void)capacity;
    return ERROR_NOT_SUPPORTED;
#endif
}

/* A descriptor of its own: reading moves its position. */
static uint32_t openForListing(HOST_ROOT *root, TEXT actual, int *descriptor)
{
    HOST_DIRECTORY *directory;
    char16_t *spelling = malloc(HOST_PATH_UNITS * sizeof(char16_t));
    if (spelling == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    TEXT_BUFFER again = {spelling, HOST_PATH_UNITS, 0};
    uint32_t error = HostTakeDirectory(root, actual, &again, &directory);
    free(spelling);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    *descriptor = openat(HostDescriptor(directory), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    error = *descriptor < 0 ? HostErrorOf(errno) : (uint32_t)ERROR_SUCCESS;
    HostReturnDirectory(root, directory);
    return error;
}

uint32_t HostList(HOST_ROOT *root, TEXT actual, HOST_LISTING **listing)
{
    int descriptor = -1;
    *listing = calloc(1, sizeof(**listing));
    if (*listing == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    uint32_t error = openForListing(root, actual, &descriptor);
    if (error == ERROR_SUCCESS) {
        (*listing)->directory = fdopendir(descriptor);
        if ((*listing)->directory == NULL) {
            error = HostErrorOf(errno);
            (void)close(descriptor);
        }
    }
    if (error != ERROR_SUCCESS) {
        free(*listing);
        *listing = NULL;
    }
    return error;
}

bool HostListNext(HOST_LISTING *listing, char16_t name[HOST_NAME_UNITS], uint32_t *nameCount, HOST_FACTS *facts)
{
    struct dirent *entry;
    while ((entry = readdir(listing->directory)) != NULL) {
        struct stat status;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        *nameCount = HostNameFromBytes(entry->d_name, name, HOST_NAME_UNITS);
        if (*nameCount != 0 && fstatat(dirfd(listing->directory), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
            describe(&status, facts);
            return true;
        }
    }
    return false;
}

void HostListClose(HOST_LISTING *listing)
{
    if (listing != NULL) {
        (void)closedir(listing->directory);
        free(listing);
    }
}

uint32_t HostSpace(HOST_ROOT *root, uint64_t *freeBytes, uint64_t *totalBytes)
{
    struct statvfs space;
    if (fstatvfs(HostRootDescriptor(root), &space) != 0) {
        return HostErrorOf(errno);
    }
    *freeBytes = (uint64_t)space.f_bavail * space.f_frsize;
    *totalBytes = (uint64_t)space.f_blocks * space.f_frsize;
    return ERROR_SUCCESS;
}
