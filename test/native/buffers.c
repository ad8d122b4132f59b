/* Buffers of every length, and answers that did not come from FltVetoBypassIo. */
#include "harness.h"

/* Sends with heap buffers of exactly these sizes, so that a byte too far is caught. */
static uint32_t sendExact(HANDLE handle, int32_t operation, uint32_t inputBytes, uint32_t outputBytes, uint32_t *returned)
{
    FS_BPIO_INPUT input = {operation, 0, 0, 0};
    uint8_t *in = malloc(inputBytes + !inputBytes), *out = malloc(outputBytes + !outputBytes);
    memcpy(in, &input, inputBytes < sizeof(input) ? inputBytes : sizeof(input));
    if (inputBytes > sizeof(input)) {
        memset(in + sizeof(input), 0, inputBytes - sizeof(input));
    }
    const int32_t ok = DeviceIoControl(handle, FSCTL_MANAGE_BYPASS_IO, in, inputBytes, out, outputBytes, returned, NULL);
    const uint32_t error = ok ? 0 : GetLastError();
    free(in);
    free(out);
    return error;
}

static void checkEveryLength(HANDLE file)
{
    for (int32_t operation = FS_BPIO_OP_ENABLE; operation < FS_BPIO_OP_MAX_OPERATION; operation++) {
        for (uint32_t bytes = 0; bytes <= 352; bytes++) {
            uint32_t returned = 99;
            CHECK_ROW(bytes, sendExact(file, operation, 24, bytes, &returned), bytes < 352 ? 122 : 0);
            CHECK_ROW(bytes, returned, bytes < 352 ? 0 : 352);
        }
        for (uint32_t bytes = 0; bytes <= 40; bytes++) {
            uint32_t returned = 99;
            CHECK_ROW(bytes, sendExact(file, operation, bytes, 352, &returned), bytes < 24 ? 1784 : 0);
        }
        uint32_t returned;
        CHECK_EQUAL(sendExact(file, operation, 24, 100000, &returned), 0);
        CHECK_EQUAL(returned, 352);
    }
}

TEST("output of 0..351 bytes: error 122; input of 0..23 bytes: error 1784; nothing is written too far")
{
    AddMachine(26100);
    checkEveryLength(OpenForRead(u"D:\\Games\\pak0.bin"));
}

TEST("the same lengths when a filter vetoes, and when the filter manager does")
{
    AddMachine(26100);
    AddOptedInFilter(u"Crypt", u"141000");
    CHECK_EQUAL(SimAddVeto(u"Crypt", u"*", 0xC00004C9, u"no"), 0);
    checkEveryLength(OpenForRead(u"D:\\Games\\pak0.bin"));
    CHECK_EQUAL(SimAddFilter(u"wof", u"wof.sys", u"40700", 0, 1, SIM_KIND_MINIFILTER, NULL, NULL), 0);
    CHECK_EQUAL(SimAttachFilter(u"wof", u"D:", NULL), 0);
    checkEveryLength(OpenForRead(u"D:\\Games\\pak0.bin"));
}

TEST("a filter that answers by itself: its bytes, its returned length, clipped to the caller's buffer")
{
    uint8_t bytes[400];
    for (uint32_t index = 0; index < sizeof(bytes); index++) {
        bytes[index] = (uint8_t)(index + 1);
    }
    AddMachine(26100);
    AddOptedInFilter(u"Odd", u"141000");
    CHECK_EQUAL(SimAddRawAnswer(u"Odd", u"*\\pak0.bin", bytes, 100, 60), 0);
    CHECK_EQUAL(SimAddRawAnswer(u"Odd", u"*\\pak1.bin", bytes, 400, 5000), 0);
    FS_BPIO_INPUT input = {FS_BPIO_OP_QUERY, 0, 0, 0};
    uint8_t out[352];
    uint32_t returned;
    memset(out, 0xCC, sizeof(out));
    HANDLE first = OpenForRead(u"D:\\Games\\pak0.bin"), second = OpenForRead(u"D:\\Games\\pak1.bin");
    CHECK(DeviceIoControl(first, FSCTL_MANAGE_BYPASS_IO, &input, sizeof(input), out, sizeof(out), &returned, NULL));
    CHECK_EQUAL(returned, 60);
    CHECK(memcmp(out, bytes, 60) == 0 && out[60] == 0xCC);
    CHECK(DeviceIoControl(second, FSCTL_MANAGE_BYPASS_IO, &input, sizeof(input), out, sizeof(out), &returned, NULL));
    CHECK_EQUAL(returned, 5000);
    CHECK(memcmp(out, bytes, sizeof(out)) == 0);
    for (uint32_t length = 0; length <= 352; length++) {
        (void)sendExact(second, FS_BPIO_OP_QUERY, 24, length, &returned);
    }
}

TEST("null buffers with a length: 998; no place for the returned length: 87; a stale or invented handle: 6")
{
    FS_BPIO_INPUT input = {FS_BPIO_OP_QUERY, 0, 0, 0};
    FS_BPIO_OUTPUT output;
    uint32_t returned;
    AddMachine(26100);
    HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin");
    CHECK(!DeviceIoControl(file, FSCTL_MANAGE_BYPASS_IO, NULL, 24, &output, 352, &returned, NULL));
    CHECK_EQUAL(GetLastError(), 998);
    CHECK(!DeviceIoControl(file, FSCTL_MANAGE_BYPASS_IO, &input, 24, NULL, 352, &returned, NULL));
    CHECK_EQUAL(GetLastError(), 998);
    CHECK(!DeviceIoControl(file, FSCTL_MANAGE_BYPASS_IO, NULL, 0, NULL, 0, &returned, NULL));
    CHECK_EQUAL(GetLastError(), 1784);
    CHECK(!DeviceIoControl(file, FSCTL_MANAGE_BYPASS_IO, &input, 24, &output, 352, NULL, NULL));
    CHECK_EQUAL(GetLastError(), 87);
    CHECK(CloseHandle(file));
    const uint64_t handles[] = {(uint64_t)(uintptr_t)file, 0, 1, 4, 8, 0xFFFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFC, 0xDEADBEEF};
    for (uint32_t row = 0; row < sizeof(handles) / sizeof(handles[0]); row++) {
        CHECK_ROW(row, Send((HANDLE)(uintptr_t)handles[row], FS_BPIO_OP_QUERY, 0, &output), 6);
    }
}

TEST("handles: SimReset makes open ones invalid, counts are exact, a value is not reused at once")
{
    AddMachine(26100);
    HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin"), other = OpenForRead(u"D:\\Games\\pak0.bin");
    CHECK_EQUAL(SimHandleCount(), 2);
    CHECK(CloseHandle(other));
    CHECK(OpenForRead(u"D:\\Games\\pak0.bin") != other);
    CHECK_EQUAL(SimReset(), 0);
    CHECK_EQUAL(SimHandleCount(), 0);
    CHECK(!CloseHandle(file));
    CHECK_EQUAL(GetLastError(), 6);
}
