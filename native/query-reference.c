/* The lower bound of a benchmark: what open, two queries and close cost a file when C calls the simulator directly.
 * usage: query-reference [iterations]   prints {"usPerFile": x, "files": n} */
#if !defined(_WIN32)
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim/exports.h"

enum { FILE_COUNT = 1000, DEFAULT_ITERATIONS = 100 };

static char16_t paths[FILE_COUNT][40];

/* "D:\Games\Title\pak0000.bin" */
static void namePath(char16_t *out, uint32_t number)
{
    static const char16_t pattern[] = u"D:\\Games\\Title\\pak0000.bin";
    memcpy(out, pattern, sizeof(pattern));
    for (uint32_t digit = 0; digit < 4; digit++, number /= 10) {
        out[21 - digit] = (char16_t)(u'0' + number % 10);
    }
}

static uint32_t addFilter(const char16_t *name, const char16_t *driver, const char16_t *altitude)
{
    const uint32_t error = SimAddFilter(name, driver, altitude, 0xF, 1, SIM_KIND_MINIFILTER, u"10.0.26100.1", u"Example");
    return error != 0 ? error : SimAttachFilter(name, u"D:", NULL);
}

static uint32_t buildMachine(void)
{
    uint32_t error = SimReset() | SimSetMachine(u"REFERENCE", 10, 0, 26100, 1, 1) |
                     SimAddVolume(u"D:", u"Games", u"NTFS", 0, u"stornvme.sys", BusTypeNvme, 1, NULL) |
                     addFilter(u"Scanner", u"Scanner.sys", u"328010") | addFilter(u"Cloud", u"Cloud.sys", u"180451") |
                     addFilter(u"Overlay", u"Overlay.sys", u"40700");
    for (uint32_t index = 0; index < FILE_COUNT && error == 0; index++) {
        namePath(paths[index], index);
        error = SimAddFile(u"D:", paths[index] + 2, 1ull << 30, 0, 0);
    }
    return error;
}

static int queryFile(const char16_t *path)
{
    FS_BPIO_INPUT input = {.Operation = FS_BPIO_OP_QUERY};
    FS_BPIO_OUTPUT output;
    uint32_t returned;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_NO_BUFFERING, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        return 0;
    }
    int answered = DeviceIoControl(file, FSCTL_MANAGE_BYPASS_IO, &input, sizeof(input), &output, sizeof(output), &returned, NULL);
    input.InFlags = FSBPIO_INFL_SKIP_STORAGE_STACK_QUERY;
    answered &= DeviceIoControl(file, FSCTL_MANAGE_BYPASS_IO, &input, sizeof(input), &output, sizeof(output), &returned, NULL);
    answered &= output.Query.OpStatus == 0;
    return CloseHandle(file) & answered;
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

int main(int count, char **arguments)
{
    const long iterations = count > 1 ? strtol(arguments[1], NULL, 10) : DEFAULT_ITERATIONS;
    if (iterations < 1 || buildMachine() != 0) {
        fprintf(stderr, "usage: query-reference [iterations]\n");
        return 2;
    }
    const double start = microseconds();
    for (long iteration = 0; iteration < iterations; iteration++) {
        for (uint32_t index = 0; index < FILE_COUNT; index++) {
            if (!queryFile(paths[index])) {
                fprintf(stderr, "query failed with %u\n", (unsigned)GetLastError());
                return 1;
            }
        }
    }
    const double files = (double)iterations * FILE_COUNT;
    printf("{\"usPerFile\": %.4f, \"files\": %.0f}\n", (microseconds() - start) / files, files);
    (void)SimReset();
    return 0;
}
