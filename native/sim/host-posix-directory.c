/* The directories of a POSIX host. Threads ask at the same time: only the list of kept directories is shared, and it is held for
 * as long as it takes to look for a name in it. */
#define _GNU_SOURCE 1 /* fdopendir, openat */
#define _DARWIN_C_SOURCE 1

#include "host-posix.h"

#include "../wire/status.h"
#include "host-name.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A directory used lately, so that the thousands of files of one folder do not walk to it each time. Checked before each use by
 * comparing identities: it may have been renamed or replaced. */
struct HOST_DIRECTORY {
    HOST_DIRECTORY *next; /* used before this one */
    uint32_t users;       /* who took it and has not returned it */
    bool isKept;          /* in the list; closed when it is neither there nor used */
    int descriptor;
    dev_t device;
    ino_t inode;
    char *path; /* from the root, in the host's bytes; NULL: cannot be checked, so not kept */
    uint32_t count;
    char16_t text[];
};

/* As many as threads may be reading different folders at a time. */
enum { KEPT_DIRECTORIES = 16 };

/* The host counts the users of a descriptor in one place, which makes two threads on one of them wait for each other. */
enum { ROOT_DESCRIPTORS = 4 };

struct HOST_ROOT {
    int descriptors[ROOT_DESCRIPTORS];
    pthread_mutex_t lock; /* of what follows */
    HOST_DIRECTORY *kept; /* the one used last first */
};

int HostRootDescriptor(const HOST_ROOT *root)
{
    static atomic_uint threads;
    static _Thread_local uint32_t thread; /* counted from 1 */
    if (thread == 0) {
        thread = atomic_fetch_add(&threads, 1) + 1;
    }
    return root->descriptors[thread % ROOT_DESCRIPTORS];
}

uint32_t HostLookUp(int directory, TEXT name, char bytes[HOST_NAME_BYTES], struct stat *status)
{
    if (!HostNameToBytes(name, bytes, HOST_NAME_BYTES)) {
        return ERROR_FILE_NOT_FOUND;
    }
    if (fstatat(directory, bytes, status, AT_SYMLINK_NOFOLLOW) == 0) {
        return ERROR_SUCCESS;
    }
    if (errno != ENOENT) {
        return HostErrorOf(errno);
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
        if (count != 0 && length < HOST_NAME_BYTES && TextEquals((TEXT){units, count}, name) &&
            fstatat(directory, entry->d_name, status, AT_SYMLINK_NOFOLLOW) == 0) {
            memcpy(bytes, entry->d_name, length + 1);
            error = ERROR_SUCCESS;
        }
    }
    (void)closedir(entries);
    return error;
}

uint32_t HostAppendSpelling(TEXT_BUFFER *actual, const char *bytes)
{
    char16_t units[HOST_NAME_UNITS];
    const uint32_t count = HostNameFromBytes(bytes, units, HOST_NAME_UNITS);
    TextAppend(actual, TEXT_LITERAL(u"\\"));
    TextAppend(actual, (TEXT){units, count});
    return count == 0 || actual->count > actual->capacity ? ERROR_FILENAME_EXCED_RANGE : ERROR_SUCCESS;
}

/* Opens one directory in another: as spelled without asking first, which is nearly always right, else in another case. `bytes`
 * receives the host's spelling. -1 with `error`. */
static int openInside(int directory, TEXT name, char bytes[HOST_NAME_BYTES], uint32_t *error)
{
    enum { FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };
    struct stat status;
    int inside = HostNameToBytes(name, bytes, HOST_NAME_BYTES) ? openat(directory, bytes, FLAGS) : -1;
    *error = ERROR_SUCCESS;
    if (inside >= 0) {
        return inside;
    }
    *error = HostLookUp(directory, name, bytes, &status);
    if (*error != ERROR_SUCCESS) {
        *error = *error == ERROR_FILE_NOT_FOUND ? (uint32_t)ERROR_PATH_NOT_FOUND : *error;
        return -1;
    }
    inside = openat(directory, bytes, FLAGS);
    if (inside < 0) { /* Linux says ENOTDIR for a link, macOS ELOOP */
        *error = S_ISLNK(status.st_mode) ? (uint32_t)ERROR_CANT_ACCESS_FILE : HostErrorOf(errno);
    }
    return inside;
}

