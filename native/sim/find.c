#include "find.h"

#include "last-error.h"
#include "lock.h"

#include <stdlib.h>

struct SIM_FIND {
    SIM_VOLUME *volume;
    SIM_FILE *directory;      /* NULL: on the host only */
    SIM_FILE *next;           /* next simulated entry */
    HOST_LISTING *listing;    /* NULL: no host entries (any more) */
    uint32_t references;      /* the handle, and calls under way */
    uint32_t waiting;         /* calls that wait for the one under way */
    bool isBusy;
    uint32_t dotsLeft;        /* "." and ".." still to come; a root has none */
    char16_t pattern[256];
    uint32_t patternCount;
    uint32_t directoryCount;
    char16_t directoryPath[]; /* to look for a simulated entry that lies over a host one */
};

static FILETIME fileTime(int64_t time)
{
    return (FILETIME){(uint32_t)time, (uint32_t)((uint64_t)time >> 32)};
}

static void fill(WIN32_FIND_DATAW *data, TEXT name, uint32_t attributes, uint64_t sizeBytes)
{
    memset(data, 0, sizeof(*data));
    data->dwFileAttributes = attributes;
    data->nFileSizeHigh = (uint32_t)(sizeBytes >> 32);
    data->nFileSizeLow = (uint32_t)sizeBytes;
    data->dwReserved0 = (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 ? IO_REPARSE_TAG_SYMLINK : 0;
    memcpy(data->cFileName, name.chars, name.count * sizeof(char16_t));
}

static void fillFromTree(WIN32_FIND_DATAW *data, const SIM_FILE *file)
{
    const TEXT path = {file->path, file->pathCount};
    fill(data, TextPart(path, file->nameOffset, path.count), TreeAttributes(file), file->sizeBytes);
}

static void fillFromHost(WIN32_FIND_DATAW *data, TEXT name, const HOST_FACTS *facts)
{
    fill(data, name, HostAttributes(facts), facts->kind == HostFile ? facts->sizeBytes : 0);
    data->ftCreationTime = fileTime(facts->createdAt);
    data->ftLastAccessTime = fileTime(facts->readAt);
    data->ftLastWriteTime = fileTime(facts->writtenAt);
}

/* "*.*" means every name, also one without a point (a rule of the FAT days that Win32 keeps). */
static bool isWanted(const SIM_FIND *find, TEXT name)
{
    const TEXT pattern = {find->pattern, find->patternCount};
    return TextEquals(pattern, TEXT_LITERAL(u"*.*")) || TextMatches(pattern, name);
}

static SIM_FILE *treeEntry(const SIM_FIND *find, TEXT name)
{
    if (find->directory == NULL) {
        return NULL; /* no simulated directory there, so nothing lies over it */
    }
    char16_t path[HOST_PATH_UNITS];
    TEXT_BUFFER buffer = {path, HOST_PATH_UNITS, 0};
    TextAppend(&buffer, (TEXT){find->directoryPath, find->directoryCount});
    TextAppend(&buffer, TEXT_LITERAL(u"\\"));
    TextAppend(&buffer, name);
    return buffer.count > buffer.capacity ? NULL : TreeFind(find->volume, (TEXT){path, buffer.count});
}

static bool nextOnHost(HOST_LISTING *listing, char16_t name[HOST_NAME_UNITS], uint32_t *count, HOST_FACTS *facts)
{
    SimStepOut();
    const bool isThere = HostListNext(listing, name, count, facts);
    SimStepIn();
    return isThere;
}

static bool continueHost(SIM_FIND *find, WIN32_FIND_DATAW *data)
{
    char16_t name[HOST_NAME_UNITS];
    uint32_t count;
    HOST_FACTS facts;
    while (find->listing != NULL && nextOnHost(find->listing, name, &count, &facts)) {
        const TEXT text = {name, count};
        if (isWanted(find, text) && treeEntry(find, text) == NULL) {
            fillFromHost(data, text, &facts);
            return true;
        }
    }
    HostListClose(find->listing);
    find->listing = NULL;
    return false;
}

static bool continueTree(SIM_FIND *find, WIN32_FIND_DATAW *data)
{
    while (find->next != NULL) {
        const SIM_FILE *file = find->next;
        find->next = file->nextSibling;
        if (isWanted(find, TextPart((TEXT){file->path, file->pathCount}, file->nameOffset, file->pathCount))) {
            fillFromTree(data, file);
            return true;
        }
    }
    return false;
}

static uint32_t next(SIM_FIND *find, WIN32_FIND_DATAW *data)
{
    while (find->dotsLeft != 0) {
        const TEXT name = {u"..", 3 - find->dotsLeft--};
        if (isWanted(find, name)) {
            fill(data, name, FILE_ATTRIBUTE_DIRECTORY, 0);
            return ERROR_SUCCESS;
        }
    }
    return continueHost(find, data) || continueTree(find, data) ? ERROR_SUCCESS : ERROR_NO_MORE_FILES;
}

/* Asking the host lets others in, and some of them may come with the same handle: one after the other, as Windows does it. */
uint32_t FindContinue(SIM_FIND *find, WIN32_FIND_DATAW *data)
{
    find->references++;
    find->waiting++;
    while (find->isBusy) {
        (void)SimWait(SIM_WAIT_FOREVER);
    }
    find->waiting--;
    find->isBusy = true;
    const uint32_t error = find->volume->isGone ? StatusToWin32(STATUS_VOLUME_DISMOUNTED) : next(find, data);
    find->isBusy = false;
    if (find->waiting != 0) {
        SimWake();
    }
    FindRelease(find);
    return error;
}

void FindRelease(SIM_FIND *find)
{
    if (--find->references == 0) {
        HostListClose(find->listing);
        free(find);
    }
}

static uint32_t openDirectory(PARSED_PATH *directory, SIM_FIND *find)
{
    char16_t spelling[HOST_PATH_UNITS];
    TEXT_BUFFER actual = {spelling, HOST_PATH_UNITS, 0};
    FOUND found = {0};
    uint32_t error = FindPath(directory, &found, &actual);
    if (error != ERROR_SUCCESS) {
        return ERROR_PATH_NOT_FOUND;
    }
    if ((found.attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
        return ERROR_DIRECTORY;
    }
    if (found.file != NULL && found.file->openError != 0) {
        return found.file->openError;
    }
    find->directory = TreeFind(directory->volume, (TEXT){directory->text, directory->count});
    find->next = find->directory != NULL ? find->directory->firstChild : NULL;
    if (found.file != NULL) {
        return ERROR_SUCCESS;
    }
    SimStepOut();
    error = HostList(directory->volume->host, (TEXT){spelling, actual.count}, &find->listing);
    SimStepIn();
    return error;
}

/* Cuts the last segment off: what is left names the directory. */
static void cutPattern(PARSED_PATH *path)
{
    path->count = path->nameOffset == 0 ? 0 : path->nameOffset - 1;
    path->streamOffset = path->count;
    path->nameOffset = path->count;
    while (path->nameOffset != 0 && path->text[path->nameOffset - 1] != u'\\') {
        path->nameOffset--;
    }
    path->hasTrailingSeparator = false;
}

uint32_t FindStart(PARSED_PATH *path, SIM_FIND **find, WIN32_FIND_DATAW *data)
{
    *find = NULL;
    /* A root or "dir\" leaves no name to look for. */
    if (path->kind != PathFile || path->count == 0 || path->hasTrailingSeparator || path->streamOffset != path->count) {
        return ERROR_FILE_NOT_FOUND;
    }
    const TEXT pattern = {path->text + path->nameOffset, path->count - path->nameOffset};
    SIM_FIND *started = calloc(1, sizeof(*started) + path->count * sizeof(char16_t));
    if (started == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    started->references = 1;
    started->volume = path->volume;
    started->patternCount = pattern.count;
    memcpy(started->pattern, pattern.chars, pattern.count * sizeof(char16_t));
    cutPattern(path);
    started->directoryCount = path->count;
    memcpy(started->directoryPath, path->text, path->count * sizeof(char16_t));
    started->dotsLeft = path->count == 0 ? 0 : 2;
    uint32_t error = openDirectory(path, started);
    if (error == ERROR_SUCCESS) {
        error = FindContinue(started, data);
        error = error == ERROR_NO_MORE_FILES ? (uint32_t)ERROR_FILE_NOT_FOUND : error;
    }
    if (error != ERROR_SUCCESS) {
        FindRelease(started);
        return error;
    }
    *find = started;
    return ERROR_SUCCESS;
}
