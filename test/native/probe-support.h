/* Talking to the probe driver from C. */
#pragma once

#include "../../native/sim/exports.h"
#include "../../native/wire/probe.h"

void EnableLoadPrivilege(void);
HANDLE StartProbe(void); /* installs, loads and connects */
PROBE_STATISTICS ReadProbeStatistics(HANDLE port);
uint32_t DrainProbe(HANDLE port, PROBE_RECORD *records, uint32_t capacity); /* how many */
uint32_t AskProbe(HANDLE port, HANDLE file, const char16_t *instance, PROBE_ANSWER *answer); /* HRESULT */