/* Walks from the root, one directory at a time and never through a link, so that no path and no race leads out. */
static uint32_t walk(const HOST_ROOT *root, TEXT directory, TEXT_BUFFER *actual, int *descriptor)
{
    int current = openat(HostRootDescriptor(root), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    uint32_t error = current < 0 ? HostErrorOf(errno) : (uint32_t)ERROR_SUCCESS;
    for (uint32_t at = 1; at < directory.count && error == ERROR_SUCCESS;) {
        uint32_t end = at;
        while (end < directory.count && directory.chars[end] != u'\\') {
            end++;
        }
        char bytes[HOST_NAME_BYTES];
        const int next = openInside(current, TextPart(directory, at, end), bytes, &error);
        (void)close(current);
        current = next;
        if (error == ERROR_SUCCESS) {
            error = HostAppendSpelling(actual, bytes);
        }
        at = end + 1;
    }
    if (error != ERROR_SUCCESS && current >= 0) {
        (void)close(current);
        current = -1;
    }
    *descriptor = current;
    return error;
}

/* The path in the host's bytes, a slash in front of each name. False when it holds "..", or is too long for one call. */
static bool pathToBytes(TEXT path, char16_t separator, char bytes[HOST_PATH_BYTES])
{
    uint32_t length = 0;
    for (uint32_t at = 0, end = 0; at < path.count; at = end + 1) {
        for (end = at; end < path.count && path.chars[end] != separator;) {
            end++;
        }
        const TEXT name = TextPart(path, at, end);
        if (name.count == 0) {
            continue;
        }
        bytes[length++] = '/';
        if (TextEquals(TEXT_LITERAL(u".."), name) || length + HOST_NAME_BYTES + 1 > HOST_PATH_BYTES ||
            !HostNameToBytes(name, bytes + length, HOST_PATH_BYTES - 1 - length)) {
            return false;
        }
        length += (uint32_t)strlen(bytes + length);
    }
    bytes[length] = 0;
    return true;
}

static void destroy(HOST_DIRECTORY *directory)
{
    (void)close(directory->descriptor);
    free(directory->path);
    free(directory);
}

/* Takes over the descriptor; closes it when out of memory. */
static HOST_DIRECTORY *create(TEXT spelling, int descriptor)
{
    struct stat status;
    char bytes[HOST_PATH_BYTES];
    HOST_DIRECTORY *directory = calloc(1, sizeof(*directory) + spelling.count * sizeof(char16_t));
    if (directory == NULL) {
        (void)close(descriptor);
        return NULL;
    }
    directory->descriptor = descriptor;
    directory->count = spelling.count;
    memcpy(directory->text, spelling.chars, spelling.count * sizeof(char16_t));
    if (fstat(descriptor, &status) == 0 && pathToBytes(spelling, u'\\', bytes)) {
        directory->device = status.st_dev;
        directory->inode = status.st_ino;
        directory->path = strdup(bytes[0] == 0 ? "." : bytes + 1);
    }
    return directory;
}

static bool isStillThere(const HOST_ROOT *root, const HOST_DIRECTORY *directory)
{
    struct stat status;
    return fstatat(HostRootDescriptor(root), directory->path, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           status.st_dev == directory->device && status.st_ino == directory->inode;
}

/* Takes the directory at `link` off the list. Gives it when nobody uses it either: it is to be destroyed, without the lock. */
static HOST_DIRECTORY *forget(HOST_DIRECTORY **link)
{
    HOST_DIRECTORY *directory = *link;
    *link = directory->next;
    directory->isKept = false;
    return directory->users == 0 ? directory : NULL;
}

static HOST_DIRECTORY *takeKept(HOST_ROOT *root, TEXT spelling)
{
    (void)pthread_mutex_lock(&root->lock);
    HOST_DIRECTORY **link = &root->kept;
    while (*link != NULL && !TextSame((TEXT){(*link)->text, (*link)->count}, spelling)) {
        link = &(*link)->next;
    }
    HOST_DIRECTORY *found = *link;
    if (found != NULL) {
        *link = found->next;
        found->next = root->kept;
        root->kept = found;
        found->users++;
    }
    (void)pthread_mutex_unlock(&root->lock);
    return found;
}

/* Puts it in front. The one for which there is no room any more goes when nobody uses it. */
static void keep(HOST_ROOT *root, HOST_DIRECTORY *directory)
{
    (void)pthread_mutex_lock(&root->lock);
    directory->isKept = true;
    directory->next = root->kept;
    root->kept = directory;
    HOST_DIRECTORY **link = &root->kept;
    for (uint32_t count = 0; count < KEPT_DIRECTORIES && *link != NULL; count++) {
        link = &(*link)->next;
    }
    HOST_DIRECTORY *unwanted = *link != NULL ? forget(link) : NULL;
    (void)pthread_mutex_unlock(&root->lock);
    if (unwanted != NULL) {
        destroy(unwanted);
    }
}

/* Gives back a directory that another has replaced on the host: nobody is to find it again. */
static void returnReplaced(HOST_ROOT *root, HOST_DIRECTORY *taken)
{
    (void)pthread_mutex_lock(&root->lock);
    HOST_DIRECTORY **link = &root->kept;
    while (*link != NULL && *link != taken) {
        link = &(*link)->next;
    }
    if (*link != NULL) {
        (void)forget(link);
    }
    (void)pthread_mutex_unlock(&root->lock);
    HostReturnDirectory(root, taken);
}

uint32_t HostTakeDirectory(HOST_ROOT *root, TEXT directory, TEXT_BUFFER *actual, HOST_DIRECTORY **taken)
{
    int descriptor;
    actual->count = 0;
    *taken = takeKept(root, directory);
    if (*taken != NULL && isStillThere(root, *taken)) {
        TextAppend(actual, directory);
        return ERROR_SUCCESS;
    }
    if (*taken != NULL) {
        returnReplaced(root, *taken);
        *taken = NULL;
    }
    const uint32_t error = walk(root, directory, actual, &descriptor);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    *taken = create((TEXT){actual->chars, actual->count}, descriptor);
    if (*taken == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    (*taken)->users = 1;
    if ((*taken)->path != NULL) {
        keep(root, *taken);
    }
    return ERROR_SUCCESS;
}

int HostDescriptor(const HOST_DIRECTORY *directory)
{
    return directory->descriptor;
}

void HostReturnDirectory(HOST_ROOT *root, HOST_DIRECTORY *taken)
{
    (void)pthread_mutex_lock(&root->lock);
    taken->users--;
    const bool isUnwanted = taken->users == 0 && !taken->isKept;
    (void)pthread_mutex_unlock(&root->lock);
    if (isUnwanted) {
        destroy(taken);
    }
}

static void closeDescriptors(const HOST_ROOT *root, uint32_t count)
{
    for (uint32_t index = 0; index < count; index++) {
        (void)close(root->descriptors[index]);
    }
}

uint32_t HostOpenRoot(TEXT directory, HOST_ROOT **root)
{
    char path[HOST_PATH_BYTES];
    *root = NULL;
    if (directory.count == 0 || directory.chars[0] != u'/') {
        return ERROR_INVALID_PARAMETER;
    }
    if (!pathToBytes(directory, u'/', path)) {
        return ERROR_PATH_NOT_FOUND;
    }
    HOST_ROOT *opened = calloc(1, sizeof(*opened));
    if (opened == NULL || pthread_mutex_init(&opened->lock, NULL) != 0) {
        free(opened);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    for (uint32_t index = 0; index < ROOT_DESCRIPTORS; index++) {
        opened->descriptors[index] = open(path[0] == 0 ? "/" : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (opened->descriptors[index] < 0) {
            closeDescriptors(opened, index);
            (void)pthread_mutex_destroy(&opened->lock);
            free(opened);
            return ERROR_PATH_NOT_FOUND;
        }
    }
    *root = opened;
    return ERROR_SUCCESS;
}

void HostCloseRoot(HOST_ROOT *root)
{
    if (root == NULL) {
        return;
    }
    for (HOST_DIRECTORY *directory = root->kept, *next; directory != NULL; directory = next) {
        next = directory->next;
        destroy(directory);
    }
    (void)pthread_mutex_destroy(&root->lock);
    closeDescriptors(root, ROOT_DESCRIPTORS);
    free(root);
}
