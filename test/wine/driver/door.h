/* Between the two halves of the test driver, whose headers name the same things differently: the simulated machine behind the door, the
 * real kernel before it. */
#pragma once

#include <stdint.h>

typedef struct {
    const uint16_t *path;   /* in the simulated machine, NUL-terminated */
    const uint16_t *device; /* \Device\… and \??\… names under which the kernel offers it */
    const uint16_t *link;
} DOOR_TARGET;

extern const DOOR_TARGET DoorTargets[];
extern const uint32_t DoorTargetCount;

/** Builds the machine of the scenario. 0, or the Win32 code of the first part that was refused. */
uint32_t DoorBuildMachine(void);
/** Opens a path of the machine as the product does. 0 or a Win32 code. */
uint32_t DoorOpen(const uint16_t *path, void **handle);
void DoorClose(void *handle);
/** DeviceIoControl of the simulated machine. 0 or a Win32 code. `buffer` is input and output, as METHOD_BUFFERED has it. */
uint32_t DoorControl(void *handle, uint32_t code, void *buffer, uint32_t inputBytes, uint32_t outputBytes, uint32_t *returned);
