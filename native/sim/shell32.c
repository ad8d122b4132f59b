/* shell32, ole32 and the process functions of kernel32: what starting a program with administrator rights takes. The program is a real
 * process of the host, in which the simulated token is elevated. */
#include "handle.h"
#include "host-process.h"
#include "last-error.h"
#include "lock.h"

#include "../wire/shell.h"

enum { STARTED = 42 }; /* hInstApp: any value above 32 */

static bool isDeclining;

/** Says how the person at the prompt answers from now on. */
SIM_EXPORT uint32_t SimSetElevationPrompt(uint32_t isAccepted)
{
    SimEnter();
    isDeclining = isAccepted == 0;
    SimLeave();
    return ERROR_SUCCESS;
}

SIM_EXPORT int32_t CoInitializeEx(void *reserved, uint32_t mode)
{
    (void)mode;
    return reserved == NULL ? 0 : (int32_t)0x80070057;
}

static uint32_t start(SHELLEXECUTEINFOW *info)
{
    if (!TextEquals(TextOf(info->lpVerb), TEXT_LITERAL(u"runas"))) {
        return ERROR_NOT_SUPPORTED;
    }
    if (isDeclining) {
        return ERROR_CANCELLED;
    }
    HOST_PROCESS *process;
    const uint32_t error = HostStartElevated(TextOf(info->lpFile), TextOf(info->lpParameters), &process);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    if ((info->fMask & SEE_MASK_NOCLOSEPROCESS) == 0) {
        HostReleaseProcess(process);
        return ERROR_SUCCESS;
    }
    info->hProcess = HandleCreate(HandleProcess, process);
    return info->hProcess == INVALID_HANDLE_VALUE ? ERROR_NOT_ENOUGH_MEMORY : ERROR_SUCCESS;
}

/** The verb "runas" only. Fails with 1223 when the prompt is declined, 2 when there is no such program, 87 for another size. */
SIM_EXPORT int32_t ShellExecuteExW(SHELLEXECUTEINFOW *info)
{
    if (info == NULL || info->cbSize != sizeof(*info)) {
        return LastErrorBool(ERROR_INVALID_PARAMETER);
    }
    SimEnter();
    info->hProcess = NULL;
    const uint32_t error = start(info);
    const uintptr_t said = error == ERROR_SUCCESS ? STARTED : error == ERROR_FILE_NOT_FOUND ? SE_ERR_FNF : SE_ERR_ACCESSDENIED;
    info->hInstApp = (HANDLE)said;
    SimLeave();
    return LastErrorBool(error);
}

SIM_EXPORT uint32_t GetProcessId(HANDLE process)
{
    SimEnter();
    const HOST_PROCESS *found = HandleFind(process, HandleProcess);
    const uint32_t id = found != NULL ? HostProcessId(found) : 0;
    SimLeave();
    (void)LastErrorBool(found != NULL ? ERROR_SUCCESS : ERROR_INVALID_HANDLE);
    return id;
}

SIM_EXPORT int32_t GetExitCodeProcess(HANDLE process, uint32_t *code)
{
    SimEnter();
    HOST_PROCESS *found = HandleFind(process, HandleProcess);
    if (found != NULL && code != NULL) {
        *code = HostProcessExitCode(found);
    }
    SimLeave();
    return LastErrorBool(found == NULL ? ERROR_INVALID_HANDLE : code == NULL ? ERROR_INVALID_PARAMETER : ERROR_SUCCESS);
}
