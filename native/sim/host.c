/* The host's file system, for every host but Windows (host-windows.c). The only file that calls POSIX. */
#define _GNU_SOURCE 1 /* SEEK_DATA, fdopendir, openat */
#define _DARWIN_C_SOURCE 1

#include "host.h"

#include "../wire/status.h"
#include "host-name.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define FILETIME_OF_1970 116444736000000000ll

static int64_t fileTime(int64_t seconds, int64_t nanoseconds)
{
    return FILETIME_OF_1970 + seconds * 10000000 + nanoseconds / 100;
}

enum { NAME_BYTES = 256, PATH_BYTES = 4096, SPARSE_UNIT_BYTES = 65536, BLOCK_BYTES = 512 };

/* One directory used lately, so that the thousands of files of one folder do not walk to it each time. Checked before each use by
 * comparing identities: it may have been renamed or replaced. */
typedef struct {
    int descriptor; /* -1: none */
    dev_t device;
    ino_t inode;
    uint64_t usedAt;
    uint32_t count; /* of text; UINT32_MAX matches nothing */
    char bytes[PATH_BYTES];
    char16_t text[PATH_BYTES];
} CACHED_DIRECTORY;

/* As many as threads may be reading different folders at a time. */
enum { CACHED_DIRECTORIES = 4 };

struct HOST_ROOT {
    int descriptor;
    uint64_t uses;
    CACHED_DIRECTORY cached[CACHED_DIRECTORIES];
};

struct HOST_LISTING {
    DIR *directory;
};

static uint32_t errorOf(int code)
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

uint32_t HostOpenRoot(TEXT directory, HOST_ROOT **root)
{
    char path[PATH_BYTES];
    uint32_t length = 0;
    *root = NULL;
    if (directory.count == 0 || directory.chars[0] != u'/') {
        return ERROR_INVALID_PARAMETER;
    }
    for (uint32_t at = 0, end = 0; at < directory.count; at = end) {
        while (end < directory.count && directory.chars[end] == u'/') {
            end++;
        }
        path[length++] = '/';
        const uint32_t start = end;
        while (end < directory.count && directory.chars[end] != u'/') {
            end++;
        }
        const TEXT name = TextPart(directory, start, end);
        const bool isDots = name.count != 0 && TextMatches(name, TEXT_LITERAL(u".."));
        if (isDots || (name.count != 0 && !HostNameToBytes(name, path + length, PATH_BYTES - 2 - length))) {
            return ERROR_PATH_NOT_FOUND;
        }
        length += name.count == 0 ? 0 : (uint32_t)strlen(path + length);
    }
    path[length] = 0;
    HOST_ROOT *opened = calloc(1, sizeof(*opened));
    if (opened == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    for (uint32_t index = 0; index < CACHED_DIRECTORIES; index++) {
        opened->cached[index].descriptor = -1;
    }
    opened->descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened->descriptor < 0) {
        free(opened);
        return ERROR_PATH_NOT_FOUND;
    }
    *root = opened;
    return ERROR_SUCCESS;
}

