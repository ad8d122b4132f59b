/* advapi32: the process token, and the one privilege that matters here, SeLoadDriverPrivilege. */
#include "handle.h"
#include "last-error.h"
#include "lock.h"

#include <stdlib.h>

/* LUIDs of privileges are small fixed numbers (winnt.h has them as SE_*_PRIVILEGE for the kernel). */
enum { SE_LOAD_DRIVER_PRIVILEGE = 10 };

/** Knows SeLoadDriverPrivilege; 1313 for any other name. */
SIM_EXPORT int32_t LookupPrivilegeValueW(const char16_t *system, const char16_t *name, LUID *luid)
{
    (void)system;
    if (luid == NULL || !TextEquals(TextOf(name), TEXT_LITERAL(u"SeLoadDriverPrivilege"))) {
        return LastErrorBool(ERROR_NO_SUCH_PRIVILEGE);
    }
    *luid = (LUID){SE_LOAD_DRIVER_PRIVILEGE, 0};
    return 1;
}

/** Enables or disables. Succeeds with last error 1300 when the token does not hold the privilege: only administrators do. */
SIM_EXPORT int32_t AdjustTokenPrivileges(HANDLE token, int32_t disableAll, const TOKEN_PRIVILEGES *wanted, uint32_t bufferBytes,
                                         TOKEN_PRIVILEGES *previous, uint32_t *returned)
{
    (void)bufferBytes;
    (void)previous;
    (void)returned;
    SimEnter();
    const bool isToken = HandleFind(token, HandleToken) != NULL;
    const bool isHeld = Machine.isElevated;
    if (isToken && disableAll) {
        Machine.isLoadPrivilegeEnabled = false;
    } else if (isToken && isHeld && wanted != NULL && wanted->PrivilegeCount == 1 &&
               wanted->Privileges[0].Luid.LowPart == SE_LOAD_DRIVER_PRIVILEGE) {
        Machine.isLoadPrivilegeEnabled = (wanted->Privileges[0].Attributes & SE_PRIVILEGE_ENABLED) != 0;
    }
    SimLeave();
    if (!isToken) {
        return LastErrorBool(ERROR_INVALID_HANDLE);
    }
    LastErrorSet(isHeld || disableAll ? (uint32_t)ERROR_SUCCESS : (uint32_t)ERROR_NOT_ALL_ASSIGNED);
    return 1;
}

/** Opens the token of the current process, which is the only one. */
SIM_EXPORT int32_t OpenProcessToken(HANDLE process, uint32_t access, HANDLE *token)
{
    (void)access;
    if (token == NULL) {
        return LastErrorBool(ERROR_NOACCESS);
    }
    *token = NULL;
    if (process != INVALID_HANDLE_VALUE) {
        return LastErrorBool(ERROR_INVALID_HANDLE);
    }
    void *object = malloc(1); /* the handle stands for the process; nothing hangs on it */
    if (object == NULL) {
        return LastErrorBool(ERROR_NOT_ENOUGH_MEMORY);
    }
    SimEnter();
    HANDLE handle = HandleCreate(HandleToken, object);
    SimLeave();
    if (handle == INVALID_HANDLE_VALUE) {
        return LastErrorBool(ERROR_NOT_ENOUGH_MEMORY);
    }
    *token = handle;
    return 1;
}

/** Class TokenElevation only. 122 with the size needed when the buffer is too small. */
SIM_EXPORT int32_t GetTokenInformation(HANDLE token, uint32_t infoClass, void *buffer, uint32_t bufferBytes, uint32_t *returned)
{
    SimEnter();
    const bool isToken = HandleFind(token, HandleToken) != NULL;
    const TOKEN_ELEVATION elevation = {Machine.isElevated};
    SimLeave();
    if (!isToken || infoClass != TokenElevation || returned == NULL) {
        return LastErrorBool(isToken ? ERROR_INVALID_PARAMETER : ERROR_INVALID_HANDLE);
    }
    *returned = sizeof(elevation);
    if (buffer == NULL || bufferBytes < sizeof(elevation)) {
        return LastErrorBool(ERROR_INSUFFICIENT_BUFFER);
    }
    memcpy(buffer, &elevation, sizeof(elevation));
    return 1;
}
