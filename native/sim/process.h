/* The process and thread that a request comes from: those of the caller, or the ones a scenario plays (SimSetProcess). */
#pragma once

#include "fltkernel.h"

PETHREAD ProcessCurrentThread(void);
PEPROCESS ProcessOfThread(PETHREAD thread);
ULONG ProcessId(PEPROCESS process);
