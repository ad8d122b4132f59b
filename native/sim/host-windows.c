/* The host's file system on Windows. The library exports functions of kernel32 under their own names, so the system's are taken by
 * address: a call by name would come back into the simulated machine. */
#define WIN32_LEAN_AND_MEAN 1
#define _WIN32_WINNT 0x0A00
#include <windows.h>

#include <stdlib.h>

#include "host.h"

enum { LITERAL_PREFIX_UNITS = 4, ROOT_UNITS = 1024 };

struct HOST_ROOT {
    wchar_t path[ROOT_UNITS]; /* in the literal form, without a separator at the end */
    uint32_t count;
};

struct HOST_LISTING {
    HANDLE find;
    WIN32_FIND_DATAW entry;
    bool isFirst;
};

static struct {
    __typeof__(CreateFileW) *createFile;
    __typeof__(CloseHandle) *closeHandle;
    __typeof__(ReadFile) *readFile;
    __typeof__(FindFirstFileExW) *findFirst;
    __typeof__(FindNextFileW) *findNext;
    __typeof__(FindClose) *findClose;
    __typeof__(GetFileAttributesW) *attributesOf;
    __typeof__(GetDiskFreeSpaceExW) *diskSpace;
    __typeof__(GetLastError) *lastError;
} windows;

#define TAKE(member, name) windows.member = (__typeof__(windows.member))(void (*)(void))GetProcAddress(kernel32, name)

/* Called under the simulated machine's lock. */
static void takeFunctions(void)
{
    if (windows.lastError != NULL) {
        return;
    }
    HMODULE kernel32 = GetModuleHandleW(L"kernel32.dll");
    TAKE(createFile, "CreateFileW");
    TAKE(closeHandle, "CloseHandle");
    TAKE(readFile, "ReadFile");
    TAKE(findFirst, "FindFirstFileExW");
    TAKE(findNext, "FindNextFileW");
    TAKE(findClose, "FindClose");
    TAKE(attributesOf, "GetFileAttributesW");
    TAKE(diskSpace, "GetDiskFreeSpaceExW");
    TAKE(lastError, "GetLastError");
}

