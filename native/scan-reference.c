/* The lower bound of a benchmark: what a folder scan costs when C walks the tree and makes the same calls, in one thread.
 * usage: scan-reference <host folder>              prints {"files": n, "bytes": n, "us": x} for all files of the folder as D:
 *        scan-reference <host folder> <D:\file>    one query of one file, as a script that starts a process for each would ask */
#if !defined(_WIN32)
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#endif

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim/exports.h"
#include "wire/status.h"

enum { PATH_UNITS = 32768, FACT_BYTES = 32, BACKING_BYTES = 20 };

typedef struct {
    double files;
    double bytes;
    double unanswered;
} TOTALS;

/* Wide enough for every byte of a host path: the folders named here are ASCII. */
static bool widen(const char *text, char16_t *out, size_t capacity)
{
    const size_t count = strlen(text);
    for (size_t index = 0; index < count && index < capacity; index++) {
        out[index] = (unsigned char)text[index];
    }
    if (count >= capacity) {
        return false;
    }
    out[count] = 0;
    return true;
}

static uint32_t buildMachine(const char *folder)
{
    static char16_t host[PATH_UNITS];
    static const char16_t *const filters[][2] = {{u"Scanner", u"328010"}, {u"Cloud", u"180451"}, {u"Overlay", u"40700"}};
    if (!widen(folder, host, PATH_UNITS)) {
        return ERROR_FILENAME_EXCED_RANGE;
    }
    uint32_t error = SimReset() | SimSetMachine(u"REFERENCE", 10, 0, 26100, 1, 1) |
                     SimAddVolume(u"D:", u"Games", u"NTFS", 0, u"stornvme.sys", BusTypeNvme, 1, host);
    for (size_t index = 0; index < sizeof(filters) / sizeof(filters[0]) && error == 0; index++) {
        error = SimAddFilter(filters[index][0], u"Filter.sys", filters[index][1], 0xF, 1, SIM_KIND_MINIFILTER, u"10.0.26100.1",
                             u"Example") |
                SimAttachFilter(filters[index][0], u"D:", NULL);
    }
    return error;
}

static bool ask(HANDLE file, int32_t inFlags, FS_BPIO_OUTPUT *output)
{
    FS_BPIO_INPUT input = {.Operation = FS_BPIO_OP_QUERY, .InFlags = inFlags};
    uint32_t returned;
    return DeviceIoControl(file, FSCTL_MANAGE_BYPASS_IO, &input, sizeof(input), output, sizeof(*output), &returned, NULL) != 0;
}

/* Both queries, external backing, residency: everything a verdict on a file asks. */
static bool askFile(const char16_t *path)
{
    FS_BPIO_OUTPUT whole, filterStack;
    _Alignas(8) uint8_t facts[FACT_BYTES];
    int64_t startingVcn = 0;
    uint32_t returned;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_NO_BUFFERING, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        return false;
    }
    const bool answered = ask(file, 0, &whole) && ask(file, FSBPIO_INFL_SKIP_STORAGE_STACK_QUERY, &filterStack);
    (void)DeviceIoControl(file, FSCTL_GET_EXTERNAL_BACKING, NULL, 0, facts, BACKING_BYTES, &returned, NULL);
    (void)DeviceIoControl(file, FSCTL_GET_RETRIEVAL_POINTERS, &startingVcn, sizeof(startingVcn), facts, sizeof(facts), &returned, NULL);
    return CloseHandle(file) != 0 && answered;
}

static uint32_t unitCount(const char16_t *text)
{
    uint32_t count = 0;
    while (text[count] != 0) {
        count++;
    }
    return count;
}

static bool isDots(const char16_t *name)
{
    return name[0] == u'.' && (name[1] == 0 || (name[1] == u'.' && name[2] == 0));
}

/* `path` holds a folder of `count` units and is put back before returning. */
static void walk(char16_t *path, uint32_t count, TOTALS *totals)
{
    WIN32_FIND_DATAW entry;
    if (count + 2 >= PATH_UNITS) {
        return;
    }
    path[count] = u'\\';
    path[count + 1] = u'*';
    path[count + 2] = 0;
    HANDLE find = FindFirstFileExW(path, FindExInfoBasic, &entry, 0, NULL, FIND_FIRST_EX_LARGE_FETCH);
    if (find == INVALID_HANDLE_VALUE) {
        path[count] = 0;
        return;
    }
    do {
        const uint32_t nameUnits = unitCount(entry.cFileName);
        const bool isLink = (entry.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
        if (isLink || isDots(entry.cFileName) || count + 1 + nameUnits >= PATH_UNITS) {
            continue;
        }
        memcpy(path + count + 1, entry.cFileName, (nameUnits + 1) * sizeof(char16_t));
        if ((entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
            walk(path, count + 1 + nameUnits, totals);
        } else {
            totals->files += 1;
            totals->bytes += (double)((uint64_t)entry.nFileSizeHigh << 32 | entry.nFileSizeLow);
            totals->unanswered += askFile(path) ? 0 : 1;
        }
    } while (FindNextFileW(find, &entry) != 0);
    (void)FindClose(find);
    path[count] = 0;
}

static double microseconds(void)
{
    struct timespec now;
#if defined(CLOCK_MONOTONIC)
    clock_gettime(CLOCK_MONOTONIC, &now);
#else
    (void)timespec_get(&now, TIME_UTC);
#endif
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int askOne(const char *text)
{
    static char16_t path[PATH_UNITS];
    const bool answered = widen(text, path, PATH_UNITS) && askFile(path);
    (void)SimReset();
    return answered ? 0 : 1;
}

int main(int count, char **arguments)
{
    static char16_t path[PATH_UNITS] = u"\\\\?\\D:";
    if (count < 2 || count > 3 || buildMachine(arguments[1]) != 0) {
        fprintf(stderr, "usage: scan-reference <host folder> [<D:\\file>]\n");
        return 2;
    }
    if (count == 3) {
        return askOne(arguments[2]);
    }
    TOTALS totals = {0};
    const double start = microseconds();
    walk(path, unitCount(path), &totals);
    printf("{\"files\": %.0f, \"bytes\": %.0f, \"unanswered\": %.0f, \"us\": %.0f}\n", totals.files, totals.bytes, totals.unanswered,
           microseconds() - start);
    (void)SimReset();
    return 0;
}
