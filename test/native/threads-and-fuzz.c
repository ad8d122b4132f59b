/* Many threads at once, and arguments that nobody would write. */
#include <pthread.h>
#include <time.h>

#include "harness.h"

enum { QUERY_THREADS = 3, ROUNDS = 4000 };

static void *queryAndClose(void *argument)
{
    uint32_t *wrong = argument;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        FS_BPIO_OUTPUT output;
        uint8_t bytes[64];
        uint32_t read;
        HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin");
        *wrong += Send(file, FS_BPIO_OP_ENABLE, 0, &output) != 0;
        *wrong += Send(file, FS_BPIO_OP_QUERY, 0, &output) != 0;
        const uint32_t status = (uint32_t)output.Query.OpStatus;
        *wrong += status != 0 && status != 0xC00004D2;
        *wrong += (status == 0xC00004D2) != ((output.OutFlags & FSBPIO_OUTFL_FILTER_ATTACH_BLOCKED) != 0);
        *wrong += !ReadFile(file, bytes, sizeof(bytes), &read, NULL);
        *wrong += !CloseHandle(file);
    }
    return NULL;
}

static void *attachAndDetach(void *argument)
{
    uint32_t *wrong = argument;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        *wrong += SimAttachFilter(u"Late", u"D:", NULL) != 0;
        *wrong += SimDetachFilter(u"Late", u"D:") != 0;
    }
    return NULL;
}

TEST("threads: filters attach and detach while others open, enable, query, read and close")
{
    pthread_t threads[QUERY_THREADS + 1];
    uint32_t wrong[QUERY_THREADS + 1] = {0};
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    AddOptedInFilter(u"Good", u"300000");
    CHECK_EQUAL(SimAddFilter(u"Late", u"late.sys", u"260000", 0, 1, SIM_KIND_MINIFILTER, NULL, NULL), 0);
    for (uint32_t index = 0; index <= QUERY_THREADS; index++) {
        CHECK_EQUAL(pthread_create(&threads[index], NULL, index == QUERY_THREADS ? attachAndDetach : queryAndClose, &wrong[index]), 0);
    }
    for (uint32_t index = 0; index <= QUERY_THREADS; index++) {
        CHECK_EQUAL(pthread_join(threads[index], NULL), 0);
        CHECK_ROW(index, wrong[index], 0);
    }
    CHECK_EQUAL(SimHandleCount(), 0);
    CHECK_EQUAL(Send(OpenForRead(u"D:\\"), FS_BPIO_OP_GET_INFO, 0, &output), 0);
    CHECK_EQUAL(output.GetInfo.ActiveBypassIoCount, 0);
}

static void *resetAgain(void *argument)
{
    (void)argument;
    for (uint32_t round = 0; round < 300; round++) {
        (void)SimReset();
        (void)SimAddVolume(u"D:", u"", u"NTFS", 0, u"stornvme.sys", BusTypeNvme, 1, NULL);
        (void)SimAddFile(u"D:", u"\\Games\\pak0.bin", 1 << 20, 0, 0);
    }
    return NULL;
}

static void *useWhatIsThere(void *argument)
{
    (void)argument;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        FS_BPIO_OUTPUT output;
        uint8_t bytes[4096];
        uint32_t read;
        HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin");
        (void)Send(file, FS_BPIO_OP_ENABLE, 0, &output);
        (void)ReadFile(file, bytes, sizeof(bytes), &read, NULL);
        (void)CloseHandle(file);
    }
    return NULL;
}

TEST("threads: the machine is forgotten and rebuilt while others use it")
{
    pthread_t threads[3];
    AddMachine(26100);
    for (uint32_t index = 0; index < 3; index++) {
        CHECK_EQUAL(pthread_create(&threads[index], NULL, index == 2 ? resetAgain : useWhatIsThere, NULL), 0);
    }
    for (uint32_t index = 0; index < 3; index++) {
        CHECK_EQUAL(pthread_join(threads[index], NULL), 0);
    }
}

TEST("threads: the last error belongs to its thread")
{
    pthread_t thread;
    SetLastError(4711);
    CHECK_EQUAL(pthread_create(&thread, NULL, useWhatIsThere, NULL), 0);
    CHECK_EQUAL(pthread_join(thread, NULL), 0);
    CHECK_EQUAL(GetLastError(), 4711);
}

static uint64_t state = 0x9E3779B97F4A7C15;

static uint32_t draw(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % below;
}