uint32_t HostOpenRoot(TEXT directory, HOST_ROOT **root)
{
    *root = NULL;
    takeFunctions();
    const bool isDrive = directory.count > 2 && directory.chars[1] == u':' && directory.chars[2] == u'\\';
    if (!isDrive || directory.count + LITERAL_PREFIX_UNITS >= ROOT_UNITS) {
        return ERROR_INVALID_PARAMETER;
    }
    HOST_ROOT *opened = calloc(1, sizeof(*opened));
    if (opened == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    memcpy(opened->path, L"\\\\?\\", LITERAL_PREFIX_UNITS * sizeof(wchar_t));
    memcpy(opened->path + LITERAL_PREFIX_UNITS, directory.chars, directory.count * sizeof(wchar_t));
    opened->count = LITERAL_PREFIX_UNITS + directory.count;
    while (opened->path[opened->count - 1] == L'\\') {
        opened->path[--opened->count] = 0;
    }
    const DWORD attributes = windows.attributesOf(opened->path);
    if (attributes == INVALID_FILE_ATTRIBUTES || (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
        free(opened);
        return ERROR_PATH_NOT_FOUND;
    }
    *root = opened;
    return ERROR_SUCCESS;
}

void HostCloseRoot(HOST_ROOT *root)
{
    free(root);
}

/* The root's path with `path` behind it and `ending` behind that; released with free. NULL when out of memory. */
static wchar_t *wholePath(const HOST_ROOT *root, TEXT path, const wchar_t *ending)
{
    const size_t endingCount = wcslen(ending);
    wchar_t *whole = malloc((root->count + path.count + endingCount + 1) * sizeof(*whole));
    if (whole != NULL) {
        memcpy(whole, root->path, root->count * sizeof(*whole));
        memcpy(whole + root->count, path.chars, path.count * sizeof(*whole));
        memcpy(whole + root->count + path.count, ending, (endingCount + 1) * sizeof(*whole));
    }
    return whole;
}

static int64_t timeOf(FILETIME time)
{
    return (int64_t)((uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime);
}

static void describe(const WIN32_FIND_DATAW *entry, HOST_FACTS *facts)
{
    memset(facts, 0, sizeof(*facts));
    const bool isLink = (entry->dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 && IsReparseTagNameSurrogate(entry->dwReserved0);
    facts->kind = isLink ? HostLink : (entry->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? HostDirectory : HostFile;
    facts->isReadOnly = (entry->dwFileAttributes & FILE_ATTRIBUTE_READONLY) != 0;
    facts->isSparse = (entry->dwFileAttributes & FILE_ATTRIBUTE_SPARSE_FILE) != 0;
    facts->sizeBytes = facts->kind == HostDirectory ? 0 : (uint64_t)entry->nFileSizeHigh << 32 | entry->nFileSizeLow;
    facts->allocatedBytes = facts->sizeBytes;
    facts->createdAt = timeOf(entry->ftCreationTime);
    facts->readAt = timeOf(entry->ftLastAccessTime);
    facts->writtenAt = timeOf(entry->ftLastWriteTime);
    facts->changedAt = facts->writtenAt;
    facts->linkCount = 1;
}

/* The entry at the end of `path`, with its own spelling. */
static uint32_t findEntry(const HOST_ROOT *root, TEXT path, WIN32_FIND_DATAW *entry)
{
    for (uint32_t at = 0; at < path.count; at++) {
        if (path.chars[at] == u'*' || path.chars[at] == u'?') {
            return ERROR_INVALID_NAME; /* a pattern, not a name */
        }
    }
    wchar_t *whole = wholePath(root, path, L"");
    if (whole == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    const HANDLE find = windows.findFirst(whole, FindExInfoBasic, entry, FindExSearchNameMatch, NULL, 0);
    const uint32_t error = find == INVALID_HANDLE_VALUE ? windows.lastError() : (uint32_t)ERROR_SUCCESS;
    if (find != INVALID_HANDLE_VALUE) {
        (void)windows.findClose(find);
    }
    free(whole);
    return error == ERROR_NO_MORE_FILES ? (uint32_t)ERROR_FILE_NOT_FOUND : error;
}

/* One name after the other, so that no link on the way is followed and none of them is `..`. */
uint32_t HostResolve(HOST_ROOT *root, TEXT path, HOST_FACTS *facts, TEXT_BUFFER *actual)
{
    actual->count = 0;
    memset(facts, 0, sizeof(*facts));
    facts->kind = HostDirectory;
    for (uint32_t end = 1; end <= path.count && path.count != 0;) {
        while (end < path.count && path.chars[end] != u'\\') {
            end++;
        }
        if (facts->kind == HostLink) {
            return ERROR_CANT_ACCESS_FILE;
        }
        WIN32_FIND_DATAW entry;
        const uint32_t error = facts->kind == HostFile ? ERROR_PATH_NOT_FOUND : findEntry(root, TextPart(path, 0, end), &entry);
        if (error != ERROR_SUCCESS) {
            return end < path.count && error == ERROR_FILE_NOT_FOUND ? ERROR_PATH_NOT_FOUND : error;
        }
        describe(&entry, facts);
        TextAppend(actual, TEXT_LITERAL(u"\\"));
        TextAppend(actual, TextOf((const char16_t *)entry.cFileName));
        end++;
    }
    return actual->count > actual->capacity ? ERROR_FILENAME_EXCED_RANGE : ERROR_SUCCESS;
}

uint32_t HostOpen(HOST_ROOT *root, TEXT actual, int *descriptor)
{
    *descriptor = -1;
    wchar_t *whole = wholePath(root, actual, L"");
    if (whole == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    const DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    const HANDLE file = windows.createFile(whole, GENERIC_READ, share, NULL, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT, NULL);
    const uint32_t error = file == INVALID_HANDLE_VALUE ? windows.lastError() : (uint32_t)ERROR_SUCCESS;
    free(whole);
    if (error == ERROR_SUCCESS) {
        *descriptor = (int)(intptr_t)file; /* handles of the system fit in 32 bits */
    }
    return error;
}

void HostClose(int descriptor)
{
    (void)windows.closeHandle((HANDLE)(intptr_t)descriptor);
}

uint32_t HostRead(int descriptor, uint64_t offset, void *buffer, uint32_t bytes, uint32_t *read)
{
    OVERLAPPED place = {0};
    DWORD got = 0;
    place.Offset = (DWORD)offset;
    place.OffsetHigh = (DWORD)(offset >> 32);
    const bool isRead = windows.readFile((HANDLE)(intptr_t)descriptor, buffer, bytes, &got, &place) != 0;
    *read = got;
    return isRead || windows.lastError() == ERROR_HANDLE_EOF ? (uint32_t)ERROR_SUCCESS : windows.lastError();
}

uint32_t HostDataRanges(int descriptor, uint64_t sizeBytes, uint64_t fromBytes, HOST_RANGE *ranges, uint32_t capacity,
                        uint32_t *count)
{
    (void)descriptor, (void)sizeBytes, (void)fromBytes, (void)ranges, (void)capacity;
    *count = 0;
    return ERROR_NOT_SUPPORTED;
}

uint32_t HostList(HOST_ROOT *root, TEXT actual, HOST_LISTING **listing)
{
    *listing = calloc(1, sizeof(**listing));
    wchar_t *whole = wholePath(root, actual, L"\\*");
    uint32_t error = ERROR_NOT_ENOUGH_MEMORY;
    if (*listing != NULL && whole != NULL) {
        (*listing)->find = windows.findFirst(whole, FindExInfoBasic, &(*listing)->entry, FindExSearchNameMatch, NULL, 0);
        (*listing)->isFirst = true;
        error = (*listing)->find == INVALID_HANDLE_VALUE ? windows.lastError() : (uint32_t)ERROR_SUCCESS;
    }
    free(whole);
    if (error != ERROR_SUCCESS) {
        free(*listing);
        *listing = NULL;
    }
    return error;
}

bool HostListNext(HOST_LISTING *listing, char16_t name[HOST_NAME_UNITS], uint32_t *nameCount, HOST_FACTS *facts)
{
    while (listing->isFirst || windows.findNext(listing->find, &listing->entry)) {
        listing->isFirst = false;
        const TEXT found = TextOf((const char16_t *)listing->entry.cFileName);
        if (TextSame(found, TEXT_LITERAL(u".")) || TextSame(found, TEXT_LITERAL(u"..")) || found.count > HOST_NAME_UNITS) {
            continue;
        }
        memcpy(name, found.chars, found.count * sizeof(char16_t));
        *nameCount = found.count;
        describe(&listing->entry, facts);
        return true;
    }
    return false;
}

void HostListClose(HOST_LISTING *listing)
{
    if (listing != NULL) {
        (void)windows.findClose(listing->find);
        free(listing);
    }
}

uint32_t HostSpace(HOST_ROOT *root, uint64_t *freeBytes, uint64_t *totalBytes)
{
    ULARGE_INTEGER available, total, unused;
    if (!windows.diskSpace(root->path, &available, &total, &unused)) {
        return windows.lastError();
    }
    *freeBytes = available.QuadPart;
    *totalBytes = total.QuadPart;
    return ERROR_SUCCESS;
}
