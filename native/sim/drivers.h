/* Drivers that this machine can load: C sources compiled into the library. */
#pragma once

#include "fltkernel.h"
#include "text.h"

/* A driver file and the keys that its INF would write. */
typedef struct SIM_IMAGE {
    const char16_t *service;
    const char16_t *file;     /* with .sys */
    const char16_t *altitude; /* of the default instance */
    uint32_t supportedFeatures;
    bool attachesAutomatically; /* Instances\...\Flags without bit 0x1 */
    DRIVER_INITIALIZE *entry;
} SIM_IMAGE;

/** Puts an image under its service's name, as its INF would. `loadError` is 0, or the Win32 code that loading it ends with (577:
 *  not signed). Installing again replaces. 0 or a Win32 code. */
uint32_t DriversInstall(const SIM_IMAGE *image, uint32_t loadError);
void DriversForgetAll(void);
/** NULL: no such service. */
const SIM_IMAGE *DriversFind(TEXT service, uint32_t *loadError);

/** The images that come with the library, by service name; NULL when there is none. "OtherProbe" is a probe of another release. */
const SIM_IMAGE *DriversBuiltIn(TEXT service);

/** What FilterLoad does behind its checks: entry point, start, automatic attachment. */
NTSTATUS DriversLoad(const SIM_IMAGE *image);