static void drawPath(char16_t *out, uint32_t capacity)
{
    static const char16_t *const pieces[] = {u"D:", u"\\", u"/", u"\\\\?\\", u"\\\\.\\", u"Games", u"pak0.bin", u".", u"..", u":",
                                             u"*", u"?", u" ", u"NUL", u"COM1", u"Volume{", u"}", u"::$DATA", u"\xD800", u"\xDC00",
                                             u"\x0436", u"PhysicalDrive0", u"HarddiskVolume1", u"GLOBALROOT\\Device\\", u"UNC", u"E:"};
    uint32_t count = 0;
    for (uint32_t parts = draw(12); parts > 0 && count + 24 < capacity; parts--) {
        if (draw(8) == 0) {
            out[count++] = (char16_t)(1 + draw(0xFFFE));
            continue;
        }
        for (const char16_t *piece = pieces[draw(sizeof(pieces) / sizeof(pieces[0]))]; *piece != 0; piece++) {
            out[count++] = *piece;
        }
    }
    out[count] = 0;
}

static int isGoingOn(const struct timespec *start, long milliseconds)
{
    struct timespec now;
    (void)timespec_get(&now, TIME_UTC);
    return (now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000 < milliseconds;
}

TEST("fuzz: no path makes CreateFileW, FindFirstFileExW or the others fault, and each failure has a code")
{
    struct timespec start;
    (void)timespec_get(&start, TIME_UTC);
    AddMachine(26100);
    while (isGoingOn(&start, 1000)) {
        char16_t path[300], text[300];
        WIN32_FIND_DATAW data;
        drawPath(path, 300);
        SetLastError(0);
        HANDLE file = OpenForRead(path), find = FindFirstFileExW(path, 0, &data, 0, NULL, 0);
        CHECK(file != INVALID_HANDLE_VALUE || GetLastError() != 0);
        (void)GetFileAttributesW(path);
        (void)GetVolumePathNameW(path, text, draw(300));
        (void)GetVolumeNameForVolumeMountPointW(path, text, draw(300));
        (void)GetVolumeInformationW(path, text, draw(300), NULL, NULL, NULL, NULL, 0);
        (void)GetFileVersionInfoSizeExW(0, path, NULL);
        (void)FilterGetDosName(path, text, draw(300));
        (void)SimAddFile(u"D:", path, draw(1000), draw(256), draw(3));
        (void)SimSetSuspended(u"D:", path, draw(2));
        if (file != INVALID_HANDLE_VALUE) {
            FS_BPIO_OUTPUT output;
            (void)Send(file, (int32_t)draw(10), 0, &output);
            (void)GetFinalPathNameByHandleW(file, text, draw(300), draw(6));
            CHECK(CloseHandle(file));
        }
        if (find != INVALID_HANDLE_VALUE) {
            CHECK(FindClose(find));
        }
    }
    CHECK_EQUAL(SimHandleCount(), 0);
}

TEST("fuzz: no bytes make DeviceIoControl fault")
{
    static const uint32_t codes[] = {FSCTL_MANAGE_BYPASS_IO, FSCTL_GET_RETRIEVAL_POINTERS, FSCTL_GET_EXTERNAL_BACKING,
                                     IOCTL_STORAGE_QUERY_PROPERTY, IOCTL_STORAGE_GET_DEVICE_NUMBER,
                                     IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS, 0x00090000, 0};
    static const char16_t *const targets[] = {u"D:\\Games\\pak0.bin", u"D:\\", u"\\\\.\\D:", u"NUL", u"\\\\.\\PhysicalDrive0"};
    struct timespec start;
    (void)timespec_get(&start, TIME_UTC);
    AddMachine(26100);
    AddOptedInFilter(u"Crypt", u"141000");
    CHECK_EQUAL(SimAddVeto(u"Crypt", u"*pak*", 0xC00004C9, u"no"), 0);
    while (isGoingOn(&start, 1000)) {
        const uint32_t inputBytes = draw(64), outputBytes = draw(8) == 0 ? draw(5000) : draw(400);
        uint8_t *input = malloc(inputBytes + 1), *output = malloc(outputBytes + 1);
        uint32_t returned = 0;
        for (uint32_t index = 0; index < inputBytes; index++) {
            input[index] = (uint8_t)(draw(3) == 0 ? draw(256) : index == 0 ? draw(10) : 0);
        }
        HANDLE handle = OpenWith(targets[draw(5)], draw(2) != 0 ? GENERIC_READ : 0, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_NO_BUFFERING);
        (void)DeviceIoControl(handle, codes[draw(8)], input, inputBytes, output, outputBytes, &returned, NULL);
        CHECK(returned <= outputBytes);
        CHECK(CloseHandle(handle));
        free(input);
        free(output);
    }
}
