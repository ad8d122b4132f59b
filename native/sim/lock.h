/* One lock around every export: the simulated kernel behind it is single-threaded, which is what makes it simple to trust. Only
 * a call that waits, for a message, for a callback to return or for the host's disk, lets others in meanwhile. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

void SimEnter(void);
void SimLeave(void);

enum { SIM_WAIT_FOREVER = -1 };

/** Lets the lock go until somebody calls SimWake, or until the time is up. Wakes up for others' reasons too: look again.
 *  False when `milliseconds` have passed. */
bool SimWait(int64_t milliseconds);

/** Lets others in while this thread asks the host, and takes the lock again. The machine is not taken apart meanwhile, so volumes,
 *  simulated files and drivers stay where they are; handles and streams do not. Nothing waits in between but the host. */
void SimStepOut(void);
void SimStepIn(void);

/** A clock that only goes forward. */
int64_t SimMilliseconds(void);

/** Says that something changed. */
void SimWake(void);

/** Waits until every other call that waits inside has returned: the machine can then be taken apart. New ones see
 *  SimIsClosing and return at once. */
void SimCloseBegin(void);
void SimCloseEnd(void);
bool SimIsClosing(void);
