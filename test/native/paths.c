/* From Win32 paths to files. */
#include "harness.h"

static void addPathMachine(void)
{
    AddMachine(26100);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\Games\\trailing.", 1, 0, 0), 0);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\Games\\Ünïcode-Ж.bin", 1, 0, 0), 0);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\Games\\lone-\xD800", 1, 0, 0), 0);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\Games\\pak0.bin:meta", 10, 0, 0), 0);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\NUL", 1, 0, 0), 0);
}

static uint32_t errorOfOpen(const char16_t *path)
{
    HANDLE handle = OpenWith(path, FILE_READ_ATTRIBUTES, FILE_FLAG_BACKUP_SEMANTICS);
    if (handle == INVALID_HANDLE_VALUE) {
        return GetLastError();
    }
    CHECK(CloseHandle(handle));
    return 0;
}

TEST("paths: what each spelling opens, or the error it gets")
{
    static const struct {
        const char16_t *path;
        uint32_t error;
    } rows[] = {
        {u"D:\\Games\\pak0.bin", 0},
        {u"d:/games/PAK0.BIN", 0},
        {u"D:\\Games\\.\\x\\..\\pak0.bin", 0},
        {u"D:\\..\\..\\Games\\pak0.bin", 0},
        {u"D:\\Games.\\pak0.bin. .", 0},
        {u"D:Games\\pak0.bin", 0},
        {u"\\Games\\pak0.bin", 0},
        {u"Games\\pak0.bin", 0},
        {u"D:\\\\Games\\\\pak0.bin", 0},
        {u"\\\\?\\D:\\Games\\pak0.bin", 0},
        {u"\\\\?\\d:\\GAMES\\pak0.bin", 0},
        {u"\\\\.\\D:\\Games\\pak0.bin", 0},
        {u"\\\\.\\D:\\Games\\..\\Games\\pak0.bin", 0},
        {u"//./D:/Games/pak0.bin", 0},
        {u"\\??\\D:\\Games\\pak0.bin", 0},
        {u"\\\\?\\GLOBALROOT\\Device\\HarddiskVolume1\\Games\\pak0.bin", 0},
        {u"\\\\?\\Volume{b7a10000-0000-4000-8000-000000000001}\\Games\\pak0.bin", 0},
        {u"\\\\?\\Volume{b7a10000-0000-4000-8000-000000000009}\\Games\\pak0.bin", 3},
        {u"D:\\Games\\", 0},
        {u"D:\\", 0},
        {u"\\\\?\\D:\\", 0},
        {u"\\\\.\\D:", 0},
        {u"\\\\?\\D:", 0},
        {u"\\\\.\\PhysicalDrive0", 0},
        {u"\\\\.\\PhysicalDrive1", 2},
        {u"\\\\.\\PhysicalDrive", 2},
        {u"\\\\.\\Q:", 2},
        {u"NUL", 0},
        {u"nul:", 0},
        {u"D:\\Games\\con", 0},
        {u"COM1", 0},
        {u"\\\\.\\COM1", 0},
        {u"COM0", 2},
        {u"\\\\?\\D:\\NUL", 0}, /* the file of that name */
        {u"D:\\Games\\trailing.", 2}, /* the dot is stripped, and "trailing" does not exist */
        {u"\\\\?\\D:\\Games\\trailing.", 0},
        {u"D:\\Games\\ünïcode-ж.BIN", 0},
        {u"D:\\Games\\lone-\xD800", 0},
        {u"D:\\Games\\lone-\xD801", 2},
        {u"D:\\Games\\pak0.bin:meta", 0},
        {u"D:\\Games\\pak0.bin:META:$data", 0},
        {u"D:\\Games\\pak0.bin::$DATA", 0},
        {u"D:\\Games\\pak0.bin:other", 2},
        {u"D:\\Games\\pak0.bin:meta:$INDEX", 123},
        {u"D:\\Games\\pak0.bin:", 123},
        {u"D:\\Games\\:meta", 123},
        {u"D:\\Ga:mes\\pak0.bin", 123},
        {u"D:\\Games\\pak0.bin\\", 123},
        {u"D:\\Games\\missing", 2},
        {u"D:\\missing\\x", 3},
        {u"D:\\Games\\pak0.bin\\x", 3},
        {u"Q:\\x", 3},
        {u"D:\\a<b", 123},
        {u"D:\\a>b", 123},
        {u"D:\\a\"b", 123},
        {u"D:\\a|b", 123},
        {u"D:\\a?b", 123},
        {u"D:\\a*b", 123},
        {u"D:\\a\x01" u"b", 123},
        {u"\\\\?\\D:\\Games/pak0.bin", 123},
        {u"\\\\?\\D:\\Games\\.\\pak0.bin", 123},
        {u"\\\\?\\D:\\Games\\..\\pak0.bin", 123},
        {u"\\\\?\\D:\\\\pak0.bin", 123},
        {u"\\\\server\\share\\x", 53},
        {u"//server/share/x", 53},
        {u"\\\\?\\UNC\\server\\share", 53},
        {u"", 3},
        {NULL, 3},
    };
    addPathMachine();
    for (uint32_t row = 0; row < sizeof(rows) / sizeof(rows[0]); row++) {
        CHECK_ROW(row, errorOfOpen(rows[row].path), rows[row].error);
    }
}

