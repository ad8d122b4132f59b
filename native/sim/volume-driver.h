/* Drivers of the volume stack that do something of their own, between the file system and the storage stack. */
#pragma once

#include "machine.h"

/* Counts what a driver needs to remember of one volume. */
struct VOLUME_STATE {
    uint32_t snapshotCount;
    bool isEncrypted;
};

struct VOLUME_DRIVER {
    const char16_t *file; /* with .sys */
    /** Success, or a veto of BypassIO with its reason. */
    NTSTATUS (*ask)(const VOLUME_STATE *state, const char16_t **reason);
    /** Its own controls; STATUS_INVALID_DEVICE_REQUEST for all others. */
    NTSTATUS (*control)(VOLUME_STATE *state, SIM_VOLUME *volume, uint32_t code);
};

/** The driver of that file name; NULL when it is one that only a scenario describes. */
const VOLUME_DRIVER *VolumeDriverFind(TEXT file);

/** Sends FSCTL_MANAGE_BYPASS_IO to the top of the volume's stack, as a kernel component with a handle of the volume does. */
NTSTATUS VolumeSendBypassIo(SIM_VOLUME *volume, int32_t operation);
