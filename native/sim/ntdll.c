/* ntdll: the version of Windows. */
#include "lock.h"
#include "machine.h"

/** Fills OSVERSIONINFOW (276) or OSVERSIONINFOEXW (284), as dwOSVersionInfoSize says. */
SIM_EXPORT int32_t RtlGetVersion(OSVERSIONINFOEXW *information)
{
    if (information == NULL || (information->dwOSVersionInfoSize != OSVERSIONINFOW_BYTES &&
                                information->dwOSVersionInfoSize != sizeof(OSVERSIONINFOEXW))) {
        return STATUS_INVALID_PARAMETER;
    }
    OSVERSIONINFOEXW answer;
    memset(&answer, 0, sizeof(answer));
    answer.dwOSVersionInfoSize = information->dwOSVersionInfoSize;
    SimEnter();
    answer.dwMajorVersion = Machine.major;
    answer.dwMinorVersion = Machine.minor;
    answer.dwBuildNumber = Machine.build;
    SimLeave();
    answer.dwPlatformId = 2; /* VER_PLATFORM_WIN32_NT */
    answer.wProductType = 1; /* VER_NT_WORKSTATION: BypassIO exists on client Windows */
    memcpy(information, &answer, information->dwOSVersionInfoSize);
    return STATUS_SUCCESS;
}
