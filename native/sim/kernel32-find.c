/* kernel32: listing directories. */
#include "find.h"
#include "handle.h"
#include "last-error.h"
#include "lock.h"

/** Info levels Standard 0 and Basic 1 (short names are never given), no search limits. Wildcards in the last segment. */
SIM_EXPORT HANDLE FindFirstFileExW(const char16_t *fileName, uint32_t infoLevel, void *findData, uint32_t searchOp,
                                   void *searchFilter, uint32_t flags)
{
    const uint32_t knownFlags = FIND_FIRST_EX_CASE_SENSITIVE | FIND_FIRST_EX_LARGE_FETCH | 4u /* ON_DISK_ENTRIES_ONLY */;
    (void)searchFilter;
    if (findData == NULL || infoLevel > FindExInfoBasic || searchOp > 1 || (flags & ~knownFlags) != 0) {
        LastErrorSet(ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    PARSED_PATH path;
    SIM_FIND *find = NULL;
    HANDLE handle = INVALID_HANDLE_VALUE;
    SimEnter();
    uint32_t error = PathParse(fileName, PathMayHaveWildcards, &path);
    if (error == ERROR_SUCCESS) {
        error = FindStart(&path, &find, findData);
    }
    if (error == ERROR_SUCCESS) {
        handle = HandleCreate(HandleFileFind, find);
        error = handle == INVALID_HANDLE_VALUE ? (uint32_t)ERROR_TOO_MANY_OPEN_FILES : (uint32_t)ERROR_SUCCESS;
    }
    SimLeave();
    (void)LastErrorBool(error);
    return handle;
}

/** 0 with 18 at the end. */
SIM_EXPORT int32_t FindNextFileW(HANDLE findFile, WIN32_FIND_DATAW *findData)
{
    if (findData == NULL) {
        return LastErrorBool(ERROR_INVALID_PARAMETER);
    }
    SimEnter();
    SIM_FIND *find = HandleFind(findFile, HandleFileFind);
    const uint32_t error = find == NULL ? (uint32_t)ERROR_INVALID_HANDLE : FindContinue(find, findData);
    SimLeave();
    return LastErrorBool(error);
}

SIM_EXPORT int32_t FindClose(HANDLE findFile)
{
    SimEnter();
    const bool closed = HandleClose(findFile, HandleFileFind);
    SimLeave();
    return LastErrorBool(closed ? ERROR_SUCCESS : ERROR_INVALID_HANDLE);
}
