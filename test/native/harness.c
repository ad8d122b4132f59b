#include "harness.h"

enum { MAX_TESTS = 512 };

static struct {
    const char *title;
    TEST_BODY body;
} tests[MAX_TESTS];
static unsigned testCount, failuresInTest;
static const char *currentTitle;

void HarnessRegister(const char *title, TEST_BODY body)
{
    if (testCount == MAX_TESTS) {
        abort();
    }
    tests[testCount].title = title;
    tests[testCount++].body = body;
}

void HarnessFail(const char *file, int line, const char *what, unsigned long long actual, unsigned long long expected)
{
    if (failuresInTest++ == 0) {
        const char *name = strrchr(file, '/');
        printf("FAILED %s (%s:%d: %s is 0x%llx, expected 0x%llx)\n", currentTitle, name == NULL ? file : name + 1, line, what,
               actual, expected);
    }
}

int main(int count, char **arguments)
{
    unsigned passed = 0, failed = 0;
    (void)setvbuf(stdout, NULL, _IOLBF, 4096); /* what failed before a crash is still told */
    for (unsigned index = 0; index < testCount; index++) {
        if (count > 1 && strstr(tests[index].title, arguments[1]) == NULL) {
            continue;
        }
        currentTitle = tests[index].title;
        failuresInTest = 0;
        (void)SimReset();
        tests[index].body();
        (void)SimReset();
        if (SimHandleCount() != 0) {
            HarnessFail(__FILE__, __LINE__, "SimHandleCount() after SimReset", SimHandleCount(), 0);
        }
        passed += failuresInTest == 0;
        failed += failuresInTest != 0;
    }
    printf("%u passed, %u failed\n", passed, failed);
    return failed != 0;
}

void AddMachine(uint32_t build)
{
    CHECK_EQUAL(SimSetMachine(u"TEST", 10, 0, build, 1, 1), 0);
    CHECK_EQUAL(SimAddVolume(u"D:", u"Games", u"NTFS", 0, u"stornvme.sys", BusTypeNvme, 1, NULL), 0);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\Games\\pak0.bin", 1 << 20, 0, 0), 0);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\Games\\pak1.bin", 1 << 20, 0, 0), 0);
}

void AddOptedInFilter(const char16_t *name, const char16_t *altitude)
{
    char16_t driver[64];
    uint32_t count = 0;
    for (; name[count] != 0; count++) {
        driver[count] = name[count];
    }
    memcpy(driver + count, u".sys", 5 * sizeof(char16_t));
    CHECK_EQUAL(SimAddFilter(name, driver, altitude, 0x8, 1, SIM_KIND_MINIFILTER, u"1.2.3.4", u"Example"), 0);
    CHECK_EQUAL(SimAttachFilter(name, u"D:", NULL), 0);
}

HANDLE OpenWith(const char16_t *path, uint32_t access, uint32_t flags)
{
    return CreateFileW(path, access, FILE_SHARE_ALL, NULL, OPEN_EXISTING, flags, NULL);
}

HANDLE OpenForRead(const char16_t *path)
{
    return OpenWith(path, GENERIC_READ, FILE_FLAG_NO_BUFFERING | FILE_FLAG_BACKUP_SEMANTICS);
}

uint32_t Send(HANDLE handle, int32_t operation, int32_t inFlags, FS_BPIO_OUTPUT *output)
{
    FS_BPIO_INPUT input = {operation, inFlags, 0, 0};
    uint32_t returned = 0;
    memset(output, 0xCC, sizeof(*output));
    return DeviceIoControl(handle, FSCTL_MANAGE_BYPASS_IO, &input, sizeof(input), output, sizeof(*output), &returned, NULL)
               ? 0
               : GetLastError();
}

static uint32_t statusOf(const char16_t *path, int32_t operation)
{
    FS_BPIO_OUTPUT output;
    HANDLE file = OpenForRead(path);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK_EQUAL(Send(file, operation, 0, &output), 0);
    CHECK(CloseHandle(file));
    return (uint32_t)output.Query.OpStatus;
}

uint32_t QueryStatus(const char16_t *path)
{
    return statusOf(path, FS_BPIO_OP_QUERY);
}

uint32_t EnableStatus(const char16_t *path)
{
    return statusOf(path, FS_BPIO_OP_ENABLE);
}

int TextIs(const char16_t *text, uint32_t count, const char16_t *expected)
{
    uint32_t index = 0;
    while (index < count && expected[index] != 0 && text[index] == expected[index]) {
        index++;
    }
    return index == count && expected[index] == 0;
}