TEST("paths: longer than 260 characters are allowed, names of 256 are not, 32768 characters are too many")
{
    static char16_t path[40000];
    AddMachine(26100);
    uint32_t count = 0;
    for (const char16_t *start = u"D:"; *start != 0; start++) {
        path[count++] = *start;
    }
    for (uint32_t segment = 0; segment < 20; segment++) {
        path[count++] = u'\\';
        for (uint32_t index = 0; index < 255; index++) {
            path[count++] = u'n';
        }
    }
    path[count] = 0;
    CHECK_EQUAL(SimAddFile(u"D:", path + 2, 1, 0, 0), 0);
    CHECK_EQUAL(errorOfOpen(path), 0);
    path[count] = u'n';
    path[count + 1] = 0;
    CHECK_EQUAL(errorOfOpen(path), 123);
    for (count = 2; count < 39999; count++) {
        path[count] = count % 100 == 2 ? u'\\' : u'x';
    }
    for (uint32_t cut = 32760; cut < 32790; cut++) {
        char16_t kept = path[cut];
        path[cut] = 0;
        const uint32_t error = errorOfOpen(path);
        CHECK_ROW(cut, error == 206 || (cut < 32768 && error == 3), 1);
        CHECK_ROW(cut, cut < 32768 || error == 206, 1);
        path[cut] = kept;
    }
}

TEST("paths: the null device opens, reads nothing, and its FSCTL fails with 1")
{
    FS_BPIO_OUTPUT output;
    uint32_t read = 7;
    uint8_t byte;
    AddMachine(26100);
    HANDLE null = OpenWith(u"NUL", GENERIC_READ, 0);
    CHECK_EQUAL(Send(null, FS_BPIO_OP_QUERY, 0, &output), 1);
    CHECK(ReadFile(null, &byte, 1, &read, NULL));
    CHECK_EQUAL(read, 0);
}

TEST("paths: a directory needs FILE_FLAG_BACKUP_SEMANTICS; a scenario's open error meets data access only")
{
    AddMachine(26100);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\pagefile.sys", 1, SIM_FILE_PAGING_FILE, 32), 0);
    CHECK(OpenWith(u"D:\\Games", GENERIC_READ, 0) == INVALID_HANDLE_VALUE);
    CHECK_EQUAL(GetLastError(), 5);
    CHECK(OpenWith(u"D:\\pagefile.sys", GENERIC_READ, 0) == INVALID_HANDLE_VALUE);
    CHECK_EQUAL(GetLastError(), 32);
    CHECK(OpenWith(u"D:\\pagefile.sys", FILE_READ_ATTRIBUTES, 0) != INVALID_HANDLE_VALUE);
}

