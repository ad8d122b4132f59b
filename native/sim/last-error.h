/* The calling thread's last error, and the two ways a Win32 function reports failure. */
#pragma once

#include "ntfs.h"

void LastErrorSet(uint32_t code);
/** Sets the last error when `code` is not 0; returns 1 for success and 0 for failure (a Win32 BOOL). */
int32_t LastErrorBool(uint32_t code);
uint32_t StatusToWin32(NTSTATUS status);
