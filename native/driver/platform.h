/* The one header behind which the driver's sources do not look: the WDK's, mingw's, or the simulator's.
 *
 * BPIO_SIMULATOR  user mode: the filter manager of native/sim
 * BPIO_MINGW      kernel mode without a WDK: mingw's ddk headers, and declarations of our own for the filter manager
 * neither         the WDK */
#pragma once

#if defined(BPIO_SIMULATOR)
#include "../sim/fltkernel.h"
/* One library holds several drivers: each entry point needs a name of its own. */
#define DriverEntry ProbeDriverEntry
#elif defined(BPIO_MINGW)
#include "mingw/fltkernel.h"
#else
#include <fltKernel.h>
#endif

#include "../wire/probe.h"
