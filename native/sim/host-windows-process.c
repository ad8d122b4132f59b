/* Starting a process on Windows. The functions are taken by address, as in host-windows.c. */
#define WIN32_LEAN_AND_MEAN 1
#define _WIN32_WINNT 0x0A00
#include <windows.h>

#include <stdlib.h>

#include "host-process.h"

struct HOST_PROCESS {
    HANDLE handle;
    DWORD id;
};

#define SYSTEM_FUNCTION(name) ((__typeof__(name) *)(void (*)(void))GetProcAddress(GetModuleHandleW(L"kernel32.dll"), #name))

/* One command line out of the program and what it is given. */
static wchar_t *lineOf(TEXT file, TEXT parameters)
{
    wchar_t *line = malloc((file.count + parameters.count + 4) * sizeof(*line));
    if (line == NULL) {
        return NULL;
    }
    wchar_t *to = line;
    *to++ = L'"';
    memcpy(to, file.chars, file.count * sizeof(*to));
    to += file.count;
    *to++ = L'"';
    *to++ = L' ';
    memcpy(to, parameters.chars, parameters.count * sizeof(*to));
    to[parameters.count] = 0;
    return line;
}

uint32_t HostStartElevated(TEXT file, TEXT parameters, HOST_PROCESS **process)
{
    *process = NULL;
    HOST_PROCESS *started = calloc(1, sizeof(*started));
    wchar_t *line = lineOf(file, parameters);
    if (started == NULL || line == NULL) {
        free(started);
        free(line);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    /* Inherited by the child; this process has read its own mark by then. */
    SYSTEM_FUNCTION(SetEnvironmentVariableW)(L"" HOST_ELEVATED_VARIABLE, L"1");
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION information;
    const BOOL isStarted =
        SYSTEM_FUNCTION(CreateProcessW)(NULL, line, NULL, NULL, FALSE, CREATE_NO_WINDOW, NULL, NULL, &startup, &information);
    const DWORD error = isStarted ? ERROR_SUCCESS : SYSTEM_FUNCTION(GetLastError)();
    SYSTEM_FUNCTION(SetEnvironmentVariableW)(L"" HOST_ELEVATED_VARIABLE, NULL);
    free(line);
    if (!isStarted) {
        free(started);
        return error;
    }
    SYSTEM_FUNCTION(CloseHandle)(information.hThread);
    *started = (HOST_PROCESS){information.hProcess, information.dwProcessId};
    *process = started;
    return ERROR_SUCCESS;
}

uint32_t HostProcessId(const HOST_PROCESS *process)
{
    return process->id;
}

uint32_t HostProcessExitCode(HOST_PROCESS *process)
{
    DWORD code = STILL_ACTIVE;
    (void)SYSTEM_FUNCTION(GetExitCodeProcess)(process->handle, &code);
    return code;
}

void HostReleaseProcess(HOST_PROCESS *process)
{
    (void)SYSTEM_FUNCTION(CloseHandle)(process->handle);
    free(process);
}

bool HostIsElevated(void)
{
    return SYSTEM_FUNCTION(GetEnvironmentVariableW)(L"" HOST_ELEVATED_VARIABLE, NULL, 0) != 0;
}
