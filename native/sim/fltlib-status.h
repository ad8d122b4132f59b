/* From a driver's status to what fltlib's callers see. */
#pragma once

#include "last-error.h"

/** S_OK for every success but STATUS_PENDING, which is 0x800703E5; 0x801F00nn for STATUS_FLT_*; else HRESULT_FROM_WIN32. */
uint32_t HresultOfStatus(NTSTATUS status);
