/* The sample drivers of the volume stack, and the controls that a volume handle takes for them. */
#pragma once

#include "../sim/volume-driver.h"

/* CTL_CODE('V', 0x900 and on, METHOD_BUFFERED, FILE_ANY_ACCESS) */
#define IOCTL_SAMPLE_SNAPSHOT_CREATE 0x00562400u
#define IOCTL_SAMPLE_SNAPSHOT_DELETE 0x00562404u
#define IOCTL_SAMPLE_VOLUME_ENCRYPT 0x00562408u
#define IOCTL_SAMPLE_VOLUME_DECRYPT 0x0056240Cu

enum { SAMPLE_VOLUME_DRIVERS = 2 };
extern const VOLUME_DRIVER SampleVolumeDrivers[SAMPLE_VOLUME_DRIVERS];
