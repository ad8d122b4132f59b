/* Starting a program with administrator rights, and the command line it gets. */
#define _DEFAULT_SOURCE 1 /* setenv, usleep */
#include "harness.h"

#include <unistd.h>

enum { ENDED_WITHIN = 500, PAUSE_MICROSECONDS = 20000 };

static int32_t elevate(SHELLEXECUTEINFOW *info, const char16_t *verb, const char16_t *file, const char16_t *parameters)
{
    *info = (SHELLEXECUTEINFOW){sizeof(*info), SEE_MASK_NOCLOSEPROCESS, NULL, verb, file, parameters, NULL, 1, NULL, NULL, NULL, NULL, 0, NULL, NULL};
    return ShellExecuteExW(info);
}

/* Waits, and gives the exit code. */
static uint32_t exitCodeOf(HANDLE process)
{
    uint32_t code = STILL_ACTIVE;
    for (uint32_t turn = 0; turn < ENDED_WITHIN && code == STILL_ACTIVE; turn++) {
        CHECK(GetExitCodeProcess(process, &code));
        usleep(PAUSE_MICROSECONDS);
    }
    return code;
}

TEST("ShellExecuteEx runas: a process with an id and an exit code, marked as elevated; its handle closes")
{
    SHELLEXECUTEINFOW info;
    AddMachine(26100);
    const uint32_t before = SimHandleCount();
    CHECK(elevate(&info, u"runas", u"/bin/sh", u"-c \"test -n \\\"$BPIOSIM_ELEVATED\\\" && exit 7\""));
    CHECK(GetProcessId(info.hProcess) != 0);
    CHECK((uintptr_t)info.hInstApp > 32);
    CHECK_EQUAL(exitCodeOf(info.hProcess), 7);
    CHECK_EQUAL(SimHandleCount(), before + 1);
    CHECK(CloseHandle(info.hProcess));
    CHECK_EQUAL(GetProcessId(info.hProcess), 0);
    CHECK_EQUAL(GetLastError(), 6);
    CHECK_EQUAL(SimHandleCount(), before);
}

TEST("ShellExecuteEx: declined 1223, no such program 2, another verb 50, another size 87")
{
    SHELLEXECUTEINFOW info;
    AddMachine(26100);
    CHECK_EQUAL(SimSetElevationPrompt(0), 0);
    CHECK(!elevate(&info, u"runas", u"/bin/sh", u""));
    CHECK_EQUAL(GetLastError(), 1223);
    CHECK_EQUAL((uintptr_t)info.hInstApp, SE_ERR_ACCESSDENIED);
    CHECK(info.hProcess == NULL);
    CHECK_EQUAL(SimSetElevationPrompt(1), 0);
    CHECK(!elevate(&info, u"runas", u"/no/such/program", u""));
    CHECK_EQUAL(GetLastError(), 2);
    CHECK_EQUAL((uintptr_t)info.hInstApp, SE_ERR_FNF);
    CHECK(!elevate(&info, u"open", u"/bin/sh", u""));
    CHECK_EQUAL(GetLastError(), 50);
    info.cbSize--;
    CHECK(!ShellExecuteExW(&info));
    CHECK_EQUAL(GetLastError(), 87);
}

/* Windows line, and what `printf '[%s]' "$@"` makes of its words. */
static const struct {
    const char16_t *line;
    const char *words;
} lines[] = {
    {u"a b", "[a][b]"},
    {u"  a\t b  ", "[a][b]"},
    {u"\"a b\" c", "[a b][c]"},
    {u"\"\" a", "[][a]"},
    {u"a\\b\\ c", "[a\\b\\][c]"},
    {u"\"C:\\a b\\\\\" c", "[C:\\a b\\][c]"},
    {u"a\\\"b", "[a\"b]"},
    {u"\"a\\\\\\\"b\"", "[a\\\"b]"},
    {u"x\"y z\"w", "[xy zw]"},
    {u"\u00fc\u2603", "[\u00fc\u2603]"},
};

static void join(char16_t *out, const char16_t *first, const char16_t *second)
{
    for (const char16_t *from = first; *from != 0; from++) {
        *out++ = *from;
    }
    do {
        *out++ = *second;
    } while (*second++ != 0);
}

TEST("a command line is taken apart as Windows' C run-time does")
{
    AddMachine(26100);
    for (uint32_t row = 0; row < sizeof(lines) / sizeof(lines[0]); row++) {
        SHELLEXECUTEINFOW info;
        char16_t parameters[200];
        join(parameters, u"-c \"test \\\"$(printf '[%s]' \\\"$@\\\")\\\" = \\\"$EXPECTED\\\"\" sh ", lines[row].line);
        setenv("EXPECTED", lines[row].words, 1);
        CHECK_ROW(row, elevate(&info, u"runas", u"/bin/sh", parameters), 1);
        CHECK_ROW(row, exitCodeOf(info.hProcess), 0);
        CHECK_ROW(row, CloseHandle(info.hProcess), 1);
    }
}
