/* What Driver Verifier does for real drivers: watches the rules that a driver breaks without noticing.
 *
 * A violation ends the process with one line that names the rule, unless a test asked to record it. Objects that a driver holds
 * are counted against its service; what is left when its unload routine has returned is a leak, and a violation. */
#pragma once

#include "fltkernel.h"

#include <stdbool.h>

typedef struct SIM_SERVICE SIM_SERVICE;

void VerifierReport(const char *rule);

/** Reports when the caller runs above `highest`. */
void VerifierIrql(KIRQL highest, const char *routine);

/* The driver whose code runs on this thread; NULL outside of drivers. What it allocates is its own. */
typedef struct {
    SIM_SERVICE *owner;
    KIRQL irql;
} DRIVER_CALL;

/** Marks the way into a driver's callback at an IRQL, and out again. The driver must come back at the level it was called at. */
DRIVER_CALL VerifierEnterDriver(SIM_SERVICE *service, KIRQL irql);
void VerifierLeaveDriver(DRIVER_CALL before, KIRQL irql);
SIM_SERVICE *VerifierDriver(void);

/** Memory of the kernel that can run short: NULL when it is this allocation's turn to fail (SimFailAllocation). Zeroed. Freed
 *  with free(). */
void *KernelAllocate(size_t bytes);

bool VerifierIsUnloading(const SIM_SERVICE *service);

/** Checks a driver's pool after its unload: blocks left behind are reported and freed, freed ones must not have been written. */
void PoolCheck(const SIM_SERVICE *service);
