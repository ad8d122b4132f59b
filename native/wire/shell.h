/* Starting a process from the shell. Source: shellapi.h and winuser.h of the Windows SDK; sizes and offsets as the x64 compiler lays
 * them out. */
#pragma once

#include "assert.h"
#include "win32.h"

typedef struct _SHELLEXECUTEINFOW {
    uint32_t cbSize;
    uint32_t fMask;
    HANDLE hwnd;
    const char16_t *lpVerb;
    const char16_t *lpFile;
    const char16_t *lpParameters;
    const char16_t *lpDirectory;
    int32_t nShow;
    HANDLE hInstApp;
    void *lpIDList;
    const char16_t *lpClass;
    HANDLE hkeyClass;
    uint32_t dwHotKey;
    HANDLE hIcon;
    HANDLE hProcess;
} SHELLEXECUTEINFOW;
WIRE_ASSERT_SIZE(SHELLEXECUTEINFOW, 112);
WIRE_ASSERT_OFFSET(SHELLEXECUTEINFOW, lpVerb, 16);
WIRE_ASSERT_OFFSET(SHELLEXECUTEINFOW, lpFile, 24);
WIRE_ASSERT_OFFSET(SHELLEXECUTEINFOW, lpParameters, 32);
WIRE_ASSERT_OFFSET(SHELLEXECUTEINFOW, nShow, 48);
WIRE_ASSERT_OFFSET(SHELLEXECUTEINFOW, hInstApp, 56);
WIRE_ASSERT_OFFSET(SHELLEXECUTEINFOW, hProcess, 104);

#define SEE_MASK_NOCLOSEPROCESS 0x40u
#define SEE_MASK_NOASYNC 0x100u
#define SEE_MASK_FLAG_NO_UI 0x400u
#define SE_ERR_FNF 2u
#define SE_ERR_ACCESSDENIED 5u
#define ERROR_CANCELLED 1223u
#define STILL_ACTIVE 259u
