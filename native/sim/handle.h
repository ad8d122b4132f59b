/* Handles: slots with a generation, so that a stale, foreign or invented value is told from a live one. */
#pragma once

#include "machine.h"

typedef enum {
    HandleFree = 0,
    HandleFile,
    HandleToken,
    HandleFileFind,
    HandleVolumeFind,
    HandleFilterFind,
    HandleFilterVolumeFind,
    HandleInstanceFind,
    HandleVolumeInstanceFind,
    HandleFilterPort,
    HandleRegistryKey,
    HandleProcess,
} HANDLE_KIND;

/** Takes over `object`, which is destroyed at the latest by HandleClose. INVALID_HANDLE_VALUE (and the object destroyed) when
 *  no slot can be had. */
HANDLE HandleCreate(HANDLE_KIND kind, void *object);
void *HandleFind(HANDLE handle, HANDLE_KIND kind); /* NULL: not a live handle of that kind */
HANDLE_KIND HandleKind(HANDLE handle);             /* HandleFree: not live */
bool HandleClose(HANDLE handle, HANDLE_KIND kind);
void HandleCloseAll(void);
uint32_t HandleCount(void);
