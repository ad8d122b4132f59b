/* A volume over a real directory. Runs in the folder that BPIO_TEST_FOLDER names. */
#if !defined(_WIN32)
#define _GNU_SOURCE 1
#define _DARWIN_C_SOURCE 1

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../native/sim/host-name.h"
#include "harness.h"

static char folder[512];

static const char *under(const char *name)
{
    static char path[1024];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static void writeFile(const char *name, off_t sizeBytes, const char *content)
{
    const int file = open(under(name), O_CREAT | O_RDWR, 0644);
    CHECK(file >= 0);
    CHECK(write(file, content, strlen(content)) == (ssize_t)strlen(content));
    CHECK(ftruncate(file, sizeBytes) == 0);
    (void)close(file);
}

static void addHost(void)
{
    const char *base = getenv("BPIO_TEST_FOLDER");
    char16_t path[512];
    snprintf(folder, sizeof(folder), "%s/tree", base == NULL ? "/tmp" : base);
    (void)mkdir(folder, 0755);
    (void)mkdir(under("Games"), 0755);
    (void)mkdir(under("Games/Inner"), 0755);
    writeFile("Games/Data.bin", 6, "simple");
    writeFile("Games/Both", 1, "A");
    writeFile("Games/BOTH", 2, "BB");
    writeFile("Games/sparse", 4 << 20, "x");
    writeFile("Games/bad-\xFF-name", 3, "bad");
    writeFile("Games/a:b?", 4, "cola");
    writeFile("Games/\xD0\x96.txt", 2, "zh");
    writeFile("locked", 1, "l");
    (void)chmod(under("locked"), 0444);
    (void)symlink("/etc", under("Games/out"));
    (void)symlink("Data.bin", under("Games/inside"));
    (void)mkfifo(under("Games/pipe"), 0644);
    for (uint32_t index = 0; index <= strlen(folder); index++) {
        path[index] = (char16_t)(unsigned char)folder[index];
    }
    CHECK_EQUAL(SimSetMachine(u"TEST", 10, 0, 26100, 1, 1), 0);
    CHECK_EQUAL(SimAddVolume(u"H:", u"Host", u"NTFS", 0, u"stornvme.sys", BusTypeNvme, 1, path), 0);
}

TEST("host folder: real names, sizes and bytes, in any case; exact spelling first")
{
    uint8_t bytes[16];
    uint32_t read;
    char16_t name[64];
    addHost();
    HANDLE file = OpenForRead(u"h:\\GAMES\\data.BIN");
    CHECK(ReadFile(file, bytes, 16, &read, NULL));
    CHECK(read == 6 && memcmp(bytes, "simple", 6) == 0);
    CHECK_EQUAL(GetFinalPathNameByHandleW(file, name, 64, VOLUME_NAME_NONE), 15);
    CHECK(TextIs(name, 15, u"\\Games\\Data.bin"));
    CHECK_EQUAL(QueryStatus(u"H:\\Games\\Data.bin"), 0);
    CHECK_EQUAL(EnableStatus(u"H:\\Games\\Data.bin"), 0);
    CHECK(ReadFile(OpenForRead(u"H:\\Games\\Both"), bytes, 16, &read, NULL) && read == 1);
    CHECK(ReadFile(OpenForRead(u"H:\\Games\\BOTH"), bytes, 16, &read, NULL) && read == 2);
    CHECK(ReadFile(OpenForRead(u"H:\\Games\\\x0436.TXT"), bytes, 16, &read, NULL) && read == 2);
    CHECK_EQUAL(GetFileAttributesW(u"H:\\locked"), FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_ARCHIVE);
    CHECK(OpenForRead(u"H:\\Games\\none") == INVALID_HANDLE_VALUE && GetLastError() == 2);
    CHECK(OpenForRead(u"H:\\none\\x") == INVALID_HANDLE_VALUE && GetLastError() == 3);
    CHECK(OpenForRead(u"H:\\Games\\Data.bin\\x") == INVALID_HANDLE_VALUE && GetLastError() == 3);
    CHECK(OpenForRead(u"H:\\Games\\lone\xD800") == INVALID_HANDLE_VALUE && GetLastError() == 2);
    CHECK(OpenWith(u"H:\\Games\\Data.bin", GENERIC_WRITE, 0) == INVALID_HANDLE_VALUE && GetLastError() == 19);
}

TEST("host folder: a real sparse file is sparse, and its holes are in the retrieval pointers")
{
    STARTING_VCN_INPUT_BUFFER start = {0};
    _Alignas(8) uint8_t out[256];
    const RETRIEVAL_POINTERS_BUFFER *extents = (const void *)out;
    uint32_t returned;
    addHost();
    struct stat status;
    CHECK(stat(under("Games/sparse"), &status) == 0);
    if (status.st_blocks * 512 + 65536 > status.st_size) {
        return; /* this file system fills holes */
    }
    CHECK_EQUAL(GetFileAttributesW(u"H:\\Games\\sparse") & FILE_ATTRIBUTE_SPARSE_FILE, FILE_ATTRIBUTE_SPARSE_FILE);
    CHECK_EQUAL(QueryStatus(u"H:\\Games\\sparse"), 0xC00004C4);
    HANDLE file = OpenForRead(u"H:\\Games\\sparse");
    CHECK(DeviceIoControl(file, FSCTL_GET_RETRIEVAL_POINTERS, &start, sizeof(start), out, sizeof(out), &returned, NULL));
    CHECK(extents->ExtentCount >= 2);
    CHECK_EQUAL(extents->Extents[extents->ExtentCount - 1].NextVcn, 1024);
    CHECK_EQUAL(extents->Extents[extents->ExtentCount - 1].Lcn, -1);
}

TEST("host folder: links are reparse points and lead nowhere; .. stops at the root; a pipe does not block")
{
    addHost();
    CHECK_EQUAL(GetFileAttributesW(u"H:\\Games\\out") & FILE_ATTRIBUTE_REPARSE_POINT, FILE_ATTRIBUTE_REPARSE_POINT);
    static const char16_t *const closed[] = {u"H:\\Games\\out", u"H:\\Games\\out\\passwd", u"H:\\Games\\inside", u"H:\\Games\\pipe"};
    for (uint32_t row = 0; row < 4; row++) {
        CHECK_ROW(row, OpenForRead(closed[row]) == INVALID_HANDLE_VALUE && GetLastError() == 1920, 1);
    }
    CHECK(OpenWith(u"H:\\Games\\inside", FILE_READ_ATTRIBUTES, FILE_FLAG_OPEN_REPARSE_POINT) != INVALID_HANDLE_VALUE);
    CHECK(OpenForRead(u"H:\\..\\..\\Games\\Data.bin") != INVALID_HANDLE_VALUE);
    CHECK(OpenForRead(u"\\\\?\\H:\\..\\tree\\locked") == INVALID_HANDLE_VALUE && GetLastError() == 123);
    /* "." and "/" spelled with the escapes of bytes name nothing */
    CHECK(OpenForRead(u"H:\\\xF02E\xF02E\\tree") == INVALID_HANDLE_VALUE);
    CHECK(OpenForRead(u"H:\\Games\xF02F" u"Data.bin") == INVALID_HANDLE_VALUE && GetLastError() == 2);
}

TEST("host folder: every listed name can be opened again, whatever bytes it has")
{
    WIN32_FIND_DATAW data;
    uint32_t count = 0, odd = 0;
    addHost();
    CHECK_EQUAL(SimAddFile(u"H:", u"\\Games\\data.bin", 999, SIM_FILE_COMPRESSED, 0), 0);
    CHECK_EQUAL(SimAddFile(u"H:", u"\\Games\\only-simulated", 5, 0, 0), 0);
    HANDLE find = FindFirstFileExW(u"H:\\Games\\*", FindExInfoBasic, &data, 0, NULL, 0);
    CHECK(find != INVALID_HANDLE_VALUE);
    do {
        char16_t path[300] = u"\\\\?\\H:\\Games\\";
        memcpy(path + 13, data.cFileName, sizeof(data.cFileName));
        count++;
        if (data.cFileName[0] == u'.') {
            continue;
        }
        odd += data.cFileName[4] == 0xF0FF || data.cFileName[1] == 0xF03A;
        HANDLE file = OpenWith(path, FILE_READ_ATTRIBUTES, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT);
        CHECK_ROW(count, file != INVALID_HANDLE_VALUE || GetLastError() == 1920, 1);
    } while (FindNextFileW(find, &data));
    CHECK_EQUAL(count, 2 + 11 + 1); /* dots, host entries (one of them simulated over), one simulated */
    CHECK_EQUAL(odd, 2);
    CHECK_EQUAL(QueryStatus(u"H:\\Games\\Data.bin"), 0xC00004CA);
}

TEST("host folder: streams are shared by handles of one file, and drivers on it still have versions")
{
    FS_BPIO_OUTPUT output;
    addHost();
    HANDLE first = OpenForRead(u"H:\\Games\\Data.bin"), second = OpenForRead(u"H:\\games\\DATA.BIN");
    CHECK_EQUAL(Send(first, FS_BPIO_OP_ENABLE, 0, &output), 0);
    CHECK_EQUAL(Send(second, FS_BPIO_OP_STREAM_PAUSE, 0, &output), 0);
    CHECK_EQUAL(output.OutFlags & FSBPIO_OUTFL_STREAM_BYPASS_PAUSED, FSBPIO_OUTFL_STREAM_BYPASS_PAUSED);
    CHECK_EQUAL(SimSetSuspended(u"H:", u"\\games\\data.bin", 1), 0);
    CHECK(GetFileVersionInfoSizeExW(0, u"H:\\Windows\\System32\\drivers\\ntfs.sys", NULL) != 0);
    CHECK(SimAddVolume(u"I:", u"", u"NTFS", 0, u"x.sys", 1, 1, u"/none-such") == 3);
    CHECK(SimAddVolume(u"I:", u"", u"NTFS", 0, u"x.sys", 1, 1, u"relative") == 87);
}

TEST("host names: bytes to UTF-16 and back is the identity for any bytes")
{
    uint32_t seed = 5;
    for (uint32_t round = 0; round < 50000; round++) {
        char bytes[20], back[64];
        char16_t units[20];
        uint32_t count = 0;
        for (; count < 12; count++) {
            seed = seed * 1664525u + 1013904223u;
            const uint8_t byte = (uint8_t)(seed >> 16);
            /* half of the draws from bytes that make multi-byte characters likely */
            bytes[count] = (char)((seed & 0x8000) != 0 ? 0x80 | (byte & 0x7F) : byte);
            if (bytes[count] == 0 || bytes[count] == '/') {
                bytes[count] = 'n';
            }
        }
        bytes[count] = 0;
        const uint32_t length = HostNameFromBytes(bytes, units, 20);
        CHECK(length != 0 && HostNameToBytes((TEXT){units, length}, back, sizeof(back)) && strcmp(bytes, back) == 0);
    }
}
#endif
