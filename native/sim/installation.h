/* What a Windows installation says of itself beside its version: edition, up time, display language, class filters of disks. */
#pragma once

#include "text.h"

/** Services that filter disk devices, from the top down: `index` from 0, empty behind the last. */
TEXT InstallationDiskFilter(uint32_t index);
void InstallationForget(void);