TEST("paths: GetFinalPathNameByHandleW gives the four name forms in the spelling on disk")
{
    static const struct {
        uint32_t flags;
        const char16_t *expected;
    } rows[] = {{VOLUME_NAME_DOS, u"\\\\?\\D:\\Games\\pak0.bin"},
                {VOLUME_NAME_GUID, u"\\\\?\\Volume{b7a10000-0000-4000-8000-000000000001}\\Games\\pak0.bin"},
                {VOLUME_NAME_NT, u"\\Device\\HarddiskVolume1\\Games\\pak0.bin"},
                {VOLUME_NAME_NONE, u"\\Games\\pak0.bin"}};
    AddMachine(26100);
    HANDLE file = OpenForRead(u"d:/GAMES/PAK0.bin");
    for (uint32_t row = 0; row < 4; row++) {
        char16_t name[100];
        const uint32_t count = GetFinalPathNameByHandleW(file, name, 100, rows[row].flags);
        CHECK_ROW(row, TextIs(name, count, rows[row].expected), 1);
        for (uint32_t capacity = 0; capacity <= count; capacity++) {
            char16_t *exact = malloc((capacity + 1) * sizeof(char16_t));
            CHECK_ROW(row, GetFinalPathNameByHandleW(file, exact, capacity, rows[row].flags), count + 1);
            CHECK_ROW(row, GetLastError(), 122);
            free(exact);
        }
    }
    char16_t name[100];
    CHECK_EQUAL(GetFinalPathNameByHandleW(OpenForRead(u"D:\\"), name, 100, 0), 7); /* \\?\D:\ */
}

static uint32_t listAll(const char16_t *pattern, char16_t names[16][260])
{
    WIN32_FIND_DATAW data;
    uint32_t count = 0;
    HANDLE find = FindFirstFileExW(pattern, FindExInfoBasic, &data, 0, NULL, FIND_FIRST_EX_LARGE_FETCH);
    if (find == INVALID_HANDLE_VALUE) {
        return UINT32_MAX - GetLastError();
    }
    do {
        memcpy(names[count++], data.cFileName, sizeof(data.cFileName));
    } while (count < 16 && FindNextFileW(find, &data));
    CHECK_EQUAL(GetLastError(), 18);
    CHECK(FindClose(find));
    CHECK(!FindClose(find));
    CHECK_EQUAL(GetLastError(), 6);
    return count;
}

TEST("listing: wildcards, dot entries except in roots, streams not shown, errors 2 and 3")
{
    static char16_t names[16][260];
    addPathMachine();
    CHECK_EQUAL(listAll(u"D:\\Games\\*", names), 7);
    CHECK(TextIs(names[0], 1, u".") && TextIs(names[1], 2, u".."));
    CHECK(TextIs(names[2], 8, u"pak0.bin"));
    CHECK_EQUAL(listAll(u"D:\\games\\PAK?.*", names), 2);
    CHECK_EQUAL(listAll(u"D:\\Games\\*.*", names), 7);
    CHECK_EQUAL(listAll(u"D:\\Games\\pak0.bin", names), 1);
    CHECK_EQUAL(listAll(u"\\\\?\\D:\\Games\\pak1*", names), 1);
    CHECK_EQUAL(listAll(u"D:\\G*", names), 1);
    CHECK_EQUAL(listAll(u"D:\\*", names), 3); /* Games, NUL, Windows */
    CHECK_EQUAL(listAll(u"D:\\none*", names), UINT32_MAX - 2);
    CHECK_EQUAL(listAll(u"D:\\", names), UINT32_MAX - 2);
    CHECK_EQUAL(listAll(u"D:\\Games\\", names), UINT32_MAX - 2);
    CHECK_EQUAL(listAll(u"D:\\missing\\*", names), UINT32_MAX - 3);
    CHECK_EQUAL(listAll(u"D:\\Ga*\\pak0.bin", names), UINT32_MAX - 123);
    CHECK_EQUAL(listAll(u"Q:\\*", names), UINT32_MAX - 3);
}

TEST("a folder without rights: neither listed nor opened for its data, while its attributes can be asked")
{
    WIN32_FIND_DATAW data;
    AddMachine(26100);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\Secret\\inside.bin", 1, 0, 0), 0);
    CHECK_EQUAL(SimAddFile(u"D:", u"\\Secret", 0, SIM_FILE_DIRECTORY, 5), 0);
    CHECK(FindFirstFileExW(u"D:\\Secret\\*", FindExInfoBasic, &data, 0, NULL, 0) == INVALID_HANDLE_VALUE && GetLastError() == 5);
    CHECK(OpenForRead(u"D:\\Secret") == INVALID_HANDLE_VALUE && GetLastError() == 5);
    CHECK(OpenWith(u"D:\\Secret", FILE_READ_ATTRIBUTES, FILE_FLAG_BACKUP_SEMANTICS) != INVALID_HANDLE_VALUE);
    CHECK_EQUAL(GetFileAttributesW(u"D:\\Secret"), FILE_ATTRIBUTE_DIRECTORY);
}
