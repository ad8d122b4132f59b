/* Many threads in a volume over a real directory: they let one another in while the host answers. */
#if !defined(_WIN32)
#define _GNU_SOURCE 1
#define _DARWIN_C_SOURCE 1

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"

enum { FOLDERS = 6, FILES = 40, THREADS = 4, ROUNDS = 60 };

static char folder[512];
static char16_t hostPath[512];

static void makeTree(void)
{
    const char *base = getenv("BPIO_TEST_FOLDER");
    snprintf(folder, sizeof(folder), "%s/threads", base == NULL ? "/tmp" : base);
    (void)mkdir(folder, 0755);
    for (uint32_t index = 0; index < FOLDERS; index++) {
        char path[600];
        snprintf(path, sizeof(path), "%s/d%u", folder, index);
        (void)mkdir(path, 0755);
        for (uint32_t file = 0; file < FILES; file++) {
            snprintf(path, sizeof(path), "%s/d%u/f%u", folder, index, file);
            const int made = open(path, O_CREAT | O_RDWR, 0644);
            CHECK(made >= 0 && close(made) == 0);
        }
    }
    for (uint32_t index = 0; index <= strlen(folder); index++) {
        hostPath[index] = (char16_t)(unsigned char)folder[index];
    }
}

static uint32_t addHost(void)
{
    return SimAddVolume(u"H:", u"Host", u"NTFS", 0, u"stornvme.sys", BusTypeNvme, 1, hostPath);
}

/* Lists one folder and asks about each file; gives how many there were. */
static uint32_t scanFolder(uint32_t index, uint32_t *wrong)
{
    char16_t pattern[] = u"H:\\d0\\*", path[300] = u"H:\\d0\\";
    WIN32_FIND_DATAW data;
    uint32_t count = 0;
    pattern[4] = path[4] = (char16_t)(u'0' + index);
    HANDLE find = FindFirstFileExW(pattern, FindExInfoBasic, &data, 0, NULL, FIND_FIRST_EX_LARGE_FETCH);
    if (find == INVALID_HANDLE_VALUE) {
        return 0;
    }
    do {
        FS_BPIO_OUTPUT output;
        if (data.cFileName[0] == u'.') {
            continue;
        }
        memcpy(path + 6, data.cFileName, sizeof(data.cFileName));
        HANDLE file = OpenForRead(path);
        count += file != INVALID_HANDLE_VALUE;
        *wrong += Send(file, FS_BPIO_OP_QUERY, 0, &output) != 0;
        *wrong += !CloseHandle(file);
    } while (FindNextFileW(find, &data));
    *wrong += !FindClose(find);
    return count;
}

static void *scanAll(void *argument)
{
    uint32_t *wrong = argument;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        *wrong += scanFolder(round % FOLDERS, wrong) != FILES;
    }
    return NULL;
}

TEST("threads on a host folder: each lists and asks every file, while they share the folders they keep open")
{
    pthread_t threads[THREADS];
    uint32_t wrong[THREADS] = {0};
    makeTree();
    CHECK_EQUAL(addHost(), 0);
    for (uint32_t index = 0; index < THREADS; index++) {
        CHECK_EQUAL(pthread_create(&threads[index], NULL, scanAll, &wrong[index]), 0);
    }
    for (uint32_t index = 0; index < THREADS; index++) {
        CHECK_EQUAL(pthread_join(threads[index], NULL), 0);
        CHECK_ROW(index, wrong[index], 0);
    }
    CHECK_EQUAL(SimHandleCount(), 0);
}

static void *scanWhatIsThere(void *argument)
{
    uint32_t ignored = 0;
    (void)argument;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        (void)scanFolder(round % FOLDERS, &ignored);
    }
    return NULL;
}

TEST("threads on a host folder: the machine is forgotten and rebuilt while others are at the disk")
{
    pthread_t threads[THREADS];
    makeTree();
    CHECK_EQUAL(addHost(), 0);
    for (uint32_t index = 0; index < THREADS; index++) {
        CHECK_EQUAL(pthread_create(&threads[index], NULL, scanWhatIsThere, NULL), 0);
    }
    for (uint32_t round = 0; round < ROUNDS; round++) {
        CHECK_EQUAL(SimReset(), 0);
        CHECK_EQUAL(addHost(), 0);
    }
    for (uint32_t index = 0; index < THREADS; index++) {
        CHECK_EQUAL(pthread_join(threads[index], NULL), 0);
    }
}

typedef struct {
    HANDLE find;
    atomic_uint found;
} SHARED_SEARCH;

static void *takeNames(void *argument)
{
    SHARED_SEARCH *shared = argument;
    WIN32_FIND_DATAW data;
    while (FindNextFileW(shared->find, &data)) {
        atomic_fetch_add(&shared->found, data.cFileName[0] != u'.');
    }
    return NULL;
}

static uint32_t searchTogether(uint32_t round, int isClosedEarly)
{
    SHARED_SEARCH shared = {0};
    pthread_t threads[THREADS];
    char16_t pattern[] = u"H:\\d0\\*";
    WIN32_FIND_DATAW data;
    pattern[4] = (char16_t)(u'0' + round % FOLDERS);
    shared.find = FindFirstFileExW(pattern, FindExInfoBasic, &data, 0, NULL, 0);
    for (uint32_t index = 0; index < THREADS; index++) {
        CHECK_EQUAL(pthread_create(&threads[index], NULL, takeNames, &shared), 0);
    }
    if (isClosedEarly) {
        CHECK(FindClose(shared.find));
    }
    for (uint32_t index = 0; index < THREADS; index++) {
        CHECK_EQUAL(pthread_join(threads[index], NULL), 0);
    }
    CHECK_EQUAL(!isClosedEarly, FindClose(shared.find));
    return shared.found;
}

TEST("threads on a host folder: one search shared by all gives each name once, and may be closed under them")
{
    makeTree();
    CHECK_EQUAL(addHost(), 0);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        CHECK_ROW(round, searchTogether(round, 0), FILES);
        CHECK_ROW(round, searchTogether(round, 1) <= FILES, 1);
    }
    CHECK_EQUAL(SimHandleCount(), 0);
}
#endif
