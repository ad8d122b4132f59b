/* The entries that fltlib's lists are made of. */
#pragma once

#include "fltmgr.h"

#define HRESULT_OK 0x00000000u
#define HRESULT_SKIP 0x00000001u /* S_FALSE, never shown outside: not an entry of this class */
#define HRESULT_ACCESS_DENIED 0x80070005u
#define HRESULT_INVALID_HANDLE 0x80070006u
#define HRESULT_OUT_OF_MEMORY 0x8007000Eu
#define HRESULT_INVALID_ARGUMENT 0x80070057u
#define HRESULT_INSUFFICIENT_BUFFER 0x8007007Au
#define HRESULT_NO_MORE_ITEMS 0x80070103u
#define HRESULT_FILTER_NOT_FOUND 0x801F0013u
#define HRESULT_VOLUME_NOT_FOUND 0x801F0014u

typedef struct {
    void *bytes;
    uint32_t capacity;
    uint32_t *returned; /* written, or needed with HRESULT_INSUFFICIENT_BUFFER */
} ENTRY_BUFFER;

uint32_t EntryWriteFilter(const SIM_SERVICE *service, uint32_t infoClass, ENTRY_BUFFER *out);
uint32_t EntryWriteInstance(PFLT_INSTANCE instance, uint32_t infoClass, ENTRY_BUFFER *out);

/** Volumes of the machine, and behind them those of the network and inter-process file systems. */
uint32_t EntryVolumeCount(void);
uint32_t EntryWriteVolume(uint32_t index, uint32_t infoClass, ENTRY_BUFFER *out);
int32_t EntryFileSystemType(const SIM_VOLUME *volume); /* FLT_FSTYPE_* */
bool EntryIsVolumeName(const char16_t *name);