void HostCloseRoot(HOST_ROOT *root)
{
    if (root == NULL) {
        return;
    }
    for (uint32_t index = 0; index < CACHED_DIRECTORIES; index++) {
        if (root->cached[index].descriptor >= 0) {
            (void)close(root->cached[index].descriptor);
        }
    }
    (void)close(root->descriptor);
    free(root);
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

/* Finds `name` in an open directory: as spelled, else in another case. `bytes` receives the host's spelling. */
static uint32_t lookUp(int directory, TEXT name, char bytes[NAME_BYTES], struct stat *status)
{
    if (!HostNameToBytes(name, bytes, NAME_BYTES)) {
        return ERROR_FILE_NOT_FOUND;
    }
    if (fstatat(directory, bytes, status, AT_SYMLINK_NOFOLLOW) == 0) {
        return ERROR_SUCCESS;
    }
    if (errno != ENOENT) {
        return errorOf(errno);
    }
    const int again = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = again < 0 ? NULL : fdopendir(again);
    if (entries == NULL) {
        if (again >= 0) {
            (void)close(again);
        }
        return ERROR_FILE_NOT_FOUND;
    }
    uint32_t error = ERROR_FILE_NOT_FOUND;
    for (struct dirent *entry = readdir(entries); entry != NULL && error != ERROR_SUCCESS; entry = readdir(entries)) {
        char16_t units[HOST_NAME_UNITS];
        const uint32_t count = HostNameFromBytes(entry->d_name, units, HOST_NAME_UNITS);
        const size_t length = strlen(entry->d_name);
        if (count != 0 && length < NAME_BYTES && TextEquals((TEXT){units, count}, name) &&
            fstatat(directory, entry->d_name, status, AT_SYMLINK_NOFOLLOW) == 0) {
            memcpy(bytes, entry->d_name, length + 1);
            error = ERROR_SUCCESS;
        }
    }
    (void)closedir(entries);
    return error;
}

static uint32_t appendSpelling(TEXT_BUFFER *actual, const char *bytes)
{
    char16_t units[HOST_NAME_UNITS];
    const uint32_t count = HostNameFromBytes(bytes, units, HOST_NAME_UNITS);
    TextAppend(actual, TEXT_LITERAL(u"\\"));
    TextAppend(actual, (TEXT){units, count});
    return count == 0 || actual->count > actual->capacity ? ERROR_FILENAME_EXCED_RANGE : ERROR_SUCCESS;
}

/* Walks from the root, one directory at a time and never through a link, so that no path and no race leads out. */
static uint32_t walk(const HOST_ROOT *root, TEXT directory, TEXT_BUFFER *actual, int *opened)
{
    int current = openat(root->descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    uint32_t error = current < 0 ? errorOf(errno) : (uint32_t)ERROR_SUCCESS;
    for (uint32_t at = 1; at < directory.count && error == ERROR_SUCCESS;) {
        uint32_t end = at;
        while (end < directory.count && directory.chars[end] != u'\\') {
            end++;
        }
        char bytes[NAME_BYTES];
        struct stat status;
        error = lookUp(current, TextPart(directory, at, end), bytes, &status);
        if (error == ERROR_FILE_NOT_FOUND) {
            error = ERROR_PATH_NOT_FOUND;
        }
        if (error == ERROR_SUCCESS) {
            error = appendSpelling(actual, bytes);
        }
        if (error == ERROR_SUCCESS) {
            const int next = openat(current, bytes, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            const int failure = errno;
            (void)close(current);
            current = next;
            if (next < 0) { /* Linux says ENOTDIR for a link, macOS ELOOP */
                error = S_ISLNK(status.st_mode) ? (uint32_t)ERROR_CANT_ACCESS_FILE : errorOf(failure);
            }
        }
        at = end + 1;
    }
    if (error != ERROR_SUCCESS && current >= 0) {
        (void)close(current);
        current = -1;
    }
    *opened = current;
    return error;
}

static bool isStillThere(const HOST_ROOT *root, const CACHED_DIRECTORY *cached)
{
    struct stat status;
    const char *path = cached->bytes[0] == 0 ? "." : cached->bytes;
    return fstatat(root->descriptor, path, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_dev == cached->device &&
           status.st_ino == cached->inode;
}

static CACHED_DIRECTORY *findCached(HOST_ROOT *root, TEXT directory)
{
    for (uint32_t index = 0; index < CACHED_DIRECTORIES; index++) {
        CACHED_DIRECTORY *cached = &root->cached[index];
        if (cached->descriptor >= 0 && cached->count == directory.count &&
            TextSame((TEXT){cached->text, cached->count}, directory)) {
            return isStillThere(root, cached) ? cached : NULL;
        }
    }
    return NULL;
}

static CACHED_DIRECTORY *leastUsed(HOST_ROOT *root)
{
    CACHED_DIRECTORY *oldest = &root->cached[0];
    for (uint32_t index = 1; index < CACHED_DIRECTORIES; index++) {
        oldest = root->cached[index].usedAt < oldest->usedAt ? &root->cached[index] : oldest;
    }
    return oldest;
}

static void remember(HOST_ROOT *root, TEXT spelling, int descriptor)
{
    struct stat status;
    uint32_t length = 0;
    CACHED_DIRECTORY *cached = leastUsed(root);
    if (cached->descriptor >= 0) {
        (void)close(cached->descriptor);
    }
    cached->descriptor = descriptor;
    cached->usedAt = ++root->uses;
    cached->count = UINT32_MAX; /* until all of it is known */
    if (spelling.count > PATH_BYTES || fstat(descriptor, &status) != 0) {
        return;
    }
    for (uint32_t at = 1; at < spelling.count;) {
        uint32_t end = at;
        while (end < spelling.count && spelling.chars[end] != u'\\') {
            end++;
        }
        if (length != 0) {
            cached->bytes[length++] = '/';
        }
        if (length + NAME_BYTES + 1 > PATH_BYTES ||
            !HostNameToBytes(TextPart(spelling, at, end), cached->bytes + length, PATH_BYTES - length)) {
            return;
        }
        length += (uint32_t)strlen(cached->bytes + length);
        at = end + 1;
    }
    cached->bytes[length] = 0;
    if (spelling.count != 0) {
        memcpy(cached->text, spelling.chars, spelling.count * sizeof(char16_t));
    }
    cached->count = spelling.count;
    cached->device = status.st_dev;
    cached->inode = status.st_ino;
}

/* An open descriptor of a directory, owned by the cache; `actual` receives its spelling. */
static uint32_t openDirectory(HOST_ROOT *root, TEXT directory, TEXT_BUFFER *actual, int *descriptor)
{
    CACHED_DIRECTORY *cached = findCached(root, directory);
    actual->count = 0;
    if (cached != NULL) {
        TextAppend(actual, directory);
        cached->usedAt = ++root->uses;
        *descriptor = cached->descriptor;
        return ERROR_SUCCESS;
    }
    const uint32_t error = walk(root, directory, actual, descriptor);
    if (error == ERROR_SUCCESS) {
        remember(root, (TEXT){actual->chars, actual->count}, *descriptor);
    }
    return error;
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
    int directory;
    if (path.count == 0) {
        actual->count = 0;
        if (fstat(root->descriptor, &status) != 0) {
            return errorOf(errno);
        }
        describe(&status, facts);
        return ERROR_SUCCESS;
    }
    const uint32_t separator = lastSeparator(path);
    uint32_t error = openDirectory(root, TextPart(path, 0, separator), actual, &directory);
    if (error != ERROR_SUCCESS) {
        return error == ERROR_FILE_NOT_FOUND ? (uint32_t)ERROR_PATH_NOT_FOUND : error;
    }
    char bytes[NAME_BYTES];
    error = lookUp(directory, TextPart(path, separator + 1, path.count), bytes, &status);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    describe(&status, facts);
    return appendSpelling(actual, bytes);
}

uint32_t HostOpen(HOST_ROOT *root, TEXT actual, int *descriptor)
{
    char16_t spelling[PATH_BYTES];
    TEXT_BUFFER parent = {spelling, PATH_BYTES, 0};
    char bytes[NAME_BYTES];
    int directory;
    *descriptor = -1;
    const uint32_t separator = lastSeparator(actual);
    const uint32_t error = openDirectory(root, TextPart(actual, 0, separator), &parent, &directory);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (!HostNameToBytes(TextPart(actual, separator + 1, actual.count), bytes, NAME_BYTES)) {
        return ERROR_FILE_NOT_FOUND;
    }
    /* Not blocking: what was a file a moment ago may be a pipe by now. */
    *descriptor = openat(directory, bytes, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    return *descriptor < 0 ? errorOf(errno) : (uint32_t)ERROR_SUCCESS;
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
            return *read != 0 ? (uint32_t)ERROR_SUCCESS : errorOf(errno);
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

uint32_t HostList(HOST_ROOT *root, TEXT actual, HOST_LISTING **listing)
{
    char16_t *spelling = malloc(HOST_PATH_UNITS * sizeof(char16_t));
    *listing = calloc(1, sizeof(**listing));
    int descriptor = -1;
    uint32_t error = ERROR_NOT_ENOUGH_MEMORY;
    if (spelling != NULL && *listing != NULL) {
        TEXT_BUFFER walked = {spelling, HOST_PATH_UNITS, 0};
        error = walk(root, actual, &walked, &descriptor); /* a descriptor of its own: reading moves its position */
    }
    if (error == ERROR_SUCCESS) {
        (*listing)->directory = fdopendir(descriptor);
        if ((*listing)->directory == NULL) {
            error = errorOf(errno);
            (void)close(descriptor);
        }
    }
    free(spelling);
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
    if (fstatvfs(root->descriptor, &space) != 0) {
        return errorOf(errno);
    }
    *freeBytes = (uint64_t)space.f_bavail * space.f_frsize;
    *totalBytes = (uint64_t)space.f_blocks * space.f_frsize;
    return ERROR_SUCCESS;
}
