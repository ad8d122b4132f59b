/* The host's clocks and process, for event tracing. */
#pragma once

#include <stdint.h>

enum { ETW_QPC_FREQUENCY = 10000000 };

int64_t EtwHostQpc(void);        /* counts of ETW_QPC_FREQUENCY a second, never backwards */
int64_t EtwHostSystemTime(void); /* FILETIME */
uint32_t EtwHostProcessId(void);
void EtwHostSleep(uint32_t microseconds);
